# SPDX-License-Identifier: Apache-2.0
"""Whoever makes a client from the contract uses other readers than the server's own: they take it, as it is written and
as it is served, without a complaint. openapi-typescript and tsc read it whenever the pages are built, Schemathesis in
tests/fault/test_contract.py."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import virtual

HERE = os.path.dirname(os.path.abspath(__file__))
if __name__ == "__main__":
    virtual.enter("lint", os.path.join(HERE, "requirements.txt"))

import yaml  # noqa: E402  (in the virtual environment)
from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: E402

CONTRACT = os.path.join(os.path.dirname(os.path.dirname(HERE)), "api", "openapi.yaml")
# Clients send a sheet as the bytes that it is.
CLIENT = {
    "post_hooks": [],
    "content_type_overrides": {
        media_type: "application/octet-stream"
        for media_type in (
            "text/csv",
            "application/x-ndjson",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/zip",
            "application/pdf",
        )
    },
}


def ran(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.served = os.path.join(cls.directory.name, "openapi.json")
        with open(cls.served, "w", encoding="utf-8") as file:
            file.write(ran(os.environ["GENERATOR"], "--json", CONTRACT))
        with open(CONTRACT, encoding="utf-8") as file:
            cls.written = yaml.safe_load(file)

    def test_javascript(self):
        *complaints, read = ran("node", os.path.join(HERE, "readers.mjs"), os.environ["PACKAGES"], CONTRACT, self.served).splitlines()
        self.assertEqual(complaints, [])
        # To the letter: 1 is not true, "no" not False.
        self.assertEqual(json.dumps(self.written), json.dumps(json.loads(read)))

    def test_validator(self):
        with open(self.served, encoding="utf-8") as file:
            for document in (self.written, json.load(file)):
                self.assertEqual([error.message for error in OpenAPIV31SpecValidator(document).iter_errors()], [])

    def test_python_client(self):
        settings = os.path.join(self.directory.name, "settings.json")
        with open(settings, "w", encoding="utf-8") as file:
            json.dump(CLIENT, file)
        told = ran(
            os.path.join(os.path.dirname(sys.executable), "openapi-python-client"),
            "generate",
            "--fail-on-warning",
            "--path",
            CONTRACT,
            "--config",
            settings,
            "--meta",
            "none",
            "--output-path",
            os.path.join(self.directory.name, "client"),
        )
        self.assertNotIn("WARNING", told)


if __name__ == "__main__":
    unittest.main()
