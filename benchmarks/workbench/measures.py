"""What is measured of a case, each beside its bar."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.workbench.case import FIRST_YEAR, PEOPLE, Size, grow, login
from benchmarks.workbench.load import Answers, ask, decide, listed
from benchmarks.workbench.runs import make_run, make_run_of_records
from benchmarks.workbench.served import Office
from benchmarks.workbench.writers import written

MIB = 1 << 20


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    what: str
    bar: str
    measured: str
    is_met: bool

    def row(self) -> str:
        """Return it as a row of the table."""
        return f"| {self.what} | {self.bar} | {self.measured} | {'yes' if self.is_met else 'no'} |"


def pages_of_the_list(office: Office, size: Size, seconds: float) -> Measure:
    """Ask for the list by eight clients, each address another."""
    from tallystick.review.models import Pattern

    checks = sorted(set(Pattern.objects.values_list("check_name", flat=True)))
    found = ask(office, lambda place: listed(place, size.patterns, checks), seconds, PEOPLE)
    return Measure(
        f"list and facets, {PEOPLE} clients, {seconds:.0f} s, addresses differ",
        ">= 100 requests/s, p95 <= 200 ms, no error",
        f"{found.each_second:.0f} requests/s, {_p95(found)}, {found.errors} errors",
        found.each_second >= 100 and found.at(0.95) <= 0.2 and not found.errors,
    )


def finding_page(office: Office, seconds: float) -> Measure:
    """Ask for pages of findings by one client."""
    held = codes()
    found = ask(office, lambda place: (f"/findings/{each}" for each in held), seconds, 1)
    return Measure(
        f"finding page, 1 client, {len(found.seconds)} pages",
        "p95 <= 200 ms",
        f"{_p95(found)}, {found.errors} errors",
        found.at(0.95) <= 0.2 and not found.errors,
    )


def evidence(office: Office, folder: Path, records: int, seconds: float) -> Measure:
    """Run the query of one finding again over a table of so many records, two clients at once."""
    from tallystick.review.evidence.closed_process import run_again
    from tallystick.review.models import Sighting
    from tallystick.review.runs.importing import import_run
    from tallystick.review.runs.sealed import finding_of

    run, _ = import_run(f"person:{login(0)}", make_run_of_records(folder / "records", records))
    shutil.rmtree(folder / "records")
    sighting = Sighting.objects.select_related("pattern").get(run=run)
    address = f"/findings/{sighting.pattern.code}/records/again"
    held = finding_of(sighting.finding_json).evidence
    assert held
    is_equal = run_again(held, run.manifest_sha256).is_equal
    found = ask(office, lambda place: cycle([address]), seconds, 2)
    return Measure(
        f"evidence run again, {records:,} records, 2 clients, {len(found.seconds)} times",
        "p95 <= 1.5 s",
        f"{_p95(found)}, {found.errors} errors",
        found.at(0.95) <= 1.5 and not found.errors and is_equal,
    )


def decisions(office: Office, each: int) -> Measure:
    """Let eight people send `each` decisions at once, and verify the chain."""
    from tallystick.review.decisions.disposition import decided_last
    from tallystick.review.log.entries import entries, last
    from tallystick.review.models import Pattern
    from tallystick.seal import verify_chain

    before = last()
    free = Pattern.objects.exclude(dispositions__state="proposed").select_related("latest__run")
    held = list(free[: each * PEOPLE])
    forms = [_open_form(pattern, decided_last(pattern)) for pattern in held]

    def of(place: int) -> Iterator[tuple[str, dict[str, str]]]:
        return iter(forms[place::PEOPLE])

    found = decide(office, of)
    newest = last()
    assert before
    assert newest
    new, faults = newest.seq - before.seq, verify_chain(entries())
    is_whole = not faults and new == len(forms) and not found.errors
    return Measure(
        f"decisions by forms, {PEOPLE} people at once, {len(forms)} entries",
        ">= 100 entries/s, chain whole",
        f"{found.each_second:.0f} entries/s, {_p95(found)}, "
        f"{'chain whole' if is_whole else f'{new} entries, {len(faults)} faults'}",
        found.each_second >= 100 and is_whole,
    )


def entries_of_eight(case: Path, each: int) -> Measure:
    """Let eight processes write `each` entries at once, and verify the chain."""
    from tallystick.review.log.entries import entries, last
    from tallystick.seal import verify_chain

    before = last()
    took = written(case, each)
    newest = last()
    assert before
    assert newest
    n, faults = newest.seq - before.seq, verify_chain(entries())
    is_whole = n == each * PEOPLE and not faults
    return Measure(
        f"marks by {PEOPLE} processes at once, {n:,} entries",
        ">= 100 entries/s, chain whole",
        f"{n / took:.0f} entries/s, "
        f"{'chain whole' if is_whole else f'{n} entries, {len(faults)} faults'}",
        n / took >= 100 and is_whole,
    )


def an_import(office: Office, folder: Path, size: Size, findings: int) -> Measure:
    """Import a run of so many findings, each with a case list, while a client reads pages."""
    from tallystick.review.models import Run
    from tallystick.review.runs.importing import import_run

    year = FIRST_YEAR + 6 + Run.objects.count()
    run = make_run(folder / "imported", findings, year, listed=findings, first=size.patterns)
    took: list[float] = []
    done = threading.Event()
    answers: list[Answers] = []

    def addresses(place: int) -> Iterator[str]:
        for address in listed(99, size.patterns, ["x"]):
            if done.is_set():
                return
            yield address

    reader = threading.Thread(target=lambda: answers.append(ask(office, addresses, 3600, 1)))
    reader.start()
    start = time.perf_counter()
    try:
        held, is_new = import_run(f"person:{login(0)}", run)
        took.append(time.perf_counter() - start)
    finally:
        done.set()
        reader.join()
    shutil.rmtree(run)
    n = held.sightings.count()
    return Measure(
        f"import of a run with {n:,} findings, a client reading pages meanwhile",
        "<= 20 s, pages answer",
        f"{took[0]:.1f} s; {len(answers[0].seconds)} pages, {_p95(answers[0])}, "
        f"{answers[0].errors} errors",
        is_new
        and took[0] <= 20
        and n == findings
        and bool(answers[0].seconds)
        and not answers[0].errors,
    )


def verification(case: Path, entries: int) -> list[Measure]:
    """Verify a case of so many entries by the command, and then replay it too."""
    grow(entries)
    plain, said = _command("verify", str(case))
    replayed, told = _command("verify", str(case), "--replay")
    return [
        Measure(f"verify {entries:,} entries, by the command", "<= 5 s", f"{plain:.1f} s{said}",
                plain <= 5 and "exit code" not in said),
        Measure(f"replay {entries:,} entries, by the command", "<= 60 s", f"{replayed:.1f} s{told}",
                replayed <= 60 and "exit code" not in told),
    ]  # fmt: skip


def memory(office: Office) -> Measure:
    """Return the most memory that the office held in all of this."""
    held = office.most_memory()
    return Measure("memory of the office, at most", "<= 300 MB", f"{held / MIB:.0f} MB",
                   held <= 300 * MIB)  # fmt: skip


def codes() -> list[str]:
    """Return codes of patterns, each apart from the one before."""
    from tallystick.review.models import Pattern

    held = list(Pattern.objects.values_list("code", flat=True))
    return [held[place * 37 % len(held)] for place in range(len(held))]


def open_form(code: str) -> tuple[str, dict[str, str]]:
    """Return the address and the form of a decision about the pattern of a code, as it is now."""
    from tallystick.review.decisions.disposition import decided_last
    from tallystick.review.models import Pattern

    held = Pattern.objects.select_related("latest__run").get(code=code)
    return _open_form(held, decided_last(held))


def _open_form(pattern: object, after: int) -> tuple[str, dict[str, str]]:
    from tallystick.review.models import Pattern

    assert isinstance(pattern, Pattern)
    assert pattern.latest
    form = {"value": "open", "waits_for": "The file", "until": "2090-01-01", "after": str(after),
            "seal": pattern.latest.run.manifest_sha256}  # fmt: skip
    return f"/findings/{pattern.code}/propose", form


def _command(*arguments: str) -> tuple[float, str]:
    """Return the seconds of a command of the program, and what else there is to say of it.

    That is its seconds of processor, which a busy machine changes little, and how it failed.
    """
    start, before = time.perf_counter(), os.times()
    done = subprocess.run([sys.executable, "-m", "tallystick", *arguments], capture_output=True,
                          text=True, env=dict(os.environ))  # fmt: skip
    took, after = time.perf_counter() - start, os.times()
    busy = sum(after[2:4]) - sum(before[2:4])
    failed = f"; exit code {done.returncode}: {done.stdout[-200:]}" if done.returncode else ""
    return took, f", {busy:.1f} s of processor{failed}"


def _p95(found: Answers) -> str:
    if not found.seconds:
        return "no answer"
    return f"p95 {found.at(0.95) * 1000:.0f} ms"
