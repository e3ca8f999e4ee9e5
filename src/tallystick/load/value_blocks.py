"""Do the values, prices and rates of an engagement make sense together?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tallystick.load.faults import Reader, read_block
from tallystick.load.shapes import PriceBlock, RateBlock, ValueBlock
from tallystick.load.units import near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.tables import Price, Rate, Value

CURRENCY = re.compile(r"[A-Z]{3}")
ISO = "write an ISO 4217 code such as USD"


def read_values(
    reader: Reader, content: dict[str, Any], currency: str | None
) -> tuple[tuple[Value, ...], tuple[Price, ...], tuple[Rate, ...]]:
    """Read ``[[values]]``, ``[[prices]]`` and ``[[rates]]``; `currency` is the engagement's."""
    values = _blocks(reader, content, "values", ValueBlock, lambda b: _value(b, currency))
    prices = _blocks(reader, content, "prices", PriceBlock, lambda b: _price(b, currency))
    rates = _blocks(reader, content, "rates", RateBlock, _rate)
    metrics = [value.metric for _, value in values]
    named = tuple({value.what for _, value in values if value.what})
    for number, (key, value) in enumerate(values):
        if value.metric in metrics[:number]:
            reader.fault(f"{key}.metric: {shown(value.metric)} is valued before; say it once")
    for key, price in prices:
        if price.what not in named:
            own = f"give one of them what = {shown(price.what)}"
            hint = meant(price.what, named) if named else own
            reader.fault(f"{key}.what: no [[values]] entry is of {shown(price.what)}; {hint}")
    return (
        tuple(value for _, value in values),
        tuple(price for _, price in prices),
        tuple(rate for _, rate in rates),
    )


def _blocks(
    reader: Reader,
    content: dict[str, Any],
    name: str,
    model: type[Any],
    build: Callable[[Any], tuple[Any, list[str]]],
) -> list[tuple[str, Any]]:
    built = []
    for key, value in reader.blocks(content, name):
        block = read_block(model, value, key, reader.fault)
        if block is None:
            continue
        made, wrong = build(block)
        for words in wrong:
            reader.fault(f"{key}.{words}")
        if not wrong:
            built.append((key, made))
    return built


def _value(block: ValueBlock, currency: str | None) -> tuple[Value, list[str]]:
    used = block.currency or currency or ""
    wrong = [*_currency("currency", used), *_unit(block.unit)]
    if block.metric == block.count:
        wrong.append("count: it is the value itself; name the metric that counts or weighs")
    unit = ucum(block.unit) or block.unit
    return Value(block.metric, block.count, used, unit, block.what or ""), wrong


def _price(block: PriceBlock, currency: str | None) -> tuple[Price, list[str]]:
    used = block.currency or currency or ""
    wrong = [*_currency("currency", used), *_unit(block.unit), *_range(block)]
    unit = ucum(block.unit) or block.unit
    made = Price(block.low, block.high, block.source, block.from_, block.to, block.what, unit, used)
    return made, wrong


def _rate(block: RateBlock) -> tuple[Rate, list[str]]:
    wrong = [*_currency("one", block.one), *_currency("costs", block.costs), *_range(block)]
    if block.one == block.costs:
        wrong.append(f"costs: read {shown(block.costs)}; a rate is between two currencies")
    made = Rate(block.low, block.high, block.source, block.from_, block.to, block.one, block.costs)
    return made, wrong


def _currency(key: str, text: str) -> Iterable[str]:
    if not CURRENCY.fullmatch(text):
        yield f"{key}: read {shown(text)}; {ISO}" if text else f"{key}: it is missing; {ISO}"


def _unit(text: str) -> Iterable[str]:
    if ucum(text) is None:
        yield f"unit: read {shown(text)}; {near_unit(text)}"


def _range(block: PriceBlock | RateBlock) -> Iterable[str]:
    for key, end in (("low", block.low), ("high", block.high)):
        if end <= 0:
            yield f"{key}: read {end}; it is a number > 0"
    if block.low > block.high:
        yield f"low: read {block.low}; it lies above high = {block.high}; swap them"
    if block.from_ and block.to and block.from_ > block.to:
        yield f"to: read {block.to}; it lies before from = {block.from_}; swap them"
