"""What the program is unsure of in a file, asked column by column at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import typer

from tallystick.cli.mapping_table import examples
from tallystick.cli.terminal import printable
from tallystick.findings.counts import counted
from tallystick.propose import Choice, Doubt, Look, TableProposal, propose
from tallystick.tables import canonical

SURE = 0.5
"""A choice whose header says less is asked about."""
ALSO = "could also be"
"""How the remark begins of a choice beside which another header could stand."""
MOST_QUESTIONS, MOST_SECONDS = 7, 2
"""With the agency, its zone and its law these are ten answers, most of them by Enter alone."""
SKIP, STOP, NO_COLUMN = "s", "q", "0"
KEYS = "Enter takes 1; a number, 0 for no column, s to skip, q to stop"


@dataclass(frozen=True)
class Question:
    """A column of a table that only a person can settle, or of which the program is unsure.

    `doubt` is what stands open; without one, `stands` is what the proposal takes.
    """

    look: Look
    proposal: TableProposal
    column: str
    stands: Choice | None = None
    doubt: Doubt | None = None

    @property
    def words(self) -> str:
        """What is asked, without its mark."""
        if self.doubt is not None:
            return self.doubt.question.rstrip("?")
        meaning = canonical(self.proposal.table).column(self.column).meaning
        return f"Which column is {self.column} ({meaning})"

    @property
    def can_go_without(self) -> bool:
        """Whether records can be read without the column."""
        return self.column not in canonical(self.proposal.table).required

    @cached_property
    def options(self) -> tuple[tuple[str, Choice], ...]:
        """What could fill the column, the best first, each with its first values.

        It takes as long as another proposal, so that it is made when it is asked for.
        """
        if self.doubt is not None:
            return tuple((f"{label}   {self._told(choice)}", choice)
                         for label, choice in self.doubt.options)  # fmt: skip
        ways = [] if self.stands is None else [self.stands, *self._seconds(self.stands)]
        return tuple((f"{self._told(each)}   {each.why}", each) for each in ways)

    @property
    def labels(self) -> list[str]:
        """What each option says."""
        return [label for label, _ in self.options]

    def _told(self, choice: Choice) -> str:
        return examples(self.look, choice, self.proposal.table, self.column)

    def _seconds(self, choice: Choice) -> Iterator[Choice]:
        """Yield what would fill the column if the headers of `choice` were not there."""
        taken = {header for each in self.proposal.columns.values() for header in each.headers}
        apart, own = set(choice.headers), self.proposal.table
        for _ in range(MOST_SECONDS):
            tables = propose(self.look, apart).tables
            again = next((each for each in tables if each.table == own), None)
            found = [] if again is None else [
                *([again.columns[self.column]] if self.column in again.columns else []),
                *(way for doubt in again.doubts if doubt.column == self.column
                  for _, way in doubt.options),
            ]  # fmt: skip
            if not found:
                return
            apart |= {header for each in found for header in each.headers}
            yield from (each for each in found if not taken & set(each.headers))


def questions_of(look: Look, table: TableProposal) -> Iterator[Question]:
    """Yield what only a person can settle of a table, then the choices that are least sure."""
    for doubt in table.doubts:
        yield Question(look, table, doubt.column, doubt=doubt)
    for column, choice in sorted(table.columns.items(), key=lambda each: each[1].score):
        if choice.headers and (choice.score < SURE or ALSO in choice.remark):
            yield Question(look, table, column, choice)


@dataclass(frozen=True)
class Answer:
    """The place of the option that was chosen, -1 for none; `no_column` where none is wanted."""

    place: int = -1
    no_column: bool = False


@dataclass
class Interview:
    """What is asked at a terminal: who stops it keeps all answers, the rest stays as proposed."""

    stopped: bool = False
    _known: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def settle(self, look: Look, table: TableProposal) -> TableProposal:
        """Ask what is unsure of a table; return it with the answers."""
        asked = list(questions_of(look, table))
        for number, each in enumerate(asked, 1):
            if number > MOST_QUESTIONS or self.stopped:
                break
            where = f"{look.name} ({number} of {len(asked)})"
            said = self.ask(each.words, each.labels, where, can_go_without=each.can_go_without)
            table = _with_answer(table, each, said)
        if len(asked) > MOST_QUESTIONS and not self.stopped:
            left = counted(len(asked) - MOST_QUESTIONS, "more column")
            typer.echo(f"\n{left} stand as proposed; `tallystick map` shows them")
        return table

    def ask(self, words: str, labels: Sequence[str], where: str, *, can_go_without: bool) -> Answer:
        """Ask until one of the options is chosen, or none; what was answered is not asked again."""
        asked = (words, *labels)
        if asked in self._known:
            return self._known[asked]
        typer.echo("")
        typer.echo(printable(f"{where}: {words}?"))
        for number, label in enumerate(labels, 1):
            typer.echo(printable(f"  {number}  {label}"))
        while True:
            said = str(typer.prompt(KEYS, default="", show_default=False)).strip().casefold()
            if said in (SKIP, STOP):
                self.stopped = said == STOP
                return Answer()
            if said == NO_COLUMN and can_go_without:
                return Answer(no_column=True)
            if not said or (said.isascii() and said.isdigit() and 1 <= int(said) <= len(labels)):
                return self._known.setdefault(asked, Answer(int(said or 1) - 1))
            typer.echo(f"  1 to {len(labels)}{', 0' * can_go_without}, s or q")


def _with_answer(table: TableProposal, question: Question, said: Answer) -> TableProposal:
    if said.place < 0 and not said.no_column:
        return table
    columns = dict(table.columns)
    if said.place >= 0:
        columns[question.column] = question.options[said.place][1]
    else:
        columns.pop(question.column, None)
    doubts = tuple(each for each in table.doubts if each.column != question.column)
    return replace(table, columns=columns, doubts=doubts)
