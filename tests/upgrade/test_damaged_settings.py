"""Settings that cannot be read: what is not concerned works, and an issue names the rest."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.flows.device_form import entry_data
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from simulator import Sensor

from ..outside import Outside
from ..site import MakeDevice, Site
from .damages import SETTINGS, WRONG, Outcome

PROBE = "sensor.server_room_cold_room_1"
OTHER = "sensor.server_room_cold_room_2"
_RULE = {"severity": "critical", "delay": 1, "repeat": 60, "message": "{{ name }}"}
_TREND = _RULE | {"quantity": "temperature", "target": {"entity_id": [PROBE]}}
# One of each kind, with all that its form can keep.
SUBENTRIES: Mapping[str, dict[str, Any]] = {
    "recipient": {
        "entities": [],
        "actions": ["notify.it_on_call"],
        "severities": ["critical", "warning"],
        "after": 5,
        "quiet_begin": "22:00:00",
        "quiet_end": "06:00:00",
        "language": "cs",
        "critical_entities": [],
        "critical_actions": [],
        "fallback_entities": [],
        "fallback_actions": ["notify.it_on_call"],
        "data": {"priority": 1},
    },
    "range_rule": _TREND
    | {
        "low": 2,
        "high": 8,
        "critical_low": 0,
        "critical_high": 10,
        "hysteresis": 0.5,
        "device_limits": False,
        "unit": "°C",
    },
    "input_rule": _RULE | {"quantity": "input", "state": "on"},
    "rate": _TREND
    | {"kind": "rate", "window": 30, "per_hour": 5, "direction": "rising"},
    "forecast": _TREND | {"kind": "forecast", "window": 30, "within": 60, "high": 8},
    "stuck": _TREND | {"kind": "stuck", "hours": 24},
    "power_on": _TREND | {"kind": "power_on"},
    "twins": _TREND
    | {"kind": "twins", "by": 2, "target": {"entity_id": [PROBE, OTHER]}},
    "maintenance": {
        "schedule": "schedule.works",
        "target": {"entity_id": [PROBE]},
        "remind_hours": 12,
    },
    "report": {
        "period": "month",
        "at": "06:00:00",
        "target": {"entity_id": [PROBE]},
        "language": "cs",
        "formats": ["pdf", "csv"],
        "recipients": [],
        "entities": [],
        "link_days": 30,
        "keep_days": 400,
    },
}
OPTIONS = {
    "collect_seconds": 0,
    "drill_days": 7,
    "heartbeat_minutes": 1,
    "heartbeat_rules": False,
    "offline": {"enabled": True, "delay": 2, "severity": "critical", "repeat": 60},
}
# Of a device: a model that has such a part, and what its form keeps of it.
PARTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "meter": (
        "damocles2_mini",
        {
            "input": "3",
            "kind": "water",
            "unit_of_measurement": "m³",
            "pulses_per_unit": 100,
            "reading": 1290.5,
        },
    ),
    "calibration": (
        "ste_plus",
        {
            "sensor": "215",
            "certificate": "K-2026/118",
            "calibrated": "2025-12-10",
            "due": "2026-12-10",
            "offset": -0.2,
        },
    ),
    "phone": (
        "sms_gw3",
        {"number": "+420601234567", "interface": "soap", "fallback_gateway": "other"},
    ),
}
_GONE = object()
# A text is a text: that there is nothing of this name is told as such.
_WITHOUT_SENSE = {"rule_watches_nothing", "rule_without_twin", "schedule_missing"}


def _damaged(data: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """Yield data with one setting damaged in each way."""
    above, _, last = key.rpartition(".")
    for value in (_GONE, *WRONG):
        inner = dict(data[above] if above else data)
        inner[last] = value
        if value is _GONE:
            del inner[last]
        yield {**data, above: inner} if above else inner


def _shown(hass: HomeAssistant) -> dict[str, str]:
    """Return the settings that the open issues name, by the keys of the issues."""
    return {
        str(issue.translation_key): (issue.translation_placeholders or {}).get(
            "settings_in_title", ""
        )
        for issue in ir.async_get(hass).issues.values()
        if issue.active and issue.domain == "hwgroup"
    }


def _places(*kinds: str) -> list[tuple[str, str]]:
    return [(kind, key) for kind in kinds for key in SETTINGS[kind]]


def _add(site: Site, kind: str) -> ConfigSubentry:
    trend = kind if "_rule" in kind or kind not in _TRENDS else "trend_rule"
    return site.add(trend, "The damaged one", **SUBENTRIES[kind])


_TRENDS = ("rate", "forecast", "stuck", "power_on", "twins")


@pytest.fixture
async def watched(site: Site) -> Site:
    """Return a site with a second thermometer, and with a schedule that is off."""
    site.device.sensors.append(Sensor(7, "Cold room 2", "C", 4.0))
    site.hass.states.async_set("schedule.works", "off")
    await site.polls()
    return site


def test_every_setting_is_here() -> None:
    """Or its damage would be looked at by nobody."""
    for kind, data in SUBENTRIES.items():
        assert SETTINGS[kind].keys() == data.keys(), kind
    for kind, (_, data) in PARTS.items():
        assert SETTINGS[kind].keys() == data.keys(), kind


@pytest.mark.parametrize(("kind", "key"), _places(*SUBENTRIES))
async def test_a_subentry(watched: Site, kind: str, key: str) -> None:
    """Everything else is as it was, and mending it is enough."""
    site = watched
    manager = site.alerts.runtime_data
    subentry = _add(site, kind)
    await site.settle()
    assert _shown(site.hass) == {}
    before = len([*manager.rules]), len(manager.notifier.recipients)
    expected, seen = SETTINGS[kind][key], set()
    for data in _damaged(SUBENTRIES[kind], key):
        site.hass.config_entries.async_update_subentry(site.alerts, subentry, data=data)
        await site.settle()
        shown = _shown(site.hass)
        if shown.keys() - _WITHOUT_SENSE:
            assert shown == {expected.value: key}, data
            seen.add(expected)
        recipients = before[1] - (shown.keys() == {Outcome.RECIPIENT.value})
        assert (len([*manager.rules]), len(manager.notifier.recipients)) == (
            before[0],
            recipients,
        )
        assert site.state(PROBE).state == "4.2"
    assert seen == {expected}
    site.hass.config_entries.async_update_subentry(
        site.alerts, subentry, data=SUBENTRIES[kind]
    )
    await site.settle()
    assert _shown(site.hass) == {}


@pytest.mark.parametrize(("kind", "key"), _places("options of the alerts"))
async def test_the_options_of_the_alerts(site: Site, kind: str, key: str) -> None:
    """Each takes its default."""
    seen = False
    for options in _damaged(OPTIONS, key):
        site.set_options(**options)
        await site.settle()
        if shown := _shown(site.hass):
            assert list(shown) == [SETTINGS[kind][key].value], options
            assert key in shown["settings_unreadable"].split(", ")
            seen = True
        rules = {rule.id for rule in site.alerts.runtime_data.rules}
        assert {"alarm", "lost"} <= rules
    assert seen
    site.set_options(**OPTIONS)
    await site.settle()
    assert _shown(site.hass) == {}


@pytest.mark.parametrize(
    ("kind", "key"), _places("address of a device", "options of a device")
)
async def test_a_device(site: Site, kind: str, key: str) -> None:
    """It is polled, or an alert says why it is not."""
    expected, seen = SETTINGS[kind][key], False
    part = "data" if kind == "address of a device" else "options"
    good = {
        "data": {**site.entry.data, "snmp": {**site.entry.data["snmp"]}},
        "options": {"poll_interval": 30, "grace": 3, "follow": True},
    }
    if key.startswith("snmp.") and key != "snmp.transport":
        good["data"]["snmp"]["transport"] = "auto"
        # Settings of a user are needed only where the version has users.
        if key not in {"snmp.port", "snmp.version", "snmp.community"}:
            good["data"]["snmp"]["version"] = "3"
    for changed in _damaged(good[part], key):
        if changed.get("ssl") is True:
            continue  # which is no damage, but answered by nobody
        site.hass.config_entries.async_update_entry(
            site.entry, **(good | {part: changed})
        )
        await site.hass.config_entries.async_reload(site.entry.entry_id)
        await site.settle()
        shown = _shown(site.hass)
        failed = expected is Outcome.DEVICE and bool(shown)
        assert site.entry.state is (
            ConfigEntryState.SETUP_ERROR if failed else ConfigEntryState.LOADED
        )
        if shown:
            [(issue, named)] = shown.items()
            assert issue == expected.value
            assert key in named.split(", ")
            seen = True
    assert seen
    site.hass.config_entries.async_update_entry(site.entry, **good)
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.settle()
    assert _shown(site.hass) == {}
    assert site.state(PROBE).state == "4.2"


async def test_all_of_it_at_once(watched: Site) -> None:
    """What is left is watched, also after a restart, and the heartbeat stops."""
    site = watched
    async with Outside.serve() as outside:
        site.set_options(
            heartbeat_url=outside.url, heartbeat_minutes=1, drill_days=[], offline=7
        )
        await site.polls(5)
        assert outside.beats > 0
        for kind, data in SUBENTRIES.items():
            subentry = _add(site, kind)
            site.hass.config_entries.async_update_subentry(
                site.alerts, subentry, data=dict.fromkeys(data, 7)
            )
        await site.restart()
        assert site.alerts.state is ConfigEntryState.LOADED
        outside.beats = 0
        site.probe.value = 12.0
        site.probe.high = 8.0
        await site.polls(5)
        assert outside.beats == 0
    assert len(site.titles) == 1
    assert "Cold room 1: 12.0 °C" in site.titles[0]


async def _alerts(site: Site) -> dict[str, Any]:
    """Return what was said of each alert, by its rule."""
    parts = ("id", "phase", "acknowledged_by", "since")
    return {
        each["rule"]: {part: each[part] for part in parts}
        for each in await site.ask("get_alerts")
    }


async def test_an_alert_of_a_rule_that_is_left_out(watched: Site) -> None:
    """It stays as it was, with its acknowledgement, until the rule can be read again."""
    site = watched
    subentry = _add(site, "range_rule")
    site.probe.value = 12.0
    await site.polls(5)
    await site.call("hwgroup.acknowledge", by="Ann")
    before = await _alerts(site)
    assert before["The damaged one"]["phase"] == "acknowledged"
    site.change("The damaged one", quantity=7)
    await site.restart()
    assert _shown(site.hass) == {"rule_left_out": "quantity"}
    site.hass.config_entries.async_update_subentry(
        site.alerts, subentry, data=SUBENTRIES["range_rule"]
    )
    await site.polls(2)
    after = await _alerts(site)
    assert after == before


async def test_a_subentry_of_a_later_version(site: Site) -> None:
    """Nobody knows what it was to do: it is left out, and named."""
    site.add("rule_of_tomorrow", "Tomorrow's", quantity="temperature", high=8)
    await site.restart()
    assert _shown(site.hass) == {"rule_left_out": "rule_of_tomorrow"}


@pytest.mark.parametrize("kind", SUBENTRIES)
async def test_its_form_opens(watched: Site, kind: str) -> None:
    """Whatever is damaged: how else could it be mended?"""
    site = watched
    subentry = _add(site, kind)
    for value in WRONG:
        site.hass.config_entries.async_update_subentry(
            site.alerts, subentry, data=dict.fromkeys(SUBENTRIES[kind], value)
        )
        await site.settle()
        flows = site.hass.config_entries.subentries
        form = await flows.async_init(
            (site.alerts.entry_id, subentry.subentry_type),
            context={"source": "reconfigure", "subentry_id": subentry.subentry_id},
        )
        assert form["type"] is FlowResultType.FORM, value
        flows.async_abort(form["flow_id"])


async def test_the_forms_of_a_device_open(site: Site) -> None:
    """That of its address mends it, whatever is damaged there; its password is kept."""
    hass, good = site.hass, {**site.entry.data, "password": "secret"}
    flows = hass.config_entries.flow
    for damage in (dict.fromkeys(good, value) for value in WRONG):
        options = dict.fromkeys(("poll_interval", "grace", "follow"), "?")
        hass.config_entries.async_update_entry(
            site.entry, data=damage | {"password": "secret"}, options=options
        )
        await hass.config_entries.async_reload(site.entry.entry_id)
        form = await hass.config_entries.options.async_init(site.entry.entry_id)
        assert form["type"] is FlowResultType.FORM
        hass.config_entries.options.async_abort(form["flow_id"])
        form = await flows.async_init(
            "hwgroup",
            context={"source": "reconfigure", "entry_id": site.entry.entry_id},
        )
        assert form["type"] is FlowResultType.FORM
        given = {"host": site.device.url, "snmp": {"transport": "http"}}
        done = await flows.async_configure(form["flow_id"], given)
        assert done.get("reason") == "reconfigure_successful", damage
        await site.settle()
        assert site.entry.state is ConfigEntryState.LOADED
    assert site.entry.data["password"] in ("", "secret")


async def test_the_form_of_the_options_of_the_alerts_opens(site: Site) -> None:
    """And shows what is used instead."""
    for value in WRONG:
        site.set_options(**dict.fromkeys(OPTIONS, value))
        await site.settle()
        options = site.hass.config_entries.options
        form = await options.async_init(site.alerts.entry_id)
        assert form["type"] is FlowResultType.FORM
        options.async_abort(form["flow_id"])


@pytest.mark.parametrize("value", [None, "?", [], 0, 70000])
async def test_the_port_for_traps(hass: HomeAssistant, value: object) -> None:
    """An issue says so, and its form opens."""
    entry = MockConfigEntry(domain="hwgroup", unique_id="traps", data={"port": value})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert _shown(hass) == {"entry_unreadable": "port"}
    form = await hass.config_entries.flow.async_init(
        "hwgroup", context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    assert form["type"] is FlowResultType.FORM


def _works(hass: HomeAssistant, kind: str, shown: dict[str, str]) -> bool:
    """Return whether a part does what it is for; take what says so out of the issues."""
    if kind == "calibration":  # which ends soon
        return shown.pop("calibration_due", None) is not None
    entity_id = "sensor.ours" if kind == "meter" else "notify.ours_sms"
    state = hass.states.get(entity_id)
    return state is not None and state.state != STATE_UNAVAILABLE


@pytest.mark.parametrize(("kind", "key"), _places(*PARTS))
async def test_a_part(site: Site, kind: str, key: str) -> None:
    """The device and its sensors are there; the part does its work, or is left out."""
    model, good = PARTS[kind]
    entry = await site.add_device(
        await site.make_device(model, mac="00:0A:59:10:20:40")
    )
    subentry = ConfigSubentry(
        data=MappingProxyType(good), subentry_type=kind, title="Ours", unique_id=None
    )
    site.hass.config_entries.async_add_subentry(entry, subentry)
    expected, seen = SETTINGS[kind][key], False
    for data in (*_damaged(good, key), good):
        site.hass.config_entries.async_update_subentry(entry, subentry, data=data)
        await site.hass.config_entries.async_reload(entry.entry_id)
        await site.settle()
        assert entry.state is ConfigEntryState.LOADED
        shown = _shown(site.hass)
        works = _works(site.hass, kind, shown)
        if shown:
            assert shown == {expected.value: key}, data
            seen = True
        assert works is not (expected is not Outcome.DEFAULT and bool(shown)), data
    assert seen
    assert _shown(site.hass).keys() <= {"calibration_due"}


@pytest.mark.parametrize("key", SETTINGS["writing to a device"])
async def test_who_may_write(site: Site, key: str) -> None:
    """Nothing is written by what cannot be read; the device is polled."""
    section, name = key.split(".")
    identity = {"identity": "00:0a:59:10:20:30"}
    snmp = {**site.entry.data["snmp"], "transport": "http"}
    good = {
        "control": {
            **snmp,
            **identity,
            "version": "1" if name in ("version", "community") else "3",
        },
        "modbus": {"port": 502, "unit_id": 2, "first_coil": 200, **identity},
    }
    for value in (None, {}, [7], good[section][name]):
        data = {**site.entry.data, section: good[section] | {name: value}}
        site.hass.config_entries.async_update_entry(site.entry, data=data)
        await site.hass.config_entries.async_reload(site.entry.entry_id)
        await site.settle()
        assert site.entry.state is ConfigEntryState.LOADED
        readers = site.entry.runtime_data.readers
        if value == good[section][name]:
            assert not _shown(site.hass)
            assert readers.outputs is not None
        else:
            assert _shown(site.hass) == {"settings_unreadable": key}
            assert readers.outputs is readers.writer is None


async def test_coils_that_cannot_be_read_are_learned_anew(site: Site) -> None:
    """A number that is none of theirs would be the output of somebody else."""
    seen = {"port": 502, "unit_id": 2, "first_coil": 7, "identity": "00:0a:59:10:20:30"}
    for coils in ({**seen}, None, [], {"port": 502, "unit_id": 2}):
        data = {**site.entry.data, "modbus": coils}
        site.hass.config_entries.async_update_entry(site.entry, data=data)
        await site.hass.config_entries.async_reload(site.entry.entry_id)
        await site.settle()
        assert site.entry.runtime_data.readers.outputs is None
        typed = {"enabled": True, "port": 502, "unit_id": 2}
        form = {"host": site.device.url, "modbus": typed}
        assert "first_coil" not in entry_data(form, data)["modbus"]
    assert _shown(site.hass) == {"coils_unknown": ""}


async def test_another_device_is_added_beside_a_damaged_one(
    site: Site, make_device: MakeDevice
) -> None:
    """One damaged entry keeps nobody from adding others, nor from searching."""
    site.hass.config_entries.async_update_entry(site.entry, data={}, unique_id=None)
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    other = await make_device("ste_plus")
    flow = site.hass.config_entries.flow
    result = await flow.async_init("hwgroup", context={"source": "user"})
    for given in (
        {"next_step_id": "device"},
        {"host": other.url, "snmp": {"transport": "http"}},
    ):
        result = await flow.async_configure(result["flow_id"], given)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await site.settle()
