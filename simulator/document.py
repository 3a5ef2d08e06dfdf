"""Render the values.xml of a device."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from .models import Model
from .parts import Input, Output, Sensor

type Content = str | Mapping[str, str] | None

INVALID_READING = "-999.9"


@dataclass(frozen=True, slots=True)
class SensorEntry:
    """A sensor to write, and the model of its device."""

    sensor: Sensor
    model: Model

    @property
    def state(self) -> int:
        """Return the state code."""
        return self.model.dialect.state(self.sensor)


def _units(entry: SensorEntry) -> str:
    """Return the unit; some families leave it empty for a lost probe."""
    lost = entry.model.dialect.blanks_units and not entry.sensor.valid
    return "" if lost else entry.sensor.unit


def _limit(value: float | None) -> str | None:
    """Return a limit as text, None without one."""
    return None if value is None else f"{value:.1f}"


def _status(entry: SensorEntry) -> Mapping[str, str]:
    """Return the state again, with the alarm."""
    alarm = entry.model.dialect.is_alarm(entry.state)
    return {"state": str(entry.state), "alarm": str(int(alarm))}


SENSOR_TAGS: dict[str, Callable[[SensorEntry], Content]] = {
    "ID": lambda entry: str(entry.sensor.id),
    "Name": lambda entry: entry.sensor.name,
    "Units": _units,
    "Value": lambda entry: (
        entry.sensor.reading if entry.sensor.valid else INVALID_READING
    ),
    "Min": lambda entry: _limit(entry.sensor.low),
    "Max": lambda entry: _limit(entry.sensor.high),
    "Hyst": lambda entry: _limit(entry.sensor.hysteresis),
    "EmailSMS": lambda entry: str(int(entry.sensor.notifies)),
    "AlarmMsgRecipID": lambda entry: str(int(entry.sensor.notifies)),
    "Exp": lambda entry: "-1",
    "State": lambda entry: str(entry.state),
    "status": _status,
}

INPUT_TAGS: dict[str, Callable[[Input], Content]] = {
    "ID": lambda contact: str(contact.id),
    "Name": lambda contact: contact.name,
    "Number": lambda contact: f"I{contact.id}",
    "Value": lambda contact: str(int(contact.closed)),
    "AlarmState": lambda contact: str(int(contact.active)),
    "Alarm": lambda contact: str(int(contact.alarm_when)),
    "Delay": lambda contact: "0",
    "State": lambda contact: "2" if contact.active else "0",
    "cnt": lambda contact: None if contact.counter is None else str(contact.counter),
}

OUTPUT_TAGS: dict[str, Callable[[Output], Content]] = {
    "ID": lambda output: str(output.id),
    "Name": lambda output: output.name,
    "Type": lambda output: str(output.type),
    "Mode": lambda output: str(output.mode),
    "Value": lambda output: str(int(output.on)),
}


def _sensor(sensor: Sensor, model: Model) -> dict[str, Content]:
    """Return the tags of a sensor."""
    entry = SensorEntry(sensor, model)
    return {tag: SENSOR_TAGS[tag](entry) for tag in model.sensor_tags} | sensor.extra


def _input(contact: Input, model: Model) -> dict[str, Content]:
    """Return the tags of an input."""
    return {tag: INPUT_TAGS[tag](contact) for tag in model.dialect.input_tags}


def _output(output: Output) -> dict[str, Content]:
    """Return the tags of an output."""
    return {tag: content(output) for tag, content in OUTPUT_TAGS.items()}


def fill(parent: ET.Element, contents: Mapping[str, Content]) -> None:
    """Add one child per tag that has a content."""
    for tag, content in contents.items():
        if content is None:
            continue
        child = ET.SubElement(parent, tag)
        if isinstance(content, str):
            child.text = content
        else:
            fill(child, content)


def _fill_set(
    root: ET.Element, tag: str, entries: Iterable[Mapping[str, Content]]
) -> None:
    """Add a set of entries, unless it would be empty."""
    listed = list(entries)
    if not listed:
        return
    parent = ET.SubElement(root, tag)
    for contents in listed:
        fill(ET.SubElement(parent, "Entry"), contents)


def render(
    model: Model,
    agent: Mapping[str, str],
    sensors: Iterable[Sensor],
    inputs: Iterable[Input],
    outputs: Iterable[Output],
) -> str:
    """Return the document without its XML declaration."""
    root = ET.Element(model.dialect.root)
    if model.dialect.namespace is not None:
        prefix = model.dialect.root.partition(":")[0]
        root.set(f"xmlns:{prefix}", model.dialect.namespace)
    fill(ET.SubElement(root, "Agent"), {tag: agent[tag] for tag in model.agent_tags})
    _fill_set(root, "SenSet", (_sensor(sensor, model) for sensor in sensors))
    _fill_set(root, "BinaryInSet", (_input(contact, model) for contact in inputs))
    _fill_set(root, "BinaryOutSet", (_output(output) for output in outputs))
    ET.indent(root, "")
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)
