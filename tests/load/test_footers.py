"""Does one child tell of all footers what a child for each tells, and of no file that changed?"""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.load import parquet_files
from tallystick.load.parquet_files import footers_of, unsound
from tallystick.load.places import Place


@pytest.fixture
def places(tmp_path):
    sound = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [1, 2]}), sound)
    (tmp_path / "b.parquet").write_bytes(sound.read_bytes()[:-9] + b"\xff" * 5 + b"PAR1")
    (tmp_path / "c.csv").write_text("n\n1\n")
    kinds = {"a.parquet": "parquet", "b.parquet": "parquet", "c.csv": "csv"}
    return [Place(tmp_path / name, name, kind) for name, kind in kinds.items()]


def test_one_child_tells_what_a_child_for_each_file_tells(places, monkeypatch):
    alone = [unsound([place]) for place in places[:2]]
    assert [len(each) for each in alone] == [0, 1]
    told = footers_of(places)
    assert len(told) == 2
    monkeypatch.setattr(parquet_files, "_asked", lambda places: pytest.fail("asked again"))
    assert [unsound([place], told) for place in places[:2]] == alone


def test_a_file_that_was_written_to_since_is_asked_again(places):
    told = footers_of(places[:1])
    places[0].path.write_bytes(places[1].path.read_bytes())
    os.utime(places[0].path, ns=(1, 1))
    assert len(unsound(places[:1], told)) == 1


def test_where_the_child_ends_early_nothing_is_told(places, monkeypatch):
    monkeypatch.setattr(parquet_files, "Sandbox", lambda *given: _Ended())
    assert footers_of(places) == {}


class _Ended:
    def __enter__(self):
        raise parquet_files.InputError("its reader ended")

    def __exit__(self, *raised):
        pass
