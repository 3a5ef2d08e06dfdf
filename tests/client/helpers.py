"""Documents to read, and reading them."""

from pathlib import Path
from typing import Final

from custom_components.hwgroup.client import Device, Input, Output, Sensor, ValuesReader

FIXTURES: Final = Path(__file__).parent / "fixtures"
STE: Final = "http://www.hw-group.com/XMLSchema/ste/values.xsd"
POSEIDON: Final = "http://www.etech.cz/XMLSchema/poseidon/values.xsd"

type Tags = dict[str, str]


def fixture(name: str) -> bytes:
    """Return the document of a device, as it was received."""
    return (FIXTURES / f"{name}.xml").read_bytes()


def entry(tags: Tags | None = None, /, **more: str) -> str:
    """Return an entry with these tags; their content may be XML itself."""
    contents = (tags or {}) | more
    return f"<Entry>{_elements(contents)}</Entry>"


def document(
    *sensors: str,
    namespace: str = STE,
    agent: Tags | None = None,
    inputs: str = "",
    outputs: str = "",
) -> str:
    """Return a document around these entries."""
    root = "val:Root" if namespace else "Root"
    declaration = f' xmlns:val="{namespace}"' if namespace else ""
    return (
        f"<{root}{declaration}><Agent>{_elements(agent or {})}</Agent>"
        f"<SenSet>{''.join(sensors)}</SenSet><BinaryInSet>{inputs}</BinaryInSet>"
        f"<BinaryOutSet>{outputs}</BinaryOutSet></{root}>"
    )


def _elements(contents: Tags) -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in contents.items())


def read(document: bytes | str) -> Device:
    """Read a document that no other one came before."""
    if isinstance(document, str):
        document = document.encode()
    return ValuesReader().read(document)


def sensor(namespace: str = STE, **tags: str) -> Sensor:
    """Read one sensor's entry: a plain one, changed by these tags."""
    plain = {"ID": "1", "Name": "Probe", "Units": "C", "Value": "20.0"}
    (item,) = read(document(entry(plain | tags), namespace=namespace)).sensors.values()
    return item


def contact(namespace: str = STE, **tags: str) -> Input:
    """Read one input's entry."""
    inputs = entry({"ID": "1", "Name": "Door", "Value": "0"} | tags)
    (item,) = read(document(inputs=inputs, namespace=namespace)).inputs.values()
    return item


def output(**tags: str) -> Output:
    """Read one output's entry."""
    outputs = entry({"ID": "151", "Name": "Relay", "Value": "0"} | tags)
    (item,) = read(document(outputs=outputs)).outputs.values()
    return item
