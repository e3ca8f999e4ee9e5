"""Does a finding say what the notes of the law say: that a part of a row is from memory?"""

import csv
import re
from dataclasses import replace
from functools import cache

from charged import case, charge, held, weight

from every_fault import holds_of_each
from tallystick.audit.execution import keep, results_of
from tallystick.checks.outcomes.penalty_range import CHECK
from tallystick.checks.outcomes.penalty_range.query import ASPECTS
from tallystick.checks.shared.charge_severity import in_force
from tallystick.checks.shared.law_caveats import caveats_of, from_memory, reserves_of, unsure
from tallystick.cli.charged_law import law_of
from tallystick.cli.law_listing import portrait
from tallystick.cli.told_law import table
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.statutes import LawError, built_in, lines_of, read_pack, scales
from tallystick.tables import Frame

FOLDERS = built_in()
PACKS = {code: read_pack(folder) for code, folder in FOLDERS.items()}
# What a note says, and what whoever reads the finding must be told for it.
MUST_TELL = (
    (r"^start date from memory|since 2008, date from memory", "start date"),
    (r"\d+ y (max|cap)\b.* from memory$", "longest term"),
    (r"7 y after 2022 amendment from memory$|; 20 y from memory$", "least term"),
    (r"upper bound memory$", "upper bound"),
    (r"lower bound from memory$|8 oz from memory$", "lower bound"),
    # The figure was read in one table, and memory agrees; the pack says that it is not the decree.
    (r"agrees with memory; check against Decree 1002$", "Decree 1002 was not read itself"),
    (r"the day in force from memory", "start date"),
    (r"^cannabis B again", "the class of a drug is from memory"),
    (r"gist lists .* practice \(memory\)|^gist: .* memory: ", "conflicting"),
)  # fmt: skip


@cache
def law_in(code):
    return law_of(PACKS[code])


def noted(name):
    """The rows whose note says memory or whose tag must be said: (code, number, cells)."""
    return [
        (code, number, row)
        for code, folder in FOLDERS.items()
        if (folder / name).exists()
        for number, row in enumerate(
            csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()), start=2
        )
        if "memory" in row["note"].lower() or row["confidence"] in ("memory", "conflicting")
    ]


def must_tell(row):
    if row["confidence"] == "memory":
        return ["memory"]
    told = [words for pattern, words in MUST_TELL if re.search(pattern, row["note"])]
    tag = ["conflicting"] if row["confidence"] == "conflicting" else []
    assert told or "memory" not in row["note"], f"what is to be told of {row['note']!r}?"
    return [*tag, *told]


def finding_on(law, articles, amounts):
    """The caveats of a finding that rests on those places of the law."""
    detail = {
        "unsure": unsure(law, articles, amounts),
        "from_memory": from_memory(law, articles, amounts),
        "reserves": reserves_of(law, articles),
        "law": law.name,
    }
    return " ".join(caveats_of(detail))


THRESHOLDS = noted("thresholds.csv")


def an_amount_is_told(threshold):
    code, number, row = threshold
    pack, law = PACKS[code], law_in(code)
    (mine,) = [each for each in pack.thresholds if each.line == number]
    (scale,) = [each for each in scales(pack) if mine in each.rows]
    places = [
        at for at, each in enumerate(law.amounts)
        if (each.substance, each.class_, each.from_date, each.to_date)
        == (mine.substance, mine.class_, mine.from_date, mine.to_date)
    ]  # fmt: skip
    assert len(places) <= scale.testable
    name, basis = pack.said(scale.substance), scale.basis.replace("_", " ")
    (head,) = [each for each in portrait(pack) if each.startswith(f"  {name} ({basis}")
               and all(str(day) in each for day in scale.dates if day)
               and (not scale.rows[0].acts or scale.rows[0].acts[0] in each)]  # fmt: skip
    acts = [at for at, each in enumerate(law.articles) if "sale" in each.acts]
    for words in must_tell(row):
        if places:
            assert words in finding_on(law, acts[:1] if "Decree" in words else [], places)
        if "Decree" not in words:
            assert words in (head if "date" in words else table(scale, pack))
    try:
        lines = [each for each in lines_of(pack, mine.substance) if each.dates == scale.dates]
    except LawError:
        assert not scale.testable
    else:
        for words in must_tell(row) if mine.lower and "bound" not in must_tell(row)[0] else []:
            cited = " ".join(each.citation for each in lines)
            assert (row["note"] if "Decree" in words else words) in cited


def test_what_rests_on_an_amount_tells_what_its_note_says_is_from_memory():
    holds_of_each(
        an_amount_is_told, THRESHOLDS, "say in the finding what the note of the row says",
        lambda each: f"{each[0]}/thresholds.csv:{each[1]}",
    )  # fmt: skip


def test_a_line_whose_amount_is_from_memory_is_called_so():
    """Of three lines of a pack in which one was not read, it alone."""
    pack = PACKS["US-NY"]
    (first, *_), known = (
        [each for each in pack.thresholds if each.substance == "narcotic_drug"],
        lines_of(pack, "narcotic_drug"),
    )
    unread = tuple(
        replace(each, confidence="memory") if each is first else each for each in pack.thresholds
    )
    told = lines_of(replace(pack, thresholds=unread), "narcotic_drug")
    changed = [now for was, now in zip(known, told, strict=True) if was != now]
    assert {each.confidence for each in changed} == {"memory"}
    assert "memory" not in {each.confidence for each in known}
    assert 0 < len(changed) < len(known)


OTHERS = [(code, number, row, name) for name in ("offences", "penalties")
          for code, number, row in noted(f"{name}.csv")]  # fmt: skip


def an_article_is_told(other):
    code, number, row, name = other
    law = law_in(code)
    (mine,) = [each for each in getattr(PACKS[code], name) if each.line == number]
    places = [
        at for at, each in enumerate(in_force(law))
        if each.key == row["offence"] and (each.from_date is None or mine.holds(each.from_date))
    ]  # fmt: skip
    assert places
    for at in places:
        said = finding_on(law, [at], [])
        for words in must_tell(row):
            assert words in said
            assert row["offence"] in said or "of a drug" in words


def test_what_rests_on_an_article_tells_what_its_note_says_is_from_memory():
    holds_of_each(
        an_article_is_told, OTHERS, "say in the finding what the note of the row says",
        lambda each: f"{each[0]}/{each[3]}.csv:{each[1]}",
    )  # fmt: skip


def test_no_table_that_no_check_reads_has_such_a_note():
    """Circumstances and the worth of a unit decide no finding, so no finding could say it."""
    notes = [row["note"] for name in ("circumstances.csv", "reference_units.csv")
             for _, _, row in noted(name)]  # fmt: skip
    assert not [note for note in notes if "memory" in note]
    assert THRESHOLDS
    assert OTHERS


def test_a_sentence_above_a_longest_term_from_memory_is_not_called_so_without_the_word(engine):
    """Were the 15 years of article 29a(1) BtMG from memory: 181 months lie above them."""
    german = PACKS["DE"]
    unread = tuple(
        replace(each, from_memory=("from", "prison_max_years"), from_date=each.read_from)
        if each.offence == "BtMG 29a(1)" else each for each in german.penalties
    )  # fmt: skip
    rows = [("inside", 180), ("above", 181), ("below", 11)]
    tables = held(
        [case(number) for number, _ in rows], [weight("inside", 1)],
        [charge(number, "BtMG 29a(1)", months=months) for number, months in rows],
        Frame(law=law_of(replace(german, penalties=unread))),
    )  # fmt: skip
    tables = keep(CHECK, tables, engine)
    results = {each.aspect: each for each in results_of(CHECK, tables, engine)[0]}
    above = results[ASPECTS[1]]
    assert (above.verdict, above.detail["exceptions"]) == ("exceptions", 1)
    finding = CHECK.describe(above, tables)
    said = [each for each in finding.caveats if "memory" in each]
    assert said == [
        "The start date of BtMG 29a(1) is from memory: read the law itself before use.",
        "The longest term of BtMG 29a(1) is from memory: read the law itself before use.",
    ]
    with rendering("ru") as untold:
        assert "наибольший срок (BtMG 29a(1))" in " ".join(in_language.finding(finding).caveats)
        assert not untold
