"""Messages for notifiers that read them as markup: shown as they are.

Names come from devices. As markup they could be links, and Telegram refuses a message
with a single underscore in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ...plain import escaped
from ..model import Message
from .recipients import Channel, ChannelKind

# These actions show Markdown.
_MARKDOWN_ACTIONS: Final = ("notify.persistent_notification",)
_TELEGRAM: Final = "telegram_bot"
_LEGACY_MARKDOWN: Final = str.maketrans({sign: f"\\{sign}" for sign in "_*`["})
# By the parse mode that is chosen in the options of a Telegram bot.
_TELEGRAM_ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "html": lambda text: escape(text, quote=False),
    "markdown": lambda text: text.translate(_LEGACY_MARKDOWN),
    "markdownv2": escaped,
}


@callback
def async_as_markup(hass: HomeAssistant, channel: Channel, message: Message) -> Message:
    """Return a message so that its channel shows it as it is."""
    if channel.kind is ChannelKind.ACTION:
        if channel.target in _MARKDOWN_ACTIONS:  # which shows the title as it is
            return replace(message, text=escaped(message.text))
        return message
    entity = er.async_get(hass).async_get(channel.target)
    if entity is None or entity.platform != _TELEGRAM or not entity.config_entry_id:
        return message
    bot = hass.config_entries.async_get_entry(entity.config_entry_id)
    mode = bot.options.get("parse_mode") if bot else None
    if (as_is := _TELEGRAM_ESCAPES.get(str(mode))) is None:
        return message
    return replace(message, title=as_is(message.title), text=as_is(message.text))
