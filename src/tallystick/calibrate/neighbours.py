"""Neighbouring categories of cases that are watched."""

from __future__ import annotations

from tallystick.tables import Metric, Substitution


def _offences(name: str, *codes: str) -> Metric:
    return Metric(name, "incidents", (("offense_code", codes),))


SERIOUS = (
    _offences("serious", "robbery", "aggravated_assault", "burglary"),
    _offences("lesser", "larceny", "simple_assault", "trespass"),
)
NEIGHBOURS = (Substitution("serious to lesser", "serious", ("lesser",)),)
DRUGS = (_offences("sales", "drug_sale"), _offences("possession", "drug_possession"))
OF_DRUGS = (
    Substitution("sale to possession", "sales", ("possession",)),
    Substitution("possession to sale", "possession", ("sales",)),
)
