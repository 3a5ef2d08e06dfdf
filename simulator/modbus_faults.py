"""The ways in which commands over Modbus/TCP can fail."""

from enum import StrEnum


class ModbusFault(StrEnum):
    """What becomes of a command."""

    NONE = "none"
    REFUSED = "refused"
    """It is answered with the exception of the server."""
    UNANSWERED = "unanswered"
    """It is done, and the answer is lost."""
    LOCKED = "locked"
    """As `REFUSED`, and nothing is told either."""
    EMPTY = "empty"
    """The answer to what is asked has no coil."""
    CUT = "cut"
    """The connection ends instead."""
