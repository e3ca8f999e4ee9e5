"""Is the published excess of whole percentages of turnout found, and is an innocent redraw quiet?

Protocols of the stations of two Russian presidential elections: voters registered, ballots found.
Kobak, Shpilkin & Pshenichnikov (2016) published that whole percentages of turnout come too often;
their null is a binomial at each station's own rate, which stands here beside ours. An innocent
redraw gives each station a binomial number of ballots, at its own rate moved by a point or so.
"""

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import bdtr
from scipy.stats import false_discovery_control, norm

from tallystick.audit.multiplicity import at_level, correct, settled
from tallystick.checks.figures.digits import test as last_digits
from tallystick.checks.figures.round_targets.results import COUNTED, round_results
from tallystick.tables import Frame

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
CHECK = "figures.round_targets"
ENGAGEMENT = """
[engagement]
name = "turnout by station"
agency = "election commissions"
jurisdiction = "RU"
time_zone = "Europe/Moscow"

[[tables.reported_figures]]
source = "{source}"
[tables.reported_figures.columns]
unit_id = "region"
metric = {{ column = "year", values = {{ "2004" = "turnout 2004", "2018" = "turnout 2018" }} }}
value = "ballots"
denominator = "registered"
"""


def audited(folder, source):
    folder.mkdir(exist_ok=True)
    path = folder / "engagement.toml"
    path.write_text(ENGAGEMENT.format(source=source), encoding="utf-8")
    return audit_file(path, folder / "run")


@pytest.fixture(scope="module")
def outcome(shared_data, tmp_path_factory):
    source = shared_data / "turnout_stations_2004_2018.parquet"
    return audited(tmp_path_factory.mktemp("turnout"), source.as_posix())


def found(outcome, year):
    return {each.subject for each in outcome.findings
            if each.check == CHECK and str(year) in each.aspect}  # fmt: skip


def test_2018_is_found_in_the_country_and_in_eight_regions_or_more(outcome):
    subjects = found(outcome, 2018)
    assert "" in subjects
    assert len(subjects - {""}) >= 8
    named = " ".join(subjects)
    for region in ("Татарстан", "Кемеровская", "Краснодарский", "Дагестан", "Башкортостан"):
        assert region in named


def test_2004_is_found_in_the_country(outcome):
    assert "" in found(outcome, 2004)


@pytest.mark.parametrize(
    ("year", "q", "regions", "of"), [(2018, 4.0e-30, 10, 87), (2004, 1.5e-4, 3, 91)]
)
def test_what_the_page_tells_of_both_years(outcome, year, q, regions, of):
    """The numbers of docs/validation.md; q to a quarter of its value."""
    aspect = f"turnout {year}: whole values"
    asked = [each for each in outcome.results if (each.check, each.aspect) == (CHECK, aspect)]
    (country,) = [each for each in asked if not each.subject]
    print(f"| {aspect} | q = {country.q_value:.2g} | {len(asked) - 1} regions |")
    assert country.q_value == pytest.approx(q, rel=0.25)
    assert len(found(outcome, year) - {""}) == regions
    assert len(asked) - 1 == of
    assert ("figures.digits", f"turnout {year}", "") in {
        (each.check, each.aspect, each.subject) for each in outcome.findings
    }


def stations(data, year):
    rows = pd.read_parquet(data / "turnout_stations_2004_2018.parquet")
    return rows[rows["year"] == year]


def own_rate(ballots, registered):
    """By a binomial at each station's own rate: on whole percentages to .05, expected, and z."""
    share = ballots / registered
    expected = np.zeros(len(ballots))
    for whole in range(1, 100):
        first = -(-(20 * whole - 1) * registered // 2000)
        last = (20 * whole + 1) * registered // 2000
        near = last >= first
        chance = bdtr(last[near] * 1.0, registered[near], share[near])
        expected[near] += chance - bdtr(first[near] - 1.0, registered[near], share[near])
    places = 2000 * ballots % (20 * registered)
    on = np.minimum(places, 20 * registered - places) <= registered
    z = (on.sum() - expected.sum()) / np.sqrt((expected * (1 - expected)).sum())
    return on.mean(), expected.mean(), z


@pytest.mark.parametrize(("year", "told", "z"), [(2018, 13.4, 13.9), (2004, 7.4, 7.2)])
def test_the_published_null_gives_the_published_excess(shared_data, year, told, z):
    """`told` stands beside the data: which stations count there is not told."""
    rows = stations(shared_data, year)
    ours = own_rate(rows["ballots"].to_numpy(), rows["registered"].to_numpy())
    print(f"| own rates, {year} | z = {ours[2]:.1f}, told {told} |")
    assert ours[2] == pytest.approx(z, abs=0.06)
    assert ours[2] == pytest.approx(told, abs=0.6)


def test_regions_by_the_published_null_are_about_as_many_as_told(shared_data):
    """12 are told; upwards alone 14 stand after Benjamini-Hochberg, in both directions 11."""
    z = [own_rate(each["ballots"].to_numpy(), each["registered"].to_numpy())[2]
         for _, each in stations(shared_data, 2018).groupby("region")]  # fmt: skip
    upwards, both = norm.sf(z), 2 * norm.sf(np.abs(z))
    counts = [int((false_discovery_control(p) <= 0.05).sum()) for p in (upwards, both)]
    print(f"| own rates, regions of 2018 | {counts} of {len(z)}, told 12 |")
    assert (counts, len(z)) == ([14, 11], 87)


@pytest.mark.parametrize(
    ("region", "on", "told", "expected"),
    [
        ("Татарстан", 0.1619, 0.1039, 0.0987),
        ("Кемеровская", 0.159, 0.101, 0.0983),
        ("Краснодарский", 0.165, 0.101, 0.1003),
    ],
)
def test_the_published_shares_of_regions(shared_data, region, on, told, expected):
    """The share is that which is told; what own rates give differs from it in the third place."""
    rows = stations(shared_data, 2018)
    rows = rows[rows["region"].str.contains(region)]
    ours = own_rate(rows["ballots"].to_numpy(), rows["registered"].to_numpy())
    assert ours[0] == pytest.approx(on, abs=0.0005)
    assert ours[1] == pytest.approx(expected, abs=0.0002)
    assert ours[1] == pytest.approx(told, abs=0.006)


def redraw(rows, rng):
    """Each station's ballots anew, at its own rate moved by a point or so."""
    registered = rows["registered"].to_numpy()
    rate = rows["ballots"].to_numpy() / registered + rng.normal(0, 0.01, len(rows))
    return rng.binomial(registered, np.clip(rate, 0.02, 0.99))


def findings_of(rows, ballots):
    """What the two checks that such a table lets run would find together."""
    regions = rows["region"].to_numpy().astype(object)
    metric = np.full(len(rows), "turnout", dtype=object)
    ones, milli = np.ones(len(rows), dtype=np.int64), 1000 * ballots.astype(np.int64)
    shares = {"metric": metric, "unit_id": regions, "milli": milli, "per": COUNTED * ones,
              "of": rows["registered"].to_numpy(), "goal": -ones, "n": ones}  # fmt: skip
    totals = {"metric": metric, "unit_id": regions, "milli": milli, "percent": 0 * ones, "n": ones}
    results = round_results(frame=Frame(), **shares) + last_digits(frame=Frame(), **totals)
    named = [dataclasses.replace(each, check=CHECK) for each in results]
    return [each for each in (settled(at_level(each), 0.05) for each in correct(named, "bh"))
            if each.names_pattern]  # fmt: skip


@pytest.mark.parametrize(("reps", "most"), [(6, 1), pytest.param(100, 5, marks=pytest.mark.slow)])
def test_innocent_redraws_are_quiet(shared_data, reps, most):
    """At most .05 of audits have any finding; of six one may."""
    rows = stations(shared_data, 2018)
    found = sum(bool(findings_of(rows, redraw(rows, np.random.default_rng([29, r]))))
                for r in range(reps))  # fmt: skip
    print(f"| innocent redraws with any finding | {found} of {reps} |")
    assert found <= most


def test_a_whole_audit_of_an_innocent_redraw_finds_nothing(shared_data, tmp_path):
    rows = pd.read_parquet(shared_data / "turnout_stations_2004_2018.parquet")
    ballots = redraw(rows, np.random.default_rng(30))
    rows.assign(ballots=ballots).to_parquet(tmp_path / "redraw.parquet")
    assert audited(tmp_path / "audit", (tmp_path / "redraw.parquet").as_posix()).findings == ()
