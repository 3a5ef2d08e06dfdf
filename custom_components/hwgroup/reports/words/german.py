"""German."""

from collections.abc import Mapping
from typing import Final

GERMAN: Final[Mapping[str, str]] = {
    # The media browser
    "shelf": "HW-group-Berichte",
    "shelved": "erstellt {moment}",
    # The cover
    "title": "Messbericht",
    "site": "Standort",
    "period": "Zeitraum",
    "created": "Erstellt",
    "page": "Seite {page} von {pages}",
    # The summary, and the numbers of a reading
    "reading": "Messwert",
    "lowest": "Minimum",
    "highest": "Maximum",
    "mean": "Mittelwert",
    "kinetic": "Mittlere kinetische Temperatur",
    "kinetic_short": "MKT",
    "out_of_range": "Nicht im zulässigen Bereich",
    "coverage": "Beobachtet",
    "within_hour": "in der Stunde ab {time}",
    "by_states": "aus aufgezeichneten Zuständen",
    "by_hours": "aus Stundenmittelwerten, daher zu niedrig",
    "by_both": "teils aus Stundenmittelwerten, daher zu niedrig",
    "nothing": "In diesem Zeitraum nicht beobachtet.",
    # Where it was measured
    "area": "Bereich",
    "device": "Gerät",
    "serial": "Seriennummer oder MAC",
    "firmware": "Firmware",
    "probe": "Sensor-ID",
    "calibration": "Kalibrierung",
    "certificate": "Zertifikat {number} vom {day}, fällig {due}",
    "offset": ", Abweichung {offset}",
    "calibration_over": ", VOR ENDE DES ZEITRAUMS ABGELAUFEN",
    "not_calibrated": "kein Zertifikat eingetragen",
    # Limits and excursions
    "high_limit": "Obergrenze {limit}",
    "low_limit": "Untergrenze {limit}",
    "no_limits": "Es sind keine Grenzwerte eingestellt.",
    "no_excursion": "immer im zulässigen Bereich",
    "excursions": "nicht im zulässigen Bereich {length}, Überschreitungen: {count}, längste {longest}",
    "undecided": "bis zu {length} mehr: Stunden mit Werten auf beiden Seiten",
    "excursion": "Überschreitung",
    "begin": "Beginn",
    "end": "Ende",
    "length": "Dauer",
    "worst": "Schlechtester Wert",
    "more": "Nur die {count} längsten sind aufgeführt; weitere stehen in der .json-Datei.",
    # What was not observed
    "missing": "Nicht beobachtet",
    "unavailable": "kein Wert {length}",
    "held": "Wert gehalten, während Abfragen fehlschlugen {length}",
    "stopped": "Home Assistant lief nicht {length}",
    "no_data": "keine Daten {length}",
    # The graph
    "legend": "Linie: Mittelwert. Helles Band: Minimum bis Maximum. Rot: Grenzwert. Grau: nicht beobachtet.",
    # Notes
    "notes": "Hinweise",
    "note_numbers": "Mittelwerte sind nach Zeit gewichtet. Eine Überschreitung dauert vom ersten Wert jenseits des Grenzwerts bis zum nächsten Wert im zulässigen Bereich. Für die mittlere kinetische Temperatur gilt ΔH = 83,144 kJ/mol.",
    "note_limits": "Die Grenzwerte jedes Tages sind die, die an seinem Ende eingestellt waren, oder als der Tag zum ersten Mal berechnet wurde.",
    "note_coverage": "Zeit, in der Home Assistant nicht lief oder einen gehaltenen Wert zeigte, gilt nicht als beobachtet.",
    "note_since": "Das ist seit {since} bekannt. Davor gilt alles als beobachtet, was der Recorder hat.",
    "note_standard": "Dieser Bericht gibt wieder, was aufgezeichnet wurde. Er beansprucht keine Konformität mit einer Norm.",
}
