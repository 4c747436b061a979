# SPDX-License-Identifier: Apache-2.0
"""Sheets opened and saved by spreadsheet programs: openpyxl, and LibreOffice where it is installed."""

import io
import os
import shutil
import subprocess
import tempfile

import openpyxl

OFFICE = shutil.which("soffice")


def by_openpyxl(body):
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(body)).save(saved)
    return saved.getvalue()


def by_libreoffice(body):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "in", "sheet.xlsx")
        os.mkdir(os.path.dirname(path))
        with open(path, "wb") as file:
            file.write(body)
        subprocess.run(
            [OFFICE, "-env:UserInstallation=file://%s/profile" % folder, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, path],
            check=True,
            capture_output=True,
        )
        with open(os.path.join(folder, "sheet.xlsx"), "rb") as file:
            return file.read()
