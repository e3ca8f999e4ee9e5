"""A round asks companies alike, once a quarter, and nothing of it shows which unit was meant."""

import pytest
from company_cases import APRIL, POSTED, UNITS, at, begun, log_after, masks_of
from exchanges import last_seq, mask_of
from people_at_work import browser_of
from test_any_form import undone
from test_dispositions import replay

ASK = {"text": "The weigh book of the quarter", "due": "2090-01-01"}


@pytest.fixture
def clock(case, tmp_path, monkeypatch):
    return begun(tmp_path / "run", monkeypatch)


def quarter():
    from tallystick.review.acting.quarters import quarter_from

    return quarter_from(APRIL.date().replace(day=1))


def companies():
    return {each.place: set(each.units) for kind in quarter().kinds for each in kind.companies}


def asked(login="ana", **form):
    return browser_of(login).post("/requests/company/ask", {**ASK, **form})


def test_units_are_parted_by_kind_and_too_few_of_a_kind_stay_out(clock):
    from tallystick.review.acting.companies import companies as parted

    cases, posted = quarter().kinds
    units = set().union(*(each.units for each in cases.companies))
    assert units == masks_of(UNITS)
    assert [len(each.units) for each in cases.companies] == [4, 4, 4]
    assert [each.place for each in cases.companies] == [1, 2, 3]
    assert [each.units for each in cases.companies] == parted(quarter().head.hash, units)
    assert len(cases.drawn) == 1
    assert (posted.companies, set(posted.alone)) == ((), masks_of(POSTED))


def test_a_round_asks_the_lots_companies_and_those_added_all_alike(clock):
    from tallystick.review.models import Body, MaskedName, Request, Round

    (drawn,) = quarter().drawn
    added = drawn % 3 + 1
    before = last_seq()
    assert asked(company=[str(added)]).status_code == 302
    held = Round.objects.get()
    wanted = companies()[drawn] | companies()[added]
    order = [each.mask for each in MaskedName.objects.filter(kind="unit").order_by("id")]
    made = list(Request.objects.order_by("id"))
    assert [each.to for each in made] == [each for each in order if each in wanted]
    assert len(made) == 8
    assert {each.round_id for each in made} == {held.id}
    assert {each.due.isoformat() for each in made} == {ASK["due"]}
    texts = Body.objects.filter(sha256__in=[each.body_sha256 for each in made])
    assert {each.text for each in texts} == {ASK["text"]}
    *requests, (act, object) = log_after(before)
    assert requests == [("request.ask", {"to": each.to, "due": ASK["due"]}) for each in made]
    assert (act, object) == ("round.ask", {
        "quarter": "2026-04-01", "companies": sorted({drawn, added}),
        "requests": [each.created_seq for each in made],
    })  # fmt: skip
    assert replay() == []


def test_whether_somebody_added_a_company_of_the_lot_leaves_the_same(clock):
    """The meant unit is any of a company, the company is of the lot or not: one trace each."""
    from tallystick.review.models import Request

    (drawn,) = quarter().drawn
    traces, before = [], last_seq()
    for form in ({}, {"company": [str(drawn)]}):
        with undone():
            assert asked(**form).status_code == 302
            rows = list(Request.objects.order_by("id").values("to", "due", "state", "round_id"))
            traces.append((log_after(before), rows))
    assert traces[0] == traces[1]


def test_the_form_and_the_log_name_no_unit_of_those_meant(clock):
    """What a browser can send is a company, and a unit is refused as one."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self):
            super().__init__()
            self.values = {}

        def handle_starttag(self, tag, attributes):
            held = dict(attributes)
            if tag == "input" and held.get("name"):
                self.values.setdefault(held["name"], set()).add(held.get("value"))

    page, held = browser_of("ana").get("/requests/company").content.decode(), Fields()
    held.feed(page.partition('action="/requests/company/ask"')[2].partition("</form>")[0])
    assert held.values == {"csrfmiddlewaretoken": held.values["csrfmiddlewaretoken"],
                           "company": {"1", "2", "3"}, "due": {""}}  # fmt: skip
    before = last_seq()
    for value in ("Division 1", mask_of("Division 1"), "4", "0", "-1", "x"):
        assert asked(company=[value]).status_code == 400
    assert last_seq() == before


def test_the_log_does_not_show_the_lot_and_the_key_does(clock, monkeypatch):
    """With other keys of the case the lot draws each company; the companies stay the same."""
    from tallystick.review.case_folder import Case

    own, parts = quarter().drawn, companies()
    lots = set()
    for n in range(40):
        monkeypatch.setattr(Case, "secret", lambda self, name, n=n: f"key {n}")
        lots |= {quarter().drawn}
        assert companies() == parts
    assert lots == {frozenset({place}) for place in (1, 2, 3)}
    monkeypatch.undo()
    assert quarter().drawn == own


def test_one_round_a_quarter_in_its_first_days_and_no_other_lot(clock, monkeypatch):
    from tallystick.review.models import Request

    parts = companies()
    assert asked().status_code == 302
    n = Request.objects.count()
    again = asked(company=["1", "2", "3"])
    assert again.status_code == 409
    assert "was asked already" in again.content.decode()
    at(clock, monkeypatch, APRIL.replace(month=7, day=15))
    late = asked()
    assert late.status_code == 409
    assert "first 14 days" in late.content.decode()
    assert "Ask the round" not in browser_of("ana").get("/requests/company").content.decode()
    assert Request.objects.count() == n
    at(clock, monkeypatch, APRIL.replace(month=7, day=14))
    assert companies() == parts
    assert asked().status_code == 302
    assert Request.objects.count() > n
    assert "asked the round of a quarter" in browser_of("see").get("/log").content.decode()
    assert replay() == []


def test_nothing_is_asked_where_no_unit_stood_before_the_quarter(case, tmp_path, monkeypatch):
    clock = begun(tmp_path / "run", monkeypatch)
    at(clock, monkeypatch, APRIL.replace(month=1, day=12))
    answer = asked()
    assert answer.status_code == 409
    assert "no run with enough units" in answer.content.decode()


def test_the_log_takes_no_round_that_is_not_whole(clock):
    from django.db import transaction

    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import Round

    (drawn,) = quarter().drawn
    units = quarter().units_of(frozenset({drawn}))

    other = drawn % 3 + 1

    def whole(to=units, due=(), places=(drawn,), seqs=None, day="2026-04-01", by="person:ana",
              between=()):  # fmt: skip
        with transaction.atomic():
            made = [append("person:ana", "request.ask", {"to": unit, "due": each}, "x").seq
                    for unit, each in zip(to, (*due, *[ASK["due"]] * 9), strict=False)]  # fmt: skip
            for each in between:
                append("person:ana", "request.ask", {"to": each, "due": ASK["due"]}, "x")
            told = {"quarter": day, "companies": list(places), "requests": seqs or made}
            append(by, "round.ask", told)

    faults = (
        {"to": units[:-1]}, {"to": units[::-1]}, {"places": ()}, {"places": (drawn, 9)},
        {"places": (drawn, drawn)}, {"seqs": [1, 2, 3, 4]}, {"day": "2026-01-01"},
        {"by": "person:rev"}, {"by": "person:see"}, {"to": [*units, units[0]]},
        {"to": quarter().units_of(frozenset({other})), "places": (other,)},
        {"between": ("agency",)}, {"due": ("2090-02-02",)},
    )  # fmt: skip
    for each in faults:
        with pytest.raises(NotAllowedError):
            whole(**each)
    assert not Round.objects.exists()
    whole()
    assert Round.objects.count() == 1


def test_all_units_of_a_round_are_told_at_once(clock):
    from tallystick.review.models import Release, Request, Round

    asked(company=["1", "2", "3"])
    seq, own = Round.objects.get().created_seq, Request.objects.get(to=mask_of("Division 3"))
    alone = browser_of("leg").post(f"/requests/{own.created_seq}/release", {"to": own.to})
    assert alone.status_code == 409
    assert "to all of them together" in alone.content.decode()
    shown = browser_of("leg").get(f"/requests/{own.created_seq}").content.decode()
    assert f'action="/requests/{own.created_seq}/release"' not in shown
    assert "Several units were asked this alike" in shown
    uno = browser_of("uno")
    assert browser_of("rev").post(f"/requests/company/{seq}/release").status_code == 302
    assert set(Release.objects.values_list("state", flat=True)) == {"proposed"}
    assert uno.get(f"/room/requests/{own.created_seq}").status_code == 404
    assert browser_of("rev").post(f"/requests/company/{seq}/release").status_code == 302
    assert browser_of("leg").post(f"/requests/company/{seq}/release").status_code == 302
    assert list(Release.objects.values_list("state", flat=True)) == ["in force"] * 12
    text = uno.get(f"/room/requests/{own.created_seq}").content.decode()
    assert ASK["text"] in text
    assert "ompan" not in text
    assert replay() == []


@pytest.mark.parametrize(("language", "told"), [
    ("en", "asked 1.9 times as often"), ("ru", "в 1,9 раза чаще"),
])  # fmt: skip
def test_the_page_shows_the_ratio_and_what_it_assumes(clock, language, told):
    """12 units in three companies, one drawn: 1 / (3/11 + 8/11 / 3) = 1.94."""
    ana = browser_of("ana")
    ana.post("/language", {"language": language})
    text = ana.get("/requests/company").content.decode()
    assert told in text
    assert ("Assumed" if language == "en" else "Предполагается") in text
    assert 'href="/requests/company"' in ana.get("/requests").content.decode()
