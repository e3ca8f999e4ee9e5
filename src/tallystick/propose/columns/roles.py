"""Whose number a column of people holds, and what part in the cases its file tells they had.

A role is never guessed: where the words of the headers do not agree on one, it is a question.
"""

from __future__ import annotations

from tallystick.load.wording import shown
from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens
from tallystick.tables import canonical

OF_SUBJECTS = frozenset({"arrest", "stop", "force"})
"""Facets of files whose people were arrested, stopped or met with force."""
EVENTS = frozenset({"number", "date", "datetime", "kind", "reason"})
"""What a header tells of an event that the whole file is about."""
COMPLAINTS = frozenset({"complaint", "complaints", "cmplnt", "complainant", "allegation",
                        "allegations", "misconduct"})  # fmt: skip
FINDINGS = frozenset({"sustained", "exonerated", "substantiated", "unsubstantiated"})
"""What only a complaint against an officer is found to be; a reported crime is *unfounded*."""
NOT_ACCUSED = frozenset({"investigating", "investigator", "investigated", "assigned", "reviewing",
                         "reviewer", "supervisor", "supervising", "intake", "recording",
                         "reporting", "receiving", "approving"})  # fmt: skip


def role_of(look: Look, header: str) -> Choice | Open:
    """Return the role of all people that `header` numbers, or the question which it is."""
    own = _roles(header)
    if len(own) == 1:
        return _always(own.pop(), f"{shown(header)} says so")
    others = set[str]().union(*map(_roles, look.header))
    told = of_subjects(look)
    others |= {"subject"} if told else set()
    if others == {"subject"} and not own:
        names = told or next(each for each in look.header if _roles(each))
        return _always("subject", f"the file is of such people: {shown(names)}")
    codes = canonical("involvements").column("role").codes
    said = "the headers tell of several" if others else "no header tells it"
    return Open(
        "role", (),
        f"What part had the people of {shown(header)} in the cases? {said.capitalize()}",
        tuple((code, _always(code, "as said")) for code in codes),
    )  # fmt: skip


def of_subjects(look: Look) -> str:
    """Return the first header that tells of arrests, stops or force; "" where none does."""
    for header in look.header:
        facets = facets_of(header)
        if facets & OF_SUBJECTS and facets & EVENTS:
            return header
    return ""


def against_officers(look: Look) -> bool:
    """Whether the file is of complaints against officers: by its headers and what was found.

    *Complaint* alone is as often a reported crime.
    """
    if not any(COMPLAINTS & set(tokens(header)) for header in look.header):
        return False
    found = (header for header in look.header if header and "status" in facets_of(header))
    return any(FINDINGS & set(tokens(cell))
               for header in found for cell in set(look.column(header)))  # fmt: skip


def may_be_accused(header: str) -> bool:
    """Whether an officer named under `header` may be the one complained of."""
    return not NOT_ACCUSED & set(tokens(header))


def _roles(header: str) -> set[str]:
    """The roles that words of a header name, one by one."""
    found = {meaning_of("role", word) for word in tokens(header)}
    return {each for each in found if each} | ({"victim"} if _of_victims(header) else set())


def _of_victims(header: str) -> bool:
    return "victim" in facets_of(header)


def _always(role: str, why: str) -> Choice:
    return Choice((), {"constant": role}, why)
