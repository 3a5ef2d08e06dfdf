"""Czech.

Names come from people: they stand beside the sentence, never inflected within it.
"""

from collections.abc import Mapping
from typing import Final

from .besides.czech import BESIDES

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
    "not_set_up_started_title": "Zařízení {device} není sledováno",
    "not_set_up_started_text": (
        "Zařízení {device} od {since} nedostává dotazy, protože ho Home Assistant"
        " nemůže nastavit{reason}. Viz Nastavení > Zařízení a služby > HW group."
    ),
    "not_set_up_cleared_title": "Zařízení {device} je opět sledováno",
    "not_set_up_cleared_text": (
        "Zařízení {device} je opět nastaveno. Dotazy se neposílaly {duration}, od {since}"
        " do {until}."
    ),
    "availability_started_title": "Zařízení {device} odpovídá jen občas",
    "availability_started_text": (
        "Zařízení {device} za poslední hodinu odpovědělo na {value} dotazů. Mezi nimi není"
        " o jeho senzorech nic známo. Zkontrolujte jeho síť a napájení."
    ),
    "availability_cleared_title": "Zařízení {device} opět odpovídá spolehlivě",
    "availability_cleared_text": (
        "Za poslední hodinu odpovědělo na {value} dotazů. Předtím odpovídalo jen občas"
        " po dobu {duration}, od {since} do {until}."
    ),
    "all_lost_started_title": "{device}: ztráta všech senzorů ({total})",
    "all_lost_started_text": (
        "Zařízení {device} odpovídá, ale od {since} chybí hodnoty všech jeho senzorů,"
        " celkem {total}. Zkontrolujte jejich kabel a konektor. Samostatné zprávy se"
        " neposílají."
    ),
    "all_lost_cleared_title": "{device}: senzory lze opět číst",
    "all_lost_cleared_text": (
        "Hodnoty všech senzorů chyběly {duration}, od {since} do {until}. Senzory, které"
        " stále nelze přečíst, se hlásí jednotlivě."
    ),
    "lost_started_title": "{name}: hodnotu nelze přečíst",
    "lost_started_text": (
        "Zařízení {device} odpovídá, ale od {since} chybí hodnota: {name}."
        " Zkontrolujte senzor nebo kontakt a jeho kabel."
    ),
    "lost_cleared_title": "{name}: {value}, hodnota opět k dispozici",
    "lost_cleared_text": ("{name}: hodnota chyběla {duration}, od {since} do {until}."),
    "alarm_started_title": "{name}: {value}, alarm",
    "alarm_started_text": (
        "{name}: zařízení od {since} hlásí alarm podle svého nastavení."
    ),
    "alarm_cleared_title": "{name}: {value}, konec alarmu",
    "alarm_cleared_text": "{name}: alarm trval {duration}, od {since} do {until}.",
    "above_started_title": "{name}: {value}, nad {limit}",
    "above_started_text": "{name}: od {since} nad limitem {limit}.",
    "above_cleared_title": "{name}: {value}, zpět v rozsahu",
    "above_cleared_text": (
        "{name}: překročení limitu {limit} trvalo {duration}, od {since} do {until};"
        " nejvyšší hodnota byla {worst}."
    ),
    "below_started_title": "{name}: {value}, pod {limit}",
    "below_started_text": "{name}: od {since} pod limitem {limit}.",
    "below_cleared_title": "{name}: {value}, zpět v rozsahu",
    "below_cleared_text": (
        "{name}: pokles pod limit {limit} trval {duration}, od {since} do {until};"
        " nejnižší hodnota byla {worst}."
    ),
    "position_started_title": "{name}: {value}",
    "position_started_text": "{name}: {value} od {since}.",
    "position_cleared_title": "{name}: opět {value}",
    "position_cleared_text": (
        "{name}: opět {value}. Jiný stav trval {duration}, od {since} do {until}."
    ),
    "network_started_title": "Zařízení offline: {down} z {total}",
    "network_started_text": (
        "Neodpovídají od {since}, příčina je nejspíš {network}. Samostatné zprávy se"
        " neposílají."
    ),
    "network_cleared_title": "Většina zařízení je opět online",
    "network_cleared_text": (
        "Výpadek trval {duration}, od {since} do {until}. Zařízení, která dál"
        " neodpovídají, se hlásí jednotlivě."
    ),
    "own_network_started_title": "Home Assistant je bez sítě",
    "own_network_started_text": (
        "Připojení k síti chybí od {since}. Zařízení, která proto neodpovídají: {down}"
        " z {total}."
    ),
    "limits_started_title": "{name}: limity změněny",
    "limits_started_text": (
        "{name} – limity v zařízení dříve: dolní {agreed_low}, horní {agreed_high};"
        " nyní: dolní {low}, horní {high}. Potvrzením výstrahy nové limity přijmete."
    ),
    "limits_cleared_title": "{name}: limity odpovídají schváleným",
    "limits_cleared_text": "{name} – limity v zařízení: dolní {low}, horní {high}.",
    "no_limit_cleared_title": "{name}: {value}, limit odstraněn",
    "no_limit_cleared_text": (
        "{name} – hodnota překročila limit {limit} a ten byl potom v zařízení odstraněn."
        " Výstraha končí, protože změna byla potvrzena. Zda je hodnota v pořádku, není"
        " známo."
    ),
    "disagreement_started_title": "{name}: {value}, přesto {alarm}",
    "disagreement_started_text": (
        "{name} – limity v zařízení: dolní {low}, horní {high}. Zařízení přesto od"
        " {since} hlásí stav „{alarm}“."
    ),
    "disagreement_cleared_title": "{name}: {value}, alarm opět odpovídá",
    "disagreement_cleared_text": (
        "{name}: doba, po kterou alarm neodpovídal hodnotě: {duration}."
    ),
    "rising_started_title": "{name}: {value}, rychle stoupá",
    "rising_started_text": "{name}: od {since} nárůst o více než {limit} za hodinu.",
    "rising_cleared_title": "{name}: {value}, rychlý nárůst skončil",
    "rising_cleared_text": (
        "{name}: nárůst o více než {limit} za hodinu trval {duration}."
    ),
    "falling_started_title": "{name}: {value}, rychle klesá",
    "falling_started_text": "{name}: od {since} pokles o více než {limit} za hodinu.",
    "falling_cleared_title": "{name}: {value}, rychlý pokles skončil",
    "falling_cleared_text": (
        "{name}: pokles o více než {limit} za hodinu trval {duration}."
    ),
    "forecast_started_title": "{name}: {value}, blíží se k {limit}",
    "forecast_started_text": (
        "{name}: hodnota se od {since} blíží k limitu {limit} a při stejném vývoji ho"
        " brzy dosáhne."
    ),
    # A forecast that has come true; its title is that of a value beyond a limit
    "beyond_started_text": (
        "{name}: hodnota od {since} směřovala k limitu {limit}, nyní je za ním a nevrací"
        " se."
    ),
    "forecast_cleared_title": "{name}: {value}, k {limit} už nesměřuje",
    "forecast_cleared_text": (
        "{name}: vývoj k limitu trval {duration}, od {since} do {until}."
    ),
    "stuck_started_title": "{name}: {value}, beze změny",
    "stuck_started_text": (
        "{name}: hodnota se už dlouho vůbec nezměnila. Senzor může být vadný."
    ),
    "stuck_cleared_title": "{name}: {value}, opět se mění",
    "stuck_cleared_text": "{name}: hodnota se opět mění.",
    "power_on_started_title": "{name}: {value}, neplatné měření",
    "power_on_started_text": (
        "{name}: hodnotu {value} hlásí takový senzor po krátkém výpadku napájení, není"
        " naměřená. Trvá to od {since}; zkontrolujte kabel."
    ),
    "power_on_cleared_title": "{name}: {value}, opět měří",
    "power_on_cleared_text": "{name}: senzor po {duration} opět měří.",
    "twins_started_title": "{name}: {value}, senzory se liší",
    "twins_started_text": (
        "{name}: od {since} rozdíl větší než {limit} proti druhému senzoru na stejném"
        " místě."
    ),
    "twins_cleared_title": "{name}: {value}, senzory se opět shodují",
    "twins_cleared_text": (
        "{name}: rozdíl větší než {limit} proti druhému senzoru trval {duration}."
    ),
    # When the rule of an alert does not watch its reading any more
    "unwatched_title": "{name}: {value}, už se nesleduje",
    "unwatched_text": (
        "Pravidlo {rule} už nesleduje {name}, proto tato výstraha končí. Zda problém"
        " skončil, není známo."
    ),
    # The same of a device as a whole, and of devices that are offline together
    "unwatched_whole_title": "{name}: už se nesleduje",
    "unwatched_network_title": "Zařízení offline: už se nesledují",
    "unwatched_network_text": (
        "Pravidlo {rule} už nesleduje zařízení, která jsou offline, proto tato výstraha"
        " končí. Zda problém skončil, není známo."
    ),
    # When its device was removed, or it was disabled
    "removed_title": "{name}: už se nesleduje",
    "removed_text": (
        "{device} – vyřazeno ze sledování ({removed}), proto tato výstraha končí. Zda"
        " problém skončil, není známo."
    ),
    "disabled_text": (
        "{name} – zakázáno ({removed}), proto tato výstraha končí. Zda problém skončil,"
        " není známo."
    ),
    "gone_text": (
        "{name} se už nesleduje, proto tato výstraha končí. Zda problém skončil, není"
        " známo."
    ),
    "removed_by": "{by}",
    "removed_here": "v Home Assistantu",
    # The names of the rules that are built in
    "rule_offline": "Zařízení offline",
    "rule_network": "Zařízení offline",
    "rule_not_set_up": "Zařízení nelze nastavit",
    "rule_availability": "Zařízení odpovídá jen občas",
    "rule_all_lost": "Ztráta všech senzorů",
    "rule_lost": "Ztráta senzoru",
    "rule_flood": "Zaplavení",
    "rule_alarm": "Alarm zařízení",
    "rule_limits": "Změna limitů",
    "rule_disagreement": "Alarm neodpovídá hodnotě",
    # What takes the place of such a title while the value is not known, and is added
    "unreadable_title": "{name}: nečitelné, předtím {value}",
    "unreadable_text": (
        "Aktuální hodnota není od {seen} známa. Poslední známá hodnota: {value}."
    ),
    # What is added to what is told anew after a long time without any reading
    "held_before": (
        "Tento stav platil již při posledním zjištění ({last_seen}). O době mezi tím není"
        " nic známo."
    ),
    # What is added to a title
    "mark_critical": "KRITICKÉ",
    "mark_unanswered": "bez reakce",
    "mark_acknowledged": "potvrzeno",
    "mark_past": "dodatečně",
    # What is added to a text
    "device": "Zařízení: {device}.",
    "readings": "Poslední hodnoty: {readings}.",
    "in_network": "Síť: {device}.",
    "part": "{name}: {value}",
    "new_address": (
        "Na adrese {new_address} možná odpovídá zařízení {device}: viz Nastavení >"
        " Opravy."
    ),
    "rule": "Pravidlo: {rule}.",
    "flapping": (
        "Během hodiny se to stalo {lately}krát. Další zpráva přijde, až bude 30 min klid."
    ),
    "flapped": "Stalo se to {count}krát.",
    # What a list says of an alert
    "since": "Od {since}.",
    # The text when somebody has acknowledged an alert
    "acknowledged_text": (
        "Potvrzeno ({acknowledged}). Do {acknowledged_until} se neposílají připomínky."
    ),
    "acknowledged_by_text": (
        "Potvrzeno ({acknowledged}), řeší: {by}. Do {acknowledged_until} se neposílají"
        " připomínky."
    ),
    **BESIDES,
}
