"""Which keys may an engagement file hold, and of what type is each?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from tallystick.load.date_text import Calendar
from tallystick.load.headers import Header


def _several(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


def _decimal(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 100:
        return Decimal(value)
    return value


def _mapping(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
Days = Annotated[tuple[date, ...], BeforeValidator(_several), Field(min_length=1)]
Exact = Annotated[Decimal, BeforeValidator(_decimal)]
AlikeKind = Literal["units", "officers", "areas", "substances"]
Width = Annotated[int, Field(ge=1, le=100_000)]
Widths = Annotated[
    tuple[Width, ...], BeforeValidator(_several), Field(min_length=1, max_length=1000)
]
Format = Literal["csv", "tsv", "fwf", "json", "jsonl", "parquet", "xlsx"]


class Block(BaseModel):
    """A block of an engagement file: its keys are known, its types exact, its values final."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EngagementBlock(Block):
    """``[engagement]``: who is examined, where and when."""

    name: Text
    agency: Text
    jurisdiction: Text | None = None
    time_zone: Text
    currency: Text | None = None
    first_day: date | None = None
    last_day: date | None = None
    max_set_aside: Exact = Decimal("0.05")
    person_key: Text | None = None
    stop_minutes: Annotated[int, Field(ge=2, le=60)] = 5
    join_alike: Annotated[tuple[AlikeKind, ...], BeforeValidator(_several)] = ()
    mapping: Literal["proposed", "confirmed"] = "confirmed"


class EngineBlock(Block):
    """``[engine]``: what counts, and where."""

    name: Literal["duckdb", "spark"] = "duckdb"
    url: Text | None = None
    tables: Text | None = None
    memory: Text | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None


class ColumnBlock(Block):
    """How one canonical column is read: from a column, several joined, or a constant."""

    column: Text | None = None
    columns: Texts | None = None
    constant: Any = None
    row_number: bool = False
    format: Texts | None = None
    calendar: Calendar | None = None
    or_format: Text | None = None
    decimal: Letter | None = None
    thousands: Letter | None = None
    unit: Text | None = None
    unit_column: Text | None = None
    unit_in_cell: bool = False
    units: dict[str, Text] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str | None = None
    strip_leading_zeros: bool = False
    empty: Text | None = None
    null: Texts = Field(default=())
    split: Texts = Field(default=())
    take: Literal["all", "first", "same"] = "all"

    @property
    def has_unit(self) -> bool:
        """Whether the mapping says in which unit its numbers are."""
        return bool(self.unit or self.unit_column or self.unit_in_cell)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of theirs whose cells make the value, in the order of joining."""
        if self.column is not None:
            return (self.column,)
        return self.columns or ()


class LeaveOutBlock(Block):
    """``[[tables.x.leave_out]]``: rows that are no records, such as totals."""

    column: Text
    equals: Words
    reason: Text


class WideBlock(Block):
    """``wide`` of a source: columns of which each cell is a record.

    `names` has, for each of `columns`, the texts that stand in the columns `names_to` of its
    records; by default its header.
    """

    columns: Texts
    names_to: Texts
    names: Annotated[tuple[Texts, ...], BeforeValidator(_several)] | None = None
    values_to: Text

    @property
    def made_names(self) -> tuple[Texts, ...]:
        """For each of `columns`, the cells of `names_to`."""
        return tuple((name,) for name in self.columns) if self.names is None else self.names


class StatedPeriodBlock(Block):
    """``period`` of a source: the columns that name the period of a row, and what they name."""

    columns: Texts
    rule: Literal["day", "week", "month", "quarter", "year", "fiscal_year"]
    first_month: Annotated[int, Field(ge=1, le=12)] | None = None
    year_of: Literal["first_day", "last_day"] | None = None
    format: Texts | None = None
    calendar: Calendar | None = None


class SourceBlock(Block):
    """``[[tables.x]]``: one source of a canonical table."""

    source: Texts | None = None
    url: Text | None = None
    query: Text | None = None
    format: Format | None = None
    encoding: Text | None = None
    broken_bytes: Literal["replace"] | None = None
    delimiter: Letter | None = None
    widths: Widths | None = None
    sheet: Text | None = None
    list: Text | None = None
    member: Text | None = None
    header: bool = True
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    header_rows: Annotated[int, Field(ge=1, le=10)] = 1
    time_zone: Text | None = None
    null: Texts = Field(default=())
    one_row_per: Texts = Field(default=())
    period: StatedPeriodBlock | None = None
    wide: WideBlock | None = None
    columns: dict[str, Annotated[ColumnBlock, BeforeValidator(_mapping)]]
    leave_out: Annotated[tuple[LeaveOutBlock, ...], BeforeValidator(_several)] = ()
    or_table: Literal["counterparts", "earlier_incidents"] | None = None

    @property
    def as_text(self) -> bool:
        """Whether the cells must be text, since one becomes several or several become one."""
        apart = any(m.unit_in_cell or (m.split and m.take == "all") for m in self.columns.values())
        return apart or self.period is not None or self.wide is not None

    @property
    def apart(self) -> tuple[str, ...]:
        """The columns that are made of those of `wide`, and stand in no file."""
        return (*self.wide.names_to, self.wide.values_to) if self.wide is not None else ()

    def nulls(self, mapping: ColumnBlock | None = None) -> tuple[str, ...]:
        """The words that stand for an empty cell in what `mapping` reads."""
        words = self.null if mapping is None else (*self.null, *mapping.null)
        return tuple(dict.fromkeys(word.strip() for word in words))

    @property
    def names_at(self) -> Header:
        """Where the names of the columns stand."""
        return Header(self.header_row, self.header_rows if self.header else 0)


class LineBlock(Block):
    """``[[lines]]``: a cut point."""

    name: Text
    kind: Text
    value: Exact
    unit: Text
    citation: Text
    substance_code: Text | None = None
    stage: Text | None = None
    inclusive: bool = True
    direction: Literal["up", "down"] = "up"
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    below: Exact | None = None
    above: Exact | None = None
    units: Texts | None = None


class LawBlock(Block):
    """``[law]``: law packs beside those that come with the program."""

    packs: Texts | None = None


class LawLineBlock(Block):
    """``[[law.lines]]``: the lines that a law pack draws for a substance."""

    substance: Text
    jurisdiction: Text | None = None
    substance_code: Text | None = None
    kind: Text | None = None
    stage: Text | None = None
    direction: Literal["up", "down"] = "up"
    below: Exact | None = None
    above: Exact | None = None
    units: Texts | None = None


class PeriodBlock(Block):
    """``[[periods]]``: an evaluation calendar."""

    name: Text
    rule: Literal["month", "quarter", "year"] | None = None
    ends: Days | None = None
    window_days: Annotated[int, Field(ge=1, le=366)] | None = None


class MetricBlock(Block):
    """``[[metrics]]``: what a published figure adds up."""

    name: Text
    table: Literal["incidents", "measurements", "reported_figures"]
    where: dict[str, Texts] = Field(default_factory=dict)
    total: Literal["records", "value"] | None = None
    is_control: bool = False
    direction: Literal["at least", "at most"] = "at least"


class SubstitutionBlock(Block):
    """``[[substitutions]]``: a metric, and its neighbours that could take its cases."""

    name: Text | None = None
    from_: Text = Field(alias="from")
    to: Texts
    control: Texts = ()


class ValueBlock(Block):
    """``[[values]]``: a published metric that states what another is worth."""

    metric: Text
    count: Text
    currency: Text | None = None
    unit: Text = "1"
    what: Text | None = None


class PriceBlock(Block):
    """``[[prices]]``: what one unit of something costs, in a time, by a source."""

    what: Text
    unit: Text
    currency: Text | None = None
    low: Exact
    high: Exact
    source: Text
    from_: date | None = Field(None, alias="from")
    to: date | None = None


class RateBlock(Block):
    """``[[rates]]``: what one of a currency costs in another, in a time, by a source."""

    one: Text
    costs: Text
    low: Exact
    high: Exact
    source: Text
    from_: date | None = Field(None, alias="from")
    to: date | None = None
