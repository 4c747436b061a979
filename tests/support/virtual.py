# SPDX-License-Identifier: Apache-2.0
"""Packages that Debian does not have, in a virtual environment below build/, made when needed."""

import fcntl
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def make(name, requirements):
    """Its Python. Made once, and anew when the list changes."""
    place = os.path.join(TOP, "build", "virtual", name)
    python, stamp = os.path.join(place, "bin", "python"), os.path.join(place, "made-of")
    with open(requirements, encoding="utf-8") as file:
        wanted = file.read()
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(stamp):
            with open(stamp, encoding="utf-8") as file:
                if file.read() == wanted:
                    return python
        for words in (
            [sys.executable, "-m", "venv", "--clear", place],
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
        ):
            subprocess.run(words, check=True, capture_output=True, text=True)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(wanted)
    return python


def enter(name, requirements):
    """Goes on as the same program inside the environment; returns when it is there."""
    if os.path.realpath(sys.prefix) != os.path.realpath(os.path.join(TOP, "build", "virtual", name)):
        python = make(name, requirements)
        os.execv(python, [python, "-B", *sys.argv])
