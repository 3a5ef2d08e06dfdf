"""The blueprint that tells when Home Assistant has started."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from homeassistant.core import HomeAssistant, ServiceCall

from ..conftest import Elapse
from .conftest import Automate, Settle, Start

PHONES = ["notify.ann_sms", "notify.bob_sms"]
WORDS = {
    "en": ("Home Assistant has started", "At 12:00."),
    "cs": ("Home Assistant byl spuštěn", "V 12:00."),
    "de": ("Home Assistant ist gestartet", "Um 12:00."),
    "fr": ("Home Assistant a démarré", "À 12:00."),
}


@pytest.fixture
def watch(automate: Automate, tell: Callable[..., Any]) -> Automate:
    """Return a function that makes the automation."""
    return partial(
        automate, "started", phones=PHONES, started_actions=tell("started", "phones")
    )


@pytest.mark.freeze_time("2026-11-25 12:00:00+00:00")
@pytest.mark.parametrize("language", WORDS)
async def test_a_start(
    hass: HomeAssistant,
    starting: Start,
    watch: Automate,
    told: list[ServiceCall],
    language: str,
) -> None:
    """It is told once."""
    await hass.config.async_set_time_zone("UTC")
    for phone in PHONES:
        hass.states.async_set(phone, "unknown")
    await watch(language=language)
    assert not told
    await starting()
    [call] = told
    assert (call.data["title"], call.data["message"]) == WORDS[language]
    assert call.data["phones"] == PHONES


@pytest.mark.parametrize("comes", [True, False])
async def test_a_phone_that_is_late(
    hass: HomeAssistant,
    starting: Start,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    settle: Settle,
    comes: bool,
) -> None:
    """It is waited for, but not for ever: others may be told."""
    hass.states.async_set(PHONES[0], "unknown")
    hass.states.async_set(PHONES[1], "unavailable")
    await watch()
    await starting()
    await elapse(600)
    assert not told
    if comes:
        hass.states.async_set(PHONES[1], "unknown")
        await settle()
    else:
        await elapse(1300)
    assert len(told) == 1
