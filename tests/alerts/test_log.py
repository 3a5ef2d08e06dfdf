"""What is remembered of messages."""

from datetime import timedelta
import json

import pytest

from custom_components.hwgroup.alerts.model import Message
from custom_components.hwgroup.alerts.notify.log import (
    _REMEMBERED,
    Delivery,
    DeliveryState,
    NotificationLog,
)
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.timeline import Now
from worlds.examples import NOON, NOW

CHANNEL = Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.ann")


def _delivery(alert: str = "x", recipient: str = "ann") -> Delivery:
    return Delivery(
        channel=Channel(
            recipient=recipient, kind=ChannelKind.ENTITY, target="notify.a"
        ),
        message=Message(id="m", title="T", text="t", alert=alert),
        created=NOON,
        due=NOON,
        state=DeliveryState.ACCEPTED,
        settled=NOON,
    )


def test_it_is_bounded() -> None:
    """The oldest are forgotten."""
    log = NotificationLog()
    for number in range(_REMEMBERED + 5):
        log.add(_delivery(str(number)))
    kept = [delivery.message.alert for delivery in log]
    assert kept == [str(number) for number in range(5, _REMEMBERED + 5)]


def test_it_is_written_as_it_is_now() -> None:
    """Also after what is old went, what was read, and a clock that was set."""
    log = NotificationLog([_delivery("old")])

    def is_right(now: Now = NOW) -> bool:
        return log.to_list(now) == [delivery.to_dict(now) for delivery in log]

    assert is_right()
    for number in range(_REMEMBERED):
        log.add(_delivery(str(number)))
        assert number % 100 or is_right()
    assert is_right()
    log.acknowledge("7", "ann")
    assert is_right()
    assert is_right(Now(NOON, NOW.wall + timedelta(hours=1)))


def test_only_who_acknowledges_has_read_it() -> None:
    """And only what he acknowledges."""
    log = NotificationLog(
        [_delivery(), _delivery(alert="y"), _delivery(recipient="bob"), _delivery()]
    )
    log.acknowledge("x", "ann")
    assert [delivery.state for delivery in log] == [
        DeliveryState.ACKNOWLEDGED,
        DeliveryState.ACCEPTED,
        DeliveryState.ACCEPTED,
        DeliveryState.ACKNOWLEDGED,
    ]


@pytest.mark.parametrize(
    "field",
    ["recipient", "kind", "state", "created", "settled", "severity", "attempts"],
)
def test_half_a_delivery_is_none(field: str) -> None:
    """What is missing is not guessed."""
    data = json.loads(json.dumps(_delivery().to_dict(NOW)))
    assert Delivery.from_dict(data, NOW) == _delivery()
    del data[field]
    with pytest.raises(KeyError):
        Delivery.from_dict(data, NOW)


def test_a_delivery_of_older_code() -> None:
    """Its keys are fewer: what they say of it now was not so."""
    data = _delivery().to_dict(NOW)
    for key in (
        *("group", "parts", "left_out", "unsure", "tries", "refusals"),
        *("refused_since", "overtaken", "declared", "tag"),
    ):
        del data[key]
    assert Delivery.from_dict(data, NOW) == _delivery()
