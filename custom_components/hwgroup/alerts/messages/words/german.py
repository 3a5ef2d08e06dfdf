"""German."""

from collections.abc import Mapping
from typing import Final

GERMAN: Final[Mapping[str, str]] = {
    # The name of the language, in that language
    "language": "Deutsch",
    # Titles and texts by what is wrong: started, and cleared
    "offline_started_title": "{device} ist offline",
    "offline_started_text": (
        "Keine Antwort von {device} unter {address} seit {since}{reason}."
    ),
    "offline_cleared_title": "{device} ist wieder online",
    "offline_cleared_text": (
        "{device} antwortet unter {address} wieder. Das Gerät war {duration} lang"
        " offline, von {since} bis {until}."
    ),
    "lost_started_title": "{device}: {name} liefert keinen Wert",
    "lost_started_text": (
        "{device} antwortet, hat aber seit {since} keinen Wert von {name}."
        " Fühler und Kabel prüfen."
    ),
    "lost_cleared_title": "{device}: {name} liefert wieder Werte",
    "lost_cleared_text": (
        "Aktueller Wert von {name}: {value}. Es gab {duration} lang keinen Wert,"
        " von {since} bis {until}."
    ),
    "alarm_started_title": "{device}: Alarm bei {name}",
    "alarm_started_text": (
        "{name} ist nach den am Gerät eingestellten Grenzwerten seit {since} im Alarm."
        " Aktueller Wert: {value}."
    ),
    "alarm_cleared_title": "{device}: kein Alarm mehr bei {name}",
    "alarm_cleared_text": (
        "Aktueller Wert von {name}: {value}. Das Gerät meldete {duration} lang Alarm,"
        " von {since} bis {until}."
    ),
    "above_started_title": "{device}: {name} {value}, über {limit}",
    "above_started_text": "{name} liegt seit {since} über {limit}.",
    "above_cleared_title": "{device}: {name} wieder im zulässigen Bereich",
    "above_cleared_text": (
        "Aktueller Wert von {name}: {value}. Er lag {duration} lang über {limit}, von"
        " {since} bis {until}; der höchste Wert war {worst}."
    ),
    "below_started_title": "{device}: {name} {value}, unter {limit}",
    "below_started_text": "{name} liegt seit {since} unter {limit}.",
    "below_cleared_title": "{device}: {name} wieder im zulässigen Bereich",
    "below_cleared_text": (
        "Aktueller Wert von {name}: {value}. Er lag {duration} lang unter {limit}, von"
        " {since} bis {until}; der niedrigste Wert war {worst}."
    ),
    "position_started_title": "{device}: {name} ist {value}",
    "position_started_text": "{name} ist seit {since} {value}.",
    "position_cleared_title": "{device}: {name} ist {value}",
    "position_cleared_text": (
        "{name} ist wieder {value}. Das war {duration} lang anders, von {since} bis"
        " {until}."
    ),
    "network_started_title": "{down} von {total} Geräten sind offline",
    "network_started_text": (
        "Sie antworten seit {since} nicht; wahrscheinlich liegt es am Netzwerk"
        " {device}. Zu den einzelnen Geräten folgen keine Nachrichten."
    ),
    "network_cleared_title": "Die Geräte im Netzwerk {device} sind wieder online",
    "network_cleared_text": (
        "Die meisten antworten wieder. Sie waren {duration} lang offline, von {since}"
        " bis {until}. Was nicht bald antwortet, wird einzeln gemeldet."
    ),
    "own_network_started_title": "Home Assistant hat keine Netzwerkverbindung",
    "own_network_started_text": (
        "Seit {since} besteht keine Verbindung. Deshalb nicht erreichbare Geräte: {down}"
        " von {total}."
    ),
    "limits_started_title": "{device}: Grenzwerte von {name} geändert",
    "limits_started_text": (
        "Grenzwerte von {name} am Gerät jetzt: unten {low}, oben {high}; zuvor: unten"
        " {agreed_low}, oben {agreed_high}. Bitte quittieren, wenn das richtig ist."
    ),
    "limits_cleared_title": "{device}: Grenzwerte von {name} wieder wie zuvor",
    "limits_cleared_text": "Grenzwerte von {name} am Gerät: unten {low}, oben {high}.",
    "disagreement_started_title": "{device}: {name} und Alarm widersprechen sich",
    "disagreement_started_text": (
        "Aktueller Wert von {name}: {value}. Grenzwerte am Gerät: unten {low}, oben"
        " {high}. Trotzdem meldet das Gerät seit {since}: {alarm}."
    ),
    "disagreement_cleared_title": "{device}: {name} und Alarm passen wieder zusammen",
    "disagreement_cleared_text": "Aktueller Wert von {name}: {value}.",
    "rising_started_title": "{device}: {name} steigt schnell, jetzt {value}",
    "rising_started_text": "{name} steigt seit {since} um mehr als {limit} pro Stunde.",
    "rising_cleared_title": "{device}: {name} steigt nicht mehr so schnell",
    "rising_cleared_text": (
        "Aktueller Wert von {name}: {value}. Er stieg {duration} lang um mehr als"
        " {limit} pro Stunde."
    ),
    "falling_started_title": "{device}: {name} fällt schnell, jetzt {value}",
    "falling_started_text": "{name} fällt seit {since} um mehr als {limit} pro Stunde.",
    "falling_cleared_title": "{device}: {name} fällt nicht mehr so schnell",
    "falling_cleared_text": (
        "Aktueller Wert von {name}: {value}. Er fiel {duration} lang um mehr als"
        " {limit} pro Stunde."
    ),
    "forecast_started_title": "{device}: {name} {value}, bewegt sich auf {limit} zu",
    "forecast_started_text": (
        "{name} bewegt sich seit {since} auf {limit} zu oder liegt schon jenseits davon"
        " und kehrt nicht zurück."
    ),
    "forecast_cleared_title": "{device}: {name} erholt sich",
    "forecast_cleared_text": (
        "Aktueller Wert von {name}: {value}. Er bewegt sich nicht mehr auf {limit} zu."
        " Das tat er {duration} lang, von {since} bis {until}."
    ),
    "stuck_started_title": "{device}: {name} unverändert bei {value}",
    "stuck_started_text": (
        "{name}: Seit langem hat sich keine Stelle des Messwerts geändert. Der Fühler"
        " ist möglicherweise defekt."
    ),
    "stuck_cleared_title": "{device}: {name} ändert sich wieder",
    "stuck_cleared_text": "Aktueller Wert von {name}: {value}.",
    "power_on_started_title": "{device}: {name} liefert nur den Einschaltwert",
    "power_on_started_text": (
        "{value} liefert ein solcher Fühler, wenn seine Stromversorgung kurz ausfällt."
        " Bei {name} ist das seit {since} so; Kabel prüfen."
    ),
    "power_on_cleared_title": "{device}: {name} misst wieder",
    "power_on_cleared_text": "Aktueller Wert von {name}: {value}.",
    "twins_started_title": "{device}: {name} {value} weicht vom Zwillingsfühler ab",
    "twins_started_text": (
        "{name} und der Fühler daneben weichen seit {since} um mehr als {limit}"
        " voneinander ab."
    ),
    "twins_cleared_title": (
        "{device}: {name} stimmt wieder mit dem Zwillingsfühler überein"
    ),
    "twins_cleared_text": (
        "Aktueller Wert von {name}: {value}. Die beiden wichen {duration} lang um mehr"
        " als {limit} voneinander ab."
    ),
    # What is added to them
    "readings": "Letzte Messwerte: {readings}.",
    "critical": "Kritisch: {title}",
    "rule": "Regel: {rule}.",
    "flapping": (
        "Das ist innerhalb einer Stunde {lately}-mal aufgetreten. Die nächste Nachricht"
        " folgt erst, wenn eine halbe Stunde Ruhe war."
    ),
    "flapped": "Es ist {count}-mal aufgetreten.",
    # Titles by what else becomes of an alert
    "repeated_title": "Weiterhin: {title}",
    "escalated_title": "Ohne Reaktion: {title}",
    "acknowledged_title": "In Bearbeitung: {title}",
    "acknowledged_text": "Quittiert ({acknowledged}). Sonst wird niemand mehr benachrichtigt.",
    "acknowledged_by_text": (
        "Quittiert von {by} ({acknowledged}). Sonst wird niemand mehr benachrichtigt."
    ),
    # Buttons of a phone
    "acknowledge": "Ich kümmere mich",
    "snooze": "In einer Stunde erinnern",
    "confirm": "Ist angekommen",
    # About the way to people
    "digest_title": "Weitere Meldungen: {count}",
    "test_title": "Testnachricht",
    "test_text": (
        "Warnmeldungen der HW-group-Geräte erreichen {recipient} auf diesem Weg."
        " Es ist nichts passiert und nichts zu tun."
    ),
    "drill_title": "Probealarm: Ist das angekommen?",
    "drill_text": (
        "{recipient}, es ist nichts passiert. Diese Nachricht prüft, ob Warnmeldungen"
        " ankommen würden: Bitte mit der Taste „Ist angekommen“ antworten, hier oder auf"
        " der Seite der HW-group-Warnmeldungen in Home Assistant."
    ),
    "unreachable_title": "{recipient} ist für Warnmeldungen nicht erreichbar",
    "unreachable_text": (
        "Eine Nachricht an {recipient} über {channel} wurde nicht angenommen: {reason}."
        " Repariere den Benachrichtigungsdienst oder wähle einen anderen und drücke"
        " dann die Taste, die eine Testnachricht sendet."
    ),
    "undelivered_title": "{recipient} wurde nicht benachrichtigt: {title}",
    # Positions, by what has them
    "input_on": "geschlossen",
    "input_off": "offen",
    "output_on": "eingeschaltet",
    "output_off": "ausgeschaltet",
    "leak_on": "nass",
    "leak_off": "trocken",
    "switch_on": "eingeschaltet",
    "switch_off": "ausgeschaltet",
    "unreadable": "unbekannt",
    "no_limit": "kein Grenzwert",
    "in_alarm": "Alarm",
    "not_in_alarm": "kein Alarm",
    # Why a device does not answer
    "reason_cannot_connect": " (dort antwortet nichts)",
    "reason_certificate": " (das Zertifikat ist nicht vertrauenswürdig)",
    "reason_invalid_auth": " (Benutzername oder Passwort abgelehnt)",
    "reason_malformed": " (die Antworten sind nicht lesbar)",
    "reason_not_hwgroup": " (dort antwortet etwas anderes)",
    "reason_other_device": " (dort antwortet ein anderes Gerät)",
    "reason_redirected": " (der Webserver leitet auf eine andere Adresse um)",
    "reason_timeout": " (Zeitüberschreitung)",
    # What a rule would have told
    "replay_none": "Rückblick ({days} d): Diese Regel hätte niemanden benachrichtigt.",
    "replay_one": "Rückblick ({days} d): Es hätte 1 Warnmeldung gegeben, Dauer {shortest}.",
    "replay_some": (
        "Rückblick ({days} d): Es hätte {count} Warnmeldungen gegeben, die kürzeste"
        " {shortest} lang, die längste {longest}."
    ),
    "replay_hysteresis": "Mit einer Hysterese von {value} wären es {count} gewesen.",
    "replay_delay": "Mit einer Verzögerung von {value} wären es {count} gewesen.",
    # Numbers and durations
    "decimal": ",",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
