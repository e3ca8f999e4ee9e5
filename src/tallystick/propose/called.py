"""The room of proposals as a function, ``tallystick.propose(frame)``.

A package whose class has ``__call__`` is both; tallystick/audit/called.py says why.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, TypeVar

Proposal = TypeVar("Proposal")


class Proposer(ModuleType, Generic[Proposal]):
    """A package that proposes what the columns of a data frame are when it is called."""

    def __call__(
        self,
        frame: Any,
        *,
        name: str | None = None,
        agency: str | None = None,
        time_zone: str | None = None,
        jurisdiction: str | None = None,
    ) -> Proposal:
        """Propose which tables a data frame fills, by which columns, and why.

        Parameters
        ----------
        frame
            A pandas or polars DataFrame, an Arrow table or a DuckDB relation, with whatever
            headers; its first 20,000 rows are looked at, and it is left as it is.
        name, agency, time_zone, jurisdiction
            What stands under ``[engagement]`` in the engagement of the proposal.

        Raises
        ------
        tallystick.load.InputError
            When it is no data frame, or cannot be read as one.
        """
        above: Any = import_module("tallystick")
        said = {"name": name, "agency": agency, "time_zone": time_zone,
                "jurisdiction": jurisdiction}  # fmt: skip
        made: Proposal = above.proposed(frame, said)
        return made

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        return import_module, (self.__name__,)
