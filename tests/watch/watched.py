"""A plan and results by hand, for the tests of a watch."""

from datetime import date

from tallystick.findings import Result
from tallystick.watch import Declaration

CHECK, ADDED = "people.stock_witnesses", "records.unfounded"


def declared(windows=12, alpha=0.05, **checks):
    looks = {name.replace("__", "."): kind for name, kind in checks.items()} or {CHECK: "window"}
    return Declaration("City", "engagement.toml", "0" * 64, date(2023, 1, 1), windows, alpha, looks,
                       {name: ("*",) for name in looks if name != ADDED})  # fmt: skip


def result(subject, p_value, check=CHECK, verdict=None, estimate=None, aspect="pairs"):
    verdict = verdict or ("insufficient" if p_value is None else "not_found")
    return Result(check, "unit", subject, aspect, verdict, 100, estimate=estimate, p_value=p_value)
