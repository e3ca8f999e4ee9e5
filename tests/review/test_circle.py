"""How many could know what a report says, worked out by hand from tests/review/company_cases.py."""

import re
from datetime import date

import pytest
from company_cases import begun
from exchanges import last_seq, mask_of
from people_at_work import browser_of

MAY = {"first": date(2024, 5, 1), "last": date(2024, 5, 31)}
# Of a detail: what could be counted, the smallest, all together, and whether that is few.
RIGHT = (
    ({"unit": "Division 1", **MAY}, {"unit": 6}, 6, 6, False),
    ({"unit": "Division 1", "first": date(2024, 4, 30)}, {"unit": 7}, 7, 7, False),
    ({"unit": "Division 2", **MAY}, {"unit": 3}, 3, 3, True),
    ({"unit": "Division 2", "first": date(2024, 5, 9)}, {"unit": 2}, 2, 2, True),
    ({"unit": "Division 2", "first": date(2024, 5, 10)}, {"unit": 2}, 2, 2, True),
    ({"exhibit": "E-1"}, {"exhibit": 2}, 2, 2, True),
    ({"exhibit": "E-3"}, {"exhibit": 0}, 0, 0, True),
    ({"cases": ("C-9",)}, {"cases": 3}, 3, 3, True),
    ({"cases": ("C-9", "C-1")}, {"cases": 4}, 4, 4, True),
    ({"unit": "Division 1", **MAY, "exhibit": "E-1"}, {"unit": 6, "exhibit": 2}, 2, 6, True),
    ({"unit": "Division 2", **MAY, "cases": ("C-9",)}, {"unit": 3, "cases": 3}, 3, 6, True),
    ({}, {}, None, 0, True),
    ({"unit": "Division 99", **MAY}, {"unit": None}, None, 0, True),
    ({"unit": "Division 1", **MAY, "exhibit": "E-9"}, {"unit": 6, "exhibit": None}, None, 6, True),
    ({"cases": ("C-1", "C-77")}, {"cases": None}, None, 0, True),
)  # fmt: skip


@pytest.fixture
def clock(case, tmp_path, monkeypatch):
    return begun(tmp_path / "run", monkeypatch)


def test_who_could_know_each_detail(clock):
    from tallystick.review.acting.circle import Detail, circle

    for told, parts, least, most, small in RIGHT:
        held = circle(Detail(**told))
        assert (dict(held.parts), held.least, held.most, held.is_small) == (
            parts, least, most, small
        ), told  # fmt: skip
    by_mask = circle(Detail(unit=mask_of("Division 1"), **MAY))
    assert dict(by_mask.parts) == {"unit": 6}


def test_without_a_run_or_its_tables_nobody_is_counted(case, tmp_path):
    from test_subject_pages import imported
    from two_runs import STILL

    from tallystick.review.acting.circle import Detail, circle

    assert circle(Detail(unit="Division 1", **MAY)).is_small
    imported(tmp_path / "bare", STILL)
    assert circle(Detail(unit="Division 1", **MAY)).least is None


@pytest.mark.parametrize(("form", "told"), [
    ({"unit": "Division 1", "first": "2024-05-01", "last": "2024-05-31"},
     ("6 people could know it", "5 or more: a statement needs two readers.")),
    ({"unit": "Division 1", "first": "2024-05-01", "exhibit": "E-1"},
     ("2 to 6 people could know it", "two readers and legal", "Leave out the narrowest detail")),
    ({"unit": "Division 2", "first": "2024-05-01", "last": "2024-05-31", "cases": "C-9\nC-1,"},
     ("3 to 7 people could know it", "4 officers stand in the cases")),
    ({"exhibit": "E-9"}, ("cannot be said", "no such exhibit in custody")),
    ({}, ("cannot be said", "two readers and legal")),
])  # fmt: skip
def test_the_page_says_how_large_the_circle_is(clock, form, told):
    text = browser_of("rea").post("/reports/circle", form).content.decode()
    assert [each for each in told if each not in text] == []
    # The token of a form is drawn, and may hold two letters of a name.
    own = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    assert len(own) < len(text)
    assert not [name for name in ("K1<", "K2", "K11") if name in own]


def test_what_is_wrong_is_said_beside_its_field(clock):
    rea = browser_of("rea")
    for form, told in (
        ({"unit": "Division 1"}, "This is needed"),
        ({"unit": "Division 1", "first": "May"}, "not in the form"),
        ({"first": "2024-05-02", "last": "2024-05-01"}, "before the first"),
    ):
        answer = rea.post("/reports/circle", form)
        assert answer.status_code == 400
        assert told in answer.content.decode(), form


def test_nothing_that_was_typed_is_kept(clock, case):
    """Neither the tables, the session, the log nor a byte of the case folder has it."""
    from django.core.cache import cache

    rea, before = browser_of("rea"), last_seq()
    form = {"unit": "Zyxwunit", "first": "2024-05-01", "exhibit": "Zyxwgoods", "cases": "Zyxwcase"}
    answer = rea.post("/reports/circle", form)
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.decode().count("Zyxw") == 3
    assert last_seq() == before
    assert "Zyxw" not in str(dict(rea.session)) + str(vars(cache).get("_cache", ""))
    assert "Zyxw" not in rea.get("/reports").content.decode()
    held = [each for each in case.folder.rglob("*") if each.is_file()]
    assert [each for each in held if b"Zyxw" in each.read_bytes()] == []
    assert len(held) > 10
