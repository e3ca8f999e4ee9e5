"""What is one comparison with a public tool?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.workshop import Workshop

Ready = Callable[[Path], Callable[[], Any]]


@dataclass(frozen=True)
class Way:
    """One way to the answer.

    Parameters
    ----------
    name
        What it is called in the table.
    ready
        The prepared input -> a function without arguments. Only calls of that function are
        timed; what `ready` imports and loads is not.
    needs
        The package without which it cannot run; None for what every user has.
    """

    name: str
    ready: Ready
    needs: str | None = None


@dataclass(frozen=True)
class Peer:
    """A question that Tallystick and public tools are put to on the same data, in the same run.

    Parameters
    ----------
    name
        Its part of the benchmarks: `--only` takes it, and the book keeps its numbers under it.
    question
        The heading on the page, ending in "?".
    see
        One or two sentences: what the reader should see, and what the comparison is not.
    sizes, of
        How large the inputs are, and in what: ``values``, ``incidents``.
    prepare
        A size and the workshop -> the input: a file or a folder.
    ours, theirs
        The ways that are compared; each runs in a process of its own.
    say
        An answer -> a short text, kept and shown.
    alike
        Whether all ways must give the same answer: then a difference is an error, and nothing is
        timed.
    remark
        A sentence out of other results of the project, looked up when the peer is measured.
    """

    name: str
    question: str
    see: str
    sizes: tuple[int, ...]
    of: str
    prepare: Callable[[int, Workshop], Path]
    ours: tuple[Way, ...]
    theirs: tuple[Way, ...]
    say: Callable[[Any], str]
    alike: bool
    remark: Callable[[], str] | None = None

    @property
    def ways(self) -> tuple[Way, ...]:
        """All ways, ours first."""
        return (*self.ours, *self.theirs)

    def way(self, name: str) -> Way:
        """The way called `name`; KeyError when there is none."""
        for way in self.ways:
            if way.name == name:
                return way
        raise KeyError(name)
