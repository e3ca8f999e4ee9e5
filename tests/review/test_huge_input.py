"""A document of two gigabytes and a run with ten million rows: refused, or shown, in little memory.

`make test` sends a smaller one of each, which is above the same limits.
"""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from exchanges import PDF
from made_runs import Made, make_run, resealed
from office_command import command, run
from people_at_work import add
from proxied import HOST, Proxied, serving, short_folder
from test_dispositions import pattern_of
from two_runs import STILL
from whole_case import whole

MIB = 1 << 20
MOST_MEMORY = 300
"""MiB of a process that answers: the bar of section 17.1."""


def tree(process):
    """A process and all that it started."""
    yield process
    for each in Path(f"/proc/{process}/task").glob("*/children"):
        for child in each.read_text().split():
            yield from tree(int(child))


def peak(process):
    """The most memory that any process of an office has had, in MiB."""
    held = [Path(f"/proc/{each}/status").read_text() for each in tree(process)]
    return max(int(re.search(r"VmHWM:\s+(\d+)", each)[1]) for each in held) / 1024


def served(case, at):
    words = command("review", "serve", case.folder, "--host", HOST, "--listen", f"unix:{at}")
    return serving(*words, wait_for=at.exists)


def invited(case):
    from django.db import connections

    connections.close_all()
    made = run("review", "account", case.folder, "ana", "--host", HOST)
    return made.stdout.strip().removeprefix(f"https://{HOST}")


class Streamed:
    """A form with one file of so many bytes, which is never held whole."""

    def __init__(self, token, size):
        said = 'Content-Disposition: form-data; name="{}"'.format
        self.head = (
            "\r\n".join(
                (
                    "--B",
                    said("csrfmiddlewaretoken"),
                    "",
                    token,
                    "--B",
                    said("documents") + '; filename="a.pdf"',
                    "",
                    "",
                )
            ).encode()
            + PDF
        )
        self.size, self.tail = size, b"\r\n--B--\r\n"  # fmt: skip

    def __len__(self):
        return len(self.head) + self.size + len(self.tail)

    def __iter__(self):
        yield self.head
        for _ in range(self.size // MIB):
            yield bytes(MIB)
        yield self.tail


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is not told here")
@pytest.mark.parametrize("size", [64, pytest.param(2048, marks=pytest.mark.slow)])
def test_a_document_of_two_gigabytes_is_refused_in_words_and_held_nowhere(case_of_two, size):
    from tallystick.review.models import LogEntry

    add("ana", ("analyst",))
    code, path = pattern_of(STILL).code, invited(case_of_two)
    with short_folder() as folder:
        at = folder / "o"
        with served(case_of_two, at) as office:
            ana = Proxied(at)
            ana.enter(path)
            before = LogEntry.objects.count()
            body = Streamed(ana.token(f"/findings/{code}/exchange"), size * MIB)
            how = {"Content-Type": "multipart/form-data; boundary=B",
                   "Content-Length": str(len(body))}  # fmt: skip
            told, page = ana.ask("POST", f"/findings/{code}/document", body=body, **how)
            assert told.status == 400, page
            assert "Split it, or scan it at a lower resolution" in page
            assert peak(office.pid) < MOST_MEMORY
    assert LogEntry.objects.count() == before
    assert [each for each in (case_of_two.folder / "documents").rglob("*") if each.is_file()] == []
    whole(case_of_two)


def with_rows(folder, count):
    """A sealed run whose one finding lists so many records."""
    made = make_run(folder, Made())
    number = pa.array(range(count), pa.int64())
    day = pc.cast(pc.add(pc.remainder(number, 700), 19_000), pa.int32()).cast(pa.date32())
    listed = pa.table({
        "incident_id": pc.binary_join_element_wise("C", number.cast(pa.string()), "-"),
        "officer_id": pa.array(["K1029", "K1031"]).take(pc.remainder(number, 2)),
        "occurred_at": day,
    })  # fmt: skip
    pq.write_table(listed, made / "evidence/F-01.parquet")
    pyarrow.csv.write_csv(listed, made / "evidence/F-01.csv")
    text = (made / "findings.json").read_text().replace('"rows": 4', f'"rows": {count}')
    (made / "findings.json").write_text(text)
    return resealed(made)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is not told here")
@pytest.mark.parametrize("count", [200_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_a_run_with_ten_million_rows_is_shown_a_page_at_a_time(case, tmp_path, count):
    from tallystick.review.models import Pattern
    from tallystick.review.runs.importing import import_run

    import_run("person:me", with_rows(tmp_path / "run", count))
    add("ana", ("analyst",))
    code, path = Pattern.objects.get().code, invited(case)
    with short_folder() as folder:
        at = folder / "o"
        with served(case, at) as office:
            ana = Proxied(at)
            ana.enter(path)
            for more in ("", "/records", f"/records?rows={count // 50}", "/picture"):
                told, page = ana.ask("GET", f"/findings/{code}{more}")
                assert told.status == 200, page
            assert f"{count:,}" in ana.ask("GET", f"/findings/{code}/records")[1]
            assert peak(office.pid) < MOST_MEMORY
