"""Replies are read from and written to the file that the report prints."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opened_case import ACTOR
from people_at_work import add, browser_of, explained
from test_dispositions import address, pattern_of, replay
from two_runs import STILL


def told():
    from tallystick.findings import Reply

    return (
        Reply("F-01", "The unit", date(2025, 2, 1), 'It was "ordered".\nSee \\ file \x7f.',
              "Audit", date(2025, 3, 1), "explained", "A new register"),
        Reply("F-02", "The unit", date(2025, 2, 2), "We look into it."),
    )  # fmt: skip


def test_what_was_read_is_written_again_and_decides_nothing(case_of_two):
    from tallystick.review.decisions.replies import as_toml, replies_to, take_in
    from tallystick.review.models import Disposition, Run

    run = Run.objects.last()
    assert take_in(ACTOR, run, told()) == 2
    assert take_in(ACTOR, run, told()) == 0
    assert replies_to(run) == told()
    assert Disposition.objects.count() == 0
    assert replay() == []
    assert as_toml(told()).count("[[reply]]") == 2


def test_the_report_reads_the_file_with_the_dispositions_in_force(case_of_two, tmp_path):
    from tallystick.cli.replies import read_replies
    from tallystick.review.decisions.replies import take_in
    from tallystick.review.models import Run

    add("ana", ("analyst",))
    add("rev", ("reviewer",))
    run, pattern = Run.objects.last(), pattern_of(STILL)
    take_in(ACTOR, run, told())
    ana, rev = browser_of("ana"), browser_of("rev")
    ana.post(address(pattern, "explained"), explained(pattern))
    path = tmp_path / "replies.toml"

    def read():
        path.write_bytes(rev.get(f"/runs/{run.id}/replies.toml").content)
        return read_replies(path, ["F-01", "F-02", "F-03", "F-04"])

    assert read() == told()
    made, today = pattern.dispositions.get(), date.today()
    rev.post(f"/findings/{pattern.code}/seen")
    rev.post(f"/findings/{pattern.code}/agree", {"of": made.proposed_seq, "choice": "agrees"})
    *before, decided = read()
    assert tuple(before) == told()
    assert (decided.finding, decided.by, decided.checked_by) == (
        pattern.latest.number, "Person ana", "Person rev",
    )  # fmt: skip
    assert decided.disposition == "explained"
    assert decided.on == decided.checked_on
    assert abs((decided.on - today).days) <= 1
    assert "Seen in the file" in decided.text


def test_the_command_takes_in_a_file_and_refuses_one_that_names_no_finding(case_of_two, tmp_path):
    import typer

    from tallystick.cli.review import _take_in
    from tallystick.review.decisions.replies import as_toml, replies_to
    from tallystick.review.models import Run

    run, path = Run.objects.last(), tmp_path / "replies.toml"
    path.write_text(as_toml(told()), encoding="utf-8")
    _take_in(path, run)
    assert replies_to(run) == told()
    path.write_text(as_toml(told()).replace("F-01", "F-77"), encoding="utf-8")
    with pytest.raises(typer.Exit):
        _take_in(path, run)
    with pytest.raises(typer.Exit):
        _take_in(path, None)
    assert replies_to(run) == told()


HOSTILE = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([
        b"", b"<script>alert(1)</script>", "\u202e\u200b".encode(), b"[" * 3000, b"x" * 300_000,
        b"\x00", b"\xff", b"\n[[reply]]\n", b'"""', b"0001-01-01", b"9999-12-31", b"nan", b"F-99",
        b"9" * 400, b"=cmd()|'",
    ]),
)  # fmt: skip


@pytest.mark.parametrize("examples", [40, pytest.param(1500, marks=pytest.mark.slow)])
def test_any_change_of_a_file_is_refused_with_its_place_or_taken_as_text(
    case_of_two, tmp_path, examples
):
    from test_any_form import undone

    from tallystick.cli.replies import read_replies
    from tallystick.load import InputError
    from tallystick.review.decisions.replies import as_toml, take_in
    from tallystick.review.models import LogEntry, Run

    run, path, browser = Run.objects.last(), tmp_path / "replies.toml", browser_of("me")
    good, pattern = as_toml(told()).encode(), pattern_of(STILL)
    done = {"refused": 0, "taken": 0}

    @settings(max_examples=examples)
    @example(0, 0, b"")
    @given(st.integers(0, len(good)), st.integers(0, 12), HOSTILE)
    def tried(at, cut, by):
        path.write_bytes(good[:at] + by + good[at + cut :])
        before = LogEntry.objects.count()
        refusal, replies = None, ()
        try:
            replies = read_replies(path, ["F-01", "F-02", "F-03", "F-04"])
        except InputError as error:
            refusal = str(error)
        if refusal is not None:
            done["refused"] += 1
            assert all("replies.toml" in each for each in refusal.splitlines()), refusal
            return
        with undone():
            new = take_in(ACTOR, run, replies)
            done["taken"] += 1
            assert LogEntry.objects.count() == before + new
            for address in ("/", f"/findings/{pattern.code}", "/log", f"/runs/{run.id}"):
                answer = browser.get(address)
                assert answer.status_code == 200, address
                assert "<script>alert" not in answer.content.decode()
            assert replay() == []

    tried()
    assert min(done.values()) > 0, done
