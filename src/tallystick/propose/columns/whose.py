"""Of whom do columns without a word of it tell, as *City* behind an address and *Race* do?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import PurePath

from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

PEOPLE = frozenset({"subject", "victim", "officer"})
TRAITS = frozenset({"race", "ethnic", "sex", "age", "name"})
VICTIM = frozenset({"vic", "vict", "vitimas", "vítimas", "victimas", "víctimas"})
HOME = frozenset({"res", "resid"})
"""Words of victims and of homes, cut short as in ``VIC_RACE`` or, in a file's name, of several."""
PLACES = frozenset({"place", "area", "home"})
STREETS = frozenset({"address", "addr", "street", "zip", "zipcode", "dirección", "domicilio"})
"""What stands beside the town of an address, and not beside that of an event."""
TAKEN = frozenset({"arrest", "subject"})


def is_of_a_victim(look: Look, header: str) -> bool:
    """Return whether a trait is a victim's: by its header, those before it, or the file's name."""
    own = _people(header)
    if own:
        return "victim" in own and "subject" not in own
    before = takewhile(lambda each: facets_of(each) & TRAITS, _before(look, header))
    told = next((people for each in before if (people := _people(each))), frozenset[str]())
    if told:
        return "victim" in told and "subject" not in told
    of_file = _people(_called(look))
    traits = (each for each in look.header if facets_of(each) & TRAITS)
    return "victim" in of_file and not any("subject" in _people(each) for each in traits)


def is_of_a_home(look: Look, header: str) -> bool:
    """Return whether a town or state is of the address at which a person taken lives.

    The columns of an address stand side by side. One of them says so, or they follow the traits of
    the person, where a street or a postal code is among them and the file tells of arrests.
    """
    before = list(takewhile(_is_of_a_place, _before(look, header)))
    at = look.header.index(header)
    block = [*before, header, *takewhile(_is_of_a_place, look.header[at + 1 :])]
    if any(_is_of_a_person(each) for each in block):
        return True
    if not any(STREETS & set(tokens(each)) for each in block):
        return False
    first = next(iter(list(_before(look, header))[len(before) :]), "")
    of_person = facets_of(first) & TRAITS and not _people(first) & {"officer", "victim"}
    return bool(of_person) and any(facets_of(each) & TAKEN for each in _told(look))


def _before(look: Look, header: str) -> Iterator[str]:
    """The headers before one, the nearest first."""
    return reversed(look.header[: look.header.index(header)])


def _is_of_a_place(header: str) -> bool:
    facets = facets_of(header)
    return bool(facets & PLACES) and "unit" not in facets and "lat" not in tokens(header)


def _is_of_a_person(header: str) -> bool:
    """Whether a column of an address says that it is of somebody's home."""
    said = "home" in facets_of(header) or bool(HOME & set(tokens(header)))
    return said or bool(_people(header) & {"subject", "victim"})


def _people(header: str) -> frozenset[str]:
    """Of whom a header says that it tells; a person is anybody."""
    facets = facets_of(header)
    anybody = {"subject"} if "plain" in facets else set()
    victim = {"victim"} if VICTIM & set(tokens(header)) else set()
    return ((facets & PEOPLE) - anybody) | victim


def _called(look: Look) -> str:
    return f"{PurePath(look.name).stem} {look.sheet or ''}"


def _told(look: Look) -> Iterable[str]:
    return (_called(look), *look.header)
