"""French.

The spaces that belong to punctuation are plain ones here, and made no-break ones below.
"""

from collections.abc import Mapping
import re
from typing import Final

from .besides.french import BESIDES

_TEXTS: Final[Mapping[str, str]] = {
    # The name of the language, in that language
    "language": "Français",
    # Titles and texts by what is wrong: started, and cleared
    "offline_started_title": "{device} est hors ligne",
    "offline_started_text": (
        "{device} ne répond plus à l'adresse {address} depuis {since}{reason}."
    ),
    "offline_cleared_title": "{device} est de nouveau en ligne",
    "offline_cleared_text": (
        "{device} répond de nouveau à l'adresse {address}, après {duration} hors ligne,"
        " entre {since} et {until}."
    ),
    "not_set_up_started_title": "{device} n'est pas surveillé",
    "not_set_up_started_text": (
        "Home Assistant n'interroge plus {device} depuis {since}, car la configuration a"
        " échoué{reason}. Voir Paramètres > Appareils et services > HW group."
    ),
    "not_set_up_cleared_title": "{device} est de nouveau surveillé",
    "not_set_up_cleared_text": (
        "{device} est de nouveau configuré. Il n'a pas été interrogé pendant {duration},"
        " entre {since} et {until}."
    ),
    "availability_started_title": "{device} répond rarement",
    "availability_started_text": (
        "{device} a répondu à {value} des interrogations de la dernière heure. Entre-temps,"
        " on ne sait rien de ses capteurs. Vérifiez son réseau et son alimentation."
    ),
    "availability_cleared_title": "{device} répond de nouveau de façon fiable",
    "availability_cleared_text": (
        "L'appareil a répondu à {value} des interrogations de la dernière heure."
        " Auparavant, il a rarement répondu pendant {duration}, entre {since} et {until}."
    ),
    "all_lost_started_title": "{device}\xa0: les {total} capteurs perdus",
    "all_lost_started_text": (
        "{device} répond, mais ne fournit plus de mesure d'aucun de ses {total} capteurs"
        " depuis {since}. Vérifiez leur câble et son connecteur. Aucun message séparé"
        " n'est envoyé."
    ),
    "all_lost_cleared_title": "{device}\xa0: capteurs de nouveau lisibles",
    "all_lost_cleared_text": (
        "Aucun capteur n'a fourni de mesure pendant {duration}, entre {since} et {until}."
        " Les capteurs toujours illisibles seront signalés séparément."
    ),
    "lost_started_title": "{name} : lecture impossible",
    "lost_started_text": (
        "{device} répond, mais ne fournit plus de mesure pour {name} depuis {since}."
        " Vérifiez le capteur ou le contact et son câble."
    ),
    "lost_cleared_title": "{name} : {value}, lecture rétablie",
    "lost_cleared_text": (
        "{name} : aucune mesure pendant {duration}, entre {since} et {until}."
    ),
    "alarm_started_title": "{name} : {value}, alarme",
    "alarm_started_text": (
        "{name} : l'appareil signale une alarme depuis {since}, selon ses propres"
        " réglages."
    ),
    "alarm_cleared_title": "{name} : {value}, fin de l'alarme",
    "alarm_cleared_text": (
        "{name} : l'alarme a duré {duration}, entre {since} et {until}."
    ),
    "above_started_title": "{name} : {value} (limite {limit})",
    "above_started_text": "{name} est au-dessus de {limit} depuis {since}.",
    "above_cleared_title": "{name} : {value}, de retour dans la plage",
    "above_cleared_text": (
        "{name} : valeur au-dessus de {limit} pendant {duration}, entre {since} et"
        " {until} ; maximum atteint : {worst}."
    ),
    "below_started_title": "{name} : {value} (limite {limit})",
    "below_started_text": "{name} est en dessous de {limit} depuis {since}.",
    "below_cleared_title": "{name} : {value}, de retour dans la plage",
    "below_cleared_text": (
        "{name} : valeur sous {limit} pendant {duration}, entre {since} et {until} ;"
        " minimum atteint : {worst}."
    ),
    "position_started_title": "{name} : {value}",
    "position_started_text": "{name} : {value} depuis {since}.",
    "position_cleared_title": "{name} : de nouveau {value}",
    "position_cleared_text": (
        "{name} : de nouveau {value}. L'autre état a duré {duration}, entre {since} et"
        " {until}."
    ),
    "network_started_title": "{down} appareils sur {total} sont hors ligne",
    "network_started_text": (
        "Ils ne répondent plus depuis {since} ; la cause est probablement {network}."
        " Aucun message séparé n'est envoyé."
    ),
    "network_cleared_title": "La plupart des appareils sont de nouveau en ligne",
    "network_cleared_text": (
        "Ils ont été hors ligne pendant {duration}, entre {since} et {until}. Les"
        " appareils qui restent muets seront signalés séparément."
    ),
    "own_network_started_title": "Home Assistant sans connexion",
    "own_network_started_text": (
        "Home Assistant n'a plus de connexion réseau depuis {since}. Appareils"
        " injoignables de ce fait : {down} sur {total}."
    ),
    "limits_started_title": "{name} : limites modifiées",
    "limits_started_text": (
        "{name} : limites sur l'appareil modifiées. Avant : basse {agreed_low}, haute"
        " {agreed_high}. Maintenant : basse {low}, haute {high}. Acquittez pour les"
        " accepter."
    ),
    "limits_cleared_title": "{name} : limites conformes",
    "limits_cleared_text": "{name}, limites sur l'appareil : basse {low}, haute {high}.",
    "no_limit_cleared_title": "{name} : {value}, limite supprimée",
    "no_limit_cleared_text": (
        "{name} a franchi {limit}, puis cette limite a été supprimée sur l'appareil."
        " L'alerte se termine parce que la modification a été acquittée. On ne sait pas"
        " si la valeur est correcte."
    ),
    "disagreement_started_title": "{name} : {value}, mais {alarm}",
    "disagreement_started_text": (
        "Limites sur l'appareil : basse {low}, haute {high}. L'appareil signale pourtant"
        " pour {name} depuis {since} : {alarm}."
    ),
    "disagreement_cleared_title": "{name} : {value}, alarme de nouveau cohérente",
    "disagreement_cleared_text": (
        "{name} : alarme incohérente avec la valeur pendant {duration}."
    ),
    "rising_started_title": "{name} : {value}, monte vite",
    "rising_started_text": "{name} monte de plus de {limit} par heure depuis {since}.",
    "rising_cleared_title": "{name} : {value}, ne monte plus aussi vite",
    "rising_cleared_text": (
        "{name} : la hausse a dépassé {limit} par heure pendant {duration}."
    ),
    "falling_started_title": "{name} : {value}, baisse vite",
    "falling_started_text": "{name} baisse de plus de {limit} par heure depuis {since}.",
    "falling_cleared_title": "{name} : {value}, ne baisse plus aussi vite",
    "falling_cleared_text": (
        "{name} : la baisse a dépassé {limit} par heure pendant {duration}."
    ),
    "forecast_started_title": "{name} : {value}, bientôt {limit}",
    "forecast_started_text": (
        "{name} se dirige vers la limite {limit} depuis {since} et va bientôt"
        " l'atteindre si cela continue."
    ),
    # A forecast that has come true; its title is that of a value beyond a limit
    "beyond_started_text": (
        "{name} se dirigeait vers la limite {limit} depuis {since} ; la valeur est"
        " maintenant au-delà et ne revient pas."
    ),
    "forecast_cleared_title": "{name} : {value}, ne se dirige plus vers {limit}",
    "forecast_cleared_text": (
        "{name} : la tendance a duré {duration}, entre {since} et {until}."
    ),
    "stuck_started_title": "{name} : {value}, ne varie plus",
    "stuck_started_text": (
        "{name} : la valeur n'a pas varié du tout depuis longtemps. Le capteur est"
        " peut-être en panne."
    ),
    "stuck_cleared_title": "{name} : {value}, varie de nouveau",
    "stuck_cleared_text": "{name} : la valeur varie de nouveau.",
    "power_on_started_title": "{name} : {value}, pas une mesure",
    "power_on_started_text": (
        "{value} est la valeur de démarrage d'un tel capteur, après une brève coupure de"
        " son alimentation. C'est le cas pour {name} depuis {since} ; vérifiez le câble."
    ),
    "power_on_cleared_title": "{name} : {value}, mesure de nouveau",
    "power_on_cleared_text": "{name} mesure de nouveau après {duration}.",
    "twins_started_title": "{name} : {value}, écart capteurs",
    "twins_started_text": (
        "L'écart entre {name} et le second capteur au même endroit dépasse {limit}"
        " depuis {since}."
    ),
    "twins_cleared_title": "{name} : {value}, capteurs de nouveau concordants",
    "twins_cleared_text": (
        "L'écart entre {name} et le second capteur a dépassé {limit} pendant {duration}."
    ),
    # When the rule of an alert does not watch its reading any more
    "unwatched_title": "{name}\xa0: {value}, plus surveillé",
    "unwatched_text": (
        "La règle {rule} ne surveille plus {name}\xa0; cette alerte prend donc fin. On ne"
        " sait pas si le problème est résolu."
    ),
    # The same of a device as a whole, and of devices that are offline together
    "unwatched_whole_title": "{name}\xa0: plus surveillé",
    "unwatched_network_title": "Appareils hors ligne\xa0: plus surveillés",
    "unwatched_network_text": (
        "La règle {rule} ne surveille plus les appareils hors ligne\xa0; cette alerte prend"
        " donc fin. On ne sait pas si le problème est résolu."
    ),
    # When its device was removed, or it was disabled
    "removed_title": "{name}\xa0: plus surveillé",
    "removed_text": (
        "{device} a été retiré de la surveillance {removed}\xa0; cette alerte prend donc"
        " fin. On ne sait pas si le problème est résolu."
    ),
    "disabled_text": (
        "{name} a été désactivé {removed}\xa0; cette alerte prend donc fin. On ne sait pas"
        " si le problème est résolu."
    ),
    "gone_text": (
        "{name} n'est plus surveillé\xa0; cette alerte prend donc fin. On ne sait pas si"
        " le problème est résolu."
    ),
    "removed_by": "par {by}",
    "removed_here": "dans Home Assistant",
    # The names of the rules that are built in
    "rule_offline": "Appareil hors ligne",
    "rule_network": "Appareil hors ligne",
    "rule_not_set_up": "Appareil non configuré",
    "rule_availability": "Appareil qui répond rarement",
    "rule_all_lost": "Tous les capteurs perdus",
    "rule_lost": "Capteur perdu",
    "rule_flood": "Eau détectée",
    "rule_alarm": "Alarme de l'appareil",
    "rule_limits": "Limites modifiées",
    "rule_disagreement": "Alarme incohérente avec la valeur",
    # What takes the place of such a title while the value is not known, and is added
    "unreadable_title": "{name} : illisible, avant {value}",
    "unreadable_text": (
        "La valeur actuelle est inconnue depuis {seen}. Dernière valeur connue : {value}."
    ),
    # What is added to what is told anew after a long time without any reading
    "held_before": (
        "Cet état existait déjà lorsqu'il était connu pour la dernière fois ({last_seen})."
        " Rien n'est connu de l'intervalle."
    ),
    # What is added to a title
    "mark_critical": "CRITIQUE",
    "mark_unanswered": "sans réponse",
    "mark_acknowledged": "acquittée",
    "mark_past": "a posteriori",
    # What is added to a text
    "device": "Appareil : {device}.",
    "readings": "Dernières mesures : {readings}.",
    "in_network": "Réseau : {device}.",
    "part": "{name} : {value}",
    "new_address": (
        "Un appareil qui est peut-être {device} répond à l'adresse {new_address} :"
        " voir Paramètres > Corrections."
    ),
    "rule": "Règle : {rule}.",
    "flapping": (
        "C'est arrivé {lately} fois en une heure. Un nouveau message suivra après 30 min"
        " de calme."
    ),
    "flapped": "C'est arrivé {count} fois.",
    # What a list says of an alert
    "since": "Depuis {since}.",
    # The text when somebody has acknowledged an alert
    "acknowledged_text": (
        "Alerte acquittée ({acknowledged}). Aucun rappel ne sera envoyé avant"
        " {acknowledged_until}."
    ),
    "acknowledged_by_text": (
        "Alerte acquittée par {by} ({acknowledged}). Aucun rappel ne sera envoyé avant"
        " {acknowledged_until}."
    ),
    **BESIDES,
}

_SPACES: Final = re.compile(r" (?=[:;?!»])|(?<=«) ")

FRENCH: Final[Mapping[str, str]] = {
    key: _SPACES.sub("\N{NO-BREAK SPACE}", text) for key, text in _TEXTS.items()
}
