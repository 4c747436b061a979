# SPDX-License-Identifier: Apache-2.0
"""Tests wait for events, never for time: how long anything takes tells what else the machine does."""
import time

# Not how long it may take, but when nobody needs to wait any more. Below the limit of tests/run.
PATIENCE_SECONDS = 300


def until(check, failed=lambda: "did not happen"):
    """Asks until the answer is true, and returns it; what went wrong instead is told by `failed`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := check()):
        if time.monotonic() > deadline:
            raise AssertionError(failed())
        time.sleep(0.05)
    return found
