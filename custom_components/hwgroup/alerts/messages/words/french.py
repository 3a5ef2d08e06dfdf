"""French.

The spaces that belong to punctuation are plain ones here, and made no-break ones below.
"""

from collections.abc import Mapping
import re
from typing import Final

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
    "lost_started_title": "{device} : {name}, lecture impossible",
    "lost_started_text": (
        "{device} répond, mais sans aucune mesure pour {name} depuis {since}."
        " Vérifiez la sonde et son câble."
    ),
    "lost_cleared_title": "{device} : {name}, lecture rétablie",
    "lost_cleared_text": (
        "{name} indique {value}. Il n'y a eu aucune mesure pendant {duration},"
        " entre {since} et {until}."
    ),
    "alarm_started_title": "{device} : {name} en alarme",
    "alarm_started_text": (
        "D'après les limites définies sur l'appareil, {name} est en alarme depuis"
        " {since}. Valeur actuelle : {value}."
    ),
    "alarm_cleared_title": "{device} : {name} n'est plus en alarme",
    "alarm_cleared_text": (
        "{name} indique {value}. L'appareil a signalé une alarme pendant {duration},"
        " entre {since} et {until}."
    ),
    "above_started_title": "{device} : {name} {value}, au-dessus de {limit}",
    "above_started_text": "{name} est au-dessus de {limit} depuis {since}.",
    "above_cleared_title": "{device} : {name} de retour dans la plage",
    "above_cleared_text": (
        "{name} indique {value}. La valeur a dépassé {limit} pendant {duration},"
        " entre {since} et {until} ; maximum atteint : {worst}."
    ),
    "below_started_title": "{device} : {name} {value}, en dessous de {limit}",
    "below_started_text": "{name} est en dessous de {limit} depuis {since}.",
    "below_cleared_title": "{device} : {name} de retour dans la plage",
    "below_cleared_text": (
        "{name} indique {value}. La valeur est restée sous {limit} pendant {duration},"
        " entre {since} et {until} ; minimum atteint : {worst}."
    ),
    "position_started_title": "{device} : {name} – {value}",
    "position_started_text": "{name} : {value} depuis {since}.",
    "position_cleared_title": "{device} : {name} – {value}",
    "position_cleared_text": (
        "{name} : de nouveau {value}. L'état anormal a duré {duration}, entre {since} et"
        " {until}."
    ),
    "network_started_title": "{down} appareils sur {total} sont hors ligne",
    "network_started_text": (
        "Ils ne répondent plus depuis {since} ; la cause est donc probablement le"
        " réseau {device}. Il n'y a pas de message pour chacun d'eux."
    ),
    "network_cleared_title": "Les appareils du réseau {device} sont de nouveau en ligne",
    "network_cleared_text": (
        "La plupart répondent de nouveau, après {duration} hors ligne, entre {since} et"
        " {until}. Ceux qui tardent à répondre seront signalés séparément."
    ),
    "own_network_started_title": "Home Assistant n'a plus de réseau",
    "own_network_started_text": (
        "Home Assistant est sans connexion depuis {since}. Appareils injoignables de"
        " ce fait : {down} sur {total}."
    ),
    "limits_started_title": "{device} : limites modifiées pour {name}",
    "limits_started_text": (
        "{name} : limites actuelles sur l'appareil : basse {low}, haute {high} ;"
        " auparavant : basse {agreed_low}, haute {agreed_high}. Acquittez cette alerte si"
        " c'est voulu."
    ),
    "limits_cleared_title": "{device} : limites rétablies pour {name}",
    "limits_cleared_text": "{name} : limites sur l'appareil : basse {low}, haute {high}.",
    "disagreement_started_title": "{device} : {name} en désaccord avec son alarme",
    "disagreement_started_text": (
        "{name} indique {value}, les limites sur l'appareil sont : basse {low}, haute"
        " {high}, et pourtant l'appareil signale depuis {since} : {alarm}."
    ),
    "disagreement_cleared_title": "{device} : {name} de nouveau conforme à son alarme",
    "disagreement_cleared_text": "{name} indique {value}.",
    "rising_started_title": "{device} : {name} monte vite, actuellement {value}",
    "rising_started_text": (
        "{name} monte de plus de {limit} par heure depuis {since}."
    ),
    "rising_cleared_title": "{device} : {name} ne monte plus aussi vite",
    "rising_cleared_text": (
        "{name} indique {value}. La hausse a dépassé {limit} par heure pendant"
        " {duration}."
    ),
    "falling_started_title": "{device} : {name} baisse vite, actuellement {value}",
    "falling_started_text": (
        "{name} baisse de plus de {limit} par heure depuis {since}."
    ),
    "falling_cleared_title": "{device} : {name} ne baisse plus aussi vite",
    "falling_cleared_text": (
        "{name} indique {value}. La baisse a dépassé {limit} par heure pendant"
        " {duration}."
    ),
    "forecast_started_title": "{device} : {name} {value}, tend vers {limit}",
    "forecast_started_text": (
        "Depuis {since}, {name} tend vers {limit}, ou se trouve au-delà sans revenir."
    ),
    "forecast_cleared_title": "{device} : {name} revient à la normale",
    "forecast_cleared_text": (
        "{name} indique {value} et ne tend plus vers {limit}. Cela a duré"
        " {duration}, entre {since} et {until}."
    ),
    "stuck_started_title": "{device} : {name} ne varie plus, toujours {value}",
    "stuck_started_text": (
        "{name} : aucun chiffre de la mesure n'a changé depuis longtemps. La sonde est"
        " peut-être en panne."
    ),
    "stuck_cleared_title": "{device} : {name} varie de nouveau",
    "stuck_cleared_text": "{name} indique {value}.",
    "power_on_started_title": "{device} : {name} indique sa valeur de mise sous tension",
    "power_on_started_text": (
        "{value} est ce qu'indique une telle sonde quand son alimentation est"
        " brièvement coupée. C'est le cas de {name} depuis {since} ; vérifiez le câble."
    ),
    "power_on_cleared_title": "{device} : {name} mesure de nouveau",
    "power_on_cleared_text": "{name} indique {value}.",
    "twins_started_title": "{device} : {name} {value}, écart avec la sonde jumelle",
    "twins_started_text": (
        "L'écart entre {name} et la sonde voisine dépasse {limit} depuis {since}."
    ),
    "twins_cleared_title": "{device} : {name} de nouveau en accord avec la sonde jumelle",
    "twins_cleared_text": (
        "{name} indique {value}. L'écart a dépassé {limit} pendant {duration}."
    ),
    # What is added to them
    "readings": "Dernières mesures : {readings}.",
    "critical": "Critique : {title}",
    "rule": "Règle : {rule}.",
    "flapping": (
        "C'est arrivé {lately} fois en une heure. Vous serez de nouveau prévenu après"
        " une demi-heure de calme."
    ),
    "flapped": "C'est arrivé {count} fois.",
    # Titles by what else becomes of an alert
    "repeated_title": "Rappel : {title}",
    "escalated_title": "Sans réponse : {title}",
    "acknowledged_title": "Prise en charge : {title}",
    "acknowledged_text": "Alerte acquittée ({acknowledged}). Personne d'autre ne sera prévenu.",
    "acknowledged_by_text": (
        "Alerte acquittée par {by} ({acknowledged}). Personne d'autre ne sera prévenu."
    ),
    # Buttons of a phone
    "acknowledge": "Je m'en occupe",
    "snooze": "Me le rappeler dans une heure",
    "confirm": "Bien reçu",
    # About the way to people
    "digest_title": "Autres messages : {count}",
    "test_title": "Message de test",
    "test_text": (
        "Les alertes de vos appareils HW group parviendront à {recipient} par ce canal."
        " Il ne s'est rien passé ; aucune action n'est nécessaire."
    ),
    "drill_title": "Exercice : avez-vous reçu ceci ?",
    "drill_text": (
        "{recipient}, il ne s'est rien passé. Ce message vérifie que les alertes vous"
        " parviendraient : répondez avec le bouton « Bien reçu », ici ou sur la page"
        " des alertes HW group dans Home Assistant."
    ),
    "unreachable_title": "Les alertes ne parviennent pas à {recipient}",
    "unreachable_text": (
        "Un message pour {recipient} par {channel} n'a pas été accepté : {reason}."
        " Réparez le canal de notification ou choisissez-en un autre, puis appuyez sur"
        " le bouton qui envoie un message de test."
    ),
    "undelivered_title": "Message non transmis à {recipient} : {title}",
    # Positions, by what has them
    "input_on": "fermé",
    "input_off": "ouvert",
    "output_on": "activé",
    "output_off": "désactivé",
    "leak_on": "humide",
    "leak_off": "sec",
    "switch_on": "activé",
    "switch_off": "désactivé",
    "unreadable": "inconnu",
    "no_limit": "aucune",
    "in_alarm": "alarme",
    "not_in_alarm": "pas d'alarme",
    # Why a device does not answer
    "reason_cannot_connect": " : connexion impossible",
    "reason_certificate": " : le certificat de l'appareil n'est pas approuvé",
    "reason_invalid_auth": " : l'appareil refuse le nom d'utilisateur ou le mot de passe",
    "reason_malformed": " : les réponses de l'appareil sont illisibles",
    "reason_not_hwgroup": " : autre chose répond à cette adresse",
    "reason_other_device": " : un autre appareil répond à cette adresse",
    "reason_redirected": " : son serveur web redirige vers une autre adresse",
    "reason_timeout": " : délai de réponse dépassé",
    # What a rule would have told
    "replay_none": (
        "Sur une période de {days} j, cette règle n'aurait déclenché aucune alerte."
    ),
    "replay_one": (
        "Sur une période de {days} j, il y aurait eu 1 alerte d'une durée de {shortest}."
    ),
    "replay_some": (
        "Sur une période de {days} j, il y aurait eu {count} alertes, la plus courte de"
        " {shortest}, la plus longue de {longest}."
    ),
    "replay_hysteresis": "Nombre d'alertes avec une hystérésis de {value} : {count}.",
    "replay_delay": "Nombre d'alertes avec un délai de {value} : {count}.",
    # Numbers and durations
    "decimal": ",",
    "days": "{count} j",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}

_SPACES: Final = re.compile(r" (?=[:;?!»])|(?<=«) ")

FRENCH: Final[Mapping[str, str]] = {
    key: _SPACES.sub("\N{NO-BREAK SPACE}", text) for key, text in _TEXTS.items()
}
