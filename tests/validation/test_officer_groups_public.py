"""Are the known team of Chicago and the squads of Baltimore listed, with E and the right caveat?

The team is that of a sergeant whose cases were thrown out by the hundred; being a member is no
guilt. Baltimore's court cases were selected on fifteen indicted officers. The published method
(Jain, Sinclair & Papachristos 2022: links of weight two and more, Louvain communities) is run on
the same accusations where networkx is there.
"""

import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

from tallystick.checks.people.crews.citywide import groups_of
from tallystick.cli.stated import stated
from tallystick.findings.officer_group import read_officer_groups
from tallystick.load import read_engagement
from tallystick.report.pages.page import render

pytestmark = pytest.mark.shared
NUMBERS = (1684, 2017, 4926, 5051, 7292, 8183, 9312, 9811, 9896, 10228, 10240, 11543, 14287)
TEAM = frozenset(f"K{each:05d}" for each in NUMBERS)
ENGAGEMENT = """
[engagement]
name = "court cases"
agency = "a city's police"
jurisdiction = "US-MD"
time_zone = "America/New_York"

[sample]
selected_on = "officers"

[[tables.named_officers]]
source = "cases.csv"
[tables.named_officers.columns]
record_id = "case_id"
officer_id = "officer_id"
role = "role"
unit_id = "unit_id"
occurred_at = "at"
area_id = "court"
"""


def jaccard(officers):
    return len(TEAM & set(officers)) / len(TEAM | set(officers))


def complaints(data):
    return pd.read_parquet(data / "chicago_complaints_coded.parquet")


def test_the_known_team_is_among_the_first_and_is_rare_in_an_innocent_agency(shared_data):
    rows, steps = complaints(shared_data), []
    columns = {
        "role": ["complained_of"] * len(rows),
        "record_id": rows.cr_id,
        "officer_id": rows.officer_id,
        "unit_id": rows.unit_id,
        "year": rows["at"].dt.year,
        "month": rows["at"].dt.month,
        "day": (rows["at"].dt.normalize() - pd.Timestamp("1970-01-01")).dt.days,
    }
    arrays = {name: pd.Series(each).to_numpy() for name, each in columns.items()}
    found = groups_of(arrays, steps.append)
    assert len(steps) > 40
    assert not any(each.most_in_teams for each in found)
    groups = [each for each in found if each.kind == "group"]
    assert groups == sorted(groups, key=lambda each: each.place)
    best = max(groups, key=lambda each: jaccard(each.officers))
    index, inside = jaccard(best.officers), len(TEAM & set(best.officers))
    told = f"place {best.place}, {inside} of 13, index {index:.2f}, E = {best.expected:.2g}"
    print(f"| the known team | {told} |")
    assert best.place == 3
    assert best.expected == pytest.approx(1.5, abs=0.3)
    assert (len(best.officers), len(TEAM & set(best.officers))) == (11, 10)
    assert jaccard(best.officers) == pytest.approx(0.71, abs=0.005)
    assert {"U715", "U002"} <= set(best.units[:2])


@pytest.mark.slow
@pytest.mark.parametrize(("area", "found", "own"), [("beat", 0, 0), ("", 8, 3)])
def test_the_test_that_names_needs_the_beats_and_does_not_name_the_team(
    tmp_path, shared_data, area, found, own
):
    """Without beats, pairs that share one look like teams in 8 of 88 units."""
    rows = complaints(shared_data).rename(columns={"cr_id": "case_id"})
    rows["at"] = rows["at"].dt.strftime("%Y-%m-%d 12:00")
    rows.assign(role="complained_of").to_csv(tmp_path / "cases.csv", index=False)
    told = ENGAGEMENT.replace('"officers"', '"complaints"')
    told = told.replace('area_id = "court"', f'area_id = "{area}"' if area else "")
    (tmp_path / "engagement.toml").write_text(told, encoding="utf-8")
    outcome = audit_file(tmp_path / "engagement.toml", tmp_path / "run", only=("people.crews",))
    named = {each.subject for each in outcome.findings}
    groups = [each.detail["officers"] for each in outcome.results if each.subject in named]
    print(f"| units named, areas {area or 'none'} | {len(named)} of {len(outcome.results)} |")
    assert (len(outcome.results), len(named)) == (88, found)
    assert sum(len(TEAM & {str(one) for one in each}) for each in groups) == own


def test_the_published_method_recovers_the_team_as_published(shared_data):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed: make peers")
    rows = complaints(shared_data)
    weights = Counter()
    for named in rows.groupby("cr_id").officer_id.agg(lambda each: sorted(set(each))):
        for pair in combinations(named, 2):
            weights[pair] += 1 + 1 / len(named)
    graph = networkx.Graph()
    graph.add_weighted_edges_from((*pair, w) for pair, w in weights.items() if w >= 2)
    best = max(
        (
            jaccard(each)
            for resolution in (1, 10, 20, 50, 100)
            for seed in range(3)
            for each in networkx.community.louvain_communities(
                graph, resolution=resolution, seed=seed
            )
        ),
        default=0.0,
    )
    print(f"| the published method, at its best resolution | index {best:.2f} |")
    assert best == pytest.approx(0.56, abs=0.05)  # .60 as published, by its own resolution


def test_the_squads_of_a_selected_sample_are_listed_and_none_is_told_apart(tmp_path, shared_data):
    rows = pd.read_parquet(shared_data / "baltimore_court_cases_coded.parquet")
    rows = rows.drop_duplicates(["case_id", "officer_id"])
    rows["at"] += " 12:00"
    rows.assign(role="attending", unit_id="squads").to_csv(tmp_path / "cases.csv", index=False)
    (tmp_path / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    outcome = audit_file(tmp_path / "engagement.toml", tmp_path / "run", only=("people.crews",))
    assert {each.verdict for each in outcome.results} == {"insufficient"}
    assert "work in teams" in outcome.results[0].reason
    assert not outcome.findings
    listed = read_officer_groups(tmp_path / "run")
    told = stated(read_engagement(tmp_path / "engagement.toml"), ())
    page = render((), outcome.results, replace(outcome.record, parameters=told), {}, groups=listed)
    assert page.count("These records are a sample selected on certain officers") == 2
    assert all(each.most_in_teams for each in listed)
    pairs = [each.officers for each in listed if each.kind == "pair"]
    trios = [each.officers for each in listed if each.kind == "trio"]
    assert pairs[0] == ("B05", "B11")
    assert trios[:2] == [("B00", "B01", "B06"), ("B03", "B04", "B13")]
    print("| Baltimore |", pairs[:3], trios[:3])
    first = next(each for each in listed if each.officers == ("B05", "B11"))
    assert first.files == 195


@pytest.mark.parametrize(
    ("pair", "published"),
    [(("B05", "B11"), 195), (("B00", "B06"), 116), (("B00", "B01"), 98), (("B10", "B12"), 85),
     (("B01", "B06"), 71), (("B04", "B13"), 58), (("B03", "B13"), 51)],
)  # fmt: skip
def test_the_published_joint_cases_are_those_of_the_file(shared_data, pair, published):
    rows = pd.read_parquet(shared_data / "baltimore_court_cases_coded.parquet")
    joint = rows[rows.officer_id.isin(pair)].groupby("case_id").officer_id.nunique()
    assert (joint == 2).sum() == published


@pytest.mark.parametrize(("most", "team", "city"), [(None, 12, 43), (10, 11, 34)])
def test_the_strongest_pairs_of_the_file(shared_data, most, team, city):
    """Published: 11 joint complaints of the team's strongest pair and 33 of the city's."""
    weights = Counter()
    for named in complaints(shared_data).groupby("cr_id").officer_id.unique():
        if most is None or len(named) <= most:
            weights.update(combinations(sorted(named), 2))
    own = max(n for pair, n in weights.items() if TEAM.issuperset(pair))
    assert (own, max(weights.values())) == (team, city)
