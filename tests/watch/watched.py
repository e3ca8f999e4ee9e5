"""A plan and results by hand, for the tests of a watch."""

from datetime import date

from tallystick.findings import Result
from tallystick.watch import Declaration

CHECK = "people.stock_witnesses"


def declared(windows=12, alpha=0.05, checks=(CHECK,)):
    first = date(2023, 1, 1)
    return Declaration("City", "engagement.toml", "0" * 64, first, windows, alpha, checks)


def result(subject, p_value, q_value=None, check=CHECK, verdict=None, aspect="pairs"):
    verdict = verdict or ("insufficient" if p_value is None else "not_found")
    return Result(
        check, "unit", subject, aspect, verdict, 100, p_value=p_value,
        q_value=p_value if q_value is None else q_value,
    )  # fmt: skip
