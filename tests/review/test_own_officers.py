"""A unit is shown the names of its own officers in a finding that was released to it, and no other.

What the run holds, by hand: the words name four officers, and a fifth served in the unit and does
not stand in them.

| officer | in the words | served in the period | of Division 3 | of Division 1 | of the agency |
|---|---|---|---|---|---|
| K1029 | yes | Division 3 | own | | own |
| K1031 | yes | Division 1 | | own | own |
| K1040 | yes | Division 3, until the year before | | | |
| K1050 | yes | no posting | | | |
| K1060 | no | Division 3 | | | |
"""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exchanges import OTHER, OWN, everybody, mask_of, release, seq_of
from made_runs import Made, changed, make_run, resealed
from opened_case import ACTOR
from people_at_work import browser_of
from test_dispositions import pattern_of, replay
from two_runs import GONE, STILL

from tallystick.findings import Explanation

NAMED = ("K1029", "K1031", "K1040", "K1050")
LISTED = (*NAMED, "K1060")
POSTINGS = (
    ("K1029", "Division 3", date(2023, 1, 1), None),
    ("K1031", "Division 1", None, None),
    ("K1040", "Division 3", date(2020, 1, 1), date(2023, 12, 31)),
    ("K1060", "Division 3", None, None),
)
TOLD = Explanation(f"{', '.join(NAMED)} were on one shift", "Ask for the roster", 1, 5)
SHIFT = changed(STILL, cases=tuple(f"C-{at}" for at in range(5)), officers=LISTED,
                explanations=(TOLD,))  # fmt: skip
REASON = "We hear our officer first"


def posted(folder):
    """Take the run into the case that is open, and let everybody come."""
    from tallystick.review.runs.importing import import_run

    run = make_run(folder, SHIFT, changed(GONE, officers=LISTED, cases=SHIFT.cases),
                   Made("Division 5"))  # fmt: skip
    (run / "tables").mkdir()
    columns = [list(each) for each in zip(*POSTINGS, strict=True)]
    names = ("officer_id", "unit_id", "from_date", "to_date")
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))),
                   run / "tables/postings.parquet")  # fmt: skip
    import_run(ACTOR, resealed(run))
    everybody()


@pytest.fixture
def office(case, tmp_path):
    posted(tmp_path / "run")
    return case


def mask(officer):
    from tallystick.review.models import MaskedName

    return MaskedName.objects.get(kind="officer", name=officer).mask


def asked(login, seq, *officers, reason=REASON):
    form = {"officers": [mask(each) for each in officers], "reason": reason}
    return browser_of(login), f"/room/findings/{seq}/names", form


def shown_in(text):
    return [each for each in LISTED if each in text]


def test_a_unit_sees_the_name_of_its_own_officer_alone_and_the_log_says_why(office):
    from tallystick.review.models import Body, LogEntry, Unmasking

    pattern = pattern_of(SHIFT)
    seq = release(pattern, mask_of(OWN))
    uno, where, form = asked("uno", seq, "K1029")
    page = uno.get(f"/room/findings/{seq}").content.decode()
    offered = [each for each in LISTED if f'value="{mask(each)}"' in page]
    assert offered == ["K1029"]
    assert shown_in(page) == []
    assert [each for each in NAMED if mask(each) in page] == list(NAMED)
    answer = uno.post(where, form)
    assert answer["Location"] == f"/room/findings/{seq}#officers"
    page = uno.get(f"/room/findings/{seq}").content.decode()
    assert shown_in(page) == ["K1029"]
    assert f"<dt><bdi>{mask('K1029')}</bdi></dt><dd><bdi>K1029</bdi></dd>" in page
    entry = LogEntry.objects.get(act="officers.unmask")
    assert entry.held == {
        "pattern": pattern.fingerprint, "release": seq, "officers": [mask("K1029")]
    }  # fmt: skip
    assert entry.actor == "person:uno"
    assert Body.objects.get(sha256=entry.body_sha256).text == REASON
    assert Unmasking.objects.get().what == pattern.fingerprint
    assert f"#{entry.seq} " in uno.get("/room").content.decode()
    # Only this session was shown it, on this page alone.
    assert shown_in(uno.get("/room").content.decode()) == []
    assert shown_in(browser_of("uno").get(f"/room/findings/{seq}").content.decode()) == []
    assert replay() == []


def test_officers_of_others_are_refused_also_by_changed_identifiers(office):
    from tallystick.review.models import LogEntry, Unmasking

    shift, gone = pattern_of(SHIFT), pattern_of(changed(GONE))
    seq, other = release(shift, mask_of(OWN)), release(gone, mask_of(OTHER))
    before = LogEntry.objects.count()
    for officers in (["K1031"], ["K1040"], ["K1050"], ["K1060"], ["K1029", "K1031"], []):
        uno, where, form = asked("uno", seq, *officers)
        answer = uno.post(where, form)
        assert answer.status_code == 409, officers
        assert shown_in(answer.content.decode()) == []
        assert shown_in(uno.get(f"/room/findings/{seq}").content.decode()) == []
    uno, where, form = asked("uno", seq, "K1029", reason="")
    answer = uno.post(where, form)
    assert answer.status_code == 400
    assert "This is needed" in answer.content.decode()
    for changed_mask in ("K1029", "K1031", mask("K1031") + " ", "Officer 999", "x" * 9000, "\x00"):
        told = {"officers": [changed_mask], "reason": REASON}
        assert uno.post(where, told).status_code == 409
    # Another unit's release, one that is none, and the same one asked by who has no room.
    form = asked("uno", seq, "K1029")[2]
    for login, number in (("uno", other), ("dos", seq), ("uno", 1), ("who", seq), ("chief", seq)):
        assert browser_of(login).post(f"/room/findings/{number}/names", form).status_code == 404
    for login in ("ana", "rev", "leg"):
        assert browser_of(login).post(where, form).status_code == 403
    assert LogEntry.objects.count() == before
    assert not Unmasking.objects.exists()


def test_the_log_takes_no_name_of_another_unit_either(office):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    shift, gone = pattern_of(SHIFT), pattern_of(changed(GONE))
    seq, other = release(shift, mask_of(OWN)), release(gone, mask_of(OTHER))
    told = {"pattern": shift.fingerprint, "release": seq, "officers": [mask("K1029")]}
    for login, change, text, why in (
        ("uno", {"officers": [mask("K1031")]}, REASON, "not_own_officer"),
        ("uno", {"officers": []}, REASON, "no_officer"),
        ("uno", {}, None, "no_officer"),
        ("uno", {"release": other}, REASON, "not_released"),
        ("uno", {"pattern": gone.fingerprint}, REASON, "not_released"),
        ("dos", {}, REASON, "not_released"),
        ("who", {}, REASON, "no_unit"),
        ("rev", {}, REASON, "role"),
        ("leg", {}, REASON, "role"),
    ):
        with pytest.raises(NotAllowedError, match=f"^{why}$"):
            append(f"person:{login}", "officers.unmask", {**told, **change}, text)
    for act, object in (
        ("pattern.unmask", {"pattern": shift.fingerprint}),
        ("subject.unmask", {"subject": shift.fingerprint}),
    ):
        with pytest.raises(NotAllowedError, match=r"^role$"):
            append("person:uno", act, object, REASON)


def test_each_unit_and_the_agency_have_their_own_and_an_ended_release_shows_none(office):
    pattern = pattern_of(SHIFT)
    for login, to, own in (
        ("uno", mask_of(OWN), ["K1029"]),
        ("dos", mask_of(OTHER), ["K1031"]),
        ("chief", "agency", ["K1029", "K1031"]),
    ):
        seq = release(pattern, to)
        browser, where, form = asked(login, seq, *own)
        assert browser.post(where, form).status_code == 302, login
        assert shown_in(browser.get(f"/room/findings/{seq}").content.decode()) == own
        browser_of("leg").post(f"/releases/{seq}/end", {"reason": "Done"})
        assert browser.get(f"/room/findings/{seq}").status_code == 404
        assert browser.post(where, form).status_code == 404
    assert replay() == []


def test_where_a_run_has_no_postings_nobody_is_anybodys_own(case, tmp_path):
    from tallystick.review.runs.importing import import_run

    import_run(ACTOR, make_run(tmp_path / "run", SHIFT))
    everybody()
    seq = release(pattern_of(SHIFT), mask_of(OWN))
    uno, where, form = asked("uno", seq, "K1029")
    assert 'name="officers"' not in uno.get(f"/room/findings/{seq}").content.decode()
    assert uno.post(where, form).status_code == 409


def test_the_monthly_list_has_who_asked_for_names_and_why(office):
    pattern = pattern_of(SHIFT)
    assert "Nobody asked for a name yet" in browser_of("leg").get("/log/names").content.decode()
    seq = release(pattern, mask_of(OWN))
    uno, where, form = asked("uno", seq, "K1029")
    uno.post(where, form)
    browser_of("rev").post(f"/findings/{pattern.code}/unmask", {"reason": "To ask the court"})
    unit = f"/units/{mask_of(OWN).rpartition(' ')[2]}/unmask"
    browser_of("leg").post(unit, {"reason": "To write to it"})
    leg = browser_of("leg")
    page = leg.get("/log/names").content.decode()
    told = ("uno", REASON, "rev", "To ask the court", "leg", "To write to it")
    assert [each for each in told if f">{each}</bdi>" not in page] == []
    assert page.count('<th scope="row"') == 3
    assert shown_in(page) == []
    month = str(seq_month(seq_of("officers.unmask")))
    assert f"<strong>{month}</strong>" in page
    assert leg.get(f"/log/names?month={month}").content.decode().count('<th scope="row"') == 3
    # A month in which nobody asked is not offered; the newest is shown.
    assert leg.get("/log/names?month=1999-01").content.decode().count('<th scope="row"') == 3
    assert browser_of("uno").get("/log/names").status_code == 403


def seq_month(seq):
    from tallystick.review.models import LogEntry

    return LogEntry.objects.get(seq=seq).at[:7]
