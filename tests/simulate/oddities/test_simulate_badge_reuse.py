"""Do badges in two hands leave duplicates, and a second system that names the first holder?"""

import numpy as np
import pytest
from chunks import DEPARTMENT, empty_month, month_with, plant_of

from tallystick.simulate.oddities.badge_reuse import PROCESS

LARGE = DEPARTMENT.model_copy(
    update={"units": tuple(u.model_copy(update={"officers": 200}) for u in DEPARTMENT.units)}
)


def forced(chunk, dose, seed=3, **options):
    plant = plant_of(PROCESS, chunk, dose, **options)
    PROCESS.force(chunk.force, chunk.calendar, plant, np.random.default_rng(seed))
    return plant


def holders(force, month):
    """The officers of each badge in a month, the slow way."""
    found = {}
    for officer in range(force.officers):
        found.setdefault(int(force.badge_of[officer, month]), []).append(officer)
    return found


@pytest.mark.parametrize("dose", [0.5, 1.0])
def test_a_tenth_of_badges_at_dose_one(dose):
    chunk = empty_month(department=LARGE)
    forced(chunk, dose)
    taken = sum(row[5] == "badge of another" for row in chunk.force.notes)
    expected = 0.10 * dose * chunk.force.officers
    assert abs(taken - expected) < 4 * np.sqrt(expected)


def test_shared_badges_are_in_two_hands_at_once_and_reissued_ones_are_not():
    for reissued, twice in ((0.0, True), (1.0, False)):
        chunk = empty_month(department=LARGE, months=6)
        assert all(len(each) == 1 for each in holders(chunk.force, 5).values())
        forced(chunk, 0.5, reissued=reissued)
        doubled = [each for each in holders(chunk.force, 5).values() if len(each) > 1]
        assert bool(doubled) is twice
        over_time = set()
        for month in range(6):
            over_time |= {(b, o) for b, who in holders(chunk.force, month).items() for o in who}
        carried = [badge for badge, _ in over_time]
        again = len(carried) - len(set(carried))
        assert again == sum(row[5] == "badge of another" for row in chunk.force.notes)


def test_months_before_the_first_keep_their_badges():
    chunk = empty_month()
    before = chunk.force.badge_of.copy()
    forced(chunk, 1.0, most=0.5, from_month="2023-07", to_month="2023-09")
    same = (chunk.force.badge_of == before).all(axis=0)
    assert same[:6].all()
    assert same[9:].all()
    assert not same[8]


def test_postings_repeat_the_badges_month_by_month():
    chunk = empty_month()
    forced(chunk, 1.0, most=0.5)
    postings, slow = chunk.force.postings, np.full_like(chunk.force.badge_of, -1)
    for row in range(len(postings.officer)):
        span = slice(postings.first[row], postings.last[row] + 1)
        assert (slow[postings.officer[row], span] == -1).all()
        slow[postings.officer[row], span] = postings.badge[row]
    assert (slow == chunk.force.badge_of).all()


def test_second_system_names_who_held_the_number_first():
    chunk = empty_month(month=20)
    first = {badge: who[0] for badge, who in holders(chunk.force, 0).items()}
    plant = forced(chunk, 1.0, most=0.5)
    month_with(lambda _: (PROCESS, plant), chunk=chunk)
    held, wrong = chunk.counterparts, 0
    takers = {row[1] for row in chunk.force.notes if row[5] == "badge of another"}
    for record in range(len(held)):
        rows = chunk.at(held["case"][[record]])
        if held["case"][record] < 0 or int(chunk.cases["officer"][rows[0]]) not in takers:
            continue
        badge = int(held["badge"][record])
        if badge in first and held["officer"][record] != chunk.cases["officer"][rows[0]]:
            assert held["officer"][record] == first[badge]
            wrong += 1
    assert wrong > 20
