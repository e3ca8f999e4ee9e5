"""Is a check whose queries run in the second process answered as it is here?"""

from dataclasses import replace

import pytest
from planted import planted

from tallystick.audit import second_process
from tallystick.audit.asked_beside import asked_beside, lying, results_beside
from tallystick.audit.execution import keep, results_of
from tallystick.audit.second_process import WORTH_BYTES, SecondProcess
from tallystick.checks import every
from tallystick.findings.made_from import made_from

(COPIED,) = (each for each in every() if each.name == "records.copied_narratives")


@pytest.fixture
def folder(tmp_path, engine):
    """A run folder with the planted tables as Parquet files."""
    (tmp_path / "tables").mkdir()
    for name, rows in planted().relations.items():
        engine.write_parquet(rows, tmp_path / "tables" / f"{name}.parquet")
    return tmp_path


@pytest.fixture
def tables(folder, engine):
    paths = (folder / "tables").iterdir()
    relations = {path.stem: engine.read_parquet(path, path.stem) for path in paths}
    return replace(planted(), relations=relations)


def told(results):
    return [(repr(each), made_from(each)) for each in results]


def here(tables, engine):
    return told(results_of(COPIED, keep(COPIED, tables, engine), engine)[0])


def test_it_is_answered_there_with_the_same_results(folder, tables, engine):
    given = lying(folder, tables, engine)
    with SecondProcess(2) as second:
        second.expect(WORTH_BYTES)
        answer = second.whole(COPIED, given, tables, engine)
        assert told(answer()) == here(tables, engine)
    assert set(second.seconds) == {COPIED.name}
    assert told(results_beside(COPIED, given)) == here(tables, engine)
    assert any("p_value=0." in text for text, _ in here(tables, engine))


def test_what_it_does_not_answer_is_asked_here(folder, tables, engine, monkeypatch):
    monkeypatch.setattr(second_process, "SERVE", "raise SystemExit(1)")
    with SecondProcess(2) as second:
        second.expect(WORTH_BYTES)
        answer = second.whole(COPIED, lying(folder, tables, engine), tables, engine)
        assert told(answer()) == here(tables, engine)


@pytest.mark.parametrize(("threads", "size"), [(1, WORTH_BYTES), (2, WORTH_BYTES - 1)])
def test_it_is_asked_here_where_there_is_no_process_yet(folder, tables, engine, threads, size):
    with SecondProcess(threads) as second:
        second.expect(size)
        assert second.whole(COPIED, lying(folder, tables, engine), tables, engine) is None


def test_only_tables_that_lie_in_the_run_folder_as_they_are_read_there(folder, tables, engine):
    assert lying(folder, tables, engine) is not None
    rows = tables["narratives"]
    for other in (
        replace(tables, relations={**tables.relations, "narratives": rows.limit(5)}),
        replace(tables, relations={**tables.relations, "narratives": engine.view(rows, "seen")}),
        replace(tables, views={"narratives": "FROM elsewhere"}),
        replace(tables, unsettled=rows),
    ):
        assert lying(folder, other, engine) is None
    (folder / "tables" / "narratives.parquet").unlink()
    assert lying(folder, tables, engine) is None


def test_who_shares_a_relation_with_another_check_is_asked_here():
    others = [each for each in every() if each is not COPIED]
    assert asked_beside([*others, COPIED]) == {COPIED.name}
    assert asked_beside(others) == set()
    (other,) = (each for each in others if each.name == "records.entry_lag")
    sharing = replace(other, shares=(*other.shares, COPIED.shares[0]))
    assert asked_beside([sharing, COPIED]) == set()
