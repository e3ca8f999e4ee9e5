"""Which facts do the tests of narratives use, and what would a slow writer make of them?"""

from __future__ import annotations

import calendar
import re
import tomllib
from pathlib import Path

import numpy as np
import pyarrow as pa

from tallystick.simulate import texts
from tallystick.simulate.texts import FAMILIES, SLOTS, Facts

FOLDER = Path(texts.__file__).parent
TOML = {path.stem: tomllib.loads(path.read_text()) for path in FOLDER.glob("*.toml")}
PARTS = ("opening", "procedure", "seen", "found", "said", "closing")
ORDERS = (
    "opening seen procedure found said closing",
    "opening seen procedure said found closing",
    "opening procedure seen found said closing",
    "opening procedure seen said found closing",
    "seen opening procedure found said closing",
    "opening seen procedure found closing said",
)


def some_facts(n: int, rng: np.random.Generator) -> Facts:
    def one_of(*labels):
        return pa.array(labels).take(pa.array(rng.integers(0, len(labels), n)))

    return Facts(
        officer=one_of("Officer K. Ameri", "Officer T. Lund", "Sgt. B. Okoro"),
        day=rng.integers(1, 32, n),
        month=rng.integers(1, 13, n),
        hour=rng.integers(0, 24, n),
        minute=rng.integers(0, 60, n),
        area=one_of("North Quay", "District 4"),
        substance=one_of("cannabis", "heroin", None),
        weight_g=np.where(rng.random(n) < 0.2, np.nan, rng.lognormal(1, 2, n)),
        subject=one_of("the subject", "A.K.", "éva L."),
        template=rng.integers(0, 9, n),
    )


def same_facts(n: int, template: int = 0) -> Facts:
    def all_alike(label):
        return pa.array([label] * n)

    return Facts(
        officer=all_alike("Officer K. Ameri"),
        day=np.full(n, 9),
        month=np.full(n, 5),
        hour=np.full(n, 14),
        minute=np.full(n, 5),
        area=all_alike("North Quay"),
        substance=all_alike("cannabis"),
        weight_g=np.full(n, 2.5),
        subject=all_alike("the subject"),
        template=np.full(n, template),
    )


def kind_of(family: str) -> str:
    return entry_of(family)["kind"]


def entry_of(family: str) -> dict:
    (entry,) = (
        data["families"][family] for data in TOML.values() if family in data.get("families", {})
    )
    return entry


def kind_entry(family: str) -> dict:
    kind = kind_of(family)
    (entry,) = (data["kinds"][kind] for data in TOML.values() if kind in data.get("kinds", {}))
    return entry


def phrase_list(family: str, name: str) -> list[str]:
    """The family's own list, else its kind's, else the shared one."""
    for source in (
        entry_of(family).get("lists", {}),
        kind_entry(family)["lists"],
        TOML["shared"]["lists"],
    ):
        if name in source:
            return source[name]
    raise KeyError(name)


def free_wordings(family: str, part: str) -> list[str]:
    for source in (
        entry_of(family),
        kind_entry(family).get("sentences", {}),
        TOML["shared"]["sentences"],
    ):
        if part in source:
            return source[part]
    raise KeyError(part)


def form_wordings(family: str, part: str) -> dict[str, list[str]]:
    if part == "procedure":
        return entry_of(family)["procedure"]
    forms = TOML["departments"]["forms"]
    return forms["opening"] if part == "opening" else forms["closing"][kind_of(family)]


def sentences(family: int, slots: np.ndarray, facts: Facts, row: int) -> dict[str, str]:
    """Write one case's sentences, one after the other."""
    name, slot = FAMILIES[family], dict(zip(SLOTS, slots.tolist(), strict=True))
    weight, subject = facts.weight_g[row], facts.subject[row].as_py()
    said = {
        "officer": facts.officer[row].as_py(),
        "area": facts.area[row].as_py(),
        "substance": facts.substance[row].as_py() or "an unidentified substance",
        "subject": subject,
        "weight": "pending" if np.isnan(weight) else f"{round(weight * 100) / 100:.2f} g",
        "day": str(facts.day[row]),
        "month": calendar.month_name[facts.month[row]],
        "hour": f"{facts.hour[row]:02d}",
        "minute": f"{facts.minute[row]:02d}",
    }

    def word(match: re.Match) -> str:
        key = match[1].lower()
        phrases = [said[key]] if key in said else phrase_list(name, key)
        phrase = phrases[slot.get(key, 0) % len(phrases)]
        return phrase[0].upper() + phrase[1:] if match[1][0].isupper() else phrase

    written = {}
    for part in PARTS:
        if part in ("seen", "found", "said"):
            wordings = free_wordings(name, part)
            text = wordings[slot[f"frame_{part}"] % len(wordings)]
        elif slot[f"form_{part}"] % 2 == 0:
            wordings = form_wordings(name, part)["department"]
            text = wordings[facts.template[row] % len(wordings)]
        else:
            wordings = form_wordings(name, part)["own"]
            text = wordings[slot[f"own_{part}"] % len(wordings)]
        written[part] = re.sub(r"\{(\w+)\}", word, text)
    return written


def slow_text(family: int, slots: np.ndarray, facts: Facts, row: int) -> str:
    written = sentences(family, slots, facts, row)
    order = ORDERS[slots[SLOTS.index("order")] % len(ORDERS)]
    return " ".join(written[part] for part in order.split())
