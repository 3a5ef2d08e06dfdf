"""One concept, one term, in each language; and words that mislead or read badly.

All are regular expressions, compared without regard to case. Where an English text names
a concept, its translation has the term for it.
"""

from collections.abc import Mapping
from typing import Final

TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    "cs": {
        r"\bdevices?\b": r"zařízení",
        r"\bsensors?\b": r"senzor",
        r"\binputs?\b": r"vstup",
        r"\bdry contact": r"bezpotenciálový kontakt",
        r"\boutputs?\b": r"výstup",
        r"\bflood detector": r"detektor zaplavení",
        r"\breadings?\b": r"hodnot",
        r"\balerts?\b": r"výstra[hz]",
        r"(?<!test )\balarms?\b": r"alarm",
        r"\bmessages?\b": r"zpráv",
        r"\blimits?\b": r"limit",
        r"\brange\b": r"rozsah",
        r"\backnowledg": r"potvr[dz]",
        r"\bseverit": r"závažnost",
        r"\bcritical\b": r"kritick",
        r"\brecipients?\b": r"příjem",
        r"\bnotifiers?\b": r"kanál\w* oznámení|záložní kanál",
        r"\bnotify entit": r"entit\w* (nebo akci )?oznámení",
        r"\bfallback\b": r"záložní",
        r"\btest alarm|\bdrill": r"cvičn[ýé] poplach",
        r"\bheartbeat\b": r"heartbeat",
        r"\bquiet hours\b": r"tich\w+ hodin",
        r"\bmaintenance window": r"okno údržby",
        r"\bschedule\b": r"rozvrh",
        r"\bpoll(s|ed|ing)?\b": r"dotaz|dotáz|dotáže",
        r"\brecorder\b": r"rekordér",
        r"\bhistory\b": r"histori",
        r"\bareas?\b": r"oblast",
        r"\blabels?\b": r"štít",
        r"\breconfigure\b": r"přenastav",
        r"\busername\b": r"uživatelské\w* jmén",
        r"\bbuttons?\b": r"tlačít",
        r"\bprotocol\b": r"protokol",
        r"\bdelay\b": r"prodlev",
        r"\bcommunity\b": r"komunit",
        r"\btraps?\b": r"trap",
    },
    "de": {
        r"\bdevices?\b": r"gerät",
        r"\bsensors?\b": r"sensor",
        r"\binputs?\b": r"eing[aä]ng",
        r"\bdry contact": r"potentialfreier Kontakt",
        r"\boutputs?\b": r"ausg[aä]ng",
        r"\bflood detector": r"wassermelder",
        r"\breadings?\b": r"messwert",
        r"\balerts?\b(?! message)": r"warn",
        r"(?<!test )\balarms?\b": r"alarm",
        r"\bmessages?\b": r"nachricht",
        r"(?<!high )(?<!low )\blimits?\b": r"grenzwert",
        r"\bhigh limit\b": r"obergrenze",
        r"\blow limit\b": r"untergrenze",
        r"\brange\b(?! rule)": r"zulässige\w* bereich",
        r"\backnowledg": r"quittier",
        r"\bseverit": r"schweregrad",
        r"\bcritical\b": r"kritisch",
        r"\brecipients?\b": r"empfänger",
        r"\bnotifiers?\b": r"benachrichtigungsdienst|ersatzkan[aä]l",
        r"\bnotify entit": r"benachrichtigungsentität",
        r"\bfallback\b": r"ersatzkan[aä]l",
        r"\btest alarm|\bdrill": r"probealarm",
        r"\bheartbeat\b": r"heartbeat",
        r"\bquiet hours\b": r"ruhezeiten",
        r"\bmaintenance window": r"wartungsfenster",
        r"\bschedule\b": r"zeitplan",
        r"\bpoll(s|ed|ing)?\b": r"abfrag|abgefragt|fragt",
        r"\brecorder\b": r"recorder",
        r"\bhistory\b": r"verlauf",
        r"\bareas?\b": r"bereich",
        r"\blabels?\b": r"label",
        r"\breconfigure\b": r"neu.*konfigurieren|konfigurier.* neu\b",
        r"\busername\b": r"benutzername",
        r"\bbuttons?\b": r"taste",
        r"\bprotocol\b": r"protokoll",
        r"\bdelay\b": r"verzögerung",
        r"\bcommunity\b": r"community",
        r"\btraps?\b": r"trap",
    },
    "fr": {
        r"\bdevices?\b": r"appareil",
        r"\bsensors?\b": r"capteur",
        r"\binputs?\b": r"entrée",
        r"\bdry contact": r"contact sec",
        r"\boutputs?\b": r"sortie",
        r"\bflood detector": r"détecteur d'inondation",
        r"\breadings?\b": r"mesure",
        r"\balerts?\b": r"alert",
        r"(?<!test )\balarms?\b": r"alarme",
        r"\bmessages?\b": r"message|envoi",
        r"\blimits?\b": r"limite",
        r"\bhigh limit\b": r"limite haute",
        r"\blow limit\b": r"limite basse",
        r"\brange\b": r"plage",
        r"\backnowledg": r"acquitt",
        r"\bseverit": r"gravité",
        r"\bcritical\b": r"critique",
        r"\brecipients?\b": r"destinataire",
        r"\bnotifiers?\b": r"can(al|aux) de (notification|secours)|ci-dessus",
        r"\bnotify entit": r"entités? (ou une action )?de notification",
        r"\bfallback\b": r"secours",
        r"\btest alarm|\bdrill": r"exercices?( d'alerte)",
        r"\bheartbeat\b": r"heartbeat",
        r"\bquiet hours\b": r"heures calmes",
        r"\bmaintenance window": r"fenêtre de maintenance",
        r"\bschedule\b": r"planification",
        r"\bpoll(s|ed|ing)?\b": r"interrog",
        r"\brecorder\b": r"enregistreur",
        r"\bhistory\b": r"historique",
        r"\bareas?\b": r"pièce",
        r"\blabels?\b": r"étiquette",
        r"\breconfigure\b": r"reconfigur",
        r"\busername\b": r"nom d'utilisateur",
        r"\bbuttons?\b": r"bouton",
        r"\bprotocol\b": r"protocole",
        r"\bdelay\b": r"délai",
        r"\bcommunity\b": r"communauté",
        r"\btraps?\b": r"trap",
    },
}
FORBIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        r"\bprobes?\b",  # sensor
        r"\btwins?\b",  # two sensors, the second sensor
        r"\b(tells?|told)\b",  # notify, send, report
        r"\bnews\b",  # message
        r"\bstrangers?\b",  # unknown device
        r"\bmend",  # fix
        r"\bthe past\b",  # history
        r"\bsigns? of life\b",  # heartbeat
        r"\blook(s|ed)? (at|after|for|through)\b",  # check, watch, scan
        r"\buser name\b",  # username
        r"\bset up already\b",  # already set up
        r"\bnotify (service|channel)",  # notifier
    ),
    "cs": (
        r"oznamovatel",  # somebody who reports a crime: kanál oznámení
        r"\bmez(e|í|ím|ích)?\b|\bk mezi\b",  # read as “between”: limit
        r"neodpovídá zařízení HW group",  # read as silence
        r"\bčid(lo|el)",  # senzor
        r"\bnáhradní",  # záložní
        r"\bminulost",  # historie
        r"\bznámk\w+ života",  # heartbeat
        r"\bplán(u|em|y)?\b",  # rozvrh
        r"\bkritick(á|ý)\b",  # kritické, the name of a severity
        r"\boslov",  # dotázat se
        r"\bhláška|\bhlášení\b",  # zpráva
        r"\b(zvol|zadej|nech|otevři|stiskni|zkontroluj)\b",  # a user is addressed as vy
    ),
    "de": (
        r"\bfühler",  # Sensor
        r"\bzwilling",  # zweiter Sensor
        r"\b(ober|unter)e[rn]? grenzwert",  # Obergrenze, Untergrenze
        r"\bersatzweg",  # Ersatzkanal
        r"\bvergangenheit",  # Verlauf
        r"\breparier",  # das Problem beheben
        r"\bmeldung",  # Nachricht; an alert is a Warnmeldung
        r"\b(knopf|schaltfläche)",  # Taste
        r"\bnass\b(?! oder)",  # Wasser erkannt
        r"[a-zäöü]+en (?-i:Sie)\b",  # a user is addressed as du
    ),
    "fr": (
        r"\bsondes?\b",  # capteur
        r"\bjumel",  # deux capteurs
        r"\bsignes? de vie",  # heartbeat (signal de vie)
        r"\bautosigné",  # auto-signé
        r"\ble passé\b",  # historique
        r"\b(réparez|réparer)\b",  # corriger la configuration
        r"\bplannings?\b",  # planification
        r"\bd'inconnus\b",  # appareils inconnus
        r"\btend vers\b",  # va atteindre: a limit of mathematics is never crossed
        r"\b(relu|lu par)\b",  # interrogé
        r"\b(tu|te|toi|ton|tes)\b",  # a user is addressed as vous
        r" [;:?!»]|« ",  # these spaces do not break
    ),
}
