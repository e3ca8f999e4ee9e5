"""Do honest cases come as the catalogue, the calendar and the settings say?"""

from dataclasses import replace

import numpy as np
import pytest
from chunks import empty_month

from tallystick.simulate.catalogue import CODES, GROUPS, OFFENCES, UNIT_KINDS, mixes, place
from tallystick.simulate.chunk import NONE
from tallystick.simulate.department import Department, Recording, Units
from tallystick.simulate.records.clerical import misfile
from tallystick.simulate.records.entry_times import enter
from tallystick.simulate.records.flow import BEGUN_BY_OFFICER, HOURS, honest_cases
from tallystick.tables.incidents import CLEARANCES, ORIGINS

EACH = 2000
WEEKEND = 0.6


def month_of(recording=None, only=None, each=EACH, clerical=False, month=1, sought=0.0):
    """A month of many cases: 40 officers of every kind of unit with `each` cases."""
    units = tuple(
        Units(kind=kind, officers=10, cases_per_officer_month=2)
        for kind in UNIT_KINDS
        if only in (None, kind)
    )
    chunk = empty_month(month=month, department=Department(units=units, transfers=0))
    officers = chunk.force.officers
    chunk = replace(chunk, honest=np.full(officers, each), sought=np.full(officers, sought))
    honest_cases(chunk, WEEKEND)
    if recording is not None:
        enter(chunk, recording)
    if clerical:
        misfile(chunk, recording)
    return chunk


@pytest.fixture(scope="module")
def flow():
    return month_of()


@pytest.fixture(scope="module")
def entered():
    return month_of(Recording())


def within(rows, expected, errors=5.0):
    """Whether a share of rows is the one expected, within binomial error; no rows, no share."""
    if not len(rows):
        return True
    error = (expected * (1 - expected) / len(rows)) ** 0.5
    return abs(np.mean(rows) - expected) <= errors * error + 1e-12


def code(name):
    return ORIGINS.index(name)


def test_every_officer_has_his_cases_and_each_its_unit_and_a_key(flow):
    cases = flow.cases
    assert np.bincount(cases["officer"]).tolist() == [EACH] * 40
    assert (cases["unit"] == flow.force.unit_of[cases["officer"], 1]).all()
    assert sorted(cases["key"].tolist()) == list(range(len(cases)))


@pytest.mark.parametrize("sought", [0.25, 1.0])
def test_trying_harder_finds_more_of_what_officers_find_and_no_complaints(flow, sought):
    """Of what is begun without a complaint, the offences keep their proportions."""
    harder = month_of(sought=sought)
    kinds = flow.force.unit_kind[flow.cases["unit"]]
    own = mixes() * (1 - np.array([offence.complaint for offence in OFFENCES]))
    for each in range(len(UNIT_KINDS)):
        told = harder.cases["origin"][kinds == each] == code("complaint")
        assert within(told, (1 - own[each].sum()) * (1 - sought))
        begun = harder.cases["offence"][kinds == each][~told]
        for offence in range(len(OFFENCES)):
            assert within(begun == offence, own[each, offence] / own[each].sum())


def test_each_kind_of_unit_has_its_mix(flow):
    kind = flow.force.unit_kind[flow.cases["unit"]]
    for each in range(len(UNIT_KINDS)):
        drawn = flow.cases["offence"][kind == each]
        for offence, share in enumerate(mixes()[each]):
            assert within(drawn == offence, share), (UNIT_KINDS[each], CODES[offence])


def test_cases_begin_with_a_complaint_or_by_the_officer_in_the_shares_told(flow):
    begun, offences = flow.cases["origin"], flow.cases["offence"]
    for at, offence in enumerate(OFFENCES):
        mine = begun[offences == at]
        assert within(mine == code("complaint"), offence.complaint), offence.code
        own = mine[mine != code("complaint")]
        for name, share in BEGUN_BY_OFFICER[offence.group].items():
            assert within(own == code(name), share), (offence.code, name)


def test_days_follow_the_week_and_hours_the_kind_of_offence(flow):
    minute = flow.cases["occurred"]
    assert minute.min() >= flow.begin
    assert minute.max() < flow.end
    stamps = minute.astype("datetime64[m]").astype(object)
    weekday = np.array([stamp.weekday() for stamp in stamps[:20_000]])
    # February 2023 has four of each weekday.
    for day in range(7):
        assert within(weekday == day, (WEEKEND if day >= 5 else 1) / (5 + 2 * WEEKEND)), day
    hour, group = minute // 60 % 24, [offence.group for offence in OFFENCES]
    group = np.array([GROUPS.index(each) for each in group])[flow.cases["offence"]]
    for at, name in enumerate(GROUPS):
        for each, weight in enumerate(HOURS[name]):
            assert within(hour[group == at] == each, weight / sum(HOURS[name])), (name, each)
    assert within(minute % 60 < 15, 0.25)


def test_the_first_area_has_most(flow):
    area, unit = flow.cases["area"], flow.cases["unit"]
    assert (flow.force.area_unit[area] == unit).all()
    weights = np.array([1, 1 / 2, 1 / 3, 1 / 4])
    for each in range(4):
        assert within(area % 4 == each, weights[each] / weights.sum())


def test_clearance_follows_the_catalogue(entered):
    cases = entered.cases
    complaint = cases["origin"] == code("complaint")
    for at, offence in enumerate(OFFENCES):
        rows = cases["clearance"][complaint & (cases["offence"] == at)]
        for name in ("exceptional", "unfounded"):
            assert within(rows == CLEARANCES.index(name), getattr(offence, name)), offence.code
        assert within(rows == CLEARANCES.index("arrest"), offence.cleared), offence.code
    begun = ~complaint & (cases["offence"] != place("speeding"))
    led = np.isin(cases["origin"], [code(name) for name in ("tip", "informant", "investigation")])
    arrest = CLEARANCES.index("arrest")
    assert (cases["clearance"][begun & ~led] == arrest).all()
    assert within(cases["clearance"][begun & led] == arrest, Recording().leads)
    assert np.isin(cases["clearance"][begun & led], (arrest, CLEARANCES.index("none"))).all()
    tickets = cases["clearance"][cases["offence"] == place("speeding")]
    assert (tickets == CLEARANCES.index("none")).all()


def test_what_is_cleared_is_closed_after_its_entry_and_nothing_else(entered):
    cases = entered.cases
    settled = cases["clearance"] != CLEARANCES.index("none")
    assert ((cases["closed"] != NONE) == settled).all()
    days = (cases["closed"] - cases["recorded"])[settled] / 1440
    assert days.min() > 0
    assert np.median(days) == pytest.approx(6.0, rel=0.05)


def test_entry_follows_the_two_parts_of_the_settings():
    for late, median in ((0.0, 0.55), (1.0, 60.0)):
        chunk = month_of(Recording(late=late, five_minute=0))
        delay = chunk.cases["recorded"] - chunk.cases["occurred"]
        assert delay.min() >= 1
        assert within(delay <= median * 60, 0.5)
        # One log standard deviation above the median lies 84.13 % of a normal.
        spread = Recording().late_log_sd if late else 1.0
        assert within(delay <= median * 60 * np.exp(spread), 0.8413)


def test_late_entry_is_as_measured_on_one_towns_stops(entered):
    """Median .7 h, 12 % after a day, .5 % after 30 days, as the settings say of themselves."""
    hours = (entered.cases["recorded"] - entered.cases["occurred"]) / 60
    assert np.median(hours) == pytest.approx(0.7, abs=0.06)
    assert np.mean(hours > 24) == pytest.approx(0.12, abs=0.006)
    assert np.mean(hours > 720) == pytest.approx(0.005, abs=0.0012)
    assert hours.max() <= 24 * 120 + 1


def test_a_share_of_times_is_written_to_five_minutes_and_only_back():
    plain, heaped = (month_of(Recording(five_minute=share)).cases for share in (0, 0.3))
    back = plain["occurred"] - heaped["occurred"]
    assert set(back) == {0, 1, 2, 3, 4}
    assert (heaped["occurred"][back > 0] % 5 == 0).all()
    assert within(heaped["occurred"] % 5 == 0, 0.2 + 0.8 * 0.3)
    assert (plain["recorded"] == heaped["recorded"]).all()


def test_clerks_lose_and_misfile_one_way_only():
    recording = Recording(unrecorded=0.2, misclassified=0.1)
    before, after = month_of(recording), month_of(recording, clerical=True)
    held = dict(zip(after.cases["key"].tolist(), after.cases["offence"].tolist(), strict=True))
    lost, wrong, open_complaints, serious = [], [], [], []
    for key, offence, origin, clearance in zip(
        *(before.cases[name].tolist() for name in ("key", "offence", "origin", "clearance")),
        strict=True,
    ):
        complaint = origin == code("complaint")
        if complaint and clearance == CLEARANCES.index("none"):
            open_complaints.append(key not in held)
        else:
            assert key in held
        lost.append(key not in held)
        if key not in held:
            continue
        lesser = OFFENCES[offence].lesser
        if complaint and lesser:
            serious.append(held[key] != offence)
            assert held[key] in (offence, place(lesser))
        else:
            assert held[key] == offence
        wrong.append(held[key] != offence)
    assert within(open_complaints, 0.2)
    assert within(serious, 0.1)
    tallies = after.labels.tallies
    assert tallies["lost"].sum() == sum(lost)
    assert tallies["misclassified"].sum() == sum(wrong)
    assert after.labels.labels == []


def test_a_case_that_is_entered_already_keeps_its_entry():
    chunk = month_of(Recording(), each=50)
    before = {name: chunk.cases[name].tolist() for name in chunk.cases.names}
    enter(chunk, Recording(), turn=1)
    assert before == {name: chunk.cases[name].tolist() for name in chunk.cases.names}
