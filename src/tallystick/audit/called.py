"""How is the room of audits itself called, as ``tallystick.audit("engagement.toml")``?

Python binds a package to its name in the one above as soon as anything imports it, so that a
function ``tallystick.audit`` would be gone after the first audit. A package whose class has
``__call__`` is both.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os import PathLike
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

Run = TypeVar("Run")


class Room(ModuleType, Generic[Run]):
    """A package that audits an engagement when it is called."""

    def __call__(
        self,
        engagement: str | PathLike[str],
        out: str | PathLike[str] = "runs",
        *,
        alpha: float = 0.05,
        only: tuple[str, ...] = (),
        correction: Literal["bh", "by"] = "bh",
        allow_outside: bool = False,
        allow_exclusions: bool = False,
        identify: bool = False,
    ) -> Run:
        """Audit an engagement and return its run, whose folder is made in `out`.

        Raises
        ------
        tallystick.load.InputError
            When the engagement, its files or `alpha`, which is above 0 and at most 0.05, cannot
            be used; one message for each fault.
        """
        above: Any = import_module("tallystick")
        made: Run = above.audited(
            engagement,
            out,
            alpha=alpha,
            only=only,
            correction=correction,
            allow_outside=allow_outside,
            allow_exclusions=allow_exclusions,
            identify=identify,
        )
        return made

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        return import_module, (self.__name__,)
