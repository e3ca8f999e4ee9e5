"""How do findings, results and the account of a run become one page?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tallystick.findings import Figure, Finding, Result, RunRecord
from tallystick.report import (
    dates,
    dossiers,
    families,
    method,
    nulls,
    numbers,
    one_finding,
    received,
    summary,
    supported,
    tallies,
)
from tallystick.report.cases import CaseList
from tallystick.report.masked import is_masked
from tallystick.report.strength import BLOCKS, LEVELS
from tallystick.report.subjects import agency_name
from tallystick.report.text import css_string, finalize, is_plain_path, name, short
from tallystick.report.wording import keys_under, say, say_count


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tallystick.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "say": say,
        "say_count": say_count,
        "count": numbers.count,
        "name": name,
        "given": lambda text: text if text.strip() else say("records.empty"),
        "short": short,
        "blocks": lambda filled: tallies.blocks(filled, BLOCKS),
        "tally": tallies.tally,
        "levels": [(key, BLOCKS - place) for place, (key, _) in enumerate(LEVELS)],
        "is_plain_path": is_plain_path,
    }
    return environment


def _style() -> Markup:
    loader = _environment().loader
    assert loader is not None
    return Markup(loader.get_source(_environment(), "style.css")[0])


def _glossary() -> list[tuple[str, str]]:
    terms = [key for key in keys_under("glossary") if key.endswith(".term")]
    return [(say(term), say(term.removesuffix(".term") + ".text")) for term in terms]


def render(
    findings: Sequence[Finding],
    results: Sequence[Result],
    run: RunRecord,
    cases: Mapping[str, CaseList],
    figures: Sequence[Figure] | None = None,
    *,
    every_unit: bool = False,
) -> str:
    """Return the whole report as one HTML page that needs nothing outside itself.

    `cases` holds the first rows of case lists by the id of their finding. `figures` are those of
    the run, None where its folder has none. There is a page for each unit and officer with a
    finding, and with `every_unit` for every unit.
    """
    tests = nulls.tested(results)
    views = [
        one_finding.view(finding, place, tests, cases.get(finding.id))
        for place, finding in enumerate(findings, 1)
    ]
    front = summary.view(run, results, views)
    status = say("status.draft", agency=front.agency)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            masked=is_masked(run),
            front=front,
            views=views,
            dossiers=dossiers.views(run, views, results, figures, every_unit=every_unit),
            families=families.rows(run),
            status=status,
            style=_style(),
            print_head=css_string(say("print.default", agency=agency_name(run.agency))),
            print_status=css_string(status),
            print_foot=css_string(
                say("print.foot", started=dates.moment(run.started_at), version=name(run.version))
            ),
            supported=supported.rows(results),
            supported_more=supported.left_out(results),
            nothing_unusual=nulls.nothing_unusual(results, findings, run),
            too_few=nulls.too_few(results, run),
            waterfalls=received.waterfalls(run),
            fingerprint=received.fingerprint(run),
            notes=method.notes(run, results),
            settings=method.settings(run.parameters),
            versions=method.settings(run.versions),
            glossary=_glossary(),
        )
    )
