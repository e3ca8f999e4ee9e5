"""The commands of an office in processes of their own, as a shell starts them."""

import os
import subprocess
import sys
from pathlib import Path

import tallystick

UNSET = ("DATABASE_URL", "TALLYSTICK_HOST", "DJANGO_SETTINGS_MODULE")
LONGEST = 300
"""Seconds after which a command that does not end fails its test."""
SOURCE = Path(tallystick.__file__).parents[1]


def environment(**more):
    held = {name: value for name, value in os.environ.items() if name not in UNSET}
    paths = (str(SOURCE), os.environ.get("PYTHONPATH", ""))
    return {**held, "PYTHONPATH": os.pathsep.join(paths), **more}


def command(*words):
    return [sys.executable, "-m", "tallystick", *map(str, words)]


def run(*words, **more):
    return subprocess.run(
        command(*words), capture_output=True, text=True, check=False, env=environment(**more),
        timeout=LONGEST,
    )  # fmt: skip
