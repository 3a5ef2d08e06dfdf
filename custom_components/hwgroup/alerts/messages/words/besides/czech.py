"""Czech: buttons, what is added to messages, values, and what is about no alert."""

from collections.abc import Mapping
from typing import Final

BESIDES: Final[Mapping[str, str]] = {
    # When nobody could be told at the time: what is added to a title, and to the text
    "past_text": "{name}: {value} od {since} do {until}, tedy {duration}.",
    "past_stopped": (
        "Stalo se to, když Home Assistant neběžel; {device} to má v záznamu."
    ),
    "past_silent": (
        "Stalo se to, když se zařízení {device} neozývalo; má to v záznamu."
    ),
    "past_lasts": "V čase {until} to stále trvalo.",
    # Buttons of a phone
    "acknowledge": "Řeším to",
    "snooze": "Připomenout za hodinu",
    "confirm": "Zpráva dorazila",
    # About the way to people
    "again": (
        "Pokus {attempt}: na dřívější nepřišla včas odpověď, zpráva proto může přijít"
        " dvakrát."
    ),
    "late": "Napsáno {when}.",
    "digest_title": "Další zprávy: {count}",
    "left_out": "Starší zprávy, které zde nejsou uvedeny: {count}.",
    "test_title": "Testovací zpráva",
    "test_text": (
        "Touto cestou budou chodit výstrahy vašich zařízení HW group. Příjemce:"
        " {recipient}. Nic se nestalo, není třeba nic dělat."
    ),
    "test_accepted_title": "Testovací zpráva přijata",
    "test_accepted_text": "Přijato: {channels}. Ověřte, zda zpráva dorazila.",
    "drill_title": "Cvičný poplach: dorazila zpráva?",
    "drill_text": (
        "Příjemce: {recipient}. Nic se nestalo, jen se ověřuje, že by vás výstrahy"
        " zastihly. Odpovězte prosím tlačítkem „Zpráva dorazila“, zde nebo na stránce"
        " výstrah HW group v Home Assistantu."
    ),
    "left_open_title": "Údržba stále trvá: {name}",
    "left_open_text": (
        "Okno údržby „{name}“ je otevřené od {since}, už {duration}. Dokud ho někdo"
        " nevypne, neposílají se zprávy pro: {devices}."
    ),
    "all_devices": "všechna zařízení",
    "unreachable_title": "Výstrahy nelze doručit: {recipient}",
    "unreachable_text": (
        "Zpráva nebyla přijata, příjemce: {recipient}. Podrobnosti: {channel}:"
        " „{reason}“. Opravte nastavení kanálu oznámení nebo zvolte jiný kanál a poté"
        " stiskněte tlačítko, které odešle testovací zprávu."
    ),
    "undelivered": "Nedoručeno: {recipient}.",
    "caution_first": "pozor: kanál oznámení, který Home Assistant načte jako první",
    "caution_shown": "pozor: zobrazí se jen v Home Assistantu, ven se nic nepošle",
    "caution_all": "pozor: všem, které zná jeho integrace",
    # Positions, by what has them
    "input_on": "sepnuto",
    "input_off": "rozepnuto",
    "output_on": "zapnuto",
    "output_off": "vypnuto",
    "leak_on": "voda zjištěna",
    "leak_off": "sucho",
    "switch_on": "zapnuto",
    "switch_off": "vypnuto",
    "unreadable": "neznámá hodnota",
    "no_limit": "žádný",
    "in_alarm": "alarm",
    "not_in_alarm": "bez alarmu",
    # The network of several devices: that of an address, and one without
    "the_network": "v síti {device}",
    "their_network": "v jejich síti",
    # Why a device does not answer
    "reason_cannot_connect": " (nelze se připojit)",
    "reason_certificate": " (jeho certifikát není důvěryhodný)",
    "reason_certificate_changed": ": předložilo jiný certifikát než dříve",
    "reason_invalid_auth": " (odmítá uživatelské jméno nebo heslo)",
    "reason_malformed": " (jeho odpovědi nelze přečíst)",
    "reason_no_push": " (neposlalo data)",
    "reason_not_hwgroup": " (odpovídá tam něco jiného)",
    "reason_other_device": " (odpovídá tam jiné zařízení)",
    "reason_redirected": " (jeho webový server přesměrovává jinam)",
    "reason_snmp_silent": " (neodpovídá přes SNMP)",
    "reason_timeout": " (odpověď nepřišla včas)",
    # Why it is not set up
    "reason_setup_error": " (neočekávaná chyba, viz protokol)",
    "reason_migration_error": " (jeho nastavení je z jiné verze)",
    "reason_unreadable": " (jeho nastavení nelze přečíst)",
    "reason_failed_unload": " (nelze ho zastavit)",
    "reason_not_polled": ", nebo jsou dotazy vypnuté",
    # What a rule would have raised
    "replay_none": (
        "Za uplynulé období ({days} d) by pravidlo nevyvolalo žádnou výstrahu."
    ),
    "replay_one": (
        "Za uplynulé období ({days} d) by pravidlo vyvolalo 1 výstrahu, trvání"
        " {shortest}."
    ),
    "replay_some": (
        "Výstrahy, které by pravidlo vyvolalo za uplynulé období ({days} d): {count},"
        " nejkratší {shortest}, nejdelší {longest}."
    ),
    "replay_hysteresis": "Jejich počet s hysterezí {value}: {count}.",
    "replay_delay": "Jejich počet s prodlevou {value}: {count}.",
    # Numbers and durations
    "decimal": ",",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
