"""Does a table that is only screened have the counts and rows of one that is held to every rule?"""

from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tallystick.load import read_engagement, ready_made_rows
from tallystick.load.ready_made_rows import broken_rules, canonical_rows, examined
from tallystick.load.screening import DOUBTFUL, counted, doubts
from tallystick.tables import canonical

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TEXTS = [None, "a", "é", "", " a", "!", "a\n", "a\rb", "\u00a0", "arrest", "none", "Arrest", "g"]
UNITS = [None, "g", "kg", "", "ml", "{score}", "{a b}", "stone"]
KINDS = [None, "net_weight", "speed", "score", "", "weight"]
NUMBERS = [None, 0.0, -0.0, 1.5, -1.0, 1e15, 1e16, -1e16, float("nan"), float("inf")]
WHOLE = [None, 0.0, 1.0, 1.5, -1.0, 1e16, -1e300, float("nan"), float("inf")]
TIMES = [
    None,
    datetime(2020, 1, 1),
    datetime(2019, 12, 31, 23, 59, 59, 999_999),
    datetime(2020, 12, 31, 23, 59, 59, 999_999),
    datetime(2021, 1, 1),
    datetime(1699, 12, 31, 23, 59, 59),
    datetime(1700, 1, 1),
    datetime(9999, 12, 31),
]
COLUMNS = {
    "incidents": {
        "incident_id": (TEXTS, pa.string()),
        "unit_id": ([None, "a", ""], pa.string()),
        "occurred_at": (TIMES, pa.timestamp("us")),
        "recorded_at": (TIMES, pa.timestamp("us", "UTC")),
        "closed_at": ([t and t.date() for t in TIMES], pa.date32()),
        "clearance": ([None, "arrest", "", "Arrest", " arrest"], pa.string()),
        "count": (WHOLE, pa.float64()),
    },
    "measurements": {
        "kind": (KINDS, pa.string()),
        "substance_code": ([None], pa.null()),
        "measured_at": (TIMES[:5], pa.timestamp("ns")),
        "value": (NUMBERS, pa.float64()),
        "unit": (UNITS, pa.string()),
        "count": ([None, 0, 1, 10**16, 2**64 - 1], pa.uint64()),
    },
    "reported_figures": {
        "metric": ([None, "a", "", "\n"], pa.string()),
        "period_start": ([None, date(2020, 1, 1), date(1699, 1, 1)], pa.date32()),
        "period_end": ([date(2020, 1, 31), date(2020, 2, 1)], pa.date32()),
        "value": (NUMBERS, pa.float64()),
        "denominator": ([None, 0, 7, -3, 10**15], pa.int64()),
    },
    "narratives": {"incident_id": ([None, "a", ""], pa.string()), "text": (TEXTS, pa.string())},
}
GOOD = {
    "incident_id": "a",
    "occurred_at": datetime(2020, 1, 1),
    "kind": "score",
    "value": 1.5,
    "metric": "a",
    "period_start": date(2020, 1, 1),
    "period_end": date(2020, 1, 31),
    "count": 1,
    "text": "a",
}
ZONES = ["UTC", "Asia/Almaty"]
PERIODS = ["", "first_day = 2020-01-01", "first_day = 2020-01-01\nlast_day = 2020-12-31"]


def compare(folder, engine, name, made, period="", zone="UTC", *, many=True):
    """Hold the counts and the rows of a screened table to those of one held to every rule."""
    table = pa.table(made)
    pq.write_table(table, folder / "t.parquet", row_group_size=3)
    (folder / "e.toml").write_text(
        f'[engagement]\nname = "n"\nagency = "a"\ntime_zone = "{zone}"\n{period}\n'
        '[engine]\ntables = "t"\n'
    )
    told = read_engagement(folder / "e.toml")
    rows = engine.read_parquet(folder / "t.parquet", "screened")
    about = canonical(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready_made_rows, "FEW_ROWS", -1 if many else 10**9)
        light, counts = examined(about, rows, engine, told, "t.parquet", table.num_rows)
    whole = canonical_rows(about, rows, engine, told, "t.parquet", guarded=about.names)
    slow = engine.rows(whole.aggregate(**broken_rules(about, whole, about.names)))[0]
    assert {key: n for key, n in counts.items() if n} == {key: n for key, n in slow.items() if n}
    assert repr(engine.rows(light)) == repr(engine.rows(whole))


@pytest.mark.parametrize("name", COLUMNS)
def test_each_value_alone_among_good_ones(tmp_path, engine, name):
    """Each file has its own name: DuckDB keeps what it has read of one that is written anew."""
    columns = COLUMNS[name]
    good = {c: pa.array([GOOD.get(c)] * 4, kind) for c, (_, kind) in columns.items()}
    for column, (values, kind) in columns.items():
        for number, value in enumerate(values):
            folder = tmp_path / f"{column}{number}"
            folder.mkdir()
            odd = pa.array([GOOD.get(column), value, GOOD.get(column), GOOD.get(column)], kind)
            compare(folder, engine, name, good | {column: odd}, PERIODS[2])


@st.composite
def cases(draw):
    """A table most of whose columns hold good values only."""
    name = draw(st.sampled_from(sorted(COLUMNS)))
    many = draw(st.integers(1, 12))
    made = {}
    for column, (values, kind) in COLUMNS[name].items():
        odd = draw(st.integers(0, 3)) == 0
        pick = st.sampled_from(values) if odd else st.just(GOOD.get(column))
        made[column] = pa.array([draw(pick) for _ in range(many)], kind)
    return name, made, draw(st.sampled_from(PERIODS)), draw(st.sampled_from(ZONES))


@settings(
    max_examples=25, phases=PHASES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(case=cases(), many=st.booleans())
def test_values_together(tmp_path_factory, engine, case, many):
    compare(tmp_path_factory.mktemp("screened"), engine, *case, many=many)


def test_a_clean_table_raises_no_doubt(tmp_path, engine):
    """Otherwise every table would be examined twice, and nobody would see it but the clock."""
    table = pa.table(
        {
            "incident_id": ["T1", "Б2"],
            "occurred_at": pa.array([datetime(2020, 1, 1)] * 2, pa.timestamp("us")),
            "closed_at": pa.array([None, datetime(2020, 1, 1) + timedelta(1)], pa.timestamp("us")),
            "clearance": ["arrest", None],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    rows = engine.read_parquet(tmp_path / "t.parquet", "clean")
    about = canonical("incidents")
    conditions = {
        f"{what}:{name}": condition
        for name in rows.columns
        for what, condition in doubts(about.column(name), rows[name]).items()
    }
    assert f"{DOUBTFUL}:incident_id" in conditions
    for many in (True, False):
        assert set(counted(rows, conditions, engine, many=many)) <= {"records"}
