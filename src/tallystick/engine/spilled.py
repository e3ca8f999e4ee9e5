"""Where does an engine keep rows on disk while it is open, and what does it leave? (Nothing.)"""

from __future__ import annotations

import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp


@dataclass(eq=False)
class Spilled:
    """Folders by name, in one of their own that is made in `parent` when the first is asked for.

    They are gone when they are removed, cleared or, at the latest, when the process ends. No path
    is used twice: DuckDB keeps what it read of a file, and knows a new one under an old path by its
    size and time alone.
    """

    parent: Path | None = None
    root: Path | None = None
    held: dict[str, Path] = field(default_factory=dict)
    made: int = 0

    def folder(self, name: str) -> Path:
        """Return an empty folder called `name`; OSError where none can be made."""
        if self.root is None:
            self.root = Path(mkdtemp(prefix="kept-", dir=self.parent))
            weakref.finalize(self, shutil.rmtree, self.root, ignore_errors=True)
        self.remove(name)
        self.made += 1
        own = self.root / f"{name}-{self.made}"
        own.mkdir()
        self.held[name] = own
        return own

    def remove(self, name: str) -> bool:
        """Remove the folder called `name`; say whether there was one."""
        own = self.held.pop(name, None)
        if own is None:
            return False
        shutil.rmtree(own)
        return True

    def clear(self) -> None:
        """Remove all of it."""
        if self.root is not None:
            shutil.rmtree(self.root, ignore_errors=True)
        self.root = None
        self.held.clear()
