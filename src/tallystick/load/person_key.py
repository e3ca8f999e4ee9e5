"""Which key makes the codes of persons, and where is it kept?"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tallystick.load.wording import InputError, shown

VARIABLE = "TALLYSTICK_KEY"
LEAST_LETTERS, MOST_LETTERS = 32, 1024
SECRET_LETTERS, FINGERPRINT_LETTERS = 32, 12
MAKE_ONE = "to make one: openssl rand -hex 32 > FILE"


@dataclass(frozen=True)
class PersonKey:
    """A key: `secret` goes before a number when its code is made; `fingerprint` may be shown.

    The same key makes the same codes, so that runs with one fingerprint can be compared person by
    person. The fingerprint does not lead back to the key, nor to the secret.
    """

    secret: str = field(repr=False)
    fingerprint: str


def find_key(asked: Path | None, of_engagement: Path | None) -> PersonKey:
    """Return the key that was asked for, else that of the environment, the engagement, the user.

    The user's own key is made when it is first needed. InputError when a key cannot be used.
    """
    named = os.environ.get(VARIABLE)
    for path in (asked, Path(named) if named else None, of_engagement):
        if path is not None:
            return read_key(path)
    return own_key(own_place(os.environ))


def own_place(environment: Mapping[str, str]) -> Path:
    """Return where the user's own key lies, by the XDG Base Directory Specification."""
    given = environment.get("XDG_CONFIG_HOME", "")
    try:
        config = Path(given) if Path(given).is_absolute() else Path.home() / ".config"
    except RuntimeError:
        raise InputError(
            "person.key: this user has no home folder to keep a key in; give one with --key FILE "
            f"or {VARIABLE}; {MAKE_ONE}"
        ) from None
    return config / "tallystick" / "person.key"


def own_key(path: Path) -> PersonKey:
    """Return the key at `path`, made now if there is none yet."""
    try:
        if not os.path.lexists(path):
            _make(path)
    except OSError as error:
        raise InputError(
            f"{shown(str(path))}: a key for the codes of persons cannot be made there: "
            f"{error.strerror}; give one with --key FILE or {VARIABLE}; {MAKE_ONE}"
        ) from None
    return read_key(path)


def _make(path: Path) -> None:
    """Write a new key that only its owner may read; of two made at once, the first stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def read_key(path: Path) -> PersonKey:
    """Return the key in a file: one word of 32 to 1,024 letters. InputError when it is none."""
    name = shown(str(path))
    try:
        with path.open("rb") as file:
            words = file.read(2 * MOST_LETTERS).decode().split()
    except FileNotFoundError:
        raise InputError(
            f"{name}: there is no such file, and the codes of persons need its key; check the "
            f"path; {MAKE_ONE}"
        ) from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise InputError(f"{name}: the key cannot be read: {said}; {MAKE_ONE}") from None
    if len(words) != 1 or len(words[0]) > MOST_LETTERS:
        raise InputError(
            f"{name}: a key is one word of {LEAST_LETTERS} to {MOST_LETTERS:,} letters; is it the "
            f"right file? {MAKE_ONE}"
        )
    if len(words[0]) < LEAST_LETTERS:
        raise InputError(
            f"{name}: its key has {len(words[0])} letters; whoever tries keys out would find one "
            f"of fewer than {LEAST_LETTERS}; {MAKE_ONE}"
        )
    return key_of(words[0])


def key_of(text: str) -> PersonKey:
    """Return the key that the word `text` is."""
    return PersonKey(
        secret=hashlib.sha256(text.encode()).hexdigest()[:SECRET_LETTERS],
        fingerprint=hashlib.sha256(f"fingerprint {text}".encode()).hexdigest()[
            :FINGERPRINT_LETTERS
        ],
    )
