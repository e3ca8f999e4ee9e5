"""Are the deaths that were published as too smooth found so, and those of other states not?

Kobak 2022, Significance 19(2): daily deaths by region of Russia vary less than chance, those of US
states do not. The files are wide and cumulative; here they become one published figure a day.
"""

import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
ENGAGEMENT = """
[engagement]
name = "deaths"
agency = "health offices"
jurisdiction = "XX"
time_zone = "UTC"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "region"
metric = {constant = "deaths"}
period_start = {column = "day", format = "%Y-%m-%d"}
period_end = {column = "day", format = "%Y-%m-%d"}
value = "deaths"

[[metrics]]
name = "deaths"
table = "incidents"
"""


def russia(data):
    wide = pd.read_csv(data / "covid_deaths_russia_regions.csv.gz", index_col=0)
    wide.columns = pd.to_datetime(wide.columns, format="%d.%m.%Y")
    daily = wide.T.sort_index().diff().iloc[1:].clip(lower=0)
    return (
        daily.rename_axis("day").reset_index().melt("day", var_name="region", value_name="deaths")
    )


def united_states(data):
    states = pd.read_csv(data / "covid_us_states.csv.gz", dtype=str)
    deaths = pd.to_numeric(states.new_death.str.replace(",", "")).clip(lower=0)
    days = pd.to_datetime(states.submission_date)
    return pd.DataFrame({"day": days, "region": states.state, "deaths": deaths})


def audited(figures, folder):
    folder.mkdir()
    figures = figures.dropna()
    first = figures[figures.deaths > 0].groupby("region").day.min()
    figures = figures[figures.day >= figures.region.map(first)]
    figures = figures.assign(day=figures.day.dt.date, deaths=figures.deaths.astype(int))
    figures.to_csv(folder / "figures.csv", index=False)
    (folder / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    outcome = audit_file(folder / "engagement.toml", folder / "run")
    own = [each for each in outcome.results if each.check == "figures.too_smooth"]
    return [each for each in own if each.p_value is not None], outcome


def test_deaths_in_the_regions_of_russia_vary_less_than_chance(tmp_path, shared_data):
    tested, outcome = audited(russia(shared_data), tmp_path / "russia")
    found = [each for each in outcome.findings if each.check == "figures.too_smooth"]
    print(f"| regions | {len(tested)} tested, {len(found)} found |")
    assert len(tested) >= 75
    assert len(found) >= 0.75 * len(tested)
    strong = [each for each in found if each.estimate < -0.5]
    assert len(strong) >= 0.5 * len(found)
    assert max(date.fromisoformat(each.detail["begins"][-1]) for each in tested).year >= 2021


def test_deaths_in_the_states_of_the_us_do_not(tmp_path, shared_data):
    tested, outcome = audited(united_states(shared_data), tmp_path / "us")
    assert len(tested) >= 50
    print(f"| US states | {len(tested)} tested, {len(outcome.findings)} findings |")
    assert outcome.findings == ()
    assert sum(each.p_value < 0.05 for each in tested) <= 3


def weekly(figures):
    """Mean over variance of the days of a week, the harmonic mean of a country's weeks."""
    days = figures.groupby("day").deaths.sum().sort_index().to_numpy()
    days = days[(days > 0).argmax() :]
    weeks = days[: len(days) // 7 * 7].reshape(-1, 7)
    counted = weeks[weeks.sum(axis=1) > 0]
    return 1 / (counted.var(axis=1, ddof=1) / counted.mean(axis=1)).mean()


@pytest.mark.parametrize(
    ("country", "figures"),
    [("Russian Federation", russia), ("United States of America", united_states)],
)
def test_the_published_ratios_come_out_in_their_order(country, figures, shared_data):
    """The table of Kobak 2022, made from other counts (WHO): deaths by day, mean over weeks."""
    table = pd.read_csv(shared_data / "covid_underdispersion_published.csv.gz", index_col=0)
    published = table.loc[country].filter(like="deaths, daily").item()
    ours = weekly(figures(shared_data))
    print(f"| {country} | {ours:.2g}, published {published:.2g} |")
    assert ours == pytest.approx(published, rel=0.6, abs=0.01)
