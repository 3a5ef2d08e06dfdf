"""A reader that remembers the document before reads as one that does not."""

from random import Random
import re
import tracemalloc

import pytest

from custom_components.hwgroup.client import Device, ReadingState, ValuesReader

from .helpers import POSEIDON, STE, document, entry, fixture, read


def _probe(identifier: str = "1", value: str = "20.0", **tags: str) -> str:
    return entry({"ID": identifier, "Name": "P", "Units": "C", "Value": value} | tags)


def _contact(identifier: str = "1", value: str = "0", **tags: str) -> str:
    return entry({"ID": identifier, "Name": "I", "Value": value} | tags)


def _sequence(*documents: str) -> Device:
    """Read documents one after the other, and return the last one's device."""
    reader = ValuesReader()
    for text in documents[:-1]:
        reader.read(text.encode())
    return reader.read(documents[-1].encode())


@pytest.mark.parametrize("name", ["ste2", "poseidon2_3268", "damocles2"])
def test_unchanged_document(name: str) -> None:
    """The same document yields the very same parts."""
    reader = ValuesReader()
    before, now = (reader.read(fixture(name)) for _ in range(2))
    assert now == before
    for old, new in (
        (before.sensors, now.sensors),
        (before.inputs, now.inputs),
        (before.outputs, now.outputs),
    ):
        assert list(new) == list(old)
        assert all(new[key] is old[key] for key in old)


_UPTIMES = ("0", "7", "4294967295", "4294967296", "12345678901", "007", "", "-1", "1 2")


@pytest.mark.parametrize("name", ["ste2", "poseidon2_3268", "damocles2"])
def test_only_the_uptime_has_changed(name: str) -> None:
    """It is read as by a reader that parses each document, whatever it says."""
    text = fixture(name).decode()
    begin, uptime, end = re.split(r"(?<=<UpTime>)(.*)(?=</UpTime>)", text)
    reader = ValuesReader()
    for told in (uptime, *_UPTIMES, uptime):
        now = reader.read(f"{begin}{told}{end}".encode())
        alone = ValuesReader().read(f"{begin}{told}{end}".encode())
        assert now == alone
        assert now.uptime == alone.uptime
    counted_on = reader.read(f"{begin}8{end}".encode())
    assert counted_on.inputs is now.inputs  # it was not parsed
    changed = end.replace("<Value>", "<Value>1", 1)
    assert changed != end
    assert reader.read(f"{begin}8{changed}".encode()) != now


def test_another_place_that_speaks_of_uptime() -> None:
    """What is certain to be the uptime of the device is read, and nothing else."""
    reader = ValuesReader()
    for comment, uptime in (("5", "5"), ("6", "5"), ("6", "7")):
        text = document(_probe()).replace(
            "<Agent>",
            f"<Agent><!--<UpTime>{comment}</UpTime>--><UpTime>{uptime}</UpTime>",
        )
        assert reader.read(text.encode()).uptime == int(uptime)


def test_one_changed_entry() -> None:
    """A change yields another object for what has changed, and for nothing else."""
    reader = ValuesReader()
    before = reader.read(
        document(
            _probe("1"),
            _probe("2"),
            inputs=_contact("1") + _contact("2"),
            outputs=_contact("151") + _contact("152"),
        ).encode()
    )
    now = reader.read(
        document(
            _probe("1", "20.1"),
            _probe("2"),
            inputs=_contact("1", "1") + _contact("2"),
            outputs=_contact("151", "1") + _contact("152"),
        ).encode()
    )
    assert now.sensors["1"].value == 20.1
    assert now.sensors["2"] is before.sensors["2"]
    assert now.inputs["1"].closed
    assert now.inputs["2"] is before.inputs["2"]
    assert now.outputs["151"].on
    assert now.outputs["152"] is before.outputs["152"]


def test_unchanged_entries_of_a_set_that_grows() -> None:
    """An entry is the same one wherever it stands."""
    reader = ValuesReader()
    before = reader.read(document(_probe("1"), _probe("2")).encode())
    now = reader.read(document(_probe("3"), _probe("2"), _probe("1")).encode())
    assert list(now.sensors) == ["3", "2", "1"]
    assert now.sensors["1"] is before.sensors["1"]
    assert now.sensors["2"] is before.sensors["2"]


def test_readers_share_nothing() -> None:
    """Every device has a memory of its own."""
    first, second = read(fixture("ste")), read(fixture("ste"))
    assert first.sensors["215"] is not second.sensors["215"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            document(_probe(State="1"), namespace=STE),
            document(_probe(State="1"), namespace=POSEIDON),
        ),
        (
            document(_probe(Units="F", Min="10"), namespace=POSEIDON),
            document(_probe(Units="F", Min="10"), namespace=STE),
        ),
        (
            document(_probe(value="0"), agent={"Model": "33"}),
            document(_probe(value="0"), agent={"Model": "43"}),
        ),
        (
            document(_probe(Min="5", Max="30")),
            document(_probe(Max="5", Min="30")),
        ),
        (
            document(_probe(status="<state>1</state><alarm>0</alarm>")),
            document(_probe(status="<state>4</state><alarm>1</alarm>")),
        ),
        (
            document(_probe(status="<state>4</state><alarm>1</alarm>")),
            document(_probe(status="<alarm>4</alarm><state>1</state>")),
        ),
        (
            document(_probe(Min="", Max="30")),
            document(_probe(Min="<Max>30</Max>")),
        ),
        (
            document(_probe(status="<state>4</state>", Hyst="")),
            document(_probe(status="", State="", Hyst="<state>4</state>")),
        ),
        (document(_probe(Name="A")), document(_probe(Name="B"))),
        (document(_probe(Units="C")), document(_probe(Units=""))),
        (document(_probe(Resistance="0")), document(_probe())),
        (document(_probe(Name="A")), document(_probe(Name="<b>A</b>"))),
    ],
)
def test_change_that_could_be_missed(first: str, second: str) -> None:
    """Whatever has a meaning is seen when it changes, in both directions."""
    assert read(first) != read(second)
    assert _sequence(first, second) == read(second)
    assert _sequence(second, first) == read(first)
    assert _sequence(first, second, first) == read(first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["5", "5"], ["5", "6"]),
        (["5", "5"], ["6", "5"]),
        (["5", "6"], ["6", "8"]),
        (["5", "6"], ["6", "5"]),
        (["5", "6"], ["6"]),
        (["6"], ["5", "6"]),
        (["5", "5", "5"], ["5", "5", "7"]),
    ],
)
def test_same_id(first: list[str], second: list[str]) -> None:
    """Two probes with one ID keep their places, whatever they measured before."""
    texts = [
        document(*(_probe("1", value) for value in values))
        for values in (first, second)
    ]
    device = _sequence(*texts)
    assert [item.value for item in device.sensors.values()] == list(map(float, second))
    assert list(device.sensors) == ["1", "1_2", "1_3"][: len(second)]
    assert device == read(texts[1])


def test_same_id_after_an_error() -> None:
    """A document that is refused changes nothing."""
    reader = ValuesReader()
    before = reader.read(document(_probe()).encode())
    with pytest.raises(Exception, match="not an XML document"):
        reader.read(b"")
    now = reader.read(document(_probe()).encode())
    assert now.sensors["1"] is before.sensors["1"]


@pytest.mark.parametrize("seed", range(20))
def test_any_sequence(seed: int) -> None:
    """Whatever comes after whatever, memory makes no difference."""
    random = Random(seed)
    reader = ValuesReader()
    for _ in range(50):
        text = document(
            *(
                _probe(
                    random.choice(("1", "2", "1_2", "")),
                    random.choice(("5", "6", "-999.9")),
                    State=random.choice("12"),
                )
                for _ in range(random.randint(0, 4))
            ),
            inputs="".join(
                _contact(random.choice("12"), random.choice("01"))
                for _ in range(random.randint(0, 3))
            ),
            namespace=random.choice((STE, STE, STE, POSEIDON)),
        )
        fresh, remembered = read(text), reader.read(text.encode())
        assert remembered == fresh
        assert list(remembered.sensors) == list(fresh.sensors)


def test_memory() -> None:
    """A thousand documents leave no more behind than one does."""
    reader = ValuesReader()

    def poll(number: int) -> None:
        probes = (
            _probe(str(probe), f"{number % 100}.{number // 100}", Name=f"{number}")
            for probe in range(5)
        )
        counters = (_contact(str(n), "1", cnt=str(number)) for n in range(3))
        text = document(
            *probes, inputs="".join(counters), agent={"UpTime": str(number)}
        )
        device = reader.read(text.encode())
        assert device.sensors["0"].state is ReadingState.OK

    for number in range(20):
        poll(number)
    tracemalloc.start()
    try:
        poll(20)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(21, 1021):
            poll(number)
        assert tracemalloc.get_traced_memory()[0] - before < 30_000
    finally:
        tracemalloc.stop()
