"""Czech.

Names come from people: they stand beside the sentence, never inflected within it.
"""

from collections.abc import Mapping
from typing import Final

CZECH: Final[Mapping[str, str]] = {
    # The name of the language, in that language
    "language": "Čeština",
    # Titles and texts by what is wrong: started, and cleared
    "offline_started_title": "Zařízení {device} je offline",
    "offline_started_text": (
        "Zařízení {device} na adrese {address} neodpovídá od {since}{reason}."
    ),
    "offline_cleared_title": "Zařízení {device} je opět online",
    "offline_cleared_text": (
        "Zařízení {device} na adrese {address} opět odpovídá. Výpadek trval {duration},"
        " od {since} do {until}."
    ),
    "lost_started_title": "{device}: {name} – hodnotu nelze přečíst",
    "lost_started_text": (
        "Zařízení {device} odpovídá, ale od {since} chybí hodnota: {name}."
        " Zkontrolujte senzor a jeho kabel."
    ),
    "lost_cleared_title": "{device}: {name} – hodnotu opět lze přečíst",
    "lost_cleared_text": (
        "{name}: {value}. Hodnota chyběla {duration}, od {since} do {until}."
    ),
    "alarm_started_title": "{device}: {name} – alarm",
    "alarm_started_text": (
        "{name}: od {since} alarm podle mezí nastavených v zařízení. Hodnota: {value}."
    ),
    "alarm_cleared_title": "{device}: {name} – konec alarmu",
    "alarm_cleared_text": (
        "{name}: {value}. Zařízení hlásilo alarm {duration}, od {since} do {until}."
    ),
    "above_started_title": "{device}: {name} {value}, nad {limit}",
    "above_started_text": "{name}: od {since} nad mezí {limit}.",
    "above_cleared_title": "{device}: {name} – zpět v rozsahu",
    "above_cleared_text": (
        "{name}: {value}. Překročení meze {limit} trvalo {duration}, od {since} do"
        " {until}; nejvyšší hodnota byla {worst}."
    ),
    "below_started_title": "{device}: {name} {value}, pod {limit}",
    "below_started_text": "{name}: od {since} pod mezí {limit}.",
    "below_cleared_title": "{device}: {name} – zpět v rozsahu",
    "below_cleared_text": (
        "{name}: {value}. Pokles pod mez {limit} trval {duration}, od {since} do"
        " {until}; nejnižší hodnota byla {worst}."
    ),
    "position_started_title": "{device}: {name} – {value}",
    "position_started_text": "{name}: od {since} ve stavu „{value}“.",
    "position_cleared_title": "{device}: {name} – {value}",
    "position_cleared_text": (
        "{name}: opět {value}. Jiný stav trval {duration}, od {since} do {until}."
    ),
    "network_started_title": "Zařízení offline: {down} z {total}",
    "network_started_text": (
        "Neodpovídají od {since}, příčina je tedy nejspíš v síti {device}."
        " O jednotlivých zařízeních zprávy nedostanete."
    ),
    "network_cleared_title": "Zařízení v síti {device} jsou opět online",
    "network_cleared_text": (
        "Většina z nich opět odpovídá. Výpadek trval {duration}, od {since} do {until}."
        " O zařízeních, která se brzy neozvou, dostanete samostatnou zprávu."
    ),
    "own_network_started_title": "Home Assistant je bez sítě",
    "own_network_started_text": (
        "Připojení k síti chybí od {since}. Zařízení, která proto neodpovídají: {down}"
        " z {total}."
    ),
    "limits_started_title": "{device}: {name} – změna mezí",
    "limits_started_text": (
        "{name} – meze v zařízení nyní: dolní {low}, horní {high}; dříve: dolní"
        " {agreed_low}, horní {agreed_high}. Je-li změna správná, potvrďte výstrahu."
    ),
    "limits_cleared_title": "{device}: {name} – meze jsou opět původní",
    "limits_cleared_text": "{name} – meze v zařízení: dolní {low}, horní {high}.",
    "disagreement_started_title": "{device}: {name} – hodnota a alarm nesouhlasí",
    "disagreement_started_text": (
        "{name}: {value}. Meze v zařízení: dolní {low}, horní {high}. Zařízení přesto"
        " od {since} hlásí stav „{alarm}“."
    ),
    "disagreement_cleared_title": "{device}: {name} – hodnota a alarm opět souhlasí",
    "disagreement_cleared_text": "{name}: {value}.",
    "rising_started_title": "{device}: {name} – rychlý nárůst, nyní {value}",
    "rising_started_text": "{name}: od {since} nárůst o více než {limit} za hodinu.",
    "rising_cleared_title": "{device}: {name} – rychlý nárůst skončil",
    "rising_cleared_text": (
        "{name}: {value}. Nárůst o více než {limit} za hodinu trval {duration}."
    ),
    "falling_started_title": "{device}: {name} – rychlý pokles, nyní {value}",
    "falling_started_text": "{name}: od {since} pokles o více než {limit} za hodinu.",
    "falling_cleared_title": "{device}: {name} – rychlý pokles skončil",
    "falling_cleared_text": (
        "{name}: {value}. Pokles o více než {limit} za hodinu trval {duration}."
    ),
    "forecast_started_title": "{device}: {name} {value}, směřuje k mezi {limit}",
    "forecast_started_text": (
        "{name}: hodnota od {since} směřuje k mezi {limit}, nebo je už za ní a nevrací se."
    ),
    "forecast_cleared_title": "{device}: {name} – hodnota se vrací",
    "forecast_cleared_text": (
        "{name}: {value}, k mezi {limit} už nesměřuje. Trvalo to {duration},"
        " od {since} do {until}."
    ),
    "stuck_started_title": "{device}: {name} – beze změny, stále {value}",
    "stuck_started_text": (
        "{name}: hodnota se už dlouho nezměnila ani o jedinou číslici. Senzor může být"
        " vadný."
    ),
    "stuck_cleared_title": "{device}: {name} – hodnota se opět mění",
    "stuck_cleared_text": "{name}: {value}.",
    "power_on_started_title": "{device}: {name} – hlásí jen hodnotu po zapnutí",
    "power_on_started_text": (
        "{name}: hodnotu {value} hlásí takový senzor po krátkém výpadku napájení."
        " Trvá to od {since}; zkontrolujte kabel."
    ),
    "power_on_cleared_title": "{device}: {name} – senzor opět měří",
    "power_on_cleared_text": "{name}: {value}.",
    "twins_started_title": "{device}: {name} {value}, neshoda ve dvojici senzorů",
    "twins_started_text": (
        "{name}: od {since} rozdíl větší než {limit} proti senzoru na stejném místě."
    ),
    "twins_cleared_title": "{device}: {name} – opět shoda ve dvojici senzorů",
    "twins_cleared_text": "{name}: {value}. Rozdíl větší než {limit} trval {duration}.",
    # What is added to them
    "readings": "Poslední hodnoty: {readings}.",
    "critical": "Kritické: {title}",
    "rule": "Pravidlo: {rule}.",
    "flapping": (
        "Během hodiny se to stalo {lately}krát. Další zpráva přijde, až bude půl hodiny klid."
    ),
    "flapped": "Stalo se to {count}krát.",
    # Titles by what else becomes of an alert
    "repeated_title": "Stále trvá: {title}",
    "escalated_title": "Nikdo nereaguje: {title}",
    "acknowledged_title": "Řeší se: {title}",
    "acknowledged_text": "Potvrzeno ({acknowledged}). Nikdo další už zprávu nedostane.",
    "acknowledged_by_text": (
        "Potvrzeno ({acknowledged}), řeší: {by}. Nikdo další už zprávu nedostane."
    ),
    # Buttons of a phone
    "acknowledge": "Řeším to",
    "snooze": "Připomenout za hodinu",
    "confirm": "Zpráva dorazila",
    # About the way to people
    "digest_title": "Další zprávy: {count}",
    "test_title": "Testovací zpráva",
    "test_text": (
        "Touto cestou budou chodit výstrahy vašich zařízení HW group. Příjemce:"
        " {recipient}. Nic se nestalo, není třeba nic dělat."
    ),
    "drill_title": "Cvičný poplach: dorazila zpráva?",
    "drill_text": (
        "Příjemce: {recipient}. Nic se nestalo, jen se ověřuje, že by vás výstrahy"
        " zastihly. Odpovězte prosím tlačítkem „Zpráva dorazila“, zde nebo na stránce"
        " výstrah HW group v Home Assistantu."
    ),
    "unreachable_title": "Výstrahy nelze doručit, příjemce: {recipient}",
    "unreachable_text": (
        "Zpráva přes {channel} nebyla přijata, příjemce: {recipient}, důvod: {reason}."
        " Opravte oznamovatele nebo zvolte jiného a poté stiskněte tlačítko,"
        " které odešle testovací zprávu."
    ),
    "undelivered_title": "Nedoručeno ({recipient}): {title}",
    # Positions, by what has them
    "input_on": "sepnuto",
    "input_off": "rozepnuto",
    "output_on": "zapnuto",
    "output_off": "vypnuto",
    "leak_on": "mokro",
    "leak_off": "sucho",
    "switch_on": "zapnuto",
    "switch_off": "vypnuto",
    "unreadable": "neznámá hodnota",
    "no_limit": "žádná",
    "in_alarm": "alarm",
    "not_in_alarm": "bez alarmu",
    # Why a device does not answer
    "reason_cannot_connect": ": nelze se k němu připojit",
    "reason_certificate": ": jeho certifikát není důvěryhodný",
    "reason_invalid_auth": ": odmítá uživatelské jméno nebo heslo",
    "reason_malformed": ": jeho odpovědi nelze přečíst",
    "reason_not_hwgroup": ": odpovídá tam něco jiného",
    "reason_other_device": ": odpovídá tam jiné zařízení",
    "reason_redirected": ": jeho webový server přesměrovává jinam",
    "reason_timeout": ": odpověď nepřišla včas",
    # What a rule would have told
    "replay_none": "Pohled zpět ({days} d): toto pravidlo by nikomu nic neohlásilo.",
    "replay_one": "Pohled zpět ({days} d): nastala by 1 výstraha, trvání {shortest}.",
    "replay_some": (
        "Pohled zpět ({days} d): výstrah by bylo {count}, nejkratší {shortest},"
        " nejdelší {longest}."
    ),
    "replay_hysteresis": "S hysterezí {value} by jich bylo {count}.",
    "replay_delay": "Při hlášení až po {value} by jich bylo {count}.",
    # Numbers and durations
    "decimal": ",",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
