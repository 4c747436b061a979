# SPDX-License-Identifier: Apache-2.0
"""Files of 法人番号 in the layout in which the 国税庁 publishes them (全件データ and 差分データ, CSV): 30 columns, no headings, what
is text in quotes. All companies are invented."""

import csv
import io
import os
import threading

COLUMNS = (
    "sequenceNumber corporateNumber process correct updateDate changeDate name nameImageId kind prefectureName cityName streetNumber"
    " addressImageId prefectureCode cityCode postCode addressOutside addressOutsideImageId closeDate closeCause"
    " successorCorporateNumber changeCause assignmentDate latest enName enPrefectureName enCityName enAddressOutside furigana hihyoji"
).split()

STANDARD = {
    "process": "01",
    "correct": "0",
    "updateDate": "2026-11-01",
    "changeDate": "2026-11-01",
    "kind": "301",
    "prefectureName": "東京都",
    "cityName": "千代田区",
    "streetNumber": "架空町１丁目２－３",
    "prefectureCode": "13",
    "cityCode": "101",
    "postCode": "1000000",
    "assignmentDate": "2015-10-05",
    "latest": "1",
    "hihyoji": "0",
}


def company(number, name, **columns):
    return {**STANDARD, "corporateNumber": number, "name": name, **columns}


def closed(number, name, successor=None, day="2026-10-01"):
    process, cause = ("71", "11") if successor else ("21", "21")
    return company(number, name, process=process, closeDate=day, closeCause=cause, successorCorporateNumber=successor or "")


def file_of(companies, encoding="utf-8", end="\r\n"):
    """The bytes of a file with these rows."""
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=end)
    for place, one in enumerate(companies, 1):
        rows.writerow([place if column == "sequenceNumber" else one.get(column, "") for column in COLUMNS])
    return out.getvalue().encode(encoding)


ONE_FILE = threading.Lock()


def publish(server, *contents, full=False, check=True):
    """The operator loads files: bytes, or their companies. One after the other: a file that begins ends the one before."""
    with ONE_FILE:
        paths = []
        for n, content in enumerate(contents):
            paths.append(os.path.join(server.directory, "numbers-%d.csv" % n))
            with open(paths[-1], "wb") as file:
                file.write(content if isinstance(content, bytes) else file_of(content))
        return server.command("corporate-numbers", "load", *(["--full"] if full else []), *paths, check=check)
