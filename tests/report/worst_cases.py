"""What is the strangest run that a report must still say without harm?"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache

from fixture import FINDINGS, RESULTS, RUN

from tallystick.findings import (
    PATTERNS,
    Evidence,
    Explanation,
    Finding,
    Reply,
    Result,
    RunRecord,
)
from tallystick.report import CaseList, render

SCRIPT = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>"
ATTRIBUTE = "\" onmouseover='alert(3)' x=\""
TEMPLATE = "{{ 7*7 }} {% raw %} {0} {agency} %s"
FORMULA = '=HYPERLINK("https://example.org/leak","open")'
RIGHT_TO_LEFT = "שוטר אבג مثال \u202egnp.exe\u202c \u2066x"
LONG = "W" * 300
CONTROL = "a\x00b\x07c\ud800d\u0085"
CSS = "\"} body{background:url(//x)} @import 'y'; \\\n*/"
HOSTILE = (SCRIPT, ATTRIBUTE, TEMPLATE, FORMULA, RIGHT_TO_LEFT, LONG, CONTROL, CSS, "")
REPLIES = (
    Reply("F-01", "Chief", date(2026, 3, 2), "Our scales round.\nSee the order.", "Audit Office",
          date(2026, 3, 9), "explained", "12 records left the list"),
    Reply("F-01", "Chief", date(2026, 3, 5), "And the maker's letter."),
    Reply("F-03", "Unit A", date(2026, 3, 2), "Nothing to add."),
)  # fmt: skip
KEPT = {"verdict", "subject_kind"}


def poisoned(value, text: str, field: str = ""):
    """Return `value` with every text in it replaced, verdicts and kinds kept."""
    if isinstance(value, str):
        return value if field in KEPT else text
    if is_dataclass(value):
        changed = {
            each.name: poisoned(getattr(value, each.name), text, each.name)
            for each in fields(value)
        }
        return replace(value, **changed)
    if isinstance(value, tuple | list):
        return type(value)(poisoned(each, text) for each in value)
    if isinstance(value, dict):
        return {f"{text}{key}": poisoned(each, text) for key, each in value.items()}
    return value


def hostile_page(text: str) -> str:
    findings, results, run = (poisoned(each, text) for each in (FINDINGS, RESULTS, RUN))
    cases = CaseList((text,) * 12, ((text,) * 12,) * 60)
    return render(findings, results, run, {text: cases})


def extreme_findings() -> list[Finding]:
    base = FINDINGS[0]
    numbers = [
        (0, 0.0, (0.0, 0.0)), (1, 1.0, (0.4, 1.0)), (2, None, None), (5, -0.3, (-1.0, 0.4)),
        (21, 0.001, (-0.001, 0.003)), (1_000_000, 1e300, (1.0, float("inf"))),
        (10**15, float("nan"), (float("-inf"), float("inf"))),
    ]  # fmt: skip
    estimands = ("", "share", "share minus share", "ratio", "rise, minus 1", "weights")
    chances = ((0.0, 0.0), (1.0, 1.0), (0.04, None), (None, None), (1e-300, 0.05))
    explanations = (
        (), (Explanation("", ""),), (Explanation("a", "b", 0, 0), Explanation("c", "d", 9, 3)),
    )  # fmt: skip
    findings = []
    for place in range(60):
        n, estimate, interval = numbers[place % len(numbers)]
        p_value, q_value = chances[place % len(chances)]
        findings.append(
            base.with_(
                n=n, estimate=estimate, interval=interval, p_value=p_value, q_value=q_value,
                estimand=estimands[place % len(estimands)], smallest_detectable=estimate,
                verdict=PATTERNS[place % len(PATTERNS)],
                subject_kind=("agency", "unit", "officer")[place % 3],
                subject=("", "A", "17")[place % 3], title="" if place % 7 == 0 else base.title,
                explanations=explanations[place % len(explanations)], suggestion="", caveats=(),
                picture=base.picture if place % 4 == 0 else None, id=f"F-{place:02}",
                evidence=Evidence("x.sql", "../x.parquet", "x.csv", place) if place % 2 else None,
            )
        )  # fmt: skip
    return findings


def extreme_results() -> list[Result]:
    return [
        Result(
            f"a.{place % 4}", ("agency", "unit", "officer")[place % 3], str(place % 31), "x",
            ("not_found", "insufficient", "withheld", "moved", "differs")[place % 5],
            finding.n, finding.estimand, finding.estimate, finding.interval, finding.p_value,
            finding.q_value, finding.smallest_detectable,
        )
        for place, finding in enumerate(extreme_findings() * 5)
    ]  # fmt: skip


def empty_run() -> RunRecord:
    return RunRecord("", "", "", None, None, "", {}, {}, "", "", (), {})


@cache
def pages() -> dict[str, str]:
    """Return every page that the tests of words and structure look at."""
    return {
        "fixture": render(FINDINGS, RESULTS, RUN, {}),
        "answered": render(FINDINGS, RESULTS, RUN, {}, replies=REPLIES),
        "extreme": render(extreme_findings(), extreme_results(), RUN, {}),
        "empty": render((), (), empty_run(), {}),
        "no findings": render((), RESULTS, RUN, {}),
        "one finding": render(FINDINGS[:1], RESULTS, RUN, {}),
        "nothing decided": render((), RESULTS[-3:], replace(RUN, checks=RUN.checks[6:7]), {}),
    }
