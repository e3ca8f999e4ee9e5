"""Does the scan that an audit is compared with truly read every column?"""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.speed.scan import scanned

ROWS = 3000


@pytest.fixture
def tables(tmp_path):
    rng = np.random.default_rng(5)
    for name in ("incidents", "narratives"):
        texts = [f"{number} {rng.random()}" for number in range(ROWS)]
        columns = {
            "incident_id": pa.array(texts),
            "text": pa.array(texts, mask=rng.random(ROWS) < 0.2),
            "value": pa.array(rng.random(ROWS), mask=rng.random(ROWS) < 0.5),
        }
        table = pa.table(columns)
        pq.write_table(table, tmp_path / f"{name}.parquet", compression="zstd", row_group_size=1000)
    return tmp_path


def test_rows_and_values_are_those_that_pandas_counts(tables):
    told = scanned(tables)
    assert set(told) == {"incidents", "narratives"}
    for name, counts in told.items():
        frame = pd.read_parquet(tables / f"{name}.parquet")
        assert counts == {"*": ROWS, **frame.count().to_dict()}
    assert told["incidents"]["value"] < ROWS


def test_a_column_can_be_left_out_of_one_table(tables):
    told = scanned(tables, ["narratives.text"])
    assert "text" not in told["narratives"]
    assert "text" in told["incidents"]


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_damaged_page_of_any_column_is_noticed_and_so_was_read(tables, column):
    file = tables / "incidents.parquet"
    chunk = pq.read_metadata(file).row_group(2).column(column)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(b"\xff" * chunk.total_compressed_size)
    with pytest.raises(duckdb.Error):
        scanned(tables)


def test_without_the_setting_duckdb_answers_from_the_footer_and_reads_nothing(tables):
    file = tables / "incidents.parquet"
    chunk = pq.read_metadata(file).row_group(2).column(0)
    with file.open("r+b") as opened:
        opened.seek(chunk.dictionary_page_offset or chunk.data_page_offset)
        opened.write(b"\xff" * chunk.total_compressed_size)
    (count,) = duckdb.sql(f"SELECT count(incident_id) FROM '{file}'").fetchone()
    assert count == ROWS
    with pytest.raises(duckdb.Error):
        scanned(tables)
