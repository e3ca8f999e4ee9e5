"""How long does the test of one line take, beside rddensity?

They answer different questions. rddensity asks whether the density of the values jumps at the
line. Tallystick fits a smooth density, the ways in which people round and the popularity of round
numbers, and asks whether records are missing on one side and as many too many on the other. On
values that people rounded the first is no test of movement: docs/calibration.md.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.speed.peers.false_alarms import false_alarms
from benchmarks.speed.peers.peer import Peer, Way
from benchmarks.speed.workshop import Workshop, label

LINE_G = 2.0
LOG_MEDIAN_MG, LOG_SD = 1_200.0, 0.8
GRAINS_MG = (10, 100, 500, 1_000)
SHARES = (0.3, 0.3, 0.25, 0.15)
SEED = 2


def weights_g(n: int) -> Any:
    """Innocent weights, grams: log-normal, written to .01, .1, .5 or 1 g, none moved."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    true = rng.lognormal(np.log(LOG_MEDIAN_MG), LOG_SD, n)
    grain = rng.choice(GRAINS_MG, n, p=SHARES)
    return np.round(true / grain) * grain / 1_000


def prepare(size: int, shop: Workshop) -> Path:
    """A measurements table of so many weights of one agency, and those that the check takes."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tallystick.checks.shared.readings_near_line import REACH

    folder = shop.scratch / f"weights-{label(size)}"
    folder.mkdir(exist_ok=True)
    values = weights_g(size)
    kinds = {
        name: pa.array([text] * size) for name, text in (("kind", "net_weight"), ("unit", "g"))
    }
    pq.write_table(pa.table({**kinds, "value": values}), folder / "measurements.parquet")
    near = (values >= LINE_G / REACH) & (values <= LINE_G * REACH)
    np.save(folder / "near.npy", values[near])
    return folder


def frame() -> Any:
    """One line at 2 g."""
    from tallystick.tables import Frame, Line

    return Frame(lines=(Line("2 g", "net_weight", Decimal(str(LINE_G)), "g", "an invented act"),))


def counted_and_tested(folder: Path) -> Callable[[], Any]:
    """The whole check: DuckDB counts the Parquet file, then the line is tested."""
    from benchmarks.speed.peers.parquet_tables import tables_in

    from tallystick.checks.exhibits.threshold_bunching import CHECK
    from tallystick.engine import connect

    engine = connect()
    tables = tables_in(folder, ("measurements",), frame(), engine)
    return lambda: CHECK.test(**engine.columns(CHECK.counts(tables)), frame=tables.frame)


def tested(folder: Path) -> Callable[[], Any]:
    """The test alone, from counts per bin."""
    from benchmarks.speed.peers.parquet_tables import tables_in

    from tallystick.checks.exhibits.threshold_bunching import CHECK
    from tallystick.engine import connect

    engine = connect()
    tables = tables_in(folder, ("measurements",), frame(), engine)
    columns = engine.columns(CHECK.counts(tables))
    engine.close()
    return lambda: CHECK.test(**columns, frame=tables.frame)


def by_rddensity(folder: Path) -> Callable[[], Any]:
    """rddensity with its own settings, from values in memory that the check would take too."""
    import numpy as np

    values = np.load(folder / "near.npy")
    with quiet():
        from rddensity import rddensity

    def asked() -> Any:
        with quiet():
            return rddensity(values, c=LINE_G)

    return asked


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what rddensity prints and warns of from the numbers that a process prints."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def said(answer: Any) -> str:
    """The verdict and the p-value on this sample."""
    if isinstance(answer, list):
        result = answer[0]
        p = "" if result.p_value is None else f", p = {result.p_value:.2g}"
        return f"{result.verdict.replace('_', ' ')}{p}"
    return f"a jump, p = {p:.2g}" if (p := float(answer.test["p_jk"])) < 0.05 else f"p = {p:.2g}"


BUNCHING = Peer(
    name="bunching",
    question="How long does the test of one line take, beside rddensity?",
    see=(
        "They answer different questions. rddensity asks whether the density jumps at the line; "
        "Tallystick fits the density, people's rounding and the popularity of round numbers "
        "together, and asks whether records are missing on one side and as many too many on the "
        "other. The values are innocent and written as people round."
    ),
    sizes=(10_000, 100_000, 1_000_000),
    of="values",
    prepare=prepare,
    ours=(
        Way("Tallystick, counting from Parquet", counted_and_tested),
        Way("Tallystick, the test alone", tested),
    ),
    theirs=(Way("rddensity, values in memory", by_rddensity, "rddensity"),),
    say=said,
    alike=False,
    remark=false_alarms,
)
