"""The folder of a case: its name, its database, its sealed runs, its keys."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tallystick.review.disk import synced

CASE_FILE, DATABASE = "case.toml", "office.sqlite3"
RUNS, DOCUMENTS, KEYS, SECRETS = "runs", "documents", "keys", "secrets"
DJANGO_KEY, OFFICE_KEY, PATTERN_KEY = "django.key", "office.key", "pattern.key"
OFFICE_PUBLIC = "office.pub"
OWNERS_FOLDER, OWNERS_FILE = 0o700, 0o600
LONGEST_NAME = 200
SEAL_IN_NAME = 16
"""How many digits of its seal name the folder of a run."""
QUOTED = re.compile(r'[\x00-\x1f"\\\x7f]')


class CaseError(ValueError):
    """A case folder cannot be made or opened; the message says why and what to do."""


@dataclass(frozen=True)
class Case:
    """A case folder that is there; `name` and `language` are those of ``case.toml``."""

    folder: Path
    name: str
    language: str
    engagements: Path | None = None
    """The folder of engagement files of which audits may be started from a page."""

    @property
    def database(self) -> Path:
        """Return where the office's database lies."""
        return self.folder / DATABASE

    @property
    def office_key(self) -> Path:
        """Return where the key lies with which the office signs."""
        return self.folder / SECRETS / OFFICE_KEY

    def secret(self, name: str) -> str:
        """Return a secret of the case; CaseError where it is gone."""
        try:
            return (self.folder / SECRETS / name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            raise CaseError(
                f"{self.folder}: {SECRETS}/{name} is missing or unreadable; restore it from the "
                "backup of this case, or give another --at"
            ) from None

    def run_folder(self, seal: str) -> Path:
        """Return where the sealed copy of the run with this seal lies."""
        return self.folder / RUNS / seal[:SEAL_IN_NAME]


def make_case(folder: Path, name: str, language: str = "en") -> Case:
    """Make a case folder that only its owner may enter, with its secrets and keys.

    Raises CaseError where something lies there already, or it cannot be written.
    """
    from tallystick.seal.signature import make_keys

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder}: there is something here that is no case; give another --at")
    plain = QUOTED.sub(" ", name).strip()[:LONGEST_NAME] or "case"
    try:
        folder.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
        os.chmod(folder, OWNERS_FOLDER)
        for each in (RUNS, KEYS, SECRETS):
            (folder / each).mkdir(mode=OWNERS_FOLDER, exist_ok=True)
        for secret in (DJANGO_KEY, PATTERN_KEY):
            write_own(folder / SECRETS / secret, secrets.token_hex(32) + "\n")
        make_keys(folder / SECRETS / OFFICE_KEY, "office")
        (folder / SECRETS / f"{OFFICE_KEY}.pub").rename(folder / KEYS / OFFICE_PUBLIC)
        for path in folder.rglob("*"):
            synced(path)
        # Last: a folder without it is no case, and can be made again elsewhere.
        write_own(folder / CASE_FILE, f'name = "{plain}"\nlanguage = "{language}"\n')
        for path in (folder / CASE_FILE, folder, folder.resolve().parent):
            synced(path)
    except OSError as error:
        raise CaseError(f"{folder}: {error.strerror}; give another --at") from None
    return Case(folder, plain, language)


def open_case(folder: Path) -> Case:
    """Return the case in `folder`; CaseError where there is none."""
    try:
        held = tomllib.loads((folder / CASE_FILE).read_text(encoding="utf-8"))
        name, language = held["name"], held.get("language", "en")
        engagements = held.get("engagements")
    except FileNotFoundError:
        raise CaseError(
            f"{folder}: there is no {CASE_FILE}, so it is no case; name a case, or a new folder"
        ) from None
    except (OSError, ValueError, KeyError) as error:
        raise CaseError(f"{folder / CASE_FILE}: cannot be read ({error}); mend it") from None
    if not isinstance(name, str) or not isinstance(language, str):
        raise CaseError(f"{folder / CASE_FILE}: name and language are texts; mend them")
    if engagements is None:
        return Case(folder, name, language)
    if not isinstance(engagements, str) or not engagements:
        raise CaseError(f"{folder / CASE_FILE}: engagements is the path of a folder; mend it")
    return Case(folder, name, language, folder / engagements)


def is_case(folder: Path) -> bool:
    """Whether a case lies in `folder`."""
    return (folder / CASE_FILE).is_file()


def write_own(path: Path, text: str) -> None:
    """Make a file that its owner alone reads; FileExistsError where one is there."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
