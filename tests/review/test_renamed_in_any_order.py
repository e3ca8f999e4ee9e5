"""Joined units lose no decision and no sighting, in whatever order people and runs come."""

import shutil
from collections import defaultdict
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import Made, changed, make_run
from opened_case import ACTOR, opened_copy
from renamed_units import decisions

UNITS = ("Division 1", "Division 2", "Central Department", "Service 7")
ASPECTS = ("one supplier", "weights")
HERE = st.frozensets(st.tuples(st.sampled_from(UNITS), st.sampled_from(ASPECTS)), min_size=1)
UNIT = st.integers(0, len(UNITS) - 1)
STEPS = st.one_of(
    st.tuples(st.just("import"), HERE, st.integers(0, 3)),
    st.tuples(st.just("join"), UNIT, UNIT),
    st.tuples(st.just("separate"), st.integers(0, 3), st.none()),
    st.tuples(st.just("decide"), st.integers(0, 9), st.none()),
    st.tuples(st.just("withdraw"), st.integers(0, 4), st.none()),
)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """A run for each set of findings that was asked for, made once; each tests every unit."""
    root, made = tmp_path_factory.mktemp("renamed"), {}

    def run(here, place):
        if (here, place) not in made:
            every = (Made(unit, aspect=aspect) for unit in UNITS for aspect in ASPECTS)
            rows = [each if (each.subject, each.aspect) in here
                    else changed(each, found=False, verdict="not_found", smallest=1.0)
                    for each in every]  # fmt: skip
            made[here, place] = make_run(root / str(len(made)), *rows, name=f"run {len(made)}")
        return made[here, place]

    return run


def take(step, runs):
    """Do one step, if it can be done; what is refused is refused in words."""
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import MaskedName, Pattern, Run, UnitJoin
    from tallystick.review.runs.importing import import_run

    what, one, other = step
    if what == "import":
        import_run(ACTOR, runs(one, other))
    elif what == "join":
        masks = dict(MaskedName.objects.values_list("name", "mask"))
        told = {"earlier": masks.get(UNITS[one], ""), "later": masks.get(UNITS[other], "")}
        with suppress(NotAllowedError):
            append(ACTOR, "unit.join", told, "Order 12")
    elif what == "separate":
        for held in list(UnitJoin.objects.filter(ended_seq=None))[one : one + 1]:
            append(ACTOR, "unit.separate", {"of": held.created_seq}, "Wrong")
    elif what == "decide":
        for pattern in list(Pattern.objects.all())[one : one + 1]:
            decide(pattern)
    else:
        for run in list(Run.objects.exclude(state="withdrawn"))[one : one + 1]:
            append(ACTOR, "run.withdraw", {"seal": run.manifest_sha256}, "wrong records")


def decide(pattern):
    from people_at_work import hidden

    from tallystick.review.log.entries import append

    told = hidden(pattern)
    append(ACTOR, "disposition.propose", {
        "pattern": pattern.fingerprint, "value": "open", "until": "2090-01-01",
        "second": "not needed", **told}, "What is waited for")  # fmt: skip


def names():
    """The names of one unit, walked from the joins that stand, as a person would with a pencil."""
    from tallystick.review.models import MaskedName, UnitJoin

    of = dict(MaskedName.objects.values_list("mask", "name"))
    beside = defaultdict(set)
    for each in UnitJoin.objects.filter(ended_seq=None):
        beside[of[each.earlier]].add(of[each.later])
        beside[of[each.later]].add(of[each.earlier])

    def walked(name, seen=()):
        return {name}.union(*(walked(each, (*seen, name)) for each in beside[name] - set(seen)))

    return walked


def look():
    """Every sighting is of one pattern that is shown, under a name that its unit has now."""
    from tallystick.review.models import Pattern, Sighting
    from tallystick.review.runs.sealed import finding_of

    family, found = names(), []
    for each in Sighting.objects.select_related("pattern", "run"):
        finding = finding_of(each.finding_json)
        found.append((each.run.name, finding.subject, finding.aspect))
        assert each.pattern.joined_to_id is None
        assert finding.subject in family(each.pattern.subject)
        assert (finding.check, finding.aspect) == (each.pattern.check_name, each.pattern.aspect)
    for each in Pattern.objects.all():
        assert each.sightings.exists()
        assert each.latest.pattern_id == each.id
    for each in Pattern._base_manager.exclude(joined_to=None):
        assert each.joined_to.joined_to_id is None
        assert each.joined_to.subject in family(each.subject)
        assert not each.dispositions.exists()
    return sorted(found)


@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_no_decision_and_no_sighting_is_lost(template, runs, tmp_path_factory, examples):
    from tallystick.review.models import UnitJoin

    joined, ended, decided = 0, 0, 0

    @settings(max_examples=examples)
    @given(HERE, HERE, st.lists(STEPS, min_size=3, max_size=10))
    def follow(first, second, steps):
        nonlocal joined, ended, decided
        from tallystick.review.log.replay import differences

        folder = tmp_path_factory.mktemp("follow") / "CASE"
        opened_copy(template, folder)
        expected = set()
        begin = (("import", first, 0), ("decide", 0, None), ("join", 0, 2), ("import", second, 1))
        for step in (*begin, *steps, ("separate", 0, None)):
            before = decisions()
            take(step, runs)
            if step[0] == "import":
                name = _name_of(runs(step[1], step[2]))
                expected |= {(name, *pair) for pair in step[1]}
            if step[0] != "decide":
                assert decisions() == before, step
            assert look() == sorted(expected), step
            decided += len(before)
        joined += UnitJoin.objects.count()
        ended += UnitJoin.objects.exclude(ended_seq=None).count()
        assert differences() == []
        shutil.rmtree(folder)

    follow()
    assert min(joined, ended, decided) >= examples


def _name_of(folder):
    from tallystick.findings.store import read_run

    return read_run(folder).engagement
