"""From one end to the other: a run until an outsider checks it; a unit from its invitation on."""

import json
import subprocess
import sys

from flow_steps import agree, bundle_handed_on, explain, finding, pattern
from people_at_work import add
from two_runs import GONE, NEW, STILL


def import_by_command(o, run, login):
    """Take a run into the case by the program's own command, while its pages are served."""
    words = ["-m", "tallystick", "review", "import", str(o.case.folder), str(run), "--by", login]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True,
                          env=o.environment)  # fmt: skip
    assert done.returncode == 0, done.stderr


def from_import_to_an_outsider(o):
    """A second run, a finding of it explained, agreed to, handed on, checked by an outsider."""
    from made_runs import Made, make_run

    add("rev", ("reviewer",))
    r, second = o.reader(), o.reader("rev")
    r.open("/findings")
    r.rows(1)
    later = make_run(o.folder / "later", Made(), NEW, name="Zhambyl, 2025", last_day="2025-12-31")
    import_by_command(o, later, "me")
    r.open("/findings?over=new")
    r.rows(1)
    r.follow_to(finding(NEW))
    explain(r)
    r.reads("decide.waits")
    agree(second)
    bundle_handed_on(o, second)
    (decided,) = json.loads((o.folder / "out/state.json").read_text())["disposition"]
    assert (decided["value"], decided["state"]) == ("explained", "in force")
    assert pattern(NEW).disposition == "explained"


def unit_comes_in(o):
    """An invitation, a password, a second factor; its own unit alone; a reply; and out again."""
    from django_otp.plugins.otp_totp.models import TOTPDevice
    from exchanges import PDF
    from logged_in import PASSWORD, invitation, totp_now

    from tallystick.review.models import LogEntry, Release

    own, of_others = (
        Release.objects.get(pattern=pattern(each)).created_seq for each in (STILL, GONE)
    )
    r = o.reader(None)
    assert "/log-in" in r.page.url
    r.open(f"{invitation('uno')}?language={r._setting.language}")
    r.write("invitation.password", PASSWORD)
    r.write("invitation.again", PASSWORD)
    r.press("log_in.next")
    device = TOTPDevice.objects.get(user__username="uno")
    r.write("log_in.enrol_code", totp_now(device))
    r.press("log_in.enter")
    r.follow("printed.on")
    r.press("log_in.out")
    r.write("log_in.login", "uno")
    r.write("log_in.password", "not the password")
    r.press("log_in.next")
    r.reads("wrong.not_a_pair")
    r.write("log_in.password", PASSWORD)
    r.press("log_in.next")
    assert r.open("/room").url.endswith("/log-in")  # a password alone opens nothing
    r.write("log_in.login", "uno")
    r.write("log_in.password", PASSWORD)
    r.press("log_in.next")
    r.write("log_in.code", totp_now(device))
    r.press("log_in.enter")
    assert r.page.url.endswith("/room")
    assert r.open(f"/room/findings/{of_others}").status == 404
    for address in ("/findings", finding(NEW), "/log", "/people", "/bundle"):
        assert r.open(address).status == 403, address
    r.open("/room")
    r.follow_to(f"/room/findings/{own}")
    r.not_there("Division 1")
    r.write("room.reply_text", "It was a delivery")
    letter = o.folder / "letter.pdf"
    letter.write_bytes(PDF)
    r.page.locator("input[type=file]").set_input_files(letter)
    r.press("room.reply_button")
    r.reads_text("It was a delivery")
    half = r.download("room.half_file", o.folder / "half.txt", link=True)
    assert half.read_text().count("\n") == 4
    r.reads_text("letter.pdf")
    assert LogEntry.objects.filter(act="reply.give", actor="person:uno").count() == 1
    r.press("log_in.out")
    r.reads("log_in.title")
    r.page.goto(f"{r.served}/room/findings/{own}")
    assert r.page.url.endswith("/log-in")
