"""How does a made world introduce itself to an audit?"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from tallystick.simulate.charged_law import law_of
from tallystick.simulate.figures import METRICS
from tallystick.simulate.law import Cut
from tallystick.simulate.world import World
from tallystick.tables import CANONICAL
from tallystick.tables.frame import Frame, Line, Period

WINDOW_DAYS = 3


def lines_of(world: World) -> tuple[Line, ...]:
    """The lines of the world's law, each for the net weight where goods are seized.

    Lines at one weight, in force one after the other, are told apart by their first day.
    """
    told = [(each.substance, cut) for each in world.law for cut in each.lines]
    times = Counter(_name(*each) for each in told)
    return tuple(
        line_of(_name(*each) + _since(each[1], dated=times[_name(*each)] > 1), *each)
        for each in told
    )


def _name(substance: str, cut: Cut) -> str:
    return f"{substance.replace('_', ' ')} {f'{cut.g:.3f}'.rstrip('0').rstrip('.')} g"


def _since(cut: Cut, *, dated: bool) -> str:
    return f" from {cut.from_date or 'the start'}" if dated else ""


def line_of(
    name: str,
    substance: str,
    cut: Cut,
    stage: str | None = "field",
    units: tuple[str, ...] | None = None,
) -> Line:
    """A line of the world's law, for the net weight at `stage`, in `units`; None is any."""
    return Line(
        name=name,
        kind="net_weight",
        substance_code=substance,
        stage=stage,
        value=Decimal(str(cut.g)),
        unit="g",
        citation=cut.citation,
        inclusive=cut.inclusive,
        from_date=cut.from_date,
        to_date=cut.to_date,
        units=units,
    )


def periods_of(world: World) -> tuple[Period, ...]:
    """The quarters when the regime checks them, or else the months, in which halves end too."""
    checks = world.incentives.regime.checks
    if checks == "quarter":
        return (Period("quarter", rule="quarter", window_days=WINDOW_DAYS),)
    return (Period("month", rule="month", window_days=WINDOW_DAYS),)


def frame_of(world: World) -> Frame:
    """The lines, periods, metrics and law by which the records of the world are judged."""
    return Frame(
        lines=lines_of(world), periods=periods_of(world), metrics=METRICS, law=law_of(world)
    )


def engagement_of(world: World, filled: dict[str, tuple[str, ...]]) -> str:
    """Return the text of the engagement file for the tables in `filled`, name to columns."""
    calendar = world.calendar
    first, last = calendar.text(0), calendar.text(calendar.months - 1)
    parts = [
        f"# {_plain(world.agency)} is invented: these records were made by tallystick simulate.",
        "",
        "[engagement]",
        f"name = {_quoted(world.name)}",
        f"agency = {_quoted(world.agency + ' (synthetic)')}",
        f"jurisdiction = {_quoted(world.jurisdiction)}",
        'time_zone = "UTC"',
        f"first_day = {first}-01",
        f"last_day = {last}-{calendar.days(calendar.months - 1):02d}",
    ]
    for table in CANONICAL:
        if table.name in filled:
            parts += ["", f"[[tables.{table.name}]]", f'source = "tables/{table.name}.parquet"']
            parts += [f"[tables.{table.name}.columns]"]
            parts += [_mapped(table.name, name) for name in filled[table.name] if name != "unit"]
            if table.name == "reported_figures":
                parts.append('unit = "unit"')
    frame = frame_of(world)
    for line in frame.lines:
        parts += ["", *_line_block(line)]
    for period in frame.periods:
        parts += ["", "[[periods]]", f"name = {_quoted(period.name)}", f'rule = "{period.rule}"']
        parts += [f"window_days = {period.window_days}"]
    for metric in frame.metrics:
        where = ", ".join(
            f"{column} = [{', '.join(map(_quoted, values))}]" for column, values in metric.where
        )
        parts += ["", "[[metrics]]", f"name = {_quoted(metric.name)}", f'table = "{metric.table}"']
        parts += [f"where = {{ {where} }}"] if where else []
        parts += ["is_control = true"] if metric.is_control else []
    return "\n".join(parts) + "\n"


def _mapped(table: str, column: str) -> str:
    if (table, column) == ("measurements", "value"):
        return 'value = { column = "value", unit_column = "unit" }'
    if (table, column) == ("custody", "net_weight_g"):
        return 'net_weight_g = { column = "net_weight_g", unit = "g" }'
    return f'{column} = "{column}"'


def _line_block(line: Line) -> list[str]:
    block = [
        "[[lines]]",
        f"name = {_quoted(line.name)}",
        f'kind = "{line.kind}"',
        f"substance_code = {_quoted(line.substance_code or '')}",
        f'stage = "{line.stage}"',
        f"value = {line.value}",
        f'unit = "{line.unit}"',
        f"citation = {_quoted(line.citation)}",
    ]
    if not line.inclusive:
        block.append("inclusive = false")
    if line.from_date:
        block.append(f"from = {line.from_date.isoformat()}")
    if line.to_date:
        block.append(f"to = {line.to_date.isoformat()}")
    return block


def _plain(text: str) -> str:
    """The text as it may stand in a TOML comment: on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _quoted(text: str) -> str:
    """The text as a TOML basic string."""
    kept = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in kept) + '"'
