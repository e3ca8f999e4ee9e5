"""Are the numbers that the first audit and the README state those of the run and of the truth?"""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.oddities import ODDITIES
from tallystick.statutes import built_in

ROOT = Path(__file__).parents[3]
ZHAMBYL = ROOT / "examples" / "zhambyl"
PAGE = " ".join((ROOT / "docs" / "first_audit.md").read_text(encoding="utf-8").split())
README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
NUMBERS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip


def stated(pattern, text):
    """The number that a page states, in digits or in a word, where `pattern` stands once."""
    (found,) = re.findall(pattern, text)
    digits = found.replace(",", "")
    return int(digits) if digits.isdigit() else NUMBERS.index(found.lower())


@pytest.fixture(scope="module")
def listed(audited):
    """The case list of each finding, by its number."""
    return {path.stem: pq.read_table(path).to_pylist()
            for path in (audited[1] / "evidence").glob("F-*.parquet")}  # fmt: skip


@pytest.fixture(scope="module")
def findings(audited):
    told = json.loads((audited[1] / "findings.json").read_text(encoding="utf-8"))
    return {each["id"]: each for each in told}


@pytest.fixture(scope="module")
def labels():
    return pq.read_table(ZHAMBYL / "truth" / "labels.parquet").to_pylist()


def test_the_department_is_as_large_as_the_page_says():
    units = pq.read_table(ZHAMBYL / "tables" / "incidents.parquet")["unit_id"].to_pylist()
    assert stated(r"(\w+) invented narcotics divisions, [\d,]+ cases", PAGE) == len(set(units))
    assert stated(r"divisions, ([\d,]+) cases", PAGE) == len(units)
    assert stated(r": (\w+) invented narcotics divisions", README) == len(set(units))


def test_the_first_finding_is_the_one_that_the_pages_tell(findings, listed):
    title = re.search(r"\*\*F-01\*\*, \*(.*?)\*:", PAGE).group(1)
    assert findings["F-01"]["title"] == f"unit Division 3: {title}"
    arrested = {row["arrested"] for row in listed["F-01"]}
    assert stated(r"of the (\w+) arrests of F-01", README) == len(arrested)
    assert stated(r"of the (\d+) are the scheme's", PAGE) == len(arrested)


def test_the_kilogram_was_bought_when_the_pages_say(listed):
    (bought,), (part,) = listed["F-02"], listed["F-03"]
    assert (bought["taken_how"], bought["taken_g"] // 1000, bought["left_over_g"]) == (
        "purchased", 1, bought["taken_g"],
    )  # fmt: skip
    assert part == bought
    days = (min(row["at"] for row in listed["F-01"]).date() - bought["at"].date()).days
    assert stated(r"destroyed, (\w+) days before the first of those arrests", PAGE) == days
    assert stated(r"bought (\w+) days before the first arrest", README) == days
    assert f"{bought['at']:In %B an officer buys}" in README


def test_which_of_the_arrests_are_the_schemes_is_as_the_page_says(listed, labels):
    planted = {row["incident_id"] for row in labels if row["nature"] == "behaviour"}
    own = [row for row in listed["F-01"] if row["incident_id"] in planted]
    assert stated(r"\((\d+) of the \d+ are the scheme's", PAGE) == len(own)
    assert stated(r"the (\w+) others are true buyers", PAGE) == len(listed["F-01"]) - len(own)
    assert stated(r"of F-01, (\w+) are the scheme's", README) == len(own)
    assert stated(r"and (\w+) are true buyers'", README) == len(listed["F-01"]) - len(own)
    days = (min(row["at"] for row in own) - listed["F-02"][0]["at"]).days
    assert stated(r"and begin (\w+) months after it", PAGE) == round(days / 30.4)
    assert {f"{row['at']:%Y-%m}" for row in own} == {"2024-11", "2024-12"}
    assert "in November and December a repeat offender sells it" in README


def test_a_part_is_one_pattern_with_the_finding_that_it_belongs_to(findings, audited):
    assert {each["id"]: each["part_of"] for each in findings.values() if each["part_of"]} == {
        "F-03": "F-02"
    }
    assert "**F-03** lists the same record for its division: it is a part of F-02" in PAGE
    rules = sum(each["check"] == "records.integrity" for each in findings.values())
    others = len(findings) - rules
    assert f"{others - 1} patterns to explain in {others} findings; {rules} rule" in audited[0]


def test_the_innocent_oddities_are_as_many_as_the_pages_say_and_no_finding_lists_one(
    listed, labels
):
    """But for records that an oddity of the whole department touches beside the scheme."""
    odd = {row["name"] for row in labels if row["nature"] == "oddity"}
    assert stated(r"records lie (\w+) oddities that are innocent", PAGE) == len(odd)
    assert stated(r"left alone\*\*: (\w+) things that look odd", README) == len(odd)
    assert {"festival", "grant_operation", "new_scale", "one_dealer", "specialist"} <= odd
    cases = {row["incident_id"] for row in listed["F-01"]}
    named = {row["name"] for row in labels
             if row["nature"] == "oddity" and row["incident_id"] in cases}  # fmt: skip
    assert named <= {"new_scale", "lab_backlog", "packs", "badge_reuse"}


def test_what_the_readme_counts_of_the_program_is_there():
    assert stated(r"(\w+) ways to make a figure", README) == len(BEHAVIOURS)
    assert stated(r"and (\w+) innocent oddities", README) == len(ODDITIES)
    assert stated(r"law of (\w+) jurisdictions", README) == len(built_in())
    folders = [each for each in (ROOT / "examples" / "public").iterdir() if each.is_dir()]
    assert stated(r"for (\w+) public data sets", README) == len(folders)
