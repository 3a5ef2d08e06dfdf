"""Constants of the HW group integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "hwgroup"
LOGGER = logging.getLogger(__package__)
MANUFACTURER: Final = "HW group"

# Entries with these unique IDs serve all devices; every other entry is a device. The
# steps of the flow that add them are called the same.
ALERTS_UNIQUE_ID: Final = "alerts"
TRAPS_UNIQUE_ID: Final = "traps"
SERVICE_UNIQUE_IDS: Final = (ALERTS_UNIQUE_ID, TRAPS_UNIQUE_ID)
SUBENTRY_RECIPIENT: Final = "recipient"

CONF_ACTIONS: Final = "actions"
CONF_AUTHENTICATION: Final = "authentication"
CONF_AUTHENTICATION_KEY: Final = "authentication_key"
CONF_COMMUNITY: Final = "community"
CONF_ENTITIES: Final = "entities"
CONF_GRACE: Final = "grace"
CONF_NETWORK: Final = "network"
CONF_OFFLINE_DELAY: Final = "offline_delay"
CONF_POLL_INTERVAL: Final = "poll_interval"
CONF_PRIVACY: Final = "privacy"
CONF_PRIVACY_KEY: Final = "privacy_key"
CONF_SNMP: Final = "snmp"
CONF_TRANSPORT: Final = "transport"
CONF_VERSION: Final = "version"

SNMP_VERSIONS: Final = ["1", "2c", "3"]
AUTHENTICATIONS: Final = ["MD5", "SHA", "SHA-256", "SHA-512"]
PRIVACIES: Final = ["DES", "3DES", "AES-128", "AES-256"]
DEFAULT_SNMP_PORT: Final = 161
DEFAULT_COMMUNITY: Final = "public"
# Besides the names of the transports: each in turn, the better one first.
TRANSPORT_AUTO: Final = "auto"
# How long another transport may serve before somebody has to look.
FALLBACK_TOLERATED: Final = timedelta(hours=1)

DEFAULT_POLL_INTERVAL: Final = timedelta(seconds=30)
SHORTEST_POLL_INTERVAL: Final = timedelta(seconds=10)
LONGEST_POLL_INTERVAL: Final = timedelta(hours=1)
# Failed polls in a row that nobody is shown.
DEFAULT_GRACE: Final = 2
LONGEST_GRACE: Final = 10
DEFAULT_OFFLINE_DELAY: Final = timedelta(minutes=5)
LONGEST_OFFLINE_DELAY: Final = timedelta(days=1)
# Where devices send traps unless they are told otherwise.
DEFAULT_TRAP_PORT: Final = 162
