"""Czech."""

from collections.abc import Mapping
from typing import Final

CZECH: Final[Mapping[str, str]] = {
    # The media browser
    "shelf": "Zprávy o měření HW group",
    "shelved": "vytvořeno {moment}",
    # The cover
    "title": "Zpráva o měření",
    "site": "Místo",
    "period": "Období",
    "created": "Vytvořeno",
    "page": "Strana {page} z {pages}",
    # The summary, and the numbers of a reading
    "reading": "Měřená hodnota",
    "lowest": "Nejnižší",
    "highest": "Nejvyšší",
    "mean": "Průměr",
    "kinetic": "Střední kinetická teplota",
    "kinetic_short": "MKT",
    "out_of_range": "Mimo rozsah",
    "coverage": "Sledováno",
    "within_hour": "v hodině od {time}",
    "by_states": "z uložených stavů",
    "by_hours": "z hodinových průměrů, proto nižší než skutečná",
    "by_both": "zčásti z hodinových průměrů, proto nižší než skutečná",
    "nothing": "V tomto období nebylo nic sledováno.",
    # Where it was measured
    "area": "Oblast",
    "device": "Zařízení",
    "serial": "Sériové číslo nebo MAC",
    "firmware": "Firmware",
    "probe": "ID senzoru",
    "calibration": "Kalibrace",
    "certificate": "certifikát {number} ze dne {day}, platí do {due}",
    "offset": ", odchylka {offset}",
    "calibration_over": ", PLATNOST SKONČILA PŘED KONCEM OBDOBÍ",
    "not_calibrated": "certifikát není zadán",
    # Limits and excursions
    "high_limit": "Horní limit {limit}",
    "low_limit": "Dolní limit {limit}",
    "no_limits": "Nejsou nastaveny žádné limity.",
    "no_excursion": "nikdy mimo rozsah",
    "excursions": "mimo rozsah {length}, počet překročení: {count}, nejdelší {longest}",
    "undecided": "případně až o {length} více: hodiny s hodnotami na obou stranách",
    "excursion": "Překročení",
    "begin": "Začátek",
    "end": "Konec",
    "length": "Trvání",
    "worst": "Nejhorší hodnota",
    "more": "Uvedeno je jen {count} nejdelších; další jsou v souboru .json.",
    # What was not observed
    "missing": "Nesledováno",
    "unavailable": "bez hodnoty {length}",
    "held": "hodnota podržena při neúspěšných dotazech {length}",
    "stopped": "Home Assistant neběžel {length}",
    "no_data": "bez dat {length}",
    # The graph
    "legend": "Čára: průměr. Světlý pás: nejnižší až nejvyšší. Červeně: limit. Šedě: nesledováno.",
    # Notes
    "notes": "Poznámky",
    "note_numbers": "Průměry jsou vážené časem. Překročení trvá od první hodnoty za limitem do další hodnoty v rozsahu. Střední kinetická teplota je počítána s ΔH = 83,144 kJ/mol.",
    "note_limits": "Limity každého dne jsou ty, které byly nastaveny na jeho konci, nebo když byl den poprvé vypočten.",
    "note_coverage": "Doba, kdy Home Assistant neběžel nebo zobrazoval podrženou hodnotu, se nepočítá jako sledovaná.",
    "note_since": "To je známo od {since}. Předtím se jako sledované počítá vše, co má rekordér.",
    "note_standard": "Tato zpráva o měření uvádí, co bylo zaznamenáno. Neprohlašuje shodu s žádnou normou.",
}
