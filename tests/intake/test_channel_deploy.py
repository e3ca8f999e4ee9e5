"""The files of deploy/ for the channel parse, close its processes, and keep nothing."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer.main

from tallystick.cli import app
from tallystick.intake.serving import LONGEST_REQUEST
from tallystick.intake.settings import MOST_BYTES

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(
    each for each in DEPLOY.glob("tallystick-intake*") if each.suffix not in (".conf", ".sql")
)
SERVICES = [each for each in UNITS if each.suffix == ".service"]
PROXY = DEPLOY / "tallystick-intake.nginx.conf"


def read(path):
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(path.read_text("utf-8"))
    return parser


def test_there_are_a_unit_of_pages_its_socket_and_one_of_the_night_with_its_timer():
    assert [each.name for each in UNITS] == [
        "tallystick-intake-tidy.service", "tallystick-intake-tidy.timer",
        "tallystick-intake.service", "tallystick-intake.socket",
    ]  # fmt: skip


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is_apart_from_the_office(path):
    unit = read(path)["Service"]
    _, room, command, case, *more = unit["ExecStart"].split()
    assert room == "intake"
    assert command in typer.main.get_command(app).commands["intake"].commands
    assert (case, more) == (
        "/var/lib/tallystick-intake/case", ["--trial"] if command == "serve" else [],
    )  # fmt: skip
    assert unit["User"] == unit["StateDirectory"] == "tallystick-intake"
    yes = ("DynamicUser", "PrivateTmp", "NoNewPrivileges", "MemoryDenyWriteExecute",
           "ProtectHome", "PrivateDevices", "RestrictSUIDSGID")  # fmt: skip
    assert {unit[name] for name in yes} == {"yes"}
    assert (unit["ProtectSystem"], unit["UMask"]) == ("strict", "0077")
    assert (unit["IPAddressDeny"], unit["RestrictAddressFamilies"]) == ("any", "AF_UNIX")
    assert (unit["MemorySwapMax"], unit["LimitCORE"]) == ("0", "0")
    assert unit["EnvironmentFile"].removeprefix("-") == "/etc/tallystick/intake.env"


def test_the_proxy_keeps_nothing_and_passes_nothing_on_that_tells_of_a_browser():
    text = PROXY.read_text("utf-8")
    assert text.count("access_log off;") == text.count("error_log /dev/null crit;") == 2
    dropped = set(re.findall(r'proxy_set_header ([\w-]+) "";', text))
    assert dropped == {"Connection", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP",
                       "User-Agent", "Referer", "Cookie", "Accept-Language"}  # fmt: skip
    assert "proxy_request_buffering off;" in text
    assert "proxy_max_temp_file_size 0;" in text
    assert int(re.search(r"client_max_body_size (\d+)m;", text)[1]) << 20 == MOST_BYTES
    assert int(re.search(r"proxy_read_timeout (\d+)s;", text)[1]) > LONGEST_REQUEST
    held = read(DEPLOY / "tallystick-intake.socket")["Socket"]
    assert f"server unix:{held['ListenStream']} " in text
    assert (held["SocketMode"], held["SocketGroup"]) == ("0660", "www-data")


def test_the_proxy_neither_swaps_nor_leaves_a_core():
    assert dict(read(DEPLOY / "tallystick-intake-proxy.conf")["Service"]) == {
        "MemorySwapMax": "0", "LimitCORE": "0",
    }  # fmt: skip


def test_nginx_itself_finds_no_fault_in_it(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed, so that it was not asked")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", key, "-out", chain], check=True, capture_output=True,
    )  # fmt: skip
    text = PROXY.read_text("utf-8").replace("/etc/ssl/tallystick/fullchain.pem", str(chain))
    text = text.replace("/etc/ssl/tallystick/privkey.pem", str(key))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    subprocess.run(["nginx", "-t", "-c", whole], check=True, capture_output=True)
