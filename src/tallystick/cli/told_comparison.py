"""What does the terminal say of two runs that were set beside each other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tallystick.findings import Finding
from tallystick.findings.counts import counted
from tallystick.report.comparison import Comparison, Moved

GONE = "A pattern that is gone shows no change by itself: see what each run could have found."
NEW, LEFT, STILL = "new", "gone", "still there"


def lines(done: Comparison) -> list[str]:
    """Return what is new, gone and still there, a line each, parts under their wholes."""
    said = [f"{done.before.engagement} -> {done.after.engagement}"]
    for title, moved in ((NEW, done.new), (LEFT, done.gone), (STILL, done.still)):
        numbers = done.now_called if title == LEFT else {}
        said += ["", _head(title, moved)]
        said += [f"{indent}{_one(title, each, numbers)}" for indent, each in _in_order(moved)]
    if done.differences:
        said += ["", "What else differs:", *(f"  {each}" for each in done.differences)]
    if done.gone:
        said += ["", GONE]
    return said


def _head(title: str, moved: Sequence[Moved]) -> str:
    wholes = sum(each.whole for each in moved)
    parts = len(moved) - wholes
    wider = "a wider one" if parts == 1 else "wider ones"
    more = f", and {counted(parts, 'part')} of {wider}" if parts else ""
    which = ", by the numbers of the earlier run" if title == LEFT and moved else ""
    return f"{counted(wholes, 'pattern')} {title}{more}{which}"


def _in_order(moved: Sequence[Moved]) -> Iterator[tuple[str, Moved]]:
    """Each pattern, its parts below it; then the parts whose pattern is in another group."""
    wholes = {each.finding.id for each in moved if each.whole}
    for each in moved:
        if each.whole:
            yield "  ", each
            for part in moved:
                if not part.whole and part.finding.part_of == each.finding.id:
                    yield "    ", part
    for each in moved:
        if not each.whole and each.finding.part_of not in wholes:
            yield "  ", each


def _one(title: str, moved: Moved, numbers: Mapping[str, str]) -> str:
    finding = moved.finding
    said = f"{finding.id}  {finding.title}"
    if title == STILL:
        said += f"{_change(moved)}{_whole(moved)}"
    else:
        said += f" ({'then' if title == NEW else 'now'}: {_other(title, moved)})"
    return said + _belongs(finding, numbers, whole=moved.whole)


def _other(title: str, moved: Moved) -> str:
    """What the other run says of it, and of a neighbouring question with a pattern there alone."""
    told = [moved.other.said]
    for each in moved.beside:
        pair = (each, moved.finding) if title == NEW else (moved.finding, each)
        verdicts = " -> ".join(one.verdict for one in pair)
        told.append(f"but {each.id} {each.title}, {verdicts}")
    return "; ".join(told)


def _change(moved: Moved) -> str:
    then, now = moved.other.estimate, moved.finding.estimate
    if moved.turned:
        change = f"{moved.other.verdict} -> {moved.finding.verdict}"
        return f" (another verdict: {change}; then: {moved.other.title})"
    if then is None or now is None:
        return ""
    if not moved.alike:
        return "; the estimates of the two runs are not of the same"
    apart = "; the ranges have no value in common" if moved.apart else ""
    return f" ({then:,.4g} -> {now:,.4g}){apart}"


def _whole(moved: Moved) -> str:
    if moved.whole == moved.other.whole:
        return ""
    return "; then a part of a wider pattern" if moved.whole else "; then a pattern by itself"


def _belongs(finding: Finding, numbers: Mapping[str, str], *, whole: bool) -> str:
    if not whole:
        return f"; a part of {_number(finding.part_of, numbers)}"
    same = " and ".join(_number(each, numbers) for each in finding.on_cases_of)
    return f"; on the same cases as {same}" if same else ""


def _number(then: str, numbers: Mapping[str, str]) -> str:
    """The number of another finding: that of the later run where it is still there."""
    return f"{then} (now {numbers[then]}, still there)" if then in numbers else then
