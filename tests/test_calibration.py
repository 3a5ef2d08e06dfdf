"""The calibration of a probe: what a user types of it, and who is reminded of its end."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.calibration import Calibration
from custom_components.hwgroup.issues.calibration import async_calibrations
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from simulator import SimulatedDevice

from .conftest import AddDevice, Elapse
from .site import issues

TYPED = {
    "sensor": "31324",
    "certificate": "K-2026/118",
    "calibrated": "2026-01-10",
    "due": "2027-01-10",
    "offset": -0.2,
}
DAY = timedelta(days=1).total_seconds()


@pytest.fixture
async def entry(device: SimulatedDevice, add_device: AddDevice) -> MockConfigEntry:
    """Return a device with two probes."""
    return await add_device(device)


def _keep(hass: HomeAssistant, entry: MockConfigEntry, **data: Any) -> ConfigSubentry:
    """Keep a calibration, as its form would."""
    subentry = ConfigSubentry(
        data=TYPED | data,
        subentry_type="calibration",
        title="Cold room 1",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry


async def _open(
    hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str | None = None
) -> Any:
    context = {"source": "user"}
    if subentry_id is not None:
        context = {"source": "reconfigure", "subentry_id": subentry_id}
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "calibration"), context=context
    )


async def _submit(hass: HomeAssistant, form: Any, **typed: Any) -> Any:
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], typed
    )
    await hass.async_block_till_done()
    return result


async def test_a_user_types_what_the_certificate_says(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Of a probe that is chosen by its name."""
    form = await _open(hass, entry)
    [choice, *_] = form["data_schema"].schema.values()
    assert {each["label"] for each in choice.config["options"]} == {
        "Cold room 1",
        "Corridor",
    }
    refused = await _submit(hass, form, **TYPED | {"due": "2026-01-10"})
    assert refused["errors"] == {"due": "due_too_early"}
    done = await _submit(hass, form, **TYPED)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert async_calibrations(entry) == {
        "31324": (
            "Cold room 1",
            Calibration(
                sensor="31324",
                certificate="K-2026/118",
                calibrated=date(2026, 1, 10),
                due=date(2027, 1, 10),
                offset=-0.2,
            ),
        )
    }


async def test_the_next_certificate(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It takes the place of the last one, of the same probe; an offset may go."""
    subentry = _keep(hass, entry)
    form = await _open(hass, entry, subentry.subentry_id)
    typed = {"certificate": "K-2027/3", "calibrated": "2027-01-02", "due": "2028-01-02"}
    refused = await _submit(hass, form, **typed | {"due": "2027-01-01"})
    assert refused["errors"] == {"due": "due_too_early"}
    done = await _submit(hass, refused, **typed)
    assert done["reason"] == "reconfigure_successful"
    [(_, known)] = async_calibrations(entry).values()
    assert (known.certificate, known.offset) == ("K-2027/3", None)


async def test_a_device_that_is_not_loaded_has_no_probes(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Nothing can be chosen."""
    device.sensors.clear()
    other = MockConfigEntry(domain=DOMAIN, unique_id="other", data={"host": "x"})
    other.add_to_hass(hass)
    assert (await _open(hass, other))["reason"] == "no_sensors"


async def test_of_two_certificates_the_later_one_counts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """And one that cannot be read does not."""
    _keep(hass, entry, calibrated="2026-06-01", certificate="new")
    _keep(hass, entry, certificate="old")
    _keep(hass, entry, calibrated="some day", certificate="none")
    [(_, known)] = async_calibrations(entry).values()
    assert known.certificate == "new"


async def test_a_repair_issue_comes_before_the_end(
    hass: HomeAssistant, entry: MockConfigEntry, elapse: Elapse
) -> None:
    """It says when it is over, and goes with the next certificate."""
    subentry = _keep(hass, entry, due="2026-12-27")  # today is the 25th of November
    await hass.async_block_till_done()
    await elapse(DAY)
    assert issues(hass) == []
    await elapse(DAY)
    assert issues(hass) == ["calibration_due"]
    [issue] = ir.async_get(hass).issues.values()
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["due_in_title"] == "27 Dec 2026"
    assert issue.translation_placeholders["sensor_in_title"] == "Cold room 1"
    await elapse(30 * DAY)
    assert issues(hass) == ["calibration_due"]
    await elapse(DAY)
    assert issues(hass) == ["calibration_over"]
    hass.config_entries.async_update_subentry(
        entry, subentry, data=TYPED | {"due": "2027-12-27"}
    )
    await hass.async_block_till_done()
    assert issues(hass) == []


async def test_an_issue_comes_at_once_and_goes_with_its_certificate(
    hass: HomeAssistant, entry: MockConfigEntry, elapse: Elapse
) -> None:
    """And with its device."""
    subentry = _keep(hass, entry, due="2026-11-24")
    await hass.async_block_till_done()
    assert issues(hass) == ["calibration_over"]
    hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
    await hass.async_block_till_done()
    assert issues(hass) == []
    _keep(hass, entry, due="2026-11-24")
    await hass.async_block_till_done()
    assert issues(hass) == ["calibration_over"]
    await hass.config_entries.async_remove(entry.entry_id)
    await elapse(DAY)
    assert issues(hass) == []
