"""The versions of SNMP, and the user of version 3."""

from dataclasses import dataclass

VERSIONS = frozenset(("1", "2c", "3"))


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """A user of version 3, with SHA and AES128."""

    name: str
    auth_key: str
    priv_key: str
