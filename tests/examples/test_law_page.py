"""Does docs/law.md print what `tallystick law` prints, and are the article's claims as it says?"""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from every_fault import holds_of_each
from tallystick.cli import app
from tallystick.cli.penalty_text import prison
from tallystick.statutes import CONFIDENCES, built_in, read_pack
from tallystick.statutes.pack import KINDS, LATER_RULES, TOPICS
from tallystick.statutes.reading import COLUMNS, MAY_LACK
from tallystick.statutes.rows import ACTS, BASES, EFFECTS, FORMS

NUMBERS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
           "twenty", "twenty-one", "twenty-two", "twenty-three")  # fmt: skip
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
KZ = read_pack(built_in()["KZ"])
BEFORE, AFTER = date(2024, 1, 1), date(2025, 3, 3)
COMMANDS = re.findall(r"```text\n\$ tallystick (.*?)\n(.*?)\n```", PAGE, re.DOTALL)


def penalty(key, day):
    (found,) = (each for each in KZ.penalties if each.offence == key and each.holds(day))
    return found


def ceilings(act, day):
    """The most years of each part of an act; life is infinite, and arrest alone nothing."""
    return {
        float("inf") if each.life else float(each.prison_max_years or 0)
        for offence in KZ.offences
        if act in offence.acts and offence.holds(day)
        for each in (penalty(offence.key, day),)
    }


def verdict(act, years):
    """Right: the gravest part today; outdated: a part of the act; mislabelled: of another act."""
    if max(ceilings(act, AFTER)) == years:
        return "right"
    if years in ceilings(act, AFTER) | ceilings(act, BEFORE):
        return "outdated"
    others = {each for offence in KZ.offences for each in offence.acts} - {act}
    held = [other for other in others if years in ceilings(other, BEFORE)]
    return "mislabelled" if held else "wrong"


CLAIMS = {
    "growing: up to 8 years": ("cultivation", 8),
    "possession: up to 15 years": ("possession", 15),
    "selling: up to life": ("sale", float("inf")),
    "public use: up to 20 days of arrest, a fine, community service": ("public_use", 0),
    '"possession of a large quantity", 10 to 15 years': ("possession", 15),
}


def rows():
    section = PAGE.partition("## What an article said of it")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in section.splitlines() if line.startswith("| ")
    ][1:]  # fmt: skip


@pytest.mark.parametrize(("command", "printed"), COMMANDS, ids=[each[0][:40] for each in COMMANDS])
def test_the_page_shows_what_the_command_prints(command, printed):
    done = CliRunner().invoke(app, shlex.split(command))
    assert done.exit_code == 0, (done.output, done.exception)
    assert matches(printed, done.stdout.rstrip())


def matches(shown, printed):
    """Whether what is shown is what is printed; a line "…" stands for one line or several."""
    parts = map(re.escape, f"\n{shown}\n".split("\n…\n"))
    return re.fullmatch("\n(?:.*\n)+".join(parts), f"\n{printed}\n") is not None


def test_lines_that_are_left_out_are_marked():
    assert matches("a\n…\nd", "a\nb\nc\nd")
    assert matches("a\nb", "a\nb")
    assert not any(matches(shown, "a\nb\nc") for shown in ("a\nc", "a\n…\nb\n…\nc", "a\n…\nd"))


def test_the_claims_of_the_article_are_the_rows_of_the_table():
    assert [row[0] for row in rows()] == list(CLAIMS)


def is_as_the_pack_gives(row):
    claim, said, law = row
    assert said == verdict(*CLAIMS[claim])
    named = re.findall(r"`([\d-]+\(\d\))` on ([\d-]+): ((?:no )?prison[^;,|(]*(?:, or life)?)", law)
    assert len(named) == law.count("`") / 2
    for key, day, words in named:
        held = penalty(key, date.fromisoformat(day))
        assert words.strip() == (prison(held) if held.prison else "no prison")


def test_each_range_that_the_page_names_is_that_of_the_pack():
    named = re.findall(
        r"`([\d-]+\([\d-]+\))` on\s([\d-]+):\s((?:no )?prison\s[\w\s]*?years)(, or life)?", PAGE
    )
    assert len(named) > 20
    for key, day, said, life in named:
        held = penalty(key, date.fromisoformat(day))
        assert " ".join(f"{said}{life}".split()) == prison(held), (key, day)


def test_the_case_is_told_whole():
    case = PAGE.partition("## The case")[2].partition("\n## ")[0]
    for words in ("No judgment, court or year", "Art. 55(2)", "54(1)(13)", "Art. 54(2)", "11¼",
                  "Art. 6", "412-1", "361", "362"):  # fmt: skip
        assert words in case
    # Three quarters of 15 years, and the sentence below it.
    assert 15 * 12 * 3 / 4 == 11 * 12 + 3


def test_each_claim_has_the_verdict_that_the_pack_gives():
    holds_of_each(is_as_the_pack_gives, rows(), "the row of docs/law.md", lambda row: row[0])


def test_public_use_is_arrest_a_fine_and_community_service():
    held = penalty("296(1)", AFTER)
    assert (held.arrest_days_max, held.fine_max, held.service_hours_max) == (20, 80, 80)
    (offence,) = (each for each in KZ.offences if each.key == "296(1)" and each.holds(AFTER))
    assert (offence.kind, offence.article) == ("criminal", "296")


def test_the_page_tells_every_column_and_word_of_the_format():
    for table in COLUMNS:
        columns = (*COLUMNS[table], *MAY_LACK[table])
        (line,) = re.findall(rf"^\| `{table}\.csv` \| (.*) \|$", PAGE, re.MULTILINE)
        own = set(columns) - {"from", "to", "confidence", "source", "note", "from_memory"}
        own -= {"read_from", "read_to"} if table != "sources" else set()
        assert own <= set(re.findall(r"`(\w+)`", line)), table
    words = set(re.findall(r'`"?([\w-]+)"?`', PAGE))
    assert words >= {
        *CONFIDENCES,
        *BASES,
        *EFFECTS,
        *KINDS,
        *ACTS[:7],
        *FORMS,
        *TOPICS,
        *LATER_RULES,
    }
    assert len(built_in()) == NUMBERS.index(re.findall(r"law of (\w+) jurisdictions", PAGE)[0]) + 13
