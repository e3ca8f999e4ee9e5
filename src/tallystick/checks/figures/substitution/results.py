"""Do cases move from one series of a pair to the other, or does the other jump alone?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tallystick.checks.figures.substitution.series import (
    NO_PAIR,
    STEP,
    Beside,
    Series,
    published,
    recorded,
)
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.calendars import MONTHS
from tallystick.checks.shared.figure_series import PUBLISHED, RECORDED
from tallystick.checks.shared.names import pair_called
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.series.jumps import Jump, jump
from tallystick.stats.series.substitution import (
    LEAST_MEAN,
    TOO_LITTLE,
    Substitution,
    substitution,
)
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame
from tallystick.tables import Substitution as Pair

say = words_beside(__file__).say

ALONE = say("reasons.alone")
MOVED, JUMPED = ("by_period", "moved"), ("alone", "jumped")


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per pair and source the agency's results and its units'."""
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    results = []
    for pair in frame.substitutions:
        mine = at(columns, np.isin(columns["metric"], pair.series))
        found = []
        for (where,), rows in grouped(mine["source"]):
            own = at(mine, rows)
            series = recorded(own, pair, frame) if where == RECORDED else published(own, pair)
            beside = Beside(series)
            for subject, each in series.items():
                told = _by_quarter(each, beside.of(subject))
                found.append(_moved(pair, where, subject, *told))
                if where == PUBLISHED:
                    found.append(_jumped(pair, subject, *told))
        results += found or [_bare(pair, pair_called(pair), "", 0, NO_PAIR)]
    return results


def _bare(pair: Pair, aspect: str, subject: str, n: int, reason: str, **detail: Any) -> Result:
    told = {"from": pair.from_metric, "to": list(pair.to_metrics), **detail}
    return undecided("unit", subject, aspect, n, reason, **told)


def _by_quarter(own: Series, beside: Series | None) -> tuple[Series, Series | None]:
    """Both by quarters where one of the two has too few cases a month."""
    few = own.counts.size and own.both.mean(axis=1).min() < LEAST_MEAN
    if own.calendar != MONTHS or not few:
        return own, beside
    return own.by_quarter(), beside.by_quarter() if beside else None


def _asked(
    pair: Pair, where: str, subject: str, own: Series, beside: Series | None, keys: tuple[str, str]
) -> Result:
    """The result of one question of a pair before it is tested."""
    period, (asked, estimated) = own.calendar.name, keys
    aspect = say(f"aspects.{asked}", pair=pair_called(pair), source=where, period=period)
    reason = own.reason or (ALONE if subject and beside is None else "")
    bare = _bare(pair, aspect, subject, int(own.both.sum()), reason, source=where)
    return replace(bare, estimand=say(f"estimands.{estimated}", **_names(pair), period=period))


def _moved(pair: Pair, where: str, subject: str, own: Series, beside: Series | None) -> Result:
    bare = _asked(pair, where, subject, own, beside, MOVED)
    if bare.reason:
        return bare
    said = substitution(
        own.first, own.second, own.calendar.periods, beside.both if beside else None
    )
    numbers = said.numbers
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return proposed(
        bare, said, "insufficient" if said.reason else "shifted",
        otherwise=_why_not(numbers.hindrance, pair), further=partial(_drawn, numbers, own),
        **_detail(numbers, own, beside is not None),
    )  # fmt: skip


def _jumped(pair: Pair, subject: str, own: Series, beside: Series | None) -> Result:
    bare = _asked(pair, PUBLISHED, subject, own, beside, JUMPED)
    if bare.reason:
        return bare
    said = jump(
        own.first, own.second, own.calendar.periods, beside.both if beside else None, own.control
    )
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return proposed(
        bare, said, "insufficient" if said.reason == TOO_LITTLE else "jumped",
        further=partial(_drawn_jump, said.numbers, own),
        **_jump_detail(said.numbers, pair, own, beside is not None),
    )  # fmt: skip


def _why_not(hindrance: str, pair: Pair) -> str:
    """What keeps a share that steps from being a substitution; "" where nothing does."""
    return say(f"hindrances.{hindrance}", **_names(pair)) if hindrance else ""


def _names(pair: Pair) -> dict[str, str]:
    return {"one": pair.from_metric, "other": " + ".join(pair.to_metrics)}


def _day(month: int) -> str:
    return str(np.datetime64(month, "M").astype("datetime64[D]"))


def _last_day(month: int) -> str:
    """The day before a month begins."""
    return str(np.datetime64(month, "M").astype("datetime64[D]") - np.timedelta64(1, "D"))


def _detail(said: Substitution, own: Series, beside: bool) -> dict[str, Any]:
    year = own.calendar.periods
    before, after = slice(max(0, said.at - year), said.at), slice(said.at, said.at + year)
    return _dated(own, said.at, said.near, said.at + year, beside) | {
        "fall": _share(own, before) - _share(own, after),
        "shares": [round(each, 6) for each in said.shares],
        "change_from": said.change_from - 1,
        "change_to": said.change_to - 1,
        "parts": list(said.parts),
    }


def _dated(
    own: Series, place: int, near: tuple[int, int], until: int, beside: bool
) -> dict[str, Any]:
    """The date of a change, and the year before and the time after that are compared."""
    step = STEP[own.calendar]
    date = own.begin + place * step
    return {
        "calendar": own.calendar.name,
        "date": _day(date),
        "near": [_day(own.begin + each * step) for each in near],
        "year_before": _day(date - 12),
        "year_after": _day(own.begin + until * step),
        "periods": int(own.counts.shape[1]),
        "beside": beside,
        "filled": own.filled,
    }


def _share(own: Series, part: slice) -> float:
    first, total = own.first[part].sum(), own.both[:, part].sum()
    return float(first / max(1, int(total)))


def _jump_detail(said: Jump, pair: Pair, own: Series, beside: bool) -> dict[str, Any]:
    year, step = own.calendar.periods, STEP[own.calendar]
    before, during = slice(max(0, said.begin - year), said.begin), slice(said.begin, said.end)
    near_end = min(said.end, said.begin + year)
    told = _dated(own, said.begin, said.near, near_end, beside)
    excess = own.second if said.expected is None else own.second - said.expected
    return told | {
        "until": "" if said.lasts else _last_day(own.begin + said.end * step),
        "fall": _share(own, before) - _share(own, slice(said.begin, near_end)),
        "change_to": said.change - 1,
        "change_first": said.change_first - 1,
        "first_levels": [float(own.first[part].mean()) for part in (before, during)],
        "neighbours": [
            [name, float(counts[before].mean()), float(counts[during].mean())]
            for name, counts in zip(pair.to_metrics, own.counts[1:], strict=False)
        ],
        "controls": list(pair.control_metrics),
        "jump_parts": list(said.parts),
        "extra": round(float(excess[during].sum())),
        "fullest": round(float(excess[during].max(initial=0))),
        "before_it": int(own.second[before].sum()),
    }


def _drawn(said: Substitution, own: Series) -> dict[str, Any]:
    """What the picture needs."""
    expected = own.first if said.expected is None else said.expected
    return _lines(own, own.first, expected) | {"at": said.at, "end": len(expected)}


def _drawn_jump(said: Jump, own: Series) -> dict[str, Any]:
    expected = own.second if said.expected is None else said.expected
    return _lines(own, own.second, expected) | {"at": said.begin, "end": said.end}


def _lines(own: Series, counts: np.ndarray, expected: np.ndarray) -> dict[str, Any]:
    return {
        "begin": _day(own.begin),
        "recorded": counts.tolist(),
        "expected": [round(float(each), 2) for each in expected],
    }
