"""Which worlds lie ready, and what is each for?"""

from __future__ import annotations

from pathlib import Path

from benchmarks.worlds_page.tables import table

from tallystick.simulate.world import read_world

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def files() -> list[Path]:
    """The world files of the repository."""
    return [*sorted((EXAMPLES / "worlds").glob("*.toml")), EXAMPLES / "zhambyl" / "world.toml"]


def first_words(path: Path) -> str:
    """What the first lines of the file say, in whole sentences, up to the first empty line."""
    said = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("#").strip()
        if not line.startswith("#") or not text:
            break
        said.append(text)
    text = " ".join(said)
    return text[: max(text.rfind(end) for end in ".?!") + 1]


def ready() -> str:
    """Section 7."""
    rows = []
    for path in files():
        world, place = read_world(path), path.relative_to(ROOT).as_posix()
        units = sum(max(each.count, len(each.names)) for each in world.department.units)
        rows.append(
            (
                f"[`{place.removeprefix('examples/')}`](../{place})",
                f"{units} × {world.months}",
                f"`{world.incentives.regime.kind}`",
                first_words(path),
            )
        )
    return "\n\n".join(
        [
            table(("file", "units × months", "regime", "what it is"), rows),
            "What a tool should say of each is in "
            "[examples/worlds/README.md](../examples/worlds/README.md).",
        ]
    )
