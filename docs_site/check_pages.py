"""What does the page of one check say? Its docstring, what it needs, and a computed example."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import tallystick as ts
from docs_site.made_example import made_example
from tallystick.checks import Check, InnocentCause, RelationalCheck, every
from tallystick.findings import Result
from tallystick.findings.document import Document, read_document
from tallystick.report.exports.markdown import escaped

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "zhambyl" / "engagement.toml"
HEADING = re.compile(r"^(?=\S)(Criteria|Test|Cause, innocent first|References)$", re.MULTILINE)
NEW = re.compile(r"H0|H1|Estimate|One-sided|Two |Three ")
MOST_ROWS = 6
AnyCheck = Check | RelationalCheck


def write_check_pages(folder: Path, run: Path | None = None) -> None:
    """Write a page per check and a list of them; `run` is a finished run of the example."""
    folder.mkdir(parents=True)
    if run is None:
        with TemporaryDirectory() as made:
            _write(folder, read_document(ts.audit(EXAMPLE, made).folder))
    else:
        _write(folder, read_document(run))


def _write(folder: Path, document: Document) -> None:
    lines = ["# The checks", "", "| check | question |", "|---|---|"]
    for check in every():
        (folder / f"{check.name}.md").write_text(page(check, document), encoding="utf-8")
        lines.append(f"| [{check.name}]({check.name}.md) | {escaped(check.question)} |")
    (folder / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def page(check: AnyCheck, document: Document) -> str:
    """Return the page of a check, in Markdown."""
    parts = [f"# {check.name}", "", f"**{escaped(check.question)}**", ""]
    body = check.doc.strip().partition("\n")[2]
    headings = HEADING.split(body)
    for heading, text in zip(headings[1::2], headings[2::2], strict=True):
        parts += [f"## {heading}", "", *_paragraphs(textwrap.dedent(text).strip()), ""]
    parts += ["## What it needs", "", *_needs(check), ""]
    causes = _causes(check)
    if causes:
        parts += ["## Innocent causes that are asked of the records", ""]
        for each in causes:
            silent = "" if each.counts else " *No record can tell.*"
            parts.append(f"- {escaped(each.cause)}. {escaped(each.how_to_check)}{silent}")
        parts.append("")
    return "\n".join([*parts, *_example(check, document), *_calibrated(check)]) + "\n"


def _paragraphs(text: str) -> list[str]:
    """The text of a docstring as it flows; a hypothesis or an estimate begins a paragraph."""
    lines: list[str] = []
    for line in text.replace("<", "&lt;").splitlines():
        if lines and NEW.match(line):
            lines.append("")
        lines.append(line.strip())
    return lines


def _needs(check: AnyCheck) -> list[str]:
    if isinstance(check, RelationalCheck):
        return [f"- {escaped(rule.sentence)}: {_columns(rule.needs)}" for rule in check.rules]
    return [f"- {_columns(check.needs)}"] if check.needs else ["- `[[metrics]]` of the engagement"]


def _columns(needs: object) -> str:
    assert isinstance(needs, dict)
    return ", ".join(
        f"`{table}.{column}`" for table, columns in needs.items() for column in columns
    )


def _causes(check: AnyCheck) -> list[InnocentCause]:
    if isinstance(check, RelationalCheck):
        found = [each for rule in check.rules for each in rule.explanations]
        return list({each.cause: each for each in found}.values())
    return list(check.explanations)


def _example(check: AnyCheck, document: Document) -> list[str]:
    """What the check says of the bundled example, or of a made world where that lacks columns."""
    own = [each for each in document.results if each.check == check.name]
    if own:
        command = "`tallystick audit examples/zhambyl/engagement.toml`"
        return ["## What it says of the bundled example", "", *_told(own, command)]
    whys = [each.why for each in document.run.not_run if each.name == check.name]
    why = escaped(whys[0]) if whys else "no rows"
    lines = ["## What it says of a made world", "", f"It is not run on `examples/zhambyl`: {why}."]
    made = made_example(check)
    if made is None:
        return [*lines, ""]
    world = (f"The world here is one of those in which it is calibrated, of {made.cases:,} cases "
             f"(seed {made.seed}). What was planted: *{escaped(made.act)}*, in "
             f"{', '.join(made.units)}, and in no other unit.")  # fmt: skip
    return [*lines, world, "", *_told(made.results, "the check, asked alone")]


def _told(results: Sequence[Result], whose: str) -> list[str]:
    told = sorted(results, key=lambda each: (not each.names_pattern, each.p_value or 2.0))
    lines = [f"{len(told):,} result{'s' * (len(told) > 1)} of {whose}"
             f"{', the least likely first' if len(told) > 1 else ''}:", "",
             "| subject | asked | verdict | n | estimate | p | smallest detectable |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for each in told[:MOST_ROWS]:
        subject = f"{each.subject_kind} {each.subject}".strip()
        cells = (subject, each.aspect, each.verdict, f"{each.n:,}", _number(each.estimate),
                 _number(each.p_value), _number(each.smallest_detectable))  # fmt: skip
        lines.append(f"| {' | '.join(escaped(cell) for cell in cells)} |")
    return [*lines, ""]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3g}"


def _calibrated(check: AnyCheck) -> list[str]:
    folder = ROOT / "docs" / "calibration"
    told = "There is no page of made worlds yet"
    if (folder / f"{check.name}.parquet").is_file():
        told = f"[Size and power on made worlds](../docs/calibration/{check.name}.md)"
    samples = [f"[{_title(each)}](../docs/calibration/{each.name})"
               for each in _of_samples(folder, check.name)]  # fmt: skip
    if samples:
        told += f"; on samples: {', '.join(samples)}"
    others = "[all checks](../docs/calibration.md)"
    silent = "[what the numbers do not say](../docs/calibration/remarks.md)"
    return ["## Does it keep its promise?", "", f"{told}; {others}, and {silent}."]


def _of_samples(folder: Path, name: str) -> list[Path]:
    """The pages named by the check without its family, and those of its methods: `…_m.md`."""
    own = name.partition(".")[2]
    stems = (own, f"{own}_m", f"{own}_u")
    return [path for stem in stems if (path := folder / f"{stem}.md").is_file()]


def _title(page: Path) -> str:
    return escaped(page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# "))
