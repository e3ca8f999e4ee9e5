"""Is a missing package told, a difference an error, and a new run kept beside the old ones?"""

import json
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from benchmarks.speed import audits, contest
from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Book, runs_of
from benchmarks.speed.contest import DifferError
from benchmarks.speed.machine import facts
from benchmarks.speed.measured import measured
from benchmarks.speed.peers import Peer, Way
from benchmarks.speed.shell import hiding
from benchmarks.speed.workshop import Workshop, label, without_sources


def peer(**changes):
    settings = {
        "name": "bunching",
        "question": "Which?",
        "see": "",
        "sizes": (10,),
        "of": "values",
        "prepare": lambda size, shop: shop.scratch,
        "ours": (Way("ours", lambda path: lambda: 1),),
        "theirs": (Way("theirs", lambda path: lambda: 1, "no_such_package_at_all"),),
        "say": str,
        "alike": True,
    }
    return Peer(**{**settings, **changes})


@pytest.fixture
def shop(tmp_path):
    return Workshop(tmp_path)


@pytest.fixture
def book(tmp_path):
    return Book.opened(tmp_path / "numbers.json")


def test_a_missing_package_is_told_and_not_left_out(shop, book, monkeypatch):
    monkeypatch.setattr(contest, "find_spec", lambda name: None if "no_such" in name else True)
    monkeypatch.setattr(contest, "measured", lambda words: Answered())
    monkeypatch.setattr(contest, "_time", lambda *a: a[-1]["seconds"].append(1.5))
    contest.run(peer(), Asked(repeats=2), shop, book.sitting("bunching", {}))
    ours, theirs = runs_of(book.parts, "bunching")
    assert theirs == {
        "size": 10, "way": "theirs", "absent": "not installed: no_such_package_at_all",
    }  # fmt: skip
    assert ours["seconds"] == [1.5, 1.5]


class Answered:
    output = json.dumps({"answer": "1"})
    peak_mb = 12.34


def test_without_pyperf_nothing_is_timed_and_that_is_told(shop, book, monkeypatch):
    monkeypatch.setattr(contest, "find_spec", lambda name: None)
    contest.run(peer(), Asked(), shop, book.sitting("bunching", {}))
    told = [run["absent"] for run in runs_of(book.parts, "bunching")]
    assert told == ["not installed: pyperf", "not installed: no_such_package_at_all, pyperf"]


def test_answers_that_must_be_alike_and_differ_are_an_error_and_nothing_is_kept(
    shop, book, monkeypatch
):
    told = iter(["1", "2"])
    monkeypatch.setattr(
        contest, "answered", lambda p, way, g, size, a: {"way": way.name, "answer": next(told)}
    )
    with pytest.raises(DifferError, match="ours: 1; theirs: 2"):
        contest.run(peer(), Asked(), shop, book.sitting("bunching", {}))
    assert runs_of(book.parts, "bunching") == []


def test_ways_that_answer_different_questions_may_differ():
    contest.demand_alike(peer(), {"a": {"answer": "1"}, "b": {"absent": "x"}})


def test_a_new_run_takes_the_place_of_the_old_ones_of_its_size_only(book):
    old = book.sitting("audits", {"date": "old"})
    for size in (1, 1, 2):
        old.note(size=size, wall=10.0)
    new = book.sitting("audits", {"date": "new"})
    new.note(size=1, wall=5.0)
    new.note(size=1, wall=6.0)
    again = Book.opened(book.path)
    assert [(s["date"], s["runs"]) for s in again.parts["audits"]] == [
        ("old", [{"size": 2, "wall": 10.0}]),
        ("new", [{"size": 1, "wall": 5.0}, {"size": 1, "wall": 6.0}]),
    ]
    again.sitting("audits", {"date": "newest"}).note(size=2, wall=1.0)
    assert [sitting["date"] for sitting in Book.opened(book.path).parts["audits"]] == [
        "new",
        "newest",
    ]


def test_a_sitting_without_a_run_leaves_the_numbers_as_they_were(book):
    book.sitting("audits", {"date": "old"}).note(size=1, wall=1.0)
    book.sitting("audits", {"date": "new"})
    assert [sitting["date"] for sitting in book.parts["audits"]] == ["old"]


def test_rounds_go_through_all_sizes_and_every_second_one_backwards():
    order = [(job.size, job.kind, job.of) for job in audits.jobs(Asked())]
    first, second = order[:18], order[18:31]
    assert [size for size, *_ in first] == [100_000] * 5 + [1_000_000] * 5 + [10_000_000] * 4 + [
        50_000_000
    ] * 4
    assert second == first[:14][::-1][: len(second)]
    counted = {size: sum(s == size and k == "audit" for s, k, _ in order) for size, *_ in first}
    assert counted == {100_000: 9, 1_000_000: 9, 10_000_000: 6, 50_000_000: 2}


def test_an_engagement_loses_its_sources_and_nothing_else():
    head, lines = '[engagement]\nname = "x"\n\n', '[[lines]]\nname = "y"\n'
    source = '[[tables.incidents]]\nsource = "a"\n[tables.incidents.columns]\na = "b"\n\n'
    assert without_sources(head + source + lines) == head + lines


def test_a_world_of_another_size_is_not_taken_for_the_one_asked(tmp_path, monkeypatch):
    made = []
    worlds, scratch = tmp_path / "worlds", tmp_path / "scratch"
    for name, incidents in (("w10k", 68_145), ("w100k", 104_542)):
        truth = worlds / name / "truth"
        truth.mkdir(parents=True)
        (truth / "summary.json").write_text(json.dumps({"rows": {"tables/incidents": incidents}}))
    monkeypatch.setattr("benchmarks.speed.world.make", lambda size, folder: made.append(folder))
    monkeypatch.setattr("benchmarks.speed.workshop.complete", made.append)
    shop = Workshop(scratch, worlds)
    assert shop.world(100_000) == worlds / "w100k"
    assert made == []
    assert shop.world(10_000) == scratch / "w10k"
    assert made == [scratch / "w10k", scratch / "w10k"]


def test_pandas_is_hidden_from_the_audit_that_is_measured_without_it(tmp_path):
    code = "try: import pandas\nexcept ImportError as error: print(error)"
    folder = hiding(tmp_path / "hidden")
    assert find_spec("pandas") is not None
    assert measured([sys.executable, "-c", code], folder).output == "No module named 'pandas'\n"


@pytest.mark.parametrize(("size", "name"), [(10_000, "10k"), (50_000_000, "50m"), (1234, "1234")])
def test_a_size_has_a_short_name(size, name):
    assert label(size) == name


def test_no_path_host_or_user_is_in_the_facts():
    told = json.dumps(facts(0.0, quick=False))
    assert str(Path.home()) not in told
    assert platform.node() not in told
    assert set(json.loads(told)["machine"]) == {"processor", "cores", "memory_gb", "kernel"}


def test_a_check_measured_again_alone_leaves_the_other_checks_as_they_were(book):
    old = book.sitting("alone", {"date": "old"})
    old.replaces = ("size", "of")
    for size, of in ((1, "a"), (1, "b"), (2, "a")):
        old.note(size=size, of=of, wall=1.0)
    new = book.sitting("alone", {"date": "new"})
    new.replaces = ("size", "of")
    new.note(size=1, of="a", wall=2.0)
    held = [
        (sitting["date"], run["size"], run["of"])
        for sitting in Book.opened(book.path).parts["alone"] for run in sitting["runs"]
    ]  # fmt: skip
    assert held == [("old", 1, "b"), ("old", 2, "a"), ("new", 1, "a")]
