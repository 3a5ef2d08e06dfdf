"""What has become of an alert last, in words: the timeline that people read."""

from typing import Final, override

from homeassistant.components.sensor import RestoreSensor, SensorEntityDescription
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..events import News
from ..messages.template import async_worded
from ..rules.engine import Happening
from .entity import HwgAlertEntity

LATEST: Final = SensorEntityDescription(key="latest", translation_key="latest")


class HwgLatestSensor(HwgAlertEntity, RestoreSensor):
    """The title of the latest message, in the language of Home Assistant."""

    @override
    async def async_added_to_hass(self) -> None:
        """Go on with what was told last, and tell all news from now on."""
        await super().async_added_to_hass()
        if (known := await self.async_get_last_sensor_data()) is not None:
            self._attr_native_value = known.native_value
        self.async_on_remove(self._centre.news.async_subscribe(self._tell))

    @callback
    def _tell(self, news: News) -> None:
        if isinstance(news, Happening):
            language = self.hass.config.language
            told = async_worded(self.hass, news, dt_util.utcnow(), language)
            self._attr_native_value = told.title[:MAX_LENGTH_STATE_STATE]
            self.async_write_ha_state()
