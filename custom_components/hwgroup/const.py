"""Constants of the HW group integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "hwgroup"
LOGGER = logging.getLogger(__package__)
MANUFACTURER: Final = "HW group"

# The one entry that tells people has this unique ID; every other entry is a device.
ALERTS_UNIQUE_ID: Final = "alerts"
SUBENTRY_RECIPIENT: Final = "recipient"

CONF_ACTIONS: Final = "actions"
CONF_ENTITIES: Final = "entities"
CONF_GRACE: Final = "grace"
CONF_OFFLINE_DELAY: Final = "offline_delay"
CONF_POLL_INTERVAL: Final = "poll_interval"

DEFAULT_POLL_INTERVAL: Final = timedelta(seconds=30)
SHORTEST_POLL_INTERVAL: Final = timedelta(seconds=10)
LONGEST_POLL_INTERVAL: Final = timedelta(hours=1)
# Failed polls in a row that nobody is shown.
DEFAULT_GRACE: Final = 2
LONGEST_GRACE: Final = 10
DEFAULT_OFFLINE_DELAY: Final = timedelta(minutes=5)
LONGEST_OFFLINE_DELAY: Final = timedelta(days=1)
