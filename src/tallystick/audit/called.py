"""How is the room of audits itself called, as ``tallystick.audit("engagement.toml")``?

Python binds a package to its name in the one above as soon as anything imports it, so that a
function ``tallystick.audit`` would be gone after the first audit. A package whose class has
``__call__`` is both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from os import PathLike
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

Run = TypeVar("Run")
Entries = Sequence[Mapping[str, Any]]


class Room(ModuleType, Generic[Run]):
    """A package that audits an engagement, or data frames, when it is called."""

    def __call__(
        self,
        engagement: Any,
        out: str | PathLike[str] = "runs",
        *,
        name: str | None = None,
        agency: str | None = None,
        time_zone: str | None = None,
        jurisdiction: str | None = None,
        currency: str | None = None,
        first_day: date | str | None = None,
        last_day: date | str | None = None,
        lines: Entries | None = None,
        law_lines: Entries | None = None,
        periods: Entries | None = None,
        metrics: Entries | None = None,
        alpha: float = 0.05,
        only: tuple[str, ...] = (),
        leads: float = 3.0,
        correction: Literal["bh", "by"] = "bh",
        allow_outside: bool = False,
        allow_exclusions: bool = False,
        identify: bool = False,
    ) -> Run:
        """Audit an engagement, or data frames, and return the run, whose folder is made in `out`.

        Parameters
        ----------
        engagement
            The path of an engagement file; or data frames by table, ``{"incidents": frame}``,
            whose columns have the names of docs/engagement.md; or one data frame with whatever
            headers, of which the program proposes what they mean. A frame is one of pandas or
            polars, an Arrow table or a DuckDB relation, and is left as it is.
        out
            The folder in which the folder of the run is made.
        name, agency, time_zone, jurisdiction, currency, first_day, last_day
            Of data frames: what an engagement file says under ``[engagement]``. The time zone is
            UTC and the agency not named where nothing is said.
        lines, law_lines, periods, metrics
            Of data frames: entries of an engagement file, as dictionaries. Where they are not
            given, periods are months, and cases and arrests are counted.
        alpha, only, leads, correction, allow_outside, allow_exclusions, identify
            The options of ``tallystick audit`` of these names.

        Raises
        ------
        tallystick.load.InputError
            When the engagement, its files or frames, or `alpha`, which is above 0 and at most
            0.05, cannot be used; one message for each fault.
        TypeError
            When what is said of data frames is said of an engagement file.
        """
        said = {
            "name": name, "agency": agency, "time_zone": time_zone, "jurisdiction": jurisdiction,
            "currency": currency, "first_day": first_day, "last_day": last_day, "lines": lines,
            "law_lines": law_lines, "periods": periods, "metrics": metrics,
        }  # fmt: skip
        above: Any = import_module("tallystick")
        made: Run = above.audited(
            engagement,
            out,
            {key: each for key, each in said.items() if each is not None},
            alpha=alpha,
            only=only,
            leads=leads,
            correction=correction,
            allow_outside=allow_outside,
            allow_exclusions=allow_exclusions,
            identify=identify,
        )
        return made

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        return import_module, (self.__name__,)
