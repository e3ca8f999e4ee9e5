"""The units of deploy/ under a running systemd, set up as docs/workbench_office.md has it."""

import json
import shutil
import signal
from urllib.parse import urlsplit

import pytest
from listed_run import made_run
from proxied import HOST, Proxied
from running_systemd import ELSEWHERE, machine, why_no_limits, why_not
from test_audits_from_pages import ENGAGEMENT, INCIDENTS

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())
PROGRAM, CASE = "/opt/tallystick/bin/tallystick", "/var/lib/tallystick/case"
PAGES, WORKER = "tallystick-review.service", "tallystick-work.service"
SOCKET = "/run/tallystick/office.sock"
# The function of the shell in docs/workbench_office.md.
AS_UNIT = (
    "systemd-run", "-q", "--pipe", "--wait", "--collect", "-p", "DynamicUser=yes",
    "-p", "User=tallystick", "-p", "StateDirectory=tallystick", "-p", "UMask=0077",
    "-p", "EnvironmentFile=/etc/tallystick/office.env", PROGRAM,
)  # fmt: skip
PROBE = f"""#!/opt/tallystick/bin/python
import json, os, socket

def tried(act, *given):
    try:
        return act(*given) and "done" or "done"
    except OSError as wrong:
        return type(wrong).__name__ if wrong.errno != 30 else "read only"

def asked(host):
    with socket.create_connection((host, 9), 2):
        pass

print(json.dumps({{
    "own": os.getuid() >= 61184 and os.geteuid() == os.getuid(),
    "capabilities": open("/proc/self/status").read().split("CapEff:")[1].split()[0].strip("0"),
    "state": tried(open, "/var/lib/tallystick/probe", "w"),
    "program": tried(open, "/opt/probe", "w"),
    "settings": tried(open, "/etc/probe", "w"),
    "secrets": tried(open, "/etc/tallystick/office.env"),
    "home": tried(os.listdir, "/home"),
    "temporary": os.listdir("/tmp"),
    "disks": [each for each in os.listdir("/dev") if each == "mem"],
    "others": os.path.exists("/proc/1"),
    "here": tried(asked, "127.0.0.1"),
    "elsewhere": tried(asked, "{ELSEWHERE}"),
}}))
"""


GREEDY = """#!/opt/tallystick/bin/python
import os, signal

def process():
    child = os.fork()
    if not child:
        signal.pause()
    return child

def memory():
    print(16 * len(held), flush=True)
    return b"x" * (16 << 20)

held = []
try:
    while len(held) < 300:
        held.append({what}())
except BlockingIOError:
    for child in held:
        os.kill(child, signal.SIGKILL)
print("at most", len(held))
"""


@pytest.fixture(scope="module")
def office(django_ready, tmp_path_factory):
    """A machine on which the office was set up, and ana, who is in."""
    with machine(tmp_path_factory.mktemp("machine")) as made:
        own = made.root / "etc/tallystick"
        made.run("install", "-d", "-m", "0755", "/etc/tallystick")
        made.run("install", "-m", "0600", "/dev/null", "/etc/tallystick/office.env")
        (own / "office.env").write_text(f"TALLYSTICK_HOST={HOST}\n")
        shutil.copytree(made_run(tmp_path_factory.mktemp("run") / "run"), made.root / "srv/run")
        address = made.run(*AS_UNIT, "review", "account", CASE, "ana", "--host", HOST)
        named = made.root / CASE[1:] / "case.toml"
        named.write_text(named.read_text() + 'engagements = "../exports"\n')
        exports = made.root / "var/lib/tallystick/exports"
        exports.mkdir()
        (exports / "engagement.toml").write_text(ENGAGEMENT)
        (exports / "incidents.csv").write_text(INCIDENTS)
        made.run("systemctl", "enable", "--now", "tallystick-review.socket", PAGES, WORKER)
        ana = Proxied(made.root / SOCKET[1:])
        ana.enter(urlsplit(address.strip()).path)
        form = {"login": "ana", "roles": ["administrator", "analyst"]}
        told = ana.ask(
            "POST", "/people/roles", form | {"csrfmiddlewaretoken": ana.token("/people")}
        )
        assert told[0].status == 302, told[1]
        yield made, ana


def test_pages_worker_and_socket_run_as_one_user_of_their_own(office):
    made, ana = office
    for unit in ("tallystick-review.socket", PAGES, WORKER):
        assert made.property(unit, "ActiveState") == "active", unit
        assert made.property(unit, "UnitFileState") == "enabled", unit
    users = {
        made.run("stat", "-c", "%u", f"/proc/{made.property(each, 'MainPID')}")
        for each in (PAGES, WORKER)
    }
    assert len(users) == 1
    assert int(users.pop()) >= 61184
    assert made.run("stat", "-c", "%a %U %G", SOCKET) == "660 root www-data\n"
    assert made.run("stat", "-c", "%a", "/var/lib/private/tallystick") == "700\n"
    assert ana.ask("GET", "/findings")[0].status == 200
    assert made.said(PAGES) == made.said(WORKER) == ""


def test_nobody_but_the_proxy_reaches_the_socket(office):
    ask = ("/opt/tallystick/bin/python", "-c",
           f"import socket; socket.socket(socket.AF_UNIX).connect({SOCKET!r})")  # fmt: skip
    for group, wanted in (("www-data", 0), ("nogroup", 1)):
        office[0].run("setpriv", "--reuid", "nobody", "--regid", group, "--clear-groups", *ask,
                      wanted=wanted)  # fmt: skip


def test_a_run_comes_in_a_query_runs_again_and_an_audit_ends_as_a_run(office):
    made, ana = office
    made.run(*AS_UNIT, "review", "import", CASE, "/srv/run", "--by", "ana")
    _, page = ana.ask("GET", "/findings")
    code = page.split('href="/findings/')[1].split('"')[0]
    _, page = ana.ask("GET", f"/findings/{code}/records/again")
    assert "Equal: the query selects 4 records" in page
    form = {"engagement": "engagement.toml", "csrfmiddlewaretoken": ana.token("/audits")}
    assert ana.ask("POST", "/audits/start", form)[0].status == 302
    made.until(lambda: "/runs/2" in ana.ask("GET", "/audits/1")[1], WORKER)
    assert ana.ask("GET", "/runs/2")[0].status == 200


@pytest.mark.slow
def test_who_is_killed_comes_back_and_the_case_is_whole(office):
    made, ana = office
    before = made.property(PAGES, "MainPID")
    made.run("systemctl", "kill", "--signal", signal.SIGKILL.name, PAGES)
    made.until(lambda: made.property(PAGES, "MainPID") not in ("0", before), PAGES)
    assert ana.ask("GET", "/findings")[0].status == 200
    made.run("systemctl", "stop", PAGES, WORKER)
    for unit in (PAGES, WORKER):
        assert made.property(unit, "Result") == "success", made.said(unit)
    told = made.run(*AS_UNIT, "verify", CASE, "--replay")
    assert "whole" in told, told
    made.run(*AS_UNIT, "review", "backup", CASE, "/var/lib/tallystick/backup")
    made.run("systemctl", "start", PAGES)
    assert ana.ask("GET", "/findings")[0].status == 200


@pytest.mark.parametrize("unit", [PAGES, WORKER])
def test_a_unit_reaches_its_own_folder_and_this_machine_alone(office, unit):
    made, _ = office
    (made.root / "tmp/of_somebody_else").touch()
    found = json.loads(probed(made, unit, PROBE, f"probe-{unit}")[-1])
    assert found == {
        "own": True, "capabilities": "", "state": "done", "program": "read only",
        "settings": "read only", "secrets": "PermissionError", "home": "PermissionError",
        "temporary": [], "disks": [], "others": False, "here": "ConnectionRefusedError",
        "elsewhere": "TimeoutError",
    }  # fmt: skip


def probed(made, unit, probe, name, *changes, ends=0):
    """Start a unit once with a probe in place of its program; what that printed, by line."""
    text = (made.root / "etc/systemd/system" / unit).read_text()
    (made.root / "opt/probe.py").write_text(probe)
    (made.root / "opt/probe.py").chmod(0o755)
    lines = [each for each in text.splitlines() if not each.startswith(("Restart", "Type"))]
    lines = ["ExecStart=/opt/probe.py" if each.startswith("ExecStart") else each for each in lines]
    at = lines.index("[Service]") + 1
    own = ["Type=oneshot", f"SyslogIdentifier={name}"]
    # A later line has the last word.
    (made.root / "etc/systemd/system/probe.service").write_text(
        "\n".join([*lines[:at], *own, *lines[at : lines.index("[Install]")], *changes])
    )
    made.run("systemctl", "daemon-reload")
    made.run("systemctl", "start", "probe.service", wanted=ends)
    return made.run("journalctl", "--no-pager", "-o", "cat", "-t", name).splitlines()


@pytest.mark.skipif(bool(why_no_limits()), reason=why_no_limits())
@pytest.mark.parametrize(
    "mib",
    [200, pytest.param(2048, marks=pytest.mark.slow, id="as it stands")],
)
def test_a_unit_that_asks_for_more_memory_is_ended_and_the_machine_stays(office, mib):
    made, ana = office
    change = ["MemorySwapMax=0"] + [f"MemoryMax={mib}M"] * (mib != 2048)
    said = probed(made, PAGES, GREEDY.format(what="memory"), f"memory-{mib}", *change, ends=1)
    got = [int(each) for each in said if each.isdecimal()]
    # The interpreter has some of it, and the next 16 MiB were refused.
    assert mib * 0.7 - 16 < got[-1] <= mib, said
    assert not [each for each in said if "at most" in each]
    assert made.property("probe.service", "Result") in ("oom-kill", "signal")
    for unit in (PAGES, WORKER):
        assert made.property(unit, "ActiveState") == "active", unit
    assert ana.ask("GET", "/findings")[0].status == 200


@pytest.mark.skipif(bool(why_no_limits()), reason=why_no_limits())
def test_a_unit_that_starts_more_processes_is_refused_and_the_machine_stays(office):
    made, ana = office
    said = probed(made, PAGES, GREEDY.format(what="process"), "tasks")
    (took,) = [int(each.split()[-1]) for each in said if each.startswith("at most")]
    # One of the 256 is the probe itself.
    assert took == 255
    assert ana.ask("GET", "/findings")[0].status == 200
