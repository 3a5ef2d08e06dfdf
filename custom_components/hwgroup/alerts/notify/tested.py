"""What became of test messages."""

from collections.abc import Iterable

from homeassistant.exceptions import HomeAssistantError

from ...const import DOMAIN
from .recipients import Channel, Recipient

type Tested = tuple[Recipient, Channel, str | None]
"""A channel through which a test was sent, and why it was not accepted if it was not."""


def check_accepted(tested: Iterable[Tested]) -> None:
    """Raise HomeAssistantError naming the channels that did not accept a test.

    The reasons are quoted: they are the notifiers' own, in whatever language.
    """
    failures = [
        f'{recipient.name} ({channel.target}): "{reason}"'
        for recipient, channel, reason in tested
        if reason is not None
    ]
    if failures:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="test_failed",
            translation_placeholders={"failures": "; ".join(failures)},
        )
