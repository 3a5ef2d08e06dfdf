"""Notifying each recipient of alerts, once for each change that is due."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ...compat import current_user_name
from ...device.registered import async_registered
from ..messages.group import severest
from ..messages.template import async_worded
from ..model import Alert, Change, Message, Phase, Reading, Severity
from ..rules.answers import acknowledgement_end, reminded
from ..rules.conditions import Rule
from ..rules.engine import RuleEngine
from ..rules.event import BY, FATE, AlertEvent
from ..timeline import Instant, Now
from .inhibition import CHECK_AGAIN, Inhibition, order_of
from .notifier import Notifier
from .problems import async_show_message
from .recipients import Recipient, first_told, next_notification, notifications_due
from .suppression import Suppression

# What `Alert.told` calls Home Assistant itself, where there is nobody else.
_NOBODY: Final = ""


def _place_of(hass: HomeAssistant, device: str) -> str:
    """Return the area of a device by its entry, or the entry where it is in none."""
    entry = hass.config_entries.async_get_entry(device)
    shown = None if entry is None else async_registered(hass, entry)
    return (shown and shown.area_id) or device


def _by_whom(alert_event: AlertEvent) -> AlertEvent:
    """Return the end of an alert with whom it is due to, where that is known."""
    reading = alert_event.reading
    knows = BY in reading.facts or not reading.facts.get(FATE)
    if knows or (by := current_user_name()) is None:
        return alert_event
    facts = {**reading.facts, BY: by}
    return replace(alert_event, reading=replace(reading, facts=facts))


def _as_told(alert_event: AlertEvent) -> AlertEvent:
    """Return news of an alert, as severe as it was told: they go where that went."""
    rule, told = alert_event.rule, alert_event.alert.severity
    severity = severest((rule.severity, told or rule.severity))
    return replace(alert_event, rule=replace(rule, severity=severity))


class Dispatcher:
    """Compares what each recipient was told of the alerts with what they have to know."""

    def __init__(
        self,
        hass: HomeAssistant,
        engine: RuleEngine,
        notifier: Notifier,
        suppression: Suppression,
        publish: Callable[[AlertEvent], None],
    ) -> None:
        """Begin; `publish` gets what is told besides the changes of the engine."""
        self._hass = hass
        self._engine = engine
        self._notifier = notifier
        self._suppression = suppression
        self._inhibition = Inhibition(engine, notifier)
        self._publish = publish
        self._shown: dict[str, Instant | None] = {}
        """When the alerts started that are shown in Home Assistant, by their IDs.

        It forgets them in a restart.
        """
        self.next_due: Instant | None = None
        """When somebody has to be told of something next."""

    def is_due(self, now: Instant) -> bool:
        """Return whether somebody has to be told of something by now."""
        return self.next_due is not None and self.next_due <= now

    @callback
    def dispatch(self, now: Now) -> None:
        """Notify each recipient of what they have to know by now and were not told."""
        times = list[Instant | None]()
        active = sorted(self._engine.active, key=lambda found: order_of(found[1]))
        for known, rule, reading in active:
            alert = reminded(rule, known, now.instant)
            self._engine.put(alert)
            times.append(acknowledgement_end(rule, alert))
            if (hold := self._suppression.hold(rule, reading, now.instant)) is not None:
                # Before that, a schedule may be on only because it has not loaded yet.
                if self._hass.is_running:
                    self._engine.put(replace(alert, suppressed=True))
                times.append(hold.check_at)
                continue
            told, inhibited = self._dispatch_alert(alert, rule, reading, now)
            if inhibited:
                times.append(now.instant + CHECK_AGAIN)
            times.append(next_notification(rule, told, self._notifier.recipients, now))
        self.next_due = min(filter(None, times), default=None)

    def _dispatch_alert(
        self, alert: Alert, rule: Rule, reading: Reading, now: Now
    ) -> tuple[Alert, bool]:
        """Return the alert as it is then, and whether a recipient is not told yet."""
        if alert.suppressed:
            # From now on people have their time to answer, unless they had some before: short
            # windows may open and close for ever.
            end = now.instant
            started = alert.started if alert.told else end
            alert = replace(alert, suppressed=False, started=started, released=end)
            self._engine.put(alert)
        told, news, inhibited = dict(alert.told), {}, False
        for recipient, change in notifications_due(
            rule, alert, self._notifier.recipients, now
        ):
            alert_event = AlertEvent(change, alert, rule, reading)
            if self._inhibition.inhibits(alert_event, recipient, now.instant):
                inhibited = True
                continue
            self._write_to(recipient, alert_event, now)
            told[recipient.id] = now.instant
            if change is not Change.STARTED:
                news[change] = alert_event
        for alert_event in news.values():
            self._publish(alert_event)
        if not self._notifier.recipients and self._is_unseen(alert):
            self._shown[alert.id] = alert.started
            alert_event = AlertEvent(Change.STARTED, alert, rule, reading)
            async_show_message(self._hass, self._compose(alert_event, now, None))
            told[_NOBODY] = now.instant
        if told != alert.told:
            alert = replace(alert, told=told)
            self._engine.put(alert)
        return alert, inhibited

    def _is_unseen(self, alert: Alert) -> bool:
        shown = self._shown.get(alert.id)
        return alert.phase is Phase.ACTIVE and shown != alert.started

    def announce(
        self, alert_event: AlertEvent, now: Now, but: str | None = None
    ) -> None:
        """Tell those who were told before what has become of it, but one of them.

        A recipient with several notifiers may be a team: one of them knows, not the rest.
        """
        if is_given_up := alert_event.change is Change.UNWATCHED:
            alert_event = _by_whom(alert_event)
        alert_event = _as_told(alert_event)
        self._publish(alert_event)
        for recipient in self._notifier.recipients:
            if recipient.id not in alert_event.alert.notified:
                continue
            undelivered, alert = self._notifier.undelivered, alert_event.alert.id
            if is_given_up and not undelivered.withdraw(recipient.id, alert):
                continue
            channels = recipient.channels_for(alert_event.rule.severity)
            if recipient.id != but or len(channels) > 1:
                self._write_to(recipient, alert_event, now)
        if _NOBODY in alert_event.alert.notified:
            if alert_event.change.is_end:
                self._shown.pop(alert_event.alert.id, None)
            async_show_message(self._hass, self._compose(alert_event, now, None))

    def tell_past(self, alert_event: AlertEvent, now: Now) -> None:
        """Tell once of what was while nobody observed it: nobody is woken for that."""
        self._publish(alert_event)
        severity = alert_event.rule.severity
        mild = min(severity, Severity.WARNING, key=lambda each: each.weight)
        told = replace(alert_event, rule=replace(alert_event.rule, severity=mild))
        recipients = self._notifier.recipients
        for recipient in first_told(severity, recipients):
            self._write_to(recipient, told, now)
        if not recipients:
            async_show_message(self._hass, self._compose(told, now, None))

    def _write_to(
        self, recipient: Recipient, alert_event: AlertEvent, now: Now
    ) -> None:
        # Read at the end of quiet hours, "13:00" would be of the wrong day.
        free = recipient.free_at(alert_event.rule.severity, now.wall)
        read = now.at(now.instant_of(free))
        message = self._compose(alert_event, read, recipient)
        place = _place_of(self._hass, alert_event.reading.device)
        about = alert_event.reading.facts.get(FATE) or alert_event.rule.id
        group = f"{about}/{alert_event.change}/{place}"
        self._notifier.owe(recipient, replace(message, group=group))

    def _compose(
        self, alert_event: AlertEvent, now: Now, recipient: Recipient | None
    ) -> Message:
        language = self._hass.config.language
        if recipient is not None:
            language = self._notifier.language_of(recipient)
        return async_worded(self._hass, alert_event, now, language)
