"""How does somebody who may know it learn which number a code stands for?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick.cli.session import Choices, UnusableInputError, open_engine
from tallystick.cli.terminal import printable
from tallystick.engine import EngineError
from tallystick.load import InputError, find_key, numbers_of, read_engagement


def run_identify(
    engagement: Path, codes: Sequence[str], key: Path | None, allow_outside: bool
) -> int:
    """Print each code with its number, a tab between; return how many have none.

    UnusableInputError when the engagement, its files or the key cannot be used.
    """
    choices = Choices(engagement, Path(), 0.05, (), "bh", allow_outside, True)
    try:
        with TemporaryDirectory(prefix="tallystick-") as folder:
            read = read_engagement(engagement, allow_outside=allow_outside)
            used = find_key(key, read.person_key)
            engine = open_engine(read, choices, Path(folder), lambda step: None)
            try:
                found = numbers_of(codes, read, used, Path(folder) / "tables", engine)
            finally:
                engine.close()
    except (InputError, EngineError) as error:
        raise UnusableInputError(str(error)) from error
    for code in codes:
        number = found.get(code)
        said = f"nobody in these records has it by the key {used.fingerprint}"
        print(f"{printable(code)}\t{said if number is None else printable(number)}")
    return sum(code not in found for code in codes)
