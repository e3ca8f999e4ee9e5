"""What does a change file imagine, and can it be reckoned with this engagement?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tallystick.load import Engagement, InputError
from tallystick.load.faults import Reader, read_block
from tallystick.load.toml_file import read_toml, refuse_nul
from tallystick.load.wording import meant, shown
from tallystick.statutes import ACTS, LawError, Pack, chosen
from tallystick.tables import Period
from tallystick.whatif.acts_read import read_acts
from tallystick.whatif.change import Change
from tallystick.whatif.later_caveats import later_caveats
from tallystick.whatif.lines_read import read_lines
from tallystick.whatif.shapes import ChangeBlock

TOP = ("change", "offences", "lines", "acts")
BOTH = (
    "acts go by the charge that is recorded: a case that a moved line would bring under such an "
    "article is counted as moved, and not as administrative"
)
RULES = ("month", "quarter", "year")


@dataclass(frozen=True)
class Ground:
    """What a change is read against: the engagement, the law today and the acts of its codes."""

    engagement: Engagement
    pack: Pack | None
    first: date
    last: date | None
    law_on: date
    offences: Mapping[str, str]


def read_change(path: Path, engagement: Engagement, packs: Mapping[str, Pack]) -> Change:
    """Read and check the change file at `path`; no record is read.

    Raises
    ------
    InputError
        With one message per fault of the whole file.
    """
    path = Path(path)
    content = read_toml(path, "change")
    reader = Reader(path.name)
    refuse_nul(reader, content)
    for name in content:
        if name not in TOP:
            reader.fault(f"{name}: there is no such table; {meant(name, TOP)}")
    block = _about(reader, content)
    offences = _offences(reader, content)
    if block is None or reader.faults:
        raise InputError(reader.faults)
    pack = _pack(reader, block.jurisdiction or engagement.jurisdiction, packs)
    last = block.to or engagement.last_day
    ground = Ground(engagement, pack, block.from_, last, block.law_on or block.from_, offences)
    period = _period(reader, block.period, engagement)
    goods = read_lines(reader, content, ground)
    acts = read_acts(reader, content, ground)
    if not (goods or acts or reader.faults):
        reader.fault("lines: nothing is changed; write a [[lines]] or an [[acts]] entry")
    if reader.faults or period is None:
        raise InputError(reader.faults)
    caveats = (*_caveats(ground), *later_caveats(ground, goods, date.today()))
    if goods and any(act.article for act in acts):
        caveats += (BOTH,)
    return Change(block.name, block.from_, last, ground.law_on, period, dict(offences), goods,
                  acts, caveats)  # fmt: skip


def _about(reader: Reader, content: dict[str, Any]) -> ChangeBlock | None:
    if "change" not in content:
        reader.fault("change: it is missing; write [change] with name and from")
        return None
    block: ChangeBlock | None = read_block(ChangeBlock, content["change"], "change", reader.fault)
    if block and block.to and block.to < block.from_:
        reader.fault(f"change.to: read {block.to}; it lies before from = {block.from_}; swap them")
    return block


def _offences(reader: Reader, content: dict[str, Any]) -> dict[str, str]:
    given = content.get("offences", {})
    if not isinstance(given, dict):
        reader.fault('offences: write [offences] and below it the act of each code: "296" = '
                     '"possession"')  # fmt: skip
        return {}
    for code, act in given.items():
        if act not in ACTS:
            word = act if isinstance(act, str) else ""
            reader.fault(f"offences.{shown(code)}: read {shown(act)}; {meant(word, ACTS)}")
    return {code: act for code, act in given.items() if act in ACTS}


def _pack(reader: Reader, code: str | None, packs: Mapping[str, Pack]) -> Pack | None:
    if code is None:
        return None
    try:
        return chosen(code, dict(packs))
    except LawError:
        return None


def _period(reader: Reader, name: str, engagement: Engagement) -> Period | None:
    own = {period.name: period for period in engagement.frame.periods}
    if name in own:
        return own[name]
    for rule in RULES:
        if name == rule:
            return Period(rule, rule)  # type: ignore[arg-type]
    reader.fault(f"change.period: read {shown(name)}; {meant(name, (*own, *RULES))}")
    return None


def _caveats(ground: Ground) -> tuple[str, ...]:
    """What must be said of the days: the law may be another at the end than at the start."""
    pack, last = ground.pack, ground.last
    if pack is None or last is None:
        return ()
    turns = sorted({
        row.from_date
        for row in (*pack.penalties, *pack.thresholds, *pack.offences)
        if row.from_date and ground.law_on < row.from_date <= last
    })  # fmt: skip
    if not turns:
        return ()
    days = ", ".join(map(str, turns[:5]))
    return (f"the law of {pack.name} changed on {days}; all cases are reckoned by the law on "
            f"{ground.law_on}; narrow from and to, or give law_on",)  # fmt: skip
