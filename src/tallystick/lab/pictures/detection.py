"""When would it have been seen: do whole audits find what a regime drives, and how late?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from tallystick.lab.detect.measures import Share, World, compared, total, waited, worlds
from tallystick.lab.detect.worlds import KNOWN, NOBODY, OFTEN, stage_of
from tallystick.lab.pictures.lines import Axes, Line, Points, lines
from tallystick.lab.pictures.picture import Picture, Shown, Table
from tallystick.lab.sentences import Sentence, measurement
from tallystick.lab.stages import NONE
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import count, number

AGREES = 0.1
Audited = dict[str, list[World]]


def detection(shown: Shown) -> Picture | None:
    """Return what whole audits found in each regime, and when; None where none was made."""
    if shown.detected is None:
        return None
    names = [each.name for each in stage_of(shown.results.plan).cells]
    audited = {
        name: worlds(shown.detected, {place})
        for place, name in enumerate(names)
        if name not in shown.withheld
    }
    driven = [each for name in audited if name not in (NONE, NOBODY, KNOWN, OFTEN)
              for each in audited[name]]  # fmt: skip
    with_schemes = [*driven, *audited[OFTEN]]
    title = tell("seen.title")
    text = tell("seen.text", worlds=count(sum(map(len, audited.values()))),
                units=count(len(driven[0].charged)), ends=_spans(driven[0]))  # fmt: skip
    drawings = tuple(
        (name, _drawn(held, f"{title}: {name}", text, f"seen-{place}"))
        for place, (name, held) in enumerate(audited.items())
        if name != NOBODY
    )
    tables = (
        Table(tell("seen.by_regime"), heads("seen"),
              tuple(_regime(name, held) for name, held in audited.items())),
        Table(tell("seen.by_act"), heads("seen_act"),
              tuple(_act(act, with_schemes) for act in with_schemes[0].done)),
        Table(tell("seen.fast"), heads("seen_fast"), tuple(_fast(with_schemes))),
    )  # fmt: skip
    return Picture("seen", title, text, drawings, _sentence(driven), tables)


def _spans(world: World) -> str:
    *before, last = (number(each) for each in world.ends)
    return tell("seen.and", first=", ".join(before), last=last) if before else last


def _drawn(held: Sequence[World], name: str, text: str, prefix: str) -> Markup:
    """Draw the share of units with a wrongful charge, a lead and a finding, by month."""
    ends = held[0].ends.tolist()
    units = sum(len(each.charged) for each in held)
    charged = np.concatenate([each.charged for each in held])
    months = range(ends[-1] + 1)
    rising: Points = tuple((at, 100 * float((charged <= at).sum()) / units) for at in months)
    named: list[Points] = []
    for which in (2, 1):
        flags = [np.maximum.accumulate(each.gaming[which], axis=1) for each in held]
        shares = 100 * sum(each.sum(axis=0) for each in flags) / units
        named.append(((0, 0.0), *zip(ends, np.asarray(shares).tolist(), strict=True)))
    axes = Axes((0, ends[-1]), (0, 100), (tell("seen.x"), tell("seen.y")))
    keys = ("charged", "lead", "finding")
    drawn = [
        Line(tell(f"seen.{key}"), points)
        for key, points in zip(keys, (rising, *named), strict=True)
    ]
    return lines(drawn, (), axes, (name, text), prefix)


def _regime(name: str, held: Sequence[World]) -> tuple[str, ...]:
    units = total(each.units for each in held)
    leads = total(each.named for each in held)
    delays = [each for world in held for each in world.delays(leads=False)]
    to_lead = [each for world in held for each in world.delays(leads=True)]
    wronged = total(each.wronged for each in held)
    innocent = total(each.innocent(act) for each in held for act in each.done if each.checks(act))
    return (
        name, count(len(held)), *_told(units), *_told(leads)[1:], *_told(wronged),
        _wait(delays), _wait(to_lead), f"{count(innocent.some)} of {count(innocent.of)}",
    )  # fmt: skip


def _told(share: Share) -> tuple[str, str, str]:
    return count(share.of), count(share.some), number(share.by_lot, 1)


def _wait(delays: Sequence[float]) -> str:
    if not delays:
        return number(None)
    months = waited(delays)
    return tell("seen.never") if months is None else number(months)


def _act(act: str, held: Sequence[World]) -> tuple[str, ...]:
    hits = total(each.hits(act) for each in held)
    leads = total(each.hits(act, leads=True) for each in held)
    innocent = total(each.innocent(act) for each in held)
    cases = np.concatenate([each.done[act][:, -1] for each in held])
    middle = float(np.median(cases[cases > 0])) if cases.any() else None
    checks = held[0].checks(act)
    touched = sum(each.touched[act] for each in held)
    whole = sum(any(each.whole[act, check] for check in checks) for each in held)
    return (
        tell(f"act.{act}"), ", ".join(checks) or tell("seen.no_check"), count(hits.of),
        number(middle, 1), count(touched), *_told(hits)[1:], *_told(leads)[1:],
        f"{count(innocent.some)} of {count(innocent.of)}", f"{count(whole)} of {count(len(held))}",
    )  # fmt: skip


def _fast(held: Sequence[World]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for act, check in held[0].found:
        units, fast, slow = compared(held, act, check)
        if units and math.isfinite(fast):
            near = tell("seen.yes" if abs(fast - slow) <= AGREES else "seen.no")
            rows.append((tell(f"act.{act}"), check, count(units), number(fast, 2), number(slow, 2),
                         number(fast - slow, 2), near))  # fmt: skip
    return rows


def _sentence(driven: Sequence[World]) -> Sentence:
    units = total(each.units for each in driven)
    delays = [each for world in driven for each in world.delays(leads=False)]
    wronged = total(each.wronged for each in driven)
    found, charged = ((each.some, each.of, each.by_lot) for each in (units, wronged))
    return measurement(found, charged, waited(delays))
