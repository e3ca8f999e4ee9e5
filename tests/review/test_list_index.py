"""The list counts and finds by arrays what a loop over all rows counts and finds."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from two_runs import STILL

CHECKS, UNITS = ("people.supplied_buyers", "figures.recount"), ("Unit 2", "Unit 10", "officers")
FACETS = ("waits", "kind", "over", "disposition", "check", "unit")
DRAWN = {
    "waits": st.sampled_from([(), ("question",), ("second",), ("question", "second")]),
    "kind": st.sampled_from(["finding", "lead"]),
    "over": st.sampled_from(["new", "still", "gone", "unsaid"]),
    "disposition": st.sampled_from(["open", "explained"]),
    "check": st.sampled_from(CHECKS),
    "unit": st.sampled_from(UNITS),
    "q": st.sampled_from([0.01, 0.02, 2.0]),
    "text": st.sampled_from(["f-01 sixteen in a row", "f-02 a row too many", ""]),
}
ASKED = st.dictionaries(st.sampled_from(FACETS), st.sampled_from(
    ["question", "second", "finding", "gone", "open", *CHECKS, *UNITS, "of nobody"]))  # fmt: skip


def rows_of(drawn):
    from tallystick.review.pages.index import Row

    return tuple(Row(id=at, code=f"{at:x}", number=f"F-{at:02}", estimate=1.0, sighting=at, since=1,
                     **each) for at, each in enumerate(drawn))  # fmt: skip


def test_what_is_chosen_counted_and_sorted_is_what_a_loop_gives(django_ready):
    from tallystick.review.pages.index import SORTS, Index

    @settings(max_examples=150)
    @given(st.lists(st.fixed_dictionaries(DRAWN), max_size=12), ASKED,
           st.lists(st.sampled_from(["row", "a", "nowhere"]), max_size=2))  # fmt: skip
    def agree(drawn, asked, words):
        rows = rows_of(drawn)
        held = Index(rows)
        chosen = held.chosen(asked) & held.having_words(words)
        slow = [each for each in rows if all(word in each.text for word in words)
                and all(value in each.value(name) for name, value in asked.items())]  # fmt: skip
        assert [each for each, is_in in zip(rows, chosen, strict=True) if is_in] == slow
        for name in FACETS:
            counted = Counter(value for each in slow for value in each.value(name))
            assert held.facets[name].counts(chosen) == dict(counted)
        for sort, key in SORTS.items():
            assert [rows[at] for at in held.ordered(chosen, sort)] == sorted(slow, key=key)

    agree()


def test_a_row_that_was_shown_before_is_shown_as_it_is_now(case_of_two, browser):
    """Rows are kept as HTML: one that somebody decides on, or unmasks nothing of, changes alone."""
    from people_at_work import waiting

    from tallystick.review.models import Pattern

    pattern = Pattern.objects.get(subject=STILL.subject)

    def shown():
        held = re.findall(r"<tr>.*?</tr>", browser.get("/findings").content.decode(), re.DOTALL)
        (own,) = [each for each in held if pattern.code in each]
        return own, sorted(each for each in held if each != own)

    before, others = shown()
    assert 'class="state open"' in before
    form = waiting(pattern) | {"value": "corrected", "wrong": "A weight twice", "source": "Book",
                               "day": "2025-03-01", "gone_from": "2025-12-31"}  # fmt: skip
    assert browser.post(f"/findings/{pattern.code}/propose", form).status_code == 302
    after, same = shown()
    assert 'class="state corrected"' in after
    assert same == others
    browser.post("/language", {"language": "ru"})
    assert shown()[0] != after
