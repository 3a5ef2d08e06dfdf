"""What people do: acknowledge, snooze, pause, answer, and test."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Final

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN, LOGGER
from ..trail.record import PHONE, SMS
from ..trail.service import Trail
from .action_records import ActionRecords
from .clock import Clock
from .health.drills import Drills
from .model import Alert, Change, Message, Phase, Reading, ReadingKind, part_key
from .notes import Note
from .notify.dispatcher import Dispatcher
from .notify.mobile_app import Answer, is_from
from .notify.notifier import Notifier
from .notify.pauses import Pauses
from .notify.recipients import Recipient
from .notify.tested import Tested
from .put_off import PutOff
from .readings.agreed import AgreedLimits
from .rules.answers import acknowledged, snoozed, unacknowledged
from .rules.built_in import LIMITS
from .rules.conditions import Rule
from .rules.engine import RuleEngine
from .rules.event import AlertEvent
from .told_through import told_through

# How long the button on a phone snoozes.
SNOOZE: Final = timedelta(hours=1)


@dataclass(kw_only=True, slots=True)
class Actions:
    """Takes what people do, from wherever they do it.

    `on_change` is called after each of them: it tells what is to be told now, and
    writes it down. `by` is the name of who does it, None for Home Assistant itself;
    `recipient` is the ID of who does it by an answer, and `via` says how that came.
    """

    clock: Clock
    engine: RuleEngine
    notifier: Notifier
    dispatcher: Dispatcher
    pauses: Pauses
    drills: Drills
    agreed: AgreedLimits
    trail: Trail
    on_change: Callable[[], None]
    put_off: PutOff[Actions]
    _records: ActionRecords = field(init=False)

    def __post_init__(self) -> None:
        """Record what people do."""
        self._records = ActionRecords(
            self.trail, self.clock, self.engine, self.notifier
        )

    async def async_test(
        self, by: str | None, recipient: str | None = None
    ) -> list[Tested]:
        """Send a test message to everybody, or to one; what waited is tried, too.

        Raises ServiceValidationError where there is nobody to send it to.
        """
        self._records.of_recipient("tested", recipient, by)
        try:
            return await self.notifier.async_test(recipient)
        finally:
            self.on_change()

    @callback
    def async_tell(
        self, recipients: Container[str], compose: Callable[[str], Message]
    ) -> None:
        """Owe some recipients a message that is about no alert, each in their language."""
        for recipient in self.notifier.recipients:
            if recipient.id in recipients:
                language = self.notifier.language_of(recipient)
                self.notifier.owe(recipient, compose(language))
        self.on_change()

    @callback
    def async_acknowledge(
        self,
        alert_ids: Iterable[str] | None,
        by: str | None,
        recipient: str = "",
        duration: timedelta | None = None,
        note: str | None = None,
        via: str = "",
    ) -> None:
        """Let somebody see to alerts, or to all of them: nobody is told of them meanwhile.

        That is for so long, or as long as is usual; who gives a time may do so again.
        Raises ServiceValidationError for an alert that does not exist.
        """
        now = self.clock.now()
        until = None if duration is None else now + duration
        again = partial(
            Actions.async_acknowledge,
            by=by,
            recipient=recipient,
            duration=duration,
            note=note,
            via=via,
        )
        alert_ids = self.put_off.without(self._awaited, alert_ids, again)
        for alert, rule, reading in self._chosen(alert_ids):
            self.notifier.log.acknowledge(alert.id, recipient)
            self.drills.answered(recipient, now)
            if alert.phase is Phase.ACTIVE or until is not None:
                self._records.of_alert(
                    "acknowledged", alert, reading, by, via, duration
                )
                answered = acknowledged(alert, by, now, until)
                self._acknowledge(answered, rule, reading, recipient)
            if note:
                known = self.engine.alert(alert.rule, alert.source) or alert
                self._note(known, reading, note, by)
        self.on_change()

    def _acknowledge(
        self, alert: Alert, rule: Rule, reading: Reading, recipient: str
    ) -> None:
        self.engine.put(alert)
        alert_event = AlertEvent(Change.ACKNOWLEDGED, alert, rule, reading)
        self.dispatcher.announce(alert_event, self.clock.read(), but=recipient)
        if rule.id == LIMITS:
            # With that it is over, too, and that is no second message.
            low, high = alert.limits or (reading.low, reading.high)
            self.agreed.accept(reading.key, low, high)
            self.engine.put(replace(alert, told={}, informed=()))

    @callback
    def async_add_note(self, alert_id: str, text: str, by: str | None) -> None:
        """Add a note to an alert that is on.

        Raises ServiceValidationError for an alert that does not exist.
        """
        [(alert, _, reading)] = self._chosen([alert_id])
        self._note(alert, reading, text, by)
        self.on_change()

    def _note(self, alert: Alert, reading: Reading, text: str, by: str | None) -> None:
        # One line, as lists and tables show it.
        text = " ".join(text.split())
        note = Note(self.clock.now(), text, by)
        self.engine.put(replace(alert, notes=(*alert.notes, note)))
        self._records.of_alert("noted", alert, reading, by, text=text)

    @callback
    def async_accept_limits(
        self, entry_id: str, sensor: str, low: float | None, high: float | None
    ) -> None:
        """Take the limits of a sensor as agreed: somebody has set them from here."""
        self.agreed.accept(part_key(entry_id, ReadingKind.SENSOR, sensor), low, high)
        self.on_change()

    @callback
    def async_unacknowledge(self, alert_ids: Iterable[str], by: str | None) -> None:
        """Take acknowledgements back: who was told of these alerts is told again.

        Raises ServiceValidationError for an alert that does not exist.
        """
        for alert, _, reading in self._chosen(alert_ids):
            if alert.phase is Phase.ACKNOWLEDGED:
                self._records.of_alert("unacknowledged", alert, reading, by)
                self.engine.put(unacknowledged(alert, self.clock.now()))
        self.on_change()

    @callback
    def async_confirm(self, recipient: str, by: str | None, via: str = "") -> None:
        """Note that a recipient has confirmed a message, in Home Assistant or by a phone."""
        self._records.of_recipient("confirmed", recipient, by, via)
        self.drills.answered(recipient, self.clock.now())
        self.on_change()

    @callback
    def async_dismiss(self, message_ids: Iterable[str] | None, by: str | None) -> None:
        """Forget messages that are undeliverable, or all of them.

        Raises ServiceValidationError for a message that is not.
        """
        for delivery in self.notifier.undeliverable.async_dismiss(message_ids):
            self._records.of_message("dismissed", delivery, by)
        self.on_change()

    @callback
    def async_snooze(
        self,
        alert_ids: Iterable[str] | None,
        duration: timedelta,
        by: str | None,
        via: str = "",
    ) -> None:
        """Tell nobody of alerts for so long; what is still wrong then is told again.

        Raises ServiceValidationError for an alert that does not exist.
        """
        again = partial(Actions.async_snooze, duration=duration, by=by, via=via)
        alert_ids = self.put_off.without(self._awaited, alert_ids, again)
        for alert, _, reading in self._chosen(alert_ids):
            self._records.of_alert("snoozed", alert, reading, by, via, duration)
            now = self.clock.now()
            self.engine.put(snoozed(alert, now + duration, now))
        self.on_change()

    @callback
    def async_pause(
        self,
        devices: list[str] | None,
        duration: timedelta,
        by: str | None,
        note: str | None = None,
    ) -> None:
        """Tell nobody of devices, by the IDs of their entries, or of anything.

        The note says why.
        """
        until = (self.clock.read().wall + duration).isoformat()
        text = None if note is None else " ".join(note.split())
        self._records.of_devices("paused", devices, by, until=until, text=text)
        now = self.clock.now()
        self.pauses.begin(devices, now + duration, now)
        self.on_change()

    @callback
    def async_resume(self, devices: list[str] | None, by: str | None) -> None:
        """End pauses before their time."""
        self._records.of_devices("resumed", devices, by)
        self.pauses.end(devices)
        self.on_change()

    @callback
    def async_take_answer(self, answer: Answer, phones: set[str] | None) -> None:
        """Do what somebody answered with a button of a notification.

        It counts only from a phone of the recipient who got the notification; an
        automation, for which `phones` is None, may answer for anybody.
        """
        recipients = {known.id: known for known in self.notifier.recipients}
        recipient = recipients.get(answer.recipient)
        if phones is not None and not (recipient and is_from(recipient, phones)):
            LOGGER.warning("An answer came from a phone that was not asked")
            return
        try:
            self._do(answer, recipient)
        except ServiceValidationError:
            # It is over: the notification was older than that.
            LOGGER.debug("An answer to an alert that is no more: %s", answer)

    @callback
    def async_take_ok(self, entities: Container[str]) -> bool:
        """Take an "OK" that came back to notify entities; return whether it says anything.

        Their recipients acknowledge what they were told through these and is still on,
        and confirm a drill that was.
        """
        ask = partial(told_through, self.notifier, self.engine, self.drills)
        meant = [
            (recipient, *ask(recipient.id, entities))
            for recipient in self.notifier.recipients
        ]
        for recipient, alerts, confirms in meant:
            if alerts:
                by, own = recipient.name, recipient.id
                self.async_acknowledge(alerts, by, own, via=SMS)
            elif confirms:
                self.async_confirm(recipient.id, recipient.name, SMS)
        return any(alerts or confirms for _, alerts, confirms in meant)

    def _do(self, answer: Answer, recipient: Recipient | None) -> None:
        by = recipient.name if recipient else None
        if answer.verb == "acknowledge":
            self.async_acknowledge(self._meant(answer), by, answer.recipient, via=PHONE)
        elif answer.verb == "confirm":
            self.async_confirm(answer.recipient, by, PHONE)
        elif answer.verb == "snooze":
            self.async_snooze(self._meant(answer), SNOOZE, by, PHONE)

    def _meant(self, answer: Answer) -> list[str]:
        """Return the alerts that an answer is about: of several, those that still are."""
        if (alerts := self.notifier.alerts_in(answer.about)) is None:
            return [answer.about]
        known = {alert.id for alert, _, _ in self.engine.active} | self._awaited
        return [alert for alert in alerts if alert in known]

    @property
    def _awaited(self) -> set[str]:
        return {alert.id for alert in self.engine.awaited}

    @callback
    def catch_up(self) -> None:
        """Do what was put off to alerts that are known by now."""
        self.put_off.catch_up(lambda: self._awaited, self)

    def _chosen(
        self, alert_ids: Iterable[str] | None
    ) -> list[tuple[Alert, Rule, Reading]]:
        active = {found[0].id: found for found in self.engine.active}
        if alert_ids is None:
            return list(active.values())
        for alert_id in alert_ids:
            if alert_id not in active:
                raise ServiceValidationError(
                    translation_domain=DOMAIN,
                    translation_key="unknown_alert",
                    translation_placeholders={"alert": alert_id},
                )
        return [active[alert_id] for alert_id in alert_ids]
