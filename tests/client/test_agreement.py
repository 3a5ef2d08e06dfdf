"""Whatever a sensor says, it says the same over HTTP and over SNMP.

Each example has a seed of its own, which a failure names.
"""

from random import Random

from custom_components.hwgroup.client import ReadingState, Sensor
from custom_components.hwgroup.client.family import Oid, Value

from .helpers import POSEIDON, STE, document, entry, read, read_agent

EXAMPLES = 2000
TENTHS = (
    *(0, 1, -1, 5, 10, 20, 30, 215, -185, 9998, -9998, 9999, -9999),
    *(10000, -10000, 10010, 12500, 50000, 482136, -99990, 2**31 - 1),
)
POSEIDON_UNITS = (
    *("C", "F", "K", "%RH", "%", "V", "mA", "A", "W", "kWh", "hPa", "Pa"),
    *("ppm", "lx", "dB", "ug", "m/s", "p", "s", "", "DP C", "DP F", "Gamma"),
)
# The texts of the XML, and the codes of the MIB.
STE_UNITS = {"C": 1, "F": 2, "K": 3, "%RH": 4, "": 0, "WLD": 5}


def _tenths(random: Random) -> int:
    return random.choice((*TENTHS, random.randint(-20_000, 20_000)))


def _text(tenths: int | None) -> str:
    return "" if tenths is None else str(tenths / 10)


async def _poseidon(random: Random) -> tuple[Sensor, Sensor]:
    """Return one sensor of a Poseidon as both protocols tell it."""
    unit, value = random.choice(POSEIDON_UNITS), _tenths(random)
    limits = [random.choice((None, _tenths(random))) for _ in range(3)]
    # Normal, out of range, alarm, and lost: an alarm to the XML.
    code, state = random.choice((("0", 1), ("1", 2), ("2", 3), ("2", 0)))
    if state == 0:
        value = -9999
    low, high, hysteresis = map(_text, limits)
    over_http = read(
        document(
            entry(
                *({"ID": "7", "Name": "Probe", "Units": unit, "Value": _text(value)},),
                State=code,
                Min=low,
                Max=high,
                Hyst=hysteresis,
            ),
            namespace=POSEIDON,
        )
    )
    cells = {
        (3, 1, 2, 1): b"Probe",
        (3, 1, 4, 1): state,
        (3, 1, 6, 1): value,
        (3, 1, 8, 1): 7,
        (3, 1, 10, 1): unit.encode(),
    } | {
        (99, 1, 2, 1, column, 1): limit
        for column, limit in zip((6, 7, 8), limits, strict=True)
        if limit is not None
    }
    over_snmp = await read_agent((3, 3), cells)
    return over_http.sensors["7"], over_snmp.sensors["7"]


async def _ste(random: Random) -> tuple[Sensor, Sensor]:
    """Return one sensor of a STE2 as both protocols tell it."""
    unit, value, state = (
        random.choice([*STE_UNITS]),
        _tenths(random),
        random.randint(0, 6),
    )
    over_http = read(
        document(
            entry(
                ID="7", Name="Probe", Units=unit, Value=_text(value), State=str(state)
            ),
            namespace=STE,
        )
    )
    cells = {
        (3, 1, 2, 1): b"Probe",
        (3, 1, 3, 1): state,
        (3, 1, 5, 1): value,
        (3, 1, 7, 1): STE_UNITS[unit],
        (3, 1, 8, 1): 7,
    }
    over_snmp = await read_agent((4, 9), cells)
    return over_http.sensors["7"], over_snmp.sensors["7"]


async def test_both_protocols_agree_on_any_sensor() -> None:
    """Values, units, limits and states, for every family that has both."""
    lost = 0
    for seed in range(EXAMPLES):
        random = Random(seed)
        over_http, over_snmp = await random.choice((_poseidon, _ste))(random)
        assert over_http == over_snmp, seed
        assert str(over_http) == str(over_snmp), seed  # -0.0 is not 0.0 here
        lost += over_http.state is ReadingState.INVALID
    # Sensors that are always lost, or never, would try little.
    assert EXAMPLES // 10 < lost < EXAMPLES * 9 // 10


async def test_both_protocols_agree_on_any_contact() -> None:
    """Its position, and its alarm even where the position is odd."""
    alarms = unknown = 0
    for seed in range(EXAMPLES // 2):
        random = Random(seed)
        # 1 and 2 are what an old MIB of the Damocles has for open and closed.
        position = random.choice((0, 1, 2, 3, -1, 255, None))
        alarm = random.choice((0, 1, 2))
        value = {} if position is None else {"Value": str(position)}
        over_http = read(
            document(
                inputs=entry({"ID": "4", "Name": "Door", "State": str(alarm)} | value),
                namespace=POSEIDON,
            )
        )
        cells: dict[Oid, Value] = {(1, 1, 3, 4): b"Door", (1, 1, 5, 4): alarm}
        if position is not None:
            cells[1, 1, 2, 4] = position
        over_snmp = await read_agent((3, random.choice((3, 4))), cells)
        one, other = over_http.inputs["4"], over_snmp.inputs["4"]
        told = (one.closed, one.valid, one.in_alarm)
        assert told == (other.closed, other.valid, other.in_alarm), seed
        assert one.in_alarm == (bool(alarm) if one.valid else None), seed
        alarms += one.in_alarm is True
        unknown += one.closed is None
    assert min(alarms, unknown) > EXAMPLES // 8
