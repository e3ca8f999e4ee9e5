"""What can be done with findings or results that are handed out together?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar, overload

from tallystick.findings.finding import Finding
from tallystick.findings.result import Result

Held = TypeVar("Held", Finding, Result)


class Rows(Sequence[Held], Generic[Held]):
    """Frozen findings or results, in their order; each is one row of a table.

    A range is two columns, a list one text.
    """

    @overload
    def __getitem__(self, at: int) -> Held: ...

    @overload
    def __getitem__(self, at: slice) -> Rows[Held]: ...

    @abstractmethod
    def __getitem__(self, at: int | slice) -> Held | Rows[Held]:
        """The one at a place, or those of a stretch."""

    @abstractmethod
    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table`, whose columns and their types are there without a row too."""

    @abstractmethod
    def to_pandas(self) -> Any:
        """Return a pandas DataFrame; ImportError where pandas is not installed.

        Its columns are of the same types whatever they hold.
        """

    @abstractmethod
    def to_polars(self) -> Any:
        """Return a polars DataFrame; ImportError where polars is not installed."""
