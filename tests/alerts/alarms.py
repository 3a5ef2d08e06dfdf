"""An alarm of a simulated probe, and the news that the alerts tell of it."""

from typing import Any

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from simulator import SimulatedDevice

ALERT_EVENT = "event.hw_group_alerts_alert"


def heat(device: SimulatedDevice) -> None:
    """Let the first probe be too warm by the limit that is set on the device."""
    device.sensors[0].high = 8.0
    device.sensors[0].value = 30.0


def cool(device: SimulatedDevice) -> None:
    """Let it be cool again."""
    device.sensors[0].value = 4.2


def follow_news(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the attributes of all events from now on."""
    news: list[dict[str, Any]] = []
    moments: set[str] = set()

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is None or state.state in ("unknown", "unavailable", *moments):
            return
        moments.add(state.state)
        hidden = ("event_types", "friendly_name")
        news.append(
            {key: value for key, value in state.attributes.items() if key not in hidden}
        )

    async_track_state_change_event(hass, ALERT_EVENT, note)
    return news


def types(news: list[dict[str, Any]]) -> list[str]:
    """Return what has happened, in order."""
    return [each["event_type"] for each in news]
