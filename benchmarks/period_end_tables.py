"""How often does `period_end_rise` find a rise that is not there, and one that is?

Run ``python benchmarks/period_end_tables.py PART [--replications R] [--seed S]`` with PART one of
months, quarters, decade, naive, power, officers, control, stress, places, papers, complaints.
Prints Markdown. One core; one to five minutes per part.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import ndtr

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "checks" / "figures"))

import cause_samples as cs
import daily_samples as ds
import place_samples as ps

import tallystick
from tallystick.stats.periods.end import default_window, period_end_rises

PERIODS = {"month": 1, "quarter": 3}
AT_ONCE = 500
ORDINARY = ds.World(size=5, rho=0.5, sd=0.2)
Series = np.ndarray


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(*cells: str) -> None:
    row(*cells)
    row(*["---"] * len(cells))


def batches(total: int) -> list[int]:
    return [min(AT_ONCE, total - done) for done in range(0, total, AT_ONCE)]


def tested(day: Series, counts: Series, ends: Series, **more: Series) -> tuple[Series, list]:
    """p-values of the subjects with enough data, and all results."""
    results = period_end_rises(day, counts, period_ends=ends, window=default_window(ends), **more)
    return np.array([r.p_value for r in results if r.p_value is not None]), list(results)


def sizes(world: ds.World, years: int, every: int, r: int, seed: int) -> Series:
    rng = np.random.default_rng(seed)
    day = ds.days_of(years)
    ends = ds.ends_of(day, every)
    return np.concatenate([tested(day, ds.draw(world, day, s, rng), ends)[0] for s in batches(r)])


def share(p: Series, level: float) -> str:
    return "insufficient" if not len(p) else f"{np.mean(p < level):.3f}"


def month_sizes(r: int, seed: int) -> None:
    _size_table("month", (1, 2, 5), r, seed)


def quarter_sizes(r: int, seed: int) -> None:
    _size_table("quarter", (2, 5), r, seed)


def _size_table(period: str, spans: tuple[int, ...], r: int, seed: int) -> None:
    print(f"\n**{period} ends**, share p < .05 (p < .01) by records a day\n")
    means = (0.2, 1, 5, 50)
    head("world", "years", *(f"{m:g} a day" for m in means))
    for name, world in ds.WORLDS.items():
        for years in spans:
            cells = []
            for mean in means:
                p = sizes(ds.at_mean(world, mean), years, PERIODS[period], r, seed)
                cells.append(f"{share(p, 0.05)} ({share(p, 0.01)})" if len(p) else share(p, 0))
            row(name, years, *cells)


def decade_sizes(r: int, seed: int) -> None:
    print("\n**ten years**, 50 a day, share p < .05\n")
    head("world", *PERIODS)
    for name, world in ds.WORLDS.items():
        one = ds.at_mean(world, 50)
        row(name, *(share(sizes(one, 10, every, r, seed), 0.05) for every in PERIODS.values()))


def naive_p(day: Series, counts: Series, ends: Series) -> float:
    """One-sided p of an end dummy in a quasi-Poisson GLM: weekday, two harmonics, trend."""
    years = (day - day[0]) / 365.25
    waves = [f(2 * np.pi * k * years) for k in (1, 2) for f in (np.cos, np.sin)]
    weekday = np.eye(7)[(day + 3) % 7]
    end = ds.in_window(day, ends, default_window(ends))
    x = np.column_stack([weekday, *waves, years, end])
    beta = np.zeros(x.shape[1])
    beta[:7] = np.log(max(counts.mean(), 1e-9))
    for _ in range(25):
        mu = np.exp(x @ beta)
        step = np.linalg.solve(x.T @ (x * mu[:, None]), x.T @ (counts - mu))
        beta += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    mu = np.exp(x @ beta)
    spread = ((counts - mu) ** 2 / mu).sum() / (len(day) - x.shape[1])
    error = np.sqrt(spread * np.linalg.inv(x.T @ (x * mu[:, None]))[-1, -1])
    return float(ndtr(-beta[-1] / error))


def naive_tables(r: int, seed: int) -> None:
    print("\n**Naive quasi-Poisson GLM** on the same series, 5 years, share p < .05\n")
    head(
        "world",
        *(f"{k}, {m} a day: {w}" for k in PERIODS for m in (1, 50) for w in ("GLM", "here")),
    )
    for name, world in ds.WORLDS.items():
        cells = []
        for every in PERIODS.values():
            for mean in (1, 50):
                rng = np.random.default_rng(seed)
                day = ds.days_of(5)
                ends = ds.ends_of(day, every)
                counts = ds.draw(ds.at_mean(world, mean), day, r, rng)
                naive = np.array([naive_p(day, n, ends) for n in counts])
                cells += [share(naive, 0.05), share(tested(day, counts, ends)[0], 0.05)]
        row(name, *cells)


def power_tables(r: int, seed: int) -> None:
    for name, base in (("Poisson days", ds.World()), ("shape 5, AR(1) .5 sd .2", ORDINARY)):
        for period, every in PERIODS.items():
            print(
                f"\n**{period} ends, {name}**: power at 5 % one-sided; 95 % interval covers; median"
            )
            print("smallest detectable rise\n")
            rises = (0.05, 0.10, 0.25, 0.50)
            head("a day", "months", *(f"+{x:.0%}" for x in rises), "covers (+25 %)", "detectable")
            for mean in (1, 5, 50):
                for years in (2, 5, 10):
                    row(
                        f"{mean}",
                        12 * years,
                        *_power(ds.at_mean(base, mean), years, every, r, seed),
                    )


def _power(world: ds.World, years: int, every: int, r: int, seed: int) -> list[str]:
    day = ds.days_of(years)
    ends = ds.ends_of(day, every)
    boosted = ds.in_window(day, ends, default_window(ends))
    cells, covers, smallest = [], "", 0.0
    for rise in (0.05, 0.10, 0.25, 0.50):
        rng = np.random.default_rng(seed)
        found, results = [], []
        for s in batches(r):
            counts = ds.draw(world, day, s, rng, boosted=boosted, rise=rise)
            p, some = tested(day, counts, ends)
            found.append(p)
            results += some
        cells.append(share(np.concatenate(found), 0.05))
        if rise == 0.05:
            smallest = float(np.median([x.minimum_detectable for x in results]))
        if rise == 0.25:
            inside = [
                x.interval[0] <= rise <= x.interval[1] for x in results if x.p_value is not None
            ]
            covers = f"{np.mean(inside):.3f}" if inside else "insufficient"
    return [*cells, covers, f"+{smallest:.0%}"]


def officer_tables(r: int, seed: int) -> None:
    for period, every in PERIODS.items():
        print(f"\n**Officers, six years, {period} ends**: insufficient; of those tested p <")
        print(".05, .01, .001; median smallest detectable rise of all\n")
        head("habits", "records", "insufficient", "p < .05", "p < .01", "p < .001", "detectable")
        day = ds.days_of(6)
        ends = ds.ends_of(day, every)
        for kind in ds.OFFICERS:
            for records in (20, 40, 100, 300, 1000):
                rng = np.random.default_rng(seed)
                p, results = tested(day, ds.officers(kind, day, records, r, rng), ends)
                smallest = np.median([x.minimum_detectable for x in results])
                tails = [share(p, level) if len(p) >= 50 else "" for level in (0.05, 0.01, 0.001)]
                row(kind, records, f"{1 - len(p) / r:.3f}", *tails, f"+{smallest:.0%}")


def control_tables(r: int, seed: int) -> None:
    print(
        "\n**Control series**, five years: both series have an innocent surge of 15 % in the window"
    )
    print("and share an AR(1) log-rate; the subject has a planted rise of its own besides\n")
    head(
        "period", "subject a day", "control a day", "planted", "p < .05 alone", "p < .05 controlled"
    )
    day = ds.days_of(5)
    for period, every in (*PERIODS.items(), ("30 June", 12)):
        ends = ds.ends_of(day, max(every, 1)) if every < 12 else ds.ends_of(day, 6)[::2]
        boosted = ds.in_window(day, ends, default_window(ends))
        for mean, beside in ((5, 5), (5, 50), (50, 50)):
            for rise in (0.0, 0.25):
                rng = np.random.default_rng(seed)
                rates = ds.log_rates(ORDINARY, day, r, rng) + np.log(1.15) * boosted
                world, other = (ds.at_mean(ORDINARY, m) for m in (mean, beside))
                n = ds.draw(world, day, r, rng, boosted=boosted, rise=rise, rates=rates)
                control = ds.draw(other, day, r, rng, rates=rates)
                alone = tested(day, n, ends)[0]
                both = tested(day, n, ends, controls=control)[0]
                row(period, mean, beside, f"{rise:.0%}", share(alone, 0.05), share(both, 0.05))


def stress_tables(r: int, seed: int) -> None:
    print(
        "\n**Harder worlds**, 50 a day, five years, shape 5, AR(1) .5 sd .2: median of estimates\n"
    )
    head("world", "ends", "p < .05", "rise", "dip after")
    day = ds.days_of(5)
    month, date = ds.calendar(day)
    left = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[month - 1] - date
    weekend = (day + 3) % 7 >= 5
    worlds = (
        ("pay day: last 2 and first 2 days x 1.15", 1, 0.15 * ((left < 2) | (date <= 2))),
        ("linear climb of 25 % from first to last day", 1, 0.25 * (date - 1) / (date + left - 1)),
        ("29-31 May x 2 every year", 1, 1.0 * ((month == 5) & (date >= 29))),
        ("25-31 March x 2 every year", 3, 1.0 * ((month == 3) & (date >= 25))),
        ("24-30 June x 1.15 every year", 3, 0.15 * ((month == 6) & (date >= 24))),
        ("closed at weekends", 1, (1e-9 - 1) * weekend),
        ("AR(1) .95, sd .4", 1, 0.0 * date),
    )
    for name, every, extra in worlds:
        world = replace(
            ds.at_mean(ORDINARY, 50), **({"rho": 0.95, "sd": 0.4} if ".95" in name else {})
        )
        rng = np.random.default_rng(seed)
        rates = ds.log_rates(world, day, r, rng) + np.log1p(extra)
        p, results = tested(day, ds.draw(world, day, r, rng, rates=rates), ds.ends_of(day, every))
        rise = np.nanmedian([np.nan if x.estimate is None else x.estimate for x in results])
        after = np.nanmedian([x.numbers.dip_after.change for x in results])
        row(name, every, share(p, 0.05), f"{rise:+.1%}", f"{after:+.1%}")


def place_tables(r: int, seed: int) -> None:
    told = {
        "spread": "**A rise of all areas alike**: share wholly explained, wrongly",
        "place": "**A rise of one area alone**: share wholly explained, rightly (mean part)",
        "half": "**Half of the rise in one area, half everywhere**: wholly, wrongly (mean part)",
        "unit": "**One unit of eight, in all of its areas**: share wholly explained, wrongly",
    }
    for where, title in told.items():
        sizes = (200, 500, 1000, 5000)
        print(f"\n{title}; by records in the windows\n")
        head("areas", "variance over mean", "rise", *(f"{n:,}" for n in sizes))
        for areas in (4,) if where == "unit" else (2, 4, 8, 32):
            shares = ps.zipf(areas, 8 if where == "unit" else 1)
            for clumps in (1.0, 2.0):
                for rise in (0.3, 0.6, 1.0):
                    subjects = (ps.Subject(shares, n, rise, where, clumps) for n in sizes)
                    cells = [_places(ps.tried(subject, r, seed), where) for subject in subjects]
                    row(areas, f"{clumps:g}", f"{rise:.0%}", *cells)


def _places(parts: Series, where: str) -> str:
    return wholly(parts, where in ("place", "half"))


def wholly(parts: Series, mean: bool) -> str:
    if not len(parts):
        return "none found"
    share = f"{np.mean(parts >= 1):.3f}"
    return f"{share} ({np.mean(parts):.2f})" if mean else share


def paper_tables(r: int, seed: int) -> None:
    told = {
        "pushed": "**A push, entered as others are**: share wholly explained, wrongly",
        "back-dated": "**Back-dating, entered later**: share wholly explained, wrongly",
        "haste": "**A push in which all is entered at once**: share wholly explained, wrongly",
        "filed": "**Papers dated by their entry**: share wholly explained, rightly (mean part)",
        "half": "**Half papers, half a push**: wholly, wrongly (mean part)",
    }
    for how, title in told.items():
        sizes = (200, 1000, 5000)
        print(f"\n{title}; by records in the windows\n")
        head("usually of that minute", "variance over mean", "rise", *(f"{n:,}" for n in sizes))
        for usual in (0.1, 0.5, 0.82, 0.95):
            for clumps in (1.0, 2.0):
                for rise in (0.3, 1.0):
                    drawn = [cs.Papers(n, rise, usual, how, clumps) for n in sizes]
                    cells = [wholly(cs.tried_papers(each, r, seed), how in ("filed", "half"))
                             for each in drawn]  # fmt: skip
                    row(f"{usual:.0%}", f"{clumps:g}", f"{rise:.0%}", *cells)


def complaint_tables(r: int, seed: int) -> None:
    told = {
        "pushed": "**A push, complaints as ever**: share wholly explained, wrongly",
        "paydays": "**All rise, complaints too**: share wholly explained, rightly (mean part)",
        "half": "**Half of the rise is the complaints' too**: wholly, wrongly (mean part)",
    }
    for how, title in told.items():
        sizes = (200, 500, 1000, 5000)
        print(f"\n{title}; by records in the windows\n")
        head("subject", "variance over mean", "rise", *(f"{n:,}" for n in sizes))
        for whose in ("agency", "unit"):
            for clumps in (1.0, 2.0):
                for rise in (0.3, 0.6, 1.0):
                    drawn = [cs.Town(n, rise, whose, how, clumps) for n in sizes]
                    cells = [wholly(cs.tried_town(each, r, seed), how != "pushed")
                             for each in drawn]  # fmt: skip
                    row(whose, f"{clumps:g}", f"{rise:.0%}", *cells)


PARTS = {
    "months": (month_sizes, 2000),
    "quarters": (quarter_sizes, 2000),
    "decade": (decade_sizes, 1000),
    "naive": (naive_tables, 300),
    "power": (power_tables, 1000),
    "officers": (officer_tables, 2000),
    "control": (control_tables, 1000),
    "stress": (stress_tables, 500),
    "places": (place_tables, 2000),
    "papers": (paper_tables, 400),
    "complaints": (complaint_tables, 2000),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", choices=PARTS)
    arguments.add_argument("--replications", type=int)
    arguments.add_argument("--seed", type=int, default=20261125)
    given = arguments.parse_args()
    tables, usual = PARTS[given.part]
    r = given.replications or usual
    error = np.sqrt(0.05 * 0.95 / r)
    print(
        f"{given.part}: version {tallystick.__version__}, numpy {np.__version__}, seed {given.seed}"
    )
    print(f"R = {r} per cell, Monte-Carlo standard error at .05: {error:.4f}")
    started = time.perf_counter()
    tables(r, given.seed)
    print(f"\n{time.perf_counter() - started:.0f} s on one core")


if __name__ == "__main__":
    main()
