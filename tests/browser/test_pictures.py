# SPDX-License-Identifier: Apache-2.0
"""The pictures of the READMEs: a buyer's list of the demonstration. They are made anew below build/screenshots;
HOSHITORI_PICTURES=keep puts them into clients/guides/pictures, from where the READMEs show them."""

import os
import shutil

import browser
import harness
from browser import expect
from shown import Present

KEPT = os.path.join(harness.TOP, "clients", "guides", "pictures")
SIZE = {"width": 1280, "height": 720}


class Pictures(browser.BrowserTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Present()
        cls.addClassCleanup(cls.server.end)
        keys = cls.server.command("demo", "load").stdout.split("\n")
        cls.server.start()
        cls.buyer = next(line.split()[1] for line in keys if line.startswith("buyer"))

    def picture(self, language, heading):
        organisation = harness.Api(self.server, self.buyer).get("/v1/me").json["organisation"]["organisation"]
        page = self.signed_in(organisation, harness.BUYER_RIGHTS, SIZE)
        page.context.add_init_script("localStorage.setItem('hoshitori.language', '%s')" % language)
        self.go(page, "/suppliers", heading)
        expect(page.locator("tbody tr").nth(10)).to_be_visible()
        name = "suppliers.%s.png" % language
        made = os.path.join(browser.SHOTS, name)
        os.makedirs(browser.SHOTS, exist_ok=True)
        page.screenshot(path=made)
        self.assert_accessible(page, name)
        with open(os.path.join(KEPT, name), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        if os.environ.get("HOSHITORI_PICTURES") == "keep":
            shutil.copyfile(made, os.path.join(KEPT, name))

    def test_in_english(self):
        self.picture("en", "Suppliers")

    def test_in_japanese(self):
        self.picture("ja", "取引先")


if __name__ == "__main__":
    harness.main()
