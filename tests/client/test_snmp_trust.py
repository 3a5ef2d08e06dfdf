"""Whose answers are believed, over real UDP with a second sender."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, closing
from itertools import pairwise
import logging
from random import Random
from typing import Any

import pytest

from custom_components.hwgroup.client import (
    CannotConnectError,
    Community,
    Credentials,
    HwgError,
    SilentAgentError,
    SnmpClient,
    User,
)
from custom_components.hwgroup.client.snmp_user import Engine
from simulator import MODELS, SimulatedDevice, SnmpUser

from .damage import ITERATIONS, damaged
from .helpers import session_with
from .relay import Address, Impostor, Relay, ask_raw, request_id

USER = User(
    name="watcher",
    authentication_key="authentication",
    privacy_key="privacyprivacy",
)
CREDENTIALS = [Community("1"), Community("2c"), USER]
READS = max(30, ITERATIONS // 40)

type Device = Callable[[], SimulatedDevice]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp_session.TIMEOUT_SECONDS", 0.15
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return what all users of version 3 share."""
    return Engine()


@pytest.fixture
async def honest() -> AsyncIterator[SimulatedDevice]:
    """Return the honest device: a freezer that is too warm, and says so."""
    device = SimulatedDevice(MODELS["ste2"])
    device.snmp_user = SnmpUser("watcher", "authentication", "privacyprivacy")
    device.sensors[0].value = 25.0
    await device.start(http=False, snmp=True)
    yield device
    await device.stop()


@pytest.fixture
async def liar(honest: SimulatedDevice) -> AsyncIterator[SimulatedDevice]:
    """Return a device that answers as the honest one does, but for the temperature."""
    device = SimulatedDevice(MODELS["ste2"])
    device.sensors[0].value = -18.0
    await device.start(http=False, snmp=True)
    yield device
    await device.stop()


def _temperature(device: Any) -> float | None:
    return next(iter(device.sensors.values())).value


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize(
    ("host", "same_port"),
    [("127.0.0.1", False), ("127.0.0.2", False), ("127.0.0.2", True)],
)
async def test_only_the_agent_is_heard(
    honest: SimulatedDevice,
    liar: SimulatedDevice,
    version: Any,
    host: str,
    same_port: bool,
) -> None:
    """Another host or port is not believed, though it knows all and is faster."""
    async with Relay(honest) as relay:
        forged = 0
        with closing(Impostor(host, relay.port if same_port else 0)) as impostor:

            async def forge(request: bytes, manager: Address) -> None:
                nonlocal forged
                answer = await ask_raw((liar.host, liar.snmp_port), request)
                impostor.send(answer, manager)
                forged += 1

            relay.before = forge
            read = await SnmpClient(session_with(relay, Community(version))).read()
    assert forged > 1
    assert _temperature(read) == 25.0


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_nobody_can_guess_port_or_id(
    honest: SimulatedDevice, version: Any
) -> None:
    """What one device sees of the requests says nothing of those to another."""
    async with Relay(honest) as one, Relay(honest) as other:
        clients = [
            SnmpClient(session_with(relay, Community(version)))
            for relay in (one, other)
        ]
        for _ in range(2):
            for client in clients:
                await client.read()
        ports = [len({port for _, port in relay.managers}) for relay in (one, other)]
        ids = [
            request_id(request) for relay in (one, other) for request in relay.requests
        ]
        shared = {*one.managers} & {*other.managers}
    assert not shared
    assert ports == [2, 2]  # a read, a port
    assert len({*ids}) == len(ids)
    assert all(0 < number < 2**31 for number in ids)
    near = sum(abs(a - b) < 2**16 for a, b in pairwise(ids))
    assert near <= 1


@pytest.mark.parametrize("credentials", CREDENTIALS)
async def test_a_second_answer_is_counted(
    honest: SimulatedDevice, engine: Engine, credentials: Credentials
) -> None:
    """It changes nothing, whether it comes at once or during the next request."""
    async with Relay(honest) as relay:
        session = session_with(relay, credentials, engine)
        client = SnmpClient(session)
        await client.read()
        assert session.unexpected == 0
        relay.requests.clear()
        relay.answered = lambda answer: (answer, answer)
        assert _temperature(await client.read()) == 25.0
        sent = len(relay.requests)
    assert session.malformed == 0
    # Nobody hears the one that follows the last answer of a read.
    assert sent - 1 <= session.unexpected <= sent


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_an_answer_with_another_community(
    honest: SimulatedDevice, liar: SimulatedDevice, version: Any
) -> None:
    """Who does not know the community answers nothing, from whatever address."""
    honest.community = "s3cret"
    async with Relay(honest) as relay:

        async def forge(request: bytes, manager: Address) -> None:
            answer = await ask_raw(
                (liar.host, liar.snmp_port), request.replace(b"s3cret", b"public")
            )
            relay.send(answer, manager)

        relay.before = forge
        session = session_with(relay, Community(version, "s3cret"))
        read = await SnmpClient(session).read()
    assert _temperature(read) == 25.0
    assert session.unexpected == len(relay.requests)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("version", "other"), [("1", b"\1"), ("2c", b"\0")])
async def test_an_answer_of_another_version(
    honest: SimulatedDevice, version: Any, other: bytes
) -> None:
    """It is none to this request, though all else of it is right."""
    own = bytes((1 - other[0],))
    async with Relay(honest) as relay:
        relay.answered = lambda answer: (
            answer.replace(b"\2\1" + own + b"\4", b"\2\1" + other + b"\4", 1),
        )
        session = session_with(relay, Community(version, honest.community))
        with pytest.raises(SilentAgentError):
            await SnmpClient(session).read()
    assert session.unexpected == len(relay.requests)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("credentials", CREDENTIALS)
async def test_damaged_answers(
    honest: SimulatedDevice,
    engine: Engine,
    credentials: Credentials,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each is a line for a debugger at most; none reaches the loop, or the next read."""
    caplog.set_level(logging.DEBUG, "custom_components.hwgroup")
    reached_the_loop: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reached_the_loop.append(context))
    chance = Random(21796)

    def damage(answer: bytes) -> tuple[bytes, ...]:
        return damaged(answer, chance), answer

    read = refused = 0
    async with Relay(honest, damage) as relay:
        session = session_with(relay, credentials, engine)
        for _ in range(READS):
            try:
                await SnmpClient(session).read()
                read += 1
            except HwgError:
                refused += 1
        relay.answered = lambda answer: (answer,)
        assert _temperature(await SnmpClient(session).read()) == 25.0
    assert not reached_the_loop
    assert session.malformed > READS
    lines = [line for line in caplog.records if "no SNMP message" in line.message]
    assert len(lines) == session.malformed
    assert not any("public" in line.getMessage() for line in caplog.records)
    # Damage that always, or never, gets through would try little.
    assert read > READS // 10


@pytest.mark.parametrize("credentials", CREDENTIALS)
async def test_an_answer_without_end(
    honest: SimulatedDevice, engine: Engine, credentials: Credentials
) -> None:
    """What is far longer than an answer can be is not even looked into."""
    async with Relay(honest) as relay:
        session = session_with(relay, credentials, engine)
        client = SnmpClient(session)
        await client.read()
        relay.requests.clear()
        # What follows a message would be left alone.
        relay.answered = lambda answer: (answer + bytes(60_000), answer)
        assert _temperature(await client.read()) == 25.0
    assert session.malformed == len(relay.requests)


@pytest.mark.parametrize("credentials", CREDENTIALS)
async def test_noise_with_a_second_sender(
    honest: SimulatedDevice, engine: Engine, credentials: Credentials
) -> None:
    """Whatever others send, and the agent's own address besides, changes no reading."""
    chance = Random(credentials.__repr__())
    with ExitStack() as stack:
        async with Relay(honest) as relay:
            others = [
                stack.enter_context(closing(Impostor(host, port)))
                for host, port in (
                    ("127.0.0.1", 0),
                    ("127.0.0.2", 0),
                    ("127.0.0.2", relay.port),
                )
            ]

            async def make_noise(request: bytes, manager: Address) -> None:
                for sender in (relay, *others):
                    for _ in range(chance.randrange(3)):
                        size = chance.choice((0, 1, 2, 20, 1500))
                        sender.send(chance.randbytes(size), manager)
                        sender.send(damaged(request, chance), manager)

            relay.before = make_noise
            client = SnmpClient(session_with(relay, credentials, engine))
            for _ in range(READS // 10):
                assert _temperature(await client.read()) == 25.0


@pytest.mark.usefixtures("_impatient")
async def test_silence_after_damage(honest: SimulatedDevice) -> None:
    """An agent that sends nothing but damage does not answer."""
    async with Relay(honest, lambda answer: (answer[:-3], b"", b"\x30\x80")) as relay:
        session = session_with(relay)
        with pytest.raises(CannotConnectError):
            await SnmpClient(session).read()
    assert session.malformed
