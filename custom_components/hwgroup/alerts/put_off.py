"""What is done to alerts whose devices are still loading: once they are known."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from ..compat import singleton


class PutOff[ActorT]:
    """Keeps what is to be done, also while the alerts are loaded anew.

    An act is called with whoever acts then, and with the IDs of the alerts.
    """

    def __init__(self) -> None:
        """Put nothing off yet."""
        self._later: list[tuple[str, Callable[[ActorT, list[str]], None]]] = []

    def without(
        self,
        awaited: set[str],
        alert_ids: Iterable[str] | None,
        act: Callable[[ActorT, list[str]], None],
    ) -> list[str] | None:
        """Put off what is to be done to alerts that are awaited; return the others.

        None stands for all alerts.
        """
        asked = None if alert_ids is None else list(alert_ids)
        later = awaited if asked is None else awaited & {*asked}
        self._later += [(alert_id, act) for alert_id in later]
        return asked and [each for each in asked if each not in awaited]

    def catch_up(self, awaited: Callable[[], set[str]], actor: ActorT) -> None:
        """Do what was put off to alerts that are awaited no more."""
        if not self._later:
            return
        still, known = awaited(), self._later
        self._later = [each for each in known if each[0] in still]
        for alert_id, act in known:
            if alert_id not in still:
                with suppress(ServiceValidationError):  # it is over
                    act(actor, [alert_id])


@singleton("hwgroup_put_off")
@callback
def async_put_off(_hass: HomeAssistant) -> PutOff[Any]:
    """Return what is put off."""
    return PutOff()
