"""Behind nginx with the file of deploy/, a report leaves nothing with the proxy."""

import re
import secrets
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from channel import make_channel, served
from test_channel_canary import files_below, headers, pictures, sightings

DEPLOY = Path(__file__).parents[2] / "deploy" / "tallystick-intake.nginx.conf"
NGINX = shutil.which("nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: it was not asked")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
PLACES = ("text", "name", "author", "exif", "chunk", "agent", "referrer", "cookie", "forwarded")


def configuration(folder, port, behind):
    """The file of deploy/ without TLS, at a free port, before a channel that is served at one."""
    text = DEPLOY.read_text("utf-8")
    text = re.sub(r"server unix:\S+", f"server 127.0.0.1:{behind}", text)
    upstream, _, tls = re.split(r"^server \{", text, flags=re.MULTILINE)
    tls = re.sub(r"^ *(?:ssl_|listen).*$", "", tls, flags=re.MULTILINE)
    paths = "\n".join(f"{each}_temp_path {folder}/{each};" for each in TEMPORARY)
    return (
        f"pid {folder}/pid; error_log {folder}/error crit; daemon off; events {{}}\n"
        f"http {{ {paths}\n{upstream}\nserver {{ listen 127.0.0.1:{port};\n{tls}\n }}"
    )


@contextmanager
def proxied(folder, behind, change=lambda text: text):
    """nginx before the channel; its folders of temporary files are removed once it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = folder / "nginx.conf"
    path.write_text(change(configuration(folder, port, behind)))
    with subprocess.Popen([NGINX, "-p", folder, "-c", path], stderr=subprocess.PIPE) as process:
        try:
            wait_for(port, process)
            for each in TEMPORARY:
                shutil.rmtree(folder / each, ignore_errors=True)
            yield port
        finally:
            process.terminate()


def wait_for(port, process):
    for _ in range(300):
        assert process.poll() is None, process.stderr.read()
        with socket.socket() as held:
            if held.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx did not start")


@pytest.fixture
def canaries():
    return {place: f"canary{secrets.token_hex(8)}" for place in PLACES}


def test_nginx_keeps_no_file_no_log_and_no_address(tmp_path, canaries):
    (tmp_path / "nginx").mkdir()
    make_channel(tmp_path / "case")
    with served(tmp_path / "case", tmp_path / "log") as channel:
        with proxied(tmp_path / "nginx", channel.port) as port:
            channel.port, channel.source = port, ("127.0.0.77", 0)
            how = headers(canaries)
            # It is larger than any buffer of the proxy, which has no folder for a file.
            files = pictures(canaries)
            assert max(len(data) for _, data in files) > 3_000_000
            sent, code = channel.tell(canaries["text"], files, headers=how)
            assert sent.status == 200
            assert canaries["text"] in channel.back(code).text
            assert channel.get("/", **how).status == 200
        found = {
            str(path): seen
            for path in files_below(tmp_path)
            if (seen := sightings(path.read_bytes(), [*canaries.values(), "127.0.0.77"]))
        }
    assert found == {}
    assert (tmp_path / "nginx" / "error").read_text() == ""


def test_a_proxy_that_buffers_would_need_a_file_and_fails_here(tmp_path, canaries):
    """So the test above can fail: with the promise taken out of the file of the proxy, it does."""

    def buffering(text):
        assert "proxy_request_buffering off;" in text
        return text.replace("proxy_request_buffering off;", "")

    (tmp_path / "nginx").mkdir()
    make_channel(tmp_path / "case")
    with (
        served(tmp_path / "case", tmp_path / "log") as channel,
        proxied(tmp_path / "nginx", channel.port, buffering) as port,
    ):
        channel.port = port
        sent, _ = channel.tell("text", pictures(canaries))
    assert sent.status == 500
