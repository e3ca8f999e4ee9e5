"""A case with twelve units that have cases and four that have postings alone, and a set clock.

| unit | officers posted there in May 2024 |
|---|---|
| Division 1 | K1 to K6; K7 left in April |
| Division 2 | K11, K12 and K13 |

Exhibit E-1 was given by K1 to K2, and then to the store; case C-9 has the officers K1, K3 and K4,
one each by the table of cases, that of custody and that of narratives.
"""

from datetime import UTC, date, datetime

from decided import Clock
from exchanges import mask_of
from people_at_work import add
from test_subject_pages import imported, thread
from two_runs import NEW, STILL

from tallystick.findings import Figure

UNITS = tuple(f"Division {n}" for n in range(1, 13))
POSTED = tuple(f"Post {n}" for n in range(1, 4))
APRIL, MONDAY = datetime(2026, 4, 2, 8, tzinfo=UTC), datetime(2026, 4, 6, 9, tzinfo=UTC)
POSTINGS = (
    *((f"K{n}", "Division 1", None, None) for n in range(1, 7)),
    ("K7", "Division 1", date(2020, 1, 1), date(2024, 4, 30)),
    ("K11", "Division 2", date(2024, 5, 10), None),
    ("K12", "Division 2", None, date(2024, 5, 9)),
    ("K13", "Division 2", date(2023, 1, 1), date(2024, 12, 31)),
    *((f"K{20 + n}", unit, None, None) for n, unit in enumerate(POSTED)),
)
CUSTODY = (
    ("E-1", "C-1", "K1", "K2"), ("E-1", "C-1", "K2", "Store"), ("E-2", "C-9", None, "K3"),
    ("E-3", "C-2", "Store", "Laboratory"),
)  # fmt: skip


def columns(names, rows):
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


TABLES = {
    "incidents": columns(
        ("incident_id", "unit_id", "officer_id"),
        [(f"C-{n}", unit, "K1") for n, unit in enumerate(UNITS, 1)],
    ),
    "postings": columns(("officer_id", "unit_id", "from_date", "to_date"), POSTINGS),
    "custody": columns(("exhibit_id", "incident_id", "from_holder", "to_holder"), CUSTODY),
    "narratives": columns(("incident_id", "author_id"), [("C-9", "K4"), ("C-1", "K1")]),
    "names": columns(
        ("kind", "name"),
        [*(("unit", each) for each in (*UNITS, *POSTED)),
         *(("officer", each) for each in dict.fromkeys(row[0] for row in POSTINGS))],
    ),
}  # fmt: skip
PEOPLE = {"ana": ("analyst",), "rev": ("reviewer",), "leg": ("legal",), "see": ("read_only",),
          "rea": ("reader",), "rob": ("reader",), "ria": ("reader", "reviewer")}  # fmt: skip


def begun(folder, monkeypatch):
    """Import the run before the quarter, let everybody come, and set the clock to April 2026."""
    clock = Clock(monkeypatch)
    figures = [Figure("published", "arrests", each, date(2024, 1, 1), date(2024, 1, 31), 1.0)
               for each in (*UNITS, *POSTED)]  # fmt: skip
    imported(folder, STILL, NEW, figures=figures, tables=TABLES, threads=[thread("F-01", "F-02")])
    for login, roles in PEOPLE.items():
        add(login, roles)
    add("uno", ("auditee",), unit="Division 3")
    at(clock, monkeypatch, APRIL)
    return clock


def at(clock, monkeypatch, when):
    """Set the clock of entries and of pages."""
    from tallystick.review.pages import reader_statements, rounds

    clock.at(when)
    for module in (rounds, reader_statements):
        monkeypatch.setattr(module, "today", lambda: when.date())


def masks_of(units):
    return {mask_of(each) for each in units}


def log_after(seq):
    from tallystick.review.models import LogEntry

    return [(each.act, each.held) for each in LogEntry.objects.filter(seq__gt=seq).order_by("seq")]
