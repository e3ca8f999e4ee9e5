"""Decisions on charges: which column holds the verdict, and in which unit the sentence is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.cells.values import read_words
from tallystick.propose.columns.choices import Choice, Open, choice_for
from tallystick.propose.columns.proposals import Doubt, TableProposal, headers_used
from tallystick.propose.columns.roles import against_officers, may_be_accused
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import FILLS, Met
from tallystick.propose.headers.folded import tokens
from tallystick.propose.times.moments import decided_by_values

DECISIVE = frozenset({"convicted", "acquitted", "dismissed"})
"""What only a decision is called; *open* and *pending* stand in lists of cases too."""
BY_VALUES = 0.4
LAWSUITS = frozenset({"plaintiff", "plaintiffs", "defendant", "defendants", "docket", "lawsuit",
                      "lawsuits", "suit", "verdict", "prosecutor", "litigation"})  # fmt: skip
"""Words of lists of cases before courts."""
SUED = frozenset({"plaintiff", "plaintiffs", "claimant", "claimants", "lawsuit", "lawsuits",
                  "litigation", "matter", "payee", "settlement", "suit", "loss", "claim",
                  "claims", "docket", "indemnity"})  # fmt: skip
"""Words of lists of lawsuits and claims against a city."""
SENTENCES = frozenset({"sentence", "sentenced", "prison", "jail", "incarceration", "imprisonment",
                       "confinement"})  # fmt: skip
MONTHS = frozenset({"month", "months", "mo", "mos", "mths", "m", "meses", "mes", "mois", "monate",
                    "monaten", "месяц", "месяцев", "мес", "ай", "айлар"})  # fmt: skip
OTHER_UNITS = frozenset({"year", "years", "yr", "yrs", "y", "day", "days", "d", "años", "anos",
                         "ans", "jahre", "jahren", "лет", "год", "дней", "días", "dias", "jours",
                         "tage", "жыл", "күн", "hours", "type", "вид", "түрі"})  # fmt: skip
MONEY = frozenset({"fine", "amount", "multa", "monto", "valor", "amende", "montant", "bußgeld",
                   "geldbuße", "сумма", "штрафа", "айыппұл", "usd", "eur", "cost"})  # fmt: skip


def with_decision(
    look: Look, mets: Mapping[str, list[Met]], found: dict[str, Choice | Doubt]
) -> None:
    """Settle in `found` what the columns of a decision need beside the words of their headers."""
    sentence = found.pop("sentence_months", None)
    if isinstance(sentence, Choice) and (read := _in_months(look, sentence)) is not None:
        found["sentence_months"] = read
    _with_verdict(look, mets, found)
    if "decided_at" not in found and "verdict" in found and of_court(look):
        closed = _closed(look, mets)
        found.update({} if closed is None else {"decided_at": closed})
    if "decided_at" not in found and {"verdict", "sentence_months"} & set(found):
        decided = decided_by_values(look, mets)
        found.update({"decided_at": decided} if decided is not None else {})
    if "person_id" not in found and "verdict" in found and against_officers(look):
        _with_accused(look, mets, found)
    elif "person_id" not in found and (name := _name_of_person(look, mets)):
        choice = Choice((name,), {"column": name}, f"the name in {shown(name)}, as said")
        found["person_id"] = Open(
            "person_id", (name,), f"Is each name in {shown(name)} one person? Two people of one "
            "name would count as one", (("one person a name", choice),))  # fmt: skip


def _of_lawsuits(look: Look, cases: TableProposal) -> TableProposal:
    """Return the cases, of lawsuits and claims without the department that is sued."""
    words = {word for header in look.header for word in tokens(header)}
    if not words & SUED or "unit_id" not in cases.columns:
        return cases
    left = {name: each for name, each in cases.columns.items() if name != "unit_id"}
    return replace(cases, columns=left)


def closed_by_decision(
    look: Look, mets: Mapping[str, list[Met]], tables: list[TableProposal]
) -> list[TableProposal]:
    """Return the tables, the cases closed by their decision where no table holds decisions.

    Cases of lawsuits have no unit: the department that stands in them is the one that is sued.
    """
    tables = [_of_lawsuits(look, each) if each.table == "incidents" else each for each in tables]
    cases = next((each for each in tables if each.table == "incidents"), None)
    if (
        cases is None
        or "closed_at" in cases.columns
        or any(each.table == "outcomes" for each in tables)
    ):
        return tables
    used = headers_used(tables)
    for header, found in mets.items():
        met = next((each for each in found if each.concept == "decided_at"), None)
        if met is None or header in used:
            continue
        closed = choice_for("incidents", "closed_at", look, header, met)
        if isinstance(closed, Choice):
            columns = cases.columns | {"closed_at": closed}
            ordered = {name: columns[name] for name in FILLS["incidents"] if name in columns}
            return [replace(cases, columns=ordered) if each is cases else each for each in tables]
    return tables


def _with_accused(
    look: Look, mets: Mapping[str, list[Met]], found: dict[str, Choice | Doubt]
) -> None:
    """Take the officer complained of for the person charged."""
    for header in mets:
        met = next((each for each in mets[header] if each.concept == "officer_id"), None)
        if met is not None and may_be_accused(header) and "number" in facets_of(header):
            why = f"{met.why}; the charge is against the officer"
            found["person_id"] = Choice((header,), {"column": header}, why)
            return


def _with_verdict(
    look: Look, mets: Mapping[str, list[Met]], found: dict[str, Choice | Doubt]
) -> None:
    """Put the column whose values are decisions into `found`, where no header alone tells it.

    A header must tell of a result; its values must name acquittals beside convictions or
    dismissals, or the date of the decision must share a word with it.
    """
    if "verdict" in found:
        return
    taken = {header for each in found.values() for header in each.headers}
    dated = found.get("decided_at")
    for header in mets:
        if header in taken or "status" not in facets_of(header) or "plea" in tokens(header):
            continue
        known, unknown, share = read_words("verdict", look.column(header))
        told = DECISIVE & set(known.values())
        near = dated is not None and _share_a_word(header, dated)
        if len(told) > 1 or (told and (near or of_court(look))):
            mapping = {"column": header, "values": known, "otherwise": ""}
            remark = (f"{len(unknown)} values not known and read as empty; put what they mean "
                      "into values") if unknown else ""  # fmt: skip
            why = f"its values name decisions; values known: {share:.0%}"
            found["verdict"] = Choice((header,), mapping, why, remark, BY_VALUES, "verdict")
            return


def of_court(look: Look) -> bool:
    """Whether a header tells of a court or of parties in one, so that results are decisions."""
    return any("court" in facets_of(each) or LAWSUITS & set(tokens(each)) for each in look.header)


def _closed(look: Look, mets: Mapping[str, list[Met]]) -> Choice | None:
    """When cases before a court were closed, which is when they were decided."""
    for header, found in mets.items():
        met = next((each for each in found if each.concept == "closed_at"), None)
        if met is not None:
            closed = choice_for("outcomes", "decided_at", look, header, met)
            if isinstance(closed, Choice):
                return closed
    return None


def _share_a_word(header: str, dated: Choice | Doubt) -> bool:
    return bool(set(tokens(header)) & {word for each in dated.headers for word in tokens(each)})


def _name_of_person(look: Look, mets: Mapping[str, list[Met]]) -> str:
    """The only column with the names of those charged; "" where there is none, or several."""
    plain = [each for each in mets if tokens(each) == ("name",)]
    charged = [each for each in mets if {"name", "subject"} <= facets_of(each)
               and not facets_of(each) & {"officer", "victim"}]  # fmt: skip
    names = charged or plain
    return names[0] if len(names) == 1 and look.column(names[0]) else ""


def _in_months(look: Look, sentence: Choice) -> Choice | Open | None:
    """The sentence where it is in months, the question where nothing tells, else None.

    A fine is no term, and nothing adds years, months and days of columns side by side.
    """
    header = sentence.headers[0]
    words = _words(header)
    if words & (MONEY | OTHER_UNITS) or header in in_parts(look):
        return None
    if words & MONTHS:
        return sentence
    asked = replace(sentence, why=f"{sentence.why}; as said")
    return Open(
        "sentence_months", sentence.headers,
        f"Are the numbers of {shown(header)} months of imprisonment?",
        (("months of imprisonment", asked),),
    )  # fmt: skip


def in_parts(look: Look) -> tuple[str, ...]:
    """Return the columns that give one sentence in years, months and days apart; mostly none."""
    parts: dict[frozenset[str], list[str]] = {}
    for header in look.header:
        words = _words(header)
        if words & SENTENCES and words & (OTHER_UNITS | MONTHS):
            parts.setdefault(frozenset(words - OTHER_UNITS - MONTHS), []).append(header)
    return next((tuple(each) for each in parts.values() if len(each) > 1), ())


def _words(header: str) -> set[str]:
    """The words of a header, and its last as it stands: of *Sentence D*, `tokens` drops the day."""
    return {*tokens(header), *header.casefold().split()[-1:]}
