"""Are times read as public exports write them: short years, bare hours, other languages' months?"""

import csv
import json
from datetime import datetime
from pathlib import Path

from tallystick import load as package

BLOCK = """
[[tables.incidents]]
source = "i.csv"
delimiter = ";"
[tables.incidents.columns]
incident_id = "id"
occurred_at = {{column = "at", format = {formats}}}
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
]  # fmt: skip


def test_written_times(loads):
    for formats in dict.fromkeys(json.dumps(each[0]) for each in READ):
        cases = [each for each in READ if json.dumps(each[0]) == formats]
        lines = [f"{n};{text}" for n, (_, text, _time) in enumerate(cases)]
        text = "\n".join(["id;at", *lines])
        try:
            _, rows = loads({"i.csv": text}, BLOCK.format(formats=formats))
        except package.InputError:
            rows = {"incidents": []}
        read = {row["incident_id"]: row["occurred_at"] for row in rows["incidents"]}
        assert read == {
            str(n): time for n, (_, _text, time) in enumerate(cases) if time is not None
        }, formats


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
    assert len(languages) == 9
    assert len(rows) == 9 * 12


def test_a_short_year_is_told(loads):
    loaded, _ = loads(
        {"i.csv": "id;at\n1;17.03.24\n2;17.03.2024\n"},
        BLOCK.format(formats='"%d.%m.%Y"'),
    )
    (aside,) = loaded.received.set_aside
    assert 'did you mean format = "%d.%m.%y"?' in aside.reason
