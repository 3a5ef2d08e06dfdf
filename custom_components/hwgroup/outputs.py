"""Commands to the outputs of a device, as switches and buttons give them."""

from datetime import datetime
from time import monotonic

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.event import async_call_later

from .client import (
    AutomaticOutputError,
    CoilsUnknownError,
    HwgError,
    OtherOutputError,
    OutputControl,
    TakenBackError,
)
from .coordinator import HwgCoordinator
from .device.commands import HELD_SECONDS, Commands
from .device.errors import translated
from .issues.coils import async_forget_coils
from .issues.contested_output import async_show_contested
from .trail.service import async_trail


async def async_pulse(coordinator: HwgCoordinator, key: str, *, by: str | None) -> None:
    """Start the pulse of an output, which is over before anybody could take it back.

    `by` is the name of who does so. Raises what a `Switchboard` does.
    """
    try:
        await coordinator.readers.writing.pulse(key)
    except HwgError as err:
        raise _translated(err) from err
    _record(coordinator, "output_pulsed", key, by)
    await coordinator.async_follow_hint()


class Switchboard:
    """Switches the outputs of a device, and sees what becomes of that.

    A device has one: it takes back the issues that it did not show itself.
    """

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Watch the device from now on."""
        self._coordinator = coordinator
        self._commands = Commands()
        self._stop_waiting: CALLBACK_TYPE | None = None
        unload = coordinator.config_entry.async_on_unload
        unload(coordinator.async_add_listener(self._look))
        unload(self._wait_no_more)

    async def async_switch(self, key: str, *, on: bool, by: str | None) -> None:
        """Switch an output, and return when the device shows it.

        `by` is the name of who does so, None for Home Assistant itself.

        Raises HomeAssistantError where it does not, ServiceValidationError where it
        cannot.
        """
        try:
            await self._control.switch(key, on=on)
        except HwgError as err:
            if isinstance(err, TakenBackError):
                self._commands.taken_back(key)
            if isinstance(err, OtherOutputError):
                async_forget_coils(
                    self._coordinator.hass, self._coordinator.config_entry
                )
            await self._coordinator.async_follow_hint()
            self._look()
            raise _translated(err) from err
        _record(self._coordinator, "output_switched", key, by, on=on)
        self._commands.switched(key, on=on, now=monotonic())
        self._wait_no_more()
        # A poll that changes nothing is none that a listener hears of.
        self._stop_waiting = async_call_later(
            self._coordinator.hass, HELD_SECONDS + 1, self._on_held
        )
        await self._coordinator.async_follow_hint()

    @property
    def _control(self) -> OutputControl:
        """What switches now: another one when the device has moved.

        Raises CoilsUnknownError.
        """
        if (control := self._coordinator.readers.outputs) is None:
            raise CoilsUnknownError("It is not known any more which coil is which")
        return control

    @callback
    def _wait_no_more(self) -> None:
        if self._stop_waiting is not None:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _on_held(self, _now: datetime) -> None:
        self._stop_waiting = None
        self._look()

    @callback
    def _look(self) -> None:
        """Compare what the device shows with the commands."""
        outputs = self._coordinator.data.outputs
        if self._coordinator.last_update_success:
            self._commands.seen(outputs, monotonic())
        async_show_contested(
            self._coordinator.hass,
            self._coordinator.config_entry,
            {
                key: self._coordinator.name_of(outputs[key]) or key
                for key in self._commands.contested & outputs.keys()
            },
        )


def _record(
    coordinator: HwgCoordinator,
    action: str,
    key: str,
    by: str | None,
    *,
    on: bool | None = None,
) -> None:
    output = coordinator.data.outputs.get(key)
    before = None if output is None else output.on
    async_trail(coordinator.hass).add(
        action,
        by=by,
        kind="output",
        name=(output and coordinator.name_of(output)) or key,
        device=coordinator.name,
        changes={} if on is None else {"on": (before, on)},
    )


def _translated(err: HwgError) -> HomeAssistantError:
    """Return the error to show: what cannot be done is no failure of the device."""
    if isinstance(err, AutomaticOutputError):
        return translated(ServiceValidationError, err)
    return translated(HomeAssistantError, err)
