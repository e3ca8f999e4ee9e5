"""Do figures of Rio de Janeiro's police follow the year before, or their peers?

Semester targets were set there from 2009, for crimes: none is known for arrests, drug and gun
seizures, so that nothing should be found. The targets of the crimes are not in the file, so that
their figures are asked against the year before, which bounds them from above. The truth is known
in part.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
LEVELS = ("figures.ratchet", "figures.reversion")
TARGETED = ("indicador_letalidade", "indicador_roubo_rua", "indicador_roubo_veic")
NAMES = ("apreensao_drogas", "armas_apreendidas", "cump_mandado_prisao", "prisoes")
ENGAGEMENT = """
[engagement]
name = "police figures"
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


def wide_table(data):
    return pd.read_csv(data / "rio_precinct_monthly_2003_2017.csv.gz", sep=";", encoding="latin1")


def by_area(data, names, months=1):
    """Figures of 41 police areas by month or half-year; an incomplete period is left out."""
    wide = wide_table(data)
    first = pd.to_datetime({
        "year": wide.vano, "month": (wide.mes - 1) // months * months + 1, "day": 1,
    })  # fmt: skip
    last = first + pd.offsets.MonthEnd(months)
    wide = wide.assign(unit=wide.AISP.astype(str), first=first, last=last)
    keys = ["unit", "first", "last"]
    whole = wide.groupby(keys)["mes"].transform("nunique") == months
    sums = wide[whole].groupby(keys)[list(names)].sum(min_count=1).reset_index()
    rows = sums.melt(keys, list(names), "metric", "value").dropna()
    return rows.assign(value=rows.value.astype(int))


def audited(folder, rows, direction):
    rows.to_csv(folder / "figures.csv", index=False, date_format="%Y-%m-%d")
    metrics = "".join(
        f'\n[[metrics]]\nname = "{name}"\ntable = "incidents"\ndirection = "{direction}"\n'
        for name in rows.metric.unique()
    )
    (folder / "engagement.toml").write_text(ENGAGEMENT + metrics, encoding="utf-8")
    return audit_file(folder / "engagement.toml", folder / "run")


def asked(outcome, check):
    """How many results are tested, how many lie below .05, and how many are findings."""
    tested = [each for each in outcome.results if each.check == check and each.p_value is not None]
    below = sum(each.p_value < 0.05 for each in tested)
    return len(tested), below, sum(each.check == check for each in outcome.findings)


def on_the_ceiling(rows, metric):
    """How many figures have a level of 5 or more a year before, and lie on it or just below."""
    own = rows[rows.metric == metric]
    before = own.assign(first=own["first"] + pd.DateOffset(years=1))[["unit", "first", "value"]]
    pairs = own.merge(before, on=["unit", "first"], suffixes=("", "_before"))
    pairs = pairs[pairs.value_before >= 5]
    reach = (pairs.value_before**0.5 / 10).astype(int)
    below = pairs.value_before - pairs.value
    return len(pairs), int(((below >= 0) & (below <= reach)).sum())


def test_arrests_and_seizures_follow_neither_the_year_before_nor_their_peers(tmp_path, shared_data):
    outcome = audited(tmp_path, by_area(shared_data, NAMES), "at least")
    assert outcome.findings == ()
    print("| Rio, arrests and seizures |", [asked(outcome, check) for check in LEVELS])
    for check, tested, below in zip(LEVELS, (503, 167), (11, 1), strict=True):
        assert asked(outcome, check) == (tested, below, 0)


@pytest.mark.parametrize(
    ("months", "period", "ratchet", "reversion"),
    [(1, "month", (312, 2, 0), (97, 1, 0)), (6, "half-year", (251, 0, 0), (118, 2, 0))],
)
def test_targeted_crimes_gather_at_no_ceiling(
    tmp_path, shared_data, months, period, ratchet, reversion
):
    rows = by_area(shared_data, TARGETED, months)
    rows = rows[rows["first"] >= "2008"]
    outcome = audited(tmp_path, rows, "at most")
    assert outcome.findings == ()
    print(f"| Rio, crimes by {period} |", [asked(outcome, check) for check in LEVELS])
    assert [asked(outcome, check) for check in LEVELS] == [ratchet, reversion]
    for metric in TARGETED:
        aspect = f"{metric}: on the level, the same {period} a year before"
        (on,) = [each for each in outcome.results if (each.subject, each.aspect) == ("", aspect)]
        assert (on.n, on.detail["found"]) == on_the_ceiling(rows, metric)
        assert on.estimate < 0
        assert 0 < on.smallest_detectable < 0.031
    (lacking,) = (each.why for each in outcome.record.not_run if each.check == "figures.period_end")
    assert lacking == (
        "needs incidents.occurred_at; needs a [[periods]] entry: when is the agency evaluated?"
    )


def test_the_targeted_series_add_up_from_their_crimes(shared_data):
    wide = wide_table(shared_data)
    killed = wide.hom_doloso + wide.latrocinio + wide.lesao_corp_morte
    killed += wide.hom_por_interv_policial
    robbed = wide.roubo_transeunte + wide.roubo_em_coletivo + wide.roubo_celular
    assert (wide.indicador_letalidade - killed).abs().sum() == 1
    assert (wide.indicador_roubo_rua == robbed).all()
    assert (wide.indicador_roubo_veic == wide.roubo_veiculo).all()
