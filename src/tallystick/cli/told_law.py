"""How is an answer of the law told in plain text?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from textwrap import wrap

from tallystick.cli.terminal import printable
from tallystick.statutes import (
    SAID,
    Answer,
    Charge,
    Confidence,
    Counted,
    Penalty,
    Quantity,
    Row,
    Scale,
    bounds,
    doubt_of_bounds,
    in_part,
)
from tallystick.statutes.amounts import grouped, plain
from tallystick.statutes.charges import CULTIVATION
from tallystick.statutes.rows import ANY, Circumstance, Offence, ReferenceUnit, span

WIDTH, LABEL = 98, 14


def told(answer: Answer) -> list[str]:
    """Return the lines that answer."""
    pack, question = answer.pack, answer.question
    lines = [f"{pack.name} ({pack.code}), the law on {question.on}"]
    if answer.quantity:
        lines += _quantity(answer.quantity, question.amount)
        if question.act == CULTIVATION and not answer.counts_plants:
            lines += block("", "cultivation has sizes of its own, so this class does not decide")
    lines += _charges(answer)
    lines += _counted(answer.counted)
    for caveat in answer.caveats:
        lines += block("Caveat", caveat.text)
    if answer.rests_on_something:
        lines += _least_sure(answer)
    lines += _sources(answer)
    return [printable(line) for line in lines]


def block(label: str, *texts: str) -> list[str]:
    """Return a label with its text beside it, wrapped; each further text on a line of its own."""
    wide = WIDTH - LABEL
    lines = [line for text in texts for line in wrap(text, wide, break_on_hyphens=False)]
    return [f"{'' if place else label:<{LABEL}}{line}" for place, line in enumerate(lines)]


def sure(confidence: Confidence) -> str:
    """Say how sure a row is, with the word of the pack."""
    return f"{confidence}: {SAID[confidence]}"


def _least_sure(answer: Answer) -> list[str]:
    aside = " but the class of the amount, on which the article does not rest,"
    these = f"these{aside if answer.amount_aside else ''}"
    said = [f"the least sure of {these} is {sure(answer.confidence)}"]
    if answer.from_memory:
        said.append(f"from memory all the same: {'; '.join(answer.from_memory)}")
    return block("How sure", *said)


def words(name: str) -> str:
    """Return a name of the pack as words."""
    return name.replace("_", " ")


def _quantity(quantity: Quantity, amount: Decimal | None) -> Iterator[str]:
    scale = quantity.scale
    of = words(quantity.substance)
    if scale is None or amount is None:
        yield from block("Amount", quantity.why_none)
    else:
        unit = "plants" if scale.counts_plants else f"g of {of}"
        what = f"{grouped(amount)} {unit}{_basis(scale)}"
        if quantity.row is None:
            yield from block("Amount", f"{what}: no class", quantity.why_none)
        else:
            yield from block("Amount", f"{what}: {words(quantity.row.class_)} ({quantity.bounds})")
    if quantity.unsure:
        yield from block("", "no source says to which class exactly this amount belongs; the "
                             "milder is given")  # fmt: skip
    if scale is not None:
        yield from block("", table(scale), scale.rows[0].citation)
    if quantity.row is not None:
        yield from _how_sure(quantity.row)
    if scale is not None and scale.needs_purity:
        yield from block("", "the weight of a mixture alone does not tell the class: the purity "
                             "is needed")  # fmt: skip


def _basis(scale: Scale) -> str:
    said = {
        "active_principle": ", as active principle",
        "pure_weight": ", pure",
        "mixture_weight": ", as a mixture",
        "aggregate_weight": ", in the aggregate",
    }
    return said.get(scale.basis, "")


def table(scale: Scale) -> str:
    """Return all classes of a scale in a line, with the word that an unsure one must have."""
    if scale.indicative:
        return "; ".join(
            f"{words(row.class_)} {plain(row.lower or Decimal(0))} {row.unit}{unsure(row)}"
            for row in reversed(scale.rows)
        )
    return "; ".join(
        f"{words(row.class_)} {bounds(scale, place)}{unsure(row)}"
        for place, row in enumerate(scale.rows)
    )


def unsure(row: Row) -> str:
    """Return what a row must not be used without, in brackets; "" for a surer row."""
    said = doubt_of_bounds(row)
    return f" ({said})" if said else ""


def _how_sure(row: Row) -> Iterator[str]:
    yield from block("", f"{sure(row.confidence)} [{', '.join(row.source)}]")
    if part := in_part(row):
        yield from block("", f"but {part}: check the law before use")
    if row.note:
        yield from block("", f"note: {row.note}")


def _charges(answer: Answer) -> Iterator[str]:
    charges = answer.charges
    if charges.why_none:
        yield from block("Article", f"none: {charges.why_none}")
    if charges.found and not charges.decided:
        yield from block("Article", "which part it is depends on what was not given; all that "
                                    "could apply:")  # fmt: skip
    for charge in charges.found:
        yield from _charge(charge, answer.units, charges.decided)


def _charge(charge: Charge, units: tuple[ReferenceUnit, ...], decided: bool) -> Iterator[str]:
    offence = charge.offence
    yield from block("Article" if decided else "", f"{article(offence)}: {offence.name}; "
                     f"{offence.kind}; {when(offence)}")  # fmt: skip
    label = "Penalty" if decided else ""
    if charge.penalty is None:
        yield from block(label, "not entered", offence.note)
        yield from _how_sure(offence)
        return
    yield from block(label, punished(charge.penalty, units), held(charge.penalty))
    yield from _how_sure(charge.penalty)


def article(offence: Offence) -> str:
    """Return an article with its part, as it is cited."""
    return f"{offence.article}({offence.part})" if offence.part else offence.article


def when(offence: Offence) -> str:
    """Say of which amounts and circumstances an offence is made."""
    classes = [words(name) for name in offence.classes if name != ANY]
    either = [*classes, *map(words, offence.or_with)]
    said = "any amount" if ANY in offence.classes else " or ".join(either)
    return f"{said}, with {' and '.join(map(words, offence.only_with))}" if (
        offence.only_with
    ) else said  # fmt: skip


def held(row: Row) -> str:
    """Say from when to when a row is in force; "" when it has no dates."""
    said = span(row.dates)
    return f"in force {said}" if said else ""


def punished(penalty: Penalty, units: tuple[ReferenceUnit, ...]) -> str:
    """Say what an offence is punished with."""
    parts = [prison(penalty)] if penalty.prison else ["no prison"]
    worth = next((unit for unit in units if unit.unit == penalty.fine_unit), None)
    if penalty.fine_max is not None:
        least = f"{grouped(penalty.fine_min)} to " if penalty.fine_min else "up to "
        money = f" ({grouped(penalty.fine_max * worth.value)} {worth.currency})" if worth else ""
        parts.append(f"fine {least}{grouped(penalty.fine_max)} {penalty.fine_unit}{money}")
    if penalty.works_max is not None:
        parts.append(f"corrective works up to {plain(penalty.works_max)} {penalty.fine_unit}")
    if penalty.service_hours_max is not None:
        parts.append(f"community service up to {plain(penalty.service_hours_max)} h")
    if penalty.arrest_days_max is not None:
        parts.append(f"arrest up to {plain(penalty.arrest_days_max)} days")
    if worth and penalty.fine_max is not None:
        parts.append(f"1 {worth.unit} is {grouped(worth.value)} {worth.currency} "
                     f"({worth.confidence})")  # fmt: skip
    return "; ".join([*parts, penalty.other] if penalty.other else parts)


def prison(penalty: Penalty) -> str:
    """Say the range of imprisonment: ``prison 10 to 15 years``."""
    least, most = penalty.prison_min_years, penalty.prison_max_years
    if penalty.life_only:
        return "prison for life, and no less"
    life = ", or life" if penalty.life else ""
    if most is None and not least:
        return "prison up to life"
    if most is None:
        return f"prison {_years(least)}{' to life' if life else ' or more; the most not entered'}"
    if not least:
        return f"prison up to {_years(most)}{life}"
    begins = plain(least) if least == int(least) else _years(least)
    return f"prison {begins} to {_years(most)}{life}"


def _years(years: Decimal | None) -> str:
    """Say a term: ``1 year``, ``15 years``, or ``3 months`` where years are no whole number."""
    term = years or Decimal(0)
    if term != int(term):
        return f"{plain(term * 12)} months"
    return f"{plain(term)} year{'' if term == 1 else 's'}"


def _counted(counted: Counted) -> Iterator[str]:
    for label, rows, more in (
        ("Aggravating", counted.aggravating, ""),
        ("Not twice", counted.not_twice, "; an element of the article, not to be counted again"),
        ("Element", counted.elements, ""),
        ("Milder", counted.milder, ""),
        ("Not in force", counted.not_in_force, "; not on that day"),
        ("No effect", counted.idle, "; no element of this article, and not on the list of "
                                    "aggravating circumstances"),
    ):  # fmt: skip
        for row in rows:
            yield from block(label, f"{_named(row)}{more}")
            yield from _how_sure(row)
    if counted.could_be:
        yield from block("If found", "; ".join(map(_named, counted.could_be)))


def _named(row: Circumstance) -> str:
    return f"{row.key} ({row.article}): {row.name}" if row.article else f"{row.key}: {row.name}"


def _sources(answer: Answer) -> Iterator[str]:
    """Yield the sources of an answer, once each, unwrapped: an address is copied whole."""
    keys = dict.fromkeys(key for row in answer.rows for key in row.source)
    for place, key in enumerate(keys):
        label = "" if place else "Sources"
        yield f"{label:<{LABEL}}{key}: {answer.pack.sources[key]}"
