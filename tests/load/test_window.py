"""Do the days of a window bound what has days of its own, and must the stated period hold them?"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tallystick.calibrate.one_world import as_audited, single_thread
from tallystick.load import InputError, limited, read_engagement, within
from tallystick.tables import Frame

FIRST, LAST = date(2023, 4, 1), date(2023, 6, 30)
TEXT = '[engagement]\nname = "A"\nagency = "B"\ntime_zone = "UTC"\n{stated}'


def days_of(*pairs):
    return {"period_start": pa.array([a for a, _ in pairs], pa.date32()),
            "period_end": pa.array([b for _, b in pairs], pa.date32())}  # fmt: skip


def test_a_figure_that_is_partly_of_another_window_is_left_out_and_so_is_one_without_days():
    pairs = [
        (date(2023, 3, 1), date(2023, 3, 31)), (date(2023, 4, 1), date(2023, 4, 30)),
        (date(2023, 6, 1), date(2023, 6, 30)), (date(2023, 6, 15), date(2023, 7, 14)),
        (date(2023, 1, 1), date(2023, 12, 31)), (None, None),
    ]  # fmt: skip
    figures = pa.table({"metric": ["cases"] * 6, "value": [float(n) for n in range(6)],
                        **days_of(*pairs)})  # fmt: skip
    times = [datetime(2023, 3, 31, 23, 59), datetime(2023, 4, 1), datetime(2023, 6, 30, 23, 59)]
    duties = pa.table({"officer_id": ["K1"] * 3, "kind": ["court"] * 3, "from_at": times,
                       "to_at": [datetime(2023, 7, 2)] * 3})  # fmt: skip
    engine = single_thread()
    tables = as_audited({"reported_figures": figures, "duties": duties}, Frame(), engine)
    held = within(tables, FIRST, LAST)
    assert sorted(engine.columns(held["reported_figures"])["value"]) == [1.0, 2.0]
    assert len(engine.columns(held["duties"])["from_at"]) == 2


def engagement(tmp_path: Path, stated: str = ""):
    path = tmp_path / "engagement.toml"
    source = '\n[[tables.incidents]]\nsource = "a.csv"\n[tables.incidents.columns]\n'
    columns = 'incident_id = "Case"\nunit_id = "Unit"\noccurred_at = "Date"\n'
    path.write_text(TEXT.format(stated=stated) + source + columns)
    return read_engagement(path)


def test_the_period_is_that_of_the_window_for_records_and_for_checks(tmp_path):
    told = limited(engagement(tmp_path), FIRST, LAST)
    assert (told.first_day, told.last_day) == (FIRST, LAST)
    assert (told.frame.first_day, told.frame.last_day) == (FIRST, LAST)
    assert replace(told, first_day=None, last_day=None, frame=Frame()).name == "A"


@pytest.mark.parametrize(
    ("stated", "name"),
    [("first_day = 2023-04-02", "first_day"), ("last_day = 2023-06-29", "last_day")],
)
def test_a_stated_period_must_hold_the_window(tmp_path, stated, name):
    with pytest.raises(InputError, match=rf"engagement\.{name} is 2023-0"):
        limited(engagement(tmp_path, stated), FIRST, LAST)
