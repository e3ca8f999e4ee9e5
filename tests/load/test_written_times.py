"""Are times read as public exports write them: short years, bare hours, other languages' months?"""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from tallystick import load as package

BLOCK = """
[[tables.incidents]]
source = "i.csv"
delimiter = ";"
[tables.incidents.columns]
incident_id = "id"
occurred_at = {{column = "at", format = {formats}{more}}}
"""
READ = [
    (["%d.%m.%Y", "%d.%m.%y"], "17.03.24", datetime(2024, 3, 17)),
    (["%d.%m.%Y", "%d.%m.%y"], "17.03.2024", datetime(2024, 3, 17)),
    (["%d.%m.%y", "%d.%m.%Y"], "17.03.2024", datetime(2024, 3, 17)),
    ("%d.%m.%Y", "17.03.24", None),
    ("%d/%m/%Y %H%M", "01/02/2019 5", datetime(2019, 2, 1, 0, 5)),
    ("%d/%m/%Y %H%M", "01/02/2019 04", datetime(2019, 2, 1, 0, 4)),
    ("%d/%m/%Y %H%M", "01/02/2019 430", datetime(2019, 2, 1, 4, 30)),
    ("%d/%m/%Y %H%M", "01/02/2019 0430", datetime(2019, 2, 1, 4, 30)),
    ("%d/%m/%Y %H%M", "01/02/2019 130", datetime(2019, 2, 1, 1, 30)),
    ("%d/%m/%Y %H%M", "01/02/2019 100", datetime(2019, 2, 1, 1, 0)),
    ("%d/%m/%Y %H%M", "01/02/2019 239", datetime(2019, 2, 1, 2, 39)),
    ("%m%d%Y", "2072016", datetime(2016, 2, 7)),
    ("%m%d%Y %H%M", "12072016 2359", datetime(2016, 12, 7, 23, 59)),
    ("%d/%m/%Y %H%M", "01/02/2019 1530", datetime(2019, 2, 1, 15, 30)),
    ("%d/%m/%Y %H%M", "01/02/2019 460", None),
    ("%d/%m/%Y %H%M", "01/02/2019", None),
    ("%d/%m/%y %H%M", "01/02/19", None),
    ("%d/%m/%Y %H", "01/02/2019 4", datetime(2019, 2, 1, 4)),
    ("%E", "43831", datetime(2020, 1, 1)),
    ("%E", "42005.0", datetime(2015, 1, 1)),
    ("%E", "43831.5", None),
    ("%E %H:%M", "43831 17:05", datetime(2020, 1, 1, 17, 5)),
    (["%m/%d/%Y", "%E"], "44196", datetime(2020, 12, 31)),
    # 17,256 days and 43,500 seconds: 31 March 2017, 12:05 in UTC, which is 08:05 in New York.
    ("%Q", "1490961900000", datetime(2017, 3, 31, 8, 5)),
    ("%Q", "1490961900000.0", datetime(2017, 3, 31, 8, 5)),
    ("%Q", "1490961900250", datetime(2017, 3, 31, 8, 5, 0, 250_000)),
    ("%Q", "1490961900000 x", None),
    ("%Q", "1490961900000.5", None),
    ("%Q", "1.4909619e12", None),
    ("%Q", "999999999999999", None),
    ("%Q", "99999999999999999999", None),
    ("%Q", "-86400000", datetime(1969, 12, 30, 19, 0)),
    ("%s", "1490961900", datetime(2017, 3, 31, 8, 5)),
    ("%s", "1490961900.000", datetime(2017, 3, 31, 8, 5)),
    ("%s", "1490961900 17:05", None),
    ("%s", "1490961900000", None),
    ("%s", "-8520336001", None),
    ("%s", "2017-03-31", None),
    # 15,396 days: 26 February 2012, midnight in UTC, when it was still the 25th in New York.
    ("%s", "1330214400", datetime(2012, 2, 25, 19, 0)),
    ("%Ds", "1330214400", datetime(2012, 2, 26)),
    ("%Ds", "1330300799", datetime(2012, 2, 26)),
    ("%Ds", "-1", datetime(1969, 12, 31)),
    ("%Ds", "253402300800", None),
    ("%Ds", "1330214400 x", None),
    ("%Ds %H%M", "1330214400 1101", datetime(2012, 2, 26, 11, 1)),
    ("%Ds %H%M", "1330214400.0 905", datetime(2012, 2, 26, 9, 5)),
    ("%DQ", "1490961900000", datetime(2017, 3, 31)),
    ("%DQ %I:%M %p", "1490918400000 9:30 PM", datetime(2017, 3, 31, 21, 30)),
    (["%Y-%m-%d", "%Q"], "1490961900000", datetime(2017, 3, 31, 8, 5)),
    ("%m/%d/%Y %I%M%p", "02/20/2014 0752A", datetime(2014, 2, 20, 7, 52)),
    ("%m/%d/%Y %I%M%p", "02/20/2014 1240P", datetime(2014, 2, 20, 12, 40)),
    ("%d/%m/%Y %H", "01/02/2019 04", datetime(2019, 2, 1, 4)),
    ("%d/%m/%Y %H", "01/02/2019 430", None),
    ("%d/%m/%Y %H:%M:%S", "01/02/2019 04:30:10.1234567", datetime(2019, 2, 1, 4, 30, 10)),
    ("%d/%m/%Y %I:%M:%S %p", "01/02/2019 04:30:10.5 PM", datetime(2019, 2, 1, 16, 30, 10)),
    ("%d/%m/%Y %H:%M:%S.%f", "01/02/2019 04:30:10.25", datetime(2019, 2, 1, 4, 30, 10, 250_000)),
    ("%d/%m/%Y %H:%M:%S.%f", "01/02/2019 04:30:10.1234567",
     datetime(2019, 2, 1, 4, 30, 10, 123_456)),
    ("%d de %B de %Y", "17 de março de 2024", datetime(2024, 3, 17)),
    ("%d de %B de %Y", "3 de Septiembre de 2024", datetime(2024, 9, 3)),
    ("%d-%b-%y", "17-ene-24", datetime(2024, 1, 17)),
    ("%d %b %Y", "17 févr. 2024", datetime(2024, 2, 17)),
    ("%d. %B %Y", "17. März 2024", datetime(2024, 3, 17)),
    ("%d %B %Y г.", "17 МАРТА 2024 г.", datetime(2024, 3, 17)),
    ("%d %B %Y", "5 листопаду 2023", None),
    ("%d %B %Y", "5 листопад 2023", datetime(2023, 11, 5)),
    ("%d %b. %Y", "5 янв. 2023", datetime(2023, 1, 5)),
    ("%d %B %Y", "1 maggio 2023", datetime(2023, 5, 1)),
    ("%d %b %Y", "1 mrt 2023", datetime(2023, 3, 1)),
    ("%d %b %Y", "Sept 2023", None),
    ("%d %b %Y", "9 Sept 2023", datetime(2023, 9, 9)),
    ("%d %B %Y", "9 Sep 2023", datetime(2023, 9, 9)),
    ("%d %B %Y", "9 marzon 2023", None),
    ("%d/%m/%Y %I:%M %p", "01/02/2019 08:41 p. m.", datetime(2019, 2, 1, 20, 41)),
    ("%d/%m/%Y %I:%M %p", "01/02/2019 12:05 a.m.", datetime(2019, 2, 1, 0, 5)),
    ("%d/%m/%Y %I:%M %p", "01/02/2019 8:41 PM", datetime(2019, 2, 1, 20, 41)),
    ("%Y年%m月%d日", "2019年2月1日", datetime(2019, 2, 1)),
    (["%m/%d/%Y %H:%M - %*", "%m/%d/%y"], "10/3/2017 21:15 - 10/05/2017 07:40",
     datetime(2017, 10, 3, 21, 15)),
    (["%m/%d/%Y %H:%M - %*", "%m/%d/%y"], "9/14/17", datetime(2017, 9, 14)),
    (["%m/%d/%Y %H:%M - %*", "%m/%d/%y"], "unknown - 10/05/2017 07:40", None),
    ("%Y-%m-%d %H~%*", "2019-02-01 08~10", datetime(2019, 2, 1, 8)),
    ("%Y-%m-%d %H~%*", "2019-02-01 08", None),
    ("%Y-%m-%d %H~%*", "2019-02-01 081~10", None),
    ("%d/%m/%Y %H%M-%*", "01/02/2019 430-530", datetime(2019, 2, 1, 4, 30)),
    ("%m/%d/%y to %* %I:%M %p to %*", "5/2/13 to 5/4/13 5:15 PM to 9:20 AM",
     datetime(2013, 5, 2, 17, 15)),
    ("%m/%d/%Y @ %H:%M", "4/8/2015 @ 20:11", datetime(2015, 4, 8, 20, 11)),
    ("%b %d, %Y at %I:%M %p", "April 8, 2015 at 08:11 PM", datetime(2015, 4, 8, 20, 11)),
    ("%d%b%Y:%H:%M:%S", "08APR2015:20:11:00", datetime(2015, 4, 8, 20, 11)),
    ("%d%b%y", "08APR15", datetime(2015, 4, 8)),
    ("%m%d%y", "040815", datetime(2015, 4, 8)),
    ("%a %m/%d/%Y", "Wed 04/08/2015", datetime(2015, 4, 8)),
    ("%A %B %d, %Y", "Wednesday April 08, 2015", datetime(2015, 4, 8)),
    ("%A, %B %d, %Y", "Wednesday, April 08, 2015", datetime(2015, 4, 8)),
    ("%a, %b %d, %Y", "Wed, Apr 08, 2015", datetime(2015, 4, 8)),
    ("%a %b %d %H:%M:%S %Y", "Wed Apr  8 20:11:00 2015", datetime(2015, 4, 8, 20, 11)),
    ("%I:%M %p %m/%d/%Y", "08:11 PM 04/08/2015", datetime(2015, 4, 8, 20, 11)),
    ("%Y%m%d%H%M", "201504082011", datetime(2015, 4, 8, 20, 11)),
    ("%m/%d/%Y %H%M hrs", "04/08/2015 2011 hrs", datetime(2015, 4, 8, 20, 11)),
    ("%Y-%m-%d 1900-01-01 %H:%M:%S", "2015-04-08 1900-01-01 20:11:00",
     datetime(2015, 4, 8, 20, 11)),
    ("%* %d %B %Y", "martes 3 marzo 2020", datetime(2020, 3, 3)),
    ("%d.%m.%Y%*", "03.02.2020 (Mo.*)", datetime(2020, 2, 3)),
]  # fmt: skip


def test_written_times(loads):
    for formats in dict.fromkeys(json.dumps(each[0]) for each in READ):
        cases = [each for each in READ if json.dumps(each[0]) == formats]
        lines = [f"{n};{text}" for n, (_, text, _time) in enumerate(cases)]
        text = "\n".join(["id;at", *lines])
        try:
            _, rows = loads({"i.csv": text}, BLOCK.format(formats=formats, more=""))
        except package.InputError:
            rows = {"incidents": []}
        read = {row["incident_id"]: row["occurred_at"] for row in rows["incidents"]}
        assert read == {
            str(n): time for n, (_, _text, time) in enumerate(cases) if time is not None
        }, formats


OTHER_YEARS = [
    ("minguo", "%Y%m%d", "1030623", datetime(2014, 6, 23)),
    ("minguo", "%Y%m%d", "990623", datetime(2010, 6, 23)),
    ("minguo", "%Y%m%d", "1050229", datetime(2016, 2, 29)),
    ("minguo", "%Y%m%d", "1040229", None),
    ("minguo", "%Y%m%d", "20140623", None),
    ("minguo", "%Y%m%d %H~%*", "1030623 14~16", datetime(2014, 6, 23, 14)),
    ("minguo", "%Y/%m/%d", "103/6/23", datetime(2014, 6, 23)),
    ("minguo", "%Y年%m月%d日", "103年6月3日", datetime(2014, 6, 3)),
    ("buddhist", "%d/%m/%Y", "29/02/2559", datetime(2016, 2, 29)),
    ("buddhist", "%Y-%m-%d %H:%M", "2560-05-01 13:20", datetime(2017, 5, 1, 13, 20)),
]


def test_years_of_another_calendar(loads):
    for calendar, form, text, time in OTHER_YEARS:
        more = f', calendar = "{calendar}"'
        tables = BLOCK.format(formats=json.dumps(form), more=more)
        lines = f"id;at\n0;{'01/01/2500' if form == '%d/%m/%Y' else text}\n1;{text}\n"
        try:
            _, rows = loads({"i.csv": lines}, tables)
        except package.InputError:
            rows = {"incidents": []}
        read = [row["occurred_at"] for row in rows["incidents"] if row["incident_id"] == "1"]
        assert read == ([time] if time else []), (form, text)


@pytest.mark.parametrize(
    ("formats", "more", "words"),
    [
        ('"%d/%m/%Y%*%*"', "", "write %* once between two parts"),
        ('"%*%d%*/%m%*/%Y%*"', "", "at most 3 times"),
        ('"%d/%m/%y"', ', calendar = "minguo"', "write %Y for %y"),
        ('"%*"', "", "it has no year"),
        ('"%s %H:%M"', "", "%s stands alone; for its day beside a time: %Ds %H:%M"),
        ('"%Q%z"', "", "%Q stands alone; for its day beside a time: %DQ %H:%M"),
        ('"%Y %s"', "", "stands first, without %* and another calendar"),
        ('"%H:%M %E"', "", "stands first, without %* and another calendar"),
        ('"%DQ %*"', "", "stands first, without %* and another calendar"),
        ('"%s"', ', calendar = "minguo"', "stands first, without %* and another calendar"),
        ('"%Ds %Y"', "", "it names one part twice"),
        ('"%Y-%Q"', "", "a number (%E %s %Q %Ds %DQ)"),
        ('"%Y-%k"', "", "%s or %Q for seconds or milliseconds since 1970"),
    ],
)
def test_what_is_wrong_with_a_format_is_told(loads, formats, more, words):
    with pytest.raises(package.InputError) as raised:
        loads({"i.csv": "id;at\n1;x\n"}, BLOCK.format(formats=formats, more=more))
    assert words in str(raised.value)


def test_a_calendar_needs_a_format(loads):
    block = BLOCK.replace("format = {formats}", "").replace('"at", ', '"at"')
    with pytest.raises(package.InputError, match="calendar: it needs a format"):
        loads({"i.csv": "id;at\n1;x\n"}, block.format(more=', calendar = "minguo"'))


def test_no_name_stands_for_two_months():
    path = Path(package.__file__).parent / "months.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    months = {}
    for row in rows:
        for name in row["forms"].split():
            assert name == name.lower()
            assert months.setdefault(name, row["month"]) == row["month"], name
    languages = {row["language"] for row in rows}
    assert len(languages) == 12
    assert len(rows) == 12 * 12


def test_a_short_year_is_told(loads):
    loaded, _ = loads(
        {"i.csv": "id;at\n1;17.03.24\n2;17.03.2024\n"},
        BLOCK.format(formats='"%d.%m.%Y"', more=""),
    )
    (aside,) = loaded.received.set_aside
    assert 'did you mean format = "%d.%m.%y"?' in aside.reason
