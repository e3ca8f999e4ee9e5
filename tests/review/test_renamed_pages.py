"""The pages of a unit that was renamed: who may say so, what is shown, and what is refused."""

import json
import zipfile

import pytest
from made_runs import changed
from people_at_work import add, browser_of
from renamed_units import (
    IS,
    NEW,
    OLD,
    OTHER,
    WAS,
    decisions,
    explain,
    imported,
    joined,
    mask,
    patterns,
)

HOSTILE = (
    "<script>alert(1)</script>", "\u202eDivision\u200b 3", "'; DROP TABLE pattern; --",
    "{{ 7 * 7 }}{% raw %}", "=cmd()|'", "../../etc/passwd", "Unit 1", "x" * 390,
)  # fmt: skip


@pytest.fixture
def renamed(case, tmp_path):
    imported(tmp_path, WAS, OTHER, name="one")
    imported(tmp_path, IS, OTHER, name="two")
    return tmp_path


def form(earlier=OLD, later=NEW, **changes):
    return {"earlier": mask(earlier), "later": mask(later), "reason": "Order 12", **changes}


def entries():
    from tallystick.review.models import LogEntry

    return LogEntry.objects.count()


def part(browser, address="/runs"):
    return browser.get(address).content.decode().partition('id="renamed"')[2]


def test_a_reviewer_joins_two_names_and_takes_it_back_by_forms(renamed, browser):
    explain(browser, patterns()[OLD])
    old, new = patterns()[OLD].code, patterns()[NEW].code
    assert "Nobody has said that a unit was renamed." in part(browser)
    assert browser.post("/runs/join", form())["Location"] == "/runs#renamed"
    told = part(browser)
    assert f"{mask(OLD)}" in told
    assert "Order 12" in told
    assert OLD not in told
    assert NEW not in told
    # The page of the later name is that of the pattern that goes on.
    for code in (old, new):
        page = browser.get(f"/findings/{code}").content.decode()
        assert f"<code>{old}</code>" in page
        assert "of earlier runs is" in page
    of = entries()
    browser.post(f"/runs/join/{of}/end", {"reason": "Order 12 was repealed"})
    told = part(browser)
    assert "Taken back:" in told
    assert "Order 12 was repealed" in told
    assert f"<code>{new}</code>" in browser.get(f"/findings/{new}").content.decode()
    log = browser.get("/log").content.decode()
    assert "said that a unit was renamed" in log
    assert "took it back that a unit was renamed" in log


def test_a_form_of_before_the_join_goes_to_the_pattern_that_goes_on_or_is_told(renamed, browser):
    from people_at_work import waiting

    from tallystick.review.models import LogEntry, Note, Request, Task

    held = patterns()
    code, proposal = held[NEW].code, waiting(held[NEW])
    joined()
    on = {"pattern": code, "due": "2090-01-01"}
    for address, form in (
        (f"/findings/{code}/unmask", {"reason": "To ask for the file"}),
        (f"/findings/{code}/note", {"reason": "Seen", "seen_by": "office"}),
        ("/requests/ask", {**on, "to": "agency", "text": "The file"}),
        ("/tasks/give", {**on, "holder": "me", "text": "Read"}),
    ):
        assert browser.post(address, form).status_code == 302, address
        assert LogEntry.objects.latest("seq").about == held[OLD].fingerprint, address
    for model in (Note, Request, Task):
        assert model.objects.get().pattern_id == held[OLD].id
    # It was written of what run two found, which the pattern that goes on has as its newest.
    assert browser.post(f"/findings/{code}/propose", proposal).status_code == 302
    newest = held[OLD].sightings.get(run__name="two").id
    assert decisions() == [(1, held[OLD].id, newest, "open", "in force")]


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        ({"reason": " "}, 400, "This is needed."),
        ({"later": "Unit 9999"}, 400, "Choose one of the list."),
        ({"earlier": ""}, 400, "This is needed."),
        ({"reason": "x" * 2001}, 400, "This is too long"),
        ({"same": True}, 409, "Choose two units of this case"),
        ({"again": True}, 409, "These two are one unit already."),
        ({"split": True}, 409, "A unit that was split was not renamed"),
        ({"merged": True}, 409, "Two units that became one were not renamed"),
    ],
)
def test_what_cannot_be_joined_is_refused_in_words_and_nothing_is_entered(
    renamed, browser, told, status, words
):
    imported(renamed, changed(WAS, subject="Service 7"), name="three")
    sent = form() | {each: value for each, value in told.items() if each in form()}
    if told.keys() & {"again", "split", "merged"}:
        joined()
    if "same" in told:
        sent["later"] = sent["earlier"]
    if "split" in told:
        sent["later"] = mask("Service 7")
    if "merged" in told:
        sent["earlier"] = mask("Service 7")
    before = entries()
    answer = browser.post("/runs/join", sent)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert entries() == before


def test_a_join_that_somebody_took_back_meanwhile_is_said_to_be_ended(renamed, browser):
    of = joined()
    assert browser.post(f"/runs/join/{of}/end", {"reason": "Wrong"}).status_code == 302
    before = entries()
    for each in (of, 999, 10**17):
        answer = browser.post(f"/runs/join/{each}/end", {"reason": "Wrong"})
        assert answer.status_code == 409
        assert "Somebody ended this in the meantime." in answer.content.decode()
    assert browser.post(f"/runs/join/{of}/end", {}).status_code == 400
    assert entries() == before


def test_one_run_set_against_another_has_a_renamed_unit_once(renamed, browser):
    def told():
        page = browser.get("/runs/2/against/1").content.decode()
        return {each: page.count(f'href="/findings/{patterns()[unit].code}"')
                for each, unit in (("old", OLD), ("new", NEW)) if unit in patterns()}  # fmt: skip

    def headed():
        from tallystick.review.models import Run
        from tallystick.review.pages.runs import _compared
        from tallystick.review.runs.families import masks_of_families

        seals = Run.objects.order_by("id").values_list("manifest_sha256", flat=True)
        done = _compared(*seals, frozenset(masks_of_families().values()))
        return tuple(map(len, (done.new, done.gone, done.still)))

    assert (told(), headed()) == ({"old": 1, "new": 1}, (1, 1, 1))
    joined()
    assert (told(), headed()) == ({"old": 1}, (0, 0, 2))


def test_who_may_not_join_sees_what_was_said_and_no_form(renamed):
    joined()
    for login, roles in (("ana", ("analyst",)), ("rev", ("reviewer",))):
        add(login, roles)
        page = part(browser_of(login))
        assert "Order 12 of 2024" in page
        assert ('action="/runs/join"' in page) == (login == "rev")
    assert browser_of("ana").post("/runs/join", form()).status_code == 403


def test_pages_lead_to_the_form_and_a_dossier_has_the_findings_of_both_names(renamed, browser):
    from urllib.parse import quote

    held = patterns()
    for unit, side in ((OLD, "earlier"), (NEW, "later")):
        page = browser.get(f"/findings/{held[unit].code}").content.decode()
        link = f"/runs?{side}={quote(mask(unit))}"
        assert f'href="{link}#renamed"' in page
        assert f'<option value="{mask(unit)}" selected>' in part(browser, link)
    joined()
    for unit in (OLD, NEW):
        page = browser.get(f"/units/{mask(unit).rpartition(' ')[2]}").content.decode()
        assert f'href="/findings/{held[OLD].code}"' in page
        assert "Names of this unit in the runs of this case:" in page
    facet = browser.get("/findings").content.decode()
    assert f"unit={mask(NEW).replace(' ', '+')}" in facet
    assert f"unit={mask(OLD).replace(' ', '+')}" not in facet


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_attack_are_joined_and_shown_as_masks(case, tmp_path, browser, name, language):
    from tallystick.review.log.replay import differences

    imported(tmp_path, WAS, name="one")
    imported(tmp_path, changed(WAS, subject=name), name="two")
    browser.post("/language", {"language": language})
    reason = f"{name} <script>alert(2)</script>"
    assert browser.post("/runs/join", form(OLD, name, reason=reason)).status_code == 302
    assert patterns().keys() == {OLD}
    for address in ("/runs", "/findings", f"/findings/{patterns()[OLD].code}", "/log"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert differences() == []


def test_a_bundle_has_the_joins_by_masks_and_an_outsider_finds_it_whole(renamed, browser, tmp_path):
    from test_bundle_of_office import by_outsider, exported, faults, unpacked

    of = joined(reason=f"{OLD} is {NEW}")
    path = exported(browser, tmp_path)
    assert faults(path) == ()
    with zipfile.ZipFile(path) as bundle:
        members = {each: bundle.read(each) for each in bundle.namelist()}
    (join,) = json.loads(members["state.json"])["unit_join"]
    assert (join["earlier"], join["later"], join["created_seq"]) == (mask(OLD), mask(NEW), of)
    for content in members.values():
        assert OLD.encode() not in content
        assert NEW.encode() not in content
    gone = [each for each in json.loads(members["state.json"])["pattern"] if each["joined_to_id"]]
    assert [each["masked_subject"] for each in gone] == [mask(NEW)]
    done = by_outsider(unpacked(path, tmp_path / "unpacked"))
    assert done.returncode == 0, done.stdout
