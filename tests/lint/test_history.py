# SPDX-License-Identifier: Apache-2.0
"""History has a part for each year, made by migrations: in time for the years to come."""

import datetime
import re
import unittest

from sources import Lint, read


class History(Lint):
    def test_the_years_to_come_have_their_parts(self):
        years = set(map(int, re.findall(r"ATTACH PARTITION hoshitori\.board_version_(\d{4})", read("schema/current.sql"))))
        this = datetime.date.today().year
        self.assertLessEqual({this + 1, this + 2}, years, "a migration makes the next parts of board_version")


if __name__ == "__main__":
    unittest.main()
