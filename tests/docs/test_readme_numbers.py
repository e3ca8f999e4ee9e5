"""Are the measured numbers of the README those of the pages on which they are measured?"""

import re
from functools import cache

from docs_site.built_pages import built_pages
from shown import ROOT

README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
MOST_WORDS = 900


BUILT = cache(built_pages)


def page(name):
    """A page of docs/ as the site has it."""
    return BUILT().get(name) or (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text):
    """The cells of each row of the tables of a page."""
    return [
        [each.strip() for each in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= MOST_WORDS


def test_how_much_of_a_strangers_file_is_read_is_as_measured():
    text = page("validation.md").partition("## How much of a stranger's file")[2]
    _, matter, right, wrong, audited = next(row for row in rows(text) if row[0] == "now")
    (right, right_share), (wrong, wrong_share) = (
        re.fullmatch(r"(\d+) \(\.(\d\d)\)", each).groups() for each in (right, wrong)
    )
    assert f"Of {matter} columns that matter in held-out exports, {right} are read" in README
    assert f"rightly ({right_share} %) and {wrong} wrongly ({wrong_share} %)" in README
    assert f"{audited} exports can be audited" in README
    version, day, seed, bars = re.search(
        r"Version (\S+), (\S+), seed (\d+)\. \*\*(.*?) bars is met", text
    ).groups()
    assert f"{bars} targets is met" in README
    assert f"(Version {version}, {day}, seed {seed}: " in README


def test_the_largest_share_of_false_alarms_is_as_measured():
    table = page("calibration.md").partition("## Does each check keep its size?")[2]
    cells = [row for row in rows(table.partition("\n## ")[0]) if row[0].count(".") == 1]
    sizes = [row[4] for row in cells if row[4] != "–"]
    assert len(sizes) == len(cells) - 1
    largest = max(sizes)
    numbers = tuple(100 * float(each) for each in re.findall(r"0\.\d+", largest))
    told = "more than {:.1f} % of its tests ({:.1f} % to {:.1f} %)".format(*numbers)
    assert told in README
    assert {row[-1].rpartition(", ")[2] for row in cells} == {seed()}


def seed():
    """The first seed that the README tells of the simulated departments."""
    return re.search(r"first seed (\d+)", README).group(1)


def test_what_stays_hidden_is_as_measured():
    sizes, planted = (
        page("calibration.md").partition(heading)[2].partition("\n## ")[0]
        for heading in ("## Does each check keep its size?", "## Does it find what was planted?")
    )
    schemes = "cases brought forward to meet the year before"
    found = {row[0]: float(row[5]) for row in rows(planted) if row[1] == schemes}
    shown = dict(re.findall(r"`(figures\.\w+)`(?: finds)? (\d+) %", README))
    assert shown == {name: f"{100 * power:.0f}" for name, power in found.items()}
    made = [row[-1].split(", ") for row in rows(sizes) if row[0] in found]
    days = sorted({day for day, *_ in made})
    (version,) = {each for _, each, *_ in made}
    assert f"(Version {version}, {days[0]} and {days[-1][-2:]}, first seed {seed()}: " in README


def test_the_published_measurements_that_worlds_miss_are_as_many_as_their_page_says():
    missed, all_of_them = re.search(r"### The misses: (\d+) of (\d+)", page("worlds.md")).groups()
    assert f"{missed} of {all_of_them} published measurements are missed" in README
