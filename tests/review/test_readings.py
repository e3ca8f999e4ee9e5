"""Two people read what a lot draws, each without the other; alpha is that of the table by hand."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from decided import ANA, BUYERS, ME, REV, Clock, add_people, import_findings, pattern_of
from made_runs import Made

APRIL = datetime(2026, 4, 2, 8, tzinfo=UTC)
QUARTER = "2026-04-01"
# What two say of the ten findings: 7 alike, of 12 explained, 5 referred and 3 open readings.
READ = (
    *[("explained", "explained")] * 5, ("referred", "referred"), ("open", "open"),
    ("explained", "referred"), ("explained", "referred"), ("referred", "open"),
)  # fmt: skip
CAUSES = (("slip", "slip"),) * 3 + (("slip", "delivered"), ("delivered", "delivered"))


@pytest.fixture
def clock(case, tmp_path, monkeypatch):
    """Ten findings and a lead stood when the quarter began; a finding more came in it."""
    clock = Clock(monkeypatch)
    add_people()
    first = [Made(f"Division {n}") for n in range(1, 11)]
    import_findings(tmp_path / "one", *first, Made("Division 30", lead=True))
    clock.at(APRIL)
    import_findings(tmp_path / "two", *first, Made("Division 20"), name="Zhambyl, 2026")
    return clock


def draw(by=ME, quarter=QUARTER):
    from tallystick.review.log.entries import append

    return append(by, "lot.draw", {"quarter": quarter})


def read(pattern, value, cause="", *, by=ME, quarter=QUARTER):
    from tallystick.review.log.entries import append

    object = {"pattern": pattern.fingerprint, "quarter": quarter, "value": value, "cause": cause,
              "salt": "5" * 32}  # fmt: skip
    return append(by, "reading.give", object)


def refused(why):
    from tallystick.review.decisions.people import NotAllowedError

    return pytest.raises(NotAllowedError, match=f"^{why}$")


def read_all():
    for n, (mine, hers) in enumerate(READ):
        causes = CAUSES[n] if n < len(CAUSES) else ("slip", "slip")
        pattern = pattern_of(BUYERS, n + 1)
        for by, value, cause in ((ME, mine, causes[0]), (ANA, hers, causes[1])):
            read(pattern, value, cause if value == "explained" else "", by=by)


def test_the_lot_draws_what_anybody_can_draw_again(clock):
    from tallystick.review.models import LogEntry, Lot

    draw()
    lot = Lot.objects.get()
    before = LogEntry.objects.filter(day__lt=APRIL.date()).order_by("seq").last()
    assert (lot.head_seq, lot.head, lot.population) == (before.seq, before.hash, 10)
    ranked = sorted(
        (pattern_of(BUYERS, n).fingerprint for n in range(1, 11)),
        key=lambda name: sha256(f"{int(before.hash, 16)}\x1f{name}".encode()).hexdigest(),
    )
    drawn = lot.drawn.order_by("place")
    assert [each.pattern.fingerprint for each in drawn] == ranked
    assert {each.sighting.run_id for each in drawn} == {1}


def test_a_tenth_is_drawn_and_ten_at_least():
    from tallystick.sample import lot, lot_size

    assert [lot_size(n) for n in (0, 4, 10, 99, 100, 101, 300, 1000)] == [
        0, 4, 10, 10, 10, 11, 30, 100,
    ]  # fmt: skip
    keys = [f"{n:03}" for n in range(300)]
    assert lot("a" * 64, keys, 30) == lot("a" * 64, keys[::-1], 30)
    assert lot("a" * 64, keys, 30) != lot("b" * 64, keys, 30)
    often = sum("007" in lot(sha256(str(n).encode()).hexdigest(), keys, 30) for n in range(1000))
    assert 60 <= often <= 145


def test_a_lot_is_drawn_once_a_quarter_by_who_may(clock):
    with refused("role"):
        draw(by="person:out")
    with refused("lot_none"):
        draw(quarter="2026-07-01")
    draw(by=ANA)
    with refused("lot_drawn"):
        draw()


def test_without_a_finding_before_the_quarter_there_is_no_lot(case, tmp_path, monkeypatch):
    Clock(monkeypatch)
    import_findings(tmp_path / "one", Made("Division 1"))
    with refused("lot_none"):
        draw(quarter="2026-01-01")


def test_a_reading_is_of_two_people_each_once_and_changes_no_decision(clock):
    from tallystick.review.models import Disposition, Reading

    draw()
    one = pattern_of(BUYERS, 1)
    with refused("not_drawn"):
        read(pattern_of(BUYERS, 20), "open")
    for value, cause in (("explained", ""), ("explained", "none"), ("open", "slip"), ("x", "")):
        with refused("unfit"):
            read(one, value, cause)
    with refused("role"):
        read(one, "open", by="person:out")
    read(one, "explained", "slip")
    assert list(Reading.objects.values_list("blind", flat=True)) == [True]
    with refused("read_already"):
        read(one, "open")
    read(one, "open", by=ANA)
    assert list(Reading.objects.values_list("blind", flat=True)) == [False, False]
    with refused("read_already"):
        read(one, "open", by=REV)
    assert not Disposition.objects.exists()


def test_who_is_recused_does_not_read(clock):
    from tallystick.review.log.entries import append

    draw()
    one = pattern_of(BUYERS, 1)
    told = {"login": "ana", "kind": "finding", "value": one.fingerprint}
    append(ME, "recusal.add", told, "a relative")
    with refused("recused_finding"):
        read(one, "open", by=ANA)


def test_alpha_is_that_of_the_table(clock):
    from tallystick.review.decisions.precision import Window, precision

    draw()
    read_all()
    held = precision(Window())[BUYERS]
    assert (held.value.units, held.value.same) == (10, 7)
    # 12 explained, 5 referred, 3 open: 1 - 19 * 6 / (400 - 144 - 25 - 9).
    assert held.value.alpha == pytest.approx(1 - 19 * 6 / 222)
    assert held.is_unlike
    assert held.may_be_alike == (held.value.interval[1] >= 0.67)
    assert (held.cause.units, held.cause.alpha, held.cause.reason) == (5, None, "few_units")
    assert precision(Window(last=APRIL.date().replace(day=1)))[BUYERS].value.units == 0


def test_replay_is_equal_with_readings(clock):
    from tallystick.review.log.replay import differences

    draw()
    read_all()
    assert differences() == []


def test_a_finding_that_was_drawn_stays_when_its_run_is_withdrawn(case, tmp_path, monkeypatch):
    """A lead on an officer goes with the next run; what a lot drew does not, and nothing breaks."""
    from tallystick.review.log.entries import append
    from tallystick.review.models import Drawn

    clock = Clock(monkeypatch)
    officer = Made("K1029", kind="officer")
    run, _ = import_findings(tmp_path / "one", officer)
    import_findings(tmp_path / "two", Made("K1029", kind="officer", lead=True), name="Zhambyl")
    clock.at(APRIL)
    draw()
    append(ME, "run.withdraw", {"seal": run.manifest_sha256}, "wrong file")
    import_findings(tmp_path / "three", Made("Division 1"), name="Zhambyl, again")
    assert Drawn.objects.get().pattern.subject == "K1029"


@pytest.fixture
def pages(clock, browser, monkeypatch):
    from tallystick.review.pages import readings

    class Now(datetime):
        @classmethod
        def now(cls, tz=None):
            return APRIL

    monkeypatch.setattr(readings, "datetime", Now)
    return browser


def test_the_forms_draw_and_read_and_say_what_waits(pages):
    from tallystick.review.models import Reading

    assert "/readings/draw" in pages.get("/readings").content.decode()
    pages.post("/readings/draw")
    text = pages.get("/readings").content.decode()
    assert text.count("waits for you") == 10
    assert "Division" not in text
    address = f"/readings/{QUARTER}/{pattern_of(BUYERS, 1).code}"
    form = pages.get(address).content.decode()
    assert form.index('id="causes"') < form.index('name="value"')
    assert 'value="slip"' in form
    assert "Division" not in form
    assert pages.post(f"{address}/give", {"value": "explained"}).status_code == 400
    sent = pages.post(f"{address}/give", {"value": "explained", "cause": "slip"})
    assert sent.status_code == 302
    held = Reading.objects.get()
    assert (held.value, held.cause_id) == ("explained", "slip")
    assert "the other reader has not finished" in pages.get(address).content.decode()
    assert pages.get(f"/readings/x/{pattern_of(BUYERS, 1).code}").status_code == 404


def test_nobody_sees_what_another_read_before_both_have(pages):
    """Neither on the page, nor in the log, nor by trying values against the hash."""
    draw()
    pattern = pattern_of(BUYERS, 1)
    hers = read(pattern, "referred", by=ANA)
    places = (f"/readings/{QUARTER}/{pattern.code}", "/log", f"/log/{hers.seq}",
              f"/findings/{pattern.code}")  # fmt: skip
    for address in places:
        text = pages.get(address).content.decode()
        assert "5" * 32 not in text
        assert ">referred<" not in text.split("<main", 1)[1].split('name="value"')[0]
        assert '"referred"' not in text.split('name="value"')[0]
    read(pattern, "open")
    assert "5" * 32 in pages.get(f"/log/{hers.seq}").content.decode()
    both = pages.get(places[0]).content.decode()
    assert '<span class="state referred">' in both
    assert '<span class="state open">' in both


def test_below_the_line_the_page_says_that_decisions_are_not_counted(pages):
    draw()
    read_all()
    text = pages.get(f"/checks/{BUYERS}").content.decode()
    assert 'id="unlike"' in text
    assert "not alike enough to be counted" in text
