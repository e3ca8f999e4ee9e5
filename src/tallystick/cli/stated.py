"""What an engagement states, as the account of a run keeps it."""

from __future__ import annotations

from typing import Any

from tallystick.cli.counted_twice import OR_TABLE, doubtful_tables
from tallystick.cli.law_lines import TakenPack
from tallystick.load import Engagement


def stated(engagement: Engagement, laws: tuple[TakenPack, ...]) -> dict[str, Any]:
    """Return the names of what it declares, and the law packs taken; nothing for what it has not.

    Lines, periods and metrics stand there even where there are none.
    """
    frame = engagement.frame
    further = {
        "tables": engagement.engine.tables,
        "law": [taken.plain() for taken in laws],
        "join_alike": list(engagement.join_alike),
        OR_TABLE: doubtful_tables(engagement),
        "selected_on": frame.selected_on,
        "substitutions": [pair.name for pair in frame.substitutions],
        "values": [value.metric for value in frame.values],
        "prices": [price.source for price in frame.prices],
        "rates": [rate.source for rate in frame.rates],
    }
    return {
        "lines": [line.name for line in frame.lines],
        "periods": [period.name for period in frame.periods],
        "metrics": [metric.name for metric in frame.metrics],
    } | {key: what for key, what in further.items() if what}
