"""Do arrests and seizures of Rio de Janeiro's police follow the year before, or their peers?

Semester targets were set there from 2009, for crimes: none is known for arrests, drug and gun
seizures, so that nothing should be found; the truth is known in part.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
NAMES = ("apreensao_drogas", "armas_apreendidas", "cump_mandado_prisao", "prisoes")
ENGAGEMENT = """
[engagement]
name = "arrests and seizures, 2003 to 2017"
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
"""


def figures(data):
    """Monthly figures of 41 police areas; a month of which a precinct is missing is left out."""
    wide = pd.read_csv(data / "rio_precinct_monthly_2003_2017.csv.gz", sep=";", encoding="latin1")
    first = pd.to_datetime({"year": wide.vano, "month": wide.mes, "day": 1})
    wide = wide.assign(unit=wide.AISP.astype(str), first=first, last=first + pd.offsets.MonthEnd(0))
    keys = ["unit", "first", "last"]
    sums = wide.groupby(keys)[list(NAMES)].sum(min_count=1).reset_index()
    return sums.melt(keys, list(NAMES), "metric", "value").dropna()


@pytest.fixture
def outcome(tmp_path, shared_data):
    rows = figures(shared_data).assign(value=lambda table: table.value.astype(int))
    rows.to_csv(tmp_path / "figures.csv", index=False, date_format="%Y-%m-%d")
    metrics = "".join(f'\n[[metrics]]\nname = "{name}"\ntable = "incidents"\n' for name in NAMES)
    (tmp_path / "engagement.toml").write_text(ENGAGEMENT + metrics, encoding="utf-8")
    return audit_file(tmp_path / "engagement.toml", tmp_path / "run")


def test_arrests_and_seizures_follow_neither_the_year_before_nor_their_peers(outcome):
    for check in ("figures.ratchet", "figures.reversion"):
        own = [each for each in outcome.results if each.check == check]
        tested = [each for each in own if each.p_value is not None]
        found = [each for each in outcome.findings if each.check == check]
        assert len(tested) > 150, check
        assert found == [], check
        assert sum(each.p_value < 0.05 for each in tested) <= 0.05 * len(tested), check
