"""Answers that people give with the buttons of a notification on their phone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from .notify.mobile_app import EVENT, Answer

if TYPE_CHECKING:
    from .manager import AlertCentre

SNOOZE: Final = timedelta(hours=1)


@callback
def async_listen_to_answers(hass: HomeAssistant, centre: AlertCentre) -> CALLBACK_TYPE:
    """Do what people answer from now on, until what is returned is called."""

    @callback
    def on_button(event: Event) -> None:
        if (answer := Answer.from_action(event.data.get("action"))) is None:
            return
        try:
            _follow(centre, answer)
        except ServiceValidationError:
            # It is over: the notification was older than that.
            LOGGER.debug("An answer to an alert that is no more: %s", answer)

    return hass.bus.async_listen(EVENT, on_button)


def _follow(centre: AlertCentre, answer: Answer) -> None:
    if answer.verb == "acknowledge":
        by = {recipient.id: recipient.name for recipient in centre.post.recipients}
        centre.desk.async_acknowledge(
            [answer.alert], by.get(answer.recipient), answer.recipient
        )
    elif answer.verb == "confirm":
        centre.desk.async_answer(answer.recipient)
    elif answer.verb == "snooze":
        centre.desk.async_snooze([answer.alert], dt_util.utcnow() + SNOOZE)
