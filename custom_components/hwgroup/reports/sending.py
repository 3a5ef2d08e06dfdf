"""Sends the files of a report by the integrations whose actions take files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from .shelf import TYPES

type _Send = Callable[
    [HomeAssistant, str, str, str, Sequence[Path], set[str]], Awaitable[None]
]


async def async_send_files(
    hass: HomeAssistant,
    entity_id: str,
    title: str,
    text: str,
    files: Sequence[Path],
    sent: set[str],
) -> None:
    """Send files to a notify entity, but those that were sent, by their names.

    What is sent alone is added to these. Raises HomeAssistantError.
    """
    entity = er.async_get(hass).async_get(entity_id)
    send = None if entity is None else SENDERS.get(entity.platform)
    if send is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="takes_no_files",
            translation_placeholders={"entity": entity_id},
        )
    await send(hass, entity_id, title, text, files, sent)


async def _async_mail(
    hass: HomeAssistant,
    entity_id: str,
    title: str,
    text: str,
    files: Sequence[Path],
    _sent: set[str],
) -> None:
    attachments = [
        {
            "media_source": {
                "media_content_id": f"media-source://{DOMAIN}/{file.name}",
                "media_content_type": TYPES[file.suffix],
            },
            "filename": file.name,
        }
        for file in files
    ]
    data = {"title": title, "message": text, "attachments": attachments}
    await hass.services.async_call(
        "smtp", "send_message", {ATTR_ENTITY_ID: entity_id, **data}, blocking=True
    )


async def _async_post(
    hass: HomeAssistant,
    entity_id: str,
    title: str,
    text: str,
    files: Sequence[Path],
    sent: set[str],
) -> None:
    for file in files:
        if file.name in sent:
            continue
        data = {"file": str(file), "caption": f"{title}\n{text}"}
        await hass.services.async_call(
            "telegram_bot",
            "send_document",
            {ATTR_ENTITY_ID: [entity_id], **data},
            blocking=True,
        )
        sent.add(file.name)


SENDERS: Final[Mapping[str, _Send]] = {"smtp": _async_mail, "telegram_bot": _async_post}
