"""Does an audit keep within the memory that it may have, or say that it cannot?"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from processes import (
    AUDIT,
    audited,
    in_this_process,
    kept,
    started,
    tells_one_thing,
    under,
    with_duckdb_held_to,
)
from small import write_small
from test_disk_full import many_incidents

from tallystick.cli import libraries
from tallystick.engine import memory, shortage

GB = 10**9
NO_LIMIT = "9223372036854771712\n"


@pytest.mark.parametrize(
    ("group", "files", "expected"),
    [
        ("0::/\n", {}, 20 * GB),
        ("0::/a/b\n", {"a/b/memory.max": "max\n", "a/memory.max": "2000000000\n"}, 2 * GB),
        ("0::/a/b\n", {"a/b/memory.max": "3000000000\n", "a/memory.max": "max"}, 3 * GB),
        # In a container the path may be that outside of it, and its own group is the base.
        ("0::/docker/1234\n", {"memory.max": "4000000000\n"}, 4 * GB),
        ("4:memory:/a\n0::/\n", {"memory/a/memory.limit_in_bytes": "1000000000\n"}, GB),
        ("4:cpu,memory:/a\n", {"memory/a/memory.limit_in_bytes": NO_LIMIT}, 20 * GB),
        ("4:cpu:/a\n", {"memory/a/memory.limit_in_bytes": "1000000000\n"}, 20 * GB),
    ],
)
def test_the_least_limit_of_machine_and_groups_counts(
    tmp_path, monkeypatch, group, files, expected
):
    monkeypatch.setattr(memory, "_physical", lambda: 20 * GB)
    written = {tmp_path / "sys" / "fs" / "cgroup" / name: text for name, text in files.items()}
    for path, text in {tmp_path / "proc" / "self" / "cgroup": group, **written}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert memory.usable(tmp_path) == expected


@pytest.mark.parametrize(
    ("size", "free", "room"),
    [
        (64 * GB, [], 51.2 * GB),
        (2 * GB, [], 2 * GB - memory.BESIDE),
        (1 * GB, [], memory.LEAST),
        (64 * GB, [1 * GB, 3 * GB], 0.5 * GB),
        (64 * GB, [-5], memory.LEAST),
    ],
)
def test_duckdb_gets_what_the_rest_of_the_audit_leaves(monkeypatch, size, free, room):
    monkeypatch.setattr(memory, "usable", lambda root: size)
    monkeypatch.setattr(memory, "free_addresses", lambda root: free)
    assert memory.for_duckdb() == pytest.approx(room)


def test_threads_are_as_many_as_there_is_memory_for(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda of: set(range(64)), raising=False)
    assert [memory.threads(size * 2**20) for size in (64, 512, 64_000)] == [1, 4, 64]


@pytest.mark.parametrize(("limits", "asks"), [([], 0), ([("RLIMIT_DATA", 10 * GB)], 1)])
def test_blas_takes_its_memory_at_the_start_only_where_there_is_a_limit(monkeypatch, limits, asks):
    asked = []
    monkeypatch.setattr(libraries, "_limits", lambda: iter(limits))
    monkeypatch.setattr(libraries, "_take_blas_memory", lambda: asked.append(1))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert libraries.prepare_libraries() is None
    assert len(asked) == asks


@pytest.mark.parametrize("words", ["ulimit -v", "ulimit -d"])
def test_too_little_to_start_with_is_told_at_once(tmp_path, words):
    limits = {"as_": 400 * 10**6} if words == "ulimit -v" else {"data": 200 * 10**6}
    engagement = write_small(tmp_path / "in")
    code, said = audited(engagement, tmp_path / "out", **under(**limits))
    assert code == 2, said
    assert tells_one_thing(said, words, "MB", "unlimited")
    assert not (tmp_path / "out").exists()


def test_the_limit_of_duckdb_is_told_with_the_setting(tmp_path):
    engagement = many_incidents(tmp_path / "in", 60_000)
    command = with_duckdb_held_to(3)
    code, said = audited(engagement, tmp_path / "out", command=command)
    assert code == 2, said
    assert tells_one_thing(said, "engagement.toml: [engine] memory:", "3.0 MiB", 'memory = "8GB"')
    assert list((tmp_path / "out").iterdir()) == []


def test_an_audit_within_two_gigabytes_of_addresses_gives_the_same(tmp_path):
    """Arrow's usual allocator alone would reserve more than half of them."""
    engagement = write_small(tmp_path / "in", reported=5)
    code, said = audited(engagement, tmp_path / "held", **under(as_=2 * GB))
    assert code == 0, said
    in_this_process(engagement, tmp_path / "free")
    free, held = (next((tmp_path / name).iterdir()) for name in ("free", "held"))
    assert kept(free) == kept(held)


def of_arrow():
    pa.allocate_buffer(2**60)


def of_duckdb():
    with duckdb.connect(config={"memory_limit": "1MB", "temp_directory": ""}) as own:
        own.sql("select list(i) from range(10000000) t(i)").fetchall()


def of_python():
    bytearray(2**62)


@pytest.mark.parametrize("ask", [of_arrow, of_duckdb, of_python])
def test_each_librarys_own_error_is_known(ask):
    with pytest.raises((MemoryError, duckdb.Error)) as raised:
        ask()
    assert shortage(raised.value) == "memory"


def test_an_error_that_hides_another_is_looked_behind():
    def read():
        try:
            raise MemoryError
        except MemoryError:
            raise ValueError("it cannot be read; is it whole?") from None

    with pytest.raises(ValueError, match="whole") as raised:
        read()
    assert shortage(raised.value) == "memory"


def peak(process):
    """Watch the most memory that a process holds resident, in bytes."""
    most = [0]

    def watch():
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:
                return
            held = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
            most.append(1024 * int(held[0]) if held else 0)
            time.sleep(0.05)

    watching = threading.Thread(target=watch)
    watching.start()
    return watching, most


@pytest.fixture(scope="module")
def larger_world(tmp_path_factory):
    """An engagement of about 100,000 incidents."""
    folder = tmp_path_factory.mktemp("world") / "records"
    world = Path(__file__).parents[2] / "examples" / "worlds" / "quota.toml"
    command = [sys.executable, "-m", "tallystick", "simulate", str(world), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "engagement.toml"


def within(cap, world, out):
    """Audit `world` with a cap; return its code, its words and the most that it held."""
    command = with_duckdb_held_to(cap.pop("duckdb")) if "duckdb" in cap else AUDIT
    process = started(world, out, command=command, **under(**cap))
    watching, most = peak(process)
    said = process.communicate()[1]
    watching.join()
    return process.returncode, said, max(most)


@pytest.mark.slow
@pytest.mark.parametrize("cap", [{"as_": 2 * GB}, {"data": 3 * GB // 2}, {"duckdb": 512}])
def test_a_larger_world_gives_the_same_within_a_cap(tmp_path, larger_world, cap):
    in_this_process(larger_world, tmp_path / "free")
    code, said, most = within(cap, larger_world, tmp_path / "held")
    assert code == 0, said
    assert most < 512 * 2**20 + memory.BESIDE
    free, held = (next((tmp_path / name).iterdir()) for name in ("free", "held"))
    assert kept(free) == kept(held)


@pytest.mark.slow
@pytest.mark.parametrize("cap", [{"as_": 11 * GB // 10}, {"data": 7 * GB // 10}, {"duckdb": 64}])
def test_a_cap_that_is_too_small_is_told_and_leaves_nothing(tmp_path, larger_world, cap):
    code, said, _ = within(cap, larger_world, tmp_path / "held")
    assert code == 2, said
    assert tells_one_thing(said, "engagement.toml: [engine] memory:", "(at: ")
    assert list((tmp_path / "held").iterdir()) == []
