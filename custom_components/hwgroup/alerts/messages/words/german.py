"""German.

What to do is said in the infinitive: nobody is addressed as "du" or "Sie".
"""

from collections.abc import Mapping
from typing import Final

from .besides.german import BESIDES

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
    "not_set_up_started_title": "{device} wird nicht überwacht",
    "not_set_up_started_text": (
        "Home Assistant fragt {device} seit {since} nicht ab, weil die Einrichtung"
        " fehlgeschlagen ist{reason}. Siehe Einstellungen → Geräte & Dienste → HW group."
    ),
    "not_set_up_cleared_title": "{device} wird wieder überwacht",
    "not_set_up_cleared_text": (
        "{device} ist wieder eingerichtet. Das Gerät wurde {duration} lang nicht"
        " abgefragt, von {since} bis {until}."
    ),
    "availability_started_title": "{device} antwortet nur selten",
    "availability_started_text": (
        "{device} hat in der letzten Stunde {value} der Abfragen beantwortet. Dazwischen"
        " ist über die Sensoren nichts bekannt. Netzwerk und Stromversorgung prüfen."
    ),
    "availability_cleared_title": "{device} antwortet wieder zuverlässig",
    "availability_cleared_text": (
        "Das Gerät hat in der letzten Stunde {value} der Abfragen beantwortet. Zuvor"
        " antwortete es {duration} lang nur selten, von {since} bis {until}."
    ),
    "all_lost_started_title": "{device}: alle {total} Sensoren verloren",
    "all_lost_started_text": (
        "{device} antwortet, liefert aber seit {since} von keinem seiner {total} Sensoren"
        " einen Messwert. Kabel und Stecker prüfen. Einzelne Nachrichten werden nicht"
        " gesendet."
    ),
    "all_lost_cleared_title": "{device}: Sensoren wieder lesbar",
    "all_lost_cleared_text": (
        "Von keinem Sensor gab es {duration} lang einen Messwert, von {since} bis {until}."
        " Sensoren, die weiterhin nicht lesbar sind, werden einzeln gemeldet."
    ),
    "lost_started_title": "{name}: nicht lesbar",
    "lost_started_text": (
        "{device} antwortet, liefert aber seit {since} keinen Messwert für {name}. Sensor"
        " oder Kontakt und Kabel prüfen."
    ),
    "lost_cleared_title": "{name}: {value}, wieder lesbar",
    "lost_cleared_text": (
        "Für {name} gab es {duration} lang keinen Messwert, von {since} bis {until}."
    ),
    "alarm_started_title": "{name}: {value}, Alarm",
    "alarm_started_text": (
        "Das Gerät meldet seit {since} Alarm für {name}, nach seinen eigenen"
        " Einstellungen."
    ),
    "alarm_cleared_title": "{name}: {value}, Alarm beendet",
    "alarm_cleared_text": (
        "Der Alarm für {name} dauerte {duration}, von {since} bis {until}."
    ),
    "above_started_title": "{name}: {value}, über {limit}",
    "above_started_text": "{name} liegt seit {since} über {limit}.",
    "above_cleared_title": "{name}: {value}, wieder im zulässigen Bereich",
    "above_cleared_text": (
        "{name} lag {duration} lang über {limit}, von {since} bis {until}; der höchste"
        " Wert war {worst}."
    ),
    "below_started_title": "{name}: {value}, unter {limit}",
    "below_started_text": "{name} liegt seit {since} unter {limit}.",
    "below_cleared_title": "{name}: {value}, wieder im zulässigen Bereich",
    "below_cleared_text": (
        "{name} lag {duration} lang unter {limit}, von {since} bis {until}; der"
        " niedrigste Wert war {worst}."
    ),
    "position_started_title": "{name}: {value}",
    "position_started_text": "{name}: {value} seit {since}.",
    "position_cleared_title": "{name}: wieder {value}",
    "position_cleared_text": (
        "{name}: wieder {value}. Der andere Zustand dauerte {duration}, von {since} bis"
        " {until}."
    ),
    "network_started_title": "{down} von {total} Geräten sind offline",
    "network_started_text": (
        "Sie antworten seit {since} nicht; wahrscheinlich liegt es {network}. Einzelne"
        " Nachrichten werden nicht gesendet."
    ),
    "network_cleared_title": "Die meisten Geräte sind wieder online",
    "network_cleared_text": (
        "Sie waren {duration} lang offline, von {since} bis {until}. Geräte, die weiter"
        " schweigen, werden einzeln gemeldet."
    ),
    "own_network_started_title": "Home Assistant ist ohne Netzwerk",
    "own_network_started_text": (
        "Seit {since} besteht keine Verbindung. Deshalb nicht erreichbare Geräte: {down}"
        " von {total}."
    ),
    "limits_started_title": "{name}: Grenzwerte geändert",
    "limits_started_text": (
        "Grenzwerte von {name} am Gerät zuvor: Untergrenze {agreed_low}, Obergrenze"
        " {agreed_high}. Jetzt: Untergrenze {low}, Obergrenze {high}. Zum Übernehmen der"
        " neuen Grenzwerte quittieren."
    ),
    "limits_cleared_title": "{name}: Grenzwerte wie vereinbart",
    "limits_cleared_text": (
        "Grenzwerte von {name} am Gerät: Untergrenze {low}, Obergrenze {high}."
    ),
    "no_limit_cleared_title": "{name}: {value}, Grenzwert entfernt",
    "no_limit_cleared_text": (
        "{name} hat {limit} überschritten oder unterschritten; danach wurde dieser"
        " Grenzwert am Gerät entfernt. Die Warnmeldung endet, weil die Änderung quittiert"
        " wurde. Ob der Wert in Ordnung ist, ist nicht bekannt."
    ),
    "disagreement_started_title": "{name}: {value}, aber {alarm}",
    "disagreement_started_text": (
        "Grenzwerte am Gerät: Untergrenze {low}, Obergrenze {high}. Trotzdem meldet das"
        " Gerät für {name} seit {since}: {alarm}."
    ),
    "disagreement_cleared_title": "{name}: {value}, Alarm passt wieder",
    "disagreement_cleared_text": (
        "Alarm und Messwert von {name} passten {duration} lang nicht zusammen."
    ),
    "rising_started_title": "{name}: {value}, steigt schnell",
    "rising_started_text": "{name} steigt seit {since} um mehr als {limit} pro Stunde.",
    "rising_cleared_title": "{name}: {value}, steigt nicht mehr schnell",
    "rising_cleared_text": (
        "{name} stieg {duration} lang um mehr als {limit} pro Stunde."
    ),
    "falling_started_title": "{name}: {value}, fällt schnell",
    "falling_started_text": "{name} fällt seit {since} um mehr als {limit} pro Stunde.",
    "falling_cleared_title": "{name}: {value}, fällt nicht mehr schnell",
    "falling_cleared_text": (
        "{name} fiel {duration} lang um mehr als {limit} pro Stunde."
    ),
    "forecast_started_title": "{name}: {value}, erreicht bald {limit}",
    "forecast_started_text": (
        "{name} bewegt sich seit {since} auf {limit} zu und erreicht diesen Grenzwert"
        " bald, wenn es so weitergeht."
    ),
    # A forecast that has come true; its title is that of a value beyond a limit
    "beyond_started_text": (
        "{name} hat sich seit {since} auf {limit} zubewegt, liegt jetzt jenseits davon"
        " und kehrt nicht zurück."
    ),
    "forecast_cleared_title": "{name}: {value}, nähert sich {limit} nicht mehr",
    "forecast_cleared_text": (
        "Der Trend von {name} dauerte {duration}, von {since} bis {until}."
    ),
    "stuck_started_title": "{name}: {value}, unverändert",
    "stuck_started_text": (
        "Seit langem hat sich der Messwert von {name} überhaupt nicht geändert. Der"
        " Sensor ist möglicherweise defekt."
    ),
    "stuck_cleared_title": "{name}: {value}, ändert sich wieder",
    "stuck_cleared_text": "Der Messwert von {name} ändert sich wieder.",
    "power_on_started_title": "{name}: {value}, kein Messwert",
    "power_on_started_text": (
        "{value} liefert ein solcher Sensor, wenn seine Stromversorgung kurz ausgefallen"
        " ist. {name} liefert diesen Wert seit {since}; Kabel prüfen."
    ),
    "power_on_cleared_title": "{name}: {value}, misst wieder",
    "power_on_cleared_text": "{name} misst nach {duration} wieder.",
    "twins_started_title": "{name}: {value}, Sensorabweichung",
    "twins_started_text": (
        "{name} und der zweite Sensor am selben Ort weichen seit {since} um mehr als"
        " {limit} voneinander ab."
    ),
    "twins_cleared_title": "{name}: {value}, Sensoren stimmen wieder überein",
    "twins_cleared_text": (
        "{name} und der zweite Sensor wichen {duration} lang um mehr als {limit}"
        " voneinander ab."
    ),
    # When the rule of an alert does not watch its reading any more
    "unwatched_title": "{name}: {value}, nicht mehr überwacht",
    "unwatched_text": (
        "Die Regel {rule} überwacht {name} nicht mehr, daher endet diese Warnmeldung. Ob"
        " das Problem vorbei ist, ist nicht bekannt."
    ),
    # The same of a device as a whole, and of devices that are offline together
    "unwatched_whole_title": "{name}: nicht mehr überwacht",
    "unwatched_network_title": "Geräte offline: nicht mehr überwacht",
    "unwatched_network_text": (
        "Die Regel {rule} überwacht die Geräte, die offline sind, nicht mehr, daher endet"
        " diese Warnmeldung. Ob das Problem vorbei ist, ist nicht bekannt."
    ),
    # When its device was removed, or it was disabled
    "removed_title": "{name}: nicht mehr überwacht",
    "removed_text": (
        "{device} wurde {removed} aus der Überwachung entfernt, daher endet diese"
        " Warnmeldung. Ob das Problem vorbei ist, ist nicht bekannt."
    ),
    "disabled_text": (
        "{name} wurde {removed} deaktiviert, daher endet diese Warnmeldung. Ob das"
        " Problem vorbei ist, ist nicht bekannt."
    ),
    "gone_text": (
        "{name} wird nicht mehr überwacht, daher endet diese Warnmeldung. Ob das Problem"
        " vorbei ist, ist nicht bekannt."
    ),
    "removed_by": "von {by}",
    "removed_here": "in Home Assistant",
    # The names of the rules that are built in
    "rule_offline": "Gerät offline",
    "rule_network": "Gerät offline",
    "rule_not_set_up": "Gerät nicht eingerichtet",
    "rule_availability": "Gerät antwortet selten",
    "rule_all_lost": "Alle Sensoren verloren",
    "rule_lost": "Sensor verloren",
    "rule_flood": "Wasser erkannt",
    "rule_alarm": "Alarm des Geräts",
    "rule_limits": "Grenzwerte geändert",
    "rule_disagreement": "Alarm passt nicht zum Messwert",
    # What takes the place of such a title while the value is not known, and is added
    "unreadable_title": "{name}: unlesbar, zuletzt {value}",
    "unreadable_text": (
        "Der aktuelle Wert ist seit {seen} nicht bekannt. Letzter bekannter Wert:"
        " {value}."
    ),
    # What is added to what is told anew after a long time without any reading
    "held_before": (
        "Dieser Zustand bestand schon, als er zuletzt bekannt war ({last_seen}). Über die"
        " Zeit dazwischen ist nichts bekannt."
    ),
    # What is added to a title
    "mark_critical": "KRITISCH",
    "mark_unanswered": "unquittiert",
    "mark_acknowledged": "quittiert",
    "mark_past": "nachträglich",
    # What is added to a text
    "device": "Gerät: {device}.",
    "readings": "Letzte Messwerte: {readings}.",
    "in_network": "Netzwerk: {device}.",
    "part": "{name}: {value}",
    "new_address": (
        "Unter {new_address} antwortet ein Gerät, das {device} sein könnte: siehe"
        " Einstellungen → Reparaturen."
    ),
    "rule": "Regel: {rule}.",
    "flapping": (
        "Das ist innerhalb einer Stunde {lately}-mal aufgetreten. Die nächste Nachricht"
        " folgt, wenn 30 min lang Ruhe war."
    ),
    "flapped": "Es ist {count}-mal aufgetreten.",
    # What a list says of an alert
    "since": "Seit {since}.",
    # The text when somebody has acknowledged an alert
    "acknowledged_text": (
        "Quittiert ({acknowledged}). Bis {acknowledged_until} folgen keine Erinnerungen."
    ),
    "acknowledged_by_text": (
        "Quittiert von {by} ({acknowledged}). Bis {acknowledged_until} folgen keine"
        " Erinnerungen."
    ),
    **BESIDES,
}
