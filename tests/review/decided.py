"""A case in which people decided, by a clock that tests set: what its figures are, by hand.

| findings of people.supplied_buyers | decided | day after the import |
|---|---|---|
| 1 to 5 | explained, three by a delivery, one by a slip, one by another cause | 10 |
| 6 to 8 | corrected | 20 |
| 9 to 11 | referred: sustained, unfounded, pending | 40 |
| 12 | explained, and the second reader disagrees | 41 |
| 13 | explained, waits for a second reader | 41 |
| 14 | nothing | |

Of exhibits.unaccounted one is explained on day 10 and one is not decided. So of the first check 11
are decided, 6 of them not explained; the median is 20 days; 1 of 9 second readers disagreed.
"""

from datetime import UTC, datetime, timedelta

from made_runs import Made, make_run

BUYERS, EXHIBITS = "people.supplied_buyers", "exhibits.unaccounted"
START = datetime(2026, 1, 10, 9, tzinfo=UTC)
CAUSES = ("delivered", "delivered", "delivered", "slip", "other")
OUTCOMES = ("sustained", "unfounded", None)
ME, ANA, REV = "person:me", "person:ana", "person:rev"


class Clock:
    """What time entries are dated by."""

    def __init__(self, monkeypatch):
        from tallystick.review.log import entries

        self.now_is = START
        clock = self

        class Now(datetime):
            @classmethod
            def now(cls, tz=None):
                clock.now_is += timedelta(milliseconds=1)
                return clock.now_is

        monkeypatch.setattr(entries, "datetime", Now)

    def day(self, n):
        self.now_is = max(self.now_is, START + timedelta(days=n))

    def at(self, when):
        self.now_is = when


def add_people():
    from tallystick.review.decisions.people import ADDED
    from tallystick.review.log.entries import append

    append(ME, ADDED, {"login": "ana", "name": "Ana", "roles": ["analyst"]})
    append(ME, ADDED, {"login": "rev", "name": "Rev", "roles": ["reviewer"]})
    append(ME, ADDED, {"login": "out", "name": "Out", "roles": ["read_only"]})


def import_findings(folder, *made, name="Zhambyl, 2025"):
    from tallystick.review.runs.importing import import_run

    return import_run(ME, make_run(folder, *made, name=name))


def found():
    return [
        *(Made(f"Division {n}") for n in range(1, 15)),
        Made("Division 1", check=EXHIBITS, aspect="weights"),
        Made("Division 2", check=EXHIBITS, aspect="weights"),
    ]


def pattern_of(check, n):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(check_name=check, subject=f"Division {n}")


def propose(check, n, value, *, by=ME, **more):
    from tallystick.review.decisions.disposition import PROPOSED, decided_last, second_for
    from tallystick.review.log.entries import append

    pattern = pattern_of(check, n)
    sighting = pattern.latest
    object = {
        "pattern": pattern.fingerprint,
        "value": value,
        "after": decided_last(pattern),
        "seal": sighting.run.manifest_sha256,
        "second": second_for(value, sighting),
        **more,
    }
    return append(by, PROPOSED, object, "as the file shows")  # fmt: skip


def second(check, n, entry, said="agrees", *, by=REV):
    from tallystick.review.decisions.second import SECONDED
    from tallystick.review.log.entries import append

    object = {"pattern": pattern_of(check, n).fingerprint, "of": entry.seq, "said": said}
    return append(by, SECONDED, object, "I read the records")


def explain(check, n, cause):
    return propose(check, n, "explained", cause=cause, document=True, until="2030-01-01")


def decide_all(clock, folder):
    """Everything that the table above says."""
    from tallystick.review.decisions.second import OUTCOME
    from tallystick.review.log.entries import append

    add_people()
    import_findings(folder, *found())
    clock.day(10)
    for n, cause in enumerate(CAUSES, 1):
        second(BUYERS, n, explain(BUYERS, n, cause))
    second(EXHIBITS, 1, explain(EXHIBITS, 1, "slip"))
    clock.day(20)
    for n in (6, 7, 8):
        propose(BUYERS, n, "corrected", day="2026-01-20", **{"while": {"gone_from": "2026-06-01"}})
    clock.day(40)
    for n, outcome in zip((9, 10, 11), OUTCOMES, strict=True):
        made = propose(BUYERS, n, "referred", day="2026-02-01")
        second(BUYERS, n, made)
        if outcome:
            told = {"pattern": pattern_of(BUYERS, n).fingerprint, "of": made.seq,
                    "outcome": outcome, "day": "2026-02-10"}  # fmt: skip
            append(ME, OUTCOME, told, "the letter")
    clock.day(41)
    second(BUYERS, 12, explain(BUYERS, 12, "slip"), "disagrees")
    explain(BUYERS, 13, "slip")
