"""Replies are read from and written to the file that the report prints."""

from datetime import date

import pytest
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
