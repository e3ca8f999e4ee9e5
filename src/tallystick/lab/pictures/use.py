"""If use no longer counts: what leaves the count, what is made instead, who is held for days?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tallystick.lab.design.ranking import Ranking, ranking
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import Sentence, effect
from tallystick.lab.stages import BASE
from tallystick.lab.words import heads, tell

FACTOR, ACTS, EASY = "law on use", "acts.", "acts.easy"
KINDS = ("honest", "easy", "supply")
CASES = ("criminal", "displaced", "arrested", "fined", "not_made")
BUYERS = "buyers"
INSTEAD = ("acts.ghost", "acts.threshold", "acts.backdate", "gamed_acts")
CHANGES = ("persons_charged_wrongly", "use_months", "months")
"""Of a thousand cases of use at the base; acts beyond the base; changes in per cent of the base."""
OWN = {"arrested": "use_arrested", "fined": "use_fined"}


def use(shown: Shown) -> Picture | None:
    """Return the picture; None where no level makes use an administrative matter."""
    levels = [each for each in shown.levers(FACTOR) if _cases(shown, each, "administrative").any()]
    if not levels or not _all(shown, BASE).any():
        return None
    title, text = tell("use.title"), tell("use.text")
    drawings, table = [], []
    for place, lever in enumerate(levels):
        rows = dict(_rows(shown, lever))
        table += [(lever, *cells) for _, cells in rows.values()]
        for part, names in (("cases", CASES), ("acts", INSTEAD)):
            drawn = [rows[name][0] for name in names if name in rows]
            caption = tell(f"use.{part}", level=lever)
            prefix, line = f"use-{part}-{place}", (0.0, tell("use.line"))
            drawings.append((caption, chart(drawn, f"{title}: {caption}", text, prefix, line)))
    tables = (Table(tell("section.table", title=title), heads("use"), tuple(table)),)
    return Picture("use", title, text, tuple(drawings), _sentence(shown, levels), tables)


def _rows(shown: Shown, lever: str) -> Iterator[tuple[str, tuple[Row, tuple[str, ...]]]]:
    """Yield each measure that has a number, as a row of a drawing and as cells of the table."""
    for name, values in measures(shown, lever):
        if ends := spread(values):
            found = ranking(values[:, None], np.zeros((len(values), 1)))
            signs = (f"{n} of {found.sets}" for n in (found.less, found.more))
            label = tell(f"use_row.{name}")
            row = Row(label, band=(ends[0], ends[2]), middle=ends[1])
            yield name, (row, (label, *map(told, ends), *signs))


def measures(shown: Shown, lever: str) -> Iterator[tuple[str, Floats]]:
    """Yield each measure of a level of the law; [sets], NaN in a set without a case of use."""
    whole = _all(shown, BASE)
    share = np.where(whole > 0, 1000 / np.where(whole > 0, whole, 1.0), np.nan)
    for way in CASES:
        yield way, share * _of_way(shown, lever, way)
    yield BUYERS, share * shown.values(lever, "use.supply.administrative").mean(axis=1)
    for act in INSTEAD:
        yield act, share * (_acts(shown, lever, act) - _acts(shown, BASE, act)).mean(axis=1)
    for outcome in CHANGES:
        base, own = (shown.values(each, outcome).mean(axis=1) for each in (BASE, lever))
        yield outcome, np.where(base > 0, 100 * (own / np.where(base > 0, base, 1.0) - 1), np.nan)


def _of_way(shown: Shown, lever: str, way: str) -> Floats:
    """How many cases of use go one way; those not made are the base's less those that are left."""
    if way == "not_made":
        return _all(shown, BASE) - _all(shown, lever)
    if way in OWN:
        return np.asarray(shown.values(lever, OWN[way]).mean(axis=1))
    return _cases(shown, lever, way)


def _cases(shown: Shown, lever: str, way: str) -> Floats:
    every = sum(shown.values(lever, f"use.{kind}.{way}") for kind in KINDS)
    return np.asarray(np.asarray(every).mean(axis=1))


def _all(shown: Shown, lever: str) -> Floats:
    ways = ("criminal", "displaced", "administrative", "gone")
    return np.asarray(sum(_cases(shown, lever, way) for way in ways))


def _acts(shown: Shown, lever: str, act: str) -> Floats:
    """One act, or all but easy arrests, which are lawful; [sets, seeds]."""
    if act != "gamed_acts":
        return shown.values(lever, act)
    names = [each for each in shown.results.names if each.startswith(ACTS) and each != EASY]
    return np.asarray(sum(shown.values(lever, each) for each in names))


def _sentence(shown: Shown, levels: list[str]) -> Sentence:
    """Return what the level does to all gamed acts together that changes them most."""

    def found(lever: str) -> Ranking:
        return ranking(_acts(shown, lever, "gamed_acts"), _acts(shown, BASE, "gamed_acts"))

    def moved(lever: str) -> float:
        change = _acts(shown, lever, "gamed_acts") - _acts(shown, BASE, "gamed_acts")
        return abs(float(np.median(change.mean(axis=1))))

    lever = max(levels, key=moved)
    return effect(shown.ground, lever, "gamed_acts", found(lever))
