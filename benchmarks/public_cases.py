"""What does a whole audit say of public data with a published verdict?

    python -m benchmarks.public_cases FOLDER [--only NAME] [--held DAY] [--answers] [--runs FOLDER]

`FOLDER` holds the files of ``public_cases.toml``, which says where each was published, what is
known, and what each check is expected to say. Prints the table of docs/validation.md, misses first.
Cases that are `held` are audited where `--held` names their day, or once their verdict is written.
A file that is not there, or whose SHA-256 differs, is named and not audited.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tallystick import __version__
from tallystick.findings import Result
from tallystick.findings.document import Document, read_document

HERE = Path(__file__).with_suffix(".toml")
PROGRAM = (sys.executable, "-m", "tallystick", "audit", "--quiet")
UNITS = {"score": "{score}", "net_weight": "g", "duration": "min"}
ANY = "*"
KINDS = {"scores": "score", "weights": "net_weight", "minutes": "duration"}
ORDER = ("missed", "false", "cannot tell", "found in part", "found", "none, rightly")
HEADER = """
[engagement]
name = "{name}"
agency = "{name}"
jurisdiction = "XX"
time_zone = "UTC"
"""


@dataclass(frozen=True)
class Said:
    """What an audit said of a case.

    A verdict of `ORDER`, the answers to its questions, page one's first sentences, and the titles.
    """

    verdict: str
    answers: tuple[str, ...]
    page: str
    titles: tuple[str, ...]


def read_cases() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the forms of engagement files by name, and the cases."""
    told = tomllib.loads(HERE.read_text(encoding="utf-8"))
    return told["forms"], told["cases"]


def chosen(cases: list[dict[str, Any]], only: str, held: str) -> list[dict[str, Any]]:
    """Return the cases to audit: `only` is a part of their names, `held` the day of held-out ones.

    Without a day, those whose verdict is known, so that no held-out case is read by accident.
    """
    named = [case for case in cases if only in case["name"]]
    if held:
        return [case for case in named if case.get("held") == held]
    return [case for case in named if "said" in case]


def fault(case: dict[str, Any], folder: Path) -> str:
    """Return why the case's file cannot be used, "" where it can."""
    path = folder / case["file"]
    if not path.exists():
        return "not at hand"
    same = hashlib.sha256(path.read_bytes()).hexdigest() == case["sha256"]
    return "" if same else "another SHA-256"


def engagement(case: dict[str, Any], forms: dict[str, str]) -> str:
    """Return the engagement file of a case."""
    parts = [HEADER.format(name=case["name"]), forms[case["form"]]]
    parts += [
        f'[[metrics]]\nname = "{name}"\ntable = "incidents"\n' for name in case.get("metrics", ())
    ]
    kind = KINDS.get(case["form"], "")
    for line in case.get("lines", ()):
        keys = {"name": str(line["value"]), "kind": kind, "unit": UNITS[kind], "citation": "-"}
        rows = [f"{key} = {_toml(value)}" for key, value in (keys | line).items()]
        parts.append("[[lines]]\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'


def audited(case: dict[str, Any], forms: dict[str, str], folder: Path, own: Path) -> Said:
    """Make the table of a case in `own`, run ``tallystick audit`` there, and read what it said.

    Raises
    ------
    RuntimeError
        When the audit fails.
    """
    path = (folder / case["file"]).resolve()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            path = Path(packed.extract(case.get("member") or packed.namelist()[0], own))
    query = case["table"].replace("{file}", str(path))
    duckdb.sql(query).write_csv(str(own / "audited.csv"))
    (own / "engagement.toml").write_text(engagement(case, forms), encoding="utf-8")
    runs = own / "runs"
    command = [*PROGRAM, str(own / "engagement.toml"), "--out", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{case['name']}: {done.stderr.strip()}")
    return said(case, next(runs.iterdir()))


def said(case: dict[str, Any], run: Path) -> Said:
    """What the audit in the folder `run` said of the case's questions."""
    document = read_document(run)
    answers = [(*ask, _result(document, ask)) for ask in case["asks"]]
    expected = {(each.check, each.aspect, each.subject)
                for *_, wish, each in answers if each and wish != "none"}  # fmt: skip
    others = [each for each in document.findings
              if (each.check, each.aspect, each.subject) not in expected]  # fmt: skip
    told = tuple(_answer(*answer) for answer in answers)
    verdict = _verdict([(wish, each) for *_, wish, each in answers], bool(others))
    page = (run / "report.html").read_text(encoding="utf-8")
    first = re.search(r'class="answer[^"]*"[^>]*>(.*?)</p>', page, re.DOTALL)
    sentence = html.unescape(re.sub(r"<[^>]+>", "", first[1])) if first else ""
    titles = tuple(str(each.title) for each in document.findings)
    return Said(verdict, told, " ".join(sentence.split()), titles)


def _result(document: Document, ask: list[str]) -> Result | None:
    """The result that answers a question; of several the one with the least p-value."""
    check, aspect, subject, _ = ask
    own = [each for each in document.results
           if each.check == check and each.aspect.startswith(aspect)
           and (bool(each.subject) if subject == ANY else each.subject == subject)
           and each.aspect.endswith(": heap") == aspect.endswith(": heap")]  # fmt: skip
    return min(own, key=_by_p_value, default=None)


def _by_p_value(result: Result) -> tuple[bool, float]:
    return not result.names_pattern, 2.0 if result.p_value is None else result.p_value


def _verdict(answers: list[tuple[str, Result | None]], others: bool) -> str:
    wished = [each for wish, each in answers if wish != "none"]
    found = [each for each in wished if each and each.names_pattern]
    if wished and len(found) == len(wished):
        return "found"
    if found:
        return "found in part"
    asked = wished or [each for _, each in answers]
    if wished and not all(each and each.p_value is None for each in asked):
        return "missed"
    if others and not wished:
        return "false"
    told = any(each and each.p_value is not None for each in asked)
    return "none, rightly" if told else "cannot tell"


def _answer(check: str, aspect: str, subject: str, wish: str, each: Result | None) -> str:
    whose = each.subject if each and subject == ANY else subject
    head = f"{check.partition('.')[2]} {aspect} {whose}".replace("  ", " ").strip()
    if each is None:
        return f"{head}: not asked (expected {wish})"
    numbers = [f"n = {each.n:,}"]
    for name, value in (("effect", each.estimate), ("p", each.p_value), ("q", each.q_value)):
        numbers += [] if value is None else [f"{name} = {value:.2g}"]
    if each.p_value is None or not each.names_pattern:
        least = each.smallest_detectable
        numbers += [] if least is None else [f"least = {least:.2g}"]
    return f"{head}: {each.verdict} (expected {wish}), {', '.join(numbers)}"


def rows(cases: list[dict[str, Any]], told: dict[str, Said]) -> str:
    """A Markdown table of the cases that were audited, misses first.

    The answer is the one to the first question. Beside it stand the number of findings and the
    one that page one tells first.
    """
    lines = [
        "| data | what is known | verdict | the answer | findings |",
        "|---|---|---|---|---|",
    ]
    there = [case for case in cases if case["name"] in told]
    for case in sorted(there, key=lambda each: ORDER.index(told[each["name"]].verdict)):
        one = told[case["name"]]
        when = f", read once, at the end ({case['held']})" if case.get("held") else ""
        name = f"{case['name']}{', kept' if case.get('kept') else when}"
        answer = re.sub(r" \(expected [^)]*\)", "", one.answers[0])
        found = f"{len(one.titles)}: “{one.titles[0]}”" if one.titles else "none"
        note = f"; {case['note']}" if case.get("note") else ""
        cells = (name, case["known"], f"**{one.verdict}**", answer, found + note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Audit the cases as the command line says."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--only", default="")
    given.add_argument("--held", default="", metavar="DAY", help="audit those held for that day")
    given.add_argument("--answers", action="store_true", help="print every answer and title")
    given.add_argument("--runs", type=Path, help="keep the run folders there")
    wish = given.parse_args()
    forms, cases = read_cases()
    told: dict[str, Said] = {}
    with TemporaryDirectory() as temporary:
        for case in chosen(cases, wish.only, wish.held):
            if why := fault(case, wish.folder):
                print(f"{case['name']}: {why}", file=sys.stderr)
                continue
            own = (wish.runs or Path(temporary)) / case["name"]
            own.mkdir(parents=True)
            one = told[case["name"]] = audited(case, forms, wish.folder, own)
            if wish.answers:
                print(f"\n{case['name']}: {one.verdict}; page one: {one.page}")
                print("".join(f"  {line}\n" for line in (*one.answers, *one.titles)), flush=True)
    print(f"Version {__version__}")
    print(rows(cases, told))


if __name__ == "__main__":
    main()
