"""What could bear out each kind of report stands on a page for readers alone."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from company_cases import begun
from people_at_work import add, browser_of
from test_dispositions import pattern_of
from two_runs import NEW, STILL

ROOM = ("/reports", "/reports/statements", "/reports/legal")


@pytest.fixture
def clock(case, tmp_path, monkeypatch):
    return begun(tmp_path / "run", monkeypatch)


def test_every_check_of_a_kind_exists_and_is_that_of_the_design():
    """Section 11 of the design, copied by hand."""
    from tallystick.checks import every
    from tallystick.review.acting.kinds import KINDS

    assert dict(KINDS) == {
        "goods": ("exhibits.unaccounted", "exhibits.custody"),
        "seller": ("people.supplied_buyers", "people.sting_share"),
        "changed": ("exhibits.stage_drift", "exhibits.moved_when", "records.revised"),
        "never": ("records.unmatched", "records.impossible_activity"),
        "pressure": ("figures.ratchet", "figures.pace"),
    }
    assert {each for checks in KINDS.values() for each in checks} <= {each.name for each in every()}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_kind_has_its_records_in_both_languages(clock, language):
    from tallystick.report.words.rendering import rendering
    from tallystick.review.acting.kinds import KINDS
    from tallystick.review.words import tell

    rea = browser_of("rea")
    rea.post("/language", {"language": language})
    text = html.unescape(rea.get("/reports").content.decode())
    with rendering(language):
        for kind, checks in KINDS.items():
            assert tell(f"reports.kind_{kind}") in text
            assert tell(f"reports.records_{kind}") in text
            for each in checks:
                assert f"<code>{each}</code>" in text


def test_a_reader_who_may_read_findings_is_led_to_them_and_to_their_thread(clock):
    """Goods bought: the finding of exhibits.unaccounted, its thread, and what else is in that."""
    text = browser_of("ria").get("/reports").content.decode()
    goods = text.partition("Goods bought or kept")[2].partition("A person who sells")[0]
    found, other = pattern_of(NEW), pattern_of(STILL)
    assert f'href="/findings/{found.code}"' in goods
    assert 'href="/runs/1/threads/1"' in goods
    assert f'href="/findings/{other.code}"' in goods
    assert "4 cases in a row" in goods
    assert "/findings/" not in browser_of("rea").get("/reports").content.decode()


def test_the_room_is_for_readers_and_its_links_are_shown_to_nobody_else(clock):
    pages = ("/", "/findings", "/requests", f"/findings/{pattern_of(STILL).code}", "/log")
    for login in ("ana", "rev", "see", "leg", "uno"):
        browser = browser_of(login)
        for each in pages:
            answer = browser.get(each, follow=True)
            assert 'href="/reports' not in answer.content.decode(), (login, each)
        refused = {each: browser.get(each).status_code for each in ROOM}
        assert refused == dict.fromkeys(ROOM, 403) | ({ROOM[2]: 200} if login == "leg" else {})
    assert 'href="/reports"' in browser_of("rea").get("/").content.decode()
    shown = browser_of("ria").get(pages[3]).content.decode()
    assert 'href="/reports" rel="noreferrer"' in shown


# Section 12 of the design by address: who of the seven roles is let in, to read and to send.
LET_IN = {
    "/reports": "rea", "/reports/circle": "rea", "/reports/statements": "rea",
    "/reports/statements/write": "rea", "/reports/statements/0/second": "rea",
    "/reports/statements/0/drop": "rea", "/reports/statements/0/release": "rea",
    "/reports/legal": "leg", "/reports/legal/0/agree": "leg",
    "/requests/company": "ana rev leg", "/requests/company/ask": "ana rev leg",
    "/requests/company/1/release": "rev leg",
}  # fmt: skip


def test_who_is_let_in_by_the_address_of_each_page_and_form(clock):
    add("adm", ("administrator",))
    for login in ("ana", "rev", "leg", "see", "rea", "uno", "adm"):
        browser = browser_of(login)
        for address, roles in LET_IN.items():
            for method in (browser.get, browser.post):
                refused = method(address).status_code == 403
                assert refused == (login not in roles.split()), (login, address)


@pytest.mark.slow
def test_a_report_of_the_purchased_kilogram_leads_to_its_finding_and_the_sixteen_arrests(
    case, tmp_path
):
    """In the bundled example: F-02 and its thread; one officer held the goods, 14 served there."""
    from tallystick.review.runs.importing import import_run

    out = tmp_path / "runs"
    command = [sys.executable, "-m", "tallystick", "audit", "examples/zhambyl/engagement.toml",
               "--out", str(out)]  # fmt: skip
    subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=True)
    import_run("person:me", next(out.iterdir()))
    add("ria", ("reader", "reviewer"))
    ria, detail = browser_of("ria"), {"unit": "Division 3", "first": "2024-09-09"}
    text = ria.get("/reports").content.decode()
    goods = text.partition("Goods bought or kept")[2].partition("A person who sells")[0]
    assert "1,050 g bought by an officer, with no record of where it went" in goods
    thread = re.search(r'href="(/runs/\d+/threads/\d+)"', goods)
    assert thread
    assert "16 people were arrested in a row" in goods
    joined = ria.get(thread[1]).content.decode()
    assert "Bought by an officer" in joined
    assert len(re.findall(r"<td><bdi>Arrest</bdi></td>", joined)) == 16
    goods_held = {**detail, "exhibit": "L24090000001"}
    for form, told in ((detail, "14 people could know it"),
                       (goods_held, "1 to 14 people could know it")):  # fmt: skip
        assert told in ria.post("/reports/circle", form).content.decode()
