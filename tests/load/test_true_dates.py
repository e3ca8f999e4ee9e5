"""True dates beside texts: in a workbook, joined with a time, and in views and zones of Parquet."""

from datetime import date, datetime, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.load import load, read_engagement
from tallystick.propose import look_at

ENGAGEMENT = """
[engagement]
name = "n"
agency = "a"
time_zone = "America/New_York"
[[tables.incidents]]
source = "{source}"
columns = {{incident_id = "id", occurred_at = {occurred_at}}}
"""
BOTH = '{columns = ["day", "at"], format = ["%d.%m.%Y %H:%M", "%d.%m.%y %H:%M"]}'


def moments(folder, engine, source, occurred_at):
    path = folder / "e.toml"
    path.write_text(ENGAGEMENT.format(source=source, occurred_at=occurred_at))
    loaded = load(read_engagement(path), folder / "tables", engine)
    rows = engine.rows(loaded.tables["incidents"].order_by("incident_id"))
    return [row["occurred_at"] for row in rows], loaded.received.set_aside


def test_a_true_date_joined_with_a_time_that_is_text(tmp_path, engine):
    book = openpyxl.Workbook()
    for row in (
        ("id", "day", "at"), (1, date(2024, 3, 1), "10:15"), (2, "04.03.2024", "9:05"),
        (3, datetime(2024, 12, 31), "23:59"), (4, "05.03.24", "0:00"), (5, date(2024, 3, 6), None),
        (6, date(2024, 3, 7), time(8, 30)),
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    found, aside = moments(tmp_path, engine, "a.xlsx", BOTH)
    assert aside == ()
    assert found == [
        datetime(2024, 3, 1, 10, 15), datetime(2024, 3, 4, 9, 5), datetime(2024, 12, 31, 23, 59),
        datetime(2024, 3, 5), datetime(2024, 3, 6), datetime(2024, 3, 7, 8, 30),
    ]  # fmt: skip


def test_the_same_of_parquet(tmp_path, engine):
    table = pa.table({"id": [1, 2], "day": [date(2024, 3, 1), date(2024, 12, 31)],
                      "at": ["10:15", "23:59"]})  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    found, _ = moments(tmp_path, engine, "a.parquet", BOTH)
    assert found == [datetime(2024, 3, 1, 10, 15), datetime(2024, 12, 31, 23, 59)]


def test_texts_in_views_are_texts(tmp_path, engine):
    days = pa.array(["01.03.2024 10:15", "31.12.2024 23:59"], pa.string_view())
    # Joined, so that the rows are staged and not judged where they lie.
    table = pa.table({"id": [1, 2], "day": days, "at": pa.array(["", None], pa.string_view())})
    pq.write_table(table, tmp_path / "a.parquet")
    found, _ = moments(tmp_path, engine, "a.parquet", BOTH)
    assert found == [datetime(2024, 3, 1, 10, 15), datetime(2024, 12, 31, 23, 59)]


def test_times_of_a_zone_are_looked_at_in_utc_and_read_on_the_clock_of_the_agency(tmp_path, engine):
    utc = [datetime(2024, 3, 1, 3, 15), None, datetime(2024, 7, 1, 12, 0, 1)]
    at = pa.array(utc, pa.timestamp("us", tz="America/New_York"))
    pq.write_table(pa.table({"id": [1, 2, 3], "at": at}), tmp_path / "a.parquet")
    (look,) = look_at(tmp_path / "a.parquet", "a.parquet")
    assert look.column("at") == ["2024-03-01 03:15:00+00:00", "2024-07-01 12:00:01+00:00"]
    found, aside = moments(tmp_path, engine, "a.parquet", '{column = "at", empty = "2024-01-01"}')
    assert aside == ()
    assert found == [datetime(2024, 2, 29, 22, 15), datetime(2024, 1, 1),
                     datetime(2024, 7, 1, 8, 0, 1)]  # fmt: skip


def test_nanoseconds_are_looked_at_without_what_python_values_of_them_need(tmp_path, engine):
    """Texts by hand: a moment with a part of a microsecond keeps it, others have none to lose."""
    second, of_day = 10**9, 10**9 * 3600 * 10
    table = pa.table({
        "id": [1, 2],
        "at": pa.array([second, None], pa.timestamp("ns")),
        "utc": pa.array([second, second + 1000], pa.timestamp("ns", tz="Asia/Almaty")),
        "fine": pa.array([second + 1, second], pa.timestamp("ns")),
        "time": pa.array([of_day, None], pa.time64("ns")),
        "long": pa.array([60 * second, None], pa.duration("ns")),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    (look,) = look_at(tmp_path / "a.parquet", "a.parquet")
    assert look.column("at") == ["1970-01-01 00:00:01"]
    assert look.column("utc") == ["1970-01-01 00:00:01+00:00", "1970-01-01 00:00:01.000001+00:00"]
    assert look.column("fine") == ["1970-01-01 00:00:01.000000001", "1970-01-01 00:00:01.000000000"]
    assert look.column("time") == ["10:00:00"]
    assert look.column("long") == ["0:01:00"]
    found, aside = moments(tmp_path, engine, "a.parquet", '{column = "at", empty = "2024-01-01"}')
    assert (found, aside) == ([datetime(1970, 1, 1, 0, 0, 1), datetime(2024, 1, 1)], ())


def test_numbers_since_1970_that_their_file_holds_as_numbers(tmp_path, engine):
    """1490961900 is 12:05 of 31 March 2017 in UTC, 08:05 in New York; a true date stays one."""
    seconds, thousands = [1490961900, None], [1490961900000.0, None]
    table = pa.table({"id": [1, 2], "at": seconds, "ms": thousands})
    pq.write_table(table, tmp_path / "a.parquet")
    (tmp_path / "a.json").write_text(
        '[{"id": 1, "at": 1490961900, "ms": 1490961900000.0}, {"id": 2, "at": null, "ms": null}]'
    )
    book = openpyxl.Workbook()
    for row in (("id", "at", "ms"), (1, 1490961900, 1490961900000), (2, None, None)):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    for name in ("a.parquet", "a.json", "a.xlsx"):
        for column, form in (("at", "%s"), ("ms", "%Q")):
            cell = f'{{column = "{column}", format = "{form}", empty = "2024-01-01"}}'
            found, aside = moments(tmp_path, engine, name, cell)
            assert (found, aside) == ([datetime(2017, 3, 31, 8, 5), datetime(2024, 1, 1)], ()), name


def test_day_numbers_that_a_workbook_holds_as_numbers(tmp_path, engine):
    book = openpyxl.Workbook()
    for row in (("id", "day", "at"), (1, 43831, "10:15"), (2, 1330214400, "09:05"),
                (3, date(2024, 3, 1), "23:59")):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    both = '{columns = ["day", "at"], format = ["%E %H:%M", "%Ds %H:%M", "%d.%m.%Y %H:%M"]}'
    found, aside = moments(tmp_path, engine, "a.xlsx", both)
    assert aside == ()
    assert found == [datetime(2020, 1, 1, 10, 15), datetime(2012, 2, 26, 9, 5),
                     datetime(2024, 3, 1, 23, 59)]  # fmt: skip
