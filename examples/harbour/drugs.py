"""What did the scale show, and what was written down?"""

from __future__ import annotations

import city
import numpy as np

LINE = 200  # cocaine: 2 g, in hundredths of a gram
MOVED_SHARE = 0.5
MOVED_TO = (200, 200, 210, 220)
OUNCE = 28.35
SUBSTANCES = ("cocaine", "cannabis")
# Hundredths of a gram, coarsest first, and the share of people who write to each.
GRAINS = {"cocaine": (100, 50, 10, 1), "cannabis": (1000, 500, 100, 10)}
STYLES = (0.15, 0.25, 0.30, 0.30)
STYLES_PORT = (0.40, 0.35, 0.15, 0.10)
POPULARITY = 0.15  # log-sd of how well liked each whole number is


def written(
    true: np.ndarray, substance: str, styles: np.ndarray, rng: np.random.RandomState
) -> np.ndarray:
    """Return what honest people write for true weights in grams: hundredths of a gram.

    `styles`, a row per weight, is who writes to which grain. A coarse grain's numbers differ
    in popularity; a weight that would become 0 g is written more finely.
    """
    hundredths = true * 100
    grains = GRAINS[substance]
    liked = rng.normal(0.0, POPULARITY, 1 + int(hundredths.max() // grains[0] + 1))
    nearest = np.floor(hundredths / grains[0] + 0.5).astype(int)
    odds = styles[:, 0] / (1 - styles[:, 0]) * np.exp(liked[nearest])
    coarse = odds / (1 + odds)
    rest = styles[:, 1:] / styles[:, 1:].sum(axis=1, keepdims=True) * (1 - coarse)[:, None]
    edges = np.cumsum(np.column_stack([coarse, rest]), axis=1)
    style = (edges[:, :-1] <= rng.random_sample(len(true))[:, None]).sum(axis=1)
    for finer in range(style.min(), len(grains) - 1):
        grain = np.array(grains)[style]
        style = np.where((hundredths < grain / 2) & (style <= finer), finer + 1, style)
    grain = np.array(grains)[style]
    return np.maximum(np.floor(hundredths / grain + 0.5).astype(int) * grain, grain)


def true_weights(substance: str, size: int, rng: np.random.RandomState) -> np.ndarray:
    """Draw true net weights in grams; a fifth of the cannabis is packed by the ounce."""
    if substance == "cocaine":
        return rng.lognormal(np.log(2.0), 0.7, size)
    loose = rng.lognormal(np.log(14.0), 0.9, size)
    packs = OUNCE * rng.choice([0.25, 0.5, 1.0, 2.0], size, p=[0.2, 0.3, 0.4, 0.1])
    packs = packs * rng.normal(1.0, 0.01, size)
    return np.where(rng.random_sample(size) < 0.2, packs, loose)


def make_exhibits(cases: city.Columns, rng: np.random.RandomState) -> city.Columns:
    """One exhibit per case and substance, weighed within hours of the case."""
    parts = []
    for substance in SUBSTANCES:
        case = np.flatnonzero(cases[substance])
        true = true_weights(substance, len(case), rng)
        port = city.NAMES[cases["unit"][case]] == city.ROUNDING_UNIT
        styles = np.where(port[:, None], STYLES_PORT, STYLES)
        weighed = cases["occurred"][case] + rng.randint(10, 240, len(case)) * city.MINUTE
        parts.append(
            {
                "case": case,
                "substance": np.full(len(case), substance),
                "true": true,
                "weight": written(true, substance, styles, rng),
                "weighed": np.minimum(weighed, np.datetime64("2024-12-31T23:59")),
            }
        )
    exhibits = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(exhibits["weighed"], kind="stable")
    exhibits = {name: column[order] for name, column in exhibits.items()}
    exhibits["id"] = np.array([f"X{number:05d}" for number in range(1, len(order) + 1)])
    exhibits["unit"] = cases["unit"][exhibits["case"]]
    exhibits["officer"] = cases["officer"][exhibits["case"]]
    exhibits["incident_id"] = cases["id"][exhibits["case"]]
    return exhibits


def move_weights(exhibits: city.Columns, rng: np.random.RandomState) -> list[tuple[str, ...]]:
    """Write half of one unit's cocaine between 1.5 and 2 g as 2.0 to 2.2 g; return the labels."""
    unit = city.NAMES.tolist().index(city.WEIGHT_UNIT)
    below = (exhibits["true"] * 100 >= 0.75 * LINE) & (exhibits["true"] * 100 < LINE)
    able = np.flatnonzero((exhibits["unit"] == unit) & (exhibits["substance"] == "cocaine") & below)
    moved = rng.choice(able, size=round(MOVED_SHARE * len(able)), replace=False)
    labels = []
    for row in np.sort(able).tolist():
        before = grams(exhibits["weight"][row])
        if row in moved:
            exhibits["weight"][row] = MOVED_TO[rng.randint(len(MOVED_TO))]
        label = "weight_moved" if row in moved else "weight_left"
        after = grams(exhibits["weight"][row])
        key = str(exhibits["id"][row])
        note = f"true weight {exhibits['true'][row]:.3f} g"
        kind = "planted" if row in moved else "context"
        labels.append((kind, label, "measurements", city.WEIGHT_UNIT, key, before, after, note))
    return labels


def grams(hundredths: int) -> str:
    """Write hundredths of a gram as grams, without needless zeros."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def make_custody(exhibits: city.Columns, rng: np.random.RandomState) -> list[tuple[str, ...]]:
    """Hand-overs: seized by the officer, received by the store, a third destroyed later."""
    size = len(exhibits["id"])
    stored = exhibits["weighed"] + rng.randint(20, 20 * 60, size) * city.MINUTE
    destroyed = exhibits["weighed"] + rng.randint(120, 400, size) * city.DAY
    gone = (rng.random_sample(size) < 0.33) & (destroyed < np.datetime64("2025-01-31"))
    rows = []
    for row in range(size):
        key, case = str(exhibits["id"][row]), str(exhibits["incident_id"][row])
        officer, weight = str(exhibits["officer"][row]), grams(exhibits["weight"][row])
        start = (key, case, str(exhibits["weighed"][row]), "seized", "scene", officer, weight)
        rows += [start, (key, case, str(stored[row]), "received", officer, "store", weight)]
        if gone[row]:
            rows.append((key, case, str(destroyed[row]), "destroyed", "store", "kiln", ""))
    return rows
