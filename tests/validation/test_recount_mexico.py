"""Of two counts of homicides in Mexico, which state and year is named first?

Homicides by police and by death certificates in 32 states, 1997 to 2008. The two differ everywhere;
of Chihuahua in 2008 the police figure is short by 1,153.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
FILE = "mexico_homicides_two_sources.csv"
POLICE, CERTIFICATES = "homicides (police)", "homicides (death certificates)"
ENGAGEMENT = f"""
[engagement]
name = "homicides by two sources, 1997 to 2008"
agency = "states of Mexico"
jurisdiction = "MX"
time_zone = "America/Mexico_City"

[[tables.reported_figures]]
source = "homicides.csv"
[tables.reported_figures.columns]
unit_id = "state"
metric = "metric"
period_start = "first"
period_end = "last"
value = "value"

[[metrics]]
name = "{POLICE}"
table = "reported_figures"
where = {{metric = ["{CERTIFICATES}"]}}
"""


def test_chihuahua_in_2008_is_first_and_all_states_are_one_statement(tmp_path, shared_data):
    rows = pd.read_csv(shared_data / FILE)
    rows["first"], rows["last"] = (rows.year.astype(str) + day for day in ("-01-01", "-12-31"))
    wide = rows.pivot_table(index=["state", "year"], columns="metric", values="value")
    gap = wide[POLICE] - wide[CERTIFICATES]
    assert gap["Chihuahua", 2008] == -1153 == gap[gap.abs().idxmax()]

    rows.to_csv(tmp_path / "homicides.csv", index=False)
    (tmp_path / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    outcome = audit_file(tmp_path / "engagement.toml", tmp_path / "run")
    findings = outcome.findings
    (both,) = [each for each in findings if each.subject_kind == "agency"]
    assert "Chihuahua, 2008" in both.title
    detail = next(each.detail for each in outcome.results if each.aspect == both.aspect)
    first = detail["gaps"][0]
    assert (first["unit"], first["period"], first["gap"]) == ("Chihuahua", "2008-01-01", -1153)
    assert detail["least_usual"]["unit"] == "Chihuahua"
    assert [abs(each["gap"]) for each in detail["gaps"]] == sorted(
        gap.abs().sort_values()[-10:], reverse=True
    )
    assert (detail["periods"], detail["units"]) == (384, 32)
    assert detail["differing"] == (gap != 0).sum()
    assert detail["lower"] == (gap.groupby("state").sum() < 0).sum()
    beside = {
        each.subject: each.p_value
        for each in outcome.results
        if each.aspect.endswith("usual gap") and each.p_value is not None
    }
    assert len(beside) == 32
    assert min(beside, key=beside.get) == "Chihuahua"
    assert beside["Chihuahua"] == pytest.approx(0.0048, abs=0.0005)
    print(f"| Mexico | {both.title} | p = {beside['Chihuahua']:.2g} |")
    assert len(findings) == 1, "none of the 32 stands after the correction"
