"""What Home Assistant does with devices: it switches, counts and sends SMS."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from launcher import HOST
from simulator import MODELS, SimulatedDevice
from simulator.parts import Output
from simulator.sms import Modem

from .flows import add_device, add_subentry, reconfigure_device
from .report import StepError
from .stage import STATE_SECONDS, Stage
from .waiting import until

PUMPS: Final = "Pump house"
PUMP: Final = "Pump 2"
RACKS: Final = "Server room"
FAN: Final = "Extra fan"
METER: Final = "Water meter"
WRITER: Final = "demo-writer"
PHONE: Final = "+420601234567"


@dataclass
class Actions(Stage):
    """The chapters about outputs, pulse counters and SMS gateways."""

    async def tell(self) -> None:
        """Go through all of them."""
        async with AsyncExitStack() as stack:
            await self.switch(stack)
            await self.switch_coil()
            await self.count()
            await self.send(stack)

    async def _state(
        self, what: str, is_so: Callable[[dict[str, Any]], bool], entry_id: str
    ) -> str:
        """Wait for an entity of an entry, and return its ID."""

        async def look() -> str | None:
            states = await self.api.states()
            for entity in await self.api.entities(entry_id):
                state = states.get(entity["entity_id"])
                if state is not None and is_so({**entity, **state}):
                    return str(entity["entity_id"])
            return None

        return await until(look, seconds=STATE_SECONDS, what=what, every=0.5)

    # Outputs

    async def switch(self, stack: AsyncExitStack) -> None:
        """Switch a relay over SNMP, and see that a lie is found out."""
        pumps, pump = self.simulated(PUMPS), self._output(PUMPS, PUMP)
        with self.report.step(f"{PUMPS} may be switched") as seen:
            pumps.write_community = WRITER
            pumps.snmp_port = await pumps.agent.open(pumps.host, 0)
            stack.push_async_callback(pumps.agent.close)
            await reconfigure_device(
                self.api,
                self.running.device(PUMPS).entry_id,
                snmp={"port": pumps.snmp_port},
                control={"enabled": True, "community": WRITER},
            )
            switch = await self._switch_of(PUMPS, pump)
            seen(f"{switch}, with a community that may write")
        await self._obeys(switch, pump)
        with self.report.step(f"{PUMP} does not obey") as seen:
            pump.lies = True
            await self._fails("switch.turn_on", entity_id=switch)
            pump.lies = False
            seen("the device accepts the command, and the action fails all the same")

    async def switch_coil(self) -> None:
        """Switch a relay over Modbus, once it was seen which coil it is."""
        racks, fan = self.simulated(RACKS), self._output(RACKS, FAN)
        with self.report.step(f"{RACKS} may be switched over Modbus") as seen:
            await racks.plug_modbus()
            await reconfigure_device(
                self.api,
                self.running.device(RACKS).entry_id,
                at_the_device=partial(setattr, fan, "on", not fan.on),
                modbus={"enabled": True, "port": racks.modbus_port},
            )
            switch = await self._switch_of(RACKS, fan)
            seen(f"{switch}, after it was switched on the device itself")
        await self._obeys(switch, fan)

    def _output(self, title: str, name: str) -> Output:
        """Return the output that a device calls so."""
        outputs = self.simulated(title).outputs
        return next(output for output in outputs if output.name == name)

    async def _switch_of(self, title: str, output: Output) -> str:
        """Wait for the switch of an output that shows what the output is."""
        unique, shown = f"_output_{output.id}", "on" if output.on else "off"
        return await self._state(
            f"switch of {output.name}",
            lambda entity: (
                entity["entity_id"].startswith("switch.")
                and entity["unique_id"].endswith(unique)
                and entity["state"] == shown
            ),
            self.running.device(title).entry_id,
        )

    async def _obeys(self, switch: str, output: Output) -> None:
        """Switch an output, and switch it back."""
        with self.report.step(f"{output.name} switched") as seen:
            for on in (not output.on, output.on):
                action = "turn_on" if on else "turn_off"
                await self.api.call(f"switch.{action}", entity_id=switch)
                if output.on is not on:
                    raise StepError(f"{output.name} is {output.on}")
            seen("and back, each read back from the device")

    async def _fails(self, action: str, **data: Any) -> None:
        """Perform an action that has to fail."""
        try:
            await self.api.call(action, **data)
        except StepError:
            return
        raise StepError(f"{action} has not failed")

    # Pulses

    async def count(self) -> None:
        """Make a meter of a pulse counter, and let it count."""
        device = self.running.device(PUMPS)
        [contact] = [
            contact for contact in self.simulated(PUMPS).inputs if contact.name == METER
        ]
        with self.report.step("Pulse meter") as seen:
            answers = {
                "name": "Cold water",
                "input": str(contact.id),
                "kind": "water",
                "unit_of_measurement": "m³",
                "pulses_per_unit": 100,
                "reading": 1290,
            }
            await add_subentry(self.api, device.entry_id, "meter", answers)

            def shows(value: str) -> Callable[[dict[str, Any]], bool]:
                return lambda entity: (
                    entity["attributes"].get("device_class") == "water"
                    and entity["state"] == value
                )

            meter = await self._state("meter", shows("1290.0"), device.entry_id)
            contact.counter = (contact.counter or 0) + 250
            await self._state("2.5 m³ more", shows("1292.5"), device.entry_id)
            contact.counter = 30  # it was reset, and has counted so many since
            await self._state("0.3 m³ more", shows("1292.8"), device.entry_id)
            seen(f"{meter} at 1292.8 m³ after 280 pulses and a reset of the device")

    # SMS

    async def send(self, stack: AsyncExitStack) -> None:
        """Send an SMS by a gateway, and by another one when that has no network."""
        modem = self.modem
        with self.report.step("Second SMS gateway") as seen:
            spare, spare_id = await self._add_gateway(stack)
            phone, _ = await self.add_phone(
                "Caretaker's phone", "+420 601 234 567", fallback_gateway=spare_id
            )
            seen(f"{phone}, and a fallback gateway")
        with self.report.step("SMS") as seen:
            await self._sms(phone, "Cold room 1: 9.4 °C")
            if modem.sent[-1] != (PHONE, "Cold room 1: 9.4 °C"):
                raise StepError(f"sent: {modem.sent}")
            seen(f"accepted by the gateway: {modem.sent[-1][1]}")
        with self.report.step("SMS gateway without a network") as seen:
            modem.registration = "Not registered, searching"
            await self._sms(phone, "Příliš teplo")
            if spare.sent != [(PHONE, "Příliš teplo")]:
                raise StepError(f"sent by the other one: {spare.sent}")
            seen("the other gateway has sent it")

    async def _sms(self, phone: str, message: str) -> None:
        await self.api.call("notify.send_message", entity_id=phone, message=message)

    async def _add_gateway(self, stack: AsyncExitStack) -> tuple[Modem, str]:
        gateway = SimulatedDevice(MODELS["sms_gw3"], serial="6099900002")
        stack.push_async_callback(gateway.stop)
        await gateway.start(HOST)
        entry = await add_device(self.api, gateway.url)
        if gateway.modem is None:
            raise StepError("The gateway has no modem")
        return gateway.modem, str(entry["entry_id"])
