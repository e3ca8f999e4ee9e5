"""The sentences of a check: read from ``words.en.toml`` in its folder, filled with a result."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tallystick.findings import Finding, Funnel, Picture, Result

FILE = "words.en.toml"
SENTENCES = ("title", "criteria", "condition", "cause", "effect", "suggestion")
CAPTIONS = ("caption", "subcaption", "x_label", "y_label", "mark_label")
REASONS = ("reason", "guard", "withhold", "no_power", "otherwise")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """What a check can say, by key.

    An entry is a text with slots, as `str.format` has them; or a choice between texts by a value,
    ``{by = "rule", gone = "…", else = "…"}``, or by whether one is there and not zero, ``{if =
    "control", then = "…", else = "…"}``, whose ``else`` may be left out; or a text for each of
    several, ``{each = "ages", text = "{item[0]}: {item[1]:,}", join = "; "}``, in which the keys
    of an item are values too. A slot takes a value, or else a constant of the check, or the entry
    of its name. No value is a template.
    """

    entries: Values
    constants: Values = field(default_factory=dict)

    @classmethod
    def beside(cls, file: str, constants: Values) -> Words:
        """Read the words that lie beside a Python file.

        FileNotFoundError without them; KeyError where a sentence that each finding has is missing.
        """
        path = Path(file).with_name(FILE)
        words = cls(tomllib.loads(path.read_text(encoding="utf-8")), constants)
        if missing := [key for key in SENTENCES[:-1] if key not in words.entries]:
            raise KeyError(f"{path} has no {', '.join(missing)}")
        return words

    def text(self, entry: Any, values: Values) -> str:
        """Fill an entry; KeyError where a slot or a choice is not known."""
        if isinstance(entry, str):
            return entry.format_map(_Slots(self, values))
        if "if" in entry:
            return self.text(
                entry["then"] if values.get(entry["if"]) else entry.get("else", ""), values
            )
        if "each" in entry:
            return str(entry.get("join", "")).join(self._each(entry, values))
        value = values[entry["by"]]
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return self.text(entry[key] if key in entry else entry["else"], values)

    def finding(self, result: Result, values: Values, drawn: Values | None) -> Finding:
        """Return the finding of a result; a caveat that comes out empty is left out.

        `drawn` are the numbers of its picture.
        """
        entries = self.entries
        words = {key: self.text(entries[key], values) for key in SENTENCES if key in entries}
        caveats = [text for each in entries.get("caveats", ()) for text in self._each(each, values)]
        picture = None if drawn is None else self._picture(values, drawn)
        return Finding.of(result, **words, caveats=tuple(filter(None, caveats)), picture=picture)

    def _each(self, entry: Any, values: Values) -> list[str]:
        """The texts of an entry: one, or one for each of several."""
        if isinstance(entry, str) or "each" not in entry:
            return [self.text(entry, values)]
        items = values[entry["each"]]
        return [self.text(entry["text"], {**values, **_named(one), "item": one}) for one in items]

    def _picture(self, values: Values, drawn: Values) -> Picture | Funnel:
        said = self.entries["picture"]
        captions = {key: self.text(said[key], values) for key in CAPTIONS if key in said}
        form: type[Picture | Funnel] = Funnel if "outer" in drawn else Picture
        return form(**{**drawn, **captions})

    def result(self, result: Result) -> Values:
        """Return the estimand of a result, and its reasons in words where they are keys."""
        values, known = values_of(result), self.entries.get("reasons", {})
        said = {}
        if not result.estimand and "estimand" in self.entries:
            said["estimand"] = self.text(self.entries["estimand"], values)
        for each in fields(result):
            if each.name in REASONS and (key := getattr(result, each.name)) and " " not in key:
                said[each.name] = self.text(known[key], values) if key in known else key
        return said

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the innocent causes, the likeliest first."""
        return tuple(self.entries.get("causes", {}))

    def cause(self, name: str, values: Values) -> Mapping[str, str]:
        """Return the sentences of an innocent cause: ``cause``, ``check`` and ``untold``."""
        said: Values = self.entries["causes"][name]
        return {key: self.text(text, values) for key, text in said.items()}


class _Slots(dict[str, Any]):
    """The values and constants, and where there is none the entry of that name."""

    def __init__(self, words: Words, values: Values) -> None:
        super().__init__({**words.constants, **values})
        self._words = words

    def __missing__(self, key: str) -> str:
        return self._words.text(self._words.entries[key], self)


def _named(item: Any) -> Values:
    return item if isinstance(item, Mapping) else {}


def values_of(result: Result) -> dict[str, Any]:
    """Return the numbers of a result by name: those of `detail`, its own, ``low`` and ``high``.

    ``whose`` is "unit A: ", or "" of the whole agency; no estimate is zero.
    """
    low, high = result.interval or (0.0, 0.0)
    own = {each: getattr(result, each) for each in ("subject_kind", "subject", "aspect", "n")}
    whose = f"{result.subject_kind} {result.subject}: " if result.subject else ""
    return {
        **result.detail, **own, "detail": result.detail, "estimate": result.estimate or 0.0,
        "low": low, "high": high, "whose": whose,
    }  # fmt: skip


def sentences(entry: Any) -> Sequence[str]:
    """Return every text of an entry, or of all entries, in their order."""
    if isinstance(entry, str):
        return [entry]
    if isinstance(entry, Mapping):
        inner = [each for key, each in entry.items() if key not in ("by", "if", "each", "join")]
    else:
        inner = list(entry)
    return [text for each in inner for text in sentences(each)]
