"""Which records were made wrong on purpose, and which only look odd?

Every function changes the columns in place and returns labels: (kind, label, table, unit, key,
before, after, note). Kinds: `planted` gaming, `exception` of the paper, `bad_row` that a loader
must set aside, `innocent` oddity that a check must not name, `context` for counting shares.
"""

from __future__ import annotations

import city
import drugs
import numpy as np

Labels = list[tuple[str, ...]]
MONTH_END_RISE = 0.6
OVER_UNIT, OVER_MONTHS = "Castle", (2, 5, 8, 11, 14, 17, 20, 23)
UNDER_UNIT, UNDER_MONTH = "Mill", 19
UNPOSTED = 21 * city.DAY
DRAWN = np.datetime64("2023-12-10T23:59")  # the day on which the late month's figures were drawn


def month_end(days: np.ndarray) -> np.ndarray:
    """The first day after each day's month."""
    return (days.astype("datetime64[M]") + city.MONTH).astype("datetime64[D]")


def in_last_three(days: np.ndarray) -> np.ndarray:
    """Whether each day is one of the last three of its month."""
    return (month_end(days) - days).astype(int) <= 3


def move_dates(cases: city.Columns, rng: np.random.RandomState) -> list[tuple[int, str, str]]:
    """Date arrests of one unit, without exhibits and not called in, into the last three days.

    Returns (row, day before, day after); rows are those before `city.enter` sorts them.
    """
    days = cases["occurred"].astype("datetime64[D]")
    ours = (city.NAMES[cases["unit"]] == city.MONTH_END_UNIT) & (cases["clearance"] == "arrest")
    at_end = in_last_three(days)
    free = np.flatnonzero(ours & ~at_end & ~cases["drug"] & (cases["origin"] != "complaint"))
    moved = rng.choice(free, size=round(MONTH_END_RISE * (ours & at_end).sum()), replace=False)
    target = month_end(days) - rng.randint(1, 4, len(days)) * city.DAY
    cases["occurred"][moved] += (target[moved] - days[moved]).astype("timedelta64[m]")
    return [(int(row), str(days[row]), str(target[row])) for row in np.sort(moved)]


def name_moved(cases: city.Columns, moved: list[tuple[int, str, str]]) -> Labels:
    """Label the moved arrests by their case numbers."""
    place = {int(row): at for at, row in enumerate(cases["row"])}
    return [
        (
            "planted",
            "arrest_date_moved",
            "incidents",
            city.MONTH_END_UNIT,
            str(cases["id"][place[row]]),
            before,
            after,
            "",
        )
        for row, before, after in moved
    ]


def _exception(label: str, table: str, unit: int, key: str, before: str, after: str) -> tuple:
    return ("exception", label, table, str(city.NAMES[unit]), key, before, after, "")


def break_cases(
    cases: city.Columns, postings: list[city.Posting], rng: np.random.RandomState
) -> Labels:
    """Unknown officers, an officer posted nowhere, entries and closings before the event."""
    labels = []
    quiet = rng.permutation(np.flatnonzero(~cases["drug"] & (cases["clearance"] == "exceptional")))
    quiet = quiet[~np.isnat(cases["closed"][quiet])]
    for row in quiet[:3]:
        before, cases["officer"][row] = str(cases["officer"][row]), 9900 + rng.randint(100)
        labels.append(("unknown_officer", row, before, str(cases["officer"][row])))
    for row in quiet[3:8]:
        before = str(cases["entered"][row])
        cases["entered"][row] = cases["occurred"][row] - rng.randint(2, 9) * city.DAY
        labels.append(("entered_before", row, before, str(cases["entered"][row])))
    for row in quiet[8:11]:
        before = str(cases["closed"][row])
        cases["closed"][row] = cases["occurred"][row] - rng.randint(2, 9) * city.DAY
        labels.append(("closed_before", row, before, str(cases["closed"][row])))
    labels += _post_nowhere(cases, postings, rng)
    return [
        _exception(name, "incidents", cases["unit"][row], str(cases["id"][row]), before, after)
        for name, row, before, after in labels
    ]


def _post_nowhere(
    cases: city.Columns, postings: list[city.Posting], rng: np.random.RandomState
) -> list[tuple[str, int, str, str]]:
    """Shorten one transferred officer's first posting by three weeks, and keep the cases."""
    days = cases["occurred"].astype("datetime64[D]")
    at = next(place for place, posting in enumerate(postings) if posting.last is not None)
    old = postings[at]
    assert old.last is not None
    gap = (days > old.last - UNPOSTED) & (days <= old.last) & (cases["unit"] == old.unit)
    postings[at] = city.Posting(old.officer, old.badge, old.unit, old.first, old.last - UNPOSTED)
    held = gap & (cases["officer"] == old.officer)
    others = np.flatnonzero(gap & ~held)
    extra = rng.choice(others, size=max(0, 6 - int(held.sum())), replace=False)
    before = cases["officer"].copy()
    cases["officer"][extra] = old.officer
    rows = np.sort(np.concatenate([np.flatnonzero(held), extra])).tolist()
    return [("posted_nowhere", row, str(before[row]), str(old.officer)) for row in rows]


def break_exhibits(exhibits: city.Columns, rng: np.random.RandomState) -> Labels:
    """Exhibits of unknown cases, without a case, or weighed before their case."""
    day = exhibits["weighed"].astype("datetime64[D]")
    within = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(int) > 10
    free = within & (city.NAMES[exhibits["unit"]] != city.WEIGHT_UNIT)
    rows = rng.permutation(np.flatnonzero(free))[:14].tolist()
    labels = []
    for place, row in enumerate(rows):
        case = str(exhibits["incident_id"][row])
        if place < 5:
            exhibits["incident_id"][row] = f"HB-9{rng.randint(10000):05d}"
            labels.append(("orphan_exhibit", row, case, str(exhibits["incident_id"][row])))
        elif place < 10:
            exhibits["incident_id"][row] = ""
            labels.append(("exhibit_without_case", row, case, ""))
        else:
            before = str(exhibits["weighed"][row])
            exhibits["weighed"][row] -= rng.randint(2, 8) * city.DAY
            labels.append(("weighed_before_case", row, before, str(exhibits["weighed"][row])))
    return [
        _exception(name, "measurements", exhibits["unit"][row], str(exhibits["id"][row]), *change)
        for name, row, *change in labels
    ]


def spoil(cases: city.Columns, exhibits: city.Columns, rng: np.random.RandomState) -> Labels:
    """Write down values that no loader can read: `spoilt` holds the text that replaces them."""
    cases["spoilt"] = np.full(len(cases["id"]), "", dtype=object)
    exhibits["spoilt"] = np.full(len(exhibits["id"]), "", dtype=object)
    quiet = ~cases["drug"] & (cases["clearance"] == "none") & (cases["origin"] == "patrol")
    labels: Labels = []
    dates = ("31/02/2023", "31/06/2023", "00/01/2024", "-", "-")
    for row, text in zip(rng.permutation(np.flatnonzero(quiet)), dates, strict=False):
        cases["spoilt"][row] = text
        name = "missing_date" if text == "-" else "impossible_date"
        where = ("incidents", str(city.NAMES[cases["unit"][row]]), str(cases["id"][row]))
        labels.append(("bad_row", name, *where, str(cases["occurred"][row])[:10], text, ""))
    free = ~np.isin(city.NAMES[exhibits["unit"]], (city.WEIGHT_UNIT, city.ROUNDING_UNIT))
    free &= np.char.startswith(exhibits["incident_id"], "HB-0")
    weights = ("-", "-", "-", "n/a", "-3.1", "-0.4", "-12")
    for row, text in zip(rng.permutation(np.flatnonzero(free)), weights, strict=False):
        exhibits["spoilt"][row] = text
        name = "negative_weight" if text[1:] and text != "n/a" else "missing_weight"
        where = ("measurements", str(city.NAMES[exhibits["unit"][row]]), str(exhibits["id"][row]))
        labels.append(("bad_row", name, *where, drugs.grams(exhibits["weight"][row]), text, ""))
    return labels


def report_figures(
    cases: city.Columns, exhibits: city.Columns, rng: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray, Labels]:
    """Arrests and seizures per unit and month as published, and what was changed in them."""
    shape = (len(city.UNITS), len(city.MONTHS))
    arrests, seizures = np.zeros(shape, int), np.zeros(shape, int)
    month = (cases["occurred"].astype("datetime64[M]") - city.MONTHS[0]).astype(int)
    counted = (cases["clearance"] == "arrest") & (cases["spoilt"] == "")
    np.add.at(arrests, (cases["unit"][counted], month[counted]), 1)
    weighed = (exhibits["weighed"].astype("datetime64[M]") - city.MONTHS[0]).astype(int)
    good = exhibits["spoilt"] == ""
    np.add.at(seizures, (exhibits["unit"][good], weighed[good]), 1)
    labels: Labels = []

    def change(kind: str, label: str, unit: str, at: int, by: int) -> None:
        row = city.NAMES.tolist().index(unit)
        before = int(arrests[row, at])
        arrests[row, at] += by
        key, after = str(city.MONTHS[at]), str(before + by)
        labels.append((kind, label, "reported_figures", unit, key, str(before), after, ""))

    for at in OVER_MONTHS:
        change("planted", "arrests_over_reported", OVER_UNIT, at, int(rng.randint(2, 5)))
    change("planted", "arrests_under_reported", UNDER_UNIT, UNDER_MONTH, -4)
    late = counted & (city.NAMES[cases["unit"]] == city.LATE_UNIT) & (cases["entered"] > DRAWN)
    at = int((np.datetime64(city.LATE_MONTH, "M") - city.MONTHS[0]).astype(int))
    missing = int((late & (month == at)).sum())
    change("innocent", "late_records", city.LATE_UNIT, at, -missing)
    return arrests, seizures, labels


INNOCENT: Labels = [
    ("innocent", "payday", "incidents", city.PAYDAY_UNIT, "days 1-3", "1", "1.6", "calls too"),
    ("innocent", "rounding", "measurements", city.ROUNDING_UNIT, "", "", "", "a coarser scale"),
    ("innocent", "ounces", "measurements", "", "cannabis", "", "", "a fifth packed by 28.35 g"),
    *(
        ("innocent", "festival", "incidents", unit, "10-16 August", "1", "2.5", "the regatta")
        for unit in city.FESTIVAL_UNITS
    ),
]
