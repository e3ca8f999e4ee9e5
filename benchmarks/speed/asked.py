"""What did the user ask to be measured?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """The choices of the command line; None leaves a choice to each part."""

    sizes: tuple[int, ...] | None = None
    repeats: int | None = None
    quick: bool = False
    checks: tuple[str, ...] | None = None
    began: float = field(default_factory=time.monotonic)

    def sizes_or(self, usual: tuple[int, ...]) -> tuple[int, ...]:
        return self.sizes or usual

    def repeats_or(self, usual: int) -> int:
        if self.repeats is not None:
            return self.repeats
        return 1 if self.quick else usual

    def tell(self, line: str) -> None:
        """Say what is being run, and how many seconds after the start."""
        print(f"{time.monotonic() - self.began:7.0f} s  {line}", flush=True)
