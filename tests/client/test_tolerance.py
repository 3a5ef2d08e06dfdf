"""What firmware does differently without meaning anything by it."""

import re

import pytest

from custom_components.hwgroup.client import Device, ReadingState

from .helpers import POSEIDON, STE, document, entry, fixture, read

ALL = ["ste", "ste_plus", "ste2", "ste2_lite", "poseidon2_3268", "damocles2", "wld"]


@pytest.fixture(params=ALL)
def text(request: pytest.FixtureRequest) -> str:
    """Return the document of a device."""
    return fixture(request.param).decode()


def _renamed(text: str, change: str) -> str:
    """Change the tags of the entries and the agent."""
    return re.sub(r"(</?)([A-Za-z_]\w*)(?=[/>])", rf"\1{change}", text)


def test_prefix(text: str) -> None:
    """The root's prefix is any."""
    other = text.replace("val:Root", "set:Root").replace("xmlns:val", "xmlns:set")
    assert read(other) == read(text)
    default = text.replace("val:Root", "Root").replace("xmlns:val", "xmlns")
    assert read(default) == read(text)


def test_qualified_children(text: str) -> None:
    """All elements may be in the namespace, or in others."""
    assert read(_renamed(text, r"val:\2")) == read(text)
    other = text.replace("xmlns:val", 'xmlns:other="urn:other" xmlns:val')
    assert read(_renamed(other, r"other:\2")) == read(text)


def test_case_of_tags(text: str) -> None:
    """Tags may be in lower or upper case."""
    lower = re.sub(r"</?\w+>", lambda match: match[0].lower(), text)
    upper = re.sub(r"</?\w+>", lambda match: match[0].upper(), text)
    assert read(lower) == read(text)
    assert read(upper) == read(text)


@pytest.mark.parametrize("root", ["Root", "root", "ROOT"])
def test_case_of_the_root(root: str) -> None:
    """The root's name may be in lower or upper case, too."""
    assert read(f"<{root}><Agent/></{root}>") == Device(
        identity=read("<Root><Agent/></Root>").identity
    )


def test_order_of_tags() -> None:
    """The order of tags, and of the sets, means nothing."""
    tags = {
        "ID": "1",
        "Name": "Probe",
        "Units": "C",
        "Value": "35.0",
        "Min": "5.0",
        "Max": "30.0",
        "State": "5",
    }
    turned = dict(reversed(tags.items()))
    assert read(document(entry(turned))) == read(document(entry(tags)))
    inputs = entry(ID="1", Name="Door", Value="1")
    usual = document(entry(tags), agent={"Model": "33"}, inputs=inputs)
    agent, sets = re.findall(r"<Agent>.*</Agent>|<SenSet>.*</BinaryInSet>", usual)
    swapped = usual.replace(agent + sets, sets + agent)
    assert swapped != usual
    assert read(swapped) == read(usual)


@pytest.mark.parametrize("namespace", ["urn:x", f"{STE}2", "http://example.com/ž"])
def test_unknown_namespace(namespace: str) -> None:
    """Newer families follow the STE line."""
    item = entry(ID="1", Units="F", Value="50", Min="40", Max="60", State="1")
    sensor = read(document(item, namespace=namespace)).sensors["1"]
    assert sensor.state is ReadingState.OK
    assert sensor.limits.low == 40.0


def test_no_namespace() -> None:
    """Without a namespace, Poseidon's scale is meant."""
    item = entry(ID="1", Units="F", Value="50", Min="4", State="0")
    bare = read(document(item, namespace=""))
    assert bare == read(document(item, namespace=POSEIDON))
    assert bare != read(document(item, namespace=STE))


def test_whitespace(text: str) -> None:
    """Whitespace around tags and texts means nothing."""
    wide = re.sub(r">([^<>]*)</", r">\n\t \1 \r\n</", text)
    assert wide != text
    assert read(wide) == read(text)
    assert read(re.sub(r">\s+<", "><", text)) == read(text)
    assert read("\r\n  " + text) == read(text)
    assert read(text + "\r\n\r\n") == read(text)


def test_comments(text: str) -> None:
    """Comments and processing instructions are skipped, even inside a text."""
    noted = text.replace("<Entry>", "<Entry><!-- <Value>1</Value> --><?x y?>")
    noted = noted.replace(".", "<!-- a -->.")
    noted = noted.replace("<Agent>", "<!-- b --><Agent>")
    noted = (
        noted.partition("?>")[0].replace("<!-- a -->", "")
        + "?>"
        + (noted.partition("?>")[2])
    )
    # The namespace's address is no place for a comment.
    noted = re.sub(
        r'xmlns:val="[^"]*"', lambda m: m[0].replace("<!-- a -->", ""), noted
    )
    assert read(noted) == read(text)


def test_stylesheet(text: str) -> None:
    """A stylesheet is none of a reader's business."""
    start, end, rest = text.partition("?>")
    styled = f'{start}{end}<?xml-stylesheet type="text/xsl" href="home.xsl"?>{rest}'
    assert read(styled) == read(text)


def test_cdata(text: str) -> None:
    """A text may be in a section of its own."""
    sections = re.sub(r"<(\w+)>([^<>]*)</", r"<\1><![CDATA[\2]]></", text)
    assert "CDATA" in sections
    assert read(sections) == read(text)


def test_attributes(text: str) -> None:
    """Attributes mean nothing."""
    assert read(text.replace("<Entry>", '<Entry id="9" x="y">')) == read(text)


def test_entities() -> None:
    """Only XML's own entities are known, and they are resolved once."""
    item = entry(ID="1", Name="R&amp;D &lt;b&gt; &quot;&#x10d;&quot; &amp;amp;")
    name = read(document(item)).sensors["1"].name
    assert name == 'R&D <b> "č" &amp;'


def test_settings_between_the_entries() -> None:
    """Settings of the whole set are no entries."""
    item = entry(ID="1", Units="C", Value="1")
    setting = "<AlarmAction>3</AlarmAction><Count>2</Count>"
    device = read(document(setting, item, setting, inputs=setting + item))
    assert list(device.sensors) == ["1"]
    assert list(device.inputs) == ["1"]


def test_unknown_parts() -> None:
    """What a newer firmware adds is skipped."""
    text = document(entry(ID="1", Units="C", Value="1", Colour="<x><y/></x>"))
    more = text.replace("<SenSet>", "<New><Entry><ID>9</ID></Entry></New><SenSet>")
    assert list(read(more).sensors) == ["1"]


def test_empty_sets() -> None:
    """A device can have nothing attached."""
    device = read("<Root><SenSet/><BinaryInSet></BinaryInSet><BinaryOutSet/></Root>")
    assert device.sensors == device.inputs == device.outputs == {}


@pytest.mark.parametrize("tag", ["SenSet", "BinaryInSet", "BinaryOutSet", "Agent"])
@pytest.mark.parametrize("more", ["<{0}/>", "<{0}></{0}>", "<{0}><Entry/></{0}>"])
@pytest.mark.parametrize("name", ["ste2", "poseidon2_3268"])
def test_a_second_part_takes_nothing_away(name: str, tag: str, more: str) -> None:
    """What is in several parts of one name is all there, wherever the empty one is."""
    text, second = fixture(name).decode(), more.format(tag)
    once = read(text)
    for twice in (
        text.replace(f"<{tag}>", f"{second}<{tag}>", 1),
        text.replace("</val:Root>", f"{second}</val:Root>"),
    ):
        device = read(twice)
        assert device.identity == once.identity
        assert device.sensors.items() >= once.sensors.items()
        assert device.inputs.items() >= once.inputs.items()
        assert device.outputs.items() >= once.outputs.items()


@pytest.mark.parametrize("tag", ["ID", "Name", "Units", "Value", "State", "Max"])
def test_a_second_empty_tag_takes_nothing_away(tag: str) -> None:
    """Neither before nor behind the one that says something."""
    item = entry(ID="7", Name="Probe", Units="C", Value="9.5", State="5", Max="8.0")
    for empty in (f"<{tag}/>", f"<{tag}></{tag}>"):
        for twice in (
            item.replace(f"<{tag}>", f"{empty}<{tag}>"),
            item.replace("</Entry>", f"{empty}</Entry>"),
        ):
            assert read(document(twice)) == read(document(item))


def test_empty_entry() -> None:
    """An entry that says nothing is a sensor that cannot be read."""
    (item,) = read(document("<Entry/>", inputs="<Entry/>")).sensors.values()
    assert (item.key, item.value) == ("unnumbered", None)


@pytest.mark.parametrize("length", [255, 256, 100_000])
def test_long_texts(length: int) -> None:
    """Texts are cut where nobody would read on."""
    long = "x" * length
    device = read(
        document(
            entry(ID=long, Name=long, Units=long, Value="1"),
            agent={"DeviceName": long, "Version": long, "SerialNumber": "7" * length},
        )
    )
    (item,) = device.sensors.values()
    texts = (item.key, item.name, device.identity.name)
    assert [len(text or "") for text in texts] == [255] * 3
    assert len(item.unit.symbol) == 32  # the most that a title has room for
    assert len(device.identity.serial or "") == 255


@pytest.mark.parametrize("text", ["1" * 100_000, "1e" + "9" * 1000, "9" * 400])
def test_long_numbers(text: str) -> None:
    """A number of any length costs nothing and is no reading."""
    device = read(
        document(
            entry(ID="1", Units="C", Value=text, Min=text),
            agent={"UpTime": "x" + text},
            inputs=entry(ID="1", cnt="x" + text),
        )
    )
    assert device.sensors["1"].value is None
    assert device.sensors["1"].limits.low is None
    assert device.uptime is None
    assert device.inputs["1"].counter is None


def test_deep_document() -> None:
    """Nesting costs no recursion."""
    deep = "<a>" * 50_000 + "</a>" * 50_000
    device = read(document(entry(ID="1", Units="C", Value="1", Deep=deep)))
    assert device.sensors["1"].value == 1.0
