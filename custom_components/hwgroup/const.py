"""Constants of the HW group integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "hwgroup"
# Of the entries. 2: the delay of 0.1.0 is one of the rule for devices that are offline.
ENTRY_MINOR_VERSION: Final = 2
LOGGER = logging.getLogger(__package__)
MANUFACTURER: Final = "HW group"

# Entries with these unique IDs serve all devices; every other entry is a device. The
# steps of the flow that add them are called the same.
ALERTS_UNIQUE_ID: Final = "alerts"
TRAPS_UNIQUE_ID: Final = "traps"
PUSH_UNIQUE_ID: Final = "push"
SERVICE_UNIQUE_IDS: Final = (ALERTS_UNIQUE_ID, TRAPS_UNIQUE_ID, PUSH_UNIQUE_ID)
SUBENTRY_INPUT_RULE: Final = "input_rule"
SUBENTRY_MAINTENANCE: Final = "maintenance"
SUBENTRY_CALIBRATION: Final = "calibration"
SUBENTRY_METER: Final = "meter"
SUBENTRY_PHONE: Final = "phone"
SUBENTRY_RANGE_RULE: Final = "range_rule"
SUBENTRY_RECIPIENT: Final = "recipient"
SUBENTRY_REPORT: Final = "report"
SUBENTRY_TREND_RULE: Final = "trend_rule"

CONF_ACCEPTED_CODE: Final = "accepted_code"
CONF_ACTIONS: Final = "actions"
CONF_AFTER: Final = "after"
CONF_ANSWER_PATH: Final = "answer_path"
CONF_ANSWERS: Final = "answers"
CONF_AUTHENTICATION: Final = "authentication"
CONF_AUTHENTICATION_KEY: Final = "authentication_key"
CONF_BY: Final = "by"
CONF_COMMUNITY: Final = "community"
CONF_DATA: Final = "data"
CONF_DELAY: Final = "delay"
CONF_CONTROL: Final = "control"
CONF_CRITICAL_ACTIONS: Final = "critical_actions"
CONF_CRITICAL_ENTITIES: Final = "critical_entities"
CONF_CRITICAL_HIGH: Final = "critical_high"
CONF_CRITICAL_LOW: Final = "critical_low"
CONF_DEVICE_LIMITS: Final = "device_limits"
CONF_DIRECTION: Final = "direction"
CONF_DISTRUSTED: Final = "distrusted"
CONF_CALIBRATED: Final = "calibrated"
CONF_CERTIFICATE: Final = "certificate"
CONF_COLLECT_SECONDS: Final = "collect_seconds"
CONF_DUE: Final = "due"
CONF_DRILL_DAYS: Final = "drill_days"
CONF_ENABLED: Final = "enabled"
CONF_ENTITIES: Final = "entities"
CONF_EXCLUDE: Final = "exclude"
CONF_FALLBACK_ACTIONS: Final = "fallback_actions"
CONF_FALLBACK_ENTITIES: Final = "fallback_entities"
CONF_FALLBACK_GATEWAY: Final = "fallback_gateway"
CONF_FIRST_COIL: Final = "first_coil"
CONF_FINGERPRINT: Final = "fingerprint"
CONF_FOLLOW: Final = "follow"
CONF_FOUND: Final = "found"
CONF_GRACE: Final = "grace"
CONF_HEARTBEAT_MINUTES: Final = "heartbeat_minutes"
CONF_HEARTBEAT_RULES: Final = "heartbeat_rules"
CONF_HEARTBEAT_URL: Final = "heartbeat_url"
CONF_HIGH: Final = "high"
CONF_HOURS: Final = "hours"
CONF_HYSTERESIS: Final = "hysteresis"
CONF_IDENTITY: Final = "identity"
CONF_INPUT: Final = "input"
CONF_INTERFACE: Final = "interface"
CONF_KIND: Final = "kind"
CONF_LANGUAGE: Final = "language"
CONF_LOW: Final = "low"
CONF_MESSAGE: Final = "message"
CONF_MODBUS: Final = "modbus"
# As it was called when it was about limits only.
CONF_MORE_ENTITIES: Final = "limit_entities"
CONF_MOVED_AT: Final = "moved_at"
CONF_MOVED_FROM: Final = "moved_from"
CONF_NETWORK: Final = "network"
CONF_OFFSET: Final = "offset"
CONF_PATH_KEY: Final = "path_key"
CONF_NUMBER: Final = "number"
CONF_PER_HOUR: Final = "per_hour"
CONF_POLL_INTERVAL: Final = "poll_interval"
CONF_PRIVACY: Final = "privacy"
CONF_PRIVACY_KEY: Final = "privacy_key"
CONF_PULSES: Final = "pulses_per_unit"
CONF_PUSH_PATH: Final = "push_path"
CONF_PUSH_PERIOD: Final = "push_period"
CONF_QUANTITY: Final = "quantity"
CONF_QUIET_BEGIN: Final = "quiet_begin"
CONF_QUIET_END: Final = "quiet_end"
CONF_REMIND_HOURS: Final = "remind_hours"
CONF_READING: Final = "reading"
CONF_REPEAT: Final = "repeat"
CONF_SCHEDULE: Final = "schedule"
CONF_SENSOR: Final = "sensor"
CONF_SEVERITIES: Final = "severities"
CONF_SEVERITY: Final = "severity"
CONF_SNMP: Final = "snmp"
CONF_STATE: Final = "state"
CONF_TARGET: Final = "target"
# Of reports that are made by themselves.
CONF_AT: Final = "at"
CONF_FORMATS: Final = "formats"
CONF_KEEP_DAYS: Final = "keep_days"
CONF_LINK_DAYS: Final = "link_days"
CONF_PERIOD: Final = "period"
CONF_RECIPIENTS: Final = "recipients"
CONF_TRANSPORT: Final = "transport"
CONF_UNIT: Final = "unit"
CONF_UNIT_ID: Final = "unit_id"
CONF_VERSION: Final = "version"
CONF_WINDOW: Final = "window"
CONF_WITHIN: Final = "within"

# The settings of a device by which its outputs are switched.
WAYS_TO_SWITCH: Final = frozenset((CONF_CONTROL, CONF_MODBUS))
SNMP_VERSIONS: Final = ["1", "2c", "3"]
# Who asks by it is a user with keys, and no community.
SNMP_VERSION_OF_USERS: Final = "3"
AUTHENTICATIONS: Final = ["MD5", "SHA", "SHA-256", "SHA-512"]
PRIVACIES: Final = ["DES", "3DES", "AES-128", "AES-256"]
DEFAULT_SNMP_PORT: Final = 161
DEFAULT_MODBUS_PORT: Final = 502
# That of a Poseidon2, by its manual.
DEFAULT_UNIT_ID: Final = 2
DEFAULT_COMMUNITY: Final = "public"
# Besides the names of the transports: each in turn, the better one first.
TRANSPORT_AUTO: Final = "auto"
# How long another transport may serve before somebody has to look.
FALLBACK_TOLERATED: Final = timedelta(hours=1)

DEFAULT_POLL_INTERVAL: Final = timedelta(seconds=30)
SHORTEST_POLL_INTERVAL: Final = timedelta(seconds=10)
LONGEST_POLL_INTERVAL: Final = timedelta(hours=1)
# How often a device that pushes is told to do so.
DEFAULT_PUSH_PERIOD: Final = timedelta(minutes=5)
SHORTEST_PUSH_PERIOD: Final = timedelta(minutes=1)
LONGEST_PUSH_PERIOD: Final = timedelta(hours=1)
# Failed polls in a row that nobody is shown.
DEFAULT_GRACE: Final = 2
LONGEST_GRACE: Final = 10
LONGEST_SNOOZE: Final = timedelta(days=30)
# A note about an alert is a sentence or two, and no file.
LONGEST_NOTE: Final = 1000
# The past on which a rule is tried unless somebody asks for another one.
DEFAULT_TRIED_DAYS: Final = 10
# Where the frontend lets people add a dashboard, for links in forms.
DASHBOARDS: Final = {"dashboards": "/config/lovelace/dashboards"}
# Where devices send traps unless they are told otherwise.
DEFAULT_TRAP_PORT: Final = 162
# Where devices push to unless they are told otherwise.
DEFAULT_PUSH_PORT: Final = 8124
