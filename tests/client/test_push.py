"""What a device pushes, read: values with exponents, a state scale of its own."""

import re

import pytest

from custom_components.hwgroup.client import (
    HwgError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    Push,
    Quantity,
    ReadingState,
    Sensor,
    merged,
    push_answer,
    read_push,
)
from custom_components.hwgroup.client.model import MOST_PARTS
from custom_components.hwgroup.client.push_xml import BUSY, MOST_BYTES
from simulator import MODELS, Pusher, PushSource
from simulator.push import PushReply
from simulator.state import DeviceState

AGENT = "<Model>78</Model><MAC>00:0A:59:00:00:2A</MAC><SerNum>6009990042</SerNum>"
PORTAL = "<DeviceName>Cold room</DeviceName><PushSource>0</PushSource>"


def pushed(*parts: str, agent: str = AGENT, portal: str = PORTAL) -> Push:
    """Return what is read of a document with these parts."""
    return read_push(document(*parts, agent=agent, portal=portal))


def document(*parts: str, agent: str = AGENT, portal: str = PORTAL) -> bytes:
    """Return a document with these parts."""
    return (
        f"<Root><Agent>{agent}</Agent><Portal>{portal}</Portal>{''.join(parts)}</Root>"
    ).encode()


def sensors(*entries: str) -> str:
    """Return the part with the sensors."""
    return f"<Sensors>{''.join(f'<Entry>{each}</Entry>' for each in entries)}</Sensors>"


def sensor(
    value: str = "94", exponent: str | None = "-1", status: str = "1", units: str = "C"
) -> Sensor:
    """Return a sensor that was pushed with these tags."""
    exp = "" if exponent is None else f"<Exp>{exponent}</Exp>"
    entry = (
        f"<ID>16145</ID><Name>Shelf</Name><Units>{units}</Units>{exp}"
        f"<Value>{value}</Value><Status>{status}</Status>"
    )
    return pushed(sensors(entry)).device.sensors["16145"]


@pytest.mark.parametrize(
    ("value", "exponent", "read"),
    [
        ("94", "-1", 9.4),
        ("-94", "-1", -9.4),
        ("84", "-3", 0.084),
        ("12", "2", 1200.0),
        ("7", "0", 7.0),
        ("7", None, 7.0),
        ("7", "+1", 70.0),
        # As in values.xml, where the exponent is for information only.
        ("30.5", "-1", 30.5),
        ("30,5", "-1", 30.5),
        ("", "-1", None),
        ("none", "-1", None),
        ("94", "many", None),
        ("94", "99", None),
        ("9" * 400, "-1", None),
        # What stands for a lost probe on a display.
        ("-9999", "-1", None),
    ],
)
def test_a_value_and_its_exponent(
    value: str, exponent: str | None, read: float | None
) -> None:
    """The value is an integer times a power of ten; anything else is no value."""
    assert sensor(value, exponent, units="V").value == read


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("0", ReadingState.INVALID),
        ("1", ReadingState.OK),
        ("2", ReadingState.INVALID),
        ("3", ReadingState.INVALID),
        ("4", ReadingState.OUT_OF_RANGE_LOW),
        ("5", ReadingState.OUT_OF_RANGE_HIGH),
        ("", ReadingState.OK),
        ("9", ReadingState.ALARM),
    ],
)
def test_the_state_scale_of_a_push(status: str, state: ReadingState) -> None:
    """It is neither that of a STE nor that of a Poseidon."""
    read = sensor(status=status)
    assert read.state is state
    assert read.valid is (state is not ReadingState.INVALID)


def test_who_pushes() -> None:
    """MAC address, serial number, name, model and firmware; a name from the portal."""
    identity = pushed(agent=f"{AGENT}<Version>1.3.0</Version>").device.identity
    assert identity.mac == "00:0a:59:00:00:2a"
    assert identity.serial == "6009990042"
    assert (identity.name, identity.model) == ("Cold room", "STE2")
    assert identity.firmware == "1.3.0"


def test_what_else_is_read() -> None:
    """Why it pushes, how often, where its web server is, and how long it runs."""
    push = pushed(
        "<Network><IPAddr>192.0.2.42</IPAddr><HttpPort>8080</HttpPort></Network>",
        "<Time><UpTime>120</UpTime></Time>",
        portal="<PushSource>1</PushSource><PushPeriod>900</PushPeriod>",
    )
    assert push.event
    assert (push.host, push.port, push.period) == ("192.0.2.42", 8080, 900)
    assert push.device.uptime == 120
    assert push.dated


@pytest.mark.parametrize("address", ["", "::", "device.example", "1.2.3", "'><"])
@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "x"])
def test_an_address_that_is_none(address: str, port: str) -> None:
    """The sender's is used then, and the usual port."""
    network = (
        f"<IPAddr>{address.replace('<', '&lt;')}</IPAddr><HttpPort>{port}</HttpPort>"
    )
    push = pushed(f"<Network>{network}</Network>")
    assert push.host is None
    assert push.port == 80
    assert push.period is None
    assert not push.event
    assert not push.dated


def test_a_meter_has_the_keys_of_snmp() -> None:
    """Its number and that of the value, and the unit of each value."""
    meters = (
        "<Meters><Entry><ID>1</ID><Name>Main</Name><Values>"
        "<Entry><ID>1001</ID><Name>Energy</Name><Unit>kWh</Unit><Value>84</Value>"
        "<Exp>-3</Exp><Status>1</Status></Entry></Values></Entry>"
        "<Entry><ID>2</ID><Values><Entry><ID>1001</ID><Value>5</Value></Entry></Values>"
        "</Entry><Entry><ID>3</ID></Entry></Meters>"
    )
    device = pushed(meters).device
    assert list(device.sensors) == ["1_1001", "2_1001"]
    energy = device.sensors["1_1001"]
    assert (energy.key, energy.name, energy.value) == ("1_1001", "Energy", 0.084)
    assert energy.unit.quantity is Quantity.ENERGY


def test_a_meter_has_no_display() -> None:
    """What stands for a lost probe elsewhere is a number there."""
    meters = (
        "<Meters><Entry><ID>1</ID><Values><Entry><ID>1</ID><Unit>kWh</Unit>"
        "<Value>9999</Value><Exp>-1</Exp></Entry></Values></Entry></Meters>"
    )
    assert pushed(meters).device.sensors["1_1"].value == 999.9


def test_inputs_and_outputs() -> None:
    """Whether a position is an alarm is not said, and that is no "no"."""
    device = pushed(
        "<Inputs><Entry><ID>1</ID><Name>Door</Name><Value>1</Value></Entry>"
        "<Entry><ID>2</ID><Value>x</Value></Entry></Inputs>"
        "<Outputs><Entry><ID>151</ID><Name>Fan</Name><Value>0</Value></Entry></Outputs>"
    ).device
    door = device.inputs["1"]
    assert (door.closed, door.valid, door.in_alarm) == (True, True, None)
    assert not device.inputs["2"].valid
    assert device.outputs["151"].on is False


def test_a_flood_detector() -> None:
    """A WLD has nothing else, whatever unit it names."""
    entry = "<ID>215</ID><Units></Units><Value>1</Value><Exp>0</Exp><Status>5</Status>"
    agent = AGENT.replace("78", "43")
    wet = pushed(sensors(entry), agent=agent).device.sensors["215"]
    assert wet.unit.quantity is Quantity.LEAK
    assert wet.value == 1.0


def test_the_case_of_tags_and_a_namespace() -> None:
    """Firmware differs in them elsewhere, so here they make no difference either."""
    written = Pusher(DeviceState(MODELS["pwr"]), "http://192.0.2.1/x").document()
    usual = read_push(written).device
    for other in (
        re.sub(rb"</?\w+", lambda tag: tag[0].lower(), written),
        re.sub(rb"</?\w+", lambda tag: tag[0].upper(), written),
        written.replace(b"<Root>", b'<Root xmlns="http://www.hw-group.com/push">'),
    ):
        assert other != written
        assert read_push(other).device == usual


def logged(value: str, offset: str, status: str) -> list[tuple[float, float]]:
    """Return what is read of a log with these lists."""
    log = f"<Value>{value}</Value><TimeOffset>{offset}</TimeOffset>"
    entry = (
        "<ID>7</ID><Units>C</Units><Exp>-1</Exp><Value>94</Value><Status>1</Status>"
        f"<ValueLog>{log}<Status>{status}</Status></ValueLog>"
    )
    log_of_7 = pushed(sensors("<ID>6</ID>", entry)).log.get(("sensor", "7"), ())
    return [(each.offset, each.value) for each in log_of_7]


@pytest.mark.parametrize(
    ("value", "offset", "status", "read"),
    [
        ("41;58;94", "-600;-300;0", "1;5;5", [(-600, 4.1), (-300, 5.8)]),
        # What could not be measured, and what is no number.
        ("41;-9999;58;x;94", "-9;-8;-7;-6;0", "0;2;1;1;1", [(-7, 5.8)]),
        # Lists that do not fit: the log is refused, and the reading is not.
        ("41;58", "-600;-300;0", "1;1;1", []),
        ("41", "-600", "", [(-600, 4.1)]),  # without a status it is fine
        ("", "", "", []),
        # What is to come, and what is too long ago for any device to remember.
        ("41;42;43;44", "5;-99999999;x;-1", "1;1;1;1", [(-1, 4.4)]),
        # A month, every five minutes.
        *([(";".join(["1"] * 8928), ";".join(["-1"] * 8928), "", [(-1, 0.1)] * 8928)]),
    ],
)
def test_a_log(
    value: str, offset: str, status: str, read: list[tuple[float, float]]
) -> None:
    """Its values have the exponent of the reading, and the last one is the reading."""
    assert logged(value, offset, status) == read


def test_the_log_of_each_kind_of_part() -> None:
    """Positions have no status, and what a meter has logged has the exponent of its value."""
    log = "<TimeOffset>-600;-300;0</TimeOffset>"
    read = pushed(
        f"<Sensors><Entry><ID>1</ID><Value>94</Value><ValueLog><Value>1;2;3</Value>{log}"
        "<Status>1;5;1</Status></ValueLog></Entry></Sensors>"
        "<Meters><Entry><ID>2</ID><Values><Entry><ID>1</ID><Unit>kWh</Unit>"
        "<Exp>-1</Exp><Value>30</Value><Status>1</Status>"
        f"<ValueLog><Value>10;20;30</Value>{log}<Status>1;1;1</Status></ValueLog>"
        "</Entry></Values></Entry></Meters>"
        "<Inputs><Entry><ID>1</ID><Value>1</Value>"
        f"<ValueLog><Value>1;0;1</Value>{log}</ValueLog></Entry></Inputs>"
        "<Outputs><Entry><ID>1</ID><Value>1</Value>"
        f"<ValueLog><Value>x; 1;0</Value>{log}</ValueLog></Entry></Outputs>"
    ).log
    assert read == {
        ("sensor", "1"): [(-600, 1, False), (-300, 2, True)],
        ("sensor", "2_1"): [(-600, 1, False), (-300, 2, False)],
        ("input", "1"): [(-600, 1, None), (-300, 0, None)],
        ("output", "1"): [(-300, 1, None)],
    }


def test_equal_ids() -> None:
    """Each part has a key of its own, also without an ID."""
    entry = "<Value>1</Value>"
    device = pushed(sensors("<ID>1</ID>", "<ID>1</ID>", entry, entry)).device
    assert list(device.sensors) == ["1", "1_2", "unnumbered", "unnumbered_2"]


def test_an_event_with_a_part_only() -> None:
    """What it does not hold is as it was; it is no lost sensor."""
    before = pushed(sensors("<ID>1</ID><Value>1</Value>", "<ID>2</ID><Value>2</Value>"))
    event = pushed(sensors("<ID>2</ID><Value>3</Value>"))
    after = merged(before.device, event.device)
    assert {key: each.value for key, each in after.sensors.items()} == {"1": 1, "2": 3}


@pytest.mark.parametrize("model", ["ste2", "ste_plus", "poseidon2_3268", "wld", "pwr"])
def test_it_is_the_same_device_as_over_other_protocols(model: str) -> None:
    """The simulated device pushes all parts that it has, with their values."""
    device = DeviceState(MODELS[model])
    push = read_push(Pusher(device, "http://192.0.2.1/x").document(PushSource.EVENT))
    assert push.event
    read = [each.value for each in push.device.sensors.values()]
    assert read == [float(each.reading) for each in device.sensors]
    assert {*push.device.inputs} == {str(each.id) for each in device.inputs}
    assert {*push.device.outputs} == {str(each.id) for each in device.outputs}


@pytest.mark.parametrize(
    "refused",
    [
        b"",
        b"{}",
        b"<html></html>",
        b"<Root/>",
        b"<Root><Portal/></Root>",
        b"<Root><Agent/><Portal/></Root>",
        b"<Root><Agent><MAC>00:00:00:00:00:00</MAC></Agent><Portal/></Root>",
        # A values.xml has no portal, and its parts have other names.
        b"<Root><Agent><MAC>00:0A:59:00:00:2A</MAC></Agent><SenSet/></Root>",
        document().replace(b"Root", b"Tree"),
    ],
)
def test_no_push(refused: bytes) -> None:
    """What names no device is none's; so it changes no device."""
    with pytest.raises(NotHwGroupDeviceError):
        read_push(refused)


def _nested(depth: int) -> bytes:
    return document("<a>" * depth + "</a>" * depth)


@pytest.mark.parametrize(
    "refused",
    [
        document()[:-5],
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + document("<a>&a;</a>"),
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + document("&a;"),
        document() + b" " * MOST_BYTES,
        _nested(7),
        _nested(20_000),
        document(sensors(*["<ID>1</ID>"] * (MOST_PARTS + 1))),
        document(
            "<Meters>"
            + "".join(
                f"<Entry><ID>{number}</ID><Values>{'<Entry/>' * 251}</Values></Entry>"
                for number in range(2)
            )
            + "</Meters>"
        ),
    ],
    ids=["cut", "bomb", "outside", "large", "deep", "abyss", "parts", "meters"],
)
def test_hostile_documents(refused: bytes) -> None:
    """Nothing that grows is read, and nothing from outside."""
    with pytest.raises(MalformedAnswerError):
        read_push(refused)


def test_as_deep_as_a_meter() -> None:
    """And one more, for what nobody has seen yet."""
    assert read_push(_nested(6)).device.identity.unique_id == "00:0a:59:00:00:2a"


def test_texts_are_clean() -> None:
    """Names are shown in one line."""
    name = pushed(
        portal="<DeviceName>Cold\nroom\u202e</DeviceName>"
    ).device.identity.name
    assert name == "Cold room"


@pytest.mark.parametrize("cut", range(0, 700, 13))
def test_any_cut(cut: int) -> None:
    """A document that ends early is refused as such, and raises nothing else."""
    whole = Pusher(DeviceState(MODELS["ste2"]), "http://192.0.2.1/x").document()
    with pytest.raises(HwgError):
        read_push(whole[:cut])


def test_the_answer() -> None:
    """It sets the periods and the clock; nothing else is in it."""
    reply = PushReply(200, push_answer(period=300, now=1_795_800_000).decode())
    assert reply.erases_log
    assert reply.tag("PushPeriod") == "300"
    assert reply.tag("LogPeriod") == "300"
    assert reply.tag("Timestamp") == "1795800000"
    for dangerous in ("ServerAddres", "PortalPort", "Cmd", "File", "Name", "Message"):
        assert dangerous not in reply.body


def test_the_answer_that_nothing_was_kept() -> None:
    """It says so by a status, without which a device would erase its log."""
    reply = PushReply(200, BUSY.decode())
    assert reply.tag("Status") == "1"
    assert not reply.erases_log
    assert PushReply(200, "").erases_log
    assert not PushReply(503, "").erases_log
