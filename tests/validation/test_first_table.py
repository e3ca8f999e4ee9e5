"""Does the command that prints the first table of docs/validation.md cover each of its rows?"""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from first_table import ROOT, TESTS, answered, rows_of_the_page


def test_each_row_of_the_page_has_its_tests_and_each_entry_a_row():
    rows = rows_of_the_page()
    assert {len(cells) for cells in rows} == {4}
    starts = [[start for start, _, _ in TESTS if cells[0].startswith(start)] for cells in rows]
    assert starts == [[start] for start, _, _ in TESTS]


def test_a_row_names_the_file_of_its_tests_or_tells_more_below():
    for (_, _, _, verdict), (start, file, _) in zip(rows_of_the_page(), TESTS, strict=True):
        named = "tests/validation/" in verdict
        assert not named or f"tests/validation/{file}" in verdict, start


@pytest.fixture(scope="module")
def collected():
    """The tests of each file, by their whole names."""
    files = sorted({str(Path(__file__).parent / file) for _, file, _ in TESTS})
    given = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "slow or not slow"]
    told = subprocess.run([*given, *files], cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in told.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize(("start", "file", "words"), TESTS, ids=[each[0] for each in TESTS])
def test_the_tests_of_a_row_are_there(collected, start, file, words):
    names = [each.lower() for each in collected if f"/{file}::" in each]
    ways = [way.split(" and ") for way in words.split(" or ")]
    chosen = [any(all(word in name for word in way) for way in ways) for name in names]
    assert any(chosen)
    assert all(any(all(word in name for word in way) for name in names) for way in ways)
    assert bool(words) != all(chosen)


def test_a_row_that_fails_or_lacks_its_data_is_told(tmp_path):
    file = tmp_path / "test_one.py"
    file.write_text(
        "import pytest\n"
        "def test_a():\n    print('| a | 1 |')\n"
        "def test_b():\n    print('| b | 2 |')\n    assert False\n"
        "def test_c():\n    pytest.skip('no data')\n",
        encoding="utf-8",
    )
    told = answered(file, "", slow=False)
    assert told == ("1 failed, 1 passed, 1 skipped", "a: 1; b: 2")
    assert answered(file, "test_c", slow=False) == ("the data are not at hand", "")
    assert answered(file, "nobody", slow=False) == ("no test ran", "")
