"""SNMP agents in a process of their own, so that their CPU time is not counted.

Run as `python -m benchmarks.agent`: it tells the ports of its agents, then how many
requests there were whenever it reads a line, and it ends with its input.
"""

from argparse import ArgumentParser, Namespace
import asyncio
from contextlib import AsyncExitStack
import sys
from warnings import filterwarnings

from simulator import MODELS, SimulatedDevice
from simulator.snmp import SimulatedAgent, SnmpUser

from .documents import Shape, mac, sensors
from .server import say

USER = SnmpUser("monitor", "how it is signed", "how it is kept")


def _agent(index: int, shape: Shape, seed: int) -> SimulatedAgent:
    """Return an agent whose values stay: that they move costs a manager nothing."""
    device = SimulatedDevice(MODELS["poseidon2_3268"], mac=mac(index))
    device.sensors = sensors(shape, seed)
    device.inputs.clear()
    device.outputs.clear()
    agent = SimulatedAgent(device.snmp_rows())
    agent.snmp_user = USER
    return agent


async def _run(arguments: Namespace) -> None:
    shape = Shape(sensors=arguments.sensors)
    async with AsyncExitStack() as stack:
        agents = [
            await stack.enter_async_context(_agent(index, shape, arguments.seed))
            for index in range(arguments.devices)
        ]
        say([agent.port for agent in agents])
        while await asyncio.to_thread(sys.stdin.readline):
            say({"requests": sum(agent.requests for agent in agents)})


def arguments_of(devices: int, shape: Shape, seed: int) -> list[str]:
    """Return the arguments with which this module answers for such devices."""
    return [f"--devices={devices}", f"--sensors={shape.sensors}", f"--seed={seed}"]


def _main() -> None:
    filterwarnings("ignore", module=r"pysnmp\.")  # of what it is made of
    parser = ArgumentParser()
    parser.add_argument("--devices", type=int, default=1)
    parser.add_argument("--sensors", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    _main()
