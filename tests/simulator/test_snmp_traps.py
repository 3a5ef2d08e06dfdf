"""Traps as they arrive, decoded by pysnmp."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyasn1.codec.ber import decoder
import pytest

from simulator import MODELS, SimulatedDevice, TrapKind
from simulator.snmp.values import dotted

from .snmp_client import MODULES, SYS_NAME, SYS_UPTIME, V1, E, Manager, Read, plain

TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
COLD_START = "1.3.6.1.6.3.1.1.5.1"
LINK_UP = "1.3.6.1.6.3.1.1.5.4"


@dataclass(frozen=True)
class Trap:
    """A trap that was received."""

    community: bytes
    head: tuple[Any, ...]
    varbinds: Sequence[tuple[str, Read]]


def _read_1(data: bytes) -> Trap:
    """Decode a trap of version 1."""
    message, rest = decoder.decode(data, asn1Spec=V1.Message())
    assert not rest
    pdu = V1.apiMessage.get_pdu(message)
    assert isinstance(pdu, V1.TrapPDU)
    api = V1.apiTrapPDU
    assert api.get_agent_address(pdu).prettyPrint() == "127.0.0.1"
    head = (
        dotted(tuple(api.get_enterprise(pdu))),
        int(api.get_generic_trap(pdu)),
        int(api.get_specific_trap(pdu)),
        int(api.get_timestamp(pdu)),
    )
    varbinds = [(dotted(tuple(o)), plain(v)) for o, v in api.get_varbinds(pdu)]
    return Trap(bytes(V1.apiMessage.get_community(message)), head, varbinds)


def _read_2c(data: bytes) -> Trap:
    """Decode a trap of version 2c."""
    module = MODULES["2c"]
    message, rest = decoder.decode(data, asn1Spec=module.Message())
    assert not rest
    pdu = module.apiMessage.get_pdu(message)
    assert isinstance(pdu, module.SNMPv2TrapPDU)
    uptime, oid, *varbinds = [
        (dotted(tuple(o)), plain(v)) for o, v in module.apiPDU.get_varbinds(pdu)
    ]
    assert (uptime[0], oid[0]) == (SYS_UPTIME, TRAP_OID)
    community = bytes(module.apiMessage.get_community(message))
    return Trap(community, (oid[1], uptime[1]), varbinds)


READERS = {"1": _read_1, "2c": _read_2c}


async def _sent(
    device: SimulatedDevice, manager: Manager, version: str = "1", **kwargs: Any
) -> list[Trap]:
    """Let a device send its traps, and return what has arrived."""
    await device.send_trap(manager.address, version=version, **kwargs)
    # The packets of the device come before this one.
    manager.send_bytes(manager.address[1], b"end")
    traps = []
    while (data := (await manager.datagram())[0]) != b"end":
        traps.append(READERS[version](data))
    return traps


def _frozen(model: str, monkeypatch: pytest.MonkeyPatch) -> SimulatedDevice:
    """Return a device with an uptime of 12.34 seconds."""
    device = SimulatedDevice(MODELS[model], name="Post", mac="00:0A:59:00:00:07")
    monkeypatch.setattr(device, "_on_since", 100.0)
    monkeypatch.setattr("simulator.state.monotonic", lambda: 112.345)
    return device


NAME = (SYS_NAME, b"Post")


def _who(base: str) -> list[tuple[str, Read]]:
    """Return the first varbinds of most traps."""
    return [NAME, (f"{E}.{base}.70.1.0", b"00:0A:59:00:00:07")]


@pytest.mark.parametrize(("kind", "alarm"), [("alarm_start", 3), ("alarm_end", 4)])
async def test_poseidon_input(
    monkeypatch: pytest.MonkeyPatch, manager: Manager, kind: str, alarm: int
) -> None:
    """The start and the end of an alarm are two packets each."""
    device = _frozen("poseidon2_3268", monkeypatch)
    device.input(2).closed = kind == "alarm_start"
    base = f"{E}.3.3"
    active = int(device.input(2).active)
    told = [
        [*_who("3.3"), (f"{base}.50.2.1.2.2", 2), (f"{base}.50.2.1.3.2", 1)],
        [
            *_who("3.3"),
            (f"{base}.1.1.3.2", b"Fire panel"),
            (f"{base}.1.1.2.2", active),
            (f"{base}.1.1.5.2", active),
        ],
    ]
    part = device.input(2)
    assert await _sent(device, manager, kind=kind, part=part, community="traps") == [
        Trap(b"traps", (base, 6, alarm, 1234), told[0]),
        Trap(b"traps", (base, 6, 1, 1234), told[1]),
    ]
    assert await _sent(device, manager, "2c", kind=kind, part=part) == [
        Trap(b"public", (f"{base}.0.{alarm}", 1234), told[0]),
        Trap(b"public", (f"{base}.0.1", 1234), told[1]),
    ]


@pytest.mark.parametrize("model", ["poseidon2_3268", "poseidon_4002"])
async def test_poseidon_sensor(
    monkeypatch: pytest.MonkeyPatch, manager: Manager, model: str
) -> None:
    """A trap has the ID of a sensor, also where tables have no index."""
    device = _frozen(model, monkeypatch)
    device.sensors[1].value = 92.0
    row = len(device.inputs) + 2
    [first, second] = await _sent(device, manager, kind=TrapKind.ALARM_START)
    base, sensor = f"{E}.3.3", device.sensors[1]
    assert first.head[2] == 3
    assert first.varbinds == [
        *_who("3.3"),
        (f"{base}.50.2.1.2.{row}", sensor.id),
        (f"{base}.50.2.1.3.{row}", 2),
    ]
    assert second.head[2] == 2
    assert second.varbinds == [
        *_who("3.3"),
        (f"{base}.3.1.2.2", sensor.name.encode()),
        (f"{base}.3.1.8.2", sensor.id),
        (f"{base}.3.1.4.2", 3),
        (f"{base}.3.1.6.2", 920),
        (f"{base}.3.1.9.2", 3 if sensor.unit == "%RH" else 0),
    ]


async def test_damocles_has_its_own_name(
    monkeypatch: pytest.MonkeyPatch, manager: Manager
) -> None:
    """The traps of Damocles are those of Poseidon, under another enterprise."""
    device = _frozen("damocles2_mini", monkeypatch)
    first, second = await _sent(device, manager, kind="alarm_start")
    assert (first.head[:3], second.head[:3]) == (
        (f"{E}.3.4", 6, 3),
        (f"{E}.3.4", 6, 1),
    )
    # Nothing is in alarm, so the trap is about the first input.
    assert second.varbinds[2] == (f"{E}.3.4.1.1.3.1", b"Gate")


async def test_what_alarms_is_chosen(
    monkeypatch: pytest.MonkeyPatch, manager: Manager
) -> None:
    """Without a part the trap is about the first part in alarm."""
    device = _frozen("poseidon2_3268", monkeypatch)
    device.sensor(54).value = 20.0
    _, second = await _sent(device, manager, kind="alarm_start")
    assert (f"{E}.3.3.3.1.8.4", 54) in second.varbinds
    device.input(2).closed = True
    _, second = await _sent(device, manager, kind="alarm_start")
    assert (f"{E}.3.3.1.1.3.2", b"Fire panel") in second.varbinds


@pytest.mark.parametrize(
    ("kind", "specific", "value"),
    [("alarm_start", 1, 1), ("alarm_end", 2, 0), ("alarm_periodic", 3, 1)],
)
async def test_wld(
    monkeypatch: pytest.MonkeyPatch,
    manager: Manager,
    kind: str,
    specific: int,
    value: int,
) -> None:
    """WLD sends one packet, with the base of its data as the enterprise."""
    device = _frozen("wld", monkeypatch)
    device.sensor(215).value = float(value)
    row = f"{E}.4.5.4.1"
    assert await _sent(device, manager, kind=kind) == [
        Trap(
            b"public",
            (f"{E}.4.5", 6, specific, 1200),
            [
                *_who("4.5"),
                (f"{row}.1.1", 1),
                (f"{row}.2.1", b"Boiler floor"),
                (f"{row}.3.1", 3 if value else 1),
                (f"{row}.4.1", b"\x01q "),
                (f"{row}.5.1", 215),
                (f"{row}.6.1", value),
            ],
        )
    ]


@pytest.mark.parametrize(("kind", "offset"), [("alarm_start", 0), ("alarm_end", 1)])
async def test_pwr(
    monkeypatch: pytest.MonkeyPatch, manager: Manager, kind: str, offset: int
) -> None:
    """A trap of a value has no identity of the device, one of a contact has."""
    device = _frozen("pwr", monkeypatch)
    [value] = await _sent(device, manager, kind=kind, part=device.sensor(1003))
    assert value.head[:3] == (f"{E}.4.6", 6, 1 + offset)
    assert value.varbinds == [
        (f"{E}.4.6.1.3.1.{column}.1.1003", read)
        for column, read in enumerate(
            (1003, b"Voltage L1", b"V", 0, -1, 2314, b"231.4", 1), 1
        )
    ]
    [contact] = await _sent(device, manager, kind=kind, part=device.input(2))
    assert contact.head[:3] == (f"{E}.4.6", 6, 3 + offset)
    assert contact.varbinds == [
        *_who("4.6"),
        *(
            (f"{E}.4.6.2.2.1.{column}.2", read)
            for column, read in enumerate((2, b"Surge arrester", 0, b"Open", 1), 1)
        ),
    ]


@pytest.mark.parametrize("kind", ["alarm_start", "alarm_end"])
async def test_perseus(
    monkeypatch: pytest.MonkeyPatch, manager: Manager, kind: str
) -> None:
    """Perseus sends one specific number, a foreign enterprise, and its MAC."""
    device = _frozen("perseus", monkeypatch)
    device.sensor(402004).value = 15.18
    [trap] = await _sent(device, manager, kind=kind)
    assert trap.head == ("1.3.6.1.2.1.11", 6, 3, 1234)
    base, variable = f"{E}.5.1", "402.402004"
    assert trap.varbinds == [
        NAME,
        (f"{base}.5.1.1.1", 1),
        (f"{base}.5.1.2.1", b"Tell the watch"),
        (f"{base}.2.1.1.402", 402),
        (f"{base}.2.1.2.402", b"Mast"),
        (f"{base}.2.1.3.402", 1),
        (f"{base}.3.1.1.{variable}", 402004),
        (f"{base}.3.1.2.{variable}", b"Wind"),
        (f"{base}.3.1.12.{variable}", 151),
        (f"{base}.3.1.4.{variable}", b"15.2"),
        (f"{base}.3.1.3.{variable}", 5),
        (f"{base}.3.1.9.{variable}", 1),
        (f"{base}.3.1.5.{variable}", b"m/s"),
        (f"{base}.100.1.0", b"00:0A:59:00:00:07"),
    ]
    [trap] = await _sent(device, manager, "2c", kind=kind, part=device.input(1001))
    assert trap.head == ("1.3.6.1.2.1.11.0.3", 1234)
    assert trap.varbinds[7] == (f"{base}.3.1.2.1.1001", b"Fence")


@pytest.mark.parametrize("model", [key for key, model in MODELS.items() if model.snmp])
async def test_cold_start(
    monkeypatch: pytest.MonkeyPatch, manager: Manager, model: str
) -> None:
    """Every agent sends a coldStart trap."""
    device = _frozen(model, monkeypatch)
    [trap] = await _sent(device, manager, kind="cold_start")
    assert trap.head[:3] == (dotted(device.family.object_id), 0, 0)
    [trap] = await _sent(device, manager, "2c", kind="cold_start")
    assert (trap.head[0], trap.varbinds) == (COLD_START, [])


async def test_link_up(monkeypatch: pytest.MonkeyPatch, manager: Manager) -> None:
    """Poseidon sends a linkUp trap."""
    device = _frozen("poseidon2_3266", monkeypatch)
    [trap] = await _sent(device, manager, kind="link_up")
    assert trap.head == (f"{E}.3.3", 3, 0, 1234)
    [trap] = await _sent(device, manager, "2c", kind="link_up")
    assert trap.head == (LINK_UP, 1234)


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("ste", "alarm_start"),
        ("ste2", "alarm_end"),
        ("ste2_r2", "link_up"),
        ("poseidon2_3268", "alarm_periodic"),
        ("sms_gw3", "cold_start"),
    ],
)
async def test_undocumented_traps(manager: Manager, model: str, kind: str) -> None:
    """A kind of trap that the family does not send raises an error."""
    device = SimulatedDevice(MODELS[model])
    with pytest.raises(ValueError, match=f"sends no {kind}"):
        await device.send_trap(manager.address, kind=kind)


async def test_encoding(monkeypatch: pytest.MonkeyPatch, manager: Manager) -> None:
    """Names in traps are in the encoding of the device."""
    device = _frozen("poseidon2_3268", monkeypatch)
    device.name, device.encoding = "Dílna", "cp1250"
    first, _ = await _sent(device, manager, kind="alarm_start")
    assert first.varbinds[0] == (SYS_NAME, b"D\xedlna")


async def test_source_port_is_any(manager: Manager) -> None:
    """Traps come from the address of the device, and from a port of their own."""
    device = SimulatedDevice(MODELS["ste"])
    await device.start(snmp=True)
    await device.send_trap(manager.address, kind="cold_start")
    _, (host, port) = await manager.datagram()
    await device.stop()
    assert host == "127.0.0.1"
    assert port not in (device.snmp_port, manager.address[1])
