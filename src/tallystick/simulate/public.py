"""Who lives in the city, with which history?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.by_case import Draws
from tallystick.simulate.department import Part
from tallystick.simulate.force import Force
from tallystick.simulate.streams import Streams


class People(Part):
    """The public.

    `known` is the share of residents with a history, `known_cases` the share of offences that
    one of them commits; `near_station` the size of the pool of people who stand near each
    station and are asked to attest searches, and `asked_near` the share of attesting witnesses
    who come from it (the rest is whoever passes by); `informants` how many each officer runs.
    """

    persons_per_case: float = Field(
        default=0.8, gt=0, le=10, description="residents for each case the world expects"
    )
    known: float = Field(default=0.04, gt=0, lt=1)
    known_cases: float = Field(default=0.35, ge=0, le=1)
    attesting_witnesses: int = Field(default=2, ge=0, le=4, description="at each search")
    near_station: int = Field(default=60, ge=5, le=500)
    asked_near: float = Field(default=0.7, ge=0, le=1)
    informants: int = Field(default=4, ge=1, le=50)
    dealers: int = Field(default=12, ge=2, description="known suppliers in each area")


@dataclass(frozen=True)
class Public:
    """The persons of a world, numbered so that an index tells where they live.

    Residents of area a are ``[a * residents, (a + 1) * residents)``, the first `known` of them
    with a history, and the first `dealers` of those are suppliers; then `near` people near
    each unit's station; then `informants` of each officer.

    Parameters
    ----------
    areas, residents, known, dealers
        Numbers of areas, of residents in each, of those with a history, and of suppliers.
    near, units
        People near each station, and stations.
    informants, officers
        Informants of each officer, and officers.
    priors
        [P] convictions before the first case.
    settings
        The part of the world file.
    """

    areas: int
    residents: int
    known: int
    dealers: int
    near: int
    units: int
    informants: int
    officers: int
    priors: NDArray[np.int16]
    settings: People

    @property
    def first_near(self) -> int:
        """The first person near a station."""
        return self.areas * self.residents

    @property
    def first_informant(self) -> int:
        """The first informant."""
        return self.first_near + self.units * self.near

    def offender(
        self, area: NDArray[np.int64], rng: Draws, known: float | None = None
    ) -> NDArray[np.int64]:
        """Draw a resident of each area: one with a history in a share `known` of draws.

        Those with a history differ widely: the chance falls as the root of their place.
        """
        share = self.settings.known_cases if known is None else known
        u, v = rng.random(len(area)), rng.random(len(area))
        repeat = np.floor(self.known * v**2)
        anyone = np.floor(self.residents * v)
        return np.asarray(area * self.residents + np.where(u < share, repeat, anyone), np.int64)

    def newcomer(self, area: NDArray[np.int64], rng: Draws) -> NDArray[np.int64]:
        """Draw a resident of each area without a history."""
        width = self.residents - self.known
        return np.asarray(
            area * self.residents + self.known + rng.integers(0, width, len(area)), np.int64
        )

    def next_to(self, person: NDArray[np.int64]) -> NDArray[np.int64]:
        """The next resident of each person's area, with a history if that person has one."""
        place = person % self.residents
        low = np.where(place < self.known, 0, self.known)
        width = np.where(place < self.known, self.known, self.residents - self.known)
        return np.asarray(person - place + low + (place - low + 1) % width, np.int64)

    def dealer(self, area: NDArray[np.int64], rng: Draws) -> NDArray[np.int64]:
        """Draw one of the known suppliers of each area, few of whom sell most."""
        place = np.floor(self.dealers * rng.random(len(area)) ** 2)
        return np.asarray(area * self.residents + place, np.int64)

    def bystander(self, unit: NDArray[np.int64], rng: Draws) -> NDArray[np.int64]:
        """Draw one of the people near the station of each unit, by Zipf's law (exponent 1.2)."""
        weights = np.arange(1, self.near + 1) ** -1.2
        place = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(len(unit)))
        return np.asarray(self.first_near + unit * self.near + np.minimum(place, self.near - 1))

    def informant(self, officer: NDArray[np.int64], rng: Draws) -> NDArray[np.int64]:
        """Draw one of each officer's informants."""
        return np.asarray(
            self.first_informant
            + officer * self.informants
            + rng.integers(0, self.informants, len(officer))
        )


def settle(people: People, force: Force, expected_cases: float, streams: Streams) -> Public:
    """Draw the persons of a world that expects this many cases."""
    areas = len(force.area_unit)
    residents = max(120, int(people.persons_per_case * expected_cases / areas))
    known = min(max(people.dealers, int(residents * people.known)), residents - 1)
    total = (
        areas * residents
        + len(force.unit_names) * people.near_station
        + force.officers * people.informants
    )
    rng = streams("histories")
    u = rng.random(total)
    priors = np.where(u < 0.02, 1, 0).astype(np.int16)
    place = np.arange(areas * residents) % residents
    history = np.floor(1 - 2.2 * np.log(1 - u[: areas * residents]))
    priors[: areas * residents] = np.where(place < known, np.minimum(history, 40), 0)
    priors[-force.officers * people.informants :] = np.floor(
        4 * u[-force.officers * people.informants :]
    )
    return Public(
        areas=areas,
        residents=residents,
        known=known,
        dealers=min(people.dealers, known),
        near=people.near_station,
        units=len(force.unit_names),
        informants=people.informants,
        officers=force.officers,
        priors=priors,
        settings=people,
    )
