# SPDX-License-Identifier: Apache-2.0
"""Tests wait for events, never for time: how long anything takes tells what else the machine does. waiting.h says the
same for C."""

import time

from forms import LONG

# Not how long it may take, but when nobody needs to wait any more. Below the limit of tests/run.
PATIENCE_SECONDS = 300
BESIDE_OTHERS = 15


def until(check, failed=lambda: "did not happen", every=0.05):
    """Asks until the answer is true, and returns it; what went wrong instead is told by `failed`."""
    for _ in lasting(PATIENCE_SECONDS):
        if found := check():
            return found
        time.sleep(every)
    raise AssertionError(failed())


def lasting(seconds):
    """Turns for so long, the first one in any case: a load, or a measurement. No result may depend on their number."""
    end = time.monotonic() + seconds
    while True:
        yield
        if time.monotonic() >= end:
            return


def pace(seconds):
    """How fast a client sends, or when it was told to come again; never a wait for something that happens."""
    time.sleep(seconds)


def promised(seconds):
    """The bound of a time that is promised. It holds as it is where nothing else runs, as in the long form; with
    sanitizers and beside other programs it is that many times as long."""
    return seconds * (1 if LONG else BESIDE_OTHERS)
