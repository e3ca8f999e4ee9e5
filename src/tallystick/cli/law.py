"""How does a person ask from the shell what the law says?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.as_written import TextCommand
from tallystick.cli.commands import Program, UnlessNamed
from tallystick.cli.exits import refuse, refusing
from tallystick.cli.options import AllowExclusions, AllowOutside, EngineName

if TYPE_CHECKING:
    from tallystick.statutes import Pack, Question

ASKED = "ask"


class LawGroup(UnlessNamed):
    """Take what stands after `law` as a question, unless it is the name of a command."""

    unnamed = ASKED


app = Program(
    name="law",
    cls=LawGroup,
    help="Say what the law gives: `law KZ --substance cannabis --grams 1050 --act sale --on "
    "2024-01-01`. `law` alone lists the jurisdictions, and `law KZ` what is held of one.",
    add_completion=False,
)


Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--pack",
        metavar="FOLDER",
        help="Also read this pack, in place of one with its code; repeatable.",
    ),
]


@app.command(name=ASKED, cls=TextCommand)
def ask(
    jurisdiction: Annotated[
        str | None, typer.Argument(metavar="JURISDICTION", show_default=False)
    ] = None,
    substance: Annotated[
        str | None, typer.Option(help="UNODC name or a common one, such as cannabis or hashish.")
    ] = None,
    grams: Annotated[str | None, typer.Option(help="The weight, such as 1050 or 0.5.")] = None,
    plants: Annotated[str | None, typer.Option(help="So many plants, where they count.")] = None,
    purity: Annotated[
        str | None,
        typer.Option(metavar="PERCENT", help="The pure share of the weight, such as 10."),
    ] = None,
    act: Annotated[
        str | None, typer.Option(help="possession, sale, cultivation, public_use, …")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day; today if left out.")] = (
        None
    ),
    circumstance: Annotated[
        list[str] | None, typer.Option(help="A circumstance, such as oath; repeatable.")
    ] = None,
    pack: Packs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Answer from the pack of a jurisdiction; `ask` itself need not be written."""
    from tallystick import statutes
    from tallystick.cli import law_listing

    paths = [Path(each) for each in pack or ()]
    with refusing(statutes.LawError, statutes.PackError):
        if jurisdiction is None:
            if any((substance, grams, plants, purity, act, on, circumstance)):
                raise statutes.LawError("name the jurisdiction first: tallystick law KZ …")
            packs = tuple(statutes.every_pack(paths).values())
            listed = law_listing.listing(packs)
            lines = [_json([law_listing.coverage(each) for each in packs])] if as_json else listed
        else:
            question = _question(substance, grams, plants, purity, act, on, circumstance)
            held = statutes.pack_of(jurisdiction, paths)
            lines = _answered(held, question, as_json)
    sys.stdout.write("\n".join(lines) + "\n")


def _answered(held: Pack, question: Question, as_json: bool) -> list[str]:
    from datetime import date

    from tallystick import statutes
    from tallystick.cli import law_json, law_listing
    from tallystick.cli import told_law as law_text

    if question.amount is not None and question.substance is None:
        raise statutes.LawError("an amount is of a substance: say --substance, such as heroin")
    if (question.substance, question.act, question.circumstances) == (None, None, ()):
        return [_json(law_listing.coverage(held))] if as_json else law_listing.portrait(held)
    found = statutes.answers(held, question)
    later = [statutes.later_of(each, date.today()) for each in found]
    if as_json:
        told = [law_json.answered(*each) for each in zip(found, later, strict=True)]
        if question.act == "provocation":
            from tallystick.cli.provocation_text import as_plain

            told[0]["test_purchases"] = as_plain()
        return [_json(told[0] if len(told) == 1 else told)]
    lines = [law_text.several_forms(question, found)] if len(found) > 1 else []
    for each, changed in zip(found, later, strict=True):
        lines += [*([""] if lines else []), *law_text.told(each, changed)]
    if question.act == "provocation":
        from tallystick.cli import provocation_text

        lines += provocation_text.told()
    return lines


def _json(said: object) -> str:
    import json

    return json.dumps(said, ensure_ascii=False, indent=2, allow_nan=False)


def _question(
    substance: str | None,
    grams: str | None,
    plants: str | None,
    purity: str | None,
    act: str | None,
    on: str | None,
    circumstance: list[str] | None,
) -> Question:
    import re
    from datetime import date
    from decimal import Decimal

    from tallystick.statutes import ACTS, LawError, Question
    from tallystick.statutes.cells import DAY, NUMBER
    from tallystick.statutes.faults import nearest, shown

    if grams is not None and plants is not None:
        raise LawError("--grams and --plants: give one of the two")
    if grams is not None and (not NUMBER.fullmatch(grams) or not Decimal(grams)):
        raise LawError(f"--grams {shown(grams)}: write a weight above 0, such as 1050 or 0.5")
    if plants is not None and not re.fullmatch(r"0{0,3}[1-9][0-9]{0,8}", plants):
        raise LawError(f"--plants {shown(plants)}: write a whole number above 0, such as 20")
    if purity is not None and not (NUMBER.fullmatch(purity) and 0 < Decimal(purity) <= 100):
        raise LawError(f"--purity {shown(purity)}: write per cent above 0 up to 100, such as 10")
    if act is not None and act not in ACTS:
        raise LawError(f"--act {shown(act)}: {nearest(act, ACTS)}")
    try:
        day = date.today() if on is None else date.fromisoformat(on if DAY.fullmatch(on) else "")
    except ValueError:
        raise LawError(f"--on {shown(on)}: write a day such as 2024-01-01") from None
    amount = Decimal(grams) if grams is not None else None if plants is None else Decimal(plants)
    return Question(
        day, substance, amount, plants is not None, act, tuple(dict.fromkeys(circumstance or ())),
        None if purity is None else Decimal(purity),
    )  # fmt: skip


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", show_default=False)],
) -> None:
    """Check a law pack: a message per fault, with the file, the row and the next move."""
    from tallystick import statutes
    from tallystick.cli.law_listing import checked
    from tallystick.findings.counts import counted

    try:
        packs = statutes.read_at(path)
    except statutes.PackError as error:
        raise refuse(f"{error}\n{counted(len(error.messages), 'fault')}") from None
    for pack in packs:
        typer.echo(checked(pack))


@app.command()
def whatif(
    engagement: Annotated[Path, typer.Argument(metavar="ENGAGEMENT.toml", show_default=False)],
    change: Annotated[
        Path, typer.Option(metavar="CHANGE.toml", help="What is imagined; see docs/law.md.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Also write the tables there, as CSV.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    engine: EngineName = None,
    allow_outside: AllowOutside = False,
    allow_exclusions: AllowExclusions = False,
) -> None:
    """Count recorded cases again under a changed law: classes, figures, days of custody."""
    from tallystick.cli.libraries import prepare_libraries

    if short := prepare_libraries():
        raise refuse(short)
    if out is not None and out.exists():
        raise refuse(f"{out} is there already; choose another --out")
    from tallystick.cli import told_whatif, whatif_tables
    from tallystick.cli.session import UnusableInputError
    from tallystick.cli.whatif import run_whatif

    with refusing(UnusableInputError):
        answer = run_whatif(engagement, change, engine, allow_outside, allow_exclusions)
    if as_json:
        typer.echo(_json(whatif_tables.as_plain(answer)))
    else:
        told_whatif.tell(answer)
    if out is not None:
        with refusing(OSError):
            whatif_tables.write_tables(answer, out)
