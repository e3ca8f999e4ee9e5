"""Which functions of DuckDB, and which one of Spark, does the loader call by their own names?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt

Expression = Callable[..., Any]
TEXT, WALL_CLOCK, INSTANT = dt.string, dt.timestamp, dt.Timestamp("UTC")


def _function(name: str, takes: tuple[Any, ...], gives: Any) -> Expression:
    def one(a: Any) -> Any: ...
    def two(a: Any, b: Any) -> Any: ...
    def three(a: Any, b: Any, c: Any) -> Any: ...

    stub = (one, two, three)[len(takes) - 1]
    stub.__name__ = name
    made: Expression = ibis.udf.scalar.builtin(stub, name=name, signature=(takes, gives))
    return made


join_texts = _function("concat_ws", (TEXT, TEXT, TEXT), TEXT)
"""(between, first, second): the texts that are there, joined."""
trim_text = _function("trim", (TEXT, TEXT), TEXT)
"""(text, signs): the text without those of the signs that stand at its ends."""
sign_at = _function("array_extract", (TEXT, dt.int64), TEXT)
"""(text, place): the sign there, counted from 1, or from the end when the place is negative."""
parse_time = _function("try_strptime", (TEXT, TEXT), WALL_CLOCK)
"""(text, format): a time without an offset; null when the text is none."""
parse_instant = _function("try_strptime", (TEXT, TEXT), INSTANT)
"""(text, format with %z): an instant; null when the text is none."""
moment_of = _function("make_timestamp", (dt.int64,), WALL_CLOCK)
"""(microseconds since 1970-01-01 00:00): the time then, on the clock that they count by."""
clock_in_zone = _function("timezone", (TEXT, INSTANT), WALL_CLOCK)
"""(zone, instant): what the clock shows in the zone at that instant."""
clock_on_spark = _function("from_utc_timestamp", (WALL_CLOCK, TEXT), WALL_CLOCK)
"""(instant, zone), of Spark: what the clock shows in the zone at that instant."""
instant_in_zone = _function("timezone", (TEXT, WALL_CLOCK), INSTANT)
"""(zone, wall-clock time): the instant at which the clock of the zone shows it."""
variable = _function("getvariable", (TEXT,), TEXT)
"""(name): a variable of the connection."""
bit_at = _function("get_bit", (TEXT, dt.int32), dt.int32)
"""(bits, place): the bit there, counted from 0."""
hash_of = _function("hash", (TEXT,), dt.uint64)
"""(text): a number that equal texts have in common."""
json_valid = _function("json_valid", (TEXT,), dt.boolean)
json_type = _function("json_type", (TEXT, TEXT), TEXT)
"""(text, pointer): the type of the value there, such as OBJECT; null when there is none."""
json_text = _function("json_extract_string", (TEXT, TEXT), TEXT)
"""(text, pointer): the value there as text; null when there is none."""
json_keys = _function("json_keys", (TEXT,), dt.Array(dt.string))


def is_one_of(value: Any, options: Sequence[str]) -> Any:
    """Whether a text is among `options`, null for a null.

    A long IN becomes a join in DuckDB, and behind a join rows no longer come in their order.
    """
    return ibis.array(list(options)).contains(value) if options else value != value


def _least(numbers: Any, many: Any) -> Any: ...


least: Expression = ibis.udf.agg.builtin(
    _least, name="min", signature=((dt.int64, dt.int64), dt.Array(dt.int64))
)
"""(numbers, many): the `many` least of the numbers, in order."""
