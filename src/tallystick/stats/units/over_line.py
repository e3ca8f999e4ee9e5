"""Does one unit move records over a line, compared with its own agency at the same numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tallystick.stats.estimate import Tested, numbers_at
from tallystick.stats.units.columns import columns_of, power_cost
from tallystick.stats.units.contrast import contrast_units
from tallystick.stats.units.fit import any_habit_at_line, fit_units
from tallystick.stats.units.grid import Grid, grid_of, problem_of
from tallystick.stats.units.heaps import Floats, Ints
from tallystick.stats.units.null import Null, null_of

FEWEST_IN_HOLE = 10.0
HEAVY_TAILS = 0.6

TESTED = ""
FEW_IN_HOLE = "few_in_hole"
FEW_IN_REST = "few_in_rest"
FEW_NUMBERS = "few_numbers"
NO_FIT = "no_fit"
REASONS = (TESTED, FEW_IN_HOLE, FEW_IN_REST, FEW_NUMBERS, NO_FIT)


@dataclass(frozen=True)
class UnitMovements:
    """One answer per unit, and what the agency as a whole says about the method.

    Attributes
    ----------
    n, n_rest : (U,) int
        Records of the unit, and of all other units, in the range of the grid.
    p_value : (U,)
        One-sided, mass moved up to the line; 1.0 if `insufficient` or where the guard fails,
        which asks for z_hole > 1, z_excess > 1 and z_any_habit > 1.645.
    z : (U,)
        Moved mass over its standard error, after the empirical null. NaN if insufficient.
    df : (U,)
        Degrees of freedom of the t law that turns `z` into `p_value`. NaN if insufficient.
    z_hole, z_excess : (U,)
        Missing below, and surplus at and above the line, over standard errors widened by
        `null_scale`. NaN if insufficient.
    z_any_habit : (U,)
        As `z`, uncentred, if the unit may love the number of the line alone to any degree:
        what then remains is the hole without its mirror image above. NaN if insufficient.
    share_error : (U,)
        Standard error that `share` would have without movement, widened by `null_scale`; the
        weight of a line beside others (stats/units/pooled_lines.py). NaN if insufficient.
    share, share_low, share_high : (U,)
        Share of the unit's true records in the hole that were moved, with a 95 % interval
        (not corrected for the number of units); NaN if insufficient, the interval also where
        fewer than 20 records are expected in the hole.
    smallest_detectable : (U,)
        Share found with about 80 % power by a single test at 5 %. NaN if insufficient.
    insufficient : (U,) bool
    reason : (U,) str
        One of `REASONS`; empty where the unit was tested.
    tested : int
        Number of units tested.
    habit_sd : float
        Standard deviation of units' own habits, on the log-odds of rounding.
    null_centre, null_scale : float
        Median and robust scale (at least 1) of z over the tested units; 0 and 1 where
        `empirical_null` is False.
    empirical_null : bool
        False with fewer than eight tested units: p then rests on the model's own errors.
    kurtosis : float
        Excess kurtosis of units' habits at the placebo numbers.
    contaminated : bool
        Many units seem to be doing it: per-unit shares are too small; examine the agency.
    second_source_required : bool
        Heavy-tailed habits: name nobody without a second source.
    power_without_habits, power_with_habits : float
        Chance that the median tested unit is found at p = .005 if it moves a quarter of its
        records, were there no own habits, and with them.
    """

    n: Ints
    n_rest: Ints
    p_value: Floats
    z: Floats
    df: Floats
    z_hole: Floats
    z_excess: Floats
    z_any_habit: Floats
    share_error: Floats
    share: Floats
    share_low: Floats
    share_high: Floats
    smallest_detectable: Floats
    insufficient: NDArray[np.bool_]
    reason: NDArray[np.str_]
    tested: int
    habit_sd: float
    null_centre: float
    null_scale: float
    empirical_null: bool
    kurtosis: float
    contaminated: bool
    second_source_required: bool
    power_without_habits: float
    power_with_habits: float


PARTICULAR = ("n_rest", "z", "z_hole", "z_excess", "z_any_habit", "df", "share_error")


def unit_tests(said: UnitMovements) -> list[Tested[Mapping[str, float | None]]]:
    """What is said of each unit: the share that was moved, with the columns of `PARTICULAR`."""
    return [
        Tested(
            n=int(said.n[unit]),
            estimate=said.share[unit],
            interval=(said.share_low[unit], said.share_high[unit]),
            p_value=None if said.insufficient[unit] else said.p_value[unit],
            minimum_detectable=said.smallest_detectable[unit],
            reason=str(said.reason[unit]),
            numbers=numbers_at(said, PARTICULAR, unit),
        )
        for unit in range(len(said.n))
    ]


def units_over_line(
    counts: ArrayLike,
    *,
    line: int,
    hole: int,
    excess: int,
    numbers: ArrayLike,
    half_numbers: ArrayLike | None = None,
    first_bin: int = 1,
    inclusive: bool = True,
    visible: float = 1.0,
) -> UnitMovements:
    """Test every unit against the rest of its agency at the same numbers.

    H0: apart from a smooth tilt, a general love of round numbers and habits of its own at
    single numbers, the unit's records are distributed as those of all other units. H1:
    records are missing just below the line and as many are in surplus at and just above it.
    No density is modelled: whatever all units share cancels. It therefore does not see a
    movement that the whole agency makes, and it says nothing about intent. Innocent causes
    to rule out first: goods of this unit alone that come packed just above the line, and a
    habit of writing just this number for what lies below it.

    Parameters
    ----------
    counts : (U, J) non-negative integers
        Records of unit u in bin j, whose value is ``(first_bin + j) * step``.
    line : int
        Index j of the bin of the line.
    hole, excess : int
        Widths in bins of the windows below and above the bin of the line.
    numbers : (M,) int
        Indexes of the multiples of the coarsest rounding grain in range, the line among them.
        At least three are needed, two of them outside the windows. Leave out numbers that
        are themselves lines: they teach how much units' innocent habits differ.
    half_numbers : (H,) int, optional
        Indexes of the numbers half-way between; by default the exact midpoints on the grid.
    first_bin : int
        Grid value of bin 0, at least 0: the only use is the tilt in the log of the value.
    inclusive : bool
        Whether the line itself is over ("c or more"); if not, its bin belongs to the hole.
    visible : float
        Part of a true move that shows in recorded bins, from the agency's rounding; divides
        the share (1: the share is of recorded values).

    Returns
    -------
    UnitMovements

    Raises
    ------
    ValueError
        For negative or fractional counts, or windows or numbers off the grid.

    References
    ----------
    Goncalves & Mello (2021) on officers who bunch below a fine; Efron (2004) for the
    empirical null. Correct over units afterwards (Benjamini & Hochberg 1995).
    """
    grid = grid_of(counts, line, hole, excess, numbers, half_numbers, first_bin, inclusive)
    if not 0 < visible <= 1:
        raise ValueError(f"visible is {visible}; it is a share in (0, 1]")
    reason = _reasons(grid)
    chosen = np.flatnonzero(reason == TESTED)
    if chosen.size == 0:
        return _lay_out(grid, reason, chosen, {})
    problem = problem_of(grid, chosen)
    fit = fit_units(problem)
    contrast = contrast_units(problem, fit, at_line=inclusive)
    doubting = contrast_units(problem, any_habit_at_line(problem, fit), at_line=inclusive)
    tested = fit.converged & (contrast.hole >= FEWEST_IN_HOLE)
    reason[chosen[contrast.hole < FEWEST_IN_HOLE]] = FEW_IN_HOLE
    reason[chosen[~fit.converged]] = NO_FIT
    if not tested.any():
        return _lay_out(grid, reason, chosen[:0], {})
    null = null_of(problem, fit, contrast, tested)
    columns = columns_of(contrast, doubting, null, visible)
    columns = {name: column[tested] for name, column in columns.items()}
    power = power_cost(contrast, doubting, null, visible, tested)
    bare = _lay_out(grid, reason, chosen[tested], columns)
    return _with_agency(bare, null, fit.habit_variance**0.5, power)


def _with_agency(
    bare: UnitMovements, null: Null, habit_sd: float, power: tuple[float, float]
) -> UnitMovements:
    """Add what the agency as a whole says about the method."""
    return replace(
        bare,
        habit_sd=habit_sd,
        null_centre=null.centre,
        null_scale=null.scale,
        empirical_null=null.empirical,
        kurtosis=null.kurtosis,
        contaminated=null.contaminated,
        second_source_required=null.kurtosis > HEAVY_TAILS,
        power_without_habits=power[0],
        power_with_habits=power[1],
    )


def _reasons(grid: Grid) -> NDArray[np.str_]:
    """Why a unit cannot be tested, from the counts alone: (U,)."""
    below, above = grid.windows[0], grid.windows[1:].any(axis=0)
    rest = grid.counts.sum(axis=0) - grid.counts
    rest_hole = rest[:, below].sum(axis=1)
    hoped = grid.n * rest_hole / np.maximum(grid.n_rest, 1)
    reason = np.full(grid.n.size, TESTED, dtype="<U16")
    reason[hoped < FEWEST_IN_HOLE] = FEW_IN_HOLE
    reason[np.minimum(rest_hole, rest[:, above].sum(axis=1)) < FEWEST_IN_HOLE] = FEW_IN_REST
    if grid.placebo.sum() < 2:
        reason[:] = FEW_NUMBERS
    return reason


def _lay_out(
    grid: Grid, reason: NDArray[np.str_], tested: Ints, columns: dict[str, Floats]
) -> UnitMovements:
    """The columns of the tested units over all units, before the agency's own figures."""

    def over_all(name: str, blank: float = np.nan) -> Floats:
        column = np.full(grid.n.size, blank)
        if tested.size:
            column[tested] = columns[name]
        return column

    return UnitMovements(
        n=grid.n,
        n_rest=grid.n_rest,
        p_value=over_all("p_value", 1.0),
        z=over_all("z"),
        df=over_all("df"),
        z_hole=over_all("z_hole"),
        z_excess=over_all("z_excess"),
        z_any_habit=over_all("z_any_habit"),
        share_error=over_all("share_error"),
        share=over_all("share"),
        share_low=over_all("share_low"),
        share_high=over_all("share_high"),
        smallest_detectable=over_all("smallest_detectable"),
        insufficient=reason != TESTED,
        reason=reason,
        tested=tested.size,
        habit_sd=np.nan,
        null_centre=0.0,
        null_scale=1.0,
        empirical_null=False,
        kurtosis=np.nan,
        contaminated=False,
        second_source_required=False,
        power_without_habits=np.nan,
        power_with_habits=np.nan,
    )
