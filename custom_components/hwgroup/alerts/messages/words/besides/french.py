"""French: buttons, what is added to messages, values, and what is about no alert."""

from collections.abc import Mapping
from typing import Final

BESIDES: Final[Mapping[str, str]] = {
    # When nobody could be told at the time: what is added to a title, and to the text
    "past_text": "{name} : {value} entre {since} et {until}, pendant {duration}.",
    "past_stopped": ("Home Assistant était alors à l'arrêt ; {device} l'a enregistré."),
    "past_silent": (
        "{device} ne donnait alors plus de nouvelles, mais l'a enregistré."
    ),
    "past_lasts": "C'était encore le cas en dernier lieu ({until}).",
    # Buttons of a phone
    "acknowledge": "Je m'en occupe",
    "snooze": "Rappeler dans 1 h",
    "confirm": "Bien reçu",
    # About the way to people
    "again": (
        "Tentative {attempt} : une précédente est restée sans réponse à temps ; ce message"
        " peut donc arriver deux fois."
    ),
    "late": "Écrit le {when}.",
    "digest_title": "Autres messages : {count}",
    "left_out": "Messages plus anciens qui ne figurent pas ici : {count}.",
    "test_title": "Message de test",
    "test_text": (
        "Les alertes de vos appareils HW group parviendront à {recipient} par ce canal."
        " Il ne s'est rien passé ; aucune action n'est nécessaire."
    ),
    "test_accepted_title": "Message de test accepté",
    "test_accepted_text": "Accepté pour : {channels}. Vérifiez qu'il est bien arrivé.",
    "drill_title": "Exercice d'alerte : avez-vous reçu ce message ?",
    "drill_text": (
        "{recipient}, il ne s'est rien passé. Ce message vérifie que les alertes vous"
        " parviendraient : répondez avec le bouton « Bien reçu », ici ou sur la page"
        " des alertes HW group dans Home Assistant."
    ),
    "left_open_title": "Maintenance en cours : {name}",
    "left_open_text": (
        "La fenêtre de maintenance « {name} » est ouverte depuis {since}, soit"
        " {duration}. Tant qu'elle n'est pas désactivée, aucun message n'est envoyé"
        " pour : {devices}."
    ),
    "all_devices": "tous les appareils",
    "unreachable_title": "Les alertes ne parviennent pas à {recipient}",
    "unreachable_text": (
        "Un message pour {recipient} n'a pas été accepté. Détails : {channel} :"
        " « {reason} ». Corrigez la configuration du canal de notification ou choisissez"
        " un autre canal, puis appuyez sur le bouton qui envoie un message de test."
    ),
    "undelivered": "Message non remis à {recipient}.",
    "caution_first": "attention : le canal de notification que Home Assistant charge en premier",
    "caution_shown": "attention : affiché seulement dans Home Assistant, n'est envoyé à personne",
    "caution_all": "attention : à tous ceux que connaît son intégration",
    # Positions, by what has them
    "input_on": "fermé",
    "input_off": "ouvert",
    "output_on": "activé",
    "output_off": "désactivé",
    "leak_on": "eau détectée",
    "leak_off": "sec",
    "switch_on": "activé",
    "switch_off": "désactivé",
    "unreadable": "inconnu",
    "no_limit": "aucune",
    "in_alarm": "en alarme",
    "not_in_alarm": "sans alarme",
    # The network of several devices: that of an address, and one without
    "the_network": "le réseau {device}",
    "their_network": "leur réseau",
    # Why a device does not answer
    "reason_cannot_connect": " (connexion impossible)",
    "reason_certificate": " (le certificat de l'appareil n'est pas approuvé)",
    "reason_certificate_changed": " : le certificat de l'appareil a changé",
    "reason_invalid_auth": " (l'appareil refuse le nom d'utilisateur ou le mot de passe)",
    "reason_malformed": " (les réponses de l'appareil sont illisibles)",
    "reason_no_push": " (aucun push reçu)",
    "reason_not_hwgroup": " (autre chose répond à cette adresse)",
    "reason_other_device": " (un autre appareil répond à cette adresse)",
    "reason_redirected": " (son serveur web redirige vers une autre adresse)",
    "reason_snmp_silent": " (pas de réponse par SNMP)",
    "reason_timeout": " (délai de réponse dépassé)",
    # Why it is not set up
    "reason_setup_error": " (erreur inattendue, voir le journal)",
    "reason_migration_error": " (ses paramètres proviennent d'une autre version)",
    "reason_unreadable": " (ses paramètres sont illisibles)",
    "reason_failed_unload": " (impossible de l'arrêter)",
    "reason_not_polled": " ou l'interrogation est désactivée",
    # What a rule would have raised
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
