"""What each step of an audit cost, and which relations the checks share: the plan, as it went."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from time import perf_counter, process_time

from rich.console import Console

from tallystick.audit.execution import needed
from tallystick.audit.selection import AnyCheck
from tallystick.cli.grids import grid
from tallystick.cli.terminal import printable
from tallystick.engine import Usage

OF_CHECK, NUMBER = "check ", re.compile(r"\d+")
UNIT = 2**20 if sys.platform == "darwin" else 2**10
"""Of the peak memory that the system tells, how much makes a MiB."""
LEGEND = """\
A step lasts until the next begins, and the processor's seconds are of all threads of this process.
Rows: those that queries handed over, set by or wrote. Memory: the most held until then.
+ a relation is made in this step, for all checks that read it. Processes beside this one, which \
read files and make tests, took {seconds:.1f} s of the processor."""
SUMMED = ("seconds", "processor", "queries", "rows")
WIDTH = 160
"""Of the table where it is not written to a terminal."""


@dataclass(frozen=True)
class Step:
    """A step: its seconds of the wall and of the processor, what it asked, and peak MiB so far."""

    name: str
    seconds: float
    processor: float
    queries: int
    rows: int
    made: tuple[str, ...]
    memory: float


@dataclass
class Plan:
    """The steps of one audit: called as each begins, it tells its name.

    `watch` tells whose queries are counted, once the engine is open.
    """

    tell: Callable[[str], None]
    steps: list[Step] = field(default_factory=list)
    _usage: Usage = field(default_factory=Usage)
    _begun: tuple[str, float, float, int, int, int] | None = None

    def watch(self, usage: Usage) -> None:
        """Count what an engine is asked from now on."""
        self.end()
        self._usage = usage

    def __call__(self, name: str) -> None:
        """End the step that went on, and begin the next."""
        self.end()
        self.tell(name)
        used = self._usage
        counted = used.queries, used.rows, len(used.kept)
        self._begun = (name, perf_counter(), process_time(), *counted)

    def end(self) -> None:
        """End the step that goes on, if one does."""
        if self._begun is None:
            return
        name, wall, processor, queries, rows, kept = self._begun
        used, self._begun = self._usage, None
        self.steps.append(
            Step(
                name,
                perf_counter() - wall,
                process_time() - processor,
                used.queries - queries,
                used.rows - rows,
                tuple(each.removeprefix("kept_") for each, _ in used.kept[kept:]),
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT,
            )
        )

    def _folded(self) -> Iterator[Step]:
        """The steps; those in a row whose names differ in numbers alone are one."""
        for _, alike in groupby(self.steps, lambda step: NUMBER.sub("", step.name)):
            first, *more = alike
            last = more[-1] if more else first
            summed = {name: sum(getattr(step, name) for step in (first, *more)) for name in SUMMED}
            made = tuple(name for step in (first, *more) for name in step.made)
            yield replace(last, made=made, **summed)

    def show(self, checks: Mapping[str, AnyCheck]) -> None:
        """Print the steps on standard error, with the relations that each of the `checks` reads."""
        self.end()
        table = grid("Step", "Seconds", "Processor", "Queries", "Rows", "MiB", "Relations")
        for column in table.columns[1:6]:
            column.justify = "right"
        for each in self._folded():
            check = checks.get(each.name.removeprefix(OF_CHECK))
            read = () if check is None else (shared.name for shared in needed(check))
            relations = [*(f"+{name}" for name in each.made), *(set(read) - set(each.made))]
            table.add_row(
                printable(each.name), f"{each.seconds:.2f}", f"{each.processor:.2f}",
                f"{each.queries:,}", f"{each.rows:,}", f"{each.memory:,.0f}",
                ", ".join(sorted(relations)),
            )  # fmt: skip
        total = [sum(getattr(each, name) for each in self.steps) for name in SUMMED]
        table.add_section()
        table.add_row("all", f"{total[0]:.2f}", f"{total[1]:.2f}", f"{total[2]:,}", f"{total[3]:,}")
        console = Console(stderr=True, width=None if sys.stderr.isatty() else WIDTH)
        console.print(table)
        beside = resource.getrusage(resource.RUSAGE_CHILDREN)
        legend = LEGEND.format(seconds=beside.ru_utime + beside.ru_stime)
        console.print(legend, markup=False, highlight=False)
