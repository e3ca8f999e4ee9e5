"""Are cases that truly changed told from cases that are only entered otherwise?"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from mark_samples import drawn, joined, judged

from one_cause import said_of
from tallystick.audit.execution import describe
from tallystick.checks.figures.substitution import CHECK
from tallystick.findings import Result
from tallystick.tables import Frame, Metric, Substitution
from worlds import day, instant, tables_of

UNTOLD = "work or entry, these records cannot tell"

PAIR = Substitution("sale to possession", "sale", ("possession", "other"))
METRICS = tuple(
    Metric(name, "incidents", (("offense_code", (name,)),))
    for name in ("sale", "possession", "other")
)
FRAME = Frame(metrics=METRICS, substitutions=(PAIR,))
BEFORE, AFTER = "2019-11", "2020-02"
ORIGINS = ("controlled_purchase", "patrol", "tip", "informant", "warrant", "investigation")


def found(subject="", source="recorded"):
    detail = {
        "from": "sale", "to": ["possession", "other"], "source": source, "calendar": "month",
        "date": "2020-01-01", "near": ["2020-01-01"] * 2, "year_before": "2019-01-01",
        "year_after": "2021-01-01", "fall": 0.2, "shares": [0.4, 0.2], "change_from": -0.5,
        "change_to": 0.3, "beside": False, "begin": "2018-01-01", "at": 24, "end": 36,
        "recorded": [1.0] * 36, "expected": [1.0] * 36,
    }  # fmt: skip
    return Result(CHECK.name, "unit" if subject else "agency", subject, "sale to possession",
                  "shifted", 1000, estimate=1.0, interval=(0.1, 2.0), p_value=0.001,
                  detail=detail)  # fmt: skip


def row(month, offence, origin, count, unit="A", area="x", hour=12):
    return {"unit_id": unit, "offense_code": offence, "origin": origin, "area_id": area,
            "occurred_at": instant(f"{month}-15T{hour:02d}:00"), "count": count}  # fmt: skip


def asked(rows, engine, subject="", source="recorded", frame=FRAME):
    figures = [{"unit_id": "A", "metric": "sale", "value": 1.0,
                "period_start": day("2019-01-01"), "period_end": day("2019-01-31")}]  # fmt: skip
    kept = [each for each in rows if each["count"]]
    tables = tables_of({"incidents": kept, "reported_figures": figures}, frame)
    (told,) = said_of(CHECK, found(subject, source), tables, engine, "The area")
    return told


def answer(rows, engine, subject=""):
    told = asked(rows, engine, subject)
    return told.explains, told.of


def months(before, after, make=row, **more):
    """Sales and possessions of two ways, (bought, met) each, before and after the date."""
    return [
        make(month, offence, way, count, **more)
        for month, of_both in ((BEFORE, before), (AFTER, after))
        for offence, counts in zip(("sale", "possession"), of_both, strict=True)
        for way, count in zip(ORIGINS, counts, strict=False)
    ]


# Before: 400 sales, all bought, and 600 possessions, all met; after, sales are 200 of 1,000. A
# turn's standard error is about .02 where the marks tell all.
PLAIN = ((400, 0), (0, 600))


@pytest.mark.parametrize(
    ("after", "explains"),
    [
        (((200, 0), (0, 800)), 200),
        (((200, 0), (200, 600)), 0),
        # 160 truly others: what is left, .04, is below a quarter of .2; of 120 it is above.
        (((200, 0), (40, 760)), 200),
        (((200, 0), (80, 720)), 120),
        (((200, 0), (140, 660)), 60),
    ],
)
def test_the_marks_of_both_together_tell_how_many_truly_changed(after, explains, engine):
    some, of = answer(months(PLAIN, after), engine)
    assert of == 200
    # What is explained in part is rounded down.
    assert explains - 1 <= some <= explains if 0 < explains < of else some == explains
    beyond = [row("2018-12", "sale", "patrol", 5000), row("2021-01", "possession", "tip", 5000),
              row("2020-03", "theft", "tip", 5000)]  # fmt: skip
    assert answer(months(PLAIN, after) + beyond, engine) == (some, of)


def test_cases_moved_that_look_most_like_the_lesser_are_still_moved(engine):
    """All sales but those bought become possession: possession looks as it always did or more so.

    Before, a tenth of possession and half of sales are bought. After, 60 in 800 of possession are:
    but 260 in 1,000 of both, as before.
    """
    before, after = ((200, 200), (60, 540)), ((200, 0), (60, 740))
    assert answer(months(before, after), engine) == (0, 200)


@pytest.mark.parametrize("neighbour", ["possession", "other"])
@pytest.mark.parametrize("mark", ["origin", "area_id", "hour"])
def test_each_mark_tells_and_each_neighbour_counts(mark, neighbour, engine):
    def make(month, offence, way, count):
        first = way == ORIGINS[0]
        offence = neighbour if offence == "possession" else offence
        if mark == "hour":
            return row(month, offence, None, count, hour=2 if first else 14)
        made = row(month, offence, None, count)
        return made | {mark: way if mark == "origin" else f"area {first}"}

    rows = months(PLAIN, ((200, 0), (0, 800)), make)
    told = asked([*rows, row("2010-01", "theft", "tip", 1)], engine)
    assert (told.explains, told.of) == (200, 200)
    rows = months(PLAIN, ((200, 0), (200, 600)), make)
    told = asked([*rows, row("2010-01", "theft", "tip", 1)], engine)
    assert (told.explains, told.of) == (0, 200)


def test_marks_that_cannot_tell_are_asked_of_none(engine):
    rows = months(PLAIN, ((200, 0), (0, 800)))
    alike = [dict(each, origin="patrol") for each in rows]
    assert answer(alike, engine) == (0, 0)
    # Ten cases in either year: a turn's standard error is .2, and the share falls by .2.
    few = months(((4, 0), (0, 6)), ((2, 0), (0, 8)))
    assert answer(few, engine) == (0, 0)
    rises = months(PLAIN, ((600, 0), (0, 400)))
    assert answer(rises, engine) == (0, 0)
    assert answer([each for each in rows if each["offense_code"] == "sale"], engine) == (0, 0)
    assert answer([each for each in rows if each["occurred_at"].year == 2020], engine) == (0, 0)


@pytest.mark.parametrize(
    ("after", "origin", "untold"),
    [
        (((200, 0), (0, 800)), True, False),
        (((200, 0), (200, 600)), True, False),
        (((200, 0), (80, 720)), True, False),
        (((200, 0), (0, 800)), False, True),
        (((4, 0), (0, 6)), True, True),
    ],
)
def test_the_title_says_where_work_is_not_told_from_entry(after, origin, untold, engine):
    """Told as work, as entry and as some of both; and where all begin alike, and where few do."""
    rows = months(PLAIN if sum(after[0]) > 10 else ((4, 0), (0, 6)), after)
    kept = [each if origin else dict(each, origin="patrol") for each in rows if each["count"]]
    finding = describe(CHECK, found(), tables_of({"incidents": kept}, FRAME), engine)
    assert finding.title.endswith(UNTOLD) == untold
    bare = [{k: v for k, v in each.items() if k != "origin"} for each in kept]
    finding = describe(CHECK, found(), tables_of({"incidents": bare}, FRAME), engine)
    assert finding.title.endswith(UNTOLD)


@pytest.mark.parametrize(("bought", "of"), [(8_000, 20_000), (6_000, 0)])
def test_marks_that_hardly_differ_are_not_asked_however_many_cases_there_are(bought, of, engine):
    """One in ten of possession is bought. Of two in ten sales it is .1^2/(.14 x .86), .08 apart;
    of three in twenty .05^2/(.12 x .88), .02."""
    before = ((bought, 40_000 - bought), (6_000, 54_000))
    after = ((bought // 2, 20_000 - bought // 2), (8_000, 72_000))
    assert answer(months(before, after), engine) == (of, of)


@pytest.mark.parametrize(("bought", "explains"), [(450, 200), (402, 200), (398, 0), (300, 0)])
def test_others_who_turn_half_as_much_have_changed_how_all_begin(bought, explains, engine):
    """500 of the other unit's 1,000 cases were bought; half of the own turn of .2 leaves 400."""
    own = months(PLAIN, ((200, 0), (0, 800)))
    other = months(((500, 0), (0, 500)), ((bought, 0), (0, 1000 - bought)), unit="B")
    assert answer(own + other, engine, "A") == (explains, 200)
    nobody = [dict(each, unit_id=None) for each in other]
    assert answer(own + nobody, engine, "A") == (explains, 200)


def test_months_that_differ_widen_what_chance_makes(engine):
    """With 100 cases a month, the share bought is .1 and .7 by turns; then it falls by .2."""
    rows = []
    for year, level in ((2019, 0.4), (2020, 0.2)):
        for month in range(1, 11):
            n = round(100 * (level + (0.3 if month % 2 else -0.3) * level / 0.4))
            rows += [row(f"{year}-{month:02d}", "sale", ORIGINS[0], n),
                     row(f"{year}-{month:02d}", "possession", ORIGINS[1], 100 - n)]  # fmt: skip
    assert answer(rows, engine) == (0, 0)
    steady = [dict(each, occurred_at=each["occurred_at"].replace(month=5)) for each in rows]
    assert answer(steady, engine) == (200, 200)


def test_published_figures_and_other_tables_have_no_marks(engine):
    rows = months(PLAIN, ((200, 0), (0, 800)))
    told = asked(rows, engine, source="published")
    assert (told.explains, told.of) == (None, None)
    bare = [{k: v for k, v in each.items() if k != "origin"} for each in rows]
    assert asked(bare, engine).of is None
    weights = replace(METRICS[1], table="measurements", where=())
    mixed = replace(FRAME, metrics=(METRICS[0], weights, METRICS[2]))
    tables = {
        "incidents": rows,
        "measurements": [{"incident_id": "1", "measured_at": instant("2020-01-01T10:00")}],
    }
    (told,) = said_of(CHECK, found(), tables_of(tables, mixed), engine, "The area")
    assert (told.explains, told.of) == (0, 0)


def rows_of(cases):
    """The rows of an agency or, where not all are its own, of unit A beside others."""
    counted = Counter(
        zip(cases.first, cases.month, cases.own, *cases.marks, strict=True)
    )  # fmt: skip
    return [
        row(f"{2019 + month // 12}-{1 + month % 12:02d}", "sale" if first else "possession",
            ORIGINS[began], count, "A" if own else "B", f"area {area}", 6 * int(hours) + 3)
        for (first, month, own, began, area, hours), count in counted.items()
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_query_says_what_the_rule_on_arrays_says(seed, engine):
    rng = np.random.default_rng(seed)
    cases = drawn(rng, rng.choice([30, 120, 400]), rng.choice([0.4, 0.8]),
                  truly=(0.0, 0.5, 1.0)[seed % 3], alike=seed % 4 == 0)  # fmt: skip
    if seed % 2:
        beside = drawn(rng, 100, 0.2, truly=rng.choice([0.0, 1.0]))
        cases = joined([cases, replace(beside, own=~beside.own)])
    expected, *_ = judged(cases)
    assert answer(rows_of(cases), engine, "A" if seed % 2 else "") == expected


@pytest.mark.parametrize("seed", [124, 140])
def test_a_turn_of_less_than_two_thirds_explains_a_part(seed, engine):
    """Six in ten truly changed, and chance would let what is left pass."""
    cases = drawn(np.random.default_rng(seed), 60, 0.5, truly=0.6)
    some, of = answer(rows_of(cases), engine)
    assert of / 2 < some < of * 2 / 3
    assert (some, of) == judged(cases)[0]


def test_moves_are_hardly_ever_explained_and_true_changes_mostly_are():
    rng = np.random.default_rng(7)
    for mean, share in ((60, 0.8), (200, 0.4), (600, 0.4)):
        moved = [judged(drawn(rng, mean, share, truly=0.0, alike=k % 2 == 1)) for k in range(60)]
        assert sum(0 < some == of for (some, of), *_ in moved) <= 2
        told = [(turn, sure) for (_, of), turn, sure in moved if of]
        assert abs(np.mean([turn / sure for turn, sure in told])) < 4 / np.sqrt(len(told))
        true = [judged(drawn(rng, mean, share, truly=1.0)) for _ in range(60)]
        assert np.mean([0 < some == of for (some, of), *_ in true]) > 0.7
