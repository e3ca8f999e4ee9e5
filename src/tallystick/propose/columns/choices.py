"""How would one column of theirs fill one column of a table, and may it, by its values?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tallystick.load.units import is_weight
from tallystick.load.value_shape import shape, words
from tallystick.load.wording import shown
from tallystick.propose.cells.day_numbers import dates_of, remark_of
from tallystick.propose.cells.plausible import plausible
from tallystick.propose.cells.values import KNOWN_WORDS, read_numbers, read_weights, read_words
from tallystick.propose.cells.yes_or_no import read_yes_or_no
from tallystick.propose.columns.citations import without_citations
from tallystick.propose.columns.speeds import unit_of_limits
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens
from tallystick.tables import Column, canonical

GROSS = {"gross", "брутто", "bruto", "brut", "brutto"}
WEIGHTS = {"g": "g", "kg": "kg", "mg": "mg"}
SPEEDS = {"mph": "[mi_i]/h", "km/h": "km/h"}
FIXED_UNITS = {"purity": "%", "score": "{score}"}
MOST_HEADERS = 4
SURE, LEAST_DIGITS = 0.5, 5
LEAST_KNOWN, LEAST_ROLES = 0.02, 0.2
"""The share of endings of cases whose words must be known, where one of them is an arrest; and of
roles, where several are known: of the officers among them no role is told."""
ENDINGS, OPEN = ("clearance", "verdict"), {"open", "active", "pending", "released", "in custody"}
"""What alone tells no ending of a case, and no decision."""
MEANINGS = 2
"""As many meanings tell what began cases, and as many words that none was cleared."""
UNIT_KINDS = {"{plant}": "plants", "mL": "volume", "L": "volume"}


@dataclass(frozen=True)
class Choice:
    """A mapping of one column, as the engagement file writes it, and why.

    `headers` are the columns of theirs that it reads; `remark` is what its reader should know.
    """

    headers: tuple[str, ...]
    mapping: dict[str, Any]
    why: str
    remark: str = ""
    score: float = 1.0
    concept: str = ""
    clock: bool = False

    @property
    def read_from(self) -> str:
        """The headers, the first of many; or what is said of every row."""
        if self.mapping.get("row_number"):
            return "made of file and row"
        if not self.headers:
            return f"always {self.mapping.get('constant', self.mapping.get('column', ''))}"
        more = len(self.headers) - MOST_HEADERS
        first = " + ".join(self.headers[: MOST_HEADERS if more > 1 else None])
        return f"{first} and {more} more" if more > 1 else first


@dataclass(frozen=True)
class Open:
    """A mapping that only a person can settle: the question and its possible answers."""

    column: str
    headers: tuple[str, ...]
    question: str
    options: tuple[tuple[str, Choice], ...] = field(default=())


def choice_for(table: str, name: str, look: Look, header: str, met: Met) -> Choice | Open | None:
    """Return how `header` would fill the column called `name`; None when its values forbid it."""
    column = canonical(table).column(name)
    cells = look.column(header)
    if not cells:
        return None
    if column.kind in ("instant", "date"):
        return _dated(name, header, cells, met)
    if column.kind in ("number", "integer"):
        return _numbered(name, header, cells, met)
    if column.kind == "code":
        return _coded(column, look, header, met)
    if met.by_values and met.concept == "unit" and _measures(cells):
        return None
    if not plausible(name, cells):
        return None
    if name == "incident_id" and met.score < SURE and _counts(cells):
        return None
    return Choice((header,), {"column": header}, met.why, score=met.score, concept=met.concept)


def _counts(cells: list[str]) -> bool:
    """Whether cells may as well be counts: small numbers that repeat."""
    small = sum(cell.isdigit() and len(cell) < LEAST_DIGITS for cell in cells) > 0.5 * len(cells)
    return small and len(set(cells)) < len(cells)


def _measures(cells: list[str]) -> bool:
    return read_words("unit", cells)[2] >= KNOWN_WORDS


def _dated(name: str, header: str, cells: list[str], met: Met) -> Choice | Open | None:
    read = dates_of(header, cells)
    if read is None or read.kind == "time":
        return None
    clock = read.kind == "moment"
    remark = remark_of(read)
    if not read.forms:
        return Choice((header,), {"column": header}, met.why, score=met.score,
                      concept=met.concept, clock=clock)  # fmt: skip
    if read.also:
        both = [read.forms[0], *read.also]
        return Choice((header,), {"column": header, "format": both} | read.keys,
                      f"{met.why}; read by {' and '.join(both)}", remark, met.score,
                      met.concept, clock)  # fmt: skip
    choices = [
        Choice((header,), {"column": header, "format": form} | read.keys,
               f"{met.why}; read by {form}", remark, met.score, met.concept, clock)
        for form in read.forms
    ]  # fmt: skip
    if read.decided:
        proof = f" ({shown(read.proof, 40)} tells the order)" if read.proof else ""
        one = choices[0]
        return replace(one, why=one.why + proof)
    return Open(
        name, (header,),
        f"Is {shown(cells[0], 40)} in {shown(header)} read by {read.forms[0]} or by "
        f"{read.forms[1]}? Every value fits both",
        tuple(zip(read.forms, choices, strict=True)),
    )  # fmt: skip


def _numbered(name: str, header: str, cells: list[str], met: Met) -> Choice | Open | None:
    if name == "count" and set(cells) == {"1"}:
        return None
    read, with_units = read_numbers(cells), False
    if read is None and met.concept == "weight" and (weights := read_weights(cells)) is not None:
        read, with_units = weights[0], True
    if read is None:
        return None
    choices = []
    for decimal, thousands in read.marks:
        marks: dict[str, Any] = {"unit_in_cell": True} if with_units else {}
        marks |= {"decimal": decimal} if decimal != "." else {}
        marks |= {"thousands": thousands} if thousands else {}

        said = f"; decimal {decimal!r}" if decimal != "." else ""
        said += f"; thousands {thousands!r}" if thousands else ""
        choices.append(
            Choice((header,), {"column": header} | marks, met.why + said, score=met.score,
                   concept=met.concept)
        )  # fmt: skip
    if read.decided:
        return choices[0]
    labels = ("thousands are set off by a comma", "a comma is the decimal mark")
    example = next(cell for cell in cells if "," in cell)
    return Open(name, (header,), f"What does the comma of {shape(example)} in {shown(header)} "
                "do? Every value fits both", tuple(zip(labels, choices, strict=True)))  # fmt: skip


def _coded(column: Column, look: Look, header: str, met: Met) -> Choice | None:
    cells = look.column(header)
    if (plain := _by_yes_or_no(column.name, header, cells, met)) is not None:
        return plain
    known, unknown, share = read_words(column.name, cells)
    if not known or share < _least_known(column.name, met, known.values()):
        return None
    if column.name == "clearance":
        plain_words = without_citations(look, known)
        unknown = (*unknown, *(word for word in known if word not in plain_words))
        known = plain_words
    if not known or _tells_nothing(column.name, header, met, known):
        return None
    if met.concept == "disposition" and set(known.values()) == {"pending"}:
        return None
    mapping: dict[str, Any] = {"column": header}
    values = {word: meaning for word, meaning in known.items() if word != meaning}
    remark = ""
    if values or unknown:
        mapping["values"] = values or {word: word for word in known}
    if unknown:
        mapping["otherwise"] = ""
        remark = (
            f"{len(unknown)} values not known and read as empty, like "
            f"{words(cells, 6, unknown)}; put what they mean into values"
        )
    why = f"{met.why}; values known: {share:.0%}"
    return Choice((header,), mapping, why, remark, met.score, met.concept)


def _least_known(name: str, met: Met, known: Iterable[str]) -> float:
    """The share of cells whose words must be known: few where one tells how a case ended."""
    if name == "role" and len(set(known)) >= MEANINGS:
        return LEAST_ROLES
    sure = met.concept == "verdict" and met.score >= SURE
    ended = name == "clearance" and not met.by_values and set(known) != {"none"}
    return LEAST_KNOWN if sure or ended else KNOWN_WORDS


def _tells_nothing(name: str, header: str, met: Met, known: dict[str, str]) -> bool:
    """Whether the words known say only that a case is open; not where a header tells of arrests.

    Nor do words of one meaning tell what began cases, or that none was cleared.
    """
    words = {word.casefold().replace("_", " ") for word in known}
    if name == "origin" and met.by_values:
        several = known if {"reason", "stop"} <= facets_of(header) else set(known.values())
        return len(several) < MEANINGS
    if name == "clearance" and len(known) < MEANINGS and set(known.values()) == {"none"}:
        return True
    return name in ENDINGS and words <= OPEN and "arrested" not in facets_of(header)


def _by_yes_or_no(name: str, header: str, cells: list[str], met: Met) -> Choice | None:
    read = read_yes_or_no(name, header, cells)
    if read is None:
        return None
    values, others, why, remark = read
    mapping: dict[str, Any] = {"column": header, "values": values}
    mapping |= {} if others is None else {"otherwise": others}
    return Choice((header,), mapping, f"{met.why}; {why}", remark, met.score, met.concept)


def with_unit(look: Look, value: Choice, unit_header: str | None) -> Choice | Open:
    """Return the mapping of a measured value with its unit: by a column, its header or its kind."""
    header = value.headers[0]
    if "unit_in_cell" in value.mapping:
        return replace(value, why=f"{value.why}; its cells say the unit")
    if value.concept in FIXED_UNITS:
        return replace(value, mapping=value.mapping | {"unit": FIXED_UNITS[value.concept]})
    if unit_header is not None and value.concept == "weight":
        cells = look.column(unit_header)
        known, unknown, _ = read_words("unit", cells)
        units = {word: code for word, code in known.items() if word != code}
        mapping = value.mapping | {"unit_column": unit_header} | ({"units": units} if units else {})
        remark = (
            f"{len(unknown)} units not known, like {words(cells, 6, unknown)}; write their UCUM "
            "codes into units"
        ) if unknown else ""  # fmt: skip
        return replace(value, headers=(header, unit_header), mapping=mapping, remark=remark)
    for word in reversed(tokens(header)):
        code = read_words("unit", [word])[0].get(word)
        if code and is_weight(code) == (value.concept == "weight"):
            return replace(value, mapping=value.mapping | {"unit": code},
                           why=f"{value.why}; its header says {word!r}")  # fmt: skip
    if value.concept != "weight" and (told := unit_of_limits(look)) is not None:
        return replace(value, mapping=value.mapping | {"unit": told},
                       why=f"{value.why}; the limits beside it are in {told}")  # fmt: skip
    asked = WEIGHTS if value.concept == "weight" else SPEEDS
    options = tuple(
        (word, replace(value, mapping=value.mapping | {"unit": unit}, why=f"{value.why}; as said"))
        for word, unit in asked.items()
    )
    return Open("value", value.headers, f"In which unit is {shown(header)}?", options)


def kind_of(look: Look, value: Choice, concept: str, unit_header: str | None) -> Choice:
    """Return what is measured: a constant, or what each row's unit of measurement tells."""
    if concept != "weight":
        return Choice((), {"constant": concept}, f"{shown(value.headers[0])} holds it")
    plain = "gross_weight" if GROSS & set(tokens(value.headers[0])) else "net_weight"
    known = read_words("unit", look.column(unit_header))[0] if unit_header else {}
    others = {word: UNIT_KINDS.get(code, "") for word, code in known.items() if not is_weight(code)}
    if unit_header is None or not others:
        return Choice((), {"constant": plain}, f"{shown(value.headers[0])} is a weight")
    values = {word: others.get(word, plain) for word in known}
    return Choice((unit_header,), {"column": unit_header, "values": values, "otherwise": ""},
                  "the unit of each row tells what was measured",
                  "rows in pieces are set aside: they are no weights")  # fmt: skip
