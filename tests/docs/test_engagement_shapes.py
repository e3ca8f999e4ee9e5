"""Do the snippets on shapes of columns and rows read what the page of engagements says?"""

import json
from datetime import datetime

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
        "Folio,Fecha,Hora\nA,17 de Marzo de 2024,430\nB,17.03.2024,1530\nC,17.03.24,5\n",
        ("incidents", "incident_id", "occurred_at"),
        [
            ("A", datetime(2024, 3, 17, 4, 30)),
            ("B", datetime(2024, 3, 17, 15, 30)),
            ("C", datetime(2024, 3, 17, 0, 5)),
        ],
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
    (tmp_path / source).write_text(content, encoding="utf-8")
    (tmp_path / "e.toml").write_text(HEAD + text, encoding="utf-8")
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables[table])
    assert [tuple(row[name] for name in names) for row in rows] == expected
