"""What became of test messages."""

from collections.abc import Collection, Iterable
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ...const import DOMAIN
from ...plain import escaped
from ..messages.words import words
from .recipients import Channel, Recipient

type Tested = tuple[Recipient, Channel, str | None]
"""A channel through which a test was sent, and why it was not accepted if it was not."""

_NOTIFICATION: Final = f"{DOMAIN}_test"


def accepted_by(tested: Iterable[Tested]) -> str:
    """Return the channels through which a test was sent."""
    return ", ".join(
        f"{recipient.name} ({channel.target})" for recipient, channel, _ in tested
    )


def failures_of(tested: Iterable[Tested]) -> str:
    """Return the channels that did not accept a test, empty where all did.

    The reasons are quoted: they are the notifiers' own, in whatever language.
    """
    return "; ".join(
        f'{recipient.name} ({channel.target}): "{reason}"'
        for recipient, channel, reason in tested
        if reason is not None
    )


@callback
def async_show_tested(hass: HomeAssistant, tested: Collection[Tested]) -> None:
    """Tell whoever has pressed a button what became of the test.

    Raises HomeAssistantError where a channel did not accept it.
    """
    persistent_notification.async_dismiss(hass, _NOTIFICATION)
    check_accepted(tested)
    text = words(hass.config.language)
    persistent_notification.async_create(
        hass,
        text["test_accepted_text"].format(channels=escaped(accepted_by(tested))),
        title=text["test_accepted_title"],
        notification_id=_NOTIFICATION,
    )


def check_accepted(tested: Iterable[Tested]) -> None:
    """Raise HomeAssistantError naming the channels that did not accept a test."""
    if failures := failures_of(tested):
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="test_failed",
            translation_placeholders={"failures": failures},
        )
