"""What was asked of one unit or officer, and how did each question end?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tallystick.findings import DESCRIBED, UNDECIDED, Result, RunRecord
from tallystick.report.pages import nulls
from tallystick.report.pages.one_finding import FindingView
from tallystick.report.words import estimates, numbers
from tallystick.report.words.text import joined, name
from tallystick.report.words.wording import say, say_count

Ending = Literal["finding", "nothing", "undecided", "described"]
ENDINGS: tuple[Ending, ...] = ("finding", "nothing", "undecided", "described")
MOST_OF_CHECK, MOST_ROWS = 12, 120
# What all pages of a report show together, and what each may show whatever the others do.
MOST_IN_REPORT, LEAST_ROWS = 6_000, 20


@dataclass(frozen=True)
class Row:
    """One test: what was tested, its number with its range, and how it ended."""

    aspect: str
    n: str
    estimate: str
    span: str
    smallest: str
    ending: Ending
    finding: FindingView | None
    said: str


@dataclass(frozen=True)
class Check:
    """All results of one check, and what is said of those that are left out ("" for none).

    `parts` are its rows by what their numbers estimate; rows without a number are in the last.
    """

    question: str
    name: str
    ending: Ending
    results: str
    findings: tuple[FindingView, ...]
    ended: str
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    more: str


@dataclass(frozen=True)
class Asked:
    """Everything that was asked of one subject: the answer, its sum, and every check."""

    answer: tuple[str, ...]
    sum: str
    each: str
    checks: tuple[Check, ...]
    more: str


Ended = tuple[Result, Ending, FindingView | None]


def most_rows(pages: int) -> int:
    """Return how many tests each of so many pages may show one by one."""
    return max(LEAST_ROWS, min(MOST_ROWS, MOST_IN_REPORT // max(1, pages)))


def asked(
    results: Sequence[Result],
    findings: Sequence[FindingView],
    run: RunRecord,
    tests: int,
    most: int = MOST_ROWS,
) -> Asked | None:
    """Return what the results of one subject say, check by check; None without any.

    `tests` is how many the correction is over, and `most` how many are shown one by one.
    """
    if not results:
        return None
    by_key = {nulls.key(each.finding): each for each in findings}
    order = {check.name: place for place, check in enumerate(run.checks)}
    ended = [(each, *_ended(each, by_key)) for each in results]
    by_check: dict[str, list[Ended]] = {}
    for each in sorted(ended, key=lambda one: (order.get(one[0].check, len(order)), one[0].check)):
        by_check.setdefault(each[0].check, []).append(each)
    held = sorted(by_check.values(), key=lambda own: ENDINGS.index(_best(own)))
    questions = {check.name: check.question for check in run.checks}
    checks = tuple(_checks(held, questions, tests, most))
    left = len(results) - sum(len(rows) for each in checks for _, rows in each.parts)
    counts = {"n": numbers.count(len(results)), "checks": numbers.count(len(held))}
    return Asked(
        answer=_answer([_best(own) for own in held]),
        sum=say_count("asked.sum", len(held), how=_how_many(ended), **counts),
        each=say("asked.each_part", some=numbers.count(len(results) - left), **counts)
        if left
        else say_count("asked.each", len(results), **counts),
        checks=checks,
        more=say_count("asked.more", left, n=numbers.count(left)) if left else "",
    )


def _ended(
    result: Result, by_key: Mapping[nulls.Key, FindingView]
) -> tuple[Ending, FindingView | None]:
    finding = by_key.get(nulls.key(result))
    if finding is not None:
        return "finding", finding
    if result.verdict == DESCRIBED:
        return "described", None
    return ("undecided" if result.verdict in UNDECIDED else "nothing"), None


def _best(own: Sequence[Ended]) -> Ending:
    """How a check ended: it found if one of its tests did, and could tell if one of them could."""
    return min((ending for _, ending, _ in own), key=ENDINGS.index)


def _answer(ends: Sequence[Ending]) -> tuple[str, ...]:
    """Say in how many checks that could tell something was found, and how many could not."""
    found, undecided = ends.count("finding"), ends.count("undecided")
    told = found + ends.count("nothing")
    words = {"found": numbers.in_words(found), "told": numbers.in_words(told)}
    said = []
    if found:
        said.append(say_count("asked.differs", told, **words))
    elif told:
        said.append(say_count("asked.none", told, **words))
    if undecided:
        key = "asked.could_not" if told else "asked.none_could"
        capital = numbers.in_words(undecided, capital=True)
        said.append(say_count(key, undecided, n=capital, few=numbers.in_words(undecided)))
    return tuple(said) or (say("asked.described_alone"),)


def _how_many(ended: Sequence[Ended]) -> str:
    """Say how many tests ended in each way, those without any left out."""
    ends = Counter(ending for _, ending, _ in ended)
    return "; ".join(
        say_count(f"asked.ended.{each}", ends[each], n=numbers.count(ends[each]))
        for each in ENDINGS
        if ends[each]
    )


def _checks(
    held: Sequence[Sequence[Ended]], questions: Mapping[str, str], tests: int, most: int
) -> Iterator[Check]:
    room = most
    for own in held:
        check = own[0][0].check
        ranked = sorted(own, key=lambda each: ENDINGS.index(each[1]))
        found = [each[2] for each in own if each[2] is not None]
        shown = ranked[: max(len(found), min(MOST_OF_CHECK, room))]
        room = max(0, room - len(shown))
        rest = ranked[len(shown) :]
        yield Check(
            question=name(questions.get(check, check), numbers.MISSING),
            name=name(check),
            ending=_best(own),
            results=numbers.count(len(own)),
            findings=tuple(dict.fromkeys(found)),
            ended=_how_many([each for each in own if each[1] != "finding"]),
            parts=tuple(_parts(shown, tests)),
            more=say_count("asked.rest", len(rest), n=numbers.count(len(rest)),
                           how=_how_many(rest)) if rest else "",
        )  # fmt: skip


def _parts(shown: Sequence[Ended], tests: int) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Yield the rows of one check by what their numbers estimate, then those without a number."""
    by_estimand: dict[str, list[Row]] = {}
    for each in shown:
        by_estimand.setdefault(_estimand(each[0]), []).append(_row(each, tests))
    bare = by_estimand.pop("", [])
    *others, last = by_estimand.items() or [("", [])]
    yield from ((estimand, tuple(rows)) for estimand, rows in others)
    yield last[0], (*last[1], *bare)


def _estimand(result: Result) -> str:
    """What the number of a result estimates, "" where it has none."""
    if result.estimate is None:
        return ""
    return name(estimates.named(result))


def _row(ended: Ended, tests: int) -> Row:
    result, ending, finding = ended
    said: dict[Ending, Callable[[], str]] = {
        "finding": lambda: say("asked.finding"),
        "nothing": lambda: nulls.said([result], tests),
        "undecided": lambda: joined((say("asked.could_not_tell"), nulls.reasons([result]))),
        "described": lambda: joined((say("asked.described"), nulls.note(result))),
    }
    estimate = estimates.estimate(result)
    return Row(
        aspect=nulls.aspect(result),
        n=numbers.count(result.n),
        estimate=estimate.value,
        span=estimate.span,
        smallest=numbers.MISSING if ending == "described" else nulls.smallest(result),
        ending=ending,
        finding=finding,
        said=said[ending](),
    )
