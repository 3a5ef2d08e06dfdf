"""What people do about the alerts, for the audit trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from ..trail.service import Trail
from .clock import Clock
from .model import Alert, Reading, ReadingKind
from .notify.log import Delivery
from .notify.notifier import Notifier
from .rules.engine import RuleEngine


@dataclass(frozen=True, slots=True)
class ActionRecords:
    """Adds records. `by` is the name of who does something, None for nobody."""

    trail: Trail
    clock: Clock
    engine: RuleEngine
    notifier: Notifier

    def of_alert(
        self,
        action: str,
        alert: Alert,
        reading: Reading,
        by: str | None,
        via: str = "",
        duration: timedelta | None = None,
        text: str | None = None,
    ) -> None:
        """Record what is done to an alert."""
        until = None if duration is None else self.clock.read().wall + duration
        self.trail.add(
            action,
            by=by,
            via=via,
            kind="alert",
            name=reading.name or reading.device_name,
            device=reading.device_name,
            alert=alert.id,
            until=until and until.isoformat(),
            text=text,
        )

    def of_devices(
        self,
        action: str,
        devices: Iterable[str] | None,
        by: str | None,
        until: str | None = None,
        text: str | None = None,
    ) -> None:
        """Record what is done to devices, by the IDs of their entries, or to all."""
        names = {
            reading.device: reading.device_name
            for reading in self.engine.readings
            if reading.kind is ReadingKind.DEVICE
        }
        for key in [None] if devices is None else devices:
            name = "" if key is None else names.get(key, key)
            self.trail.add(
                action,
                by=by,
                kind="alerts",
                device=name,
                entry_id=key,
                until=until,
                text=text,
            )

    def of_recipient(
        self, action: str, recipient: str | None, by: str | None, via: str = ""
    ) -> None:
        """Record what is done with a recipient by ID, or with all."""
        name = "" if recipient is None else self._name_of(recipient)
        self.trail.add(action, by=by, via=via, kind="recipient", name=name)

    def of_message(self, action: str, delivery: Delivery, by: str | None) -> None:
        """Record what is done with a message."""
        name, message = self._name_of(delivery.channel.recipient), delivery.message.id
        self.trail.add(action, by=by, kind="message", name=name, message=message)

    def _name_of(self, recipient: str) -> str:
        names = {each.id: each.name for each in self.notifier.recipients}
        return names.get(recipient, "")
