"""A file that is edited as a whole: written beside itself and renamed, unless it changed."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from tallystick.cli.session import UnusableInputError
from tallystick.load import InputError
from tallystick.load.toml_file import read_toml_file


@dataclass(frozen=True)
class TomlSnapshot:
    """A TOML file as it was read: its bytes, and what they say."""

    path: Path
    raw: bytes
    content: dict[str, Any]

    @property
    def text(self) -> str:
        """All of it, with its byte order mark and its ends of lines."""
        return self.raw.decode("utf-8")

    def replace(self, text: str) -> None:
        """Write `text` in its place, with its mode; what a link names, where it is one.

        UnusableInputError where it changed since it was read, or cannot be written.
        """
        real = self.path.resolve()
        made = ""
        try:
            number, made = mkstemp(prefix=f".{real.name}.", suffix=".new", dir=real.parent)
            with os.fdopen(number, "wb") as file:
                os.fchmod(file.fileno(), stat.S_IMODE(real.stat().st_mode))
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            if real.read_bytes() != self.raw:
                raise UnusableInputError(f"{self.path}: {CHANGED}")
            os.replace(made, real)
            made = ""
        except OSError as error:
            raise UnusableInputError(f"{self.path}: not written: {error.strerror}") from None
        finally:
            if made:
                Path(made).unlink(missing_ok=True)


CHANGED = "it changed in the meantime; nothing was written; run this again"


def snapshot_of(path: Path) -> TomlSnapshot:
    """Read the TOML file at `path`; UnusableInputError where it is none."""
    try:
        read = read_toml_file(path)
        raw = path.read_bytes()
    except InputError as error:
        raise UnusableInputError(str(error)) from None
    except OSError as error:
        raise UnusableInputError(f"{path}: {error.strerror}") from None
    if hashlib.sha256(raw).hexdigest() != read.sha256:
        raise UnusableInputError(f"{path}: {CHANGED}")
    return TomlSnapshot(path, raw, read.content)
