"""What is a test purchase asked by the case law on provocation, in plain text and as data?"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from tallystick.cli.law_json import plain_value
from tallystick.cli.law_words import block
from tallystick.cli.terminal import printable
from tallystick.statutes.provocation import QUESTIONS, Holding, holdings

RULE = (
    "what courts ask of one before its evidence is used; the European Court of Human Rights binds "
    "the states of the Council of Europe, and is a yardstick elsewhere"
)


def told() -> list[str]:
    """Return a line of each question with the first judgment on it, the others by name."""
    asked = {key: [each for each in holdings() if each.asks == key] for key in QUESTIONS}
    texts = [_line(QUESTIONS[key], found) for key, found in asked.items() if found]
    return [printable(line) for line in block("Test purchase", RULE, *texts)]


def _line(question: str, found: list[Holding]) -> str:
    first, *others = found
    names = dict.fromkeys(_name(each) for each in others if each.case != first.case)
    also = f"; also {', '.join(names)}" if names else ""
    return f"{question}: {first.holding} ({_name(first)}, {first.confidence}){also}"


def _name(holding: Holding) -> str:
    return f"{holding.case}, {holding.decided.year}"


def as_plain() -> list[dict[str, Any]]:
    """Return every holding as plain values: what is asked, by which judgment, where it was read."""
    return [
        {each.name: plain_value(getattr(one, each.name)) for each in fields(one)}
        for one in holdings()
    ]
