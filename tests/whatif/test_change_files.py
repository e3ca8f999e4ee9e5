"""Is a change file read as it is written, the law taken from the pack, and each fault told?"""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from small_pack import write_pack

from tallystick import statutes
from tallystick.load import InputError, read_engagement
from tallystick.statutes import read_pack
from tallystick.whatif import Days, read_change
from tallystick.whatif.terms import days_of, term_of_article

ENGAGEMENT = """\
[engagement]
name = "E"
agency = "A"
jurisdiction = "KZ"
time_zone = "UTC"
first_day = 2024-01-01
last_day = 2024-12-31
[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
occurred_at = "Date"
[[lines]]
name = "herb 50 g"
kind = "net_weight"
substance_code = "cannabis_herb"
stage = "field"
value = 50
unit = "g"
citation = "s. 1"
[[lines]]
name = "herb 1000 g"
kind = "net_weight"
substance_code = "cannabis_herb"
stage = "field"
value = 1000
unit = "g"
citation = "s. 1"
[[lines]]
name = "speed"
kind = "speed"
value = 20
unit = "km/h"
citation = "s. 2"
[[lines]]
name = "old"
kind = "net_weight"
substance_code = "heroin"
value = 1
unit = "g"
citation = "s. 3"
to = 2024-06-30
"""
CHANGE = """\
[change]
name = "C"
from = 2024-01-01
[offences]
296 = "possession"
297 = "sale"
"""
LINE = '[[lines]]\nline = "herb 50 g"\nvalue = 100\n'
ACT = '[[acts]]\narticle = "296(1)"\nto = "administrative"\narrest_days = [0, 20]\n'


def read(tmp_path, text, engagement=ENGAGEMENT, packs=None):
    (tmp_path / "e.toml").write_text(engagement, encoding="utf-8")
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    held = statutes.every_pack(()) if packs is None else packs
    return read_change(tmp_path / "c.toml", read_engagement(tmp_path / "e.toml"), held)


def test_the_law_today_is_the_pack_s(tmp_path):
    change = read(tmp_path, CHANGE + LINE + ACT)
    (goods,) = change.goods
    assert goods.classes == ("small", "large", "especially large")
    assert [line.value for line in goods.new] == [100, 1000]
    days = {key: term.days for key, term in goods.terms.items()}
    # 296(2), 296(3), 296(4); 297(1) to 297(3) before 3 March 2025: docs/law.md.
    assert days == {
        ("possession", 0): Days(0, 40), ("possession", 1): Days(0, 50),
        ("possession", 2): Days(3 * 365, 7 * 365),
        ("sale", 0): Days(5 * 365, 10 * 365), ("sale", 1): Days(6 * 365, 12 * 365),
        ("sale", 2): Days(10 * 365, 15 * 365),
    }  # fmt: skip
    assert goods.terms["sale", 2].confidence == "conflicting"
    assert goods.terms["possession", 1].source == "296(3)"
    (act,) = change.acts
    assert (act.today.days, act.arrest, act.today.confidence) == (
        Days(0, 20), Days(0, 20), "verified_text",
    )  # fmt: skip
    assert (change.first, change.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert any("recorded" in words for words in change.caveats)


def test_a_line_may_be_the_pack_s_own_in_any_unit(tmp_path):
    text = CHANGE + ('[[lines]]\nline = "KZ/cannabis"\nwas = 1000\nvalue = 0.5\nunit = "kg"\n'
                     'substance_code = "herb"\nstage = "lab"\n')  # fmt: skip
    with pytest.raises(InputError, match="below_days: substance 'herb'"):
        read(tmp_path, text)
    change = read(tmp_path, text.replace('substance_code = "herb"\n', ""))
    (goods,) = change.goods
    assert [line.value for line in goods.old] == [50, 1000]
    assert [line.value for line in goods.new] == [50, 500]
    assert (goods.old[0].stage, goods.old[0].substance_code) == ("lab", "cannabis_herb_dried")


def test_what_no_pack_tells_is_stated(tmp_path):
    text = CHANGE + '[[lines]]\nline = "speed"\nvalue = 30\nunit = "km/h"\nbelow_days = [0, 0]\n'
    with pytest.raises(InputError, match="write below_days and above_days"):
        read(tmp_path, text)
    (goods,) = read(tmp_path, text + "above_days = [0, 15]\n").goods
    assert goods.terms["", 1].days == Days(0, 15)
    assert goods.rules == ("heaviest",)


def test_a_turn_of_the_law_within_the_days_is_said(tmp_path):
    text = CHANGE.replace("from = 2024-01-01", "from = 2024-06-01\nto = 2025-06-30") + LINE
    change = read(tmp_path, text)
    assert any("2025-03-03" in words for words in change.caveats)
    after = text.replace("from = 2024-06-01", "from = 2024-06-01\nlaw_on = 2025-03-03")
    assert read(tmp_path, after).goods[0].terms["sale", 2].days == Days(7 * 365, 12 * 365)


def test_penalties_become_days(tmp_path):
    pack = read_pack(write_pack(tmp_path / "pack"))
    days = {each.offence: days_of(each) for each in pack.penalties}
    assert days == {"1(1)": Days(365, 3 * 365), "1(2)": Days(3 * 365, 6 * 365),
                    "1(3)": Days(5 * 365, None), "2": Days(0, 3), "3": Days(0, 730)}  # fmt: skip
    years = replace(pack.penalties[0], prison_min_years=Decimal("0.25"), prison_max_years=None)
    assert days_of(years) == Days(91, None)
    assert days_of(replace(years, prison_max_years=Decimal("0.5"))) == Days(91, 183)


STATED = "below_days = [0, 1]\nabove_days = [0, 9]\n"
FAULTS = {
    "change: it is missing": LINE,
    "lines: nothing is changed": CHANGE,
    "nonsense: there is no such table": "nonsense = 1\n" + CHANGE + LINE,
    "change.to: read 2023-01-01": CHANGE.replace(
        "from = 2024-01-01", "from = 2024-01-01\nto = 2023-01-01") + LINE,
    "change.period: read 'week'": CHANGE.replace("[off", 'period = "week"\n[off') + LINE,
    "offences.'296': read 'posession'": CHANGE.replace('"possession"', '"posession"') + LINE,
    "line: 'herb 51 g' is no line": CHANGE + LINE.replace("50 g", "51 g"),
    "line: substance 'moonstone'": CHANGE + LINE.replace("herb 50 g", "KZ/moonstone"),
    "was: Kazakhstan draws lines": CHANGE + LINE.replace("herb 50 g", "KZ/cannabis"),
    "value: the line lies there already": CHANGE + LINE.replace("100", "50"),
    "value: read 0": CHANGE + LINE.replace("100", "0"),
    "lines.value: read NaN": CHANGE + LINE.replace("100", "nan"),
    "value: read 1E+13": CHANGE + LINE.replace("100", "1e13"),
    "most three decimals": CHANGE + LINE.replace("100", "0.12345"),
    "unit: read 'stone'": CHANGE + LINE + 'unit = "stone"\n',
    "unit: read 'mL'": CHANGE + LINE + 'unit = "mL"\n',
    "keep the order of the lines": CHANGE + LINE.replace("100", "1000"),
    "is moved twice": CHANGE + LINE + LINE,
    "below_days: read 5 to 1": CHANGE + LINE + "below_days = [5, 1]\n",
    "below_code and above_code go together": CHANGE + LINE + 'below_code = "x"\n',
    "below_code: it equals": CHANGE + LINE + 'below_code = "x"\nabove_code = "x"\n',
    "is in force on some of these days alone": CHANGE
    + LINE.replace("herb 50 g", "old") + STATED,
    "which act the cases are is not said": CHANGE.partition("[offences]")[0] + LINE,
    "lines.colour: there is no such key": CHANGE + LINE + "colour = 1\n",
    "to: read 'lawful'": CHANGE + ACT.replace("administrative", "lawful"),
    "article: give either": CHANGE + ACT.replace('article = "296(1)"\n', ""),
    "today_days: it is missing": CHANGE + ACT.replace("296(1)", "999"),
    "arrest_days: read 20 to 0": CHANGE + ACT.replace("[0, 20]", "[20, 0]"),
    "fine_unit": CHANGE + ACT + "fine = [0, 1]\n",
    "stands in two entries": CHANGE + ACT + ACT,
    "holds no NUL": CHANGE.replace('"C"', '"C\\u0000"') + LINE,
    "it is not valid TOML": "[change",
}  # fmt: skip


@pytest.mark.parametrize("words", FAULTS)
def test_each_fault_is_told_once_with_its_key(tmp_path, words):
    with pytest.raises(InputError) as error:
        read(tmp_path, FAULTS[words])
    assert [message for message in error.value.messages if words in message]
    assert len(error.value.messages) == 1
    assert error.value.messages[0].startswith("c.toml: ")


def test_a_line_that_the_pack_does_not_draw_needs_days(tmp_path):
    own = ENGAGEMENT.replace("value = 50\n", "value = 55\n")
    with pytest.raises(InputError, match="not at 55"):
        read(tmp_path, CHANGE + LINE, own)
    stated = read(tmp_path, CHANGE + LINE + STATED, own)
    assert stated.goods[0].terms["sale", 1].days == Days(0, 9)
    alone = ENGAGEMENT.replace('name = "herb 1000 g"', 'name = "x"').replace(
        "value = 1000\n", "value = 3000\n")  # fmt: skip
    with pytest.raises(InputError, match="it would pass 1000"):
        read(tmp_path, CHANGE + LINE.replace("100", "2000"), alone)


def test_lines_of_the_same_units_move_together_and_others_are_refused(tmp_path):
    north = ENGAGEMENT.replace('citation = "s. 1"', 'citation = "s. 1"\nunits = ["North"]')
    held = read(tmp_path, CHANGE + LINE, north)
    assert held.goods[0].name == "cannabis_herb field in North"
    assert [line.units for line in held.goods[0].old] == [("North",)] * 2
    one = ENGAGEMENT.replace('citation = "s. 1"', 'citation = "s. 1"\nunits = ["North"]', 1)
    with pytest.raises(InputError, match="in some of the units of 'herb 50 g'"):
        read(tmp_path, CHANGE + LINE, one)
    apart = north.replace('["North"]', '["South"]', 1)
    assert len(read(tmp_path, CHANGE + LINE, apart).goods[0].old) == 1


def test_values_are_exact(tmp_path):
    change = read(tmp_path, CHANGE + LINE.replace("100", "100.001"))
    assert change.goods[0].new[0].value == Decimal("100.001")
    assert change.goods[0].new[0].milli == 100_001


def test_a_longest_term_from_memory_is_said_of_the_days_that_rest_on_it(tmp_path):
    folder = Path(shutil.copytree(statutes.built_in()["US-FL"], tmp_path / "us_fl"))
    penalties = folder / "penalties.csv"
    head, first, *others = penalties.read_text(encoding="utf-8").splitlines()
    marked = [f"{head},from_memory", f"{first},prison_max_years", *(f"{row}," for row in others)]
    penalties.write_text("\n".join(marked) + "\n", encoding="utf-8")
    term = term_of_article(read_pack(folder), date(2025, 1, 1), "893.135(1)(a) 3 y")
    assert term.days == Days(3 * 365, 30 * 365)
    assert term.confidence == "verified_text, longest term from memory"


def test_a_later_law_that_reaches_the_cases_is_a_caveat(tmp_path):
    """By Art. 6 a milder law reaches back: 297(1) was 5 to 10 years and is 5 to 8 since 2025."""
    said = " ".join(read(tmp_path, CHANGE + LINE).caveats)
    assert (
        "small, sale, a private person: for sentences since 2025-03-03 1,825 to 2,920 days a case "
        "(297(1); " in said
    )
    assert "a change that is milder would reach back" in said
    since = CHANGE.replace("2024-01-01", "2025-03-03").replace("2024-12-31", "2025-12-31")
    assert "for sentences since" not in " ".join(read(tmp_path, since + LINE).caveats)
