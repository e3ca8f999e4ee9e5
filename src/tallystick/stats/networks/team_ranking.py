"""Teams of a whole agency by strength, each with how many as strong an innocent agency would have.

That number, E, is counted in redraws by `innocent_teams`: of pairs under a teaming fitted to how
constant pairs are, of trios and groups under one fitted to how close they are. Where the records
have more teams of a kind than the redraws, E grows in proportion, as if the redraws had as many.
Where half of the members who are named with others stand in trios or groups, most work in teams:
nobody is left to say what is usual, and E counts in redraws that keep counts by unit and year
alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.networks.innocent_teams import OFTEN, TRIANGLES, Squads, shuffled
from tallystick.stats.networks.joint_naming import LARGEST_FILE, Namings
from tallystick.stats.networks.teams import GROUP, KINDS, PAIR, TRIO, Team, Teams, teams_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS, SEED = 20, 21
MOST_EXPECTED, MOST_LISTED = 3.0, 25


@dataclass(frozen=True)
class Ranked:
    """A team, which of its kind it is by strength (from 1), and its E."""

    kind: str
    place: int
    team: Team
    expected: float


@dataclass(frozen=True)
class Ranking:
    """The teams with an E up to `MOST_EXPECTED`, up to `MOST_LISTED` of each kind.

    `most_in_teams` says that most members work in teams, so that E says no more than that.
    """

    teams: tuple[Ranked, ...]
    most_in_teams: bool


def ranking(given: Namings, progress: Callable[[str], None] = lambda step: None) -> Ranking:
    """Rank the pairs, trios and groups of all members."""
    found = teams_of(given, given.member)
    if not any(found.values()):
        return Ranking((), most_in_teams=False)
    most = _most_in_teams(given, found)
    drawn = _by_counts(given, progress) if most else _by_squads(given, progress)
    teams = (each for kind in KINDS for each in _listed(kind, found[kind], drawn[kind]))
    return Ranking(tuple(teams), most)


def _most_in_teams(given: Namings, found: Teams) -> bool:
    many = np.bincount(given.file)[given.file]
    with_others = np.unique(given.member[(many > 1) & (many <= LARGEST_FILE)])
    inside = {each for kind in (TRIO, GROUP) for team in found[kind] for each in team.members}
    return 2 * len(inside) >= len(with_others)


def _by_counts(given: Namings, progress: Callable[[str], None]) -> dict[str, Floats]:
    rng = np.random.default_rng(SEED)
    strengths: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(DRAWS):
        progress(f"groups of officers: redraw {turn + 1} of {DRAWS}")
        _add(strengths, teams_of(given, shuffled(given, rng)), KINDS)
    return {kind: np.sort(np.array(each)) for kind, each in strengths.items()}


def _by_squads(given: Namings, progress: Callable[[str], None]) -> dict[str, Floats]:
    rng = np.random.default_rng(SEED)
    squads = Squads(given)
    strengths: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for by, kinds in ((OFTEN, (PAIR,)), (TRIANGLES, (TRIO, GROUP))):
        progress(f"groups of officers: usual {' and '.join(f'{each}s' for each in kinds)}")
        teaming = squads.fitted(by, rng)
        for turn in range(DRAWS):
            progress(f"groups of officers: redraw {turn + 1} of {DRAWS}, {' and '.join(kinds)}")
            drawn = squads.redrawn(teaming, rng)
            _add(strengths, teams_of(squads.files, drawn, kinds), kinds)
    return {kind: np.sort(np.array(each)) for kind, each in strengths.items()}


def _add(strengths: dict[str, list[float]], teams: Teams, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        strengths[kind] += [each.strength for each in teams[kind]]


def _listed(kind: str, teams: list[Team], drawn: Floats) -> list[Ranked]:
    """The strongest of a kind whose E is small enough; `drawn` are the strengths of all redraws."""
    scale = max(1.0, len(teams) * DRAWS / len(drawn)) if len(drawn) else 1.0
    listed = []
    for place, team in enumerate(teams[:MOST_LISTED], start=1):
        as_strong = len(drawn) - int(np.searchsorted(drawn, team.strength - 1e-9))
        expected = scale * as_strong / DRAWS
        if expected <= MOST_EXPECTED:
            listed.append(Ranked(kind, place, team, expected))
    return listed
