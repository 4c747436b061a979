# SPDX-License-Identifier: Apache-2.0
"""A sheet in the layout of the scheme's official workbook, with our own texts: header in row 2, a
criterion in each row from 3 on, cells of one section, sub-section, requirement and level merged."""

import csv
import io

import workbook

HEADER = (None, "大分類", None, "中分類", None, "No.", "★3", "★4", "要求事項", "要求事項の内容", "レベル", "評価基準No.", "評価基準", "CSF")
COLUMNS = dict(zip("ABCDEFGHIJKLMN", range(14)))
# Merged over the rows that share what stands in them and in those before.
MERGED = "BCDEFIJK"


def rows(edition):
    """Full rows, each cell filled; from row 3 on of the sheet."""
    requirements = {r["id"]: r for r in edition["requirements"]}
    sections = {s["id"]: s for s in edition["sections"]}
    made = []
    for number, criterion in enumerate(edition["criteria"]):
        requirement, section = requirements[criterion["requirement"]], sections[criterion["section"]]
        part = "-".join(criterion["id"].split("-")[:2])
        named = {s["id"]: s["title"]["ja"] for s in section.get("subsections", ())}
        title, three = requirement["title"]["ja"], 3 in criterion["stars"]
        bullet, end = ("" if number % 5 == 0 else "・"), ("\n" if number % 7 == 0 else "")
        made.append(
            [
                None,
                section["id"],
                section["title"]["ja"],
                part,
                named.get(part, ""),
                requirement["id"],
                "○" if three else None,
                "○",
                title,
                title + "について定め、実施すること。",
                "★3" if three else "★4",
                criterion["id"],
                bullet + criterion["text"]["ja"] + end,
                section.get("csf_function", ""),
            ]
        )
    return made


def merge(full):
    """(rows whose merged cells stand in their first row alone, areas as A1:A2)."""
    thin, areas = [list(row) for row in full], []
    for letter in MERGED:
        column = COLUMNS[letter]

        def key(row, column=column):
            # A level is merged within its requirement, all else within what stands before it.
            return [row[1], row[3], row[5], row[column]] if column > 3 else row[1 : column + 1]

        begin = 0
        for end in range(1, len(full) + 1):
            if end < len(full) and key(full[end]) == key(full[begin]):
                thin[end][column] = None
                continue
            if end - begin > 1:
                areas.append("%s%d:%s%d" % (letter, begin + 3, letter, end + 2))
            begin = end
    return thin, areas


def excel(full, **more):
    thin, areas = merge(full)
    return workbook.write([("★3・★4要求事項・評価基準",), HEADER, *thin], merged=areas, **more)


def text(full, encoding="utf-8-sig"):
    thin, _ = merge(full)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("★3・★4要求事項・評価基準",), HEADER, *thin])
    return out.getvalue().encode(encoding, "replace")
