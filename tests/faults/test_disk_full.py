"""Is a full disk told as one, at whichever step it fills, and is nothing left on it?"""

import errno
import resource

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from processes import on_a_disk_of, tells_one_thing, with_duckdb_held_to
from small import write_small

from tallystick.engine import shortage

# Each with a size at which the audit of the small town fills the disk there.
STEPS = {"8k": "writing", "24k": "findings and evidence", "112k": "report"}
READY = """\
[engagement]
name = "Spill"
agency = "Small Town Police"
jurisdiction = "XX"
time_zone = "UTC"

[engine]
tables = "tables"
"""


def fills(size, tmp_path, engagement, **more):
    """Audit on a disk of `size` that is too small; return the step at which it filled."""
    disk = tmp_path / "disk"
    disk.mkdir(exist_ok=True)
    code, said, left = on_a_disk_of(size, disk, engagement, **more)
    assert code == 2, said
    assert left == []
    assert tells_one_thing(said, str(disk), "no room is left on the disk", "--out")
    return said.rpartition("(at: ")[2].partition(")")[0]


@pytest.mark.parametrize("size", STEPS)
def test_a_disk_that_fills_is_told_and_left_empty(tmp_path, size):
    assert fills(size, tmp_path, write_small(tmp_path / "in", reported=5)).startswith(STEPS[size])


def many_incidents(folder, count=600_000):
    """Write ready-made incidents that DuckDB cannot count in 32 MiB without spilling."""
    (folder / "tables").mkdir(parents=True)
    seconds = np.random.default_rng(1).integers(0, 365 * 86_400, count)
    at = np.datetime64("2023-01-01", "us") + seconds.astype("timedelta64[s]")
    table = {
        "incident_id": [f"{i:09d}-{i * 7919 % 1_000_003}" for i in range(count)],
        "unit_id": ["A"] * count,
        "occurred_at": at,
        "recorded_at": at,
    }
    pq.write_table(pa.table(table), folder / "tables" / "incidents.parquet")
    (folder / "engagement.toml").write_text(READY)
    return folder / "engagement.toml"


def test_a_disk_that_fills_with_what_is_spilled_is_told_and_left_empty(tmp_path):
    """Ready-made tables are not copied, so that the first to be written is what is spilled."""
    engagement = many_incidents(tmp_path / "in")
    command = with_duckdb_held_to(32)
    assert fills("2m", tmp_path, engagement, command=command) == "check records.integrity"


@pytest.mark.slow
def test_at_no_size_is_a_full_disk_anything_else(tmp_path):
    engagement = write_small(tmp_path / "in", reported=5)
    (tmp_path / "disk").mkdir()
    told = set()
    for pages in range(1, 60):
        size = f"{4 * pages}k"
        code, _, left = on_a_disk_of(size, tmp_path / "disk", engagement)
        if code == 0:
            assert len(left) == 1
            assert not left[0].endswith(".partial")
            break
        told.add(fills(size, tmp_path, engagement))
    assert code == 0, "it fits into 240 KB"
    assert {"writing incidents", "findings and evidence", "report"} <= told


def written_by_python(path):
    with path.open("wb") as file:
        file.write(b"x" * 10_000)


def written_by_arrow(path):
    pq.write_table(pa.table({"x": np.random.default_rng(1).random(100_000)}), path)


def written_by_duckdb(path):
    duckdb.sql(f"copy (select random() from range(100000)) to '{path}' (format parquet)")


def spilled_by_duckdb(path):
    settings = {"memory_limit": "40MB", "temp_directory": str(path), "threads": 1}
    with duckdb.connect(config=settings) as own:
        own.sql("select max(s) from (select i, repeat('x', 100) s from range(3000000) t(i) "
                "order by hash(i) limit 2999999)").fetchall()  # fmt: skip


@pytest.mark.parametrize(
    "write", [written_by_python, written_by_arrow, written_by_duckdb, spilled_by_duckdb]
)
def test_each_writers_own_error_is_known(tmp_path, write):
    """The largest size of a file stands in for the disk: it is refused in the same places."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Exception, match=r"large|EFBIG|27") as raised:
            write(tmp_path / "written")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert shortage(raised.value) == "disk"


def test_an_error_of_other_kind_is_none():
    assert shortage(FileNotFoundError(errno.ENOENT, "no such file")) is None
    with pytest.raises(duckdb.ConversionException) as raised:
        duckdb.sql("select cast('No space left on device' as integer)").fetchall()
    assert shortage(raised.value) is None
