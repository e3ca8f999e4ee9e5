"""Is ``[law]`` read as it is meant, and do its lines become lines that an audit judges by?"""

from datetime import date
from decimal import Decimal

import pytest
from small_pack import write_pack

from tallystick.cli.law_lines import take_lines
from tallystick.load import InputError, LawChoice, LawLine, read_engagement
from tallystick.tables import Line

HEAD = """[engagement]
name = "x"
agency = "y"
time_zone = "UTC"
{about}
[[tables.measurements]]
source = "m.csv"
columns = {{kind = {{constant = "net_weight"}}, value = {{column = "w", unit = "g"}}}}
"""


def read(tmp_path, law, about='jurisdiction = "KZ"', **options):
    path = tmp_path / "e.toml"
    path.write_text(HEAD.format(about=about) + law, encoding="utf-8")
    return read_engagement(path, **options)


def test_a_good_one(tmp_path):
    write_pack(tmp_path / "packs" / "xa")
    law = """
[law]
packs = ["packs"]
[[law.lines]]
substance = "heroin"
[[law.lines]]
jurisdiction = "XA"
substance = "heroin"
substance_code = "H"
kind = "gross_weight"
stage = "lab"
direction = "down"
below = 0.5
above = 2
"""
    assert read(tmp_path, law).law == LawChoice(
        (tmp_path / "packs",),
        (
            LawLine("law.lines (no. 1)", "KZ", "heroin"),
            LawLine("law.lines (no. 2)", "XA", "heroin", "H", "gross_weight", "lab", "down",
                    Decimal("0.5"), Decimal(2)),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("law", "about", "says"),
    [
        ('law = "KZ"', "", "law: read 'KZ'; write [law]"),
        ('[law]\npack = "x"', "", "law.pack: there is no such key; did you mean 'packs'?"),
        ('[law]\npacks = ["nowhere"]', "", "law.packs: 'nowhere': there is no such folder"),
        ('[law]\npacks = [".."]', "", "law.packs: '..' lies outside the engagement's folder"),
        ('[[law.lines]]\njurisdiction = "KZ"', "", "law.lines.substance: it is missing"),
        ('[[law.lines]]\nsubstance = "heroin"', "", "law.lines.jurisdiction: it is missing"),
        ('[[law.lines]]\nsubstance = "heroin"\nvalue = 5', 'jurisdiction = "KZ"',
         "law.lines.value: there is no such key"),
        ('[[law.lines]]\nsubstance = "heroin"\nkind = "weight"', 'jurisdiction = "KZ"',
         "law.lines.kind: read 'weight'"),
        ('[[law.lines]]\nsubstance = "heroin"\nstage = "laab"', 'jurisdiction = "KZ"',
         "law.lines.stage: read 'laab'; did you mean 'lab'?"),
        ('[[law.lines]]\nsubstance = "heroin"\nbelow = 0', 'jurisdiction = "KZ"',
         "law.lines.below: read 0; a width is > 0"),
    ],
)  # fmt: skip
def test_every_fault_of_the_block_is_told(tmp_path, law, about, says):
    head, rest = (law + "\n", "") if law.startswith("law =") else ("", law)
    path = tmp_path / "e.toml"
    path.write_text(head + HEAD.format(about=about) + rest, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_engagement(path)
    assert any(says in message for message in raised.value.messages), raised.value.messages


def test_the_lines_of_a_pack_are_lines_with_citation_dates_and_confidence(tmp_path):
    law = '[[law.lines]]\nsubstance = "marijuana"\nsubstance_code = "cannabis"\nstage = "lab"\n'
    engagement, taken = take_lines(read(tmp_path, law))
    small, large = engagement.frame.lines
    assert small == Line(
        name="KZ cannabis 50 g",
        kind="net_weight",
        value=Decimal(50),
        unit="g",
        citation="Kazakhstan, Government Resolution 470 of 3 July 2019, summary table: large from "
        "here (more than 50 g, up to 1,000 g; verified_secondary, read in a secondary source; no "
        "source says on which side the line itself is; it is read as below)",
        substance_code="cannabis",
        stage="lab",
        inclusive=False,
        from_date=date(2020, 2, 1),
    )
    assert large.name == "KZ cannabis 1000 g (conflicting)"
    assert "conflicting, sources disagree: check the law before use" in large.citation
    ((pack),) = (each.plain() for each in taken)
    assert (pack["jurisdiction"], pack["origin"], len(pack["sha256"])) == ("KZ", "built in", 64)
    assert pack["lines"] == [small.name, large.name]


def test_a_line_that_moved_is_two_with_their_days(tmp_path):
    law = '[[law.lines]]\njurisdiction = "US-FED"\nsubstance = "crack"\n'
    engagement, _ = take_lines(read(tmp_path, law))
    assert [(each.name, each.value, each.inclusive, each.from_date, each.to_date)
            for each in engagement.frame.lines] == [
        ("US-FED cocaine_base_crack 5 g to 2010-08-02", 5, True,
         date(1986, 10, 27), date(2010, 8, 2)),
        ("US-FED cocaine_base_crack 50 g to 2010-08-02", 50, True,
         date(1986, 10, 27), date(2010, 8, 2)),
        ("US-FED cocaine_base_crack 28 g", 28, True, date(2010, 8, 3), None),
        ("US-FED cocaine_base_crack 280 g", 280, True, date(2010, 8, 3), None),
    ]  # fmt: skip


def test_pounds_and_plants(tmp_path):
    law = (
        '[[law.lines]]\njurisdiction = "US-FL"\nsubstance = "cannabis_herb"\n'
        '[[law.lines]]\njurisdiction = "US-FL"\nsubstance = "cannabis"\nkind = "plants"\n'
    )
    engagement, _ = take_lines(read(tmp_path, law))
    assert [(each.kind, each.unit, str(each.value)) for each in engagement.frame.lines] == [
        ("net_weight", "g", "11339.809"), ("net_weight", "g", "907184.74"),
        ("net_weight", "g", "4535923.7"), ("plants", "{plant}", "300"),
        ("plants", "{plant}", "2000"), ("plants", "{plant}", "10000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('jurisdiction = "Narnia"\nsubstance = "heroin"', "law.lines: jurisdiction 'Narnia'"),
        ('jurisdiction = "KZ"\nsubstance = "heroine"', "law.lines: substance 'heroine': did you"),
        ('jurisdiction = "KZ"\nsubstance = "cocaine"', "Kazakhstan has no amounts of cocaine"),
        ('jurisdiction = "US-FED"\nsubstance = "cocaine"', "it may be cocaine powder"),
        ('jurisdiction = "UK-EW"\nsubstance = "heroin"', "are indicative, and none is a line"),
        ('jurisdiction = "DE"\nsubstance = "cannabis_thc"', "active_principle, which a weight"),
        ('jurisdiction = "MX"\nsubstance = "lsd"', "draws a line of lsd at 0.000015 g; counts"),
        ('substance = "heroin"\n[[law.lines]]\nsubstance = "heroin"', "is there already"),
    ],
)
def test_what_gives_no_line_is_told(tmp_path, line, says):
    engagement = read(tmp_path, f"[[law.lines]]\n{line}\n")
    with pytest.raises(InputError) as raised:
        take_lines(engagement)
    assert any(says in message for message in raised.value.messages), raised.value.messages
    assert all(message.startswith("e.toml: law.lines") for message in raised.value.messages)


def test_a_pack_at_a_path_takes_the_place_of_ours_and_its_faults_are_told(tmp_path):
    write_pack(tmp_path / "kz", pack=('"XA"', '"KZ"'))
    law = '[law]\npacks = "kz"\n[[law.lines]]\nsubstance = "heroin"\n'
    engagement, (taken,) = take_lines(read(tmp_path, law))
    assert [each.name for each in engagement.frame.lines] == [
        "KZ heroin 1 g to 2019-12-31", "KZ heroin 2 g (conflicting)",
    ]  # fmt: skip
    assert taken.origin == "kz"
    write_pack(tmp_path / "kz", pack=('"XA"', '"KZ"'), thresholds=("g,0,no,1,yes", "g,9,no,1,yes"))
    with pytest.raises(InputError, match=r"e\.toml: law\.packs: kz/thresholds\.csv row 2: lower"):
        take_lines(read(tmp_path, law))


def test_without_a_word_of_law_nothing_is_added(tmp_path):
    engagement = read(tmp_path, "")
    assert take_lines(engagement) == (engagement, ())
