"""Phones behind an SMS gateway: what is accepted, what is not, and who is told then."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from simulator import Fault, SimulatedDevice
from simulator.sms import Modem

from .alerts.alarms import cool, heat
from .conftest import AddDevice, Elapse, MakeDevice
from .entities import state_of
from .site import Site
from .sms import ANN, CALL, NUMBER, SMS, add_phone

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
async def gateway(make_device: MakeDevice) -> SimulatedDevice:
    """Return a running gateway."""
    return await make_device("sms_gw3", name="Gateway")


@pytest.fixture
def modem(gateway: SimulatedDevice) -> Modem:
    """Return its modem."""
    assert gateway.modem is not None
    return gateway.modem


@pytest.fixture
async def entry(
    hass: HomeAssistant, gateway: SimulatedDevice, add_device: AddDevice
) -> MockConfigEntry:
    """Return the gateway as a user has added it, with Ann's phone."""
    entry = await add_device(gateway)
    assert (await add_phone(hass, entry))["type"] is FlowResultType.CREATE_ENTRY
    return entry


async def _notify(hass: HomeAssistant, entity_id: str, **data: str) -> None:
    await hass.services.async_call(
        "notify", "send_message", {"entity_id": entity_id, **data}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_sms_and_a_call(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """The title comes before the message; a call says nothing."""
    await _notify(hass, SMS, title="Cold store: 9.4 °C", message="Limit 8 °C")
    await _notify(hass, CALL, message="whatever")
    assert modem.sent == [(NUMBER, "Cold store: 9.4 °C\nLimit 8 °C"), (NUMBER, None)]
    attributes = hass.states.get(SMS).attributes
    assert (attributes["encoding"], attributes["length"]) == ("ucs2", 29)
    assert attributes["cut"] is False
    await _notify(hass, SMS, message="x" * 300)
    assert modem.sent[-1] == (NUMBER, "x" * 157 + "...")
    assert hass.states.get(SMS).attributes["cut"] is True


async def test_by_http_get(
    hass: HomeAssistant, modem: Modem, gateway: SimulatedDevice, add_device: AddDevice
) -> None:
    """Where a user chose it."""
    await add_phone(hass, await add_device(gateway), interface="get")
    await _notify(hass, SMS, message="Teče voda & víc")
    assert modem.sent == [(NUMBER, "Teče voda & víc")]


async def test_what_the_gateway_shows(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry, elapse: Elapse
) -> None:
    """Its modem, its counters and its queue."""
    modem.signal, modem.failed, modem.queued = -97, 2, 1
    await _notify(hass, SMS, message="a")
    await elapse(61)
    shown = {
        key: state_of(hass, f"sensor.hwg_sms_gw3_{key}")
        for key in (
            *("signal", "operator", "registration"),
            *("sms_sent", "sms_failed", "sms_waiting"),
        )
    }
    assert shown == {
        "signal": "-97",
        "operator": "Alps Mobile",
        "registration": "Registered, home network",
        "sms_sent": "1",
        "sms_failed": "2",
        "sms_waiting": "1",
    }


async def test_a_device_that_is_no_gateway(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """It has no phones and no modem."""
    entry = await add_device(await make_device("ste2"))
    assert "phone" not in entry.supported_subentry_types
    assert not [s for s in hass.states.async_entity_ids() if s.startswith("notify.")]


@pytest.mark.parametrize("code", [0, 1])
async def test_an_id_is_acceptance_whatever_the_code(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry, code: int
) -> None:
    """The manual has 0 for success, others have published 1."""
    modem.code = code
    await _notify(hass, SMS, message="a")
    assert len(modem.sent) == 1


@pytest.mark.parametrize("code", [0, 1])
async def test_without_an_id_the_code_is_learnt(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry, code: int
) -> None:
    """By the counter of what was sent; then it alone is enough, and another one is not."""
    modem.names_id, modem.code = False, code
    await _notify(hass, SMS, message="a")
    assert entry.runtime_data is not None
    modem.lies = True
    await _notify(hass, SMS, message="b")  # the code is known now
    modem.code = 1 - code
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="c")
    assert refused.value.translation_key == "sms_refused"
    assert modem.sent == [(NUMBER, "a")]


@pytest.mark.parametrize("code", [0, 1])
async def test_a_code_that_was_learnt_outlives_a_restart(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry, code: int
) -> None:
    """One that cannot be read is learnt again."""
    modem.names_id, modem.code = False, code
    await _notify(hass, SMS, message="a")
    modem.lies = True
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _notify(hass, SMS, message="b")
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "accepted_code": code}
    )
    with pytest.raises(HomeAssistantError):
        await _notify(hass, SMS, message="c")
    modem.lies = False
    await _notify(hass, SMS, message="d")
    assert entry.data["accepted_code"] == str(code)
    assert [text for _, text in modem.sent] == ["a", "d"]


async def test_an_unknown_code_without_a_message_that_was_sent(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """It is a failure, and is not repeated."""
    modem.names_id, modem.lies = False, True
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="a")
    assert refused.value.translation_key == "sms_refused"
    assert not modem.sent


async def test_a_lost_answer_is_no_failure_if_the_counter_says_so(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """The message was sent once."""
    modem.garbles = True
    await _notify(hass, SMS, message="a")
    assert modem.sent == [(NUMBER, "a")]


async def test_a_refusal(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """It has its words."""
    modem.refuses = True
    for entity_id in (SMS, CALL):
        with pytest.raises(HomeAssistantError) as refused:
            await _notify(hass, entity_id, message="a")
        assert refused.value.translation_key == "sms_refused"


async def test_a_full_queue(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """Another message would be missed: it is not sent."""
    modem.keeps = True
    for number in range(5):
        await _notify(hass, SMS, message=str(number))
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="6")
    assert refused.value.translation_key == "sms_queue_full"
    assert (len(modem.sent), modem.missed) == (5, 0)


async def test_many_recipients_at_once(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """One message after the other, each when the queue is empty: none is missed."""
    modem.lingers = True
    for number in range(7):
        await add_phone(hass, entry, name=f"Phone {number}", number=f"60100000{number}")
    phones = [f"notify.phone_{number}_sms" for number in range(7)]
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": phones, "message": "Fire"},
        blocking=True,
    )
    assert len(modem.sent) == len(set(modem.sent)) == 7
    assert (modem.peak, modem.missed) == (1, 0)


async def test_no_network(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry, elapse: Elapse
) -> None:
    """It is known before anybody is to be told, and nothing is sent."""
    modem.registration = "Not registered, searching"
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="a")
    assert refused.value.translation_key == "no_network"
    await elapse(61)
    assert state_of(hass, SMS) == state_of(hass, CALL) == STATE_UNAVAILABLE
    assert (
        state_of(hass, "sensor.hwg_sms_gw3_registration") == "Not registered, searching"
    )
    modem.registration = "Registered, roaming"
    await elapse(61)
    assert state_of(hass, SMS) != STATE_UNAVAILABLE
    assert not modem.sent


async def test_a_gateway_that_hangs_holds_up_no_start(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """It is set up at once; its phones are there when it answers."""
    modem.hangs = True
    async with asyncio.timeout(3):  # less than is waited for an answer
        await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, SMS) == STATE_UNAVAILABLE
    assert state_of(hass, "sensor.hwg_sms_gw3_registration") == STATE_UNAVAILABLE
    modem.hangs = False
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, SMS) == STATE_UNKNOWN
    assert (
        state_of(hass, "sensor.hwg_sms_gw3_registration") == "Registered, home network"
    )


@pytest.mark.parametrize("error", ["cannot_connect", "invalid_auth"])
async def test_a_silent_gateway(
    hass: HomeAssistant,
    gateway: SimulatedDevice,
    modem: Modem,
    entry: MockConfigEntry,
    elapse: Elapse,
    error: str,
) -> None:
    """It is off, or has another password: its phones cannot be reached."""
    if error == "cannot_connect":
        await gateway.unplug()
    else:
        gateway.credentials = ("sms", "s3cret")
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="a")
    assert refused.value.translation_key == error
    assert not modem.sent
    await elapse(61)
    assert state_of(hass, SMS) == STATE_UNAVAILABLE


async def test_a_gateway_without_counters_and_queue(
    hass: HomeAssistant,
    modem: Modem,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it does not say is unknown; an ID is enough to send."""
    monkeypatch.setattr(Modem, "status", lambda _modem: b"<Root></Root>")
    soap = Modem.soap
    monkeypatch.setattr(
        Modem,
        "soap",
        lambda modem, body: b"<r/>" if b"QueueStatus" in body else soap(modem, body),
    )
    modem.names_id = False
    with pytest.raises(HomeAssistantError):
        await _notify(hass, SMS, message="a")
    modem.names_id = True
    await _notify(hass, SMS, message="b")
    assert modem.sent[1:] == [(NUMBER, "b")]
    assert state_of(hass, "sensor.hwg_sms_gw3_sms_waiting") == "unknown"


async def test_over_snmp_nothing_is_sent(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Only HTTP does so."""
    entry.runtime_data.readers._http = None
    with pytest.raises(HomeAssistantError) as refused:
        await _notify(hass, SMS, message="a")
    assert refused.value.translation_key == "no_gateway"


async def _add_second(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    entry: MockConfigEntry,
) -> Modem:
    """Add another gateway, and a phone that has it for a fallback."""
    other = await make_device("sms_gw3", name="Spare", serial="6999999999")
    spare = await add_device(other)
    result = await add_phone(
        hass, entry, name="Bob", fallback_gateway=spare.entry_id, number="602000000"
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert other.modem is not None
    return other.modem


@pytest.mark.parametrize("trouble", ["no network", "refuses", "silent", "full"])
async def test_another_gateway_takes_over(
    hass: HomeAssistant,
    gateway: SimulatedDevice,
    modem: Modem,
    entry: MockConfigEntry,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    trouble: str,
) -> None:
    """Whatever is wrong with the first one, the message is sent once."""
    spare = await _add_second(hass, make_device, add_device, entry)
    await _notify(hass, "notify.bob_sms", message="a")
    assert (len(modem.sent), len(spare.sent)) == (1, 0)
    modem.refuses = trouble == "refuses"
    modem.queued = 5 if trouble == "full" else 0
    if trouble == "no network":
        modem.registration = "Not registered"
    if trouble == "silent":
        gateway.fault = Fault.ERROR_500
        await gateway.unplug()
    await _notify(hass, "notify.bob_sms", message="b")
    assert (len(modem.sent), spare.sent) == (1, [("602000000", "b")])
    await elapse(61)
    assert state_of(hass, "notify.bob_sms") != STATE_UNAVAILABLE
    spare.registration = "Not registered"
    await elapse(61)
    await elapse(61)
    bob = state_of(hass, "notify.bob_sms")
    assert (bob == STATE_UNAVAILABLE) is (trouble in ("no network", "silent"))


@pytest.mark.parametrize("number", ["", "12", "call me", "601;112"])
async def test_the_form_refuses_what_is_no_number(
    hass: HomeAssistant, entry: MockConfigEntry, number: str
) -> None:
    """And tidies up what is one."""
    result = await add_phone(hass, entry, number=number)
    assert result["errors"] == {"number": "invalid_number"}
    [ann] = entry.subentries.values()
    assert ann.data["number"] == NUMBER


async def test_a_phone_is_changed_and_removed(
    hass: HomeAssistant, modem: Modem, entry: MockConfigEntry
) -> None:
    """Its entities follow, and the gateway stays."""
    [ann] = entry.subentries.values()
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "phone"),
        context={"source": "reconfigure", "subentry_id": ann.subentry_id},
    )
    wrong = await flows.async_configure(result["flow_id"], ANN | {"number": "x"})
    assert wrong["errors"] == {"number": "invalid_number"}
    result = await flows.async_configure(result["flow_id"], ANN | {"number": "112"})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    await _notify(hass, SMS, message="a")
    assert modem.sent == [("112", "a")]
    hass.config_entries.async_remove_subentry(entry, ann.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert er.async_get(hass).async_get(SMS) is None
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert [device.name for device in devices] == ["HWg-SMS-GW3"]


async def test_a_fallback_that_is_not_loaded_stays_when_a_phone_is_changed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """Until its gateway is removed: then the form offers it no more."""
    await _add_second(hass, make_device, add_device, entry)
    bob = next(each for each in entry.subentries.values() if each.title == "Bob")
    spare = bob.data["fallback_gateway"]
    await hass.config_entries.async_unload(spare)
    flows = hass.config_entries.subentries
    for is_there in (True, False):
        form = await flows.async_init(
            (entry.entry_id, "phone"),
            context={"source": "reconfigure", "subentry_id": bob.subentry_id},
        )
        typed = {
            str(field): field.description["suggested_value"]
            for field in form["data_schema"].schema
            if field.description
        }
        result = await flows.async_configure(form["flow_id"], typed)
        assert result["reason"] == "reconfigure_successful"
        assert (bob.data.get("fallback_gateway") == spare) is is_there
        await hass.async_block_till_done(wait_background_tasks=True)
        if is_there:
            await hass.config_entries.async_remove(spare)
            third = await make_device("sms_gw3", name="Third", serial="6888888888")
            await add_device(third)


async def test_a_recipient_without_a_network_is_known_before_the_alarm(
    site: Site, make_device: MakeDevice
) -> None:
    """The fallback gets the message at once, and the delivery problem is shown."""
    hass = site.hass
    gateway = await make_device("sms_gw3", name="Gateway")
    entry = await site.add_device(gateway)
    await add_phone(hass, entry)
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (site.alerts.entry_id, "recipient"), context={"source": "user"}
    )
    result = await flows.async_configure(
        result["flow_id"],
        {
            "name": "Ann",
            "entities": [SMS],
            "how": {"fallback_actions": [f"notify.{site.notifier.action}"]},
        },
    )
    await site.settle()
    assert gateway.modem is not None
    gateway.modem.registration = "Not registered"
    await site.minutes(12)
    assert state_of(hass, SMS) == STATE_UNAVAILABLE
    assert site.issues == ["recipient_unreachable"]
    site.remove("IT on call")
    await site.settle()
    assert not site.titles

    await site.device.unplug()
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]
    gateway.modem.registration = "Registered, home network"
    await site.minutes(3)
    assert [text.partition("\n")[0] for _, text in gateway.modem.sent if text]
    assert site.issues == []


async def _add_ringing(site: Site, make_device: MakeDevice, *entities: str) -> Modem:
    """Add a gateway and Ann, whose phone gets critical messages only."""
    gateway = await make_device("sms_gw3", name="Gateway")
    await add_phone(site.hass, await site.add_device(gateway))
    site.set_options(
        alarm={"enabled": True, "delay": 0, "severity": "critical", "repeat": 0}
    )
    site.add("recipient", "Ann", entities=list(entities), actions=[])
    await site.settle()
    assert gateway.modem is not None
    return gateway.modem


async def test_a_call_and_then_an_sms(site: Site, make_device: MakeDevice) -> None:
    """In the order in which they were chosen; only the SMS tells that it is over."""
    modem = await _add_ringing(site, make_device, CALL, SMS)
    heat(site.device)
    await site.polls(2)
    (called, ring), (told, text) = modem.sent
    assert (called, ring, told) == (NUMBER, None, NUMBER)
    assert text is not None
    assert "CRITICAL" in text
    await site.call("hwgroup.acknowledge")
    cool(site.device)
    await site.polls(4)
    assert ["alarm" in (text or "") for _, text in modem.sent[2:]] == [True, True]
    # Nor does it ring for what is no alert.
    site.hass.states.async_set("switch.service", "on")
    site.add("maintenance", "Service", schedule="switch.service")
    await site.settle()
    await site.elapse(25 * 3600)
    await site.minutes(6)
    [(_, text)] = modem.sent[4:]
    assert "Service" in (text or "")
    assert site.alerts.runtime_data.notifier.deliveries == []


async def test_no_call_after_all(site: Site, make_device: MakeDevice) -> None:
    """A phone that could not be rung is not rung any more when it is over."""
    modem = await _add_ringing(site, make_device, CALL)
    modem.refuses = True
    heat(site.device)
    await site.polls(9)
    assert site.issues == ["recipient_unreachable"]
    modem.refuses = False
    cool(site.device)
    await site.polls(4)
    await site.elapse(3700)
    assert not modem.sent
    assert site.issues == []
    assert site.alerts.runtime_data.notifier.deliveries == []
