"""Version 3, with pysnmp as the manager."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from pysnmp.hlapi.v3arch.asyncio import (
    USM_AUTH_HMAC96_SHA,
    USM_AUTH_HMAC192_SHA256,
    USM_PRIV_CFB128_AES,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    UsmUserData,
    bulk_cmd,
    get_cmd,
    next_cmd,
    set_cmd,
)
from pysnmp.proto.rfc1902 import Integer32
import pytest

from simulator import SimulatedDevice, SnmpFault, SnmpUser

from .snmp_client import SYS_NAME, E, Manager, plain

USER = SnmpUser("watch", "authenticate me", "keep me private")
SHORT = 0.05
"""How long to wait for an answer that does not come, in seconds."""
OUTPUT_1 = f"{E}.3.3.2.1.2.1"
OUTPUT_2 = f"{E}.3.3.2.1.2.2"

type Ask = Callable[..., Awaitable[Any]]


def _user(**changes: Any) -> UsmUserData:
    """Return the credentials of the user for a manager."""
    given: dict[str, Any] = {
        "userName": USER.name,
        "authKey": USER.auth_key,
        "privKey": USER.priv_key,
        "authProtocol": USM_AUTH_HMAC96_SHA,
        "privProtocol": USM_PRIV_CFB128_AES,
    }
    return UsmUserData(**given | changes)  # noqa: S509


@pytest.fixture
async def ask(agent: SimulatedDevice) -> AsyncIterator[Ask]:
    """Return a function that sends requests to the agent of a user."""
    agent.snmp_user = USER
    engine = SnmpEngine()

    async def command(
        run: Any,
        *oids: str,
        value: Any = None,
        user: UsmUserData | None = None,
        patience: float = 5,
    ) -> Any:
        target = await UdpTransportTarget.create(
            ("127.0.0.1", agent.snmp_port), timeout=patience, retries=0
        )
        given = () if value is None else (value,)
        objects = [ObjectType(ObjectIdentity(oid), *given) for oid in oids]
        extra = (0, 5) if run is bulk_cmd else ()
        problem, status, index, varbinds = await run(
            engine,
            _user() if user is None else user,
            target,
            ContextData(),
            *extra,
            *objects,
            lookupMib=False,
        )
        if problem is not None:
            return type(problem).__name__
        if status:
            return int(status), int(index)
        return [(str(oid), plain(read)) for oid, read in varbinds]

    yield command
    engine.close_dispatcher()


async def test_get_and_next(agent: SimulatedDevice, ask: Ask) -> None:
    """A user with both keys can read; engine discovery is not counted."""
    assert await ask(get_cmd, SYS_NAME) == [(SYS_NAME, b"Server room")]
    assert await ask(next_cmd, f"{E}.3.3.3.1.6", f"{E}.3.3.99.9") == [
        (f"{E}.3.3.3.1.6.1", 215),
        (f"{E}.3.3.99.9", "EndOfMibView"),
    ]
    assert await ask(get_cmd, SYS_NAME, f"{E}.9") == [
        (SYS_NAME, b"Server room"),
        (f"{E}.9", "NoSuchObject"),
    ]
    assert (agent.agent.requests, agent.agent.largest_request) == (3, 2)
    assert agent.agent.refused == 0


async def test_set(agent: SimulatedDevice, ask: Ask) -> None:
    """The user can write, too."""
    assert await ask(set_cmd, OUTPUT_1, value=Integer32(1)) == [(OUTPUT_1, 1)]
    assert agent.output(151).on
    assert await ask(set_cmd, OUTPUT_2, value=Integer32(1)) == (12, 1)
    assert not agent.output(152).on


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"authKey": "authenticate him"}, "WrongDigest"),
        ({"authProtocol": USM_AUTH_HMAC192_SHA256}, "WrongDigest"),
        ({"userName": "stranger"}, "UnknownUserName"),
        ({"privKey": "keep it private"}, "DecryptionError"),
    ],
)
async def test_wrong_keys(
    agent: SimulatedDevice, ask: Ask, changes: dict[str, Any], problem: str
) -> None:
    """Wrong keys get an error, a different one where the standard has one."""
    reported = await ask(get_cmd, SYS_NAME, user=_user(**changes))
    assert reported == problem
    assert agent.agent.requests == 0


@pytest.mark.parametrize(
    "keys", [{}, {"authKey": USER.auth_key, "authProtocol": USM_AUTH_HMAC96_SHA}]
)
async def test_keys_are_not_optional(
    agent: SimulatedDevice, ask: Ask, keys: dict[str, Any]
) -> None:
    """Requests without encryption are refused."""
    user = UsmUserData(USER.name, **keys)  # noqa: S509
    assert await ask(get_cmd, SYS_NAME, user=user) == "UnsupportedSecurityLevel"
    assert agent.agent.requests == 0


async def test_without_a_user(agent: SimulatedDevice, ask: Ask) -> None:
    """An agent without a user, or without version 3, does not answer discovery."""
    agent.snmp_user = None
    assert await ask(get_cmd, SYS_NAME, patience=SHORT) == "RequestTimedOut"
    agent.snmp_user, agent.snmp_versions = USER, {"1", "2c"}
    assert await ask(get_cmd, SYS_NAME, patience=SHORT) == "RequestTimedOut"
    assert (agent.agent.requests, agent.agent.refused) == (0, 2)


async def test_another_user(agent: SimulatedDevice, ask: Ask) -> None:
    """The user can be replaced while the agent runs."""
    await ask(get_cmd, SYS_NAME)
    agent.snmp_user = SnmpUser("guard", "other authentication", "other privacy")
    assert await ask(get_cmd, SYS_NAME) == "UnknownUserName"
    user = _user(
        userName="guard", authKey="other authentication", privKey="other privacy"
    )
    assert await ask(get_cmd, SYS_NAME, user=user) == [(SYS_NAME, b"Server room")]


async def test_bulk_is_not_answered(agent: SimulatedDevice, ask: Ask) -> None:
    """A GETBULK is not answered in this version, either."""
    assert await ask(bulk_cmd, SYS_NAME, patience=SHORT) == "RequestTimedOut"
    assert (agent.agent.bulk_requests, agent.agent.requests) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "limit", "told"),
    [
        (SnmpFault.SILENT, None, "RequestTimedOut"),
        (SnmpFault.GEN_ERR, None, (5, 1)),
        (SnmpFault.NONE, 0, (1, 0)),
        (SnmpFault.GARBAGE, None, "RequestTimedOut"),
    ],
)
async def test_faults(
    agent: SimulatedDevice, ask: Ask, fault: SnmpFault, limit: int | None, told: Any
) -> None:
    """The faults are the same in every version."""
    await ask(get_cmd, SYS_NAME)
    agent.agent.fault, agent.agent.max_varbinds = fault, limit
    patience = SHORT if told == "RequestTimedOut" else 5
    assert await ask(get_cmd, SYS_NAME, patience=patience) == told


async def test_slow_answers(agent: SimulatedDevice, ask: Ask) -> None:
    """An answer can be delayed."""
    agent.agent.delay = 0.002
    assert await ask(get_cmd, SYS_NAME) == [(SYS_NAME, b"Server room")]


async def test_replugged(agent: SimulatedDevice, ask: Ask) -> None:
    """After a restart the engine ID is the same, and the boot counter is higher."""
    await ask(get_cmd, SYS_NAME)
    await agent.unplug()
    await agent.plug()
    answers = [await ask(get_cmd, SYS_NAME) for _ in range(2)]
    assert answers[-1] == [(SYS_NAME, b"Server room")]


async def test_nonsense(agent: SimulatedDevice, manager: Manager) -> None:
    """A datagram that only begins like a message of version 3 is ignored."""
    agent.snmp_user = USER
    for data in (b"\x30\x03\x02\x01\x03", b"\x30\x08\x02\x01\x03\x30\x03\x02\x01\x05"):
        manager.send_bytes(agent.snmp_port, data)
    assert await manager.get(agent.snmp_port, SYS_NAME) == [b"Server room"]
    assert (agent.agent.requests, agent.agent.refused) == (1, 2)
