"""What the actions that write reports, and the audit trail, take."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from .periods import Every
from .request import Format

ATTR_BEGIN: Final = "begin"
ATTR_END: Final = "end"
ATTR_FORMATS: Final = "formats"
ATTR_KEEP: Final = "keep"
ATTR_LANGUAGE: Final = "language"
ATTR_LINK: Final = "link"
ATTR_PERIOD: Final = "period"

REPORT_FIELDS: Final[Mapping[Any, Any]] = {
    **cv.TARGET_SERVICE_FIELDS,
    vol.Optional(ATTR_PERIOD, default=Every.MONTH): vol.Coerce(Every),
    vol.Inclusive(ATTR_BEGIN, "own"): cv.datetime,
    vol.Inclusive(ATTR_END, "own"): cv.datetime,
    vol.Optional(ATTR_FORMATS, default=[Format.PDF, Format.CSV]): vol.All(
        cv.ensure_list, vol.Length(min=1), [vol.Coerce(Format)]
    ),
    vol.Optional(ATTR_LANGUAGE): cv.string,
    vol.Optional(ATTR_KEEP): cv.positive_time_period,
    vol.Optional(ATTR_LINK): cv.positive_time_period,
}
TRAIL_FIELDS: Final[Mapping[Any, Any]] = {
    vol.Optional(ATTR_BEGIN): cv.datetime,
    vol.Optional(ATTR_END): cv.datetime,
    vol.Optional(ATTR_KEEP): cv.positive_time_period,
}
