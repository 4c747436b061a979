# SPDX-License-Identifier: Apache-2.0
"""Packages that Debian does not have, in a virtual environment below build/, made when needed."""
import fcntl
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _make(place, requirements, wanted):
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = os.path.join(place, "made-of")
        if os.path.exists(stamp) and open(stamp, encoding="utf-8").read() == wanted:
            return
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        subprocess.run([os.path.join(place, "bin", "python"), "-m", "pip", "install", "--quiet",
                        "--disable-pip-version-check", "-r", requirements], check=True)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(wanted)


def enter(name, requirements):
    """Goes on as the same program inside the environment; returns when it is there."""
    place = os.path.join(TOP, "build", "virtual", name)
    if os.path.realpath(sys.prefix) == os.path.realpath(place):
        return
    with open(requirements, encoding="utf-8") as file:
        _make(place, requirements, file.read())
    python = os.path.join(place, "bin", "python")
    os.execv(python, [python, "-B", *sys.argv])
