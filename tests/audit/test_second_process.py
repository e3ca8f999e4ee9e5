"""Does a second process change nothing but who makes a test?"""

import io
import sys
from contextlib import closing

import pytest

from tallystick.audit import second_process
from tallystick.audit.execution import results_of
from tallystick.audit.second_process import SecondProcess
from tallystick.checks import every
from tallystick.engine import connect
from tallystick.findings.made_from import made_from
from tallystick.tables import Frame, Metric, Period
from worlds import instant, tables_of

CHECKS = [each for each in every() if each.name in {"figures.period_end", "records.entry_lag"}]


@pytest.fixture(autouse=True)
def whatever_their_size(monkeypatch):
    monkeypatch.setattr(second_process, "WORTH_IT", 1)
    monkeypatch.setattr(second_process, "LEAST_ROWS", 1)


@pytest.fixture
def tables():
    rows = [
        {"incident_id": f"{year}-{month}-{day}-{each}", "unit_id": "AB"[each % 2],
         "occurred_at": instant(f"{year}-{month:02d}-{day:02d}"),
         "recorded_at": instant(f"{year}-{month:02d}-{day:02d}")}
        for year in (2020, 2021) for month in range(1, 13) for day in range(1, 29)
        for each in range(2 + (day > 25) + (day * month) % 3)
    ]  # fmt: skip
    frame = Frame(metrics=(Metric("cases", "incidents"),), periods=(Period("month", "month"),))
    return tables_of({"incidents": rows}, frame)


def told(tables, engine, threads=2):
    """The results of each check, and which were tested in the second process."""
    with SecondProcess(threads) as second:
        answers = [second.results_of(check, tables, engine) for check in CHECKS]
        results = [answer() for answer in answers]
    return written(results), set(second.seconds)


def alone(tables, engine):
    return written(results_of(check, tables, engine)[0] for check in CHECKS)


def written(results):
    """Results as text, since a number in them may be NaN, with what their reasons are made from."""
    return [[(repr(each), made_from(each)) for each in found] for found in results]


def test_the_results_are_those_of_one_process(tables, engine):
    results, there = told(tables, engine)
    assert results == alone(tables, engine)
    assert any("p_value=0." in text for found in results for text, _ in found)
    assert any(made for found in results for _, made in found)
    assert "figures.period_end" in there


def test_one_thread_has_no_second_process(tables, engine):
    assert told(tables, engine, threads=1) == (alone(tables, engine), set())


@pytest.mark.parametrize(
    "served",
    ["raise SystemExit(1)", "print('no answer')", "import time; time.sleep(600)"],
    ids=["ends", "says something else", "says nothing while the audit ends"],
)
def test_what_it_does_not_answer_is_tested_here(tables, engine, monkeypatch, served):
    monkeypatch.setattr(second_process, "SERVE", served)
    if "sleep" in served:
        with SecondProcess(2) as second:
            second.results_of(CHECKS[0], tables, engine)
        assert second._process.returncode != 0
        return
    assert told(tables, engine) == (alone(tables, engine), set())


def test_what_it_has_not_begun_is_tested_here(tables, engine, monkeypatch):
    monkeypatch.setattr(second_process, "SERVE", "import time; time.sleep(600)")
    with SecondProcess(2) as second:
        _, waits = [second.results_of(check, tables, engine) for check in CHECKS]
        assert written([waits()]) == alone(tables, engine)[1:]


def test_more_than_is_let_wait_is_tested_at_once(tables, engine, monkeypatch):
    monkeypatch.setattr(second_process, "SERVE", "import time; time.sleep(600)")
    monkeypatch.setattr(second_process, "MOST_BYTES", 1)
    assert told(tables, engine) == (alone(tables, engine), set())


def test_no_module_of_the_folder_that_one_stands_in_is_read(tables, engine, tmp_path, monkeypatch):
    mark = tmp_path / "read"
    for name in ("numpy", "pickle", "tallystick"):
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\n")
    monkeypatch.delenv("PYTHONPATH", raising=False)  # a relative one would name this folder
    monkeypatch.chdir(tmp_path)
    assert "figures.period_end" in told(tables, engine)[1]
    assert not mark.exists()


def test_it_ends_once_nobody_asks_any_more():
    process = second_process._started()
    process.stdin.close()
    assert process.wait(timeout=300) == 0
    assert process.stdout.read() == b""
    process.stdout.close()


def test_what_cannot_be_tested_is_told_as_no_answer(monkeypatch, capfdbinary):
    """A fault of the test is raised where it is asked again, with its own words."""
    import pickle

    asked = io.BytesIO(pickle.dumps(("figures.digits", ({}, Frame()))))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(asked))
    monkeypatch.setattr(second_process.os, "dup2", lambda one, other: None)
    second_process.serve()
    assert pickle.loads(capfdbinary.readouterr().out) is None


@pytest.mark.parametrize(("rows", "meanwhile"), [([9, 122_880], 1), ([9, 122_881], 2), ([], 1)])
def test_small_tables_are_asked_on_one_thread(rows, meanwhile):
    with closing(connect(threads=2)) as engine:
        with second_process.threads_for(rows, engine):
            assert engine.threads == meanwhile
        assert engine.threads == 2
