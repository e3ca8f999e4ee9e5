"""Clients that ask for pages at once, and how long each answer took."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.workbench.case import PEOPLE, login
from benchmarks.workbench.served import Browser, Office

OVER, DISPOSITION = ("new", "still", "gone", "unsaid"), ("open", "explained", "corrected")
SORTS = ("waits", "number", "strength", "check")


@dataclass(frozen=True)
class Answers:
    """How many seconds each answer took, how many were no page, and the seconds of all."""

    seconds: Sequence[float]
    errors: int
    whole: float

    @property
    def each_second(self) -> float:
        """How many were answered in a second."""
        return len(self.seconds) / self.whole

    def at(self, share: float) -> float:
        """Return the seconds within which this share of the answers came."""
        return sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def listed(seed: int, patterns: int, checks: Sequence[str]) -> Iterator[str]:
    """Yield addresses of the list with facets, words and orders; hardly one comes twice."""
    drawn = random.Random(seed)
    while True:
        asked: dict[str, str | int] = {}
        if drawn.random() < 0.4:
            asked["check"] = drawn.choice(checks)
        if drawn.random() < 0.3:
            asked["unit"] = f"Unit {drawn.randrange(patterns)}"
        if drawn.random() < 0.4:
            asked["over"] = drawn.choice(OVER)
        if drawn.random() < 0.4:
            asked["disposition"] = drawn.choice(DISPOSITION)
        if drawn.random() < 0.3:
            asked["q"] = f"measure {drawn.randrange(patterns)}"
        asked["sort"], asked["page"] = drawn.choice(SORTS), drawn.randrange(1, 40)
        yield f"/findings?{urlencode(asked)}"


def ask(
    office: Office, addresses: Callable[[int], Iterator[str]], seconds: float, clients: int
) -> Answers:
    """Ask for pages by so many clients at once, each as soon as it has its answer."""
    # The first page of all makes the templates ready.
    office.browser(login(0)).get("/findings")
    end = time.perf_counter() + seconds

    def client(place: int) -> tuple[list[float], int]:
        browser, took, errors = office.browser(login(place)), list[float](), 0
        for address in addresses(place):
            start = time.perf_counter()
            if start >= end:
                break
            status, body = browser.get(address)
            took.append(time.perf_counter() - start)
            errors += status != 200 or b"</main>" not in body
        return took, errors

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        held = list(pool.map(client, range(clients)))
    whole = time.perf_counter() - start
    took = [each for own, _ in held for each in own]
    return Answers(took, sum(errors for _, errors in held), whole)


def decide(office: Office, forms: Callable[[int], Iterator[tuple[str, dict[str, str]]]]) -> Answers:
    """Let the people of the case send forms at once, each until their own are sent."""

    def person(place: int) -> tuple[list[float], int]:
        browser: Browser = office.browser(login(place))
        took, errors = list[float](), 0
        for address, form in forms(place):
            start = time.perf_counter()
            errors += browser.post(address, form) != 302
            took.append(time.perf_counter() - start)
        return took, errors

    start = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        held = list(pool.map(person, range(PEOPLE)))
    whole = time.perf_counter() - start
    return Answers([each for own, _ in held for each in own], sum(e for _, e in held), whole)
