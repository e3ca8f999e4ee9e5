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
    """Incidents have values that are missing; narratives have none, as most columns of a world."""
    rng = np.random.default_rng(5)
    for name, text_missing, value_missing in (("incidents", 0.2, 0.5), ("narratives", 0.0, 0.0)):
        texts = [f"{number} {rng.random()}" for number in range(ROWS)]
        columns = {
            "incident_id": pa.array(texts),
            "text": pa.array(texts, mask=rng.random(ROWS) < text_missing),
            "value": pa.array(rng.random(ROWS), mask=rng.random(ROWS) < value_missing),
        }
        table = pa.table(columns)
        pq.write_table(table, tmp_path / f"{name}.parquet", compression="zstd", row_group_size=1000)
    return tmp_path


def damage(file, column):
    chunk = pq.read_metadata(file).row_group(2).column(column)
    with file.open("r+b") as opened:
        opened.seek(chunk.dictionary_page_offset or chunk.data_page_offset)
        opened.write(b"\xff" * chunk.total_compressed_size)


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
@pytest.mark.parametrize("table", ["incidents", "narratives"])
def test_a_damaged_page_of_any_column_is_noticed_and_so_was_read(tables, table, column):
    damage(tables / f"{table}.parquet", column)
    with pytest.raises(duckdb.Error):
        scanned(tables)


def test_without_the_setting_duckdb_answers_from_the_footer_and_reads_nothing(tables):
    file = tables / "narratives.parquet"
    for column in range(3):
        damage(file, column)
    query = f"SELECT count(*), count(incident_id), count(text), count(value) FROM '{file}'"
    assert duckdb.sql(query).fetchone() == (ROWS,) * 4
