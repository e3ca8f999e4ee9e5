"""Checks of who appears with whom."""

from tallystick.checks.people import (
    crews,
    peer_benchmark,
    repeat_subjects,
    sting_share,
    stock_witnesses,
    supplied_buyers,
)

CHECKS = (
    supplied_buyers.CHECK,
    stock_witnesses.CHECK,
    repeat_subjects.CHECK,
    peer_benchmark.CHECK,
    crews.CHECK,
    sting_share.CHECK,
)


def __dir__() -> list[str]:
    return sorted(check.name.partition(".")[2] for check in CHECKS)
