"""The phones that SMS gateways reach, as users have described them."""

from typing import NamedTuple, Self

from ..client import SmsInterface, phone_number
from ..const import CONF_FALLBACK_GATEWAY, CONF_INTERFACE, CONF_NUMBER
from ..settings import Settings, text


class Phone(NamedTuple):
    """A phone as a user has described it."""

    number: str
    interface: SmsInterface
    fallback: str | None
    """The entry of another gateway."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read what the form keeps.

        Raises UnreadableSettingError where nobody knows which phone it is.
        """
        return cls(
            settings.needed(CONF_NUMBER, phone_number),
            settings.kept(CONF_INTERFACE, SmsInterface, SmsInterface.SOAP),
            settings.get(CONF_FALLBACK_GATEWAY, text, None),
        )
