"""A run never changes what people decided, in whatever order runs come (R1)."""

import shutil
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import Made, changed, make_run
from opened_case import ACTOR, opened_copy

SUBJECTS = ("Division 1", "Division 2", "Division 3")
WAYS = ("found", "more", "other", "nothing", "undecided", "absent", "lead")


def of(subject, way, place):
    """What a run has of a subject, in one of the ways that section 8 of the design tells apart."""
    base = Made(subject, cases=(f"{subject}-1", f"{subject}-2"), officers=("K1", "K2"))
    return {
        "found": base,
        "more": changed(base, estimate=30.0, cases=(*base.cases, f"{subject}-{place}-new"),
                        officers=("K1", "K2", f"K{place}-new")),
        "other": changed(base, verdict="differs"),
        "nothing": changed(base, found=False, verdict="not_found", smallest=1.0),
        "undecided": changed(base, found=False, verdict="insufficient"),
        "absent": None,
        "lead": changed(base, lead=True),
    }[way]  # fmt: skip


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """A run for each combination that was asked for, made once."""
    root, made = tmp_path_factory.mktemp("runs"), {}

    def folder(ways, place):
        if (ways, place) not in made:
            rows = [of(*pair, place) for pair in zip(SUBJECTS, ways, strict=True)]
            name = f"run {place} {'-'.join(ways)}"
            held = [each for each in rows if each is not None]
            made[ways, place] = make_run(root / str(len(made)), *held, name=name)
        return made[ways, place]

    return folder


def decide(pattern, value, place):
    """A decision as its projection will make it: in force, on the newest sighting."""
    from tallystick.review.log.entries import append

    append(ACTOR, "test.decide", {"pattern": pattern.fingerprint, "value": value, "place": place})


@pytest.fixture(scope="session")
def deciding(django_ready):
    """The act of a decision, which only these tests know."""
    from tallystick.review.decisions.people import acting
    from tallystick.review.log.projections import _REGISTERED, projection, values
    from tallystick.review.log.rows import next_id
    from tallystick.review.models import Disposition, Pattern
    from tallystick.review.runs.standing import restate_disposition

    def decided(entry):
        told = values(entry)
        pattern = Pattern.objects.get(fingerprint=told["pattern"])
        Disposition.objects.filter(pattern=pattern, state="in force").update(
            state="ended", ended_why="another decision", ended_seq=entry.seq
        )
        Disposition.objects.create(
            id=next_id(Disposition), pattern=pattern, sighting=pattern.latest, value=told["value"],
            holds_while={"estimate_at_most": 20, "no_new_officer": True, "new_cases_at_most": 0.1},
            holds_until_day=date(2090, 1, 1), proposed_by=acting(entry), proposed_seq=entry.seq,
            state="in force", created_seq=entry.seq,
        )  # fmt: skip
        restate_disposition(pattern)

    if "test.decide" not in _REGISTERED:
        projection("test.decide")(decided)
    yield
    del _REGISTERED["test.decide"]


ways = st.tuples(*[st.sampled_from(WAYS)] * len(SUBJECTS))
steps = st.one_of(
    st.tuples(st.just("import"), ways, st.integers(0, 2)),
    st.tuples(st.just("withdraw"), st.integers(0, 9), st.just(None)),
    st.tuples(st.just("decide"), st.integers(0, 2), st.sampled_from(["explained", "corrected",
                                                                    "referred"])),
    st.tuples(st.just("answer"), st.integers(0, 9), st.sampled_from(["keep", "reopen"])),
)  # fmt: skip


def decisions():
    from tallystick.review.models import Disposition

    return list(Disposition.objects.order_by("id").values_list())


def take(step, folders):
    """Do one step, if it can be done; return whether a person decided or answered."""
    from tallystick.review.log.entries import append
    from tallystick.review.models import Pattern, Question, Run
    from tallystick.review.runs.importing import import_run
    from tallystick.review.runs.questions import ANSWERED
    from tallystick.review.runs.withdrawing import RUN_WITHDRAWN

    what, which, how = step
    if what == "import":
        import_run(ACTOR, folders(which, how))
        return False
    if what == "withdraw":
        run = list(Run.objects.exclude(state="withdrawn"))[which : which + 1]
        for each in run:
            append(ACTOR, RUN_WITHDRAWN, {"seal": each.manifest_sha256}, "wrong records")
        return False
    if what == "decide":
        for pattern in list(Pattern.objects.filter(subject=SUBJECTS[which])):
            decide(pattern, how, which)
        return True
    for question in list(Question.objects.filter(answered_seq=None))[which : which + 1]:
        told = {"pattern": question.pattern.fingerprint, "kind": question.kind,
                "seal": question.run.manifest_sha256, "answer": how}  # fmt: skip
        append(ACTOR, ANSWERED, told, "a reason")
    return True


@pytest.mark.parametrize("imports", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_only_people_change_decisions_and_the_log_makes_the_tables(
    template, folders, deciding, tmp_path_factory, imports
):
    from tallystick.review.models import Run

    asked, decided, new = set(), 0, 0
    # Each sequence begins with three decisions in force, so that there is something to change.
    begin = [("import", ("found",) * 3, 0), *(("decide", place, "explained") for place in range(3))]

    # Two imports a sequence at least, and more drawn among its steps.
    @settings(max_examples=imports)
    @given(st.lists(steps, min_size=3, max_size=7), ways, ways)
    def follow(sequence, one, other):
        nonlocal decided, new
        from tallystick.review.log.replay import differences
        from tallystick.review.models import Question

        folder = tmp_path_factory.mktemp("follow") / "CASE"
        opened_copy(template, folder)
        end = [("import", one, 1), ("import", other, 2)]
        for step in (*begin, *sequence, *end):
            before = decisions()
            by_person = take(step, folders)
            assert by_person or decisions() == before, step
            decided += bool(before) and not by_person
            assert len(before) >= 3 or step in begin
        new += Run.objects.count() - 1
        asked.update(Question.objects.values_list("kind", flat=True))
        assert differences() == []
        shutil.rmtree(folder)

    follow()
    assert new >= imports
    assert decided > imports
    assert asked


def test_each_question_is_asked_when_it_must_be(case, folders, deciding):
    """The rows of the design's table that ask, one by one, so that none is left to chance."""
    from tallystick.review.models import Disposition, Pattern, Question

    def kinds():
        rows = Question.objects.order_by("id").values_list("kind", "pattern__subject")
        return list(rows)

    take(("import", ("found", "found", "found"), 0), folders)
    for place in range(3):
        take(("decide", place, "explained"), folders)
    take(("import", ("found", "nothing", "more"), 1), folders)
    assert kinds() == [("condition_broken", "Division 3")]
    broken = Question.objects.get().detail
    # 30 is above the 20 that were allowed; one new officer of three; one new case of three.
    assert broken == {
        "estimate": {"at_most": 20, "now": 30.0},
        "new_officers": 1,
        "new_cases": {"new": 1, "of": 3, "at_most": 0.1},
    }
    take(("import", ("other", "found", "found"), 2), folders)
    assert kinds()[1:] == [("verdict_changed", "Division 1"), ("came_back", "Division 2")]
    take(("withdraw", 0, None), folders)
    assert kinds()[3:] == [("run_withdrawn", each) for each in SUBJECTS]
    assert Disposition.objects.filter(state="in force").count() == 3
    assert Pattern.objects.get(subject="Division 1").disposition == "explained"
    take(("answer", 1, "reopen"), folders)
    assert Pattern.objects.get(subject="Division 1").disposition == "open"
    assert Disposition.objects.get(pattern__subject="Division 1").state == "ended"
    take(("answer", 0, "keep"), folders)
    assert Pattern.objects.get(subject="Division 3").disposition == "explained"


def test_a_program_cannot_answer_a_question(case_of_two):
    from tallystick.review.decisions.people import NotAPersonError
    from tallystick.review.log.entries import PROGRAM, append
    from tallystick.review.models import Question
    from tallystick.review.runs.questions import ANSWERED

    question = Question.objects.get()
    told = {"pattern": question.pattern.fingerprint, "kind": question.kind,
            "seal": question.run.manifest_sha256, "answer": "reopen"}  # fmt: skip
    for actor in (PROGRAM, "me", "person:nobody"):
        with pytest.raises(NotAPersonError):
            append(actor, ANSWERED, told, "a reason")
    assert Question.objects.get().answer == ""


def test_an_overlap_is_asked_of_an_explanation_that_it_is_new_to(case, deciding, tmp_path):
    from tallystick.review.models import Pattern, Question
    from tallystick.review.runs.importing import import_run

    one = Made("Division 1")
    other = Made("Division 1", check="exhibits.unaccounted", aspect="purchased")
    import_run(ACTOR, make_run(tmp_path / "a", one, name="a"))
    decide(Pattern.objects.get(), "explained", 0)
    import_run(ACTOR, make_run(tmp_path / "b", one, changed(other, same_as="F-01"), name="b"))
    question = Question.objects.get()
    assert (question.kind, question.pattern.check_name) == ("overlaps", one.check)
    assert question.detail == {"other": Pattern.objects.get(check_name=other.check).code}
    import_run(ACTOR, make_run(tmp_path / "c", one, changed(other, same_as="F-01"), name="c"))
    assert Question.objects.count() == 1
