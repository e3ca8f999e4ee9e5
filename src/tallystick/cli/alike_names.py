"""Look-alike names on the terminal, with the characters that tell their spellings apart."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.cli.terminal import printable
from tallystick.findings import AlikeNames as AlikeInRun
from tallystick.findings import Spelling as SpellingInRun
from tallystick.findings.counts import counted
from tallystick.load.wording import shown
from tallystick.tables import AlikeNames, Spelling

MOST_NAMES, MOST_SPELLINGS = 3, 8


def told_alike(alike: Sequence[AlikeNames | AlikeInRun]) -> list[str]:
    """Return the lines that tell of look-alike names; none where there are none.

    Where names are masked, no spelling is shown.
    """
    lines = []
    for kind, joined in dict.fromkeys((each.kind, each.joined) for each in alike):
        names = [each for each in alike if (each.kind, each.joined) == (kind, joined)]
        spellings = sum(each.names for each in names)
        what = (
            "joined under the first spelling, as join_alike says"
            if joined
            else f'counted apart; join_alike = ["{kind}"] under [engagement] joins them'
        )
        lines.append(f"{kind}: {counted(len(names), 'name')} in {spellings:,} spellings that look "
                     f"alike: {what}")  # fmt: skip
        for each in names[:MOST_NAMES]:
            lines += _spellings(each)
        if len(names) > MOST_NAMES:
            lines.append(f"  … and {counted(len(names) - MOST_NAMES, 'more name')}")
    return list(map(printable, lines))


def _spellings(names: AlikeNames | AlikeInRun) -> list[str]:
    spellings: Sequence[Spelling | SpellingInRun] = names.spellings
    if not all(each.text for each in spellings):
        return []
    lines = []
    for place, each in enumerate(spellings[:MOST_SPELLINGS]):
        differs = f" ({'; '.join(each.differs)})" if each.differs else ""
        indent = "    " if place else "  "
        lines.append(f"{indent}{shown(each.text)}: {counted(each.records, 'record')}{differs}")
    more = names.names - len(lines)
    return [*lines, f"    … and {counted(more, 'more spelling')}"] if more > 0 else lines
