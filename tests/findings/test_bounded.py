"""Is a run whose files have no end, or are no files, refused in a moment and in words?"""

import os
import resource

import pytest
from test_formats import finding, result, run
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.bounded import LARGEST, json_of, read_bounded
from tallystick.findings.store import FINDINGS, RESULTS, RUN

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")


def pipe(path):
    os.mkfifo(path)


def endless(path):
    path.symlink_to("/dev/zero")


def huge(path):
    """A file of many gigabytes that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize("name", [RUN, FINDINGS, RESULTS])
@pytest.mark.parametrize("spoil", [pipe, endless, huge])
def test_a_file_of_a_run_without_end_is_refused(spoil, name, tmp_path):
    one = result()
    good = run(tmp_path / "good", [one], [finding(one, 1)])
    bad = run(tmp_path / "bad", [one], [finding(one, 1)])
    (bad / name).unlink()
    spoil(bad / name)
    for command in (["report", bad], ["compare", good, bad], ["compare", bad, good]):
        for more, words in (([], f"not as sealed: {name}: changed"),
                            (["--unverified"], "cannot be read as a run folder")):  # fmt: skip
            done = CliRunner().invoke(app, [*map(str, command), *more])
            assert done.exit_code == 2, (done.output, done.exception)
            assert done.stderr.count("\n") == 1
            assert words in done.stderr
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4 << 20  # KiB


def test_a_file_is_read_to_its_last_byte_and_not_beyond_what_it_may_have(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    assert read_bounded(path, 1000) == b"x" * 1000
    with pytest.raises(OSError, match="larger than 0 MiB"):
        read_bounded(path, 999)
    assert LARGEST < 1 << 30


@pytest.mark.parametrize(
    ("text", "fits"),
    [("9007199254740991", True), ("-9007199254740991", True), ("9007199254740992", False),
     ("-9007199254740992", False), ("9" * 400, False), ("9" * 5000, False), ("1e308", True),
     ("9" * 400 + ".5", True), ("00", None)],
)  # fmt: skip
def test_a_whole_number_is_at_most_what_every_reader_has_exactly(text, fits):
    """RFC 8259, section 6, by hand: from -(2**53)+1 to (2**53)-1."""
    if fits:
        assert json_of(f'[{{"n": {text}}}]')
    else:
        with pytest.raises(ValueError, match="Expecting" if fits is None else "at most 9,007,199"):
            json_of(f'[{{"n": {text}}}]')
