"""Do the snippets on shapes of columns and rows read what the page of engagements says?"""

import json
from datetime import date, datetime

import pytest
from test_toml_blocks import blocks

from tallystick.engine import connect
from tallystick.load import load, read_engagement

HEAD = """
[engagement]
name = "Harbour"
agency = "City Police"
time_zone = "UTC"
max_set_aside = 1
"""
SNIPPETS = {
    "stops.csv": (
        "STOP_ID,STOP_DATE,RACE\n1,2020-01-01,(null)\n2,2020-01-02,UNKNOWN\n3,2020-01-03,BLACK\n",
        ("incidents", "incident_id", "subject_group"),
        [("1", None), ("2", None), ("3", "BLACK")],
    ),
    "aprehensiones.csv": (
        {
            "aprehensiones.csv": "Folio,Fecha,Hora\nA,17 de Marzo de 2024,430\n"
            "B,17.03.2024,1530\nC,17.03.24,5\n",
            "burglaries.csv": "編號,發生日期,發生時段\nD,1030623,14~16\n",
            "log.csv": "Report,Occurred\nE,10/03/2017 21:15 - 10/05/2017 07:40\nF,9/14/17\n",
            "layer.csv": "OBJECTID,OccurredOn,ReportedDay,ReportedTime\n"
            "G,1490961900000,1491004800000,0815\n",
        },
        ("incidents", "incident_id", "occurred_at", "recorded_at"),
        [
            ("A", datetime(2024, 3, 17, 4, 30), None),
            ("B", datetime(2024, 3, 17, 15, 30), None),
            ("C", datetime(2024, 3, 17, 0, 5), None),
            ("D", datetime(2014, 6, 23, 14), None),
            ("E", datetime(2017, 10, 3, 21, 15), None),
            ("F", datetime(2017, 9, 14), None),
            ("G", datetime(2017, 3, 31, 12, 5), datetime(2017, 4, 1, 8, 15)),
        ],
    ),
    "undecided.csv": (
        "STOP_ID,STOP_DATE\n1,03/04/2024\n2,12/11/2024\n",
        ("incidents", "incident_id", "occurred_at"),
        [("1", datetime(2024, 3, 4)), ("2", datetime(2024, 12, 11))],
    ),
    "crimes.csv": (
        {
            "crimes.csv": "Ano,Mês,Tipo,Ocorrências\n2021,Março,furto,7\n2021,Total,furto,80\n",
            "recorded.csv": "Year,Offence,Count\n2006/07,theft,9\n",
            "seizures.csv": "FY,Month,Drug Type,Events\n2022,OCT,Cocaine,5\n",
        },
        ("reported_figures", "metric", "period_start", "period_end", "value"),
        [
            ("furto", date(2021, 3, 1), date(2021, 3, 31), 7.0),
            ("theft", date(2006, 4, 1), date(2007, 3, 31), 9.0),
            ("Cocaine", date(2021, 10, 1), date(2021, 10, 31), 5.0),
        ],
    ),
    "monthly.csv": (
        "Region,Year,Jan,Feb,Mar\nNorth,2020,1,-,3\n",
        ("reported_figures", "unit_id", "period_start", "value", "source_row"),
        [("North", date(2020, 1, 1), 1, 2), ("North", date(2020, 3, 1), 3, 2)],
    ),
    "crews.csv": (
        "case,date,unit,officer_1,officer_2,officer_3\nA,2020-01-01,u,7,8,\n",
        ("named_officers", "record_id", "officer_id", "role"),
        [("A", "7", "attending"), ("A", "8", "attending")],
    ),
    "cells.csv": (
        'id,date,persons,race\n1,2020-01-01,p; q/r,"Black,Black"\n2,2020-01-02,s,"Black,White"\n',
        ("involvements", "incident_id", "person_id"),
        [("1", "p"), ("1", "q"), ("1", "r"), ("2", "s")],
    ),
    "weights.csv": (
        'Expediente,Peso\nA,"0,48 г"\nB,5 gramos\nC,"1,5 libra"\nD,7\nE,3 kg 200 g\n',
        ("measurements", "incident_id", "value", "unit"),
        [("A", 0.48, "g"), ("B", 5, "g"), ("C", 680.388555, "g")],
    ),
    "arrests.csv": (
        "ARREST_NO,ARREST_DATE,PERSON\nA,2020-01-01,p\nA,2020-01-01,q\nB,2020-01-02,p\n",
        ("incidents", "incident_id", "source_row"),
        [("A", 2), ("B", 4)],
    ),
    "checkpoint.csv": (
        "day,reading\n2020-01-01,0.5\n2020-01-01,0.2\n",
        ("measurements", "incident_id", "value"),
        [("35b3e7dd-2", 0.5), ("35b3e7dd-3", 0.2)],
    ),
}


@pytest.fixture(scope="module")
def engine():
    engine = connect(threads=1)
    yield engine
    engine.close()


@pytest.mark.parametrize("source", SNIPPETS)
def test_snippet(tmp_path, engine, source):
    content, (table, *names), expected = SNIPPETS[source]
    (text,) = [each for each in blocks("docs/engagement.md") if json.dumps(source) in each]
    for name, held in ({source: content} if isinstance(content, str) else content).items():
        (tmp_path / name).write_text(held, encoding="utf-8")
    (tmp_path / "e.toml").write_text(HEAD + text, encoding="utf-8")
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables[table])
    read = [tuple(row[name] for name in names) for row in rows]
    assert sorted(read, key=repr) == sorted(expected, key=repr)


def test_one_value_of_several(tmp_path, engine):
    content = SNIPPETS["cells.csv"][0]
    (text,) = [each for each in blocks("docs/engagement.md") if '"cells.csv"' in each]
    (tmp_path / "cells.csv").write_text(content, encoding="utf-8")
    (tmp_path / "e.toml").write_text(HEAD + text, encoding="utf-8")
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables["incidents"])
    assert [row["subject_group"] for row in rows] == ["Black", None]
