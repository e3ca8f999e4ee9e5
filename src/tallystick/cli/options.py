"""Which options do commands have that read an engagement?"""

from __future__ import annotations

from typing import Annotated, Literal

import typer

EngineName = Annotated[
    Literal["duckdb", "spark"] | None,
    typer.Option(
        "--engine", help="The engine that counts, whatever the file says: docs/engines.md."
    ),
]
Language = Annotated[str, typer.Option("--language", help="Of the report: en, or ru for Russian.")]
AllowOutside = Annotated[
    bool, typer.Option("--allow-outside", help="Read files outside the engagement's folder.")
]
AllowExclusions = Annotated[
    bool, typer.Option("--allow-exclusions", help="Go on however many records are set aside.")
]
Unverified = Annotated[
    bool,
    typer.Option("--unverified", help="Read a run that is not as sealed; every page says so."),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Show no progress; print only where the report is.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print a JSON summary; its schema: docs/terminal.md.")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Print what each step took, and what the checks share.")
]
Only = Annotated[
    list[str] | None, typer.Option(metavar="CHECK", help="Run only this check; repeatable.")
]
Leads = Annotated[
    float,
    typer.Option(
        metavar="E",
        help="List results that come next, down to so many expected by chance; 0: none.",
    ),
]
