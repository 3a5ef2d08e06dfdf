"""What else can fail, and the test that holds what comes of it."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Other(NamedTuple):
    """A fault, what people see of it, how it is over, and the tests that hold it."""

    words: str
    seen: str
    over: str
    tests: tuple[str, ...]


OTHERS: Final[Mapping[str, tuple[Other, ...]]] = {
    "Names and certificates": (
        Other(
            "The name of the device cannot be resolved, or is none",
            "as a device that is off",
            "by the next poll",
            (
                "tests/faults/test_names.py::test_a_name_that_nobody_knows",
                "tests/client/test_http.py::test_unknown_host",
                "tests/client/test_snmp.py::test_a_host_name_that_leads_nowhere",
            ),
        ),
        Other(
            "HTTPS shows a certificate that is not trusted",
            "the form shows its fingerprint",
            "by a click",
            ("tests/test_certificates.py::test_the_form_shows_what_it_would_accept",),
        ),
        Other(
            "HTTPS shows a certificate that was trusted and has expired",
            "offline with that reason; nothing is sent",
            "when it is renewed; or reconfigure the device, and accept its fingerprint",
            ("tests/test_certificates.py::test_one_that_expires",),
        ),
        Other(
            "HTTPS shows the certificate that was accepted, and it has expired",
            "nothing: it is known by its fingerprint",
            "–",
            ("tests/test_certificates.py::test_one_that_expires",),
        ),
        Other(
            "HTTPS shows another certificate; the device has a password",
            "offline with that reason, and a repair issue; nothing is sent",
            "by a click, or when the right one is back",
            ("tests/test_certificates.py::test_with_a_password_nothing_is_sent",),
        ),
        Other(
            "HTTPS shows another certificate; there is no password",
            "polls go on, marked as not trusted, and a repair issue",
            "by a click, or when the right one is back",
            ("tests/test_certificates.py::test_without_a_password_polling_goes_on",),
        ),
    ),
    "Answers of others": (
        Other(
            "Over SNMP, an answer comes twice, from elsewhere, or with another community",
            "nothing: only the first one to each request counts",
            "–",
            (
                "tests/client/test_snmp_trust.py::test_a_second_answer_is_counted",
                "tests/client/test_snmp_trust.py::test_only_the_agent_is_heard",
                "tests/client/test_snmp_trust.py::test_an_answer_with_another_community",
            ),
        ),
        Other(
            "Over SNMP, answers are damaged on their way",
            "nothing: what is no message is dropped",
            "–",
            ("tests/client/test_snmp_trust.py::test_damaged_answers",),
        ),
    ),
    "Commands": (
        Other(
            "The agent is silent, or refuses",
            "the action fails with the reason; the switch shows what is",
            "by the next command",
            (
                "tests/test_outputs.py::test_refusals",
                "tests/test_outputs.py::test_a_silent_agent",
            ),
        ),
        Other(
            "The answer to a command is lost, or the device is slow",
            "nothing: the output is read until it is switched",
            "–",
            (
                "tests/client/test_snmp_control.py::test_a_lost_answer_is_no_failure",
                "tests/client/test_snmp_control.py::test_a_slow_device_is_waited_for",
                "tests/client/test_modbus.py::test_a_lost_answer_is_no_failure",
                "tests/client/test_modbus.py::test_a_late_device_is_waited_for",
            ),
        ),
        Other(
            "The device takes the command back",
            "the action fails; if it insists, a repair issue",
            "when a command lasts",
            ("tests/test_outputs.py::test_a_writer_that_insists",),
        ),
        Other(
            "A limit is refused, or not kept by the device",
            "the action fails with the reason; the number shows the old limit",
            "by the next command",
            (
                "tests/test_set_limits.py::test_refusals",
                "tests/test_set_limits.py::test_limits_that_are_not_taken",
            ),
        ),
        Other(
            "Over Modbus, nobody listens, or another unit does",
            "the form and the action say so; nothing is written",
            "by the next command",
            (
                "tests/test_modbus.py::test_a_closed_port",
                "tests/client/test_modbus.py::test_another_unit",
            ),
        ),
        Other(
            "Over Modbus, a device answers with an exception, or cuts the connection",
            "the action fails with the reason",
            "by the next command",
            (
                "tests/client/test_modbus.py::test_a_refused_command",
                "tests/client/test_modbus.py::test_a_connection_that_is_cut",
            ),
        ),
        Other(
            "Over Modbus, a device counts its coils in another way than it did",
            "the action fails; if another output has moved, nothing more is written, "
            "and a repair issue says so",
            "when the coils were learned anew",
            (
                "tests/client/test_modbus.py::test_coils_that_are_off_by_one",
                "tests/test_modbus.py::test_a_neighbour_that_moves",
            ),
        ),
        Other(
            "Another device answers",
            "the action fails; it gets neither command nor community",
            "when the right one is back",
            (
                "tests/client/test_snmp_control.py::test_another_device_gets_no_secret",
                "tests/client/test_modbus.py::test_another_device_gets_no_command",
            ),
        ),
    ),
    "Search": (
        Other(
            "What answers a search is no answer, or there is no end of it",
            "nothing: it is dropped; cards and requests have their limits",
            "–",
            (
                "tests/client/test_search.py::test_wrong_answers",
                "tests/client/test_search.py::test_a_flood_is_bounded",
                "tests/test_discovery_limits.py::test_a_flood_from_one_host",
                "tests/test_discovery_limits.py::test_a_flood_from_a_whole_network",
            ),
        ),
        Other(
            "A network cannot be reached",
            "nothing: the others are searched",
            "with the next search",
            ("tests/client/test_search.py::test_a_network_that_cannot_be_reached",),
        ),
    ),
    "Traps": (
        Other(
            "The port is in use, or reserved by the system",
            "the form says so; at a start a repair issue",
            "by itself, once the port is free",
            (
                "tests/test_traps_flow.py::test_a_port_that_cannot_be_had",
                "tests/test_traps.py::test_a_port_that_cannot_be_had_at_a_start",
            ),
        ),
        Other(
            "Traps are forged, doubled, or come in floods",
            "nothing: a trap is a poll, at most one in 2 seconds",
            "–",
            (
                "tests/test_traps.py::test_a_trap_is_not_believed",
                "tests/test_traps.py::test_a_flood",
            ),
        ),
        Other(
            "Traps of an unknown sender, or what is no trap",
            "two counters",
            "–",
            ("tests/test_traps.py::test_strangers_are_counted_and_dropped",),
        ),
        Other(
            "The name of a device cannot be resolved",
            "nothing: its last address counts",
            "–",
            ("tests/test_traps.py::test_a_name_that_cannot_be_looked_up",),
        ),
        Other(
            "A trap is lost or late",
            "nothing: the next poll tells the same",
            "–",
            (
                "tests/test_traps.py::test_a_trap_during_a_poll_is_followed_by_another_one",
            ),
        ),
    ),
    "Pushes": (
        Other(
            "The port is in use, or reserved by the system",
            "the form says so; at a start a repair issue",
            "by itself, once the port is free",
            (
                "tests/test_push_flow.py::test_a_port_that_is_reserved",
                "tests/test_push_flow.py::test_a_port_that_is_lost",
            ),
        ),
        Other(
            "A push is forged, comes to the path of another device, or comes again",
            "nothing: counters in the diagnostics",
            "–",
            (
                "tests/test_push_hostile.py::test_a_wrong_path",
                "tests/test_push_hostile.py::test_a_device_at_the_path_of_another",
                "tests/test_push_hostile.py::test_a_replay",
            ),
        ),
        Other(
            "A push is no document, a part of one, too large, or no HTTP",
            "nothing: it is refused and counted; the device stays as it was",
            "–",
            (
                "tests/test_push_hostile.py::test_no_document",
                "tests/test_push_hostile.py::test_what_is_no_push",
            ),
        ),
        Other(
            "A sender is slow, rests in the middle, or opens too many connections",
            "nothing: it is cut off",
            "–",
            (
                "tests/test_push_hostile.py::test_a_slow_sender",
                "tests/test_push_hostile.py::test_too_many_connections",
            ),
        ),
        Other(
            "A device pushes too often, the disk is full or too slow, or Home Assistant "
            "stops",
            "the device is told that nothing was kept, and keeps its log",
            "with the next push, which brings the log",
            (
                "tests/test_push_hostile.py::test_a_device_that_pushes_too_often",
                "tests/test_push_hostile.py::test_a_disk_that_does_not_keep_up",
                "tests/test_push_hostile.py::test_nobody_receives",
                "tests/test_push.py::test_a_disk_that_is_full",
            ),
        ),
        Other(
            "No push comes any more",
            "values stay for 2 missed pushes, then the device is offline with that reason",
            "with the next push, which brings the log",
            (
                "tests/test_push.py::test_missed_pushes",
                "tests/alerts/test_with_pushes.py::test_a_device_that_no_longer_pushes",
            ),
        ),
        Other(
            "Home Assistant crashes while it keeps a push",
            "nothing: what was confirmed is there",
            "after the start",
            ("tests/test_push.py::test_a_torn_journal",),
        ),
        Other(
            "A proxy in front of Home Assistant is not trusted by it",
            "the device is refused, and keeps its log",
            "when the proxy is among the trusted ones",
            ("tests/test_push_proxy.py::test_a_proxy_that_is_not_trusted",),
        ),
    ),
    "SMS gateways": (
        Other(
            "The gateway does not answer, has another password or no network",
            "its phones are unavailable; the message goes to the other gateway or to the "
            "fallback, at once",
            "when it answers, or has a network",
            (
                "tests/test_sms.py::test_a_silent_gateway",
                "tests/test_sms.py::test_no_network",
                "tests/test_sms.py::test_another_gateway_takes_over",
            ),
        ),
        Other(
            "It refuses a message, or its queue is full",
            "the message goes to the other gateway or to the fallback; none in the queue is "
            "lost",
            "by the next message",
            (
                "tests/test_sms.py::test_a_refusal",
                "tests/test_sms.py::test_a_full_queue",
            ),
        ),
        Other(
            "Its answer is lost",
            "nothing: its counter says whether the message was sent, and it is sent once",
            "–",
            (
                (
                    "tests/test_sms.py::"
                    "test_a_lost_answer_is_no_failure_if_the_counter_says_so"
                ),
            ),
        ),
    ),
    "Messages": (
        Other(
            "A notifier refuses, or does not exist",
            "the message is tried again, then goes to the fallback; a repair issue and a"
            " notification in Home Assistant; the heartbeat stops",
            "at once when the notifier is back: all that is owed is sent",
            (
                "tests/alerts/test_not_lost.py::test_a_notifier_that_is_back_brings_what_is_owed",
                "tests/alerts/test_heartbeat.py::test_none_while_nobody_can_be_told",
            ),
        ),
        Other(
            "A notifier does not answer",
            "it is called once for a message; one that may come twice says so",
            "when it answers",
            (
                "tests/alerts/test_picky_notifiers.py::test_a_slow_notifier_is_called_once",
                "tests/alerts/test_picky_notifiers.py::test_a_message_that_may_come_twice_says_so",
            ),
        ),
        Other(
            "A notifier never accepts one certain message",
            "it is sent as plain short text, then shown as a repair issue; all others go"
            " on",
            "by a click",
            (
                "tests/alerts/test_undeliverable.py::test_an_undeliverable_message_is_shown_and_blocks_nothing",
            ),
        ),
        Other(
            "Home Assistant restarts or crashes meanwhile",
            "nothing: what is owed is on the disk before it is sent",
            "after the start",
            (
                "tests/alerts/test_not_lost.py::test_an_alert_is_repeated_after_a_restart",
                "tests/alerts/test_not_lost.py::test_a_restart_takes_nothing_back_that_was_declared_failed",
            ),
        ),
    ),
    "Heartbeat": (
        Other(
            "The monitor refuses it, or cannot be reached",
            "the monitor reports that it is missing; here it is no error",
            "with the next minute",
            ("tests/alerts/test_heartbeat.py::test_what_is_refused_was_no_sign",),
        ),
        Other(
            "The monitor does not answer when it is set up",
            "the form says so",
            "by another address",
            (
                "tests/alerts/test_heartbeat.py::test_the_form_refuses_a_url_that_does_not_answer",
            ),
        ),
    ),
    "Disk": (
        Other(
            "A file of the storage is cut off, damaged, or of a later version",
            "a repair issue names the copy that is kept; everything that can be read is"
            " used, and who may not have been told of an alert is told again",
            "by a click",
            (
                "tests/upgrade/test_damaged_files.py::test_a_file_that_cannot_be_read",
                "tests/upgrade/test_damaged_files.py::test_a_part_that_cannot_be_read",
            ),
        ),
        Other(
            "Settings are damaged",
            "a repair issue names what is left out, or which default is used",
            "by the form, which opens",
            ("tests/upgrade/test_damaged_settings.py::test_all_of_it_at_once",),
        ),
        Other(
            "The disk is full",
            "a repair issue; messages go on; the heartbeat stops",
            "by itself, once it takes the file",
            ("tests/upgrade/test_full_disk.py::test_a_full_disk",),
        ),
        Other(
            "The audit trail cannot be written",
            "a repair issue; all else goes on",
            "by itself: what was kept in memory is written, too",
            ("tests/trail/test_trail.py::test_a_full_disk",),
        ),
        Other(
            "The disk is read-only, dead or does not answer",
            "messages go on; the log says so",
            "after the next start with a disk that works",
            (
                "tests/upgrade/test_damaged_files.py::test_a_disk_that_is_read_only",
                "tests/alerts/test_store.py::test_a_disk_that_cannot_be_written",
                "tests/alerts/test_store.py::test_a_disk_that_cannot_be_read",
            ),
        ),
    ),
    "Recorder and reports": (
        Other(
            "There is no recorder",
            "alerts go on; a report, and a rule that is tried on history, say so",
            "once there is one",
            ("tests/reports/test_create.py::test_no_recorder",),
        ),
        Other(
            "The database is locked, as during a backup",
            "alerts go on; the recorder of Home Assistant waits; a report, and a rule"
            " that is tried on history, say so after 30 seconds",
            "by itself",
            (
                "tests/faults/test_database.py::test_a_locked_database",
                "tests/reports/test_create.py::test_a_backup",
            ),
        ),
        Other(
            "The folder of the reports cannot be written",
            "the action fails with the reason",
            "by the next report",
            ("tests/reports/test_create.py::test_no_folder",),
        ),
        Other(
            "The disk is full while a report is written",
            "the action fails with the reason, and half of a report is removed",
            "by the next report",
            ("tests/reports/test_create.py::test_half_of_a_report_is_none",),
        ),
        Other(
            "Home Assistant crashes while a report is written",
            "what was written is removed at the next start",
            "by the next report",
            ("tests/reports/test_create.py::test_what_a_crash_has_left_is_removed",),
        ),
        Other(
            "A report of a schedule cannot be made, or not be sent",
            "a repair issue",
            "by itself, once it can",
            (
                "tests/reports/test_schedule.py::test_a_report_that_cannot_be_made",
                "tests/reports/test_schedule.py::test_what_takes_no_files",
            ),
        ),
        Other(
            "Home Assistant does not run when a report is due",
            "the report is made when it runs again, once",
            "–",
            (
                "tests/reports/test_schedule.py::test_what_was_missed_is_made_up_for_once",
            ),
        ),
    ),
}
