"""English."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # The media browser
    "shelf": "HW group reports",
    "shelved": "created {moment}",
    # The cover
    "title": "Measurement report",
    "site": "Site",
    "period": "Period",
    "created": "Created",
    "page": "Page {page} of {pages}",
    # The summary, and the numbers of a reading
    "reading": "Reading",
    "lowest": "Lowest",
    "highest": "Highest",
    "mean": "Mean",
    "kinetic": "Mean kinetic temperature",
    "kinetic_short": "MKT",
    "out_of_range": "Out of range",
    "coverage": "Observed",
    "within_hour": "in the hour from {time}",
    "by_states": "from recorded states",
    "by_hours": "from hourly means, and so too low",
    "by_both": "in part from hourly means, and so too low",
    "nothing": "Not observed in this period.",
    # Where it was measured
    "area": "Area",
    "device": "Device",
    "serial": "Serial number or MAC",
    "firmware": "Firmware",
    "probe": "Sensor ID",
    "calibration": "Calibration",
    "certificate": "certificate {number} of {day}, due {due}",
    "offset": ", deviation {offset}",
    "calibration_over": ", ENDED BEFORE THE PERIOD DID",
    "not_calibrated": "no certificate entered",
    # Limits and excursions
    "high_limit": "High limit {limit}",
    "low_limit": "Low limit {limit}",
    "no_limits": "No limits are set.",
    "no_excursion": "never out of range",
    "excursions": "out of range {length}, excursions: {count}, longest {longest}",
    "undecided": "up to {length} more: hours with values on both sides",
    "excursion": "Excursion",
    "begin": "Begin",
    "end": "End",
    "length": "Duration",
    "worst": "Worst value",
    "more": "Only the {count} longest are listed; the .json file has more.",
    # What was not observed
    "missing": "Not observed",
    "unavailable": "no value {length}",
    "held": "value held while polls failed {length}",
    "stopped": "Home Assistant did not run {length}",
    "no_data": "no data {length}",
    # The graph
    "legend": "Line: mean. Light band: lowest to highest. Red: limit. Grey: not observed.",
    # Notes
    "notes": "Notes",
    "note_numbers": "Means are weighted by time. An excursion lasts from the first value beyond the limit to the next one within it. The mean kinetic temperature has ΔH = 83.144 kJ/mol.",
    "note_limits": "The limits of each day are those that were set at its end, or when the day was first computed.",
    "note_coverage": "Time in which Home Assistant did not run, or showed a held value, does not count as observed.",
    "note_since": "This is known since {since}. Before, all that the recorder has counts as observed.",
    "note_standard": "This report states what was recorded. It claims conformity with no standard.",
}
