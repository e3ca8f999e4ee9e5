"""One finding in a notebook: its numbers, its innocent causes and its chart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.findings import Finding
from tallystick.notebook.rows import html_table, paragraph, safe
from tallystick.report.charts.chart import Chart, chart, sound
from tallystick.report.pages.one_finding import view
from tallystick.report.words.estimates import estimate

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
LETTERS = "font: 12.5px Arial, Helvetica, sans-serif; background: #fff; overflow: visible"
# What the page's own style sheet says of a chart; a notebook has none of it.
STYLE = (
    "<style>.tallystick-chart text{paint-order:stroke;stroke:#fff;stroke-width:3px;"
    "stroke-linejoin:round}</style>"
)
CAUSES = ("innocent cause", "how to check it", "what these records say")


@dataclass(frozen=True)
class Plot:
    """The chart of a finding, as the report draws it; a notebook shows it.

    `svg` is a whole SVG file.
    """

    chart: Chart

    @property
    def svg(self) -> str:
        """The chart as the text of an SVG file that needs nothing else."""
        drawn = str(self.chart.wide)
        head, _, rest = drawn.partition(">")
        head = head.replace('class="chart wide"', 'class="tallystick-chart"', 1)
        return f'{head} {NAMESPACE} style="{LETTERS}">{STYLE}{rest}'

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        shown = self.chart
        return (
            f"<figure style='margin:0'><figcaption><strong>{safe(shown.caption)}</strong> "
            f"{safe(shown.subcaption)}</figcaption>{Markup(self.svg)}"
            f"{paragraph(shown.note)}</figure>"
            f"<details><summary>Values</summary>{html_table(shown.heads, shown.rows)}</details>"
        )

    def __repr__(self) -> str:
        return f"<chart: {self.chart.caption}>"


def plotted(finding: Finding) -> Plot | None:
    """Answer for `plot` of a finding."""
    picture = sound(finding.picture)
    if picture is None:
        return None
    # Several outputs stand in one page, and each defines a hatching by its id.
    anchor = f"tallystick-{hashlib.sha256(repr((finding.id, picture)).encode()).hexdigest()[:12]}"
    return Plot(chart(picture, anchor))


def viewed(finding: Finding) -> str:
    """Answer for `_repr_html_` of a finding."""
    return "".join(_parts(finding))


def _parts(finding: Finding) -> Iterator[str]:
    told = view(finding, 1, 0, None)
    yield f"<h4>{safe(f'{finding.id} {told.title}'.strip())}</h4>"
    for words in (*told.number, told.part, told.same):
        yield paragraph(words) if words else ""
    yield html_table((), _facts(finding, told.where, told.explained))
    yield "".join(paragraph(each) for each in finding.caveats)
    if (drawn := plotted(finding)) is not None:
        yield drawn._repr_html_()
    if told.explanations:
        yield html_table(CAUSES, told.explanations)


def _facts(finding: Finding, where: str, explained: str) -> Iterator[tuple[str, str]]:
    yield "where", where
    yield "records", f"{finding.n:,}"
    if finding.interval is not None:
        yield "range", estimate(finding).span
    for name, number in (("p", finding.p_value), ("q", finding.q_value)):
        if number is not None:
            yield name, f"{number:.2g}"
    yield "explained", explained
    yield "check", finding.check
