"""Which law packs are there, and which one holds a jurisdiction?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tallystick.statutes import header
from tallystick.statutes.faults import LawError, PackError, listed, nearest, shown
from tallystick.statutes.pack import Pack
from tallystick.statutes.reading import read_pack

BUILT_IN = Path(__file__).parent / "packs"
ENTRY_POINT = "tallystick.statutes"
OURS = "built in"


def built_in() -> dict[str, Path]:
    """Return the folder of each pack that comes with the program, by its code."""
    folders = sorted(each for each in BUILT_IN.iterdir() if (each / header.FILE).is_file())
    return {each.name.upper().replace("_", "-"): each for each in folders}


def folders(path: Path) -> tuple[Path, ...]:
    """Return the folders of the packs at `path`: a pack, a file of one, or a folder of packs.

    Raises
    ------
    PackError
        When there is none.
    """
    if path.is_file():
        path = path.parent
    if (path / header.FILE).is_file():
        return (path,)
    try:
        found = tuple(sorted(each for each in path.iterdir() if (each / header.FILE).is_file()))
    except OSError as error:
        raise PackError([f"{shown(str(path))}: {error.strerror}; check the path"]) from None
    if not found:
        raise PackError(
            [f"{shown(str(path))}: there is no pack.toml in it or in a folder below it; a pack "
             "is a folder with pack.toml and its tables; see docs/law.md"]
        )  # fmt: skip
    return found


def read_at(path: Path) -> tuple[Pack, ...]:
    """Read every pack at `path`; PackError with the faults of all of them."""
    packs, faults = list[Pack](), list[str]()
    for folder in folders(path):
        try:
            packs.append(replace(read_pack(folder), origin=str(folder)))
        except PackError as error:
            faults += error.messages
    codes = [pack.code for pack in packs]
    faults += [f"{shown(str(path))}: two packs have the code {code}; give each its own"
               for code in sorted(set(codes)) if codes.count(code) > 1]  # fmt: skip
    if faults:
        raise PackError(faults)
    return tuple(packs)


def every_pack(paths: Iterable[Path] = ()) -> dict[str, Pack]:
    """Return every pack by its code: ours, those of other packages, then those at `paths`.

    A pack at a path takes the place of one of the same code. Two packages with one code are
    refused, since neither was chosen.
    """
    packs = {code: replace(read_pack(each), origin=OURS) for code, each in built_in().items()}
    named = {pack.code: pack for path in paths for pack in read_at(path)}
    for name, path in registered():
        for pack in read_at(path):
            if pack.code in packs and pack.code not in named:
                raise PackError(
                    [f"{name}: two packs have the code {pack.code}; take one of the packages out, "
                     "or name the folder that you want by its path"]
                )  # fmt: skip
            packs[pack.code] = replace(pack, origin=f"entry point {name}")
    return packs | named


def registered() -> list[tuple[str, Path]]:
    """Return the folders that other packages register, by the name of their entry point."""
    if not _some_registered():
        return []
    from importlib.metadata import entry_points

    return [(entry.name, _folder(entry)) for entry in sorted(entry_points(group=ENTRY_POINT))]


def _some_registered() -> bool:
    """Whether a package on the path may name the group.

    `importlib.metadata`, which knows, takes longer to import than an answer to give; so the files
    that it would read are looked through for the name first.
    """
    wanted = ENTRY_POINT.encode()
    for place in dict.fromkeys(sys.path):
        folder = Path(place or ".")
        if folder.is_file():
            return True
        for kind in ("dist-info", "egg-info"):
            if any(
                wanted in path.read_bytes() for path in folder.glob(f"*.{kind}/entry_points.txt")
            ):
                return True
    return False


def _folder(entry: Any) -> Path:
    """Return what an entry point names: a path, or a function that returns one."""
    name = shown(entry.name)
    try:
        loaded = entry.load()
    except (ImportError, AttributeError) as error:
        raise PackError(
            [f"{name}: its entry point cannot be loaded: {shown(str(error))}; mend the package, or "
             "take it out"]
        ) from None  # fmt: skip
    path = loaded() if callable(loaded) else loaded
    if not isinstance(path, str | Path):
        raise PackError(
            [f"{name}: its entry point is no path; let it name a path, or a function that returns "
             "one"]
        )  # fmt: skip
    return Path(path)


def pack_of(word: str, paths: Iterable[Path] = ()) -> Pack:
    """Return the pack of the jurisdiction that `word` names, by code or name.

    Only the pack asked for is read, where its code says which it is.

    Raises
    ------
    LawError
        When there is none.
    PackError
        When a pack cannot be used.
    """
    code = word.strip().upper().replace("_", "-")
    given = tuple(paths)
    ours = built_in()
    if not given and code in ours and not _others_hold(code):
        return replace(read_pack(ours[code]), origin=OURS)
    return chosen(word, every_pack(given))


def chosen(word: str, packs: Mapping[str, Pack]) -> Pack:
    """Return the one of `packs` that is called `word`; LawError when there is none."""
    code, term = word.strip().upper().replace("_", "-"), word.strip().casefold()
    if code in packs:
        return packs[code]
    for pack in packs.values():
        if term in (name.casefold() for name in (pack.name, *pack.also)):
            return pack
    near = nearest(code, packs) if len(code) < 8 else f"there is {listed(packs)}"
    raise LawError(f"jurisdiction {shown(word)}: {near}")


def _others_hold(code: str) -> bool:
    return any(pack.code == code for _, path in registered() for pack in read_at(path))
