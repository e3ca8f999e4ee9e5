"""Which small law and cases can be judged by hand?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from tallystick.tables import Amount, Article, Frame, Law, Reserve
from worlds import tables_of

SURE, TURN = "verified_text", date(2022, 1, 1)
DAY = datetime(2021, 3, 1, 12)
HERB = {"codes": ("herb", "трава"), "substance": "herb", "plants": False}


def article(key, act, classes=(), months=(0, 12), **more):
    low, high = months
    return Article(
        None, None, SURE, key=key, article=key[:2], part=key[3:-1], acts=(act,), classes=classes,
        punished=True, months_low=low, months_high=high, gravity=(0, high or low, low, 0),
    ) if not more else replace(article(key, act, classes, months), **more)  # fmt: skip


AMOUNTS = (
    Amount(None, None, SURE, **HERB, class_="small", place=0, low=0, high=50_000, with_low=True,
           with_high=None),
    Amount(None, None, SURE, **HERB, class_="large", place=1, low=50_000, high=1_000_000,
           with_low=None, with_high=True),
    Amount(None, None, "conflicting", **HERB, class_="huge", place=2, low=1_000_000, high=None,
           with_low=False, with_high=None),
)  # fmt: skip
ARTICLES = (
    article("10(1)", "possession", ("small",), (0, 12)),
    article("10(2)", "possession", ("large",), (12, 36)),
    article("10(3)", "possession", ("huge",), (36, 84)),
    article("20(1)", "sale", ("any",), (60, 96)),
    article("20(2)", "sale", ("large",), (72, 120)),
    article("20(3)", "sale", ("huge",), (120, 180), made_by=("group",),
            to_date=TURN - timedelta(days=1)),
    article("20(3)", "sale", ("huge",), (84, 144), made_by=("group",), from_date=TURN),
    article("20(4)", "sale", (), (180, None), made_by=("gang",), confidence="memory"),
    article("30", "theft", (), (6, 60), article="30", part=""),
    article("20-9(1)", "making", ("any",), (60, 96), article="20-9", part="1"),
)  # fmt: skip
LAW = Law("XA", "Exampleland", AMOUNTS, ARTICLES, (Reserve("the table was not read", ("sale",)),))
FRAME = Frame(law=LAW)


def case(number, unit="A", day=DAY):
    return {"incident_id": number, "unit_id": unit, "occurred_at": day}


def weight(number, grams, stage="lab", exhibit="1", substance="herb", kind="net_weight"):
    mark = exhibit and f"{number}/{exhibit}"
    return {"incident_id": number, "exhibit_id": mark, "kind": kind, "substance_code": substance,
             "stage": stage, "value": float(grams), "unit": "g"}  # fmt: skip


def charge(number, statute, person=None, verdict="convicted", months=None, noted=None, day=None):
    return {"incident_id": number, "person_id": person or f"p{number}", "statute": statute,
            "verdict": verdict, "decided_at": day or DAY + timedelta(days=60),
            "sentence_months": months, "aggravating": noted}  # fmt: skip


def held(cases, weights, charges, frame=FRAME):
    return tables_of({"incidents": cases, "measurements": weights, "outcomes": charges}, frame)
