"""English."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # The name of the language, in that language
    "language": "English",
    # Titles and texts by what is wrong: started, and cleared
    "offline_started_title": "{device} is offline",
    "offline_started_text": "No answer from {device} at {address} since {since}{reason}.",
    "offline_cleared_title": "{device} is back online",
    "offline_cleared_text": (
        "{device} at {address} answers again. It was offline for {duration},"
        " from {since} to {until}."
    ),
    "lost_started_title": "{device}: {name} cannot be read",
    "lost_started_text": (
        "{device} answers, but has had no reading of {name} since {since}."
        " Look at the probe and its cable."
    ),
    "lost_cleared_title": "{device}: {name} can be read again",
    "lost_cleared_text": (
        "{name} reads {value}. There was no reading for {duration},"
        " from {since} to {until}."
    ),
    "alarm_started_title": "{device}: {name} in alarm",
    "alarm_started_text": (
        "By the limits that are set on the device, {name} has been in alarm since {since}."
        " It reads {value}."
    ),
    "alarm_cleared_title": "{device}: {name} no longer in alarm",
    "alarm_cleared_text": (
        "{name} reads {value}. The device called it an alarm for {duration},"
        " from {since} to {until}."
    ),
    "above_started_title": "{device}: {name} {value}, above {limit}",
    "above_started_text": "{name} has been above {limit} since {since}.",
    "above_cleared_title": "{device}: {name} is back in range",
    "above_cleared_text": (
        "{name} reads {value}. It was above {limit} for {duration}, from {since} to"
        " {until}; the highest value was {worst}."
    ),
    "below_started_title": "{device}: {name} {value}, below {limit}",
    "below_started_text": "{name} has been below {limit} since {since}.",
    "below_cleared_title": "{device}: {name} is back in range",
    "below_cleared_text": (
        "{name} reads {value}. It was below {limit} for {duration}, from {since} to"
        " {until}; the lowest value was {worst}."
    ),
    "position_started_title": "{device}: {name} is {value}",
    "position_started_text": "{name} has been {value} since {since}.",
    "position_cleared_title": "{device}: {name} is {value}",
    "position_cleared_text": (
        "{name} is {value} again. It was otherwise for {duration}, from {since} to"
        " {until}."
    ),
    "network_started_title": "{down} of {total} devices are offline",
    "network_started_text": (
        "They have not answered since {since}, so the cause is probably the network"
        " {device}. There is no message for each of them."
    ),
    "network_cleared_title": "The devices of the network {device} are back online",
    "network_cleared_text": (
        "Most of them answer again. They were offline for {duration}, from {since} to"
        " {until}. Those that stay silent are reported one by one."
    ),
    "own_network_started_title": "Home Assistant has no network",
    "own_network_started_text": (
        "It has had no connection since {since}. Out of reach with it are {down} of"
        " {total} devices."
    ),
    "limits_started_title": "{device}: limits of {name} were changed",
    "limits_started_text": (
        "On the device, the limits of {name} are now: low {low}, high {high}. They were:"
        " low {agreed_low}, high {agreed_high}. Acknowledge this if it is right."
    ),
    "limits_cleared_title": "{device}: limits of {name} are as agreed",
    "limits_cleared_text": "The limits of {name} are: low {low}, high {high}.",
    "disagreement_started_title": "{device}: {name} and its alarm do not agree",
    "disagreement_started_text": (
        "{name} reads {value}, the limits on the device are low {low}, high {high}, and"
        " yet the device has said {alarm} since {since}."
    ),
    "disagreement_cleared_title": "{device}: {name} and its alarm agree again",
    "disagreement_cleared_text": "{name} reads {value}.",
    "rising_started_title": "{device}: {name} rises fast, now {value}",
    "rising_started_text": (
        "{name} has been rising by more than {limit} an hour since {since}."
    ),
    "rising_cleared_title": "{device}: {name} no longer rises so fast",
    "rising_cleared_text": (
        "{name} reads {value}. It rose by more than {limit} an hour for {duration}."
    ),
    "falling_started_title": "{device}: {name} falls fast, now {value}",
    "falling_started_text": (
        "{name} has been falling by more than {limit} an hour since {since}."
    ),
    "falling_cleared_title": "{device}: {name} no longer falls so fast",
    "falling_cleared_text": (
        "{name} reads {value}. It fell by more than {limit} an hour for {duration}."
    ),
    "forecast_started_title": "{device}: {name} {value}, heading for {limit}",
    "forecast_started_text": (
        "{name} has been on its way to {limit}, or beyond it and not coming back, since"
        " {since}."
    ),
    "forecast_cleared_title": "{device}: {name} is coming back",
    "forecast_cleared_text": (
        "{name} reads {value} and is not heading for {limit} any more. It was for"
        " {duration}, from {since} to {until}."
    ),
    "stuck_started_title": "{device}: {name} is stuck at {value}",
    "stuck_started_text": (
        "Not one digit of {name} has changed for a long time. The probe may be broken."
    ),
    "stuck_cleared_title": "{device}: {name} moves again",
    "stuck_cleared_text": "{name} reads {value}.",
    "power_on_started_title": "{device}: {name} reads its power-on value",
    "power_on_started_text": (
        "{value} is what such a probe reads when its supply fails for a moment. {name}"
        " has done so since {since}; look at the cable."
    ),
    "power_on_cleared_title": "{device}: {name} measures again",
    "power_on_cleared_text": "{name} reads {value}.",
    "twins_started_title": "{device}: {name} {value} differs from its twin",
    "twins_started_text": (
        "{name} and the probe beside it have differed by more than {limit} since {since}."
    ),
    "twins_cleared_title": "{device}: {name} agrees with its twin again",
    "twins_cleared_text": (
        "{name} reads {value}. They differed by more than {limit} for {duration}."
    ),
    # What is added to them
    "readings": "Last readings: {readings}.",
    "critical": "Critical: {title}",
    "rule": "Rule: {rule}.",
    "flapping": (
        "This has happened {lately} times within an hour. You are told again when it has"
        " been calm for half an hour."
    ),
    "flapped": "It happened {count} times.",
    # Titles by what else becomes of an alert
    "repeated_title": "Still: {title}",
    "escalated_title": "Nobody has answered: {title}",
    "acknowledged_title": "Seen to: {title}",
    "acknowledged_text": "Acknowledged ({acknowledged}). Nobody else is told of it.",
    "acknowledged_by_text": "Acknowledged by {by} ({acknowledged}). Nobody else is told of it.",
    # Buttons of a phone
    "acknowledge": "I'm on it",
    "snooze": "Remind me in an hour",
    "confirm": "I got it",
    # About the way to people
    "digest_title": "{count} more messages",
    "test_title": "Test message",
    "test_text": (
        "Alerts of your HW group devices will reach {recipient} this way."
        " Nothing has happened; no action is needed."
    ),
    "drill_title": "Drill: did you get this?",
    "drill_text": (
        "{recipient}, nothing has happened. This proves that alerts would reach you:"
        " please answer with the button “I got it”, here or on the page of the HW group"
        " alerts in Home Assistant."
    ),
    "unreachable_title": "{recipient} cannot be told of alerts",
    "unreachable_text": (
        "A message for {recipient} through {channel} was not accepted: {reason}."
        " Mend the notifier or choose another one, then press the button that sends"
        " a test message."
    ),
    "undelivered_title": "{recipient} was not told: {title}",
    # Positions, by what has them
    "input_on": "closed",
    "input_off": "open",
    "output_on": "on",
    "output_off": "off",
    "leak_on": "wet",
    "leak_off": "dry",
    "switch_on": "on",
    "switch_off": "off",
    "unreadable": "unknown",
    "no_limit": "no limit",
    "in_alarm": "alarm",
    "not_in_alarm": "no alarm",
    # Why a device does not answer
    "reason_cannot_connect": ": nothing answers there",
    "reason_certificate": ": its certificate is not trusted",
    "reason_invalid_auth": ": it refuses the user name or password",
    "reason_malformed": ": its answers cannot be read",
    "reason_not_hwgroup": ": something else answers there",
    "reason_other_device": ": another device answers there",
    "reason_redirected": ": its web server redirects to another address",
    "reason_timeout": ": it does not answer in time",
    # What a rule would have told
    "replay_none": "Looking back {days} d: this rule would have told nobody anything.",
    "replay_one": "Looking back {days} d: there would have been 1 alert of {shortest}.",
    "replay_some": (
        "Looking back {days} d: there would have been {count} alerts, the shortest of"
        " {shortest}, the longest of {longest}."
    ),
    "replay_hysteresis": "With a hysteresis of {value} there would have been {count}.",
    "replay_delay": "Told after {value}, there would have been {count}.",
    # Numbers and durations
    "decimal": ".",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
