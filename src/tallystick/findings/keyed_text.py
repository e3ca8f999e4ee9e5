"""A text of a result as what it is made from: a key of the words of its check, and typed values.

The text itself is English, as a reader of the raw files expects it. Nothing reads the text again:
another language, and masks, are made of the key and the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

TEXT, KEY, VALUES = "text", "key", "values"
"""The names under which JSON holds a text and what it is made from."""


class KeyedText(str):
    """An English text with its `key`, a path such as ``reasons.few``, and its `values` by name."""

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, Any]

    def __new__(
        cls, text: str, key: str, values: Mapping[str, Any] = MappingProxyType({})
    ) -> KeyedText:
        """Mark `text` as the English of `key`."""
        said = super().__new__(cls, text)
        said.key, said.values = key, dict(values)
        return said

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, Any]]:  # type: ignore[override]
        """Copy the key and the values too."""
        return str(self), self.key, self.values

    @property
    def name(self) -> str:
        """The last part of the key, by which an entry may choose."""
        return self.key.rpartition(".")[2]

    @property
    def is_level(self) -> bool:
        """Whether it is the reason of a share that is stated and compared with nothing."""
        inner = self.values.get("level")
        return self.name.startswith("level") and (
            not isinstance(inner, KeyedText) or inner.is_level
        )
