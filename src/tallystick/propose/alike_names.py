"""Look-alike names in the files proposed, so that `init` can offer to join them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tallystick.load.alike_names import KIND_OF, KINDS
from tallystick.load.look_alikes import alike
from tallystick.load.value_shape import shape
from tallystick.load.wording import shown
from tallystick.propose.mapping import FileProposal


def alike_names(files: Sequence[FileProposal]) -> dict[str, list[list[str]]]:
    """Return, by kind, the groups of look-alike names in the rows looked at.

    The most frequent spelling of each group comes first. Kinds without a group are left out.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for each in files:
        columns = {
            (KIND_OF[name], choice.headers[0])
            for table in each.tables
            for name, choice in table.columns.items()
            if name in KIND_OF and len(choice.headers) == 1
        }
        for kind, header in columns:
            counts[kind].update(each.look.column(header))
    found = {
        kind: [sorted(group, key=lambda name: (-names[name], name)) for group in alike(names)]
        for kind, names in counts.items()
    }
    return {kind: groups for kind, groups in found.items() if groups}


def spelled(kind: str, name: str) -> str:
    """Return `name` as `init` may show it: of an officer, whose name it may be, its shape alone."""
    return shown(shape(name) if kind == "officers" else name)
