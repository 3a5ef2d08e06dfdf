"""The table of models, and all that reads it: documents, the simulator and the docs."""

from pathlib import Path
import re

import pytest

from custom_components.hwgroup.client import (
    Device,
    Quantity,
    ReadingState,
    SnmpClient,
    read_push,
)
from custom_components.hwgroup.client.models import (
    BY_NUMBER,
    TABLE,
    Evidence,
    Model,
    model_of,
)
from simulator import FAMILY, Pusher, SimulatedDevice
from simulator.models import Model as Simulated

from .helpers import document, entry, read, session_with

ROOT = Path(__file__).parents[2]
HEAD = (
    "| Device | Number | Sensors | Inputs | Outputs | Limits can be set | Sends SMS"
    " | HTTP | SNMP | Modbus | Push |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def _of(simulated: Simulated) -> Model:
    model = model_of("", simulated.product)
    assert model is not None
    return model


def _count(count: int | None) -> str:
    return "any" if count is None else str(count or "–")


def _row(model: Model) -> str:
    cells = (
        model.name,
        model.number or "–",
        model.sensors,
        _count(model.inputs),
        _count(model.outputs),
        "yes" if model.limits else "–",
        "yes" if model.sms else "–",
        model.http or "–",
        model.snmp or "–",
        model.modbus or "–",
        model.push or "–",
    )
    return f"| {' | '.join(cells)} |\n"


def test_the_docs_have_the_table() -> None:
    """Each row, in its order, and no other."""
    table = HEAD + "".join(_row(model) for model in TABLE)
    assert table in (ROOT / "docs" / "devices.md").read_text("utf-8"), table


def test_the_readme_names_each_line() -> None:
    """A model of a line that has a name of its own is not left out."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for model in TABLE:
        if Evidence.INFERRED not in (model.http, model.snmp):
            line = re.sub(r" (\d{4}|MINI)$|-GW\d", "", model.short_name)
            assert line in readme, model


def test_each_model_is_named_once() -> None:
    """By its name, and by its number where that is known."""
    names = [model.name for model in TABLE]
    numbers = [model.number for model in TABLE if model.number]
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.name)
def test_a_model_is_known_by_what_it_says(model: Model) -> None:
    """By its number, its name, and the name as it stands in a title."""
    assert model_of("", model.name) is model
    assert model_of("", "", f"{model.short_name.upper()} Monitoring") is model
    if model.number:
        assert model_of(model.number, "HWg-STE") is model


@pytest.mark.parametrize("text", ["", "Stereo system", "XSTE2", "Poseidon"])
def test_other_texts_name_no_model(text: str) -> None:
    """What only sounds like one is none."""
    assert model_of("999", text) is None


def test_each_model_is_simulated() -> None:
    """A row without a device to read it from would be one that nobody has tried."""
    simulated = {_of(model) for model in FAMILY.values()}
    assert simulated == set(TABLE)
    assert len(simulated) == len(FAMILY)


@pytest.mark.parametrize("simulated", FAMILY.values(), ids=FAMILY)
async def test_a_simulated_model_is_read(simulated: Simulated) -> None:
    """As the model that it is, with all its parts, by each of its protocols."""
    model, device = _of(simulated), SimulatedDevice(simulated)
    counts = [*map(len, (device.sensors, device.inputs, device.outputs))]
    found: list[Device] = []
    if model.http:
        found.append(read(device.document))
    if model.snmp:
        await device.start(http=False, snmp=True)
        found.append(await SnmpClient(session_with(device)).read())
        await device.stop()
    assert all(model_of("", each.identity.model or "") is model for each in found)
    if model.push:
        pushed = read_push(Pusher(device, "http://127.0.0.1/").document()).device
        # A push has a number for the model, and no name.
        assert model_of("", pushed.identity.model or "") is BY_NUMBER.get(
            model.number or ""
        )
        found.append(pushed)
    assert found
    for each in found:
        parts = each.sensors, each.inputs, each.outputs
        assert [*map(len, parts)] == counts


@pytest.mark.parametrize("simulated", FAMILY.values(), ids=FAMILY)
def test_simulated_models_are_in_the_table(simulated: Simulated) -> None:
    """With their number, no more parts than the model has, and its protocols."""
    model = _of(simulated)
    if simulated.number is not None:
        assert str(simulated.number) == model.number
    for count, parts in (
        (model.inputs, simulated.inputs),
        (model.outputs, simulated.outputs),
    ):
        assert count is None or len(parts) <= count
        assert bool(count != 0) is bool(parts)
    assert bool(model.sensors != "–") >= bool(simulated.sensors)
    assert (model.http is not None) is simulated.serves_xml
    assert (model.snmp is not None) is (simulated.snmp is not None)


def test_a_detector_of_four_zones() -> None:
    """A WLD2 has flood detectors only, as a WLD, whatever unit it names."""
    entries = [
        entry({"ID": str(zone), "Units": units, "Value": value, "State": state})
        for zone, units, value, state in (
            (1, "", "0", "1"),
            (2, "", "1", "5"),
            (3, "WLD", "2", "0"),
            (4, "C", "-999.9", "5"),
        )
    ]
    zones = read(document(*entries, agent={"ProductName": "HWg-WLD2"})).sensors
    assert {zone.unit.quantity for zone in zones.values()} == {Quantity.LEAK}
    assert [zone.value for zone in zones.values()] == [0.0, 1.0, None, 1.0]
    assert zones["3"].state is ReadingState.DISCONNECTED
