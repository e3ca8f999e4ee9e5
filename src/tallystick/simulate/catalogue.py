"""Which offences happen, to whom do they come, and how often are they cleared?

Clearance by arrest of complaints follows the FBI's 2019 table 25 (murder 61.4 %, rape 32.9,
robbery 30.5, aggravated assault 52.3, burglary 14.1, larceny 18.4, motor vehicle theft 13.8);
the mixes by kind of unit are a design choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

UNIT_KINDS = ("narcotics", "patrol", "traffic", "investigation")
Group = Literal["drug", "violent", "property", "minor", "traffic"]


@dataclass(frozen=True)
class Offence:
    """One offence of the catalogue.

    Parameters
    ----------
    code, group
        As coded in the records, and the kind of report that tells of it.
    mix
        Its weight among the cases of a narcotics, patrol, traffic and investigation unit.
    complaint
        The share that begins with a complaint; the rest begins with the officer.
    cleared, exceptional, unfounded
        Shares of complaints cleared by arrest, by exceptional means, and found to be no offence.
    severity
        Its weight in a severity-weighted figure.
    lesser
        The offence to which it can be downgraded; "" when there is none.
    statute, months
        The article charged, and its range of imprisonment in months.
    """

    code: str
    group: Group
    mix: tuple[float, float, float, float]
    complaint: float
    cleared: float
    exceptional: float = 0.02
    unfounded: float = 0.02
    severity: float = 1.0
    lesser: str = ""
    statute: str = ""
    months: tuple[int, int] = (0, 12)


OFFENCES = (
    Offence("drug_sale", "drug", (0.45, 0.0, 0.0, 0.0), 0.0, 1.0, 0, 0, 3, "", "", (60, 96)),
    Offence("drug_possession", "drug", (0.55, 0.08, 0.0, 0.0), 0.0, 1.0, 0, 0, 1, "", "", (0, 24)),
    Offence(
        "murder",
        "violent",
        (0.0, 0.0, 0.0, 0.02),
        1.0,
        0.614,
        0.02,
        0.005,
        10,
        "",
        "99",
        (96, 180),
    ),
    Offence(
        "rape", "violent", (0.0, 0.0, 0.0, 0.08), 1.0, 0.329, 0.04, 0.05, 8, "", "120", (60, 96)
    ),
    Offence(
        "robbery",
        "violent",
        (0.0, 0.04, 0.0, 0.20),
        0.97,
        0.305,
        0.02,
        0.03,
        6,
        "larceny",
        "192",
        (36, 84),
    ),
    Offence(
        "aggravated_assault",
        "violent",
        (0.0, 0.06, 0.0, 0.25),
        0.95,
        0.523,
        0.03,
        0.02,
        5,
        "simple_assault",
        "106",
        (24, 72),
    ),
    Offence(
        "simple_assault", "violent", (0.0, 0.17, 0.0, 0.0), 0.92, 0.45, 0.04, 0.02, 2, "", "109"
    ),
    Offence(
        "burglary",
        "property",
        (0.0, 0.08, 0.0, 0.30),
        0.98,
        0.141,
        0.01,
        0.02,
        3,
        "trespass",
        "188-4",
        (12, 60),
    ),
    Offence(
        "larceny", "property", (0.0, 0.25, 0.0, 0.0), 0.96, 0.184, 0.01, 0.02, 1, "", "188", (0, 24)
    ),
    Offence(
        "vehicle_theft",
        "property",
        (0.0, 0.07, 0.0, 0.15),
        0.99,
        0.138,
        0.01,
        0.05,
        3,
        "larceny",
        "200",
        (12, 48),
    ),
    Offence("vandalism", "property", (0.0, 0.12, 0.0, 0.0), 0.95, 0.15, 0.01, 0.01, 1, "", "202"),
    Offence("trespass", "minor", (0.0, 0.05, 0.0, 0.0), 0.5, 0.6, 0.01, 0.02, 1, "", "149"),
    Offence("disorderly_conduct", "minor", (0.0, 0.08, 0.0, 0.0), 0.2, 0.8, 0, 0.01, 1, "", "434"),
    Offence("speeding", "traffic", (0.0, 0.0, 0.92, 0.0), 0.0, 0.0, 0, 0, 1, "", "592", (0, 0)),
    Offence(
        "driving_under_influence",
        "traffic",
        (0.0, 0.0, 0.08, 0.0),
        0.0,
        1.0,
        0,
        0,
        2,
        "",
        "608",
        (0, 6),
    ),
)
CODES = tuple(offence.code for offence in OFFENCES)
GROUPS: tuple[Group, ...] = ("drug", "violent", "property", "minor", "traffic")


def place(code: str) -> int:
    """The index of an offence; ValueError when the catalogue lacks it."""
    return CODES.index(code)


def column(name: str) -> NDArray[np.float64]:
    """One number of every offence, such as ``complaint`` or ``cleared``; [F]."""
    return np.array([float(getattr(offence, name)) for offence in OFFENCES])


def group_of() -> NDArray[np.int64]:
    """The index in `GROUPS` of every offence; [F]."""
    return np.array([GROUPS.index(offence.group) for offence in OFFENCES])


def mixes() -> NDArray[np.float64]:
    """Shares of the offences among the cases of each kind of unit; [K, F], rows sum to 1."""
    weights = np.array([offence.mix for offence in OFFENCES]).T
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
