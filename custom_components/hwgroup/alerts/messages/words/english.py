"""English."""

from collections.abc import Mapping
from typing import Final

from .besides.english import BESIDES

ENGLISH: Final[Mapping[str, str]] = {
    # The name of the language, in that language
    "language": "English",
    # Titles and texts by what is wrong: started, and cleared
    "offline_started_title": "{device} is offline",
    "offline_started_text": "No answer from {device} at {address} since {since}{reason}.",
    "offline_cleared_title": "{device} is back online",
    "offline_cleared_text": (
        "{device} answers again at {address}. It was offline for {duration}, from {since}"
        " to {until}."
    ),
    "not_set_up_started_title": "{device} is not monitored",
    "not_set_up_started_text": (
        "Home Assistant has not polled {device} since {since}, because it cannot set it"
        " up{reason}. See Settings > Devices & services > HW group."
    ),
    "not_set_up_cleared_title": "{device} is monitored again",
    "not_set_up_cleared_text": (
        "{device} is set up. It was not polled for {duration}, from {since} to {until}."
    ),
    "availability_started_title": "{device} rarely answers",
    "availability_started_text": (
        "{device} has answered {value} of the polls of the last hour. Between them,"
        " nothing is known of its sensors. Check its network and its power supply."
    ),
    "availability_cleared_title": "{device} answers reliably again",
    "availability_cleared_text": (
        "It has answered {value} of the polls of the last hour. Before that, it rarely"
        " answered for {duration}, from {since} to {until}."
    ),
    "all_lost_started_title": "{device}: all {total} sensors lost",
    "all_lost_started_text": (
        "{device} answers, but has had no reading of any of its {total} sensors since"
        " {since}. Check their cable and its connector. No separate messages are sent."
    ),
    "all_lost_cleared_title": "{device}: sensors readable again",
    "all_lost_cleared_text": (
        "There was no reading of any sensor for {duration}, from {since} to {until}."
        " Sensors that still cannot be read are reported one by one."
    ),
    "lost_started_title": "{name}: cannot be read",
    "lost_started_text": (
        "{device} answers, but has had no reading of {name} since {since}. Check the"
        " sensor or contact and its cable."
    ),
    "lost_cleared_title": "{name}: {value}, readable again",
    "lost_cleared_text": (
        "There was no reading of {name} for {duration}, from {since} to {until}."
    ),
    "alarm_started_title": "{name}: {value}, alarm",
    "alarm_started_text": (
        "The device has reported an alarm for {name} since {since}, by its own settings."
    ),
    "alarm_cleared_title": "{name}: {value}, alarm over",
    "alarm_cleared_text": (
        "The alarm of {name} lasted {duration}, from {since} to {until}."
    ),
    "above_started_title": "{name}: {value}, above {limit}",
    "above_started_text": "{name} has been above {limit} since {since}.",
    "above_cleared_title": "{name}: {value}, back in range",
    "above_cleared_text": (
        "{name} was above {limit} for {duration}, from {since} to {until}; the highest"
        " value was {worst}."
    ),
    "below_started_title": "{name}: {value}, below {limit}",
    "below_started_text": "{name} has been below {limit} since {since}.",
    "below_cleared_title": "{name}: {value}, back in range",
    "below_cleared_text": (
        "{name} was below {limit} for {duration}, from {since} to {until}; the lowest"
        " value was {worst}."
    ),
    "position_started_title": "{name}: {value}",
    "position_started_text": "{name}: {value} since {since}.",
    "position_cleared_title": "{name}: {value} again",
    "position_cleared_text": (
        "{name}: {value} again. The other state lasted {duration}, from {since} to"
        " {until}."
    ),
    "network_started_title": "{down} of {total} devices are offline",
    "network_started_text": (
        "They have not answered since {since}; the cause is probably {network}. No"
        " separate messages are sent."
    ),
    "network_cleared_title": "Most devices are back online",
    "network_cleared_text": (
        "They were offline for {duration}, from {since} to {until}. Devices that stay"
        " silent are reported one by one."
    ),
    "own_network_started_title": "Home Assistant has no network",
    "own_network_started_text": (
        "It has had no connection since {since}. {down} of {total} devices cannot be"
        " reached because of it."
    ),
    "limits_started_title": "{name}: limits changed",
    "limits_started_text": (
        "Limits of {name} on the device before: low {agreed_low}, high {agreed_high}."
        " Now: low {low}, high {high}. Acknowledge to accept the new limits."
    ),
    "limits_cleared_title": "{name}: limits as agreed",
    "limits_cleared_text": "Limits of {name} on the device: low {low}, high {high}.",
    "no_limit_cleared_title": "{name}: {value}, limit removed",
    "no_limit_cleared_text": (
        "{name} crossed {limit}; then this limit was removed on the device. The alert"
        " ends because the change was acknowledged. Whether the value is as it should be"
        " is not known."
    ),
    "disagreement_started_title": "{name}: {value}, but {alarm}",
    "disagreement_started_text": (
        "Limits on the device: low {low}, high {high}. Even so, the device has reported"
        " “{alarm}” for {name} since {since}."
    ),
    "disagreement_cleared_title": "{name}: {value}, alarm matches again",
    "disagreement_cleared_text": (
        "The alarm of {name} did not match its value for {duration}."
    ),
    "rising_started_title": "{name}: {value}, rising fast",
    "rising_started_text": (
        "{name} has been rising by more than {limit} an hour since {since}."
    ),
    "rising_cleared_title": "{name}: {value}, no longer rising fast",
    "rising_cleared_text": "{name} rose by more than {limit} an hour for {duration}.",
    "falling_started_title": "{name}: {value}, falling fast",
    "falling_started_text": (
        "{name} has been falling by more than {limit} an hour since {since}."
    ),
    "falling_cleared_title": "{name}: {value}, no longer falling fast",
    "falling_cleared_text": "{name} fell by more than {limit} an hour for {duration}.",
    "forecast_started_title": "{name}: {value}, heading for {limit}",
    "forecast_started_text": (
        "{name} has been heading for {limit} since {since} and will reach it soon if it"
        " goes on like this."
    ),
    # A forecast that has come true; its title is that of a value beyond a limit
    "beyond_started_text": (
        "{name} has been heading for {limit} since {since}; it is past it now and not"
        " returning."
    ),
    "forecast_cleared_title": "{name}: {value}, no longer heading for {limit}",
    "forecast_cleared_text": (
        "The trend of {name} lasted {duration}, from {since} to {until}."
    ),
    "stuck_started_title": "{name}: {value}, stuck",
    "stuck_started_text": (
        "{name} has not changed at all for a long time. The sensor may be broken."
    ),
    "stuck_cleared_title": "{name}: {value}, changing again",
    "stuck_cleared_text": "The value of {name} is changing again.",
    "power_on_started_title": "{name}: {value}, not a measurement",
    "power_on_started_text": (
        "{value} is what such a sensor reports after its supply has failed for a moment."
        " {name} has reported it since {since}; check the cable."
    ),
    "power_on_cleared_title": "{name}: {value}, measuring again",
    "power_on_cleared_text": "{name} measures again after {duration}.",
    "twins_started_title": "{name}: {value}, sensors differ",
    "twins_started_text": (
        "{name} and the second sensor in the same place have differed by more than"
        " {limit} since {since}."
    ),
    "twins_cleared_title": "{name}: {value}, sensors agree again",
    "twins_cleared_text": (
        "{name} and the second sensor differed by more than {limit} for {duration}."
    ),
    # When the rule of an alert does not watch its reading any more
    "unwatched_title": "{name}: {value}, no longer watched",
    "unwatched_text": (
        "The rule {rule} no longer watches {name}, so this alert ends. Whether the problem"
        " is over is not known."
    ),
    # The same of a device as a whole, and of devices that are offline together
    "unwatched_whole_title": "{name}: no longer watched",
    "unwatched_network_title": "Offline devices: no longer watched",
    "unwatched_network_text": (
        "The rule {rule} no longer watches the devices that are offline, so this alert ends."
        " Whether the problem is over is not known."
    ),
    # When its device was removed, or it was disabled
    "removed_title": "{name}: no longer monitored",
    "removed_text": (
        "{device} was removed from monitoring {removed}, so this alert ends. Whether the"
        " problem is over is not known."
    ),
    "disabled_text": (
        "{name} was disabled {removed}, so this alert ends. Whether the problem is over"
        " is not known."
    ),
    "gone_text": (
        "{name} is no longer monitored, so this alert ends. Whether the problem is over"
        " is not known."
    ),
    "removed_by": "by {by}",
    "removed_here": "in Home Assistant",
    # The names of the rules that are built in
    "rule_offline": "Device offline",
    "rule_network": "Device offline",
    "rule_not_set_up": "Device not set up",
    "rule_availability": "Device rarely answers",
    "rule_all_lost": "All sensors lost",
    "rule_lost": "Sensor lost",
    "rule_flood": "Flood",
    "rule_alarm": "Device alarm",
    "rule_limits": "Limits changed",
    "rule_disagreement": "Alarm does not match the value",
    # What takes the place of such a title while the value is not known, and is added
    "unreadable_title": "{name}: unreadable, last {value}",
    "unreadable_text": (
        "The current value has not been known since {seen}. Last known value: {value}."
    ),
    # What is added to what is told anew after a long time without any reading
    "held_before": (
        "This was already so when it was last known ({last_seen}). Nothing is known of the"
        " time between."
    ),
    # What is added to a title
    "mark_critical": "CRITICAL",
    "mark_unanswered": "unanswered",
    "mark_acknowledged": "acknowledged",
    "mark_past": "earlier",
    # What is added to a text
    "device": "Device: {device}.",
    "readings": "Last readings: {readings}.",
    "in_network": "Network: {device}.",
    "part": "{name}: {value}",
    "new_address": (
        "A device that may be {device} answers at {new_address}: see Settings >"
        " Repairs."
    ),
    "rule": "Rule: {rule}.",
    "flapping": (
        "This has happened {lately} times within an hour. The next message comes once it"
        " has been stable for 30 min."
    ),
    "flapped": "It happened {count} times.",
    # What a list says of an alert
    "since": "Since {since}.",
    # The text when somebody has acknowledged an alert
    "acknowledged_text": (
        "Acknowledged ({acknowledged}). No reminders are sent before {acknowledged_until}."
    ),
    "acknowledged_by_text": (
        "Acknowledged by {by} ({acknowledged}). No reminders are sent before"
        " {acknowledged_until}."
    ),
    **BESIDES,
}
