"""What flows over the pages do alike: come to a finding, decide, hand on a bundle."""

import shutil
import subprocess
import sys
import zipfile

DECIDED = "Seen in the file"


def pattern(made):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(check_name=made.check, subject=made.subject, aspect=made.aspect)


def finding(made):
    return f"/findings/{pattern(made).code}"


def mask(kind, name):
    from tallystick.review.models import MaskedName

    return MaskedName.objects.get(kind=kind, name=name).mask.rpartition(" ")[2]


def last_act():
    from tallystick.review.models import LogEntry

    return LogEntry.objects.latest("seq").act


def checked_by_an_outsider(bundle, folder):
    """Check a bundle with Python's own library and ssh-keygen alone, in a shell; then spoil it."""
    with zipfile.ZipFile(bundle) as held:
        held.extractall(folder)
    words = [sys.executable, "-I", "-S", "verify.py"]
    own = subprocess.run(words, cwd=folder, env={}, capture_output=True, text=True)
    assert own.returncode == 0, own.stdout + own.stderr
    signed = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "office",
         "-n", "tallystick-bundle", "-s", "head.txt.sig"],
        cwd=folder, input=(folder / "head.txt").read_bytes(), capture_output=True,
    )  # fmt: skip
    assert b"Good" in signed.stdout
    shutil.copytree(folder, spoilt := folder.with_name("spoilt"))
    log = spoilt / "log.jsonl"
    log.write_text(log.read_text().replace('"actor":"', '"actor":"x', 1))
    own = subprocess.run(words, cwd=spoilt, env={}, capture_output=True, text=True)
    assert own.returncode != 0
    assert "entry 1: edited" in own.stdout


def bundle_handed_on(o, r):
    """Make the bundle, and check it as who gets it does."""
    r.open("/half")
    r.follow("half.to_bundle")
    if "required" in (r.page.locator("textarea").first.evaluate("each => each.outerHTML")):
        r.write("bundle.why_named", "The court asked")
    checked_by_an_outsider(r.download("bundle.button", o.folder / "bundle.zip"), o.folder / "out")
    assert last_act() == "bundle.export"


def explain(r, alone=False):
    """Fill in and send that a pattern is explained."""
    r.choose("decide.which_cause", "slip")
    r.write("text.explains", DECIDED)
    r.write("decide.document", "Decree 7")
    r.day("decide.until")
    r.press("decide.button_alone" if alone else "decide.button")


def agree(second):
    """Read what waits for a second person, and only then what the first said; agree."""
    second.open("/")
    second.follow("front.read")
    second.not_there("Decree 7")
    second.press("decide.have_read")
    second.reads_text("Decree 7")
    second.tick("choice", "agrees")
    second.press("decide.second_button")
    second.reads("decide.second_agrees")
