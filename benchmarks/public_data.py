"""Which verdicts do the public data sets with known truth get? Prints docs/validation.md's tables.

.venv/bin/python benchmarks/public_data.py > /tmp/tables.md
"""

from __future__ import annotations

import platform
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick import __version__
from tallystick.audit import TABLES, About, Outcome, audit
from tallystick.engine import connect
from tallystick.findings import Result
from tallystick.load import load, read_engagement

PUBLIC = Path(__file__).parents[1] / "examples" / "public"
NAMES = ("ny_regents", "ma_speeding", "colombia", "boston_stops", "seattle_terry")


def audit_public(name: str, folder: Path) -> Outcome:
    """Audit the engagement of that name under examples/public into `folder`."""
    return audit_file(PUBLIC / name / "engagement.toml", folder)


def audit_file(path: Path, folder: Path, only: tuple[str, ...] = ()) -> Outcome:
    """Audit the engagement file at `path` into `folder`, by the checks `only` or by all."""
    engagement = read_engagement(path, allow_outside=True)
    (folder / TABLES).mkdir(parents=True)
    engine = connect()
    try:
        loaded = load(engagement, folder / TABLES, engine)
        about = About(engagement.name, engagement.agency, engagement.jurisdiction or "", only=only)
        return audit(folder, loaded.tables, loaded.received, about, engine)
    finally:
        engine.close()


def number(value: float | None, form: str = ".3g") -> str:
    """Return `value` in `form`; an em dash where it is undefined."""
    return "—" if value is None else format(value, form)


def row(result: Result) -> str:
    """Return a result of the agency as a row of a Markdown table."""
    low, high = result.interval or (None, None)
    cells = (
        result.check.split(".")[1], result.aspect, result.verdict, f"{result.n:,}",
        number(result.p_value), number(result.q_value), number(result.estimate),
        f"{number(low)} to {number(high)}", number(result.smallest_detectable), result.reason,
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def subjects(outcome: Outcome, kind: str) -> str:
    """Say how many results on subjects of a kind were tested, were below .05 and are findings."""
    own = [each for each in outcome.results if each.subject_kind == kind]
    tested = [each for each in own if each.p_value is not None]
    of = Counter(each.check.split(".")[1] for each in tested)
    small = [each for each in tested if (each.p_value or 0.0) < 0.05]
    below = Counter(each.check.split(".")[1] for each in small)
    found = [each for each in outcome.findings if each.subject_kind == kind]
    each_check = ", ".join(f"{check} {below[check]} of {number}" for check, number in of.items())
    return (
        f"{len(own):,} results on {kind}s, {len(tested):,} tested, {len(small)} with p < .05"
        f"{f' ({each_check})' if of else ''}, {len(found)} found after the correction."
    )


def main() -> None:
    """Print, per data set, the agency's results and a count of the subjects'."""
    print(f"Version {__version__}, {date.today()}, Python {platform.python_version()}.")
    for name in NAMES:
        with TemporaryDirectory() as folder:
            outcome = audit_public(name, Path(folder) / "run")
        print(f"\n### {name}\n")
        print("rows: " + ", ".join(f"{n:,} {t}" for t, n in outcome.record.rows.items()))
        print("; ".join(f"{e.rows:,} {e.reason}" for e in outcome.record.exclusions))
        print("\n| check | aspect | verdict | n | p | q | estimate | 95 % | detectable | reason |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for result in outcome.results:
            if result.subject_kind == "agency":
                print(row(result))
        for kind in ("unit", "officer"):
            print(f"\n{subjects(outcome, kind)}")


if __name__ == "__main__":
    main()
