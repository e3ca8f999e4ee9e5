"""How is an answer of the law told in plain text: the answer, how sure it is, the sources?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tallystick.cli.later_law_text import later_lines, rows_since, rules
from tallystick.cli.law_words import LABEL, article, block
from tallystick.cli.penalty_text import punished
from tallystick.cli.terminal import printable
from tallystick.statutes import (
    SAID,
    Answer,
    Charge,
    Confidence,
    Counted,
    Later,
    Pack,
    Quantity,
    Question,
    Row,
    Scale,
    apart,
    bounds,
    doubt_of_bounds,
)
from tallystick.statutes.amounts import grouped, plain
from tallystick.statutes.charges import CULTIVATION
from tallystick.statutes.rows import ANY, Circumstance, Offence, span


def told(answer: Answer, later: tuple[Later, ...] = ()) -> list[str]:
    """Return the lines that answer; `later` is what changed since."""
    pack, question = answer.pack, answer.question
    lines = [f"{pack.name} ({pack.code}), the law on {question.on}"]
    lines += _charges(answer)
    if answer.quantity:
        lines += _quantity(answer.quantity, question, pack)
        if question.act == CULTIVATION and answer.quantity.row and not answer.counts_plants:
            lines += block("", "cultivation has sizes of its own, so this class does not decide")
    lines += _counted(answer.counted, pack)
    lines += later_lines(answer, later)
    for caveat in answer.caveats:
        lines += block("Caveat", caveat.text)
    if answer.rests_on_something:
        lines += _how_sure(answer, later)
    lines += _sources(answer, later)
    return [printable(line) for line in lines]


def several_forms(question: Question, found: tuple[Answer, ...]) -> str:
    """Say that a word may mean several substances of a pack, each of which is answered."""
    pack = found[0].pack
    names = [each.quantity.substance for each in found if each.quantity]
    said = "; ".join(pack.said(name) for name in names)
    return printable(f"{question.substance} may be {len(names)} things in {pack.name}: {said}")


def sure(confidence: Confidence) -> str:
    """Say how sure a row is, with the word of the pack."""
    return f"{confidence}: {SAID[confidence]}"


def _charges(answer: Answer) -> Iterator[str]:
    charges = answer.charges
    if charges.why_none:
        yield from block("Answer", charges.why_none)
    if charges.found and not charges.decided:
        yield from block("Answer", _open(len(charges.found)))
    for place, charge in enumerate(charges.found):
        first = charges.decided and not place
        yield from block("Answer" if first else "", _penalty(charge, answer))
        yield from block("", _described(charge.offence, answer.pack))
    if any(charge.penalty and charge.penalty.kinds > 1 for charge in charges.found):
        yield from block("", "of several kinds of penalty the article tells whether one is chosen "
                             "or all are given")  # fmt: skip


def _open(parts: int) -> str:
    """Say that what was not given decides; the law may have parts that the pack has not."""
    if parts == 1:
        return "whether this part applies depends on what was not given; the pack has no other:"
    return "which part it is depends on what was not given; of those in the pack these could apply:"


def _penalty(charge: Charge, answer: Answer) -> str:
    """An article with its penalty: ``297(3): prison 10 to 15 years``."""
    offence, penalty = charge.offence, charge.penalty
    if penalty is None:
        why = offence.no_penalty or "no row for this day"
        return f"{article(offence)}: the penalty is not known here ({why})"
    return f"{article(offence)}: {punished(penalty, answer.pack, answer.units)}"


def _described(offence: Offence, pack: Pack) -> str:
    kind = "" if offence.kind == "criminal" else "administrative; "
    return "; ".join(filter(None, (f"{kind}{offence.name}", when(offence, pack), held(offence))))


def when(offence: Offence, pack: Pack) -> str:
    """Say of which amounts and circumstances an offence is made."""
    classes = [pack.said(name) for name in offence.classes if name != ANY]
    either = [*classes, *map(pack.said, offence.or_with)]
    said = "any amount" if ANY in offence.classes else " or ".join(dict.fromkeys(either))
    return f"{said}, only if: {' and '.join(map(pack.said, offence.only_with))}" if (
        offence.only_with
    ) else said  # fmt: skip


def held(row: Row) -> str:
    """Say from when to when a row is in force, or from which day on it was read; "" for neither."""
    said = span(row.dates)
    read_alone = row.from_date is None and row.read_from is not None
    return f"{'read as it stands' if read_alone else 'in force'} {said}" if said else ""


def _quantity(quantity: Quantity, question: Question, pack: Pack) -> Iterator[str]:
    scale, amount = quantity.scale, question.amount
    if scale is None or amount is None or (quantity.weighed is None and not scale.indicative):
        yield from block("Amount", quantity.why_none)
    else:
        of = pack.said(quantity.substance)
        what = f"{grouped(amount)} {'plants' if scale.counts_plants else f'g of {of}'}"
        pure = quantity.weighed
        if pure is None or pure == amount:
            what += _basis(scale)
        else:
            what = f"{grouped(amount)} g, of it {grouped(pure)} g of {of}"
        if quantity.row is None:
            yield from block("Amount", f"{what}: no class", quantity.why_none)
        else:
            said = pack.said(quantity.row.class_)
            yield from block("Amount", f"{what}: {said} ({quantity.bounds})")
    if question.purity is not None and scale is not None and not scale.needs_purity:
        yield from block("", "this line weighs the whole, whatever the purity")
    if quantity.unsure:
        yield from block("", "no source says to which class exactly this amount belongs; the "
                             "milder is given")  # fmt: skip
    if scale is not None:
        yield from block("", table(scale, pack), scale.rows[0].citation)
    if others := [pack.said(name) for name in apart(pack, question.substance or "")]:
        verb = "is" if len(others) == 1 else "are"
        yield from block("", f"{' and '.join(others)} {verb} asked apart")


def _basis(scale: Scale) -> str:
    said = {
        "active_principle": ", as active principle",
        "pure_weight": ", pure",
        "mixture_weight": ", as a mixture",
        "aggregate_weight": ", in the aggregate",
    }
    return said.get(scale.basis, "")


def table(scale: Scale, pack: Pack) -> str:
    """Return all classes of a scale in a line, with the word that an unsure one must have."""
    if scale.indicative:
        return "; ".join(
            f"{pack.said(row.class_)} {plain(row.lower or Decimal(0))} {row.unit}{unsure(row)}"
            for row in reversed(scale.rows)
        )
    return "; ".join(
        f"{pack.said(row.class_)} {bounds(scale, place)}{unsure(row)}"
        for place, row in enumerate(scale.rows)
    )


def unsure(row: Row) -> str:
    """Return what a row must not be used without, in brackets; "" for a surer row."""
    said = doubt_of_bounds(row)
    return f" ({said})" if said else ""


def _counted(counted: Counted, pack: Pack) -> Iterator[str]:
    for label, rows, more in (
        ("Aggravating", counted.aggravating, ""),
        ("Not twice", counted.not_twice, "; an element of the article, not to be counted again"),
        ("Element", counted.elements, ""),
        ("Milder", counted.milder, ""),
        ("Not here", counted.elsewhere, "; it works for other articles or parts"),
        ("Not known", counted.not_in_force, "; not known for this day"),
        ("Not known", counted.unknown, "; not known here: the pack does not hold every "
                                       "circumstance that the law names"),
        ("No effect", counted.idle, "; no element of this article, and not on the list of "
                                    "aggravating circumstances"),
    ):  # fmt: skip
        for row in rows:
            yield from block(label, f"{_named(row)}{more}")
    if counted.makes_graver:
        yield from block("Graver if", ", ".join(pack.said(row.key) for row in counted.makes_graver))
    if counted.could_be:
        said = ", ".join(pack.said(row.key) for row in counted.could_be)
        yield from block("If found", f"aggravating: {said}")


def _named(row: Circumstance) -> str:
    return f"{row.name} ({row.article})" if row.article else row.name


def _how_sure(answer: Answer, later: tuple[Later, ...]) -> Iterator[str]:
    aside = " but the class of the amount, on which the article does not rest,"
    these = f"these{aside if answer.amount_aside else ''}"
    yield from block("How sure", f"the least sure of {these} is {sure(answer.confidence)}")
    if answer.from_memory:
        yield from block("", f"from memory all the same: {'; '.join(answer.from_memory)}")
    for name, row in _rows(answer):
        yield from block("", _row(name, row, answer.question.on))
    for (name, day), row in rows_since(answer, later).items():
        yield from block("", f"later law, {_row(f'{name} on {day}', row, day)}")
    for rule in rules(later):
        said = f"{rule.citation}: {rule.confidence} [{', '.join(rule.source)}]"
        yield from block("", f"later law, {said}")


def _row(name: str, row: Row, day: date) -> str:
    """Say how sure a row is on a day, where it was read, and its note."""
    word = row.confidence_on(day)
    days = span(row.stamped)
    read = "" if word == row.confidence else f" ({_read(row)} {days})"
    note = f"; {row.note}" if row.note else ""
    return f"{name}: {word}{read} [{', '.join(row.source)}]{note}"


def _read(row: Row) -> str:
    several = row.all_from is not None and row.all_from != row.read_from
    return "all its sources tell of days" if several else "the text read is that"


def _rows(answer: Answer) -> Iterator[tuple[str, Row]]:
    quantity = answer.quantity
    if quantity and quantity.row:
        yield "the amount", quantity.row
    for charge in answer.charges.found:
        row = charge.penalty or charge.offence
        yield article(charge.offence), row
    counted = answer.counted
    for circumstance in (*counted.aggravating, *counted.not_twice, *counted.elements,
                         *counted.milder, *counted.elsewhere):  # fmt: skip
        yield answer.pack.said(circumstance.key), circumstance


def _sources(answer: Answer, later: tuple[Later, ...]) -> Iterator[str]:
    """Yield the sources of an answer, once each, unwrapped: an address is copied whole."""
    rows = [*answer.rows, *(row for _, row in _rows(answer))]
    rows += rows_since(answer, later).values()
    keys = dict.fromkeys(key for row in rows for key in row.source)
    keys |= dict.fromkeys(key for rule in rules(later) for key in rule.source)
    for place, key in enumerate(keys):
        label = "" if place else "Sources"
        text = answer.pack.sources[key]
        yield f"{label:<{LABEL}}{text if text.startswith(f'{key}:') else f'{key}: {text}'}"
