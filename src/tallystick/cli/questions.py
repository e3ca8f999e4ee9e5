"""What the program is unsure of in a file, asked column by column at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import typer

from tallystick.cli.mapping_table import examples
from tallystick.cli.terminal import counted, printable
from tallystick.propose import Choice, Look, TableProposal, propose
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
    """A column of a table, and what could fill it, the best first.

    `words` is what is asked where no option can be told from its label alone. `stands` is what the
    proposal takes now, None where it waits for an answer.
    """

    table: str
    column: str
    words: str
    options: tuple[tuple[str, Choice], ...]
    stands: Choice | None = None

    @property
    def can_go_without(self) -> bool:
        """Whether records can be read without the column."""
        return self.column not in canonical(self.table).required


def questions_of(look: Look, table: TableProposal) -> Iterator[Question]:
    """Yield what only a person can settle of a table, then the choices that are least sure."""
    for doubt in table.doubts:
        options = tuple((_label(label, table, doubt.column, choice, look), choice)
                        for label, choice in doubt.options)  # fmt: skip
        yield Question(table.table, doubt.column, doubt.question.rstrip("?"), options)
    taken = {header for each in table.columns.values() for header in each.headers}
    for column, choice in sorted(table.columns.items(), key=lambda each: each[1].score):
        if choice.headers and (choice.score < SURE or ALSO in choice.remark):
            ways = [choice, *_seconds(look, table.table, column, choice, taken)]
            options = tuple((_label("", table, column, each, look), each) for each in ways)
            meaning = canonical(table.table).column(column).meaning
            yield Question(table.table, column, f"Which column is {column} ({meaning})",
                           options, choice)  # fmt: skip


def _seconds(
    look: Look, table: str, column: str, choice: Choice, taken: set[str]
) -> Iterator[Choice]:
    """Yield what would fill the column if the headers of `choice` were not there."""
    apart = set(choice.headers)
    for _ in range(MOST_SECONDS):
        again = next((each for each in propose(look, apart).tables if each.table == table), None)
        if again is None:
            return
        found = [again.columns[column]] if column in again.columns else []
        found += [way for doubt in again.doubts if doubt.column == column
                  for _, way in doubt.options]  # fmt: skip
        apart |= (headers := {header for each in found for header in each.headers})
        if not headers:
            return
        yield from (each for each in found if not taken & set(each.headers))


def _label(label: str, table: TableProposal, column: str, choice: Choice, look: Look) -> str:
    kind = canonical(table.table).column(column).kind
    told = examples(look, choice, kind)
    return f"{label}   {told}" if label else f"{told}   {choice.why}"


@dataclass(frozen=True)
class Answer:
    """The place of the option that was chosen, -1 for none; `no_column` where none is wanted."""

    place: int = -1
    no_column: bool = False


@dataclass
class Interview:
    """What is asked at a terminal: who stops it keeps all answers, and the rest stays as proposed.

    `unanswered` counts what nobody settled.
    """

    stopped: bool = False
    unanswered: int = 0
    _known: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def settle(self, look: Look, table: TableProposal) -> TableProposal:
        """Ask what is unsure of a table; return it with the answers."""
        asked = list(questions_of(look, table))
        for number, each in enumerate(asked, 1):
            if number > MOST_QUESTIONS or self.stopped:
                self.unanswered += 1
                continue
            where = f"{look.name} ({number} of {len(asked)})"
            said = self.ask(each.words, [label for label, _ in each.options], where,
                            can_go_without=each.can_go_without)  # fmt: skip
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
                self.unanswered += 1
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
