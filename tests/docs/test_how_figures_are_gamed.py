"""Does the essay on gaming name every check, with what its sign cannot show, and every source?"""

import re
from pathlib import Path

from tallystick.checks import every

TEXT = (Path(__file__).parents[2] / "docs" / "how_figures_are_gamed.md").read_text("utf-8")
ESSAY, _, SOURCES = TEXT.partition("\n## Sources\n")
WAYS = ESSAY.partition("\n## The ways\n")[2].partition("\n## ")[0]
CITED = re.compile(r"([A-Z]\w+)(?:, [A-Z]\w+)*(?: and \w+| Police)? \(?((?:19|20)\d\d)\b")


def rows(text):
    """The cells of each row of the tables of `text`, their heads among them."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def test_a_check_stands_once_at_a_way_with_what_its_sign_cannot_show():
    """That each check has a row, tests/engines/test_whole_check.py asks."""
    head = ["the sign", "asked by", "looks the same", "what it cannot show"]
    told = [each for each in rows(WAYS) if each != head]
    named = [name for _, asked, _, _ in told for name in re.findall(r"`([\w.]+)`", asked)]
    assert len(named) == len(set(named))
    assert set(named) <= {each.name for each in every()}
    assert all(all(cells) for cells in told)


def test_every_table_of_the_ways_has_the_same_head():
    heads = re.findall(r"^(\|.*\|)\n\|---", WAYS, re.MULTILINE)
    assert len(heads) == WAYS.count("### ")
    assert set(heads) == {"| the sign | asked by | looks the same | what it cannot show |"}


def test_whoever_is_cited_is_among_the_sources_of_the_page_and_the_other_way_round():
    cited = set(CITED.findall(" ".join(ESSAY.split())))
    listed = {
        (re.match(r"\w+", source).group(), re.search(r"(?:19|20)\d\d", source).group())
        for source, _, _ in rows(SOURCES)[1:]
    }
    assert listed == cited
