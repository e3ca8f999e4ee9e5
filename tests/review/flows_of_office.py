"""Flows of the log, of people, readings and precision, and of audits from a page."""

import subprocess
import sys

from flow_steps import explain, finding, pattern
from people_at_work import add
from two_runs import LEAD, NEW, STILL

# The log, people and the rest.


def log_walked(o):
    r = o.reader()
    r.open("/log")
    r.follow_to("/log/2")
    r.reads("log.whole")
    r.follow_to("/log/1")
    r.reads("act.person.add")
    r.follow_to("/log/2")


def half_handed_out(o):
    from tallystick.review.models import Half

    r = o.reader()
    r.open("/half")
    lines = r.page.locator("pre.half").inner_text()
    r.write("half.to", "The unit")
    r.choose("half.how", "printed")
    r.press("half.button")
    r.reads_text("The unit")
    path = o.folder / "half.txt"
    path.write_text(lines.strip() + "\n", encoding="utf-8")
    shell = [sys.executable, "-m", "tallystick", "verify", str(o.case.folder), "--half", str(path)]
    told = subprocess.run(shell, capture_output=True, text=True, env=o.environment)
    assert told.returncode == 0, told.stdout + told.stderr
    assert Half.objects.get().given_to == "The unit"


def person_added(o):
    from tallystick.review.models import Person

    r = o.reader()
    r.open("/people")
    r.write("people.login", "Ana Smith")
    r.write("people.name", "Ana")
    add_form = r.page.locator('form[action="/people/add"]')
    r._tick(add_form.locator('input[value="analyst"]'))
    r.press("people.add_button")
    r.reads("wrong.invalid")
    r.write("people.login", "ana")
    r.press("people.add_button")
    assert Person.objects.get(login="ana").roles == ["analyst"]
    own = r.page.locator('section:has(input[value="ana"])')
    r._tick(own.locator('input[value="reviewer"]'))
    r.go(own.get_by_role("button"))
    assert Person.objects.get(login="ana").roles == ["analyst", "reviewer"]


def text_erased(o):
    from tallystick.review.models import Body

    add("leg", ("legal",))
    r = o.reader()
    r.open(finding(STILL))
    r.unfold("unmask.ask")
    r.write("unmask.why", "K1029 lives in Taraz")
    r.press("unmask.button")
    entry = f"/log/{r.page.locator('#log li').first.get_attribute('value')}"
    r.open(entry)
    r.unfold("erase.ask")
    r.write("erase.why", "Order 5")
    r.press("erase.button")
    second = o.reader("leg")
    second.open(entry)
    second.press("erase.agree")
    second.not_there("Taraz")
    second.reads("log.erased")
    assert not Body.objects.filter(text__contains="Taraz").exists()


def document_erased(o):
    """A document is erased by two people, handed out no more, and refused when it comes again."""
    from tallystick.review.models import LogEntry

    add("leg", ("legal",))
    r, second, path = o.reader(), o.reader("leg"), o.folder / "letter.pdf"
    path.write_bytes(b"%PDF-1.7\nof Taraz")
    exchange = f"{finding(STILL)}/exchange"
    r.open(exchange)
    r.page.locator("#document-file").set_input_files(path)
    r.press("exchange.add_button")
    seq = LogEntry.objects.latest("seq").seq
    r.open(f"/log/{seq}")
    r.unfold("erase.ask")
    r.write("erase.why", "Order 5")
    r.press("erase.button")
    second.open(f"/log/{seq}")
    second.press("erase.agree")
    second.reads("erase.document_gone")
    by = LogEntry.objects.latest("seq").seq
    assert r.open(f"/documents/{seq}").status == 410
    r.open(exchange)
    r.reads("exchange.erased", seq=seq, by=by)
    r.page.locator("#document-file").set_input_files(path)
    r.press("exchange.add_button")
    r.reads("denied.document_erased")
    assert not [each for each in (o.case.folder / "documents").rglob("*") if each.is_file()]


def names_of_own_officers(o):
    """A unit asks for the name of its own officer in a finding, and legal reads that it did."""
    from exchanges import OWN, mask_of, release
    from test_own_officers import REASON, SHIFT, mask

    seq = release(pattern(SHIFT), mask_of(OWN))
    r = o.reader("uno")
    r.open("/room")
    r.follow_to(f"/room/findings/{seq}")
    r.unfold("unmask.ask")
    r.write("unmask.why", REASON)
    r.press("unmask.button")
    r.reads("denied.no_officer")
    r.tick("officers", mask("K1029"))
    r.press("unmask.button")
    r.reads_text("K1029")
    r.not_there("K1031")
    legal = o.reader("leg")
    legal.open("/log")
    legal.follow("log.to_names")
    legal.reads_text(REASON)
    legal.not_there("K1029")


def precision_read(o):
    r = o.reader()
    r.open(finding(NEW))
    explain(r, alone=True)
    r.open("/")
    r.follow("nav.checks")
    r.reads("checks.limit_few", least=10)
    r.follow_to(f"/checks/{NEW.check}")
    r.reads("checks.made_none")


def read_twice(o):
    add("ana", ("analyst",))
    r, other = o.reader(), o.reader("ana")
    r.open("/readings")
    r.press("readings.draw")
    r.open("/readings")
    r.follow_to("/readings/")
    r.tick("value", "explained")
    r.choose("readings.cause", "slip")
    r.press("readings.button")
    r.reads("readings.state_read")
    other.open("/readings")
    other.follow_to("/readings/")
    other.tick("value", "open")
    other.press("readings.button")
    other.reads("readings.state_done")
    other.follow_to("/readings/")
    other.reads("disposition.explained")
    other.open("/checks")
    other.follow("checks.to_readings")
    other.reads("readings.state_done")


def language_changed(o):
    r = o.reader()
    r.open("/")
    other = "ru" if r._setting.language == "en" else "en"
    name = {"ru": "Русский", "en": "English"}
    r._use(r.page.get_by_role("button", name=name[other]))
    r.page.locator(f'html[lang="{other}"]').wait_for()
    r._use(r.page.get_by_role("button", name=name[r._setting.language]))
    r.page.locator(f'html[lang="{r._setting.language}"]').wait_for()
    r.look()


def only_read(o):
    """Who may only read finds no form on a finding but that of the language."""
    add("see", ("read_only",))
    r = o.reader("see")
    r.open("/findings")
    r.rows(7)
    r.open(finding(STILL))
    assert r.page.locator("main form").count() == 0
    assert r.open("/people").status == 403
    r.reads("refused.role.title")


def lead_of_a_unit(o):
    r = o.reader()
    r.open("/findings?kind=lead")
    r.rows(2)
    r.follow_to(finding(LEAD))
    r.reads("finding.causes")


# Audits.


def audit_stopped(o):
    r = o.reader()
    r.open("/runs")
    r.follow("audit.start")
    r.choose("audit.file", "town/engagement.toml")
    r.press("audit.button")
    r.reads("audit.state.asked")
    r.press("audit.stop")
    r.reads("audit.how.stopped")
    r.open("/audits")
    r.reads("audit.how.stopped")


def audit_to_run(o):
    """An audit from its page to a run of the case, and its page after it."""
    from tallystick.review.audits.worker import at_work

    r = o.reader()
    r.open("/audits")
    r.choose("audit.file", "town/engagement.toml")
    r.press("audit.button")
    with at_work(o.case):
        for _ in range(240):
            if r.page.locator("#audit a[href='/runs/1']").count():
                break
            if not r._setting.script:
                r.follow("audit.again")
            r.page.wait_for_timeout(500)
    r.look()
    r.reads("audit.taken_in")
    r.follow_to("/runs/1")
    r.reads("run.found")


def audit_refused(o):
    """The program's own message stands on the page of an audit that failed."""
    from tallystick.review.audits.worker import Worker

    r = o.reader()
    r.open("/audits")
    r.choose("audit.file", "town/without_records.toml")
    r.press("audit.button")
    Worker(o.case).take_up()
    r.open("/audits/1")
    r.reads("audit.how.failed")
    r.reads_text("there is no such file")
