"""The library by which a reader's browser opens letters: age-encryption, by the author of age.

The program has no code of others in it. Whoever runs the office hands in the packages as their
authors published them; each is held to the SHA-256 below, and the case keeps them as they came.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tallystick.review.case_folder import OWNERS_FOLDER, Case
from tallystick.review.disk import synced
from tallystick.review.log.entries import PROGRAM, append
from tallystick.review.log.projections import projection
from tallystick.seal import Entry

FOLDER, SUFFIX, ADDRESS = "library", ".tgz", "/reports/library"
TAKEN = "library.take"
WITHIN, MODULE = "package/", ".js"


class LibraryError(ValueError):
    """The packages cannot be taken or used; the message says why and what to do."""


@dataclass(frozen=True)
class Package:
    """A package as its author published it: `module` is how others import it, `main` its file.

    Of a package without a `main` each file is imported by its own path.
    """

    module: str
    version: str
    sha256: str
    main: str = ""


PACKAGES: Mapping[str, Package] = {
    "age-encryption": Package(
        "age-encryption",
        "0.3.1",
        "5a318d61f29bafc02810feef65dcf9d82b17a44d9c777eed658d2abea5f74bc5",
        "dist/index.js",
    ),
    "noble-ciphers": Package(
        "@noble/ciphers",
        "2.1.1",
        "1704cc39be04737a17f17c37b8556b195e2b6ed442ecc2b7be6230b2e26f0d82",
    ),
    "noble-curves": Package(
        "@noble/curves",
        "2.0.1",
        "1271ac0dfa27c93e464e64b65ff2a255eea52c449ca86c149cfb0b9786dd9029",
    ),
    "noble-hashes": Package(
        "@noble/hashes",
        "2.0.1",
        "638ffb3053a7e7478c9e54a6e297f3601299ee570a41112e501af7050d086a0a",
    ),
    "noble-post-quantum": Package(
        "@noble/post-quantum",
        "0.5.4",
        "615e1585e7062a7520ca09cce4f66d52647417e42a5cb4053cf2d048a3c32397",
    ),
    "scure-base": Package(
        "@scure/base",
        "2.0.0",
        "758d9a74d504922c21f12afbb832a8da13634657fa842c1aee1ec3eac82c8902",
        "index.js",
    ),
}
"""By the name under which each is served, with what it is pinned to."""


@projection(TAKEN)
def taken(entry: Entry) -> None:
    """Keep which packages were taken: ``{packages}``, the SHA-256 of each by name and version."""


def take(case: Case, paths: Sequence[Path]) -> None:
    """Keep the packages in the case, and enter their hashes, which every bundle then names.

    A file is known by its hash, whatever its name is. LibraryError where one is no such package,
    or one of them is missing; then nothing is kept.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LibraryError(f"{path}: {error.strerror}; name the file of a package") from None
        found[_name(path, data)] = data
    if missing := [each for each in PACKAGES if each not in found]:
        raise LibraryError(
            f"{_told(missing[0])} is missing, one of {len(missing)}; name the files of "
            f"all: {', '.join(map(_told, PACKAGES))}"
        )
    folder = case.folder / FOLDER
    try:
        folder.mkdir(mode=OWNERS_FOLDER, exist_ok=True)
        for name, data in found.items():
            draft = folder / f".{name}"
            draft.write_bytes(data)
            synced(draft)
            os.replace(draft, folder / f"{name}{SUFFIX}")
        synced(folder)
    except OSError as error:
        raise LibraryError(f"{folder}: {error.strerror}; make room, and run it again") from None
    append(PROGRAM, TAKEN, {"packages": {_told(each): PACKAGES[each].sha256 for each in PACKAGES}})


def is_there(case: Case) -> bool:
    """Whether the case keeps every package as it was published."""
    try:
        for each in PACKAGES:
            _modules(case.folder / FOLDER / f"{each}{SUFFIX}")
    except LibraryError:
        return False
    return True


def module(case: Case, name: str, path: str) -> bytes:
    """Return a file of a package, byte for byte; KeyError where there is none of this name.

    Raises LibraryError where the package in the case is not as it was published.
    """
    if name not in PACKAGES:
        raise KeyError(name)
    return _modules(case.folder / FOLDER / f"{name}{SUFFIX}")[path]


def import_map() -> dict[str, dict[str, str]]:
    """Return by which address a browser finds what the packages import of each other."""
    found = {}
    for name, each in PACKAGES.items():
        if each.main:
            found[each.module] = f"{ADDRESS}/{name}/{each.main}"
        else:
            found[f"{each.module}/"] = f"{ADDRESS}/{name}/"
    return {"imports": found}


@cache
def _modules(path: Path) -> Mapping[str, bytes]:
    """The files of code of a package, in memory, once its hash was compared."""
    try:
        data = path.read_bytes()
    except OSError:
        raise LibraryError(f"{path}: cannot be read; run: tallystick review library") from None
    if hashlib.sha256(data).hexdigest() != PACKAGES[path.stem].sha256:
        raise LibraryError(f"{path}: is not as published; run: tallystick review library")
    held = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as package:
        for each in package:
            file = package.extractfile(each) if each.name.endswith(MODULE) else None
            if file is not None:
                held[each.name.removeprefix(WITHIN)] = file.read()
    return held


def _name(path: Path, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    for name, each in PACKAGES.items():
        if each.sha256 == sha256:
            return name
    raise LibraryError(
        f"{path}: SHA-256 {sha256[:16]}… is of none of the packages that this version knows: "
        f"{', '.join(map(_told, PACKAGES))}; hand in the files as published"
    )


def _told(name: str) -> str:
    return f"{PACKAGES[name].module}@{PACKAGES[name].version}"
