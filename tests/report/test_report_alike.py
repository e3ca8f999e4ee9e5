"""Is a name that looks like another shown so that its reader sees the difference, and no script?"""

from dataclasses import replace

import pytest
from fixture_run import RUN

from tallystick.findings import AlikeNames, Spelling
from tallystick.report.pages.alike_names import MOST_NAMES, view
from tallystick.report.pages.page import render
from tallystick.report.words.wording import spoken

HOSTILE = "<script>a\u200bb\u202e</script>"


def names(kind="units", *, joined=False, spellings=("A", "\u0410")):
    told = tuple(Spelling(text, 1, ("1: x",) if place else ()) for place, text in
                 enumerate(spellings))  # fmt: skip
    return AlikeNames(kind, len(told), len(told), joined, told)


def test_what_cannot_be_seen_stands_there_by_its_code_and_nothing_is_run():
    page = render((), (), replace(RUN, alike=(names(spellings=("ab", HOSTILE)),)), {})
    assert "&lt;script&gt;a[U+200B]b" in page
    assert HOSTILE not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 names in the records (units: 2, areas: 1) have several spellings each"),
        ("ru", "3 названия в записях (подразделения: 2, территории: 1) имеют по нескольку"),
    ],
)
def test_the_names_are_counted_by_kind(language, said):
    run = replace(RUN, alike=(names(), names(), names("areas"), names("officers", joined=True)))
    with spoken(language):
        apart, joined = view(run).sentences
    assert apart.startswith(said)
    assert joined.startswith("1 ")


def test_a_long_list_is_cut_and_what_is_left_out_is_counted():
    shown = view(replace(RUN, alike=(names(),) * (MOST_NAMES + 2)))
    assert len(shown.rows) == 2 * MOST_NAMES
    assert shown.more == "2 more names are listed in run.json."
