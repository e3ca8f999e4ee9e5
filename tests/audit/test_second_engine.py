"""Is a check whose queries run in the second process answered as it is here?"""

from dataclasses import replace

import pytest
from planted import planted

from tallystick.audit import second_process
from tallystick.audit.execution import keep, results_of
from tallystick.audit.second_engine import heavy_checks, results_there, table_files
from tallystick.audit.second_process import SecondProcess
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
    given = table_files(folder, tables, engine)
    with SecondProcess(2) as second:
        second.expect(second_process.WORTH_BYTES)
        answer = second.whole(COPIED, given, tables, engine)
        assert told(answer()) == here(tables, engine)
    assert set(second.seconds) == {COPIED.name}
    assert told(results_there(COPIED, given)) == here(tables, engine)
    assert any("p_value=0." in text for text, _ in here(tables, engine))


def test_what_it_does_not_answer_is_asked_here(folder, tables, engine, monkeypatch):
    monkeypatch.setattr(second_process, "SERVE", "raise SystemExit(1)")
    with SecondProcess(2) as second:
        second.expect(second_process.WORTH_BYTES)
        answer = second.whole(COPIED, table_files(folder, tables, engine), tables, engine)
        assert told(answer()) == here(tables, engine)


@pytest.mark.parametrize(("threads", "fewer"), [(1, 0), (2, 1)])
def test_it_is_asked_here_where_there_is_no_process_yet(folder, tables, engine, threads, fewer):
    with SecondProcess(threads) as second:
        second.expect(second_process.WORTH_BYTES - fewer)
        assert second.whole(COPIED, table_files(folder, tables, engine), tables, engine) is None


def test_only_tables_that_lie_in_the_run_folder_as_they_are_read_there(folder, tables, engine):
    assert table_files(folder, tables, engine) is not None
    rows = tables["narratives"]
    for other in (
        replace(tables, relations={**tables.relations, "narratives": rows.limit(5)}),
        replace(tables, relations={**tables.relations, "narratives": engine.view(rows, "seen")}),
        replace(tables, views={"narratives": "FROM elsewhere"}),
        replace(tables, unsettled=rows),
    ):
        assert table_files(folder, other, engine) is None
    (folder / "tables" / "narratives.parquet").unlink()
    assert table_files(folder, tables, engine) is None


def test_who_shares_a_relation_with_another_check_is_asked_here():
    others = [each for each in every() if each is not COPIED]
    assert heavy_checks([*others, COPIED]) == {COPIED.name}
    assert heavy_checks(others) == set()
    (other,) = (each for each in others if each.name == "records.entry_lag")
    sharing = replace(other, shares=(*other.shares, COPIED.shares[0]))
    assert heavy_checks([sharing, COPIED]) == set()
