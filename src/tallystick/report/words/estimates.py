"""How is an estimate written, given what it estimates?

The words of the estimand say the scale: a "share" is written in per cent, a difference between
shares in points, a "ratio" as a multiple, a ratio "minus 1" as a change in per cent, anything
else as a plain number.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from tallystick.findings import Finding, Result
from tallystick.report.words import numbers
from tallystick.report.words.rendering import rendered
from tallystick.report.words.text import like
from tallystick.report.words.wording import say, say_count

Scale = Literal["number", "share", "points", "ratio", "change"]

CHANGE = re.compile(r",?\s*\bminus (1|one)$", re.IGNORECASE)
RATIO = re.compile(r"\bratio\b", re.IGNORECASE)
SHARE = re.compile(r"\b(share|proportion)\b", re.IGNORECASE)
DIFFERENCE = re.compile(r"\b(minus|difference|points)\b", re.IGNORECASE)
BARELY = 0.1
WHOLE_FROM = 20
WHOLE_POINTS_FROM = 0.1


def scale_of(estimand: str) -> Scale:
    """Return the scale that the words of `estimand` name."""
    if CHANGE.search(estimand.strip()):
        return "change"
    if RATIO.search(estimand):
        return "ratio"
    if SHARE.search(estimand):
        return "points" if DIFFERENCE.search(estimand) else "share"
    return "number"


def named(record: Finding | Result) -> str:
    """Return the words of an estimand, in the reader's language, as they stand beside a number."""
    words = rendered(record.check, record.estimand)
    if scale_of(record.estimand) != "change":
        return words
    return like(words, CHANGE.sub("", words.strip()).removesuffix(say("estimate.minus_one")))


@dataclass(frozen=True)
class Estimate:
    """An estimate, its range and its smallest detectable effect, written alike.

    `span` is "" without a range; `crosses` says whether it includes no difference at all.
    """

    value: str
    span: str
    smallest: str
    text: str
    crosses: bool


def estimate(record: Finding | Result) -> Estimate:
    """Return how the numbers of a finding or a result are written."""
    scale = scale_of(record.estimand)
    low, high = record.interval or (None, None)
    said = [each for each in (record.estimate, low, high) if each is not None]
    style = _Style(scale, record.n, _decimals(scale, said, record))
    value = style.write(record.estimate)
    span = style.span(record.interval) if record.interval else ""
    lone = record.smallest_detectable
    alone = _Style(scale, record.n, _decimals(scale, [] if lone is None else [lone], record))
    none = 1.0 if scale == "ratio" else 0.0
    return Estimate(
        value=value,
        span=span,
        smallest=alone.write(lone),
        text=_with_range(value, span, record.interval, scale)
        if value != numbers.MISSING
        else value,
        crosses=low is not None and high is not None and low <= none <= high,
    )


def _with_range(value: str, span: str, interval: tuple[float, float] | None, scale: Scale) -> str:
    if interval is None:
        return value
    low, high = interval
    if scale == "number" and 0 < low < BARELY * high:
        ends = {"low": numbers.number(low), "high": numbers.number(high)}
        return say("estimate.barely", estimate=value, **ends)
    return say("estimate.with_range", estimate=value, span=span)


def _decimals(scale: Scale, amounts: list[float], record: Finding | Result) -> int:
    """Return the decimals that an estimate and its range share."""
    finite = [float(each) for each in amounts if math.isfinite(each)]
    largest = max(map(abs, finite), default=0.0)
    if scale == "ratio":
        first = abs(finite[0]) if finite else 0.0
        return 2 if first < numbers.TWICE else 1 if first < 100 else 0
    if scale == "points":
        return int(largest < WHOLE_POINTS_FROM)
    if scale in ("share", "change"):
        width = record.interval[1] - record.interval[0] if record.interval else 1.0
        return int(record.n >= numbers.DECIMAL_FROM and width < numbers.DECIMAL_WIDTH)
    if largest >= WHOLE_FROM or all(each.is_integer() for each in finite):
        return 0
    return numbers.decimals_of(largest)


@dataclass(frozen=True)
class _Style:
    scale: Scale
    n: int
    decimals: int

    def write(self, amount: float | None, unit: bool = True) -> str:
        if amount is None or not math.isfinite(amount):
            return numbers.number(amount)
        if self.scale == "change":
            return numbers.change(amount, self.decimals)
        if self.scale == "share" and self.n >= numbers.SMALL_DENOMINATOR:
            return numbers.percent(amount, self.decimals)
        if self.scale == "share":
            return numbers.number(amount, 2)
        times_hundred = 100 if self.scale == "points" else 1
        shown = numbers.number(amount * times_hundred, self.decimals)
        if self.scale == "number" or not unit:
            return shown
        key = f"number.{'times' if self.scale == 'ratio' else 'points'}"
        if self.decimals:
            return say(f"{key}.fraction", value=shown)
        return say_count(key, round(amount * times_hundred), value=shown)

    def span(self, interval: tuple[float, float]) -> str:
        low, high = interval
        return say("estimate.span", low=self.write(low, unit=False), high=self.write(high))
