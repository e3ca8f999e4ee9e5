"""Do homicides of Rio de Janeiro move to bodies found, missing persons or deaths by police?

Deaths of undetermined intent rose there in health records in 2007 to 2010 while official homicides
fell (Cerqueira 2013). The file holds police figures alone, so that the truth is known in part.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
NAMES = ("hom_doloso", "encontro_cadaver", "encontro_ossada", "pessoas_desaparecidas",
         "hom_por_interv_policial")  # fmt: skip
ENGAGEMENT = """
[engagement]
name = "homicides and their neighbours, 2003 to 2017"
agency = "police of Rio de Janeiro"
jurisdiction = "BR-RJ"
time_zone = "America/Sao_Paulo"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "unit"
metric = "metric"
period_start = "first"
period_end = "last"
value = "value"

[[substitutions]]
name = "bodies found"
from = "hom_doloso"
to = ["encontro_cadaver", "encontro_ossada"]

[[substitutions]]
name = "missing persons"
from = "hom_doloso"
to = "pessoas_desaparecidas"

[[substitutions]]
name = "deaths by police"
from = "hom_doloso"
to = "hom_por_interv_policial"
"""


def figures(data, unit):
    """Monthly figures by `unit`, a column of the file; "" is the whole state."""
    wide = pd.read_csv(data / "rio_precinct_monthly_2003_2017.csv.gz", sep=";", encoding="latin1")
    wide["unit"] = wide[unit].astype(str) if unit else ""
    first = pd.to_datetime({"year": wide.vano, "month": wide.mes, "day": 1})
    wide["first"], wide["last"] = first, first + pd.offsets.MonthEnd(0)
    sums = wide.groupby(["unit", "first", "last"])[list(NAMES)].sum().reset_index()
    return sums.melt(["unit", "first", "last"], list(NAMES), "metric", "value")


def audited(rows, folder):
    folder.mkdir()
    rows.to_csv(folder / "figures.csv", index=False, date_format="%Y-%m-%d")
    metrics = "".join(f'\n[[metrics]]\nname = "{name}"\ntable = "incidents"\n' for name in NAMES)
    (folder / "engagement.toml").write_text(ENGAGEMENT + metrics, encoding="utf-8")
    outcome = audit_file(folder / "engagement.toml", folder / "run")
    own = [each for each in outcome.results if each.check == "figures.substitution"]
    return own, outcome.findings


def test_the_state_shows_no_date_at_which_homicides_moved(tmp_path, shared_data):
    rows = figures(shared_data, "")
    year = rows.groupby([rows["first"].dt.year, "metric"]).value.sum().unstack()
    assert year.hom_doloso[2006] > year.hom_doloso[2010] + 1500
    assert year.encontro_cadaver[2006] > year.encontro_cadaver[2010] + 250, "bodies fell as well"
    results, findings = audited(rows, tmp_path / "state")
    assert findings == ()
    assert {each.verdict for each in results} <= {"not_found", "insufficient"}
    moved = {
        each.aspect.partition(",")[0]: each for each in results if not each.aspect.endswith("alone")
    }
    assert len(moved) == 3
    assert {each.verdict for each in moved.values()} == {"not_found"}
    assert all(each.detail["parts"][0] > 0.05 for each in moved.values())
    assert moved["bodies found"].smallest_detectable == pytest.approx(100, abs=15)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "asked", "below", "alone", "below_alone"),
    [("AISP", 99, 2, 99, 3), ("CISP", 125, 1, 125, 4)],
)
def test_no_police_area_and_no_precinct_shows_one_either(
    tmp_path, shared_data, unit, asked, below, alone, below_alone
):
    results, findings = audited(figures(shared_data, unit), tmp_path / "units")
    assert findings == ()
    moves, jumps = (
        [each.p_value for each in results
         if each.subject and each.p_value is not None and each.aspect.endswith("alone") == jumped]
        for jumped in (False, True)
    )  # fmt: skip
    p = [np.array(each) for each in (moves, jumps)]
    print(f"| Rio, {unit} |", [(len(each), int((each < 0.05).sum())) for each in p])
    assert [(len(each), int((each < 0.05).sum())) for each in p] == [
        (asked, below), (alone, below_alone),
    ]  # fmt: skip
