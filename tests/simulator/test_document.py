"""The values.xml of the simulated models."""

from xml.etree import ElementTree as ET

import pytest

from simulator import MODELS, XML_MODELS, SimulatedDevice
from simulator.parts import one_wire_id

from .helpers import POSEIDON, STE, agent_of, root_of

NAMESPACES = {
    "ste": STE,
    "ste_plus": STE,
    "ste2": STE,
    "ste2_lite": STE,
    "ste2_r2": STE,
    "poseidon2_3266": POSEIDON,
    "poseidon2_3268": POSEIDON,
    "poseidon_4002": POSEIDON,
    "damocles2_mini": POSEIDON,
    "damocles2_1208": POSEIDON,
    "wld": STE,
    "sms_gw3": None,
}
COUNTS = {
    "ste": (2, 0, 0),
    "ste_plus": (2, 2, 0),
    "ste2": (2, 2, 0),
    "ste2_lite": (2, 0, 0),
    "ste2_r2": (2, 2, 0),
    "poseidon2_3266": (4, 4, 0),
    "poseidon2_3268": (5, 4, 2),
    "poseidon_4002": (3, 6, 2),
    "damocles2_mini": (0, 4, 2),
    "damocles2_1208": (0, 12, 8),
    "wld": (1, 0, 0),
    "sms_gw3": (0, 0, 0),
}
NUMBERS = {
    "ste": "33",
    "ste_plus": "70",
    "ste2": "78",
    "ste2_lite": "102",
    "ste2_r2": None,
    "poseidon2_3268": "66",
    "damocles2_mini": None,
    "wld": "43",
    "sms_gw3": None,
}
WITHOUT_UPTIME = {"ste", "ste_plus", "wld"}
WITHOUT_MAC = {"poseidon2_3266", "sms_gw3"}


def test_models_are_the_expected_ones() -> None:
    """These tests cover every model."""
    assert list(XML_MODELS) == list(NAMESPACES)
    assert set(MODELS) - set(XML_MODELS) == {"pwr", "perseus"}


@pytest.mark.parametrize(("model", "namespace"), NAMESPACES.items())
def test_root(model: str, namespace: str | None) -> None:
    """Only the root element is in the namespace of the family."""
    root = root_of(SimulatedDevice(MODELS[model]))
    assert root.tag == (f"{{{namespace}}}Root" if namespace else "Root")
    assert not any("{" in child.tag for child in root.iterfind(".//*"))


@pytest.mark.parametrize(("model", "counts"), COUNTS.items())
def test_parts_of_models(model: str, counts: tuple[int, int, int]) -> None:
    """All sensors, inputs and outputs of a model are in its document."""
    root = root_of(SimulatedDevice(MODELS[model]))
    sets = ("SenSet", "BinaryInSet", "BinaryOutSet")
    found = {
        tag: [e.findtext("ID") for e in root.iterfind(f"{tag}/Entry")] for tag in sets
    }
    assert tuple(len(ids) for ids in found.values()) == counts
    assert all(len(set(ids)) == len(ids) for ids in found.values())


@pytest.mark.parametrize("model", XML_MODELS)
def test_default_readings_are_normal(model: str) -> None:
    """No sensor and no input of a new device is in alarm."""
    device = SimulatedDevice(MODELS[model])
    normal = "1" if NAMESPACES[model] == STE else "0"
    states = [state.text for state in root_of(device).iterfind("SenSet/Entry/State")]
    assert states == [normal] * len(device.sensors)
    assert not any(contact.active for contact in device.inputs)


@pytest.mark.parametrize(("model", "number"), NUMBERS.items())
def test_model_number(model: str, number: str | None) -> None:
    """The document has the number of the model where it is known."""
    assert agent_of(SimulatedDevice(MODELS[model])).get("Model") == number


@pytest.mark.parametrize("model", XML_MODELS)
def test_identity(model: str) -> None:
    """Each document has a MAC or a serial number, and an uptime where the model has one."""
    device = SimulatedDevice(MODELS[model], mac="00:0A:59:00:00:2A")
    agent = agent_of(device)
    assert agent.get("MAC") == (None if model in WITHOUT_MAC else "00:0A:59:00:00:2A")
    assert ("UpTime" in agent) is (model not in WITHOUT_UPTIME)
    if model in WITHOUT_MAC:
        assert agent["SerialNumber"] == "6000000042"


def test_names() -> None:
    """The name and the product are in the tags that the family uses for them."""
    ste2 = agent_of(SimulatedDevice(MODELS["ste2"], name="Attic"))
    poseidon = agent_of(SimulatedDevice(MODELS["poseidon2_3268"], name="Attic"))
    gateway = agent_of(SimulatedDevice(MODELS["sms_gw3"], serial="6011111111"))
    assert (ste2["DeviceName"], ste2.get("Title")) == ("Attic", None)
    assert (poseidon["DeviceName"], poseidon["Title"]) == ("Attic", "Poseidon2 3268")
    assert gateway["ProductName"] == "HWg-SMS-GW3"
    assert gateway["SerialNumber"] == "6011111111"
    assert "DeviceName" not in gateway


def test_default_macs_differ_between_models_only() -> None:
    """A model always has the same MAC, and no other model has it."""
    macs = [SimulatedDevice(model).mac for model in MODELS.values()]
    assert len(set(macs)) == len(MODELS)
    assert macs == [SimulatedDevice(model).mac for model in MODELS.values()]
    assert all(mac.startswith("00:0A:59:") and len(mac) == 17 for mac in macs)


def test_devices_do_not_share_parts() -> None:
    """A change of one device does not change another device of the model."""
    first, second = (SimulatedDevice(MODELS["ste2_lite"]) for _ in range(2))
    first.sensors[1].extra["Resistance"] = "0"
    first.sensors[0].value = 9.0
    assert second.sensors[1].extra["Resistance"] == "940"
    assert second.sensors[0].value == 5.1


def test_one_wire_id() -> None:
    """The ID of a 1-Wire probe is bytes 1 and 2 of its ROM, little-endian."""
    assert one_wire_id("2834120000000000") == 0x1234


def test_text_is_escaped() -> None:
    """Markup in a name is escaped."""
    device = SimulatedDevice(MODELS["ste"], name="<b>R&D</b>")
    assert b"&lt;b&gt;R&amp;D" in device.document
    assert agent_of(device)["DeviceName"] == "<b>R&D</b>"


@pytest.mark.parametrize(
    ("declare", "first_line"),
    [
        (True, b'<?xml version="1.0" encoding="cp1250"?>'),
        (False, b'<?xml version="1.0"?>'),
        (None, b'<?xml version="1.0" encoding="utf-8"?>'),
    ],
)
def test_encoding(declare: bool | None, first_line: bytes) -> None:
    """The body is in the encoding, and the declaration names the encoding as set."""
    device = SimulatedDevice(MODELS["ste"], name="Sklad č. 3 ♥")
    device.encoding, device.declare_encoding = "cp1250", declare
    assert device.document.startswith(first_line + b"\n")
    assert b"Sklad \xe8. 3 &#9829;" in device.document


def test_declared_encoding_can_be_parsed() -> None:
    """A document that names its encoding can be read by any parser."""
    device = SimulatedDevice(MODELS["ste"], name="Sklad č. 3")
    device.encoding = "cp1250"
    assert agent_of(device)["DeviceName"] == "Sklad č. 3"
    device.declare_encoding = None
    with pytest.raises(ET.ParseError):
        root_of(device)
