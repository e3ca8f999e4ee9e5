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

    They are gone when they are removed, cleared or, at the latest, when the process ends.
    """

    parent: Path | None = None
    root: Path | None = None
    names: set[str] = field(default_factory=set)

    def folder(self, name: str) -> Path:
        """Return an empty folder called `name`; OSError where none can be made."""
        if self.root is None:
            self.root = Path(mkdtemp(prefix="kept-", dir=self.parent))
            weakref.finalize(self, shutil.rmtree, self.root, ignore_errors=True)
        self.remove(name)
        own = self.root / name
        own.mkdir()
        self.names.add(name)
        return own

    def remove(self, name: str) -> bool:
        """Remove the folder called `name`; say whether there was one."""
        if self.root is None or name not in self.names:
            return False
        shutil.rmtree(self.root / name)
        self.names.discard(name)
        return True

    def clear(self) -> None:
        """Remove all of it."""
        if self.root is not None:
            shutil.rmtree(self.root, ignore_errors=True)
        self.root = None
        self.names.clear()
