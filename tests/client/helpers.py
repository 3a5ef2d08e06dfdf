"""Documents to read, and reading them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from custom_components.hwgroup.client import (
    AgentSession,
    Community,
    Credentials,
    Device,
    Input,
    Output,
    Sensor,
    SnmpClient,
    User,
    ValuesReader,
)
from custom_components.hwgroup.client.agent import Binding
from custom_components.hwgroup.client.family import ENTERPRISE, Oid, Value
from custom_components.hwgroup.client.snmp_community import CommunityConversation
from custom_components.hwgroup.client.snmp_session import Conversation
from custom_components.hwgroup.client.snmp_user import Engine, UserConversation

FIXTURES: Final = Path(__file__).parent / "fixtures"
STE: Final = "http://www.hw-group.com/XMLSchema/ste/values.xsd"
POSEIDON: Final = "http://www.etech.cz/XMLSchema/poseidon/values.xsd"
SYSTEM: Final[Oid] = (1, 3, 6, 1, 2, 1, 1)

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


class TableSession:
    """An agent in memory: the variables that it has, in the order of their OIDs."""

    def __init__(self, variables: Mapping[Oid, Value]) -> None:
        """Keep what there is."""
        self.variables = dict(sorted(variables.items()))

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Return the variables, None for those that do not exist."""
        return [(oid, self.variables.get(oid)) for oid in oids]

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Return the variables that follow."""
        return [self._next(oid) for oid in oids]

    def _next(self, oid: Oid) -> Binding:
        following = next((known for known in self.variables if known > oid), None)
        return (
            (oid, None) if following is None else (following, self.variables[following])
        )

    def close(self) -> None:
        """Have no socket."""


async def read_agent(
    family: Oid, cells: Mapping[Oid, Value], **system: bytes
) -> Device:
    """Read an agent whose sysObjectID is a family's, with these cells below it.

    `system` may name its `description` and its `name`.
    """
    variables: dict[Oid, Value] = {
        (*SYSTEM, 2, 0): (*ENTERPRISE, *family),
        **{(*ENTERPRISE, *family, *oid): value for oid, value in cells.items()},
    }
    for number, key in ((1, "description"), (5, "name")):
        if key in system:
            variables[*SYSTEM, number, 0] = system[key]
    return await SnmpClient(TableSession(variables)).read()


def session_with(
    agent: Any, credentials: Credentials | None = None, engine: Engine | None = None
) -> AgentSession:
    """Return a session with a device's agent, or with one that has no device."""
    port = getattr(agent, "snmp_port", None) or agent.port
    conversation: Conversation
    if isinstance(credentials, User):
        conversation = UserConversation(engine or Engine(), credentials)
    else:
        conversation = CommunityConversation(credentials or Community())
    return AgentSession(agent.host, port, conversation)
