"""Is a selected sample read, said in each finding, and kept from the comparisons it breaks?"""

import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from tallystick.audit.execution import describe, results_of
from tallystick.checks import Check, every
from tallystick.checks.figures.recount import CHECK as RECOUNT
from tallystick.checks.figures.substitution import CHECK as SUBSTITUTION
from tallystick.load import InputError, read_engagement
from tallystick.load.engagement import SampleBlock
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.tables import SELECTED_ON, Frame, Metric, Substitution
from worlds import day, instant, tables_of

PAGE = Path(__file__).parents[2] / "docs" / "engagement.md"
HEAD = """
[engagement]
name = "Complaints"
agency = "City Police"
time_zone = "UTC"
"""


def read(folder, text):
    path = folder / "engagement.toml"
    (folder / "stops.csv").write_text("id,day\n1,2020-01-01\n", encoding="utf-8")
    table = (
        '[[tables.incidents]]\nsource = "stops.csv"\n[tables.incidents.columns]\n'
        'incident_id = "id"\noccurred_at = "day"\n'
    )
    path.write_text(HEAD + text + table, encoding="utf-8")
    return read_engagement(path)


@pytest.mark.parametrize("on", SELECTED_ON)
def test_what_a_sample_was_selected_on_is_read(tmp_path, on):
    assert read(tmp_path, f'[sample]\nselected_on = "{on}"\n').frame.selected_on == on


def test_without_the_block_all_records_are_there(tmp_path):
    assert read(tmp_path, "").frame.selected_on == ""


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ('[sample]\nselected_on = "luck"\n', "sample.selected_on"),
        ("[sample]\n", "sample.selected_on"),
        ("[sample]\nsize = 3\n", "size"),
    ],
)
def test_another_word_is_refused(tmp_path, block, told):
    with pytest.raises(InputError, match=told):
        read(tmp_path, block)


def test_the_page_the_schema_and_the_checks_agree():
    page = PAGE.read_text(encoding="utf-8")
    section = page[page.index("## `[sample]`") :]
    section = section[: section.index("\n## ", 5)]
    row = next(line for line in section.splitlines() if line.startswith("| `selected_on`"))
    words = re.findall(r'`"(\w+)"`', row)
    assert tuple(words) == SELECTED_ON
    assert get_args(SampleBlock.model_fields["selected_on"].annotation) == SELECTED_ON
    rows = [each.split("|") for each in section.splitlines() if each.startswith("| `")][1:]
    told = {
        name: set(SELECTED_ON if "five" in by else by.strip().split(", "))
        for _, checks, _, by, _ in rows
        for name in re.findall(r"`(\w+\.\w+)`", checks)
    }
    broken = {each.name: each.broken_by for each in every() if isinstance(each, Check)}
    assert told == {name: by for name, by in broken.items() if by}


def figure(metric, month, value):
    return {
        "unit_id": None, "metric": metric, "value": float(value),
        "period_start": day(f"2020-{month:02d}-01"), "period_end": day(f"2020-{month:02d}-28"),
    }  # fmt: skip


def test_a_comparison_that_the_selection_breaks_is_withheld_with_its_reason(engine):
    records = [{"incident_id": "1", "unit_id": "A", "occurred_at": instant("2020-01-05T10:00")}]
    rows = {"incidents": records, "reported_figures": [figure("stops", 1, 9)]}
    verdicts = {}
    for on in ("", "complaints"):
        frame = Frame(metrics=(Metric("stops", "incidents"),), selected_on=on)
        (result,), _ = results_of(RECOUNT, tables_of(rows, frame), engine)
        verdicts[on] = result.verdict
    assert verdicts == {"": "differs", "complaints": "withheld"}
    assert "a sample selected on complaints" in result.reason
    assert result.p_value is None


def test_a_finding_of_a_selected_sample_says_so_in_both_languages(engine):
    rows = []
    for k in range(36):
        values = {"assault": 40 - 25 * (k >= 18) + k % 5, "minor": 60 + 25 * (k >= 18) - k % 5}
        first, after = (np.datetime64("2015-01", "M") + k + more for more in (0, 1))
        last = after.astype("datetime64[D]") - 1
        month = {"period_start": first.astype("datetime64[D]").item(), "period_end": last.item()}
        rows += [{**month, "unit_id": None, "metric": name, "value": float(value)}
                 for name, value in values.items()]  # fmt: skip
    metrics = tuple(Metric(name, "incidents") for name in ("assault", "minor"))
    pair = (Substitution("assault to minor", "assault", ("minor",)),)
    for on, said in (("", False), ("cases", True)):
        tables = tables_of(
            {"reported_figures": rows},
            Frame(metrics=metrics, substitutions=pair, selected_on=on),
        )
        results, _ = results_of(SUBSTITUTION, tables, engine)
        result = next(each for each in results if each.names_pattern)
        finding = describe(SUBSTITUTION, result, tables, engine)
        assert ("a sample selected on certain cases" in " ".join(finding.caveats)) == said
        with rendering("ru"):
            told = in_language.finding(finding)
        assert ("выборка, отобранная по определённым делам" in " ".join(told.caveats)) == said
        assert len(told.caveats) == len(finding.caveats)
