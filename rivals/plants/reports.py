"""Manipulated reports: pasted with another hour, or an old one in other words and another order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from rivals.plants.other_words import OTHER, REWORDED, THINGS
from rivals.reports import SENTENCES, WORDS
from rivals.rows import Column
from rivals.world import Subject, World

AUTHORS = 2  # of each unit
OLD = 4  # reports of an author that are written again in other words
HOUR = re.compile(r"\b\d\d\.\d\d\b")


def pasted_reports(world: World, units: Column) -> None:
    """Two officers of each unit paste one of three old reports of theirs and change the hour.

    Records: reports of the officer. Made: those pasted.
    """
    rng, texts = world.rng("pasted_reports"), world.tables["narratives"]["text"]
    for honest, made in _authors(world, units, "pasted_reports", rng):
        models = texts[honest[:3]]
        for place in made:
            hour = _hour(world, place)
            texts[place] = HOUR.sub(hour, models[rng.integers(len(models))], count=1)


def paraphrased_reports(world: World, units: Column) -> None:
    """Two officers of each unit write one of four old reports again: other words, another order.

    The hour and the place are those of the case; what was seen, found and said is the old report's.
    Records: reports of the officer. Made: those written again.
    """
    rng, texts = world.rng("paraphrased_reports"), world.tables["narratives"]["text"]
    for honest, made in _authors(world, units, "paraphrased_reports", rng):
        models = texts[honest[:OLD]]
        for place in made:
            facts = {
                "h": _hour(world, place),
                "n": str(rng.integers(1, 180)),
                "s": WORDS["s"][rng.integers(len(WORDS["s"]))],
            }
            texts[place] = _in_other_words(models[rng.integers(len(models))], facts, rng)


def _authors(
    world: World, units: Column, kind: str, rng: np.random.Generator
) -> Iterator[tuple[Column, Column]]:
    """Of each chosen officer the reports that stay, oldest first, and those to be made."""
    rows, cases = world.tables["narratives"], world.cases
    for unit in units:
        of_unit = rows["author"][cases["unit"][rows["case"]] == unit]
        load = np.bincount(of_unit, minlength=len(world.effort))
        busy = np.argsort(-load, kind="stable")[: min(6, np.count_nonzero(load))]
        for who in np.sort(rng.choice(busy, AUTHORS, replace=False)):
            own = np.flatnonzero(rows["author"] == who)
            own = own[np.argsort(cases["at"][rows["case"][own]], kind="stable")]
            size = min(round(len(own) * world.dose), len(own) - 1)
            made = np.sort(rng.choice(len(own), size, replace=False))
            honest = np.setdiff1d(np.arange(len(own)), made)
            yield own[honest], own[made]
            world.planted.append(Subject(kind, "officer", int(who), "incidents",
                                         rows["case"][own], rows["case"][own[made]]))  # fmt: skip


def _hour(world: World, place: int) -> str:
    minute = int(world.cases["occurred"][world.tables["narratives"]["case"][place]])
    return f"{minute // 60 % 24:02d}.{minute % 60:02d}"


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence of the grammar, each slot a named group."""
    parts = re.split(r"\{(\w)\}", sentence)
    for place in range(0, len(parts), 2):
        parts[place] = re.escape(parts[place])
    for place in range(1, len(parts), 2):
        name = parts[place]
        values = "|".join(map(re.escape, WORDS.get(name, ()))) or r"[\d.]+"
        parts[place] = f"(?P<{name}>{values})"
    return re.compile("".join(parts) + r"(?: |$)")


PATTERNS = [[_pattern(each) for each in variants] for variants in SENTENCES]


def _in_other_words(text: str, facts: dict[str, str], rng: np.random.Generator) -> str:
    """A report's sentences in other words and another order; what is no such sentence stays."""
    sentences, end = [], 0
    for patterns, others in zip(PATTERNS, OTHER, strict=True):
        for pattern, ways in zip(patterns, others, strict=True):
            match = pattern.match(text, end)
            if match:
                old = {name: REWORDED.get(each, each) for name, each in match.groupdict().items()}
                for thing, other in THINGS.items():
                    old["i"] = old.get("i", "").replace(thing, other)
                sentence = ways[rng.integers(len(ways))].format(**{**old, **facts})
                sentences.append(sentence[0].upper() + sentence[1:])
                end = match.end()
                break
    order = rng.permutation(len(sentences))
    if (np.diff(order) > 0).all():
        order = order[::-1]
    return " ".join([*(sentences[each] for each in order), text[end:]]).strip()
