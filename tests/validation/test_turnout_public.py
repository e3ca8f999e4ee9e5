"""Is the published excess of whole percentages of turnout found, and is an innocent redraw quiet?

Protocols of the stations of two Russian presidential elections: voters registered, ballots found.
Kobak, Shpilkin & Pshenichnikov (2016) published that whole percentages of turnout come too often;
their null is a binomial at each station's own rate, which stands here beside ours. An innocent
redraw gives each station a binomial number of ballots, at its own rate moved by a point or so.
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import bdtr

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
