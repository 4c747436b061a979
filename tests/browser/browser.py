# SPDX-License-Identifier: Apache-2.0
"""Chromium at our pages: one browser for each program, a context for each person, every page held
against axe-core, screenshots below build/screenshots."""

import atexit
import functools
import itertools
import os

import virtual

HERE = os.path.dirname(os.path.abspath(__file__))
virtual.enter("browser", os.path.join(HERE, "requirements.txt"))

from playwright.sync_api import Error, expect, sync_playwright  # noqa: E402,F401 (only inside the environment)

import harness  # noqa: E402
from people import PASSWORD  # noqa: E402
from waiting import PATIENCE_SECONDS, until  # noqa: E402

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOTS = os.path.join(harness.TOP, "build", "screenshots")
AXE = os.environ.get("AXE", os.path.join(harness.TOP, "build", "dev", "clients", "dashboard", "copy", "node_modules", "axe-core", "axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAIT_MS = PATIENCE_SECONDS * 1000
SEEN = "[location.href, [...document.querySelectorAll('h1')].map((h) => h.innerText).join(), document.body.innerHTML]"

# What a test's machine may do and a page must not: nothing that the console calls an error.
EXPECTED = ("401 (Unauthorized)", "409 (Conflict)", "412 (Precondition Failed)", "422 (Unprocessable", "404 (Not Found)")

TWICE = "(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); return ids.filter((id, at) => ids.indexOf(id) !== at) })()"

expect.set_options(timeout=WAIT_MS)  # else five seconds, which a busy machine may need for one page

_numbers = itertools.count(1)


@functools.lru_cache(maxsize=None)
def chromium():
    # Test programs run as root in containers, where Chromium's sandbox cannot be made.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    running = sync_playwright().start()
    atexit.register(running.stop)
    browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=options)
    atexit.register(browser.close)
    return browser


@functools.lru_cache(maxsize=None)
def axe():
    with open(AXE, encoding="utf-8") as file:
        return file.read()


class BrowserTest(harness.ApiTest):
    rules = RULES
    language = "ja"
    size = DESKTOP

    def person(self, language=None, size=None):
        """A page of somebody new. What it must not do fails the test at its end."""
        language = language or self.language
        context = chromium().new_context(viewport=size or self.size, locale="ja-JP", bypass_csp=False)
        context.add_init_script("localStorage.setItem('hoshitori.language', '%s')" % language)
        context.set_default_timeout(WAIT_MS)
        self.addCleanup(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and not any(text in message.text for text in EXPECTED) and self.errors.append(message.text))
        return page

    def setUp(self):
        super().setUp()
        self.errors = []
        self.addCleanup(lambda: self.assertEqual(self.errors, []))

    def address(self, path):
        return "http://%s%s" % (self.server.address, path)

    def signed_in(self, organisation, rights, size=None):
        """A page of a new user, at its first page."""
        self.email = "user%d@example.jp" % next(_numbers)
        link = self.server.command(
            "user", "add", "--organisation", organisation, "--email", self.email, "--name", "山本 さくら", "--rights", rights
        ).stdout.strip()
        page = self.person(size=size)
        page.goto(self.address("/users#" + link.partition("#")[2]))
        page.get_by_label("新しいパスワード").fill(PASSWORD)
        page.get_by_role("button", name="設定してログイン").click()
        expect(page.locator(".shell h1")).to_be_visible()
        return page

    def go(self, page, path, heading):
        page.goto(self.address(path))
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def buyer_page(self, size=None):
        buyer = self.make_buyer()
        return buyer, self.signed_in(buyer.organisation, harness.BUYER_RIGHTS, size)

    def shot(self, page, name):
        """A screenshot, and what axe-core finds, also in the dark; taken anew where the page went on meanwhile."""

        def taken():
            if self.rules is RULES:  # a page: the address changes before its code and its answers have come
                expect(page.locator("h1")).to_be_visible()
                expect(page.locator(".loading")).to_have_count(0)
            before = page.evaluate(SEEN)
            try:
                self.take(page, name)
            except (AssertionError, Error):
                if page.evaluate(SEEN) == before:
                    raise
                return False
            return page.evaluate(SEEN)[:2] == before[:2]

        until(taken, lambda: "%s does not come to rest" % name)

    def take(self, page, name):
        page.emulate_media(color_scheme="light")
        folder = os.path.join(SHOTS, "%s-%d" % (page.locator("html").get_attribute("lang"), page.viewport_size["width"]))
        os.makedirs(folder, exist_ok=True)
        page.screenshot(path=os.path.join(folder, name + ".png"), full_page=True)
        self.assertEqual(page.evaluate("document.documentElement.scrollWidth > innerWidth"), False, "%s is wider than the window" % name)
        self.assert_accessible(page, name)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=os.path.join(folder, name + "-dark.png"), full_page=True)
        self.assert_accessible(page, name + " in the dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        page.emulate_media(color_scheme="light")

    def shots(self, page, name):
        """In both languages and widths; what is open stays open."""
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            self.shot(page, name)
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.wait_for_load_state("networkidle")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            self.shot(page, name)
        page.get_by_role("button", name="日本語").click()

    def mail_shot(self, message, name):
        page = self.person(size=PHONE)
        page.set_content(message.get_body(("html",)).get_content())
        # A mail is no page: it has neither landmarks nor a first heading.
        self.rules = [rule for rule in RULES if rule != "best-practice"]
        self.shot(page, name)
        self.rules = RULES

    def confirm(self, page, name, within=None):
        (within or page).get_by_role("button", name=name, exact=True).first.click()
        page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    def assert_accessible(self, page, name, rules=None):
        page.evaluate(axe())
        # From the top: what stays in sight while one scrolls covers a part of what is below it.
        at = page.evaluate("(() => { const at = scrollY; scrollTo({ top: 0, behavior: 'instant' }); return at })()")
        found = page.evaluate("rules => axe.run(document, rules)", rules or {"runOnly": self.rules})
        page.evaluate("at => scrollTo({ top: at, behavior: 'instant' })", at)
        # A label leads to the first of a name; axe-core looks at whether there is one.
        self.assertEqual(page.evaluate(TWICE), [], name)
        self.assertEqual([(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]], [], name)
