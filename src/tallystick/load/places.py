"""Which files does a source name, and may they be read?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tallystick.engine.paths import encodable
from tallystick.load.archives import member_of
from tallystick.load.shapes import SourceBlock
from tallystick.load.walk import MOST_FILES, TooManyError, Walk, is_pattern
from tallystick.load.wording import InputError, nearest, shown

SUFFIXES = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".geojson": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".zip": "zip",
}
TEXT = ("csv", "tsv", "fwf", "jsonl", "json")
DELIMITERS = (";", ",", "\t", "|", "~", "^")
"""What may part the cells of a text where nothing says so."""
UNTYPED = ("csv", "tsv", "fwf")


@dataclass(frozen=True)
class Place:
    """One file to read: where it is, what the engagement calls it, and how it is written.

    `member` is the file that is read in a ZIP archive, None where it is none. `scratch` is the
    folder in which its rows wait, None for that of temporary files.
    """

    path: Path
    name: str
    format: str
    zipped: bool = False
    member: str | None = None
    scratch: Path | None = None


def find_places(
    folder: Path, block: SourceBlock, *, allow_outside: bool, fault: Callable[[str], None]
) -> list[Place]:
    """Return the files that `block` names, each once, in the order of the list, then by name.

    `folder` is the engagement's. `fault` is called for each name that gives no file, and for
    each file that lies outside `folder` when `allow_outside` is not set.
    """
    places: dict[Path, Place] = {}
    walk = Walk()
    for text in block.source or ():
        for path in _matches(folder, text, block.format, walk, fault):
            place = _place(folder, path, block, allow_outside, fault)
            if place is not None:
                places.setdefault(place.path, place)
        if len(places) > MOST_FILES:
            fault(f"{shown(text)} names more than {MOST_FILES:,} files; name a smaller folder")
            return []
    return list(places.values())


def _matches(
    folder: Path, text: str, stated: str | None, walk: Walk, fault: Callable[[str], None]
) -> list[Path]:
    path = folder / text
    try:
        if path.is_dir():
            listed = map(Path, walk.files(str(path), "*"))
            found = [each for each in listed if _in_folder(each, stated)]
            if not found:
                fault(f"{shown(text)} is a folder without a file of a known kind; {KINDS}")
            return found
        if path.is_symlink() or path.exists():
            return [path]
        if is_pattern(text):
            found = [Path(each) for each in walk.files(str(folder), text)]
            if not found:
                fault(f"{shown(text)} matches no file; {_near(folder, path)}")
            return found
    except TooManyError as error:
        fault(f"{shown(text)} {error}; name a smaller folder")
        return []
    except (OSError, ValueError, RuntimeError) as error:
        where = getattr(error, "filename", None) or path
        at = f" at {shown(called(folder, Path(where)))}" if Path(where) != path else ""
        fault(f"{shown(text)} cannot be opened{at}: {_reason(error)}; check the path")
        return []
    fault(f"{shown(text)}: there is no such file; {_near(folder, path)}")
    return []


KINDS = (
    "known are .csv, .tsv, .json, .jsonl (each also .gz), .parquet, .xlsx and .zip; or state format"
)


def _in_folder(path: Path, stated: str | None) -> bool:
    if path.name.startswith("~$"):
        return False
    known, _ = format_of(path)
    if known == "zip":  # what was unpacked beside it would count twice
        return False
    return known is not None if stated is None else known in (stated, None)


def format_of(path: Path) -> tuple[str | None, bool]:
    """Return the kind of file that a name tells, None for none that is known, and if it is .gz."""
    zipped = path.suffix.casefold() == ".gz"
    inner = path.with_suffix("") if zipped else path
    return SUFFIXES.get(inner.suffix.casefold()), zipped


def kind_within(name: str) -> str | None:
    """Return the kind of file that the name of one in an archive tells, None for none to read."""
    kind, zipped = format_of(Path(PurePosixPath(name).name))
    return None if zipped or kind in ("zip", "parquet") else kind


def _place(
    folder: Path,
    path: Path,
    block: SourceBlock,
    allow_outside: bool,
    fault: Callable[[str], None],
) -> Place | None:
    real, name = real_path(folder, path, allow_outside, fault), called(folder, path)
    if real is None:
        return None
    if not real.is_file():
        fault(f"{shown(name)} is no regular file; give a file")
        return None
    known, zipped = format_of(path)
    if known == "zip":
        return _within(real, name, block, fault)
    form = block.format or known
    if block.member is not None:
        fault(f"{shown(name)} is no .zip, so that member names nothing; leave member out")
        return None
    if form is None:
        fault(f"{shown(name)} is of no known kind; {KINDS}")
        return None
    if zipped and form not in TEXT:
        fault(f"{shown(name)}: a {form} file cannot be read from .gz; unpack it first")
        return None
    return Place(real, name, form, zipped)


def _within(
    real: Path, name: str, block: SourceBlock, fault: Callable[[str], None]
) -> Place | None:
    """The file that is read in an archive."""
    try:
        member = member_of(real, name, block.member, kind_within)
    except InputError as error:
        for message in error.messages:
            fault(message)
        return None
    form = block.format or kind_within(member)
    if form in (*TEXT, "xlsx"):
        return Place(real, name, form, member=member)
    what = "is of no known kind; state format" if form is None else f"is {form}; unpack it first"
    fault(f"{shown(name)}: {shown(member)} in it {what}")
    return None


def real_path(
    folder: Path, path: Path, allow_outside: bool, fault: Callable[[str], None]
) -> Path | None:
    """Return what a path names once its links are followed; None after a call of `fault`.

    It must be there, lie in the engagement's `folder` unless `allow_outside`, and have a name
    that can be written down.
    """
    name = called(folder, path)
    try:
        real, home = path.resolve(strict=True), folder.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        fault(f"{shown(name)} cannot be opened: {_reason(error)}; check the path")
        return None
    if not allow_outside and not real.is_relative_to(home):
        fault(
            f"{shown(name)} lies outside the engagement's folder; move it in, or run "
            "with --allow-outside"
        )
        return None
    if not (encodable(real) and encodable(path)):
        fault(f"{shown(name)}: its name is not UTF-8; rename it")
        return None
    return real


def called(folder: Path, path: Path) -> str:
    """Return how a file is called where it is told: relative to the engagement's `folder`."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def _near(folder: Path, path: Path) -> str:
    try:
        inside = path.parent.resolve().is_relative_to(folder.resolve())
        names = sorted(each.name for each in path.parent.iterdir()) if inside else []
    except (OSError, ValueError, RuntimeError):
        names = []
    near = nearest(path.name, [name for name in names if not name.startswith(".")])
    if near:
        return f"did you mean {' or '.join(shown(name) for name in near)}?"
    return "paths are relative to the engagement file; check the name"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
