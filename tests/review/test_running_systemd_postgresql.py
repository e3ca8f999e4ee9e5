"""The units of deploy/ with PostgreSQL at its socket, as docs/workbench_office.md sets them up.

The server knows the user that systemd makes for the units by the name of the role, and no password
lies in their settings; the owner of the tables comes by a password.
"""

import shutil
from urllib.parse import urlsplit

import pytest
from postgres_server import other_user, program
from postgres_server import why_not as no_server
from proxied import HOST, Proxied
from running_systemd import DEPLOY, machine, why_not
from test_running_systemd import AS_UNIT, CASE, PAGES, SOCKET, WORKER

WHY = why_not() or no_server() or ("" if shutil.which("psql") else "psql is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY), reason=WHY)]
AT, PASSWORD = "/run/postgresql", "known to the owner alone"
OFFICE = f"TALLYSTICK_HOST={HOST}\nDATABASE_URL=postgresql://tallystick@/tallystick?host={AT}\n"
OWNER = f"DATABASE_URL=postgresql://tallystick_owner:{PASSWORD.replace(' ', '%20')}@127.0.0.1/tallystick\n"  # noqa: E501


def start_server(made):
    """A server that knows people of this machine at its socket, and others by their password."""
    user = other_user().pw_name
    for folder in (AT, "/srv/server"):
        made.run("install", "-d", "-o", user, folder)
    as_user = ("setpriv", "--reuid", user, "--regid", str(other_user().pw_gid), "--clear-groups")
    made.run(*as_user, program("initdb"), "-D", "/srv/server/data", "-U", user,
             "--auth-local=peer", "--auth-host=scram-sha-256")  # fmt: skip
    made.run("systemd-run", "--unit=server", f"--uid={user}", program("postgres"),
             "-D", "/srv/server/data", "-k", AT, "-c", "fsync=off")  # fmt: skip
    made.until(lambda: (made.root / AT[1:] / ".s.PGSQL.5432").exists(), "server")
    ask = (*as_user, "psql", "-h", AT, "-d", "postgres", "-v", "ON_ERROR_STOP=1")
    made.run(*ask, "-f", DEPLOY / "tallystick-roles.sql")
    made.run(*ask, "-c", f"ALTER ROLE tallystick_owner PASSWORD '{PASSWORD}'")


def test_pages_and_worker_come_to_the_server_without_a_password(django_ready, tmp_path):
    with machine(tmp_path) as made:
        (made.root / "etc/nsswitch.conf").write_text(
            "passwd: files systemd\ngroup: files systemd\n"
        )
        start_server(made)
        made.run("install", "-d", "-m", "0755", "/etc/tallystick")
        for name, text in (("office", OFFICE), ("owner", OWNER)):
            made.run("install", "-m", "0600", "/dev/null", f"/etc/tallystick/{name}.env")
            (made.root / f"etc/tallystick/{name}.env").write_text(text)
        as_owner = [each.replace("office.env", "owner.env") for each in AS_UNIT]
        made.run(*as_owner, "review", "migrate", CASE)
        address = made.run(*AS_UNIT, "review", "account", CASE, "ana", "--host", HOST)
        made.run("systemctl", "enable", "--now", "tallystick-review.socket", PAGES, WORKER)
        ana = Proxied(made.root / SOCKET[1:])
        ana.enter(urlsplit(address.strip()).path)
        assert ana.ask("GET", "/people")[0].status == 200
        assert made.property(WORKER, "ActiveState") == "active", made.said(WORKER)
        told = made.run(*AS_UNIT, "verify", CASE, "--replay")
        assert "whole" in told, told
        assert not (made.root / CASE[1:] / "office.sqlite3").exists()
