"""How do findings, results and the account of a run become one page?"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from tallystick.findings import Figure, Finding, Reply, Result, RunRecord
from tallystick.findings.officer_group import OfficerGroup
from tallystick.findings.thread import Thread
from tallystick.report.charts import tallies
from tallystick.report.masks.officers import masks_officers_alone
from tallystick.report.masks.run import is_masked
from tallystick.report.pages import (
    dossiers,
    families,
    method,
    not_given,
    nulls,
    officer_groups,
    one_finding,
    received,
    summary,
    supported,
)
from tallystick.report.pages import leads as leads_page
from tallystick.report.pages import threads as threads_page
from tallystick.report.pages.cases import CaseList
from tallystick.report.pages.environment import environment_of
from tallystick.report.pages.reply_counts import Answered
from tallystick.report.pages.reply_counts import answered as told_of_replies
from tallystick.report.pages.strength import BLOCKS, LEVELS
from tallystick.report.words import dates, in_language, numbers, wording
from tallystick.report.words.rendering import rendered, rendering
from tallystick.report.words.subjects import agency_name
from tallystick.report.words.text import Foreign, css_string, is_plain_path, name, short
from tallystick.report.words.wording import ENGLISH, keys_under, say, say_count

MOST_UNVERIFIED, LONGEST_UNVERIFIED = 10, 160


@cache
def environment() -> Environment:
    """Return what makes pages of templates: texts are escaped, cleaned, and said in a language."""
    environment = environment_of(__package__)
    environment.globals |= {
        "say": say,
        "say_count": say_count,
        "count": numbers.count,
        "name": name,
        "given": lambda text: text if text.strip() else say("records.empty"),
        "short": short,
        "told": lambda finding: rendered(finding.check, finding.estimand),
        "blocks": lambda filled: tallies.blocks(filled, BLOCKS),
        "tally": tallies.tally,
        "levels": [(key, BLOCKS - place) for place, (key, _) in enumerate(LEVELS)],
        "is_plain_path": is_plain_path,
        "lang": lambda text: Markup(' lang="en"') if isinstance(text, Foreign) else "",
    }
    return environment


def style() -> Markup:
    """Return the style of every page, and what long words of the language need besides."""
    loader, own = environment().loader, f"style.{wording.language()}.css"
    assert loader is not None
    names = ["style.css", "print.css", *({own} & {*environment().list_templates(("css",))})]
    return Markup("".join(loader.get_source(environment(), each)[0] for each in names))


@cache
def script() -> tuple[Markup, str]:
    """Return the script of every page, which sorts and filters tables, and its hash for the CSP.

    No other script runs in a page: none that a record brings has this hash.
    """
    loader = environment().loader
    assert loader is not None
    text = loader.get_source(environment(), "tables.js")[0].strip()
    digest = b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(text), f"sha256-{digest}"


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
    leads: Sequence[Finding] = (),
    replies: Sequence[Reply] = (),
    every_unit: bool = False,
    language: str = ENGLISH,
    sealed: tuple[str, Sequence[str]] = ("", ()),
    groups: Sequence[OfficerGroup] | None = None,
    threads: Sequence[Thread] = (),
) -> str:
    """Return the whole report as one HTML page that needs nothing outside itself.

    `cases` holds the first rows of case lists by the id of their finding. `leads` are what comes
    next, each as a finding. `figures` are those of the run, None where its folder has none.
    `replies` are printed with their findings, in the words in which they were given. There is a
    page for each unit and officer with a finding, and with `every_unit` for every unit. `language`
    is that of the page; what checks said and it has no message for stays English, and is counted
    on the page. `sealed` is the seal of the run, "" where there is none, and each file that is not
    as sealed. `groups` are the officers named together most, None in a masked copy. `threads` join
    findings and leads.
    """
    with rendering(language) as untold:
        told = [in_language.finding(each) for each in findings]
        account = in_language.run(run)
        return _render(
            told,
            leads_page.view(leads, run),
            results,
            account,
            cases,
            figures,
            replies,
            every_unit,
            untold,
            sealed,
            groups,
            threads,
        )


def _render(
    findings: Sequence[Finding],
    leads: leads_page.Leads,
    results: Sequence[Result],
    run: RunRecord,
    cases: Mapping[str, CaseList],
    figures: Sequence[Figure] | None,
    replies: Sequence[Reply],
    every_unit: bool,
    untold: Collection[str],
    sealed: tuple[str, Sequence[str]],
    groups: Sequence[OfficerGroup] | None,
    threads: Sequence[Thread],
) -> str:
    tests = nulls.tested(results)
    views = [
        one_finding.view(finding, place, tests, cases.get(finding.id), replies)
        for place, finding in enumerate(findings, 1)
    ]
    answered = told_of_replies(replies, views)
    status = _status(answered, run, verified=not sealed[1])
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            masked=is_masked(run),
            masks_units=is_masked(run) and not masks_officers_alone(run),
            front=summary.view(run, results, views),
            leads=leads,
            threads=threads_page.views(
                threads, {e.id: e.anchor for e in views} | {e.id: e.anchor for e in leads.rows}
            ),
            views=views,
            dossiers=dossiers.views(run, views, results, figures, every_unit=every_unit),
            families=families.rows(run),
            status=status,
            answered=answered,
            style=style(),
            script=script(),
            **_on_paper(run, status),
            officer_groups=officer_groups.parts(groups),
            nothing_unusual=nulls.nothing_unusual(results, findings, run),
            too_few=nulls.too_few(results, run),
            rules_not_run=not_given.rules_not_run(run),
            sealed=_sealed(*sealed),
            **_of_method(run, results, replied=bool(replies)),
            glossary=_glossary(),
            language=wording.language(),
            untold=_untold(untold),
        )
    )


def _of_method(run: RunRecord, results: Sequence[Result], *, replied: bool) -> dict[str, Any]:
    """What the figures rest on, what was received, and how it was audited."""
    return {
        "supported": supported.rows(results),
        "supported_more": supported.left_out(results),
        "unsupported": supported.listed(results),
        "waterfalls": received.waterfalls(run),
        "fingerprint": received.fingerprint(run),
        "notes": method.notes(run, results, replied=replied),
        "settings": method.settings(run.parameters),
        "versions": method.settings(run.versions),
    }


def _status(answered: Answered | None, run: RunRecord, *, verified: bool) -> str:
    status = answered.status if answered else say("status.draft", agency=agency_name(run.agency))
    status = f"{say('proposed.status')} {status}" if run.is_proposed else status
    status = f"{say('assumed.status')} {status}" if run.assumed else status
    status = f"{say('twice.status')} {status}" if run.parameters.get("or_table") else status
    return status if verified else f"{say('status.unverified')} {status}"


def _on_paper(run: RunRecord, status: str) -> dict[str, str]:
    """What heads and ends each printed page."""
    foot = say("print.foot", started=dates.moment(run.started_at), version=name(run.version))
    return {
        "print_head": css_string(say("print.default", agency=agency_name(run.agency))),
        "print_status": css_string(status),
        "print_foot": css_string(foot),
    }


def _sealed(seal: str, unverified: Sequence[str]) -> dict[str, object]:
    shown = [short(each, LONGEST_UNVERIFIED) for each in unverified[:MOST_UNVERIFIED]]
    return {"seal": seal, "unverified": shown, "more": max(0, len(unverified) - MOST_UNVERIFIED)}


def _untold(untold: Collection[str]) -> str:
    """How many texts stayed English; asked last, when everything has been told."""
    return say_count("status.untold", len(untold), n=numbers.count(len(untold))) if untold else ""
