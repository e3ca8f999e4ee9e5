"""A run whose one finding has a query over tables that lie beside it, and a list of four cases.

The tables have four cases of Division 3 and one of Division 4; the list is the four.
"""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from made_runs import Made, make_run, resealed

SELECT = 'SELECT incident_id, officer_id, net_weight_g, "at" FROM incidents AS "t0"\n' \
    "WHERE \"t0\".\"unit_id\" = 'Division 3' ORDER BY 1"  # fmt: skip
VIEWS = (
    "-- The records behind F-01. Run it in DuckDB from the folder of the run:\n"
    "--     duckdb < evidence/F-01.sql\n"
    "CREATE OR REPLACE TEMP VIEW incidents AS FROM read_parquet('tables/incidents.parquet');\n"
)
SQL = VIEWS + SELECT + ";\n"
ROWS = {
    "incident_id": ["C-1", "C-2", "C-3", "C-4", "C-5"],
    "unit_id": ["Division 3"] * 4 + ["Division 4"],
    "officer_id": ["K1029", "K1031", "K1029", "K1031", "K1077"],
    "net_weight_g": [2.5, 3.5, 4.5, 5.5, 6.5],
    "at": [datetime(2024, 1, day) for day in range(1, 6)],
}
FILE = "evidence/F-01.sql"
LIST = "evidence/F-01.parquet"


def made_run(folder: Path, sql: str = SQL, **rows) -> Path:
    """A sealed run whose one finding has that query and a list of the four cases."""
    run = make_run(folder, Made())
    (run / "tables").mkdir()
    table = pa.table(ROWS | rows)
    pq.write_table(table, run / "tables" / "incidents.parquet")
    listed = pa.table({name: ROWS[name][:4] for name in ("incident_id", "officer_id",
                                                         "net_weight_g", "at")})  # fmt: skip
    pq.write_table(listed, run / LIST)
    lines = [",".join(listed.column_names)]
    lines += [",".join(map(str, row.values())) for row in listed.to_pylist()]
    (run / "evidence/F-01.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (run / FILE).write_text(sql, encoding="utf-8")
    return resealed(run)


def page_of(browser, more=""):
    from tallystick.review.models import Pattern

    answer = browser.get(f"/findings/{Pattern.objects.get().code}/records{more}")
    assert answer.status_code == 200
    return answer.content.decode()
