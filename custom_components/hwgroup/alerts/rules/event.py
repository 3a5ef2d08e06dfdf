"""What happens to an alert."""

from dataclasses import dataclass

from ..model import Alert, Change, Reading
from .conditions import Rule


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """What has become of an alert, by which rule, and the reading as it was then."""

    change: Change
    alert: Alert
    rule: Rule
    reading: Reading
