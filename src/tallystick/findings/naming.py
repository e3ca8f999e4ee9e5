"""How are the names in the detail of a result, and the sentences of a finding, reached?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tallystick.findings.finding import Finding
from tallystick.findings.mention import NameKind

Rename = Callable[[NameKind, str], Any]
WORDS = ("title", "criteria", "condition", "cause", "effect", "suggestion", "estimand", "aspect")
DRAWN = ("caption", "subcaption", "x_label", "y_label", "mark_label")


def renamed(
    detail: Mapping[str, Any], names: Mapping[str, NameKind], rename: Rename
) -> dict[str, Any]:
    """Return a copy of `detail` with every name at a path of `names` put through `rename`.

    Paths are as in `Check.names`; what is not there, or is no text, is left as it is.
    """
    told: Any = dict(detail)
    for path, kind in names.items():
        told = _at(told, path.split("."), kind, rename)
    return dict(told)


def _at(value: Any, path: list[str], kind: NameKind, rename: Rename) -> Any:
    if not path:
        return rename(kind, value) if isinstance(value, str) and value else value
    key, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {k: _at(v, rest, kind, rename) if k == key else v for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [
            _at(each, rest, kind, rename) if key in ("*", str(place)) else each
            for place, each in enumerate(value)
        ]
    return value


def words_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield every part of a finding that is written in words, as `Mention.part` calls it."""
    for name in WORDS:
        yield name, getattr(finding, name)
    for place, caveat in enumerate(finding.caveats):
        yield f"caveats.{place}", caveat
    if finding.picture is not None:
        for name in DRAWN:
            yield f"picture.{name}", getattr(finding.picture, name)


def with_words(finding: Finding, words: Mapping[str, str]) -> Finding:
    """Return `finding` with the parts in `words`, by their names, in place of its own."""
    changes: dict[str, Any] = {name: words[name] for name in WORDS if name in words}
    changes["caveats"] = tuple(
        words.get(f"caveats.{place}", caveat) for place, caveat in enumerate(finding.caveats)
    )
    drawn: dict[str, Any] = {
        name: words[f"picture.{name}"] for name in DRAWN if f"picture.{name}" in words
    }
    if finding.picture is not None and drawn:
        changes["picture"] = replace(finding.picture, **drawn)
    return replace(finding, **changes)
