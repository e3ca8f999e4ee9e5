"""Who may do what: the one table of roles and acts.

A cell says ``yes``; ``own unit``: what concerns the unit of the person and was released to it;
``second``: with a second person, who agrees; or ``never``. Whether a decision needs a second reader
besides is told by its value (`decisions.disposition.second_for`), and recusals take rights away
(`decisions.recusal`). An act that the table does not have is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

YES, OWN_UNIT, SECOND, NEVER = "yes", "own unit", "second", "never"
ANSWERS = (YES, SECOND, OWN_UNIT, NEVER)
"""What a cell can say, the widest first: a person with several roles has the widest."""
LETTERS = {"y": YES, "u": OWN_UNIT, "2": SECOND, "-": NEVER}
ROLES = ("analyst", "reviewer", "legal", "auditee", "reader", "administrator", "read_only")

IMPORT, WITHDRAW, START_AUDIT = "run.import", "run.withdraw", "audit.start"
READ, UNMASK, EVIDENCE = "finding.read", "names.unmask", "evidence.run"
PROPOSE, AGREE, REFER = "disposition.propose", "disposition.second", "disposition.refer"
REQUEST, RELEASE, REPLY = "request.ask", "finding.release", "reply.give"
ANSWER, JOIN = "question.answer", "unit.join"
READ_LOG, READ_HEADS = "log.read", "log.heads"
EXPORT, ERASE, PEOPLE = "bundle.export", "text.erase", "people.change"
OPEN_REPORT, STATE, AGREE_STATEMENT = "report.open", "statement.release", "statement.agree"

# analyst, reviewer, legal, auditee, reader of reports, administrator, read only
_CELLS = """
run.import           y y - - - - -
run.withdraw         y y - - - - -
audit.start          y y - - - - -
finding.read         y y y u - - y
names.unmask         - y y u - - -
evidence.run         y y y - - - -
disposition.propose  y y - - - - -
disposition.second   - y y - - - -
disposition.refer    - 2 y - - - -
request.ask          y y y u - - -
finding.release      - 2 y - - - -
reply.give           - - - u - - -
question.answer      - y - - - - -
unit.join            - y - - - - -
log.read             y y y u - - y
log.heads            y y y u - y y
room_log.read        - - - - y - -
bundle.export        - y y u - - -
text.erase           - - 2 - - - -
report.open          - - - - y - -
statement.release    - - - - 2 - -
statement.agree      - - y - - - -
reader_key.add       - - - - - 2 -
reader_key.agree     - y - - - - -
people.change        - - - - - y -
"""


def _table() -> Mapping[tuple[str, str], str]:
    made = {}
    for line in _CELLS.split("\n")[1:-1]:
        act, *letters = line.split()
        for role, letter in zip(ROLES, letters, strict=True):
            made[role, act] = LETTERS[letter]
    return made


TABLE = _table()
ACTS = tuple(dict.fromkeys(act for _, act in TABLE))
APART = frozenset({"administrator", "reader"})
"""Roles that nobody holds together."""


def may(roles: Iterable[str], act: str) -> str:
    """Return what somebody with these roles may do of an act; `NEVER` where nothing says more."""
    answers = {TABLE.get((role, act), NEVER) for role in roles}
    return next((each for each in ANSWERS if each in answers), NEVER)
