"""A case of the earlier run of two_runs.py in which one finding is decided, so that the later asks.

    python examples/decided_case.py RUN CASE

The record that breaks a rule of custody is entered as corrected, and the records of December are
to show it. The later run has it still, and asks. A case that is there stays as it is.
"""

import sys
from pathlib import Path

from tallystick.review.case_folder import is_case, make_case
from tallystick.review.office import open_office

CHECK = "records.integrity"
WORDS = {"wrong": "An exhibit in custody had no measurement", "source": "Register of exhibits"}
DECIDED = {"value": "corrected", "day": "2024-12-02", "while": {"gone_from": "2024-12-31"}}


def decide(login: str) -> None:
    """Enter the finding as corrected."""
    from tallystick.review.decisions.disposition import PROPOSED, decided_last, second_for
    from tallystick.review.decisions.texts import packed
    from tallystick.review.log.entries import PERSON, append
    from tallystick.review.models import Pattern

    pattern = Pattern.objects.select_related("latest__run").get(check_name=CHECK)
    assert pattern.latest is not None
    about = {"pattern": pattern.fingerprint, "seal": pattern.latest.run.manifest_sha256,
             "after": decided_last(pattern),
             "second": second_for(DECIDED["value"], pattern.latest)}  # fmt: skip
    append(f"{PERSON}{login}", PROPOSED, about | DECIDED, packed(WORDS))


def main(run: Path, at: Path) -> None:
    if is_case(at):
        return
    open_office(make_case(at, "Zhambyl"))
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.log.entries import PERSON
    from tallystick.review.runs.importing import import_run

    login = who_works_alone().login
    import_run(f"{PERSON}{login}", run)
    decide(login)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
