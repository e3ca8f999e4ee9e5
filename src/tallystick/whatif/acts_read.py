"""Which conduct would be no crime any more, and what would it bring instead?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.load.faults import Reader, read_block
from tallystick.load.wording import shown
from tallystick.whatif.change import Act, Days, Term
from tallystick.whatif.shapes import ActBlock
from tallystick.whatif.terms import term_of_act, term_of_article

if TYPE_CHECKING:
    from tallystick.whatif.reading import Ground


def read_acts(reader: Reader, content: dict[str, Any], ground: Ground) -> tuple[Act, ...]:
    """Return the ``[[acts]]`` of a change file, after noting every fault in them."""
    acts: list[Act] = []
    taken: set[str] = set()
    for key, value in reader.blocks(content, "acts"):
        block: ActBlock | None = read_block(ActBlock, value, key, reader.fault)
        if block is None:
            continue
        today = _today(block, ground)
        own = {*(block.offense_code or ()), *([block.article] if block.article else [])}
        wrong = _wrong(block) or _wrong_today(today)
        if own & taken:
            wrong.append(f"offense_code: {shown(min(own & taken))} stands in two entries; "
                         "leave it in one")  # fmt: skip
        taken |= own
        for words in wrong:
            reader.fault(f"{key}.{words}")
        if not wrong:
            acts.append(_act(block, today))
    return tuple(acts)


def _act(block: ActBlock, today: Term) -> Act:
    name = block.name or f"{block.article or ', '.join(block.offense_code or ())} administrative"
    return Act(name, block.offense_code or (), block.article, today, Days(*block.arrest_days),
               block.fine, block.fine_unit or "", block.community_hours)  # fmt: skip


def _wrong(block: ActBlock) -> list[str]:
    wrong = []
    if block.to != "administrative":
        wrong.append(f'to: read {shown(block.to)}; write to = "administrative"')
    if (block.offense_code is None) == (block.article is None):
        wrong.append('article: give either offense_code = ["..."] or article = "296(1)"')
    for name in ("today_days", "arrest_days", "fine", "community_hours"):
        pair = getattr(block, name)
        if pair is None:
            continue
        if not 0 <= pair[0] <= pair[1] or not all(abs(each) < 10**12 for each in pair):
            low, high = pair
            wrong.append(f"{name}: read {shown(low)} to {shown(high)}; write the least, then the "
                         "most, both >= 0")  # fmt: skip
    if (block.fine is None) != (block.fine_unit is None):
        wrong.append('fine_unit: a fine and its unit go together; write fine_unit = "MCI"')
    return wrong


def _today(block: ActBlock, ground: Ground) -> Term:
    """The custody that the conduct may bring today: stated, or from the pack."""
    if block.today_days is not None:
        return Term(Days(*block.today_days), "stated", "stated")
    if ground.pack is None:
        return Term(None, "no law pack is there")
    if block.article is not None:
        return term_of_article(ground.pack, ground.law_on, block.article)
    acts = {ground.offences.get(code) for code in block.offense_code or ()}
    act = acts.pop() if len(acts) == 1 else None
    if act is None:
        return Term(None, "[offences] gives no one act of the law for its codes")
    return term_of_act(ground.pack, ground.law_on, act)


def _wrong_today(today: Term) -> list[str]:
    if today.days is not None:
        return []
    return [f"today_days: it is missing, and no pack tells it: {today.source}; write today_days = "
            "[0, 45]"]  # fmt: skip
