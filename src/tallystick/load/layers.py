"""How is an expression given a name, so that each of its columns is computed once?"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from tallystick.engine import Engine
from tallystick.engine.paths import parquet


class Layers:
    """Views in the engine that stand for expressions until they are dropped.

    Ibis writes an expression out wherever it is used, and a parser uses its cells many times: a
    view between two steps keeps the query short and each cell computed once.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._made: list[str] = []

    def __call__(self, expression: Any) -> Any:
        """Return a relation that stands for `expression`."""
        return self._engine.backend.create_view(self._next(), expression, overwrite=True)

    def parquet(self, path: Path, *, numbered: bool = False) -> Any:
        """Return the rows of a Parquet file, with ``file_row_number`` when they are `numbered`."""
        return self.query(f"FROM {parquet([path], numbered=numbered)}")

    def query(self, sql: str) -> Any:
        """Return a relation that stands for a query of the engine."""
        return self._engine.named_query(sql, self._next())

    def _next(self) -> str:
        self._made.append(f"{self._name}_{len(self._made)}")
        return self._made[-1]

    def __enter__(self) -> Layers:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop the views, newest first."""
        for name in reversed(self._made):
            self._engine.backend.drop_view(name, force=True)
