"""Every form of the alerts: what it asks, what it refuses, what it keeps."""

from functools import partial
from typing import Any

import pytest

from custom_components.hwgroup.alerts.flows import positions, rules, trends
from custom_components.hwgroup.alerts.flows.usual import (
    usual_handling,
    usual_hysteresis,
)
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN
from custom_components.hwgroup.client import Quantity
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.config_entries import ConfigEntryState, FlowType, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
from homeassistant.helpers import entity_registry as er

from ..site import Notifier, Site, issues
from ..translations import ENGLISH
from ..traps import free_port

ROOM = "sensor.server_room_cold_room_1"
WHEN = {
    "severities": ["critical"],
    "critical_entities": [],
    "critical_actions": ["notify.pharmacist"],
    "after": 10,
    "quiet_begin": "22:00:00",
    "quiet_end": "07:00:00",
}
HOW = {
    "language": "en",
    "fallback_entities": [],
    "fallback_actions": ["notify.pharmacist"],
    "data": {"push": {"sound": "siren"}},
}
ANN = {"name": "Ann", "entities": [], "actions": ["notify.it_on_call"]}
HANDLING = {"severity": "critical", "delay": 5, "repeat": 60}
MORE = ("severity", "device_limits", "hysteresis", "repeat", "message")


def in_sections(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a rule as its form has it."""
    shown = {key: value for key, value in data.items() if key not in MORE}
    return shown | {"more": {key: data[key] for key in MORE if key in data}}


def flat(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed into the form of a rule as it is kept."""
    return {key: typed[key] for key in typed if key != "more"} | typed["more"]


LIMITS = in_sections(
    {
        "low": 2,
        "high": 8,
        "hysteresis": 0.5,
        "device_limits": False,
        "message": "{{ name }}!",
        **HANDLING,
    }
)
COLD = {"name": "Cold", "quantity": "temperature", "target": {"entity_id": [ROOM]}}
DOOR = {"name": "Door", "quantity": "input"}
OPEN = in_sections({"state": "off", **HANDLING})


@pytest.fixture
def site(site: Site, second_notifier: Notifier) -> Site:
    """Return the alerts with one device and one recipient, and another notifier."""
    return site


class _Form:
    """One run through the forms of a kind of subentry."""

    def __init__(self, site: Site, kind: str) -> None:
        self._site, self._kind = site, kind
        self._flows = site.hass.config_entries.subentries
        self.shown: SubentryFlowResult

    async def open(self, title: str | None = None) -> SubentryFlowResult:
        """Begin to add one, or to change the one with a title."""
        context = {"source": "user"}
        if title is not None:
            subentry = self._site.subentry(title)
            context = {"source": "reconfigure", "subentry_id": subentry.subentry_id}
        self.shown = await self._flows.async_init(
            (self._site.alerts.entry_id, self._kind), context=context
        )
        return self.shown

    async def submit(self, typed: dict[str, Any]) -> SubentryFlowResult:
        """Send what was typed."""
        self.shown = await self._flows.async_configure(self.shown["flow_id"], typed)
        await self._site.settle()
        return self.shown

    @property
    def suggested(self) -> dict[str, Any]:
        """Return what stands in the fields, by section where there are some."""
        return _suggested(self.shown["data_schema"])


def _suggested(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, what in schema.schema.items():
        if hasattr(what, "schema") and hasattr(what, "options"):
            if inside := _suggested(what.schema):
                found[str(field)] = inside
        elif field.description and "suggested_value" in field.description:
            found[str(field)] = field.description["suggested_value"]
    return found


# Recipients


async def test_a_recipient_with_everything(site: Site) -> None:
    """It is kept flat, shown again as it was typed, and emptied where it is emptied."""
    form = _Form(site, "recipient")
    await form.open()
    done = await form.submit(ANN | {"when": WHEN, "how": HOW})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    kept = site.subentry("Ann")
    assert kept.data == {key: ANN[key] for key in ("entities", "actions")} | WHEN | HOW
    await form.open("Ann")
    assert form.suggested == ANN | {"when": WHEN, "how": HOW}
    done = await form.submit(
        ANN
        | {
            "name": "Anna",
            "when": {"severities": ["warning"], "critical_actions": [], "after": 0},
            "how": {"fallback_entities": [], "fallback_actions": []},
        }
    )
    assert done["reason"] == "reconfigure_successful"
    assert site.subentry("Anna").data == {
        "entities": [],
        "actions": ["notify.it_on_call"],
        "severities": ["warning"],
        "critical_entities": [],
        "critical_actions": [],
        "after": 0,
        "fallback_entities": [],
        "fallback_actions": [],
    }


BAD_RECIPIENTS = [
    ({"actions": []}, "no_channel"),
    ({"when": WHEN | {"severities": []}}, "no_severity"),
    ({"when": {"quiet_begin": "22:00:00"}}, "half_quiet"),
    ({"when": {"quiet_end": "07:00:00"}}, "half_quiet"),
    ({"how": HOW | {"data": ["siren"]}}, "invalid_data"),
    ({"how": HOW | {"data": "siren"}}, "invalid_data"),
]


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize(("typed", "error"), BAD_RECIPIENTS)
async def test_a_recipient_that_could_not_be_told(
    site: Site, typed: dict[str, Any], error: str, changes: bool
) -> None:
    """It is refused, and what was typed stays."""
    form = _Form(site, "recipient")
    await form.open("IT on call" if changes else None)
    await form.submit(ANN | typed)
    assert form.shown["errors"] == {"base": error}
    suggested = form.suggested
    for field, value in (ANN | typed).items():
        if isinstance(value, dict):
            assert suggested[field].items() >= value.items()
        else:
            assert suggested[field] == value
    done = await form.submit(ANN)
    assert done["type"] is not FlowResultType.FORM
    assert site.subentry("Ann").data["actions"] == ["notify.it_on_call"]


async def test_an_action_that_is_gone_stays_on_the_list(site: Site) -> None:
    """Or the form of its recipient could not be saved any more."""
    site.notifier.unregister()
    form = _Form(site, "recipient")
    await form.open("IT on call")
    done = await form.submit(ANN)
    assert done["reason"] == "reconfigure_successful"


# Rules of limits


async def test_a_rule_of_limits(site: Site) -> None:
    """Two forms; it is shown again as it was typed."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    assert form.shown["step_id"] == "limits"
    assert form.shown["description_placeholders"] == as_placeholders(
        count="1", unit="°C"
    )
    done = await form.submit(LIMITS)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    chosen = {key: COLD[key] for key in ("quantity", "target")}
    assert site.subentry("Cold").data == chosen | flat(LIMITS) | {"unit": "°C"}

    await form.open("Cold")
    assert form.suggested == COLD
    await form.submit(COLD | {"name": "Colder"})
    assert form.suggested == LIMITS
    kept = flat(LIMITS)
    less = {key: kept[key] for key in kept if key not in ("low", "message")}
    done = await form.submit(in_sections(less | {"high": 4}))
    assert done["reason"] == "reconfigure_successful"
    kept = site.subentry("Colder").data
    assert kept == chosen | less | {"high": 4, "unit": "°C"}
    [rule] = [
        rule for rule in site.alerts.runtime_data._engine.rules if rule.name == "Colder"
    ]
    assert (rule.condition.low, rule.condition.high) == (None, 4)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"low": None, "high": None}, {"base": "no_limit"}),
        ({"low": 8}, {"high": "low_above_high"}),
        ({"low": 9}, {"high": "low_above_high"}),
        (
            {"more": LIMITS["more"] | {"hysteresis": 6}},
            {"base": "hysteresis_too_wide"},
        ),
        ({"critical": {"critical_high": 8}}, {"base": "critical_inside"}),
        ({"critical": {"critical_low": 3}}, {"base": "critical_inside"}),
    ],
)
async def test_limits_that_are_none(
    site: Site, typed: dict[str, Any], errors: dict[str, str]
) -> None:
    """What was typed stays, and can be mended."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    wrong = {key: value for key, value in (LIMITS | typed).items() if value is not None}
    await form.submit(wrong)
    assert form.shown["errors"] == errors
    assert form.suggested == wrong
    done = await form.submit(LIMITS | {"critical": {}})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_harder_limit(site: Site) -> None:
    """It is in a section, and kept beside the others."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    await form.submit(LIMITS | {"critical": {"critical_high": 12}})
    assert site.subentry("Cold").data["critical_high"] == 12
    await form.open("Cold")
    await form.submit(COLD)
    assert form.suggested == LIMITS | {"critical": {"critical_high": 12}}
    await form.submit(LIMITS | {"critical": {"critical_low": -2}})
    kept = site.subentry("Cold").data
    assert "critical_high" not in kept
    assert kept["critical_low"] == -2


async def test_the_limits_of_the_device_need_no_other(site: Site) -> None:
    """Not even sensible ones."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit({"name": "Own", "quantity": "temperature"})
    limits = {"device_limits": True, "hysteresis": 0, "low": 9, "high": 1}
    await form.submit(in_sections(limits | HANDLING))
    assert site.subentry("Own").data["device_limits"] is True


async def test_nothing_to_watch(site: Site) -> None:
    """A rule that watches nothing is a mistake; the form says so at once."""
    form = _Form(site, "range_rule")
    await form.open()
    nothing = COLD | {"quantity": "pressure"}
    await form.submit(nothing)
    assert form.shown["errors"] == {"base": "no_reading"}
    assert form.suggested == nothing
    await form.submit(COLD)
    assert form.shown["step_id"] == "limits"


async def test_numbers_keep_the_unit_that_they_were_typed_in(site: Site) -> None:
    """8 °C do not become 8 °F because somebody looks at them later."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    await form.submit(LIMITS)
    er.async_get(site.hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": "°F"}
    )
    await site.elapse(31)
    await form.open("Cold")
    await form.submit(COLD)
    assert form.shown["description_placeholders"] == as_placeholders(
        count="1", unit="°C"
    )
    await form.submit(LIMITS)
    assert site.subentry("Cold").data["unit"] == "°C"
    # Another quantity has units of its own.
    await form.open("Cold")
    await form.submit({"name": "Cold", "quantity": "humidity"})
    assert form.shown["description_placeholders"] == as_placeholders(
        count="1", unit="%"
    )


async def test_rules_while_the_alerts_are_not_loaded(site: Site) -> None:
    """Nothing is known then, and nothing is broken."""
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    assert site.alerts.state is ConfigEntryState.NOT_LOADED
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    assert form.shown["errors"] == {"base": "no_reading"}


async def test_a_device_that_goes_while_the_form_is_open(site: Site) -> None:
    """Nobody knows the unit of limits any more, so the rule has to watch something else."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    [entry] = [
        each
        for each in site.hass.config_entries.async_entries("hwgroup")
        if each.entry_id != site.alerts.entry_id
    ]
    await site.hass.config_entries.async_remove(entry.entry_id)
    wrong = LIMITS | {"low": 9}
    await form.submit(wrong)
    assert form.shown["description_placeholders"] == as_placeholders(
        count="0", unit="–"
    )
    await form.submit(LIMITS)
    assert form.shown["errors"] == {"base": "no_reading"}


# Rules of positions


async def test_a_rule_of_a_position(site: Site) -> None:
    """Two forms, and their mistakes."""
    form = _Form(site, "input_rule")
    await form.open()
    wrong = DOOR | {"quantity": "leak"}
    await form.submit(wrong)
    assert form.shown["errors"] == {"base": "no_reading"}
    assert form.suggested == wrong
    await form.submit(DOOR)
    assert form.shown["description_placeholders"] == as_placeholders(count="2")
    with pytest.raises(InvalidData, match="message"):
        await form.submit(OPEN | {"more": OPEN["more"] | {"message": "{{ name"}})
    done = await form.submit(OPEN)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    kept = {"quantity": "input", **flat(OPEN)}
    assert site.subentry("Door").data == kept
    await form.open("Door")
    assert form.suggested == DOOR
    await form.submit(DOOR | {"name": "Gate"})
    assert form.suggested == OPEN
    await form.submit(OPEN | {"state": "on"})
    assert site.subentry("Gate").data == kept | {"state": "on"}


# What is usual


@pytest.mark.parametrize(
    ("quantity", "unit", "hysteresis", "delay"),
    [
        ("temperature", "°C", 0.5, 5),
        ("temperature", "°F", 0.9, 5),
        ("temperature", "K", 0.5, 5),
        ("humidity", "%", 2, 5),
        ("voltage", "mV", 500, 1),
        ("voltage", "dozens", 0, 1),
        ("pulses", None, 0, 0),
    ],
)
def test_what_is_usual(
    quantity: str, unit: str | None, hysteresis: float, delay: float
) -> None:
    """By what is measured, and in the unit of the rule."""
    assert usual_hysteresis(quantity, unit) == {"hysteresis": hysteresis}
    assert usual_handling(quantity) == {"delay": delay, "severity": "warning"}


async def test_a_new_rule_is_shown_as_is_usual(site: Site) -> None:
    """Not one that is changed, nor what was typed already."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    assert form.suggested["delay"] == 5
    assert form.suggested["more"]["hysteresis"] == 0.5
    await form.submit(in_sections({"high": 8, "hysteresis": 0, **HANDLING, "delay": 0}))
    await form.open("Cold")
    await form.submit(COLD)
    assert form.suggested["delay"] == 0
    assert form.suggested["more"]["hysteresis"] == 0


async def test_a_new_rule_of_a_flood_is_critical(site: Site) -> None:
    """Whoever leaves its section closed gets that."""
    cellar = await site.make_device("wld", name="Cellar", mac="00:0A:59:10:21:31")
    await site.add_device(cellar)
    form = _Form(site, "input_rule")
    await form.open()
    await form.submit({"name": "Flood", "quantity": "leak"})
    assert form.suggested == {"delay": 0, "more": {"severity": "critical"}}


async def test_sections_that_nobody_has_opened_hold_something(site: Site) -> None:
    """They are as they were shown, also where a program leaves them out."""
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    await form.submit({"high": 8, "delay": 5})
    kept = site.subentry("Cold").data
    assert kept["severity"] == "warning"
    assert (kept["hysteresis"], kept["repeat"]) == (0.5, 0)
    assert kept["device_limits"] is False


class _Outcome:
    """What a rule would have told."""

    def text(self, language: str) -> str:
        """Say it."""
        return f"3 alerts in {language}"


async def test_what_a_rule_would_have_told_is_shown_before_it_is_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not like it goes back, and finds what he had typed."""

    async def tried(*_: object) -> _Outcome:
        return _Outcome()

    monkeypatch.setattr(rules, "async_try", tried)
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit(COLD)
    await form.submit(LIMITS)
    assert form.shown["type"] is FlowResultType.MENU
    assert form.shown["description_placeholders"] == {"outcome": "3 alerts in en"}
    await form.submit({"next_step_id": "change"})
    assert form.suggested == COLD
    await form.submit(COLD)
    assert form.suggested == LIMITS
    await form.submit(LIMITS)
    done = await form.submit({"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert site.subentry("Cold").data["high"] == 8


# The rules that are built in


async def _open_options(site: Site, way: str) -> Any:
    """Open the options where a way leads to them, and return what submits them."""
    manager = site.hass.config_entries.options
    if way == "options":
        form = await manager.async_init(site.alerts.entry_id)
    else:
        manager = site.hass.config_entries.flow
        context = {"source": "reconfigure", "entry_id": site.alerts.entry_id}
        form = await manager.async_init("hwgroup", context=context)
    return form, partial(manager.async_configure, form["flow_id"])


@pytest.mark.parametrize("way", ["options", "reconfigure"])
async def test_options(site: Site, way: str) -> None:
    """They show what is followed, keep what was typed, and are followed at once."""
    form, submit = await _open_options(site, way)
    shown = _suggested(form["data_schema"])
    on = [rule.id for rule in BUILT_IN]
    assert on[:2] == ["offline", "not_set_up"]
    assert shown["rules"] == on
    assert shown["offline"] == {"severity": "warning", "delay": 5, "repeat": 0}
    await submit(
        {"rules": on[1:], "offline": HANDLING, "more": {"drill_days": 7}},
    )
    await site.settle()
    followed = {rule.id for rule in site.alerts.runtime_data._engine.rules}
    assert followed == {*on[1:]}
    assert site.alerts.options["offline"] == {"enabled": False, **HANDLING}
    assert site.alerts.options["drill_days"] == 7
    form, _ = await _open_options(site, way)
    shown = _suggested(form["data_schema"])
    assert shown["rules"] == on[1:]
    assert shown["offline"] == HANDLING
    assert shown["more"]["drill_days"] == 7


async def test_a_flood_is_critical_unless_alarms_were_set_otherwise(site: Site) -> None:
    """Whoever has chosen how alarms are handled has chosen that for floods, too."""
    form, _ = await _open_options(site, "options")
    assert _suggested(form["data_schema"])["flood"]["severity"] == "critical"
    assert _suggested(form["data_schema"])["alarm"]["severity"] == "warning"
    site.set_options(alarm={"enabled": False, **HANDLING, "severity": "information"})
    form, submit = await _open_options(site, "options")
    shown = _suggested(form["data_schema"])
    assert not {"flood", "alarm"} & {*shown["rules"]}
    assert shown["flood"]["severity"] == "information"
    await submit({"rules": ["flood"], "flood": HANDLING})
    assert site.alerts.options["flood"] == {"enabled": True, **HANDLING}
    assert site.alerts.options["alarm"]["enabled"] is False


async def test_a_flood_is_told_as_critical(site: Site) -> None:
    """And an alarm of anything else as a warning."""
    cellar = await site.make_device("wld", name="Cellar", mac="00:0A:59:10:21:31")
    await site.add_device(cellar)
    cellar.sensors[0].value = 1.0
    await site.polls()
    assert [alert["severity"] for alert in await site.ask("get_alerts")] == ["critical"]
    site.probe.high, site.probe.value = 8.0, 30.0
    await site.polls()
    alerts = await site.ask("get_alerts")
    assert [alert["severity"] for alert in alerts] == ["critical", "warning"]


@pytest.mark.parametrize("way", ["options", "reconfigure"])
async def test_a_sign_of_life_that_arrives_nowhere(site: Site, way: str) -> None:
    """Nobody would miss it, so it is refused; what was typed stays."""
    _, submit = await _open_options(site, way)
    typed = {
        "drill_days": 0,
        "heartbeat_url": f"http://127.0.0.1:{free_port()}/",
        "heartbeat_minutes": 5,
    }
    form = await submit({"rules": ["offline"], "more": typed})
    assert form["errors"] == {"base": "heartbeat_unreachable"}
    assert _suggested(form["data_schema"])["more"].items() >= typed.items()
    assert _suggested(form["data_schema"])["rules"] == ["offline"]


async def test_targets_that_are_no_readings_are_ignored(site: Site) -> None:
    """Other integrations, entities of a device as a whole, and what is long gone."""
    er.async_get(site.hass).async_get_or_create(
        "sensor", "other", "1", suggested_object_id="x"
    )
    subentry = site.add(
        "range_rule",
        "Odd",
        quantity="temperature",
        high=8,
        target={"entity_id": ["sensor.x", "sensor.gone", "sun.sun", ROOM]},
    )
    await site.settle()
    [rule] = [
        rule
        for rule in site.alerts.runtime_data._engine.rules
        if rule.id == subentry.subentry_id
    ]
    assert rule.selection.keys is not None
    assert [key.rpartition("/")[2] for key in rule.selection.keys] == ["31324"]


def test_a_rule_can_be_made_for_every_quantity() -> None:
    """Whatever devices measure: what no form offers, no rule can watch."""
    offered = {*rules.MEASURED, *positions.POSITIONED}
    assert offered == {*Quantity, "input", "output"} - {Quantity.UNKNOWN}


async def _set_up(hass: HomeAssistant) -> tuple[Any, Any]:
    """Set up the alerts, and return what comes next and what chooses in it."""
    flows, subentries = hass.config_entries.flow, hass.config_entries.subentries
    form = await flows.async_init("hwgroup", context={"source": "user"})
    form = await flows.async_configure(form["flow_id"], {"next_step_id": "alerts"})
    done = await flows.async_configure(form["flow_id"], ANN)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    kind, flow_id = done["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW

    async def choose(step: str) -> Any:
        return await subentries.async_configure(flow_id, {"next_step_id": step})

    return await subentries.async_configure(flow_id), choose


async def test_the_set_up_ends_with_a_test(
    hass: HomeAssistant, notifier: Notifier
) -> None:
    """Nobody has to send one; who does sees what became of it, and may do so again."""
    menu, choose = await _set_up(hass)
    assert (menu["step_id"], menu["menu_options"]) == ("set_up", ["test", "finish"])
    assert notifier.attempts == 0
    notifier.break_down()
    menu = await choose("test")
    assert menu["step_id"] == "test_failed"
    assert menu["description_placeholders"]["failures_in_title"] == (
        'Ann (notify.it_on_call): "mail server is down"'
    )
    assert issues(hass) == ["recipient_unreachable"]
    notifier.failing = None
    menu = await choose("test")
    assert menu["step_id"] == "test_accepted"
    assert menu["description_placeholders"]["channels_in_title"] == (
        "Ann (notify.it_on_call)"
    )
    assert notifier.titles == ["Test message"]
    assert issues(hass) == []
    done = await choose("finish")
    assert done["reason"] == "alerts_set_up"
    [alerts] = hass.config_entries.async_entries("hwgroup")
    assert alerts.options == {}


async def test_a_test_of_alerts_that_are_gone(
    hass: HomeAssistant, notifier: Notifier
) -> None:
    """Such as those that were unloaded meanwhile."""
    _, choose = await _set_up(hass)
    [alerts] = hass.config_entries.async_entries("hwgroup")
    await hass.config_entries.async_unload(alerts.entry_id)
    assert (await choose("test"))["reason"] == "alerts_not_loaded"
    assert notifier.attempts == 0


async def test_the_forms_lead_to_the_dashboard(
    hass: HomeAssistant, notifier: Notifier
) -> None:
    """At the end of the set-up, and as an option."""
    _, choose = await _set_up(hass)
    done = await choose("finish")
    [alerts] = hass.config_entries.async_entries("hwgroup")
    options = await hass.config_entries.options.async_init(alerts.entry_id)
    link = {"dashboards": "/config/lovelace/dashboards"}
    for shown in (done, options):
        assert shown["description_placeholders"] == link
    for text in (
        ENGLISH["config_subentries"]["recipient"]["abort"]["alerts_set_up"],
        ENGLISH["options"]["step"]["init"]["description"],
    ):
        assert "]({dashboards})" in text


# What a form asks at first

# Of each form, by its first step: the fields that stand open.
FIELDS = {
    "recipient": {"user": 3},
    "range_rule": {"user": 3, "limits": 3},
    "input_rule": {"user": 3, "position": 2},
    "maintenance": {"user": 4},
}
TRENDS = {"rate": 4, "forecast": 5, "stuck": 2, "power_on": 1, "twins": 2}


def _open_fields(form: Any) -> int:
    """Return how many fields stand open: those in a section that is closed do not."""
    return sum(
        1
        if not isinstance(field, section)
        else 0
        if field.options["collapsed"]
        else len(field.schema.schema)
        for field in form["data_schema"].schema.values()
    )


@pytest.mark.parametrize("kind", FIELDS)
async def test_a_form_asks_for_little_at_first(site: Site, kind: str) -> None:
    """What few people change stands in sections."""
    form = _Form(site, kind)
    shown = await form.open()
    found = {shown["step_id"]: _open_fields(shown)}
    typed = {"range_rule": COLD, "input_rule": DOOR}.get(kind)
    if typed is not None:
        shown = await form.submit(typed)
        found[shown["step_id"]] = _open_fields(shown)
    assert found == FIELDS[kind]


@pytest.mark.parametrize("kind", TRENDS)
def test_a_form_of_a_trend_asks_for_little_at_first(kind: str) -> None:
    """Four numbers of its own at most, and the delay."""
    assert _open_fields({"data_schema": trends.SCHEMAS[kind]}) == TRENDS[kind]


async def test_the_forms_of_the_integration_ask_for_little_at_first(
    site: Site,
) -> None:
    """An address is all that it takes to add a device."""
    flows, found = site.hass.config_entries.flow, {}
    for step in ("device", "scan", "traps"):
        form = await flows.async_init("hwgroup", context={"source": "user"})
        form = await flows.async_configure(form["flow_id"], {"next_step_id": step})
        found[step] = _open_fields(form)
    for entry, source in (
        (site.entry, "reconfigure"),
        (site.entry, "reauth"),
        (site.alerts, "reconfigure"),
    ):
        form = await flows.async_init(
            "hwgroup",
            context={"source": source, "entry_id": entry.entry_id},
            data={**entry.data} if source == "reauth" else None,
        )
        found[form["step_id"]] = _open_fields(form)
    for entry in (site.entry, site.alerts):
        form = await site.hass.config_entries.options.async_init(entry.entry_id)
        found[f"{entry.title}: options"] = _open_fields(form)
    assert found == {
        "device": 1,
        "scan": 1,
        "traps": 1,
        "reconfigure": 3,
        "reauth_confirm": 2,
        "reconfigure_alerts": 1,
        "Server room: options": 4,
        "HW group alerts: options": 1,
    }
