"""English: buttons, what is added to messages, values, and what is about no alert."""

from collections.abc import Mapping
from typing import Final

BESIDES: Final[Mapping[str, str]] = {
    # When nobody could be told at the time: what is added to a title, and to the text
    "past_text": "{name}: {value} from {since} to {until}, for {duration}.",
    "past_stopped": ("That was while Home Assistant was down; {device} has logged it."),
    "past_silent": (
        "That was while nothing was heard from {device}, which has logged it."
    ),
    "past_lasts": "It was still so at {until}.",
    # Buttons of a phone
    "acknowledge": "I'm on it",
    "snooze": "Remind me in an hour",
    "confirm": "I got it",
    # About the way to people
    "again": (
        "Attempt {attempt}: an earlier one was not answered in time, so this message may"
        " come twice."
    ),
    "late": "Written {when}.",
    "digest_title": "{count} more messages",
    "left_out": "{count} older messages are not listed here.",
    "test_title": "Test message",
    "test_text": (
        "Alerts of your HW group devices will reach {recipient} this way."
        " Nothing has happened; no action is needed."
    ),
    "test_accepted_title": "Test message accepted",
    "test_accepted_text": "Accepted for: {channels}. Check that it has arrived.",
    "drill_title": "Test alarm: please confirm",
    "drill_text": (
        "{recipient}, nothing has happened. This test shows whether alerts would reach"
        " you: please answer with the button “I got it”, here or on the page of the HW"
        " group alerts in Home Assistant."
    ),
    "left_open_title": "Still under maintenance: {name}",
    "left_open_text": (
        "The maintenance window “{name}” has been open since {since}, for {duration}."
        " Until somebody turns it off, no messages are sent about {devices}."
    ),
    "all_devices": "any device",
    "unreachable_title": "Alerts do not reach {recipient}",
    "unreachable_text": (
        "A message for {recipient} was not accepted. Details: {channel}: “{reason}”. Fix"
        " the notifier or choose another one, then press the button that sends a test"
        " message."
    ),
    "undelivered": "Not delivered to {recipient}.",
    "caution_first": "caution: whichever notifier Home Assistant loads first",
    "caution_shown": "caution: only shown in Home Assistant, reaches nobody outside",
    "caution_all": "caution: to everybody that its integration knows",
    # Positions, by what has them
    "input_on": "closed",
    "input_off": "open",
    "output_on": "on",
    "output_off": "off",
    "leak_on": "water detected",
    "leak_off": "dry",
    "switch_on": "on",
    "switch_off": "off",
    "unreadable": "unknown",
    "no_limit": "none",
    "in_alarm": "in alarm",
    "not_in_alarm": "no alarm",
    # The network of several devices: that of an address, and one without
    "the_network": "the network {device}",
    "their_network": "their network",
    # Why a device does not answer
    "reason_cannot_connect": " (nothing answers there)",
    "reason_certificate": " (its certificate is not trusted)",
    "reason_certificate_changed": ": it shows another certificate than before",
    "reason_invalid_auth": " (it refuses the username or password)",
    "reason_malformed": " (its answers cannot be read)",
    "reason_no_push": " (it has not pushed)",
    "reason_not_hwgroup": " (something else answers there)",
    "reason_other_device": " (another device answers there)",
    "reason_redirected": " (its web server redirects to another address)",
    "reason_snmp_silent": " (it does not answer over SNMP)",
    "reason_timeout": " (it does not answer in time)",
    # Why it is not set up
    "reason_setup_error": " (unexpected error, see the log)",
    "reason_migration_error": " (its settings are of another version)",
    "reason_unreadable": " (its settings cannot be read)",
    "reason_failed_unload": " (it could not be stopped)",
    "reason_not_polled": " or polling is switched off",
    # What a rule would have raised
    "replay_none": "Over the last {days} d, this rule would have raised no alert.",
    "replay_one": (
        "Over the last {days} d, this rule would have raised 1 alert, of {shortest}."
    ),
    "replay_some": (
        "Over the last {days} d, this rule would have raised {count} alerts, the"
        " shortest of {shortest}, the longest of {longest}."
    ),
    "replay_hysteresis": "With a hysteresis of {value} there would have been {count}.",
    "replay_delay": "With a delay of {value} there would have been {count}.",
    # Numbers and durations
    "decimal": ".",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
