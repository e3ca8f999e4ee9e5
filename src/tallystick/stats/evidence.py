"""Evidence against a null hypothesis that may be gathered over time, as e-values.

An e-value is a number whose mean is 1 at most where the null hypothesis holds. Those of windows
that share no records may be multiplied, and the product may be looked at after each window: a
p-value may not. All is on the log scale here, because a product soon exceeds a float.

References: Vovk & Wang 2021, Annals of Statistics 49(3), e-values and their calibrators; Wang &
Ramdas 2022, Journal of the Royal Statistical Society B 84(3), e-BH; Shiryaev 1963 and Roberts 1966,
Technometrics 8(3), a change at an unknown time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST = 1e-300
"""The p-value that stands for every smaller one, and for 0."""
SERIES_BELOW = 1e-3


def log_e_values(p_values: Floats) -> Floats:
    """Return log e, in the shape of `p_values`: the mean of the calibrators k p^(k-1), 0 < k < 1.

    e is (1 - p + p ln p) / (p ln² p), which falls from infinity to 1/2 and integrates to 1.
    ValueError where a p-value is not in [0, 1].
    """
    given = np.asarray(p_values, dtype=np.float64)
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p-values lie between 0 and 1")
    u = -np.log(np.maximum(given, SMALLEST))
    small = u < SERIES_BELOW
    safe = np.where(small, 1.0, u)
    # With u = -ln p it is (exp(u) - 1 - u) / u², whose terms cancel where u is small.
    exact = safe + np.log(-np.expm1(-safe) - safe * np.exp(-safe)) - 2 * np.log(safe)
    return np.where(small, np.log(0.5 + u / 6 + u * u / 24), exact)


def log_e_value_at_least(level: float) -> float:
    """Return log e where all that is known of p is that it is `level` or larger.

    It is the mean of e over such p, so that e is still 1 on average and falls with p.
    """
    below = (level - 1) / np.log(level)
    return float(np.log((1 - below) / (1 - level)))


def mean_evidence(log_e: Floats) -> float:
    """Return the log of the mean of e-values about one hypothesis, (N,): it is an e-value."""
    return float(np.logaddexp.reduce(log_e) - np.log(len(log_e)))


def gathered(log_e: Floats, multiplied: Flags, planned: int) -> Floats:
    """Return the log of the evidence of each hypothesis, (K,), after each window: (T, K).

    Those of `multiplied` are multiplied, which takes p-values that are valid given the windows
    before. The others are added and divided by the number of `planned` windows. A sum cannot fall
    later, and its mean at the end of the plan is 1 at most however its terms depend on each other,
    so that it may be looked at after each window too.
    """
    product = np.cumsum(log_e, axis=0)
    added = np.logaddexp.accumulate(log_e, axis=0) - np.log(planned)
    return np.where(multiplied, product, added)


def e_bh(log_evidence: Floats, alpha: float) -> Flags:
    """Return which of the hypotheses, (K,), are rejected with a false discovery rate of `alpha`.

    The r with the most evidence are, for the largest r whose least evidence is at least
    K / (alpha r). The promise holds however the e-values depend on each other.
    """
    keys = len(log_evidence)
    order = np.argsort(-log_evidence, kind="stable")
    enough = log_evidence[order] >= np.log(keys / alpha) - np.log(np.arange(1.0, keys + 1))
    found = np.zeros(keys, dtype=bool)
    found[order[: np.max(np.nonzero(enough)[0], initial=-1) + 1]] = True
    return found


def log_needed(keys: int, alpha: float, found: int) -> float:
    """Return the log of the evidence at which `found` of `keys` hypotheses are rejected."""
    return float(np.log(keys / (alpha * found)))


def log_change_sums(log_e: Floats) -> Floats:
    """Return the log of the Shiryaev-Roberts sum after each window, (T,): M = (M + 1) e.

    Each term is the evidence since one window on; on average M is at most the number of windows.
    """
    sums, last = np.empty(len(log_e)), -np.inf
    for at, each in enumerate(log_e):
        last = sums[at] = np.logaddexp(last, 0.0) + each
    return sums


def began(log_e: Floats) -> int:
    """Return from which window on, of (T,), the evidence is largest: of that sum the largest term.

    The first of them where several are equal. ValueError where there is no window.
    """
    since = np.cumsum(np.asarray(log_e)[::-1])[::-1]
    return int(np.argmax(since))


def p_value_giving(log_e: float) -> float:
    """Return the p-value whose e-value has this log: 1 where every p-value gives more."""
    low, high = np.log(SMALLEST), 0.0
    for _ in range(60):
        middle = (low + high) / 2
        below = log_e_values(np.array([np.exp(middle)]))[0] < log_e
        low, high = (low, middle) if below else (middle, high)
    return float(np.exp(low))
