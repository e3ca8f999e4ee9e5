"""How is a number said in words?

The rules are those of the report's style: real minus sign, the separators of the language, no
percentage of fewer than 20 records, no digit that the records do not support.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from tallystick.report.words.wording import say

MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EM DASH}"
SMALL_DENOMINATOR = 20
DECIMAL_FROM, DECIMAL_WIDTH = 1000, 0.05
LARGEST_PLAIN = 1e12
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
TWICE = 1.8
RAREST = 1e-4


def is_number(value: float | None) -> bool:
    """Whether `value` is defined and finite."""
    return value is not None and math.isfinite(value)


def decimals_of(value: float) -> int:
    """Return how many decimals a value of this size is written with: three digits in all."""
    size = abs(value)
    if size >= 100 or float(value).is_integer():
        return 0
    if size >= 1:
        return 1 if size >= 10 else 2
    return min(12, 2 - math.floor(math.log10(size)))


def exact_decimals(values: Iterable[float]) -> int:
    """Return the decimals that write all of `values` as they are, six at most."""
    finite = [each for each in values if math.isfinite(each)]
    return next(
        (d for d in range(6) if all(abs(round(v, d) - v) <= 1e-9 * abs(v) for v in finite)), 6
    )


def number(value: float | None, decimals: int | None = None) -> str:
    """Return `value` with separators and a real minus sign; a dash when undefined."""
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return say("number.unlimited")
    if abs(value) >= LARGEST_PLAIN:
        mantissa, _, power = f"{value:.1e}".partition("e")
        raised = str(int(power)).translate(SUPERSCRIPTS)
        return f"{separated(mantissa)} × 10{raised}"
    text = f"{value:,.{decimals_of(value) if decimals is None else decimals}f}"
    return separated(text.lstrip("-") if float(text.replace(",", "")) == 0 else text)


def separated(text: str) -> str:
    """Return a number as Python writes it, "-1,234.5", with the separators of the language."""
    return text.translate(
        {ord("-"): MINUS, ord(","): say("number.thousands"), ord("."): say("number.decimal")}
    )


def count(value: float) -> str:
    """Return a whole number with separators."""
    return number(value, 0)


def in_words(value: int, capital: bool = False) -> str:
    """Return a whole number below ten as a word, larger ones as digits."""
    word = say(f"number.word.{value}") if 0 <= value <= 9 else count(value)
    return word[:1].upper() + word[1:] if capital else word


def about(value: float) -> str:
    """Return a modelled count as a whole number."""
    if 0 < value < 0.5:
        return say("number.below_one")
    return count(math.floor(value + 0.5)) if is_number(value) else number(value)


def percent(share: float | None, decimals: int = 0) -> str:
    """Return `share` in per cent; a share that would round to 0% or 100% is bounded instead."""
    if share is None or not math.isfinite(share):
        return number(share)
    if share in (0, 1):
        return say("number.percent", value=number(share * 100, 0))
    step = 10.0**-decimals
    if 0 < share * 100 < step / 2:
        return say("number.percent_below", value=number(step, decimals))
    if 100 - step / 2 < share * 100 < 100:
        return say("number.percent_above", value=number(100 - step, decimals))
    return say("number.percent", value=number(share * 100, decimals))


def change(relative: float, decimals: int = 0) -> str:
    """Return a relative change with its sign, "+44%" or "−3%"."""
    shown = number(relative * 100, decimals)
    plus = "" if shown.startswith(MINUS) or not shown.strip(f"0{say('number.decimal')}") else "+"
    return say("number.percent", value=f"{plus}{shown}")


def percent_of(some: float, of: int) -> str:
    """Return a counted share in per cent, with one decimal from 1,000 records on."""
    return percent(some / of, int(of >= DECIMAL_FROM))


def part(some: int, of: int) -> str:
    """Return "377 of 48,216 (0.8%)"; without the percentage under 20 records."""
    if of < SMALL_DENOMINATOR:
        return say("number.part", some=count(some), of=count(of))
    return say("number.part_share", some=count(some), of=count(of), share=percent_of(some, of))


def zero_of(n: int) -> str:
    """Return "0 of 40 (a rate up to 9% would fit)": the 97.5 % limit for a sample of `n`."""
    if n <= 0:
        return MISSING
    return say("number.zero_of", n=count(n), limit=percent_of(n * (1 - 0.025 ** (1 / n)), n))


def multiple(value: float) -> str:
    """Return the figure of a ratio: two decimals below 1.8, one above, none from 100."""
    return number(value, 2 if abs(value) < TWICE else 1 if abs(value) < 100 else 0)


def ratio(value: float | None) -> str:
    """Return a ratio to the expected number in words."""
    if value is None or not math.isfinite(value):
        return number(value)
    if value >= TWICE:
        return say("number.ratio_large", value=multiple(value))
    change = round(abs(value - 1) * 100)
    if change == 0:
        return say("number.ratio_one")
    key = "number.ratio_more" if value > 1 else "number.ratio_fewer"
    return say(key, change=count(change), value=multiple(value))


def one_in(share: float, bare: bool = False) -> str:
    """Return a share as "about 1 in 8", `bare` as "1 in 8", or "fewer than 1 in 10,000"."""
    if share < RAREST:
        return say("number.one_in_rare", of=count(1 / RAREST))
    if share > 0.5:
        return say("number.more_than_half")
    of = 1 / share
    digits = max(0, math.floor(math.log10(of)) - 1)
    return say("number.one_in_bare" if bare else "number.one_in", of=count(round(of, -digits)))


def chance(p_value: float) -> str:
    """Return how often chance alone would do this: "fewer than 1 in 10,000 such data sets"."""
    return say("number.chance", one_in=one_in(p_value))
