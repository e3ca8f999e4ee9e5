"""A systemd of its own, as an office's machine has one: the units of deploy/ are started by it.

It is the init of new namespaces (processes, mounts, network, control groups), over a layer on the
files of this machine that goes when it ends. Nothing outside of them is changed or stopped.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager
from grp import getgrall
from pathlib import Path

import pytest

import tallystick

INIT = Path("/lib/systemd/systemd")
DEPLOY = Path(__file__).parents[2] / "deploy"
NAMESPACES = ("--pid", "--mount", "--uts", "--ipc", "--net", "--cgroup", "--fork", "--kill-child")
TOOLS = ("unshare", "nsenter", "ip", "systemctl", "ldconfig")
ELSEWHERE = "192.0.2.1"
"""An address (RFC 5737) of this network alone, which is not that of the machine itself."""
PATHS = "/usr/sbin:/usr/bin:/sbin:/bin"
BESIDE = ("systemd", "memory", "pids", "devices", "cpu", "cpuacct", "blkio")
OLD_GROUPS = "SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
"""What systemd wants to hear where a hierarchy of cgroup v1 stands beside that of v2."""
LONGEST = 120
"""Seconds after which a unit that does not come up fails its test."""

TRIED = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
ip link set lo up
"""
BOOT = r"""
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs sysfs sys -o ro
for each in run tmp dev etc/systemd/system var/log; do mount -t tmpfs tmpfs $each -o mode=755; done
chmod 1777 tmp
mkdir dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm -o mode=1777
mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666
for each in null zero full random urandom tty console; do touch dev/$each; done
for each in null zero full random urandom tty; do mount --bind /dev/$each dev/$each; done
mount --bind /dev/null dev/console
mknod dev/mem c 1 3
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
mountpoint -q sys/fs/cgroup || mount -t tmpfs tmpfs sys/fs/cgroup
if [ -z "$BESIDE" ]; then mount -t cgroup2 cgroup2 sys/fs/cgroup; else
  mkdir sys/fs/cgroup/unified
  mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
  for each in $BESIDE; do
    mkdir sys/fs/cgroup/$each
    case $each in systemd) own=none,name=systemd;; *) own=$each;; esac
    mount -t cgroup -o $own cgroup sys/fs/cgroup/$each
  done
fi
ip link set lo up
ip address add "$ELSEWHERE/32" dev lo

own=opt/tallystick
mkdir -p opt/python opt/packages opt/source $own/bin $own/lib/$PYTHON/site-packages
mount --bind "$PREFIX" opt/python
mount --bind "$PACKAGES" opt/packages
mount --bind "$SOURCE" opt/source
echo "home = /opt/python/bin" > $own/pyvenv.cfg
printf '/opt/source\n/opt/packages\n' > $own/lib/$PYTHON/site-packages/own.pth
ln -s /opt/python/bin/$PYTHON $own/bin/python
printf '#!/%s/bin/python\nfrom tallystick.cli import app\napp()\n' $own > $own/bin/tallystick
chmod 755 opt $own $own/bin/tallystick
echo /opt/python/lib > etc/ld.so.conf.d/own.conf
ldconfig -r .

cp "$DEPLOY"/*.service "$DEPLOY"/*.socket "$DEPLOY"/*.timer etc/systemd/system
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\n' > etc/systemd/system/own.target
rm -f etc/machine-id
tr -d - < proc/sys/kernel/random/uuid > etc/machine-id
mkdir before
pivot_root . before
umount -l /before
exec env -i container=tallystick SYSTEMD_PROC_CMDLINE="$CMDLINE" \
  PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=own.target < /dev/null
"""


def why_not():
    """Why no systemd can be started here; "" where one can."""
    if os.geteuid() != 0:
        return "no unit was started by systemd: only root may make its namespaces"
    if missing := [each for each in TOOLS if shutil.which(each) is None]:
        return f"no unit was started by systemd: {', '.join(missing)} is not installed"
    if not INIT.exists() or _groups() is None:
        return "no unit was started by systemd: systemd or cgroup v2 is not here"
    if "www-data" not in {each.gr_name for each in getgrall()}:
        return "no unit was started by systemd: there is no group www-data for the proxy"
    tried = subprocess.run(
        ["unshare", *NAMESPACES, "sh", "-c", TRIED], capture_output=True, check=False
    )
    if tried.returncode:
        return "no unit was started by systemd: nobody may make its namespaces here"
    return ""


def _groups():
    """Where cgroup v2 is mounted."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(place)
    return None


def _beside():
    """The hierarchies of cgroup v1 that have what cgroup v2 has not here: their folders by name."""
    if {"memory", "pids"} <= _controllers():
        return {}
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    own = dict(each.split(":", 2)[1:] for each in lines)
    held = {each: _groups().parent / each / (own.get(each) or own.get(f"name={each}", "/"))[1:]
            for each in BESIDE}  # fmt: skip
    return held if all((each / "cgroup.procs").exists() for each in held.values()) else {}


def _controllers():
    """What of a machine the groups of cgroup v2 limit."""
    return set((_groups() / "cgroup.subtree_control").read_text().split())


def why_no_limits():
    """Why no limit of a unit can be set here; "" where they can."""
    if _groups() is not None and ({"memory", "pids"} <= _controllers() or _beside()):
        return ""
    return "no limit of a unit was tried: nothing here limits memory and processes by cgroups"


class Machine:
    """A machine with a running systemd: `init` is the number of its first process out here."""

    def __init__(self, init):
        self._init, self.root = init, Path(f"/proc/{init}/root")

    def run(self, *words, wanted=0):
        """Run a command in it; its output. It must end with the status `wanted`."""
        done = self._done(*words)
        assert done.returncode == wanted, (words, done.stdout, done.stderr)
        return done.stdout

    def wait_for_the_bus(self):
        """Wait for D-Bus, by which `systemd-run --wait` asks; it is no part of the program."""
        for _ in range(LONGEST):
            done = self._done("systemd-run", "-q", "--pipe", "--wait", "--collect", "true")
            if done.returncode == 0:
                return
            time.sleep(1)
        about = self._done("systemctl", "status", "dbus.service").stdout
        pytest.skip(f"no unit was started by systemd: D-Bus does not answer: {done.stderr} {about}")

    def _done(self, *words):
        return subprocess.run(
            ["nsenter", "-t", str(self._init), "-a", *map(str, words)], capture_output=True,
            text=True, check=False, timeout=LONGEST, env={"PATH": PATHS},
        )  # fmt: skip

    def said(self, unit):
        """What the processes of a unit wrote into the journal."""
        return self.run("journalctl", "--no-pager", "-o", "cat", f"_SYSTEMD_UNIT={unit}")

    def property(self, unit, name):
        """A property of a unit, as systemd shows it."""
        return self.run("systemctl", "show", "-P", name, unit).strip()

    def until(self, true, unit):
        """Wait until `true` answers; else tell what the unit wrote."""
        for _ in range(LONGEST * 10):
            if true():
                return
            time.sleep(0.1)
        raise AssertionError((unit, self.run("systemctl", "status", unit, wanted=3)))


@contextmanager
def machine(folder):
    """A machine in `folder`, which is empty; its processes and files end with it."""
    beside = _beside()
    places = [each / f"tallystick.{os.getpid()}" for each in (_groups(), *beside.values())]
    for each in places:
        each.mkdir()
    about = {
        "PATH": os.environ["PATH"], "ELSEWHERE": ELSEWHERE, "DEPLOY": str(DEPLOY),
        "PREFIX": sys.base_prefix, "PACKAGES": sysconfig.get_path("purelib"),
        "SOURCE": str(Path(tallystick.__file__).parents[1]),
        "BESIDE": " ".join(beside), "CMDLINE": OLD_GROUPS if beside else "",
        "PYTHON": f"python{sys.version_info[0]}.{sys.version_info[1]}",
    }  # fmt: skip
    enter = "".join(f"echo $$ > {each}/cgroup.procs; " for each in places)
    words = ["sh", "-c", f'{enter}exec "$@"', "enter",
             "unshare", *NAMESPACES, "sh", "-c", BOOT, "boot", str(folder)]  # fmt: skip
    program = subprocess.Popen(words, env=about, stderr=subprocess.PIPE, text=True)
    try:
        made = Machine(_child(program))
        made.until(lambda: (made.root / "run/systemd/private").exists(), "own.target")
        made.run("systemctl", "is-system-running", "--wait")
        made.wait_for_the_bus()
        yield made
    finally:
        program.kill()
        program.communicate(timeout=60)
        for each in places:
            _removed(each)


def _child(program):
    """The number of the only process that a program started, once it is systemd."""
    for _ in range(LONGEST * 10):
        if program.poll() is not None:
            raise AssertionError(program.stderr.read())
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
        if len(children) == 1 and Path(f"/proc/{children[0]}/comm").read_text() == "systemd\n":
            return int(children[0])
        time.sleep(0.1)
    raise AssertionError("systemd does not come up")


def _removed(groups):
    """Remove a control group with those in it, whose processes have ended."""
    for _ in range(600):
        try:
            for each in sorted(groups.rglob("*/"), reverse=True):
                each.rmdir()
            return groups.rmdir()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{groups}: a process of it has not ended")
