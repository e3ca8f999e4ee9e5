"""How is a chart written as SVG that needs nothing outside itself?"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup, escape

from tallystick.report.words.text import clean

INK, INK_2, INK_3 = "#16202B", "#465463", "#5F6E7D"
RECORDED, EXPECTED, EXCESS = "#5C93C0", "#3B4754", "#A34A00"
RULE = "#E3E8ED"
LETTER, BOLD_LETTER = 6.1, 6.6


def coordinate(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text_width(text: str, bold: bool = False) -> float:
    """Return about how wide `text` is at the size of chart labels, generously."""
    wide = sum(1.7 if ord(letter) > 0x2E80 else 1.0 for letter in text)
    return wide * (BOLD_LETTER if bold else LETTER)


def rectangles(boxes: list[tuple[float, float, float, float]]) -> str:
    """Return one path for many boxes (x, y, width, height)."""
    return "".join(
        f"M{coordinate(x)} {coordinate(y)}h{coordinate(w)}v{coordinate(h)}h{coordinate(-w)}z"
        for x, y, w, h in boxes
        if w > 0 and h > 0
    )


def polyline(points: list[tuple[float, float]], closed: bool = False) -> str:
    """Return a path through `points`."""
    steps = "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    return f"M{steps}{'z' if closed else ''}" if points else ""


@dataclass
class Drawing:
    """A canvas to which shapes are added in the order in which they are painted."""

    width: float
    height: float
    prefix: str
    parts: list[str] = field(default_factory=list)

    def path(self, d: str, fill: str = "none", stroke: str = "none", **more: object) -> None:
        """Add a path; nothing when it is empty."""
        if not d:
            return
        rest = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())
        self.parts.append(f'<path d="{d}" fill="{fill}" stroke="{stroke}"{rest}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> None:
        """Add a straight line."""
        self.path(polyline([(x1, y1), (x2, y2)]), stroke=stroke, stroke_width=width)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        fill: str = INK_2,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Add a label, with a white edge so that it stays legible over lines."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{coordinate(x)}" y="{coordinate(y)}" fill="{fill}" '
            f'text-anchor="{anchor}"{weight}>{escape(clean(text))}</text>'
        )

    def hatching(self) -> str:
        """Define the hatching of this drawing and return it as a fill."""
        name = f"{self.prefix}-hatch"
        self.parts.append(
            f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path d="M0 0h5v5h-5z" fill="#fff"/>'
            f'<path d="M0 0h3.2v5h-3.2z" fill="{EXCESS}"/></pattern></defs>'
        )
        return f"url(#{name})"

    def figure(self, title: str, description: str, css_class: str) -> Markup:
        """Return the finished SVG with its text alternative; its parts are hidden from readers."""
        size = f"{coordinate(self.width)} {coordinate(self.height)}"
        title_id, description_id = f"{self.prefix}-title", f"{self.prefix}-desc"
        return Markup(
            f'<svg class="{css_class}" viewBox="0 0 {size}" width="{coordinate(self.width)}" '
            f'height="{coordinate(self.height)}" role="img" '
            f'aria-labelledby="{title_id} {description_id}">'
            f'<title id="{title_id}">{escape(clean(title))}</title>'
            f'<desc id="{description_id}">{escape(clean(description))}</desc>'
            f'<g aria-hidden="true">{"".join(self.parts)}</g></svg>'
        )


def ornament(width: float, height: float, parts: str, css_class: str) -> Markup:
    """Return an SVG that only repeats what the words beside it say."""
    return Markup(
        f'<svg class="{css_class}" viewBox="0 0 {coordinate(width)} {coordinate(height)}" '
        f'width="{coordinate(width)}" height="{coordinate(height)}" aria-hidden="true" '
        f'focusable="false"><title></title><desc></desc>{parts}</svg>'
    )
