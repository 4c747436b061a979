# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks (ECMA-376) made by hand, and read without a spreadsheet program."""

import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from xml.sax.saxutils import escape

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
STYLES = '<styleSheet xmlns="%s"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>' % MAIN


class Day(int):
    """A serial number in a cell with the format of a date."""


class Furigana(str):
    """A text that was typed in Japanese: Excel keeps how it is read."""


def _relations(*rows):
    return '%s<Relationships xmlns="%s">%s</Relationships>' % (
        DECLARED,
        PACKAGE,
        "".join('<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (name, OFFICE, kind, target) for name, kind, target in rows),
    )


def _column(index):
    return chr(ord("A") + index) if index < 26 else _column(index // 26 - 1) + _column(index % 26)


def _cell(place, value, strings):
    if isinstance(value, bool):
        return '<c r="%s" t="b"><v>%d</v></c>' % (place, value)
    if isinstance(value, (int, float)):
        return '<c r="%s"%s><v>%r</v></c>' % (place, ' s="1"' if isinstance(value, Day) else "", int(value) if isinstance(value, Day) else value)
    read = '<rPh sb="0" eb="1"><t>フリガナ</t></rPh><phoneticPr fontId="1"/>' if isinstance(value, Furigana) else ""
    text = '<si><t xml:space="preserve">%s</t>%s</si>' % (escape(value), read)
    return '<c r="%s" t="s"><v>%d</v></c>' % (place, strings.setdefault(text, len(strings)))


def parts(rows, merged=(), from_1904=False):
    """The parts of a workbook as Excel writes them: names and texts."""
    strings = {}
    lines = [
        '<row r="%d">%s</row>' % (number, "".join(_cell("%s%d" % (_column(i), number), value, strings) for i, value in enumerate(row) if value is not None))
        for number, row in enumerate(rows, 1)
    ]
    areas = "".join('<mergeCell ref="%s"/>' % area for area in merged)
    return {
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": '%s<workbook xmlns="%s" xmlns:r="%s"><workbookPr date1904="%d"/><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>' % (DECLARED, MAIN, OFFICE, from_1904),
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": DECLARED + STYLES,
        "xl/worksheets/sheet1.xml": '%s<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>'
        % (DECLARED, MAIN, "".join(lines), "<mergeCells>%s</mergeCells>" % areas if areas else ""),
        "xl/sharedStrings.xml": '%s<sst xmlns="%s">%s</sst>' % (DECLARED, MAIN, "".join(strings)),
    }


def pack(named):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in named.items():
            archive.writestr(name, text)
    return out.getvalue()


def book(sheets):
    """A workbook of several sheets: (rows, None or how it is hidden) of each."""
    made, strings, names, relations = parts(()), {}, [], [("rId100", "styles", "styles.xml"), ("rId101", "sharedStrings", "sharedStrings.xml")]
    for number, (rows, state) in enumerate(sheets, 1):
        lines = "".join(
            '<row r="%d">%s</row>' % (n, "".join(_cell("%s%d" % (_column(i), n), v, strings) for i, v in enumerate(row) if v is not None))
            for n, row in enumerate(rows, 1)
        )
        made["xl/worksheets/sheet%d.xml" % number] = '%s<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (DECLARED, MAIN, lines)
        names.append('<sheet name="Sheet%d" sheetId="%d"%s r:id="rId%d"/>' % (number, number, ' state="%s"' % state if state else "", number))
        relations.append(("rId%d" % number, "worksheet", "worksheets/sheet%d.xml" % number))
    made["xl/sharedStrings.xml"] = '%s<sst xmlns="%s">%s</sst>' % (DECLARED, MAIN, "".join(strings))
    made["xl/_rels/workbook.xml.rels"] = _relations(*relations)
    made["xl/workbook.xml"] = '%s<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (DECLARED, MAIN, OFFICE, "".join(names))
    return pack(made)


def write(rows, **more):
    return pack(parts(rows, **more))


def _index(place):
    number = 0
    for letter in re.match("[A-Z]+", place)[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def read(body, sheet=1):
    """The rows of a sheet: texts, and numbers as they are stored."""
    archive = zipfile.ZipFile(io.BytesIO(body))
    strings = []
    if "xl/sharedStrings.xml" in archive.namelist():
        for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
            strings.append("".join(text.text or "" for text in item.iter("{%s}t" % MAIN)))
    rows = []
    for row in ElementTree.fromstring(archive.read("xl/worksheets/sheet%d.xml" % sheet)).iter("{%s}row" % MAIN):
        cells = []
        for cell in row:
            value = cell.find("{%s}v" % MAIN)
            if cell.get("t") == "inlineStr":
                text = "".join(part.text or "" for part in cell.iter("{%s}t" % MAIN))
            elif value is None:
                continue
            else:
                text = strings[int(value.text)] if cell.get("t") == "s" else value.text
            index = _index(cell.get("r"))
            cells += [""] * (index + 1 - len(cells))
            cells[index] = text
        rows.append(cells)
    return rows
