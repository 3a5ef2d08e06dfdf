"""The simulated models: one row each.

Names, serial numbers and 1-Wire ROMs are invented. Tags whose presence is not
documented for a model (MAC of Poseidon2, everything of WLD and STE2 R2) are chosen
so that each documented way to name the identity occurs at least once.
"""

from dataclasses import dataclass

from .dialects import GATEWAY, METERS, POSEIDON, STE, Dialect
from .parts import AlarmWhen, Input, Meter, Output, Sensor, one_wire_id
from .snmp.family import Family
from .snmp.perseus import PERSEUS
from .snmp.poseidon import DAMOCLES, POSEIDON as OLD_POSEIDON, POSEIDON2
from .snmp.pwr import PWR
from .snmp.ste import STE as STE_AGENT, STE2, STE2_LITE, STE2_R2, WLD

_NETWORK = ("MAC", "IP", "MASK")
_SYSTEM = ("sys_name", "sys_location", "sys_contact")
_STE_AGENT = ("Version", "XmlVer", "DeviceName", "Model", "vendor_id", *_NETWORK)
_POSEIDON_AGENT = ("Version", "XmlVer", "Title", "DeviceName", "SerialNumber")

_LIMITS = ("ID", "Name", "Units", "Value", "Min", "Max", "Hyst")
_STE_SENSOR = (*_LIMITS, "EmailSMS", "State")
_LITE_SENSOR = (*_LIMITS, "AlarmMsgRecipID", "Exp", "State", "status")
_POSEIDON_SENSOR = (*_LIMITS, "State")


@dataclass(frozen=True, slots=True)
class Model:
    """What the devices of one model have in common."""

    product: str
    title: str
    """The name of a device until its owner changes it."""
    dialect: Dialect
    firmware: str
    agent_tags: tuple[str, ...] = ()
    """The tags about the device in its document; without any there is no document."""
    sensor_tags: tuple[str, ...] = ()
    number: int | None = None
    snmp: Family | None = None
    sensors: tuple[Sensor, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    meters: tuple[Meter, ...] = ()
    sends_sms: bool = False

    @property
    def serves_xml(self) -> bool:
        """Return whether devices of this model have a values.xml."""
        return bool(self.agent_tags)


MODELS = {
    "ste": Model(
        product="HWg-STE",
        title="Archive room",
        dialect=STE,
        firmware="2.1.4",
        snmp=STE_AGENT,
        number=33,
        agent_tags=(*_STE_AGENT, *_SYSTEM),
        sensor_tags=_STE_SENSOR,
        sensors=(
            Sensor(215, "Shelf", "C", 18.4, 10.0, 25.0),
            Sensor(216, "Shelf humidity", "%RH", 47.0, 30.0, 60.0),
        ),
    ),
    "ste_plus": Model(
        product="HWg-STE plus",
        title="Greenhouse",
        dialect=STE,
        firmware="1.3.0",
        snmp=STE_AGENT,
        number=70,
        agent_tags=(*_STE_AGENT, *_SYSTEM),
        sensor_tags=_STE_SENSOR,
        sensors=(
            Sensor(215, "Seedlings", "C", 22.6, 12.0, 30.0, 1.0),
            Sensor(216, "Seedlings humidity", "%RH", 68.0, 45.0, 85.0, 2.0),
        ),
        inputs=(
            Input(1, "Greenhouse door", alarm_when=AlarmWhen.OPEN, closed=True),
            Input(2, "Water tank float", alarm_when=AlarmWhen.CLOSED),
        ),
    ),
    "ste2": Model(
        product="STE2",
        title="Cold store",
        dialect=STE,
        firmware="1.2.8",
        snmp=STE2,
        number=78,
        agent_tags=(*_STE_AGENT, *_SYSTEM, "UpTime"),
        sensor_tags=_STE_SENSOR,
        sensors=(
            Sensor(one_wire_id("285c7a11040000d2"), "Cold room 1", "C", 4.2, 2.0, 8.0),
            Sensor(
                one_wire_id("265d2fa301000047"), "Corridor", "%RH", 52.0, 20.0, 70.0
            ),
        ),
        inputs=(
            Input(1, "Cold room door", alarm_when=AlarmWhen.CLOSED),
            Input(2, "Compressor fault", alarm_when=AlarmWhen.CLOSED),
        ),
    ),
    "ste2_lite": Model(
        product="STE2 LITE",
        title="Pharmacy fridge",
        dialect=STE,
        firmware="1.5.3",
        snmp=STE2_LITE,
        number=102,
        agent_tags=(*_STE_AGENT, "wifi_IP", "wifi_MASK", *_SYSTEM, "UpTime"),
        sensor_tags=_LITE_SENSOR,
        sensors=(
            Sensor(one_wire_id("28b30e650500008e"), "Fridge top", "C", 5.1, 2.0, 8.0),
            Sensor(
                one_wire_id("269a41c80200001f"),
                "Floor under fridge",
                "WLD",
                0.0,
                extra={"Resistance": "940"},
            ),
        ),
    ),
    "ste2_r2": Model(
        product="STE2 R2",
        title="Rack A",
        dialect=STE,
        firmware="1.4.6",
        snmp=STE2_R2,
        agent_tags=(
            *("Version", "XmlVer", "DeviceName", "ProductName", "SerialNumber"),
            *(*_NETWORK, *_SYSTEM, "UpTime"),
        ),
        sensor_tags=_STE_SENSOR,
        sensors=(
            Sensor(
                one_wire_id("28e1640c06000033"), "Rack A top", "C", 26.8, 15.0, 32.0
            ),
            Sensor(
                one_wire_id("28e2640c060000b7"), "Rack A bottom", "C", 21.3, 15.0, 28.0
            ),
        ),
        inputs=(
            Input(1, "Rack A door", alarm_when=AlarmWhen.OPEN, closed=True),
            Input(2, "Smoke", alarm_when=AlarmWhen.CLOSED),
        ),
    ),
    "poseidon2_3266": Model(
        product="Poseidon2 3266",
        title="Data hall",
        dialect=POSEIDON,
        firmware="3.4.2",
        snmp=POSEIDON2,
        number=65,
        agent_tags=(*_POSEIDON_AGENT, "UpTime"),
        sensor_tags=_POSEIDON_SENSOR,
        sensors=(
            Sensor(49, "Cold aisle", "C", 22.0, 18.0, 27.0, 0.5),
            Sensor(50, "Cold aisle humidity", "%RH", 44.0, 20.0, 80.0),
            Sensor(
                one_wire_id("2817c40709000064"), "Under floor", "F", 64.4, 10.0, 26.0
            ),
            Sensor(51, "UPS battery", "V", 54.2, 48.0, 57.0),
        ),
        inputs=(
            Input(1, "Hall door", alarm_when=AlarmWhen.OPEN, closed=True),
            Input(2, "Mains failure", alarm_when=AlarmWhen.CLOSED),
            Input(3, "Motion"),
            Input(4, "Spare 4"),
        ),
    ),
    "poseidon2_3268": Model(
        product="Poseidon2 3268",
        title="Server room",
        dialect=POSEIDON,
        firmware="3.5.0",
        snmp=POSEIDON2,
        number=66,
        agent_tags=(*_POSEIDON_AGENT, "Model", *_NETWORK, "UpTime"),
        sensor_tags=_POSEIDON_SENSOR,
        sensors=(
            Sensor(52, "Air intake", "C", 21.5, 15.0, 28.0, 0.5),
            Sensor(53, "Air intake humidity", "%RH", 41.0, 20.0, 70.0),
            Sensor(
                one_wire_id("284c93120a0000f5"), "Air exhaust", "K", 304.2, 15.0, 38.0
            ),
            Sensor(54, "Rack current", "A", 6.3, None, 13.0),
            Sensor(55, "Leak cable", "s", 0.0),
        ),
        inputs=(
            Input(1, "Server room door", alarm_when=AlarmWhen.OPEN, closed=True),
            Input(2, "Fire panel", alarm_when=AlarmWhen.CLOSED),
            Input(3, "Generator running"),
            Input(4, "Spare 4"),
        ),
        outputs=(Output(151, "Extra fan"), Output(152, "Beacon", mode=1)),
    ),
    "poseidon_4002": Model(
        product="Poseidon 4002",
        title="Plant room",
        dialect=POSEIDON,
        firmware="2.0.17",
        agent_tags=(*_POSEIDON_AGENT, *_NETWORK, "UpTime"),
        snmp=OLD_POSEIDON,
        sensor_tags=_POSEIDON_SENSOR,
        sensors=(
            Sensor(8214, "Chiller room", "%RH", 33.0, 10.0, 60.0),
            Sensor(9214, "Chiller water", "C", 6.8, 4.0, 12.0),
            Sensor(2361, "Outdoor coil", "C", -4.7, -20.0, 45.0),
        ),
        inputs=(
            Input(1, "Chiller fault", alarm_when=AlarmWhen.CLOSED),
            Input(2, "Plant room door", alarm_when=AlarmWhen.OPEN, closed=True),
            *(Input(n, f"Spare {n}") for n in range(3, 7)),
        ),
        outputs=(Output(151, "Boiler release", on=True), Output(152, "Horn", mode=1)),
    ),
    "damocles2_mini": Model(
        product="Damocles2 MINI",
        title="Pump house",
        dialect=POSEIDON,
        firmware="1.1.5",
        snmp=DAMOCLES,
        agent_tags=(*_POSEIDON_AGENT, *_NETWORK, "UpTime"),
        inputs=(
            Input(1, "Gate", alarm_when=AlarmWhen.OPEN, closed=True, counter=87),
            Input(2, "Pump thermal trip", alarm_when=AlarmWhen.CLOSED, counter=2),
            Input(3, "Water meter", counter=120455),
            Input(4, "High level float", alarm_when=AlarmWhen.CLOSED, counter=14),
        ),
        outputs=(Output(151, "Pump 1", on=True), Output(152, "Pump 2")),
    ),
    "damocles2_1208": Model(
        product="Damocles2 1208",
        title="Switch yard",
        dialect=POSEIDON,
        firmware="1.1.5",
        snmp=DAMOCLES,
        agent_tags=(*_POSEIDON_AGENT, *_NETWORK, "UpTime"),
        inputs=tuple(
            Input(n, f"Breaker {n}", alarm_when=AlarmWhen.OPEN, closed=True, counter=n)
            for n in range(1, 13)
        ),
        outputs=tuple(Output(150 + n, f"Lamp {n}") for n in range(1, 9)),
    ),
    "wld": Model(
        product="HWg-WLD",
        title="Boiler room",
        dialect=STE,
        firmware="1.0.9",
        snmp=WLD,
        number=43,
        agent_tags=(*_STE_AGENT, *_SYSTEM),
        sensor_tags=("ID", "Name", "Units", "Value", "State"),
        sensors=(Sensor(215, "Boiler floor", "WLD", 0.0),),
    ),
    "sms_gw3": Model(
        product="HWg-SMS-GW3",
        title="SMS gateway",
        dialect=GATEWAY,
        firmware="1.2.0",
        agent_tags=("Version", "XmlVer", "ProductName", "SerialNumber", "UpTime"),
        sends_sms=True,
    ),
    "pwr": Model(
        product="HWg-PWR 12",
        title="Meter cabinet",
        dialect=METERS,
        firmware="1.1.6",
        snmp=PWR,
        number=55,
        meters=(
            Meter(1, "Main electricity", address=5, serial="20817345"),
            Meter(2, "Cold water", address=9, serial="71200468"),
        ),
        sensors=(
            Sensor(1001, "Energy import", "kWh", 48213.6, decimals=1),
            Sensor(1002, "Active power", "W", 5340.0, None, 9000.0, decimals=-1),
            Sensor(1003, "Voltage L1", "V", 231.4, 207.0, 253.0, decimals=1),
            Sensor(1004, "Power factor", "", 0.97, decimals=2),
            Sensor(2001, "Volume", "m3", 1290.415, decimals=3, meter=2),
        ),
        inputs=(
            Input(1, "Cabinet door", alarm_when=AlarmWhen.OPEN, closed=True),
            Input(2, "Surge arrester", alarm_when=AlarmWhen.CLOSED),
        ),
    ),
    "perseus": Model(
        product="Perseus Energy 240",
        title="Solar park",
        dialect=METERS,
        firmware="1.0.6_12034",
        snmp=PERSEUS,
        meters=(
            Meter(1, "Terminals", type=1),
            Meter(3, "Self-test", type=8),
            Meter(402, "Mast", type=5, address=17),
        ),
        sensors=(
            Sensor(3001, "Hours in service", "h", 1204.6, meter=3, decimals=0),
            Sensor(402001, "Air", "℃", -3.26, -20.0, 40.0, meter=402, decimals=2),
            Sensor(402002, "Humidity", "%RH", 61.48, meter=402, decimals=1),
            Sensor(402003, "Pressure", "hPa", 1012.7, meter=402, decimals=0),
            Sensor(402004, "Wind", "m/s", 2.96, None, 15.0, meter=402, decimals=1),
            Sensor(402005, "Wind from", "°", 310.8, meter=402, decimals=0),
        ),
        inputs=(Input(1001, "Fence", alarm_when=AlarmWhen.OPEN, closed=True),),
        outputs=(Output(1101, "Floodlight"),),
    ),
}

XML_MODELS = {key: model for key, model in MODELS.items() if model.serves_xml}
"""The models that have a values.xml; the others are reached over SNMP only."""
