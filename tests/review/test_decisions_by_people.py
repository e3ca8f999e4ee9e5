"""Whatever people and runs do, in any order: the tables are what a small model says they are."""

import shutil
from collections import Counter
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from made_runs import Made, changed, make_run
from opened_case import ACTOR, opened_copy
from people_at_work import add

SUBJECTS = ("Division 1", "Division 2")
PEOPLE = {"ana": ("analyst",), "rev": ("reviewer",), "leg": ("legal",), "see": ("read_only",)}
PROPOSES = {"explained": ("ana", "rev"), "corrected": ("ana", "rev"), "open": ("ana", "rev"),
            "referred": ("rev", "leg")}  # fmt: skip
SECONDS, ANSWERS = ("rev", "leg"), ("rev",)
DECIDING = {"disposition.propose", "disposition.second", "disposition.end", "question.answer"}
FITS = "whoever may"
subjects, who = st.sampled_from(SUBJECTS), st.sampled_from([FITS, FITS, FITS, *PEOPLE])
VALUES = {
    "explained": {"cause": "slip", "document": True, "until": "2090-01-01",
                  "while": {"estimate_at_most": 20}},
    "corrected": {"day": "2025-03-01", "while": {"gone_from": "2024-12-31"}},
    "open": {"until": "2090-01-01"},
    "referred": {"day": "2025-03-01"},
}  # fmt: skip
RUNS = {
    "found": lambda subject: Made(subject),
    "more": lambda subject: changed(Made(subject), estimate=30.0),
    "other": lambda subject: changed(Made(subject), verdict="differs"),
    "nothing": lambda subject: changed(Made(subject), found=False, verdict="not_found",
                                       smallest=1.0),
}  # fmt: skip


class Office(RuleBasedStateMachine):
    """`force` and `waits` are the model: what is in force and proposed, and by whom."""

    template, folder_of, made = None, None, None
    done: ClassVar = Counter()

    def __init__(self):
        super().__init__()
        self.folder = self.folder_of()
        opened_copy(self.template, self.folder)
        for login, roles in PEOPLE.items():
            add(login, roles)
        self.force, self.waits = dict.fromkeys(SUBJECTS), dict.fromkeys(SUBJECTS)
        self.taken(("found", "found"), 0)
        # One is in force, one waits, and a run asks, so that there is something to change.
        before, Office.done = Office.done, Counter()
        self.propose("Division 1", "ana", "explained")
        self.second("Division 1", "rev", "agrees")
        self.propose("Division 2", "ana", "explained")
        self.taken(("other", "found"), 1)
        Office.done = before

    def taken(self, ways, place):
        from tallystick.review.runs.importing import import_run

        import_run(ACTOR, self.made(ways, place))

    def pattern(self, subject):
        from tallystick.review.models import Pattern

        return Pattern.objects.select_related("latest__run").get(subject=subject)

    def tried(self, fits, login, act, pattern, text="words", **object):
        """Append, which has to be refused unless it `fits`; return whether it was taken."""
        from tallystick.review.decisions.people import NotAllowedError
        from tallystick.review.log.entries import append

        told = {"pattern": pattern.fingerprint, **object}
        try:
            append(f"person:{login}", act, told, text)
        except NotAllowedError:
            assert not fits, (login, act, object)
            self.done["refused"] += 1
            return False
        assert fits, (login, act, object)
        self.done[act, object.get("said", "")] += 1
        return True

    @rule(ways=st.tuples(*[st.sampled_from(sorted(RUNS))] * 2), place=st.integers(0, 1))
    def imports(self, ways, place):
        self.taken(ways, place)

    @rule(place=st.integers(0, 3))
    def withdraws(self, place):
        from tallystick.review.log.entries import append
        from tallystick.review.models import Run

        for run in list(Run.objects.exclude(state="withdrawn"))[place : place + 1]:
            append("person:rev", "run.withdraw", {"seal": run.manifest_sha256}, "wrong")

    @rule(subject=subjects, login=who, value=st.sampled_from(sorted(VALUES)))
    def proposes(self, subject, login, value):
        self.propose(subject, login, value)

    def propose(self, subject, login, value):
        from tallystick.review.decisions.disposition import decided_last
        from tallystick.review.log.entries import last

        login = PROPOSES[value][0] if login == FITS else login
        pattern = self.pattern(subject)
        second = "needed" if value in ("explained", "referred") else "not needed"
        fits = login in PROPOSES[value] and self.waits[subject] is None
        if self.tried(
            fits, login, "disposition.propose", pattern, value=value, second=second,
            seal=pattern.latest.run.manifest_sha256, after=decided_last(pattern),
            **VALUES[value],
        ):  # fmt: skip
            held = (value, login, last().seq)
            (self.waits if second == "needed" else self.force)[subject] = held

    @rule(subject=subjects, login=who, said=st.sampled_from(["agrees", "disagrees"]))
    def seconds(self, subject, login, said):
        self.second(subject, login, said)

    def second(self, subject, login, said):
        held = self.waits[subject]
        if login == FITS:
            login = next(each for each in SECONDS if not held or each != held[1])
        fits = held is not None and login in SECONDS and login != held[1]
        if self.tried(fits, login, "disposition.second", self.pattern(subject),
                      of=held[2] if held else 1, said=said):  # fmt: skip
            self.waits[subject] = None
            if said == "agrees":
                self.force[subject] = held

    @rule(subject=subjects, login=who, proposal=st.booleans())
    def ends(self, subject, login, proposal):
        held = (self.waits if proposal else self.force)[subject]
        login = (held or ("", "rev"))[1] if login == FITS else login
        fits = held is not None and (login == held[1] if proposal else login in PROPOSES[held[0]])
        if self.tried(fits, login, "disposition.end", self.pattern(subject),
                      of=held[2] if held else 1):  # fmt: skip
            (self.waits if proposal else self.force)[subject] = None

    @rule(login=who, place=st.integers(0, 1), answer=st.sampled_from(["keep", "reopen"]))
    def answers(self, login, place, answer):
        from tallystick.review.models import Question

        login = ANSWERS[0] if login == FITS else login
        for question in list(Question.objects.filter(answered_seq=None))[place : place + 1]:
            if self.tried(login in ANSWERS, login, "question.answer", question.pattern,
                          seal=question.run.manifest_sha256, kind=question.kind,
                          answer=answer) and answer == "reopen":  # fmt: skip
                self.force[question.pattern.subject] = None

    @invariant()
    def the_tables_are_those_of_the_model(self):
        from tallystick.review.models import Disposition

        held = {state: {each.pattern.subject: (each.value, each.proposed_by.login,
                                               each.proposed_seq)
                        for each in Disposition.objects.filter(state=state)}
                for state in ("in force", "proposed")}  # fmt: skip
        assert held["in force"] == {key: each for key, each in self.force.items() if each}
        assert held["proposed"] == {key: each for key, each in self.waits.items() if each}
        for subject, each in self.force.items():
            assert self.pattern(subject).disposition == (each[0] if each else "open")

    def teardown(self):
        from tallystick.review.log.replay import differences
        from tallystick.review.models import Disposition, LogEntry

        assert differences() == []
        acts = dict(LogEntry.objects.values_list("seq", "act"))
        actors = dict(LogEntry.objects.values_list("seq", "actor"))
        for each in Disposition.objects.all():
            for seq in (each.proposed_seq, each.second_seq, each.ended_seq):
                assert seq is None or acts[seq] in DECIDING
                assert seq is None or actors[seq].startswith("person:")
        shutil.rmtree(self.folder)


def test_only_what_people_decide_is_in_force_and_replay_makes_it_again(template, tmp_path_factory):
    root, folders = tmp_path_factory.mktemp("runs"), {}

    def made(ways, place):
        if (ways, place) not in folders:
            rows = [RUNS[way](subject) for way, subject in zip(ways, SUBJECTS, strict=True)]
            folders[ways, place] = make_run(root / str(len(folders)), *rows,
                                            name=f"{place} {' '.join(ways)}")  # fmt: skip
        return folders[ways, place]

    Office.template, Office.made = template, staticmethod(made)
    Office.folder_of = staticmethod(lambda: tmp_path_factory.mktemp("office") / "CASE")
    run_state_machine_as_test(
        Office,
        settings=settings(max_examples=14, stateful_step_count=20, deadline=None, derandomize=True),
    )
    acts = {act[0] for act in Office.done if act != "refused"}
    assert acts == DECIDING, Office.done
    assert Office.done["refused"]
