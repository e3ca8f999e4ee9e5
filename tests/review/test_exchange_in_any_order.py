"""Whatever office and units do, in any order: rooms show what a model says, replay is equal."""

import shutil
from collections import Counter
from typing import ClassVar

from exchanges import OTHER, OWN, everybody, mask_of
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from opened_case import opened_copy
from test_dispositions import pattern_of
from two_runs import GONE, LEAD, OFFICER_NOW, STILL

PATTERNS = (STILL, GONE, LEAD, OFFICER_NOW)
UNITS = {"uno": OWN, "dos": OTHER}
OFFICE = ("ana", "rev", "leg")
RELEASES = ("rev", "leg")
logins = st.sampled_from(["ana", "rev", "leg", "rev", "leg", *UNITS, *UNITS, "who"])
patterns, units = st.sampled_from(range(4)), st.sampled_from([*UNITS])
place = st.integers(0, 20)


def one_of(held, at):
    """One of what there is, newest first; nothing where there is nothing."""
    return [list(held)[-1 - at % len(held)]] if held else []


class Exchange(RuleBasedStateMachine):
    """`releases` by number: what, of what, to whom, who proposed, state; `requests` by number."""

    template, folder_of = None, None
    done: ClassVar = Counter()

    def __init__(self):
        super().__init__()
        self.folder = self.folder_of()
        self.case = opened_copy(self.template, self.folder)
        everybody()
        self.masks = {login: mask_of(unit) for login, unit in UNITS.items()}
        self.releases, self.requests, self.replies, self.documents = {}, {}, [], {}
        # Something is released, something waits, and something is asked, so that it can change.
        before, Exchange.done = Exchange.done, Counter()
        self.releases_a_finding("leg", "uno", 0)
        self.releases_a_finding("rev", "dos", 1)
        self.asks("ana", "uno")
        self.releases_a_request("leg", "uno", 0)
        Exchange.done = before

    def tried(self, fits, login, act, text="words", **object):
        """Append an entry; it is taken if and only if the model says that it fits."""
        from tallystick.review.decisions.people import NotAllowedError
        from tallystick.review.log.entries import append

        try:
            made = append(f"person:{login}", act, object, text)
        except NotAllowedError:
            assert not fits, (login, act, object)
            Exchange.done["refused"] += 1
            return None
        assert fits, (login, act, object)
        Exchange.done[act] += 1
        return made.seq

    def sees(self, unit, what, of):
        return any(tuple(each[:3]) == (what, of, unit) and each[4] == "in force"
                   for each in self.releases.values())  # fmt: skip

    def propose(self, login, unit, what, of, **object):
        lead = what == "finding" and PATTERNS[of] is OFFICER_NOW
        live = any(tuple(each[:3]) == (what, of, unit) and each[4] in ("in force", "proposed")
                   for each in self.releases.values())  # fmt: skip
        meant = what != "request" or self.requests[of][0] == unit
        second = "needed" if login == "rev" else "not needed"
        fits = login in RELEASES and not lead and not live and meant
        seq = self.tried(fits, login, "release.propose", what=what, to=self.masks[unit],
                         second=second, **object)  # fmt: skip
        if seq:
            state = "proposed" if login == "rev" else "in force"
            self.releases[seq] = [what, of, unit, login, state]

    @rule(login=logins, unit=units, of=patterns)
    def releases_a_finding(self, login, unit, of):
        pattern = pattern_of(PATTERNS[of])
        self.propose(login, unit, "finding", of, pattern=pattern.fingerprint,
                     seal=pattern.latest.run.manifest_sha256)  # fmt: skip

    @rule(login=logins, unit=units, at=place)
    def releases_a_request(self, login, unit, at):
        for seq in one_of(self.requests, at):
            self.propose(login, unit, "request", seq, request=seq)

    @rule(login=logins, unit=units, at=place)
    def releases_a_document(self, login, unit, at):
        for seq in one_of(self.documents, at):
            pattern = pattern_of(PATTERNS[self.documents[seq][0]])
            self.propose(login, unit, "document", seq, document=seq, pattern=pattern.fingerprint)

    @rule(login=logins, at=place, said=st.sampled_from(["agrees", "disagrees"]))
    def seconds(self, login, at, said):
        for seq, held in one_of(self.releases.items(), at):
            fits = login in RELEASES and held[4] == "proposed" and held[3] != login
            if self.tried(fits, login, "release.second", of=seq, said=said, **self.on(held)):
                held[4] = "in force" if said == "agrees" else "refused"

    @rule(login=logins, at=place)
    def ends(self, login, at):
        for seq, held in one_of(self.releases.items(), at):
            fits = login in RELEASES and held[4] in ("proposed", "in force")
            if self.tried(fits, login, "release.end", of=seq, **self.on(held)):
                held[4] = "ended"

    def on(self, held):
        if held[0] == "request":
            return {}
        of = held[1] if held[0] == "finding" else self.documents[held[1]][0]
        return {"pattern": pattern_of(PATTERNS[of]).fingerprint}

    @rule(login=logins, unit=units)
    def asks(self, login, unit):
        seq = self.tried(login in OFFICE, login, "request.ask", to=self.masks[unit],
                         due="2090-01-01")  # fmt: skip
        if seq:
            self.requests[seq] = [unit, "open"]

    @rule(login=logins, at=place, close=st.booleans())
    def answers_or_closes(self, login, at, close):
        for seq, held in one_of(self.requests.items(), at):
            own = login in OFFICE or (not close and self.sees(login, "request", seq))
            act = "request.close" if close else "request.answer"
            more = {} if close else {"documents": []}
            if self.tried(own and held[1] == "open", login, act, request=seq, **more):
                held[1] = "closed" if close else "answered"

    @rule(login=logins, of=st.sampled_from(range(3)))
    def hands_in(self, login, of):
        fits = login in OFFICE or self.sees(login, "finding", of)
        object = {"pattern": pattern_of(PATTERNS[of]).fingerprint, "sha256": "ab" * 32,
                  "size": 9, "suffix": ".pdf"}  # fmt: skip
        seq = self.tried(fits, login, "document.add", **object)
        if seq:
            self.documents[seq] = (of, login)

    @rule(login=logins, at=place)
    def replies_to(self, login, at):
        for seq, held in one_of(self.releases.items(), at):
            if held[0] == "finding":
                fits = login == held[2] and held[4] == "in force"
                name = pattern_of(PATTERNS[held[1]]).fingerprint
                if self.tried(fits, login, "reply.give", pattern=name, release=seq, documents=[]):
                    self.replies.append((login, held[1]))

    @invariant()
    def rooms_show_what_the_model_says(self):
        from tallystick.review.exchange.releases import released_to
        from tallystick.review.models import Reply

        for login, mask in self.masks.items():
            for what in ("finding", "request", "document"):
                shown = {each.created_seq for each in released_to(mask, what)}
                assert shown == {
                    seq
                    for seq, each in self.releases.items()
                    if (each[0], each[2], each[4]) == (what, login, "in force")
                }
        told = [(each.given_by.login, each.sighting.pattern.fingerprint)
                for each in Reply.objects.order_by("id")]  # fmt: skip
        assert told == [(login, pattern_of(PATTERNS[of]).fingerprint) for login, of in self.replies]

    def teardown(self):
        from tallystick.review.log.replay import differences
        from tallystick.review.models import Request

        assert differences() == []
        assert {each.created_seq: each.state for each in Request.objects.all()} == {
            seq: state for seq, (_, state) in self.requests.items()
        }
        shutil.rmtree(self.folder)


def test_rooms_show_what_was_released_and_replay_makes_it_again(two_runs, tmp_path_factory):
    Exchange.template = two_runs
    Exchange.folder_of = staticmethod(lambda: tmp_path_factory.mktemp("exchange") / "CASE")
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
    acts = {act for act in Exchange.done if act != "refused"}
    assert acts == {"release.propose", "release.second", "release.end", "request.ask",
                    "request.answer", "request.close", "document.add", "reply.give"}  # fmt: skip
    assert Exchange.done["refused"] > 50
