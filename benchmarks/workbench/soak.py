"""Hours of mixed use: does the office's memory stay flat, and does any request fail?

Ctrl+C ends it early, and what was measured until then is told.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from statistics import median

from benchmarks.workbench.case import PEOPLE, Size, login
from benchmarks.workbench.load import listed
from benchmarks.workbench.measures import MIB, Measure, codes, open_form
from benchmarks.workbench.served import Browser, Office

PAUSE, WARM, SHARE = 0.05, 0.1, 0.1
"""Seconds between two requests; the part of the time before which memory grows, as caches fill, and
the part at either end of the rest that is compared."""
GROWTH, BETWEEN = 0.05, 16


def soak(office: Office, size: Size, hours: float) -> list[Measure]:
    """Use the office for so many hours: lists, findings, the log, one decision in sixteen."""
    begin = time.monotonic()
    browsers = [office.browser(login(place)) for place in range(PEOPLE)]
    held, errors = list[int](), 0
    with suppress(KeyboardInterrupt):
        for browser, use in _used(browsers, size):
            if time.monotonic() >= begin + 3600 * hours:
                break
            errors += not _answered(browser, use)
            held.append(office.memory())
            time.sleep(PAUSE)
    hours = (time.monotonic() - begin) / 3600
    rest = held[int(len(held) * WARM) :]
    first, last = _ends(rest)
    return [
        Measure(f"memory over {hours:.1f} hours of mixed use, {len(held):,} requests",
                "grows <= 5 %", f"{first / MIB:.0f} to {last / MIB:.0f} MB",
                last <= (1 + GROWTH) * first),
        Measure("errors meanwhile", "none", f"{errors}", errors == 0),
    ]  # fmt: skip


def _used(browsers: Sequence[Browser], size: Size) -> Iterator[tuple[Browser, str]]:
    """Yield who asks next, and for which address; a decision is asked for by its code alone."""
    drawn, known = random.Random(1), codes()
    lists = listed(1, size.patterns, ["x"])
    for number in count():
        browser = browsers[number % len(browsers)]
        pages = (next(lists), f"/findings/{drawn.choice(known)}", "/log", "/")
        decides = number % BETWEEN == 0
        yield browser, drawn.choice(known) if decides else drawn.choice(pages)


def _answered(browser: Browser, use: str) -> bool:
    """Whether a page came, or a decision was taken, or refused in words since another waits."""
    if use.startswith("/"):
        status, body = browser.get(use)
        return status == 200 and b"</main>" in body
    return browser.post(*open_form(use)) in (302, 409)


def _ends(held: Sequence[int]) -> tuple[float, float]:
    """The median memory at the beginning and at the end."""
    n = max(1, int(len(held) * SHARE))
    return median(held[:n]), median(held[-n:])
