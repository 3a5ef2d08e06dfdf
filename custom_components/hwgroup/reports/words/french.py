"""French."""

from collections.abc import Mapping
from typing import Final

FRENCH: Final[Mapping[str, str]] = {
    # The media browser
    "shelf": "Rapports HW group",
    "shelved": "créé le {moment}",
    # The cover
    "title": "Rapport de mesures",
    "site": "Site",
    "period": "Période",
    "created": "Créé le",
    "page": "Page {page} sur {pages}",
    # The summary, and the numbers of a reading
    "reading": "Mesure",
    "lowest": "Minimum",
    "highest": "Maximum",
    "mean": "Moyenne",
    "kinetic": "Température cinétique moyenne",
    "kinetic_short": "TCM",
    "out_of_range": "Hors plage",
    "coverage": "Observé",
    "within_hour": "dans l'heure à partir du {time}",
    "by_states": "d'après les états enregistrés",
    "by_hours": "d'après des moyennes horaires, donc trop basse",
    "by_both": "en partie d'après des moyennes horaires, donc trop basse",
    "nothing": "Aucune observation pendant cette période.",
    # Where it was measured
    "area": "Pièce",
    "device": "Appareil",
    "serial": "Numéro de série ou MAC",
    "firmware": "Micrologiciel",
    "probe": "ID du capteur",
    "calibration": "Étalonnage",
    "certificate": "certificat {number} du {day}, échéance {due}",
    "offset": ", écart {offset}",
    "calibration_over": ", EXPIRÉ AVANT LA FIN DE LA PÉRIODE",
    "not_calibrated": "aucun certificat saisi",
    # Limits and excursions
    "high_limit": "Limite haute {limit}",
    "low_limit": "Limite basse {limit}",
    "no_limits": "Aucune limite n'est définie.",
    "no_excursion": "jamais hors plage",
    "excursions": "hors plage {length}, dépassements\xa0: {count}, le plus long {longest}",
    "undecided": "jusqu'à {length} de plus\xa0: heures avec des valeurs des deux côtés",
    "excursion": "Dépassement",
    "begin": "Début",
    "end": "Fin",
    "length": "Durée",
    "worst": "Pire valeur",
    "more": "Seuls les {count} plus longs sont listés\xa0; le fichier .json en contient d'autres.",
    # What was not observed
    "missing": "Non observé",
    "unavailable": "sans valeur {length}",
    "held": "valeur maintenue pendant l'échec des interrogations {length}",
    "stopped": "Home Assistant arrêté {length}",
    "no_data": "aucune donnée {length}",
    # The graph
    "legend": "Ligne\xa0: moyenne. Bande claire\xa0: minimum à maximum. Rouge\xa0: limite. Gris\xa0: non observé.",
    # Notes
    "notes": "Remarques",
    "note_numbers": "Les moyennes sont pondérées par le temps. Un dépassement dure de la première valeur au-delà de la limite jusqu'à la suivante dans la plage. La température cinétique moyenne est calculée avec ΔH = 83,144 kJ/mol.",
    "note_limits": "Les limites de chaque jour sont celles définies à la fin de ce jour, ou lors de son premier calcul.",
    "note_coverage": "Le temps pendant lequel Home Assistant était arrêté ou affichait une valeur maintenue ne compte pas comme observé.",
    "note_since": "Cela est connu depuis le {since}. Avant, tout ce que contient l'enregistreur compte comme observé.",
    "note_standard": "Ce rapport indique ce qui a été enregistré. Il ne revendique la conformité à aucune norme.",
}
