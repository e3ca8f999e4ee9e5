"""Is the jump of accidents among the firearm deaths of Sinaloa found, at its date and to its end?

Deaths by firearm in Sinaloa by presumed intent, 2004 to 2010, from death certificates (INEGI): a
published analysis of the vital statistics says that accidents jumped in 2007 as homicides fell.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
FILE = "sinaloa_firearm_deaths_by_intent.csv"
ENGAGEMENT = """
[engagement]
name = "deaths by firearm, 2004 to 2010"
agency = "Sinaloa"
jurisdiction = "MX"
time_zone = "America/Mazatlan"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
metric = "kind"
period_start = "first"
period_end = "last"
value = "deaths"
"""


def deaths(data):
    rows = pd.read_csv(data / FILE)
    rows["first"] = pd.to_datetime(rows.month)
    rows["last"] = rows["first"] + pd.offsets.MonthEnd(0)
    return rows


def audited(rows, folder, one="Homicide", to=("Accident",)):
    """Audit the rows as they are published, without the months that have no row."""
    folder.mkdir()
    rows.to_csv(folder / "figures.csv", index=False, date_format="%Y-%m-%d")
    metrics = "".join(
        f'\n[[metrics]]\nname = "{name}"\ntable = "incidents"\n' for name in (one, *to)
    )
    pair = f'\n[[substitutions]]\nfrom = "{one}"\nto = {list(to)}\n'.replace("'", '"')
    (folder / "engagement.toml").write_text(ENGAGEMENT + metrics + pair, encoding="utf-8")
    outcome = audit_file(folder / "engagement.toml", folder / "run")
    own = {each.verdict: each for each in outcome.results if each.check == "figures.substitution"}
    return own, outcome.findings


def test_the_published_numbers_of_a_year_are_those_of_the_file(shared_data):
    rows = deaths(shared_data)
    year = rows.groupby([rows["first"].dt.year, "kind"]).deaths.sum()
    assert (year[2006, "Accident"], year[2007, "Accident"]) == (26, 204)
    assert (year[2006, "Homicide"], year[2007, "Homicide"]) == (378, 310)


@pytest.mark.parametrize(
    ("to", "q", "until"),
    [
        (("Accident",), 0.006, "2008-11-30"),
        (("Accident", "Suicide", "Unknown"), 0.018, "2008-12-31"),
    ],
)
def test_accidents_jump_in_march_2007_and_until_the_end_of_2008(
    tmp_path, shared_data, to, q, until
):
    results, findings = audited(deaths(shared_data), tmp_path / "state", to=to)
    (finding,) = findings
    result = results["jumped"]
    assert finding.verdict == "jumped"
    print(f"| Sinaloa, {to} | q = {finding.q_value:.2g}, until {result.detail['until']} |")
    assert finding.q_value == pytest.approx(q, abs=0.0025)
    assert (result.detail["date"], result.detail["until"]) == ("2007-03-01", until)
    assert "moved" not in results, "homicides did not surely fall"
    assert results["not_found"].p_value > 0.05
    assert result.estimate == pytest.approx(15.5, abs=0.3)
    name, before, then = result.detail["neighbours"][0]
    assert (name, before) == ("Accident", 2.25), "27 in the year from March 2006"
    assert then == pytest.approx(18.2, abs=0.2)
    asked = {each.name: (each.explains, each.of) for each in finding.explanations}
    assert asked["created"] == (0, result.detail["extra"])
    assert asked["one_event"][0] < 0.2 * asked["one_event"][1]
    assert {"truly_more", "duties", "training"} < set(asked)


def test_no_other_intent_jumps(tmp_path, shared_data):
    """Homicides rise severalfold from May 2008, over a year and a half, and accidents fall."""
    results, findings = audited(deaths(shared_data), tmp_path / "other", "Accident", ("Homicide",))
    assert findings == ()
    assert {each for each in results} <= {"not_found", "insufficient"}
