"""The files of deploy/ parse, name commands and options that there are, and keep their promises."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer.main

from tallystick.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(
    each for each in DEPLOY.iterdir() if each.suffix in (".service", ".socket", ".timer")
)
# The files of the confidential channel have a test of their own, in tests/intake.
OURS = sorted(each for each in DEPLOY.iterdir() if "intake" not in each.name)
SERVICES = [each for each in UNITS if each.suffix == ".service" and each in OURS]


def read(path):
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(path.read_text("utf-8"))
    return parser


def test_there_are_units_for_pages_and_worker_their_socket_roles_and_one_file_of_the_proxy():
    assert [each.name for each in OURS] == [
        "tallystick-review.service", "tallystick-review.socket", "tallystick-roles.sql",
        "tallystick-work.service", "tallystick.nginx.conf",
    ]  # fmt: skip


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is_and_is_closed(path):
    unit = read(path)["Service"]
    program, *words = unit["ExecStart"].split()
    review = typer.main.get_command(app).commands["review"].commands
    assert (Path(program).name, words[0]) == ("tallystick", "review")
    assert words[1] in review
    assert words[2:] == ["/var/lib/tallystick/case"]
    yes = ("DynamicUser", "PrivateTmp", "NoNewPrivileges", "MemoryDenyWriteExecute",
           "ProtectHome", "PrivateDevices", "RestrictSUIDSGID")  # fmt: skip
    assert {unit[name] for name in yes} == {"yes"}
    assert unit["ProtectSystem"] == "strict"
    assert (unit["IPAddressDeny"], unit["IPAddressAllow"]) == ("any", "localhost")
    assert (unit["UMask"], unit["StateDirectoryMode"]) == ("0077", "0700")
    assert unit["User"] == unit["StateDirectory"] == "tallystick"
    assert "Environment" not in unit


def test_the_worker_stands_behind_the_pages():
    assert read(DEPLOY / "tallystick-work.service")["Service"]["Nice"] == "10"


def test_the_proxy_asks_at_the_socket_that_systemd_makes_for_its_group_alone():
    held = read(DEPLOY / "tallystick-review.socket")["Socket"]
    assert (held["SocketMode"], held["SocketGroup"]) == ("0660", "www-data")
    proxy = (DEPLOY / "tallystick.nginx.conf").read_text("utf-8")
    assert f"server unix:{held['ListenStream']} " in proxy


def test_systemd_itself_finds_no_fault_in_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed, so that systemd was not asked")
    own = tmp_path / "tallystick"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    for each in UNITS:
        text = each.read_text("utf-8").replace("/opt/tallystick/bin/tallystick", str(own))
        (tmp_path / each.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / each.name for each in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_systemd_itself_finds_a_unit_closed(path):
    """Its measure goes from 0, closed, to 10; a unit that asks for nothing has 9.6."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed, so that systemd was not asked")
    asked = ["systemd-analyze", "--offline=yes", "--threshold=20", "security", path]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]


def blocks(text):
    """A file of nginx as a tree: each block a list of words, and what stands in it."""
    words = re.findall(r'"[^"]*"|[{};]|[^\s{};"]+', re.sub(r"#.*", "", text))
    stack, said = [[]], []
    for each in words:
        if each == ";":
            stack[-1].append((said, None))
            said = []
        elif each == "{":
            inner = []
            stack[-1].append((said, inner))
            stack.append(inner)
            said = []
        elif each == "}":
            assert not said, said
            stack.pop()
        else:
            said.append(each)
    assert (len(stack), said) == (1, [])
    return stack[0]


def named(tree, name):
    return [(said[1:], inner) for said, inner in tree if said[0] == name]


def test_the_file_of_the_proxy_parses_and_keeps_nothing_of_a_request():
    tree = blocks((DEPLOY / "tallystick.nginx.conf").read_text("utf-8"))
    (_, plain), (_, tls) = named(tree, "server")
    assert named(plain, "return") == [(["301", "https://$server_name$request_uri"], None)]
    said = {tuple(words[0:2]): words for words, inner in tls if inner is None}
    assert ("access_log", "off") in said
    assert ("proxy_request_buffering", "off") in said
    assert ("proxy_max_temp_file_size", "0") in said
    headers = {words[1]: words[2] for words, inner in tls if words[0] == "proxy_set_header"}
    assert headers == {"Connection": '""', "Host": "$host", "X-Forwarded-Proto": "$scheme",
                       "X-Forwarded-For": '""'}  # fmt: skip
    places = {tuple(words): inner for words, inner in named(tls, "location")}
    words = {("@large",): "413", ("@wait",): "429", ("@away",): "502"}
    for where, status in words.items():
        ((told, _),) = named(places.pop(where), "return")
        assert (told[0], len(told[1].split("\\n"))) == (status, 3), where
    assert set(places) == {("/",), ("/log-in",), ("/invitation/",), ("=", "/healthy")}
    for where, inner in places.items():
        # One that set a header of its own would lose those of the server.
        assert not named(inner, "proxy_set_header"), where
        assert named(inner, "proxy_pass") == [(["http://tallystick_office"], None)]
    for where in (("/log-in",), ("/invitation/",)):
        assert named(places[where], "limit_req"), where
    assert named(places["=", "/healthy"], "deny") == [(["all"], None)]


def test_nginx_itself_finds_no_fault_in_it(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed, so that only its grammar was read")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", key, "-out", chain], check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "tallystick.nginx.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/tallystick/fullchain.pem", str(chain))
    text = text.replace("/etc/ssl/tallystick/privkey.pem", str(key))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    subprocess.run(["nginx", "-t", "-c", whole], check=True, capture_output=True)
