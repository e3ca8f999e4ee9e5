"""Is a group beside the others as when every officer's half-year had a row of all bins?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from numpy.random import default_rng

from tallystick.checks.outcomes.disparity.results import FOR_GROUPS, OVER_LINE, weighed_results
from tallystick.checks.shared.line_changes import always
from tallystick.checks.shared.line_shifts import scale_of
from tallystick.checks.shared.line_within import windows_at, within_result
from tallystick.checks.shared.readings_near_line import fine_step
from tallystick.findings import Result
from tallystick.stats.line_moves.within import moved_more
from tallystick.tables import Line

LINE = Line("2 g", "net_weight", Decimal(2), "g", "the act's s. 1", substance_code="heroin")
BARE = Result("outcomes.disparity", "agency", "", "2 g, by group", "insufficient", 0,
              detail={"line": "2 g", "sorting": "group", "member": ""})  # fmt: skip


def drawn(rng, records=9_000, members=5, officers=12, halves=3):
    """Readings of groups, the first of which is written over the line and the last met seldom."""
    member = np.minimum(rng.geometric(0.35, records) - 1, members)
    grams = np.exp(rng.normal(np.log(1.7), 0.5, records))
    moved = (member == 0) & (grams > 1.5) & (grams < 2) & (rng.random(records) < 0.7)
    grams = np.where(moved, rng.choice([2.0, 2.1], records), grams)
    milli = np.round(grams * 20).astype(np.int64) * 50
    officer = rng.integers(officers, size=records)
    texts = {"member": np.array([f"group {each}" for each in member], dtype=object),
             "unit_id": np.array([f"U{each % 4}" for each in officer], dtype=object),
             "officer_id": np.array([f"O{each}" for each in officer], dtype=object)}  # fmt: skip
    numbers = {"half": 4044 + rng.integers(halves, size=records), "bin": milli // fine_step(LINE),
               "n": rng.integers(1, 3, records)}  # fmt: skip
    return texts, numbers


def by_whole_rows(texts, numbers):
    """The slow twin: two numbers for each bin of each officer's half-year, for every group."""
    scale = scale_of(always(LINE), numbers)
    step = fine_step(LINE) * scale.width
    at = windows_at(LINE, scale, step, [LINE])
    keys = [*zip(texts["unit_id"], texts["officer_id"], numbers["half"], strict=True)]
    strata = sorted(set(keys))
    for name in sorted(set(texts["member"])):
        group, rest = np.zeros((2, len(strata), scale.bins))
        for key, own, each, n in zip(
            keys, texts["member"], numbers["bin"], numbers["n"], strict=True
        ):
            place = each // scale.width - scale.first
            if 0 <= place < scale.bins:
                (group if own == name else rest)[strata.index(key), place] += n
        if numbers["n"][texts["member"] == name].sum() < 200:
            continue
        said = moved_more(group, rest, np.array([int(unit[1:]) for unit, *_ in strata]), at)
        bare = replace(BARE, estimand=OVER_LINE, aspect=f"{BARE.aspect}: {name}",
                       detail={**BARE.detail, "member": name})  # fmt: skip
        yield within_result(bare, said, at, step, FOR_GROUPS)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_group_is_told_what_the_table_of_all_bins_says(seed):
    texts, numbers = drawn(default_rng(seed))
    said = weighed_results(BARE, LINE, [LINE], texts | numbers)
    slowly = list(by_whole_rows(texts, numbers))
    assert len(slowly) >= 4
    assert any(each.p_value is not None and each.p_value < 0.05 for each in slowly)
    assert [repr(each) for each in said[: len(slowly)]] == [repr(each) for each in slowly]


def test_a_group_that_no_officer_weighs_beside_another_has_nothing_to_be_set_beside():
    texts, numbers = drawn(default_rng(3), members=1)
    alone = texts["member"] == "group 1"
    texts["officer_id"] = np.where(alone, "one of its own", texts["officer_id"])
    said = weighed_results(BARE, LINE, [LINE], texts | numbers)
    assert [each.reason for each in said] == [FOR_GROUPS["no_records"]] * 2
