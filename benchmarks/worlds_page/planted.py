"""What does each behaviour and each oddity do, on what evidence, and with which options?"""

from __future__ import annotations

import inspect

from benchmarks.worlds_page import meanings
from benchmarks.worlds_page.options import table_of
from benchmarks.worlds_page.tables import question_and_body

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.entry import BehaviourEntry, Entry, Process
from tallystick.simulate.oddities import ODDITIES

REVIEW = """\
Below, **Labels** are rows of `labels.parquet`, with their `detail`; **Tally** names measures of
`happened.parquet`; **Size**, **Source** or **Published** is the evidence. A *step* is the moment in
the making of a month at which an entry acts, and `plant.…` stands for what the decision of who does
what gives the officer for that month.

A reference such as *(incentives 2.8)* is to a section of the review of evidence on which the
simulator was built; the review is kept with the project's research and not in this repository.
The works that it names are cited where they are used."""


def own_options(process: Process) -> list[str]:
    """The options that only this entry has, or has in its own way."""
    model = process.options
    common = set(BehaviourEntry.model_fields)
    said = set(getattr(model, "__annotations__", {})) - {"kind"}
    return [name for name in model.model_fields if name not in common or name in said]


def entry_section(process: Process) -> str:
    """The section of one behaviour or oddity."""
    question, body = question_and_body(inspect.getmodule(process.options))
    options = meanings.prose(process.options).removeprefix("Options: ")
    parts = [f"### `{process.name}`", f"*{question}*", body]
    if process.acts:
        names = ", ".join(f"`{act}`" for act in process.acts)
        parts.append(f"**Act** (in `incentives.regime.costs` and `opportunities`): {names}.")
    parts.append(f"**Options.** {options[0].upper()}{options[1:]}")
    if own := own_options(process):
        parts.append(table_of(process.options, own))
    return "\n\n".join(parts)


def behaviours() -> str:
    """Section 3."""
    shared = [name for name in BehaviourEntry.model_fields if name in Entry.model_fields]
    return "\n\n".join(
        [
            "Each stands in the file as an entry of its own, as often as it is wanted:",
            '```toml\n[[behaviours]]\nkind = "threshold"\ndose = 0.6\nmode = "reading"\n'
            'units = ["N01"]\nfrom_month = "2024-01"\n```',
            "Every entry, of a behaviour or an oddity, says:",
            table_of(BehaviourEntry, shared),
            "Its scope is whom and when it concerns: of the officers who are named, those drawn "
            "into `share`, while they serve in a unit that is named, in its months.",
            meanings.prose(BehaviourEntry).partition("\n\n")[2],
            table_of(BehaviourEntry, ["driven_by"]),
            "Under `incentive` an act that is planted is sometimes done even where nothing is "
            "judged, since no choice has a chance of exactly 0; `people.never_gamers = 1` makes a "
            "world in which nobody games. `ratchet` answers to the regime in its mode `hold_back` "
            "only (`regime.hold_back`); its other modes take the dose as it is. A `crew` hands its "
            "dose, months and `driven_by` to its acts.",
            REVIEW,
            *map(entry_section, BEHAVIOURS),
        ]
    )


def oddities() -> str:
    """Section 4."""
    return "\n\n".join(
        [
            "Each looks like a behaviour and is none: a tool that takes one for gaming is wrong. "
            "They stand in the file as `[[oddities]]`, with the options of every entry (section "
            "3) but `driven_by`: nobody chooses them. Their records bear labels with the nature "
            "`oddity`, so that a finding against one can be counted.",
            *map(entry_section, ODDITIES),
        ]
    )
