"""The views of a dashboard: what is wrong now, the areas, the devices, and the past."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..alerts.model import Severity
from ..common_texts import async_common_texts
from .cards import (
    Card,
    badge,
    graph,
    if_above,
    if_state,
    named,
    section,
    subtitle,
    tile,
    title,
)
from .inventory import (
    EntityIds,
    PartKind,
    ShownArea,
    ShownDevice,
    async_alert_entities,
    async_areas,
    there,
)

ALERT_HOURS: Final = 168
# More parts are too much for one page: their areas get pages of their own.
_MOST_PARTS: Final = 40
_COLORS: Final[Mapping[str, str]] = {
    "none": "green",
    Severity.INFORMATION: "blue",
    Severity.WARNING: "orange",
    Severity.CRITICAL: "red",
}
_COUNTS: Final = {
    "devices_with_alerts": "red",
    "devices_offline": "deep-orange",
    "devices_unknown": "grey",
    "devices_silenced": "purple",
    "devices_ok": "green",
}
_HEALTH: Final = (
    "connectivity",
    "in_alarm",
    "transport",
    "last_contact",
    "uptime",
    "sms_signal",
    "sms_operator",
    "sms_registration",
    "sms_sent",
    "sms_failed",
    "sms_queue",
    "security_update",
    "alerts",
)
_AREA_ICON: Final = "mdi:texture-box"

type Texts = Mapping[str, str]
"""The translated headings that are not names."""


async def async_dashboard(hass: HomeAssistant, language: str) -> Card:
    """Return the dashboard of the alerts and of all devices that there are now."""
    texts = await async_common_texts(hass, language)
    return dashboard(
        async_alert_entities(hass), async_areas(hass, texts["devices"]), texts
    )


def dashboard(alerts: EntityIds, areas: list[ShownArea], texts: Texts) -> Card:
    """Return the dashboard of alerts and of the devices of areas."""
    devices = [device for area in areas for device in area.devices]
    parts = sum(len(_parts(device)) for device in devices)
    many = parts > _MOST_PARTS
    return {
        "title": "HW group",
        "views": [
            _overview(alerts, areas, texts, many=many),
            *([_area_view(area) for area in areas] if many else []),
            _health_view(areas, texts),
            *_history_view(alerts, devices, texts),
        ],
    }


def _sections_view(path: str, name: str, icon: str, **more: Any) -> Card:
    return {
        "type": "sections",
        "title": name,
        "path": path,
        "icon": icon,
        "max_columns": 3,
        "dense_section_placement": True,
        **more,
    }


# What is wrong now


def _overview(
    alerts: EntityIds, areas: list[ShownArea], texts: Texts, *, many: bool
) -> Card:
    """Return all that matters now: everything, or what has alerts and the way to all."""
    sections = [
        section(title(texts["alerts"], "mdi:bell-outline"), cards)
        for cards in [[*_alert_cards(alerts)]]
        if cards
    ]
    if many:
        sections += [
            _area_section(area, [each for each in area.devices if each.alerting])
            for area in areas
            if area.alerting
        ]
        sections.append(
            section(
                title(texts["areas"], _AREA_ICON), [_area_link(area) for area in areas]
            )
        )
    else:
        sections += [_area_section(area, area.devices) for area in areas]
    return _sections_view(
        "overview",
        "HW group",
        "mdi:thermometer-lines",
        badges=[*_badges(alerts)],
        sections=sections,
    )


def _badges(alerts: EntityIds) -> Iterator[Card]:
    """Yield how many devices are in which state, but for states that none is in."""
    for key, color in _COUNTS.items():
        for entity_id in there(alerts, key):
            yield badge(entity_id, color, visibility=if_above(entity_id, 0))


def _alert_cards(alerts: EntityIds) -> Iterator[Card]:
    for entity_id in there(alerts, "highest_severity"):
        for state, color in _COLORS.items():
            yield tile(entity_id, color=color, visibility=if_state(entity_id, state))
    for entity_id in there(alerts, "alerts"):
        active = there(alerts, "active_alerts")
        yield {
            "type": "todo-list",
            "entity": entity_id,
            # An alert that is acknowledged is not completed, as the header would say.
            "hide_section_headers": True,
            "grid_options": {"columns": 12, "rows": "auto"},
            **({"visibility": if_above(active[0], 0)} if active else {}),
        }
        for button in there(alerts, "acknowledge_all"):
            yield tile(
                button,
                color="primary",
                hide_state=True,
                tap_action=_press(button),
                icon_tap_action=_press(button),
                visibility=if_above(entity_id, 0),
            )
    for entity_id in there(alerts, "delivery_problem"):
        yield tile(entity_id, color="red", visibility=if_state(entity_id, "on"))
    for entity_id in there(alerts, "all_alerts"):
        yield tile(entity_id, color="orange", visibility=if_state(entity_id, "off"))


def _press(button: str) -> Card:
    return {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": button},
    }


# The areas


def _path(area: ShownArea) -> str:
    return "elsewhere" if area.id is None else f"area-{area.id}"


def _area_link(area: ShownArea) -> Card:
    link = {"action": "navigate", "navigation_path": _path(area)}
    if area.id is None:
        return {"type": "heading", "heading": area.name, "tap_action": link}
    return {
        "type": "area",
        "area": area.id,
        "display_type": "compact",
        "sensor_classes": ["temperature", "humidity"],
        "alert_classes": ["moisture", "problem"],
        "tap_action": link,
        "grid_options": {"columns": 12},
    }


def _area_view(area: ShownArea) -> Card:
    """Return the page of an area, which is reached by its link."""
    return _sections_view(
        _path(area),
        area.name,
        area.icon or _AREA_ICON,
        subview=True,
        sections=[
            section(subtitle(device.name), _device_cards(device))
            for device in area.devices
        ],
    )


def _area_section(area: ShownArea, devices: Iterable[ShownDevice]) -> Card:
    cards: list[Card] = []
    for device in devices:
        cards += [subtitle(device.name), *_device_cards(device)]
    return section(title(area.name, area.icon or _AREA_ICON), cards)


def _parts(device: ShownDevice) -> list[str]:
    return device.of_kind(PartKind.POSITION, PartKind.READING)


def _device_cards(device: ShownDevice) -> Iterator[Card]:
    """Yield a graph for each reading, and tiles for all that has positions."""
    for entity_id in device.of_kind(PartKind.READING):
        yield graph(entity_id)
    for entity_id in device.of_kind(PartKind.POSITION):
        yield tile(entity_id)


# The devices, and the past


def _health_view(areas: Iterable[ShownArea], texts: Texts) -> Card:
    return _sections_view(
        "devices",
        texts["device_health"],
        "mdi:heart-pulse",
        sections=[
            section(title(area.name, area.icon or _AREA_ICON), _health_cards(area))
            for area in areas
        ],
    )


def _health_cards(area: ShownArea) -> Iterator[Card]:
    for device in area.devices:
        if entity_ids := device.there(*_HEALTH):
            yield {
                "type": "entities",
                "title": device.name,
                "entities": named(entity_ids),
            }


def _history_view(
    alerts: EntityIds, devices: Iterable[ShownDevice], texts: Texts
) -> Iterator[Card]:
    """Yield what began and ended of late."""
    # The news of the alerts tell what the events of the devices do, and more.
    told = there(alerts, "latest", "delivery_problem")
    of_device = ["connectivity", "address"]
    if not told:
        of_device.append("alarm")
    for device in devices:
        told += device.there(*of_device)
    if told:
        yield {
            "type": "panel",
            "title": texts["history"],
            "path": "history",
            "icon": "mdi:history",
            "cards": [
                {
                    "type": "logbook",
                    "target": {"entity_id": told},
                    "hours_to_show": ALERT_HOURS,
                }
            ],
        }
