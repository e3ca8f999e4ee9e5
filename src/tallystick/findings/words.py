"""The sentences of a check in one language: read from its ``words.XX.toml``, filled with values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tallystick.findings.entries import (
    OF_RULE,
    Formatter,
    Values,
    Write,
    asked,
    entry_at,
    named_in,
    within,
)
from tallystick.findings.finding import Explanation, Finding
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.picture import Funnel, Picture
from tallystick.findings.result import Result
from tallystick.findings.sentences import CAPTION, CAPTIONS, SENTENCES
from tallystick.findings.values import OWN, own, values_of
from tallystick.findings.word_files import CHECKS, file_name, file_of, read_words

ENGLISH = "en"
REASONS = ("reason", "guard", "withhold", "no_power", "otherwise")
RULES = ("rule", "rule_within", "touched", "causes_within")
"""What is told of one rule of a test of details, by its kind."""


@dataclass(frozen=True)
class Words:
    """What a check can say, by key.

    An entry is a text with slots, as `str.format` has them; or a choice between texts by a value,
    ``{by = "rule", gone = "…", else = "…"}``, or by whether one is there and not zero, ``{if =
    "control", then = "…", else = "…"}``, whose ``else`` may be left out; or a text for each of
    several, ``{each = "ages", text = "{item[0]}: {item[1]:,}", join = "; "}``, in which the keys
    of an item are values too. A slot takes a value, or else a constant of the check, or the entry
    of its name. No value is a template.

    `write` puts a value in a slot, by what stands behind the colon there; as `format` does where
    none is given. `more` are the entries that all checks have, and `spoken` those of each language,
    which tell what values may be asked for.
    """

    entries: Values
    constants: Values = field(default_factory=dict)
    write: Write | None = None
    more: Values = field(default_factory=dict)
    spoken: tuple[Values, ...] = ()
    _paths: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def beside(cls, file: str, constants: Values) -> Words:
        """Read the English words that lie beside a Python file.

        FileNotFoundError without them; KeyError where a sentence that each finding has is missing.
        """
        path = Path(file).with_name(file_name(ENGLISH))
        read = [*path.parent.glob(file_name("*")), *CHECKS.glob(file_name("*"))]
        words = cls(
            read_words(path),
            constants,
            more=read_words(CHECKS / path.name),
            spoken=tuple(map(read_words, read)),
        )
        if missing := [key for key in SENTENCES[:-1] if key not in words.entries]:
            raise KeyError(f"{path} has no {', '.join(missing)}")
        return words

    def text(self, entry: Any, values: Values) -> str:
        """Fill an entry; KeyError where a slot or a choice is not known."""
        if isinstance(entry, str):
            slots = _Slots(self, values)
            if self.write is None:
                return entry.format_map(slots)
            return Formatter(self.write).vformat(entry, (), slots)
        if "if" in entry:
            return self.text(
                entry["then"] if values.get(entry["if"]) else entry.get("else", ""), values
            )
        if "each" in entry:
            return str(entry.get("join", "")).join(self._each(entry, values))
        value = values[entry["by"]]
        key = value.name if isinstance(value, KeyedText) else str(value)
        key = key.lower() if isinstance(value, bool) else key
        return self.text(entry[key] if key in entry else entry["else"], values)

    def finding(self, result: Result, values: Values, drawn: Values | None) -> Finding:
        """Return the finding of a result; `drawn` are the numbers of its picture.

        It keeps the `values` and constants that its words ask for, in whichever language.
        """
        held = {**self.constants, **values}
        kept = {
            k: each
            for k, each in held.items()
            if k not in OWN and (k in self._asked or not self.spoken)
        }
        picture = None if drawn is None else self._picture(values, drawn)
        sentences = self.sentences(values)
        return Finding.of(result, **sentences, values=kept, picture=picture)

    def sentences(self, values: Values) -> dict[str, Any]:
        """Return the sentences of a finding and its caveats; one that comes out empty is left out.

        KeyError where a slot or a choice is not known.
        """
        entries = self.entries
        words = {key: self.text(entries[key], values) for key in SENTENCES if key in entries}
        caveats = [text for each in entries.get("caveats", ()) for text in self._each(each, values)]
        if values.get("selected_on") and self.holds("shared.selected"):
            caveats.append(self.text(self.entry("shared.selected"), values))
        return words | {"caveats": tuple(filter(None, caveats))}

    def told_again(self, finding: Finding) -> Finding:
        """Return a finding with its sentences made anew of its values: in these words, or masked.

        KeyError, TypeError or ValueError where its values are not those that they name.
        """
        values = {**finding.values, **own(finding)}
        causes = tuple(self._explanation(each, values) for each in finding.explanations)
        said = self.sentences({**values, "causes": [each.name for each in causes]})
        picture = finding.picture
        if picture is not None and "picture" in self.entries:
            captions: dict[str, Any] = self._captions(values)
            picture = replace(picture, **captions)
        told = replace(finding, **said, picture=picture, explanations=causes)
        return replace(told, title=self.title(told.title, causes, values))

    def title(self, title: str, explanations: Iterable[Explanation], values: Values) -> str:
        """Return a title that says too what the records cannot tell from the pattern."""
        known = self.entries.get("causes", {})
        untold = (known[each.name].get("untold", "") for each in explanations
                  if each.name in known and not each.of)  # fmt: skip
        either = next(filter(None, untold), "")
        return f"{title}; {self.text(either, values)}" if either else title

    def _explanation(self, each: Explanation, values: Values) -> Explanation:
        if each.name not in self.causes:
            return each
        said = self.cause(each.name, values)
        return replace(each, cause=said["cause"], how_to_check=said["check"])

    def _each(self, entry: Any, values: Values) -> list[str]:
        """The texts of an entry: one, or one for each of several."""
        if isinstance(entry, str) or "each" not in entry:
            return [self.text(entry, values)]
        items = values[entry["each"]]
        return [self.text(entry["text"], {**values, **named_in(one), "item": one}) for one in items]

    def _picture(self, values: Values, drawn: Values) -> Picture | Funnel:
        form: type[Picture | Funnel] = Funnel if "outer" in drawn else Picture
        return form(**{**drawn, **self._captions(values)})

    def labelled(self, values: Values, drawn: Values) -> Values:
        """Return what a picture shows of a test that found nothing: no caption, no excess."""
        said = self.entries["picture"]
        labels = {
            key: self.said(f"picture.{key}", values)
            for key in CAPTIONS
            if key in said and key != CAPTION
        }
        return {**drawn, **labels, "excess": None, "hole": None}

    def _captions(self, values: Values) -> dict[str, str]:
        said = self.entries["picture"]
        return {key: self.text(said[key], values) for key in CAPTIONS if key in said}

    def result(self, result: Result) -> Values:
        """Return the estimand of a result, and its reasons in words where they are keys."""
        values = values_of(result)
        said = {}
        if not result.estimand and "estimand" in self.entries:
            said["estimand"] = self.said("estimand", values)
        for each in (each.name for each in fields(result) if each.name in REASONS):
            code = getattr(result, each)
            if code and " " not in code and not isinstance(code, KeyedText):
                path, own = f"reasons.{code}", getattr(code, "values", None)
                known = own is not None or self.holds(path)
                said[each] = self.said(path, {**values, **(own or {})}) if known else code
        return said

    def said(self, path: str, values: Values) -> KeyedText:
        """Return the text of an entry, with those of the values that any language asks for."""
        held, names = {**self.constants, **values}, self._asked_by(path)
        kept = {
            key: self._filled(each, path)
            for key, each in held.items()
            if key in names or not self.spoken
        }
        return KeyedText(self.text(self.entry(path), kept), path, kept)

    def _filled(self, value: Any, path: str) -> Any:
        """Return a value; the reason of a test that stands in another in its words."""
        values = None if isinstance(value, KeyedText | Mapping) else getattr(value, "values", None)
        return value if values is None else self.said(f"{path.partition('.')[0]}.{value}", values)

    def say(self, path: str, /, **values: Any) -> KeyedText:
        """Return the text of an entry, such as ``reasons.few``, with these values.

        KeyError where a slot or a choice is not known, or there is no such entry.
        """
        return KeyedText(self.text(self.entry(path), values), path, values)

    def entry(self, path: str) -> Any:
        """Return an entry by its path, or that of all checks; KeyError where there is none."""
        found = entry_at(self.entries, path)
        if found is None and (found := entry_at(self.more, path)) is None:
            raise KeyError(path)
        return found

    def holds(self, path: str) -> bool:
        """Whether there is an entry of the path, or all checks have one."""
        return entry_at(self.entries, path) is not None or entry_at(self.more, path) is not None

    @cached_property
    def _asked(self) -> frozenset[str]:
        return asked(self.spoken)

    def _asked_by(self, path: str) -> frozenset[str]:
        """The names of the values that an entry, and those that stand in it, may ask for."""
        if path not in self._paths:
            seen: set[str] = set()
            ahead = [path]
            while ahead:
                key = ahead.pop()
                if key not in seen:
                    seen.add(key)
                    ahead += asked([each for held in self.spoken if (each := entry_at(held, key))])
            self._paths[path] = frozenset(seen)
        return self._paths[path]

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the innocent causes, the likeliest first."""
        return tuple(self.entries.get("causes", {}))

    def cause(self, name: str, values: Values) -> Mapping[str, str]:
        """Return the sentences of an innocent cause: ``cause``, ``check`` and ``untold``."""
        said: Values = self.entries["causes"][name]
        return {key: self.text(text, values) for key, text in said.items()}

    def of_rule(self, key: str, values: Values) -> str:
        """Return what is told of the rule whose kind is a value, by one of `RULES`."""
        if key == "causes_within":
            said = (self.cause(name, values)["cause"] for name in values["causes"])
            return "; ".join(map(within, said))
        of = self.entries["rules"][values[OF_RULE]]
        text = self.text(of["effect" if key == "touched" else "sentence"], values)
        return within(text) if key == "rule_within" else text


@cache
def words_of(check: str | None, language: str) -> Words | None:
    """Return the words of a check of this package, or (None) of all; None where there are none."""
    path = file_of(check, language)
    return None if path is None else Words(read_words(path), more=read_words(CHECKS / path.name))


def told_again(finding: Finding, language: str, write: Write | None = None) -> Finding | None:
    """Return a finding with its sentences made anew of its values in a language.

    None where the words are not there, or the values are not those that they ask for.
    """
    words = words_of(finding.check, language)
    try:
        return None if words is None else replace(words, write=write).told_again(finding)
    except (LookupError, TypeError, ValueError):
        return None


@cache
def words_beside(file: str) -> Words:
    """Return the English words of the check that a Python file is of, or else those of all checks.

    What such a file says is a `Words.say` of them.
    """
    path = Path(file).with_name(file_name(ENGLISH))
    own = path if path.is_file() else CHECKS / path.name
    return Words(read_words(own), more=read_words(CHECKS / path.name))


class _Slots(dict[str, Any]):
    """The values and constants, and where there is none the entry of that name."""

    def __init__(self, words: Words, values: Values) -> None:
        super().__init__({**words.constants, **values})
        self._words = words

    def __missing__(self, key: str) -> str:
        if key in RULES and OF_RULE in self:
            return self._words.of_rule(key, self)
        words = self._words
        return words.text(words.entries[key] if key in words.entries else words.more[key], self)
