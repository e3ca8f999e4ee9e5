"""Read chosen fields of a struct in Thrift's compact protocol, and pass over the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BOOLEANS, BYTE, WHOLES, DOUBLE, BINARY, LISTS, MAP, STRUCT = (
    *((1, 2), 3, (4, 5, 6), 7, 8, (9, 10), 11, 12),
)
DEEPEST = 32


class DamagedError(Exception):
    """Bytes that are no such struct."""


class Compact:
    """Bytes in the compact protocol, and how far they have been read."""

    def __init__(self, held: bytes) -> None:
        self._held = held
        self._at = 0

    def struct(self, wanted: Mapping[int, Any], depth: int = 0) -> dict[int, Any]:
        """Return the whole numbers, structs and lists of structs of a struct, by field number.

        `wanted` gives for each field None for a whole number, the wanted fields of a struct, or a
        list of one such for those of each struct of a list. Raises DamagedError where the bytes
        are otherwise.
        """
        if depth > DEEPEST:
            raise DamagedError("its footer is nested too deeply")
        found: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._whole()
            kind = head & 15
            if number not in wanted:
                self._skip(kind, depth, in_list=False)
            elif wanted[number] is None and kind in WHOLES:
                found[number] = self._whole()
            elif isinstance(wanted[number], dict) and kind == STRUCT:
                found[number] = self.struct(wanted[number], depth + 1)
            elif isinstance(wanted[number], list) and kind in LISTS:
                of, count = self._list()
                if of != STRUCT:
                    raise DamagedError("its footer is no Parquet footer")
                found[number] = [self.struct(wanted[number][0], depth + 1) for _ in range(count)]
            else:
                raise DamagedError("its footer is no Parquet footer")
        return found

    def _skip(self, kind: int, depth: int, *, in_list: bool) -> None:
        if kind in BOOLEANS or kind == BYTE:
            self._pass(int(in_list or kind == BYTE))
        elif kind in WHOLES:
            self._varint()
        elif kind == DOUBLE:
            self._pass(8)
        elif kind == BINARY:
            self._pass(self._varint())
        elif kind == STRUCT:
            self.struct({}, depth + 1)
        elif kind in LISTS or kind == MAP:
            self._skip_all(kind, depth + 1)
        else:
            raise DamagedError("its footer is no Parquet footer")

    def _skip_all(self, kind: int, depth: int) -> None:
        if depth > DEEPEST:
            raise DamagedError("its footer is nested too deeply")
        if kind != MAP:
            of, count = self._list()
            kinds = [of]
        else:
            count = self._varint()
            pair = self._byte() if count else 0
            kinds = [pair >> 4, pair & 15]
        for _ in range(count):
            for each in kinds:
                self._skip(each, depth, in_list=True)

    def _list(self) -> tuple[int, int]:
        head = self._byte()
        count = head >> 4 if head >> 4 != 15 else self._varint()
        if count > len(self._held) - self._at:
            raise DamagedError("its footer is cut short")
        return head & 15, count

    def _byte(self) -> int:
        self._pass(1)
        return self._held[self._at - 1]

    def _pass(self, count: int) -> None:
        self._at += count
        if self._at > len(self._held):
            raise DamagedError("its footer is cut short")

    def _varint(self) -> int:
        value = shift = 0
        while shift < 70:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        raise DamagedError("its footer is no Parquet footer")

    def _whole(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
