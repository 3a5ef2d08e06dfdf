"""German: buttons, what is added to messages, values, and what is about no alert."""

from collections.abc import Mapping
from typing import Final

BESIDES: Final[Mapping[str, str]] = {
    # When nobody could be told at the time: what is added to a title, and to the text
    "past_text": "{name}: {value} von {since} bis {until}, {duration} lang.",
    "past_stopped": (
        "Home Assistant lief in dieser Zeit nicht; {device} hat es aufgezeichnet."
    ),
    "past_silent": (
        "Von {device} war in dieser Zeit nichts zu hören; das Gerät hat es"
        " aufgezeichnet."
    ),
    "past_lasts": "Zuletzt ({until}) war es noch so.",
    # Buttons of a phone
    "acknowledge": "Ich kümmere mich darum",
    "snooze": "In einer Stunde erinnern",
    "confirm": "Ist angekommen",
    # About the way to people
    "again": (
        "Versuch {attempt}: Auf einen früheren kam keine rechtzeitige Antwort; die"
        " Nachricht kann deshalb doppelt ankommen."
    ),
    "late": "Geschrieben am {when}.",
    "digest_title": "Weitere Nachrichten: {count}",
    "left_out": "Ältere Nachrichten, die hier nicht aufgeführt sind: {count}.",
    "test_title": "Testnachricht",
    "test_text": (
        "Warnmeldungen der HW-group-Geräte erreichen {recipient} auf diesem Weg."
        " Es ist nichts passiert und nichts zu tun."
    ),
    "test_accepted_title": "Testnachricht angenommen",
    "test_accepted_text": "Angenommen für: {channels}. Bitte prüfen, ob sie angekommen ist.",
    "drill_title": "Probealarm: Nachricht angekommen?",
    "drill_text": (
        "{recipient}, es ist nichts passiert. Diese Nachricht prüft, ob Warnmeldungen"
        " ankommen würden: Bitte mit der Taste „Ist angekommen“ antworten, hier oder auf"
        " der Seite der HW-group-Warnmeldungen in Home Assistant."
    ),
    "left_open_title": "Wartung dauert an: {name}",
    "left_open_text": (
        "Das Wartungsfenster „{name}“ ist seit {since} offen, also seit {duration}."
        " Bis es jemand ausschaltet, werden keine Nachrichten gesendet für: {devices}."
    ),
    "all_devices": "alle Geräte",
    "unreachable_title": "{recipient} ist für Warnmeldungen nicht erreichbar",
    "unreachable_text": (
        "Eine Nachricht an {recipient} wurde nicht angenommen. Details: {channel}:"
        " „{reason}“. Das Problem mit dem Benachrichtigungsdienst beheben oder einen"
        " anderen wählen, danach die Taste drücken, die eine Testnachricht sendet."
    ),
    "undelivered": "Nicht zugestellt an {recipient}.",
    "caution_first": "Achtung: der Benachrichtigungsdienst, den Home Assistant zuerst lädt",
    "caution_shown": "Achtung: erscheint nur in Home Assistant und erreicht sonst niemanden",
    "caution_all": "Achtung: an alle, die seine Integration kennt",
    # Positions, by what has them
    "input_on": "geschlossen",
    "input_off": "offen",
    "output_on": "eingeschaltet",
    "output_off": "ausgeschaltet",
    "leak_on": "Wasser erkannt",
    "leak_off": "trocken",
    "switch_on": "eingeschaltet",
    "switch_off": "ausgeschaltet",
    "unreadable": "unbekannt",
    "no_limit": "keine",
    "in_alarm": "Alarm",
    "not_in_alarm": "kein Alarm",
    # The network of several devices: that of an address, and one without
    "the_network": "am Netzwerk {device}",
    "their_network": "an ihrem Netzwerk",
    # Why a device does not answer
    "reason_cannot_connect": " (dort antwortet nichts)",
    "reason_certificate": " (das Zertifikat ist nicht vertrauenswürdig)",
    "reason_certificate_changed": " (anderes Zertifikat als zuvor)",
    "reason_invalid_auth": " (Benutzername oder Passwort abgelehnt)",
    "reason_malformed": " (die Antworten sind nicht lesbar)",
    "reason_no_push": " (kein Push empfangen)",
    "reason_not_hwgroup": " (dort antwortet etwas anderes)",
    "reason_other_device": " (dort antwortet ein anderes Gerät)",
    "reason_redirected": " (der Webserver leitet auf eine andere Adresse um)",
    "reason_snmp_silent": " (keine Antwort über SNMP)",
    "reason_timeout": " (Zeitüberschreitung)",
    # Why it is not set up
    "reason_setup_error": " (unerwarteter Fehler, siehe Protokoll)",
    "reason_migration_error": " (die Einstellungen sind von einer anderen Version)",
    "reason_unreadable": " (seine Einstellungen sind nicht lesbar)",
    "reason_failed_unload": " (das Gerät ließ sich nicht entladen)",
    "reason_not_polled": " oder die Abfrage ausgeschaltet ist",
    # What a rule would have raised
    "replay_none": "Zeitraum {days} d: Diese Regel hätte keine Warnmeldung ausgelöst.",
    "replay_one": "Zeitraum {days} d: Es hätte 1 Warnmeldung gegeben, Dauer {shortest}.",
    "replay_some": (
        "Zeitraum {days} d: Es hätte {count} Warnmeldungen gegeben, die kürzeste"
        " {shortest} lang, die längste {longest}."
    ),
    "replay_hysteresis": "Anzahl mit einer Hysterese von {value}: {count}.",
    "replay_delay": "Anzahl mit einer Verzögerung von {value}: {count}.",
    # Numbers and durations
    "decimal": ",",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
