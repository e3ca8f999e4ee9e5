"""Which sentences and word lists does each family of case draw on?

The TOML files beside this one hold them. A family's own entry comes first, then its kind's (drug
or plain), then the shared one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FAMILIES: tuple[str, ...] = (
    "sale_observed",
    "sale_controlled_purchase",
    "sale_warrant",
    "sale_tip",
    "possession_stop",
    "possession_vehicle",
    "property",
    "violent",
    "traffic",
    "other",
)
FORM_SENTENCES = ("opening", "procedure", "closing")
FREE_SENTENCES = ("seen", "found", "said")
SENTENCES = ("opening", "procedure", "seen", "found", "said", "closing")
FILES = ("shared", "departments", "sale", "possession", "complaints", "traffic")


@dataclass(frozen=True)
class Sentence:
    """The wordings of one sentence: `department[i]` is the form of template i, empty if free."""

    department: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """The six sentences of a family of case, and every word list that they may name."""

    name: str
    sentences: Mapping[str, Sentence]
    lists: Mapping[str, tuple[str, ...]]


@cache
def families() -> tuple[Family, ...]:
    """Read the phrases of every family, in the order of `FAMILIES`."""
    data: dict[str, Any] = {}
    for name in FILES:
        text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        _merge(data, tomllib.loads(text))
    if set(data["families"]) != set(FAMILIES):
        raise ValueError("the families of the TOML files are not those of FAMILIES")
    return tuple(_family(name, data) for name in FAMILIES)


def _family(name: str, data: Mapping[str, Any]) -> Family:
    own = data["families"][name]
    kind = data["kinds"][own["kind"]]
    free = {**data["sentences"], **kind.get("sentences", {}), **own}
    forms = {
        "opening": data["forms"]["opening"],
        "procedure": own["procedure"],
        "closing": data["forms"]["closing"][own["kind"]],
    }
    sentences = {
        key: Sentence(tuple(form["department"]), tuple(form["own"])) for key, form in forms.items()
    }
    sentences |= {key: Sentence((), tuple(free[key])) for key in FREE_SENTENCES}
    lists = {**data["lists"], **kind["lists"], **own.get("lists", {})}
    return Family(name, sentences, {key: tuple(phrases) for key, phrases in lists.items()})


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and key in into:
            _merge(into[key], value)
        else:
            into[key] = value
