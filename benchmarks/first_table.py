"""Does each row of the first table of docs/validation.md come out again? Prints it, row by row.

    python -m benchmarks.first_table [--row WORDS] [--slow] [--cases FOLDER]

Audits what each row is about, by the tests that hold its verdict, and prints a row of what is
known, whether all of its tests passed, and the numbers that came out. The data must lie beside the
project (../shared/data); a row whose data are not there says so. `--row` takes only the rows whose
first cell begins with those words; `--slow` runs the slow tests too. With `--cases` the tables of
the further cases follow, as `benchmarks.public_cases` prints them of the files in that folder.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "validation.md"
TESTS = (
    ("Regents scores", "test_public_data.py", "regents"),
    ("Massachusetts speeding tickets", "test_public_data.py", "speeding_tickets"),
    ("Colombian seizures", "test_public_data.py", "seizures"),
    ("Boston citations", "test_public_data.py", "month_end and boston"),
    ("Seattle Terry stops, 2015", "test_public_data.py", "month_end and seattle"),
    ("Deaths published by day, 85 regions", "test_too_smooth_public.py", "regions_of_russia"),
    ("Boston offences of 2020, speeds", "test_rounding_public.py", "ordinary or too_few_speeds"),
    ("The same speeds", "test_rounding_public.py", "agencys_speeds or told_to_move"),
    ("Boston court overtime", "test_court_overtime.py", ""),
    ("Deaths published by day, US", "test_too_smooth_public.py", "states_of_the_us"),
    ("Boston offences of 2020 beside", "test_activity_public.py", "boston"),
    ("Seattle Terry stops, 1,205", "test_activity_public.py", "seattle"),
    ("Stops of Wethersfield, Connecticut, 2018", "test_activity_public.py", "connecticut"),
    ("Published ratios", "test_too_smooth_public.py", "published_ratios"),
    ("Police figures by month", "test_substitution_rio.py", ""),
    ("Deaths by firearm in Sinaloa", "test_substitution_sinaloa.py", ""),
    ("Homicides by police", "test_recount_mexico.py", ""),
    ("Arrests, warrants", "test_levels_rio.py", "follow_neither"),
    ("Crimes with semester targets", "test_levels_rio.py", "ceiling or add_up"),
    ("Seattle Terry stops, frisks", "test_hit_rates_public.py", ""),
    ("Officers named in 66,903", "test_officer_groups_public.py",
     "known_team or names_needs or published_method or strongest_pairs"),
    ("Court cases naming", "test_officer_groups_public.py", "squads or joint_cases"),
    ("Food inspections", "test_peers_chicago.py", ""),
    ("Stops of Wethersfield, Connecticut, as", "test_first_hour_public.py", "mapped and ct_"),
    ("Monthly percentages", "test_round_shares_public.py", ""),
    ("Turnout", "test_turnout_public.py", ""),
)  # fmt: skip
"""The words that a row of the page begins with, and which tests of tests/validation hold it."""


def rows_of_the_page() -> list[list[str]]:
    """The cells of each row of the page's first table."""
    lines = PAGE.read_text(encoding="utf-8").partition("\n| data |")[2].splitlines()[2:]
    table = lines[: next(at for at, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def answered(file: Path, words: str, *, slow: bool) -> tuple[str, str]:
    """How the tests of a row ended, and what they printed as rows of a table."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        given = [str(file), "-q", f"--junitxml={told}", "-o", "junit_logging=system-out"]
        given += [
            "-m",
            "slow or not slow" if slow else "not slow",
            *(["-k", words] if words else []),
        ]
        run = [sys.executable, "-m", "pytest", *given]
        subprocess.run(run, cwd=ROOT, capture_output=True, check=False)
        cases = list(ElementTree.parse(told).iter("testcase")) if told.exists() else []
    ended = Counter(_how(case) for case in cases)
    if not cases:
        return "no test ran", ""
    if set(ended) == {"skipped"}:
        return "the data are not at hand", ""
    lines = [line for case in cases for line in (case.findtext("system-out") or "").splitlines()]
    numbers = [line.strip(" |").replace(" | ", ": ") for line in lines if line[:2] == "| "]
    return ", ".join(f"{n} {how}" for how, n in sorted(ended.items())), "; ".join(numbers)


def _how(case: ElementTree.Element) -> str:
    kinds = {each.tag for each in case} & {"failure", "error", "skipped"}
    return "failed" if kinds & {"failure", "error"} else "skipped" if kinds else "passed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--row", default="")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--cases", type=Path)
    given = parser.parse_args()
    print("| data | expected | verdict of the page | its tests | numbers |\n|---|---|---|---|---|")
    for data, _, expected, verdict in rows_of_the_page():
        if data.startswith(given.row):
            _, file, words = next(each for each in TESTS if data.startswith(each[0]))
            path = ROOT / "tests" / "validation" / file
            cells = (data, expected, verdict, *answered(path, words, slow=given.slow))
            print(f"| {' | '.join(cells)} |", flush=True)
    if given.cases:
        further = [sys.executable, "-m", "benchmarks.public_cases", str(given.cases)]
        raise SystemExit(subprocess.run(further, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
