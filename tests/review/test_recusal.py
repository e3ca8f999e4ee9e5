"""Nobody decides on what they are part of: recusals by an entry and by postings."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_runs import Made, make_run, resealed
from opened_case import ACTOR
from people_at_work import add, browser_of, corrected, explained, waiting
from test_dispositions import address, pattern_of
from two_runs import STILL


@pytest.fixture
def office(case_of_two):
    add("ana", ("analyst",))
    add("rev", ("reviewer",))
    return case_of_two


POSTED = (
    # officer, unit, from, to, whether the run of 2024 recuses them from the unit
    ("K1", "Division 3", date(2024, 3, 1), None, True),
    ("K2", "Division 3", date(2022, 1, 1), date(2023, 12, 31), False),
    ("K3", "Division 3", None, date(2024, 1, 1), True),
    ("K4", "Division 9", date(2024, 3, 1), None, False),
    ("K5", "Division 3", date(2025, 1, 1), None, False),
)


def test_postings_recuse_whoever_served_in_the_unit_in_the_period(case, tmp_path):
    from tallystick.review.decisions.recusal import recusal
    from tallystick.review.models import Person
    from tallystick.review.runs.importing import import_run

    run = make_run(tmp_path / "run", STILL, Made("Division 9", aspect="one supplier"))
    (run / "tables").mkdir(exist_ok=True)
    columns = zip(*[row[:4] for row in POSTED], strict=True)
    names = ("officer_id", "unit_id", "from_date", "to_date")
    pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))),
                   run / "tables/postings.parquet")  # fmt: skip
    import_run(ACTOR, resealed(run))
    pattern = pattern_of(STILL)
    for officer, *_, recused in POSTED:
        login = officer.casefold()
        add(login, ("reviewer",), officer=officer)
        person = Person.objects.get(login=login)
        assert recusal(person, pattern) == ("unit" if recused else ""), officer
        answer = browser_of(login).post(address(pattern, "corrected"), corrected(pattern))
        assert answer.status_code == (409 if recused else 302), officer
    # Who stands in the list of cases does not decide, wherever they served.
    add("listed", ("reviewer",), officer="K1029")
    assert recusal(Person.objects.get(login="listed"), pattern) == "own_case"


def test_recusals_by_an_entry_close_proposing_seconding_and_answering(office):
    from tallystick.review.models import Question

    pattern, question = pattern_of(STILL), Question.objects.get()
    me, rev = browser_of("me"), browser_of("rev")
    for on in (f"unit:{pattern.masked_subject}", f"finding:{question.pattern.fingerprint}"):
        assert me.post("/people/recuse", {"login": "rev", "on": on, "reason": "A brother"}
                       ).status_code == 302  # fmt: skip
    assert rev.post(address(pattern, "open"), waiting(pattern)).status_code == 409
    answer = {"answer": "reopen", "reason": "why"}
    told = rev.post(f"/findings/{question.pattern.code}/question/{question.id}", answer)
    assert told.status_code == 409
    browser_of("ana").post(address(pattern, "explained"), explained(pattern))
    made = pattern.dispositions.get()
    rev.post(f"/findings/{pattern.code}/seen")
    said = {"of": made.proposed_seq, "choice": "agrees"}
    assert rev.post(f"/findings/{pattern.code}/agree", said).status_code == 409
    made.refresh_from_db()
    assert made.state == "proposed"
