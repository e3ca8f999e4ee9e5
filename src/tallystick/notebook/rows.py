"""How are findings and results looked at in a notebook, and handed to a data frame?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from markupsafe import escape

from tallystick.findings import Finding, Result
from tallystick.findings.rows import Held, Rows
from tallystick.report.exports.arrow import arrow_table
from tallystick.report.exports.flat import finding_row, result_row
from tallystick.report.words.text import clean

SHOWN_ROWS = 50
LEFT = "style='text-align:left'"
TABLES: dict[type, str] = {Finding: "findings", Result: "results"}
# Whole numbers that may be lacking, which pandas else turns into fractions where one is.
NULLABLE = ("records",)
SHOWN: dict[type, tuple[str, ...]] = {
    Finding: ("id", "title", "check", "n", "estimate", "low", "high", "q_value"),
    Result: ("check", "subject_kind", "subject", "aspect", "verdict", "n", "estimate", "low",
               "high", "p_value", "q_value", "smallest_detectable"),
}  # fmt: skip


class ShownRows(Rows[Held]):
    """Findings or results of one kind; `Rows` tells what can be done with them."""

    def __init__(self, kind: type[Held], held: Sequence[Held]) -> None:
        self._kind: type[Held] = kind
        self._held: tuple[Held, ...] = tuple(held)

    @overload
    def __getitem__(self, at: int) -> Held: ...

    @overload
    def __getitem__(self, at: slice) -> ShownRows[Held]: ...

    def __getitem__(self, at: int | slice) -> Held | ShownRows[Held]:
        """The one at a place, or those of a stretch."""
        return ShownRows(self._kind, self._held[at]) if isinstance(at, slice) else self._held[at]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._held)

    def __iter__(self) -> Iterator[Held]:
        """Each in turn."""
        return iter(self._held)

    def __eq__(self, other: object) -> bool:
        """Whether the other holds the same in the same order."""
        return isinstance(other, ShownRows) and self._held == other._held

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """How many of what."""
        return f"<{len(self):,} {self._kind.__name__.lower()}{'' if len(self) == 1 else 's'}>"

    def _rows(self) -> list[dict[str, Any]]:
        return [
            finding_row(each) if isinstance(each, Finding) else result_row(each)
            for each in self._held
        ]

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table`, whose columns and their types are there without a row too."""
        return arrow_table(TABLES[self._kind], self._rows())

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame; ImportError where pandas is not installed.

        Its columns are of the same types whatever they hold.
        """
        frame = self.to_arrow().to_pandas()
        kinds = {name: "Int64" for name in NULLABLE if name in frame}
        return frame.astype(kinds)

    def to_polars(self) -> Any:
        """Return a polars DataFrame; ImportError where polars is not installed."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def _repr_html_(self) -> str:
        if not self._held:
            return "<p>none</p>"
        names = SHOWN[self._kind]
        rows = ([_cell(row[name]) for name in names] for row in self._rows()[:SHOWN_ROWS])
        more = len(self) - SHOWN_ROWS
        rest = f"<p>and {more:,} more</p>" if more > 0 else ""
        return html_table(names, rows) + rest


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def html_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return texts as a table of HTML; without `heads`, the first of each row is its head."""
    top = "".join(f"<th scope='col' {LEFT}>{safe(each)}</th>" for each in heads)
    body = "".join(f"<tr>{''.join(_row(row, headed=not heads))}</tr>" for row in rows)
    head = f"<thead><tr>{top}</tr></thead>" if heads else ""
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _row(cells: Sequence[str], *, headed: bool) -> Iterator[str]:
    for at, cell in enumerate(cells):
        tag, scope = ("th", " scope='row'") if headed and not at else ("td", "")
        yield f"<{tag}{scope} {LEFT}>{safe(cell)}</{tag}>"


def safe(text: str) -> str:
    """Return a text of the records as HTML that shows it and does nothing."""
    return str(escape(clean(text)))


def paragraph(text: str) -> str:
    """Return a text as a paragraph of HTML."""
    return f"<p>{safe(text)}</p>"
