# SPDX-License-Identifier: Apache-2.0
"""Scenarios that are played by clicks alone, beginning with the link of a mail: each tells how many it takes, in which language
and width, and fails when it takes more than it did."""

import itertools
import re

from browser import DESKTOP, PHONE, BrowserTest, expect
from english import ENGLISH
from forms import choose, figure
from people import PASSWORD, sign_in
from scripted_smtp import SendsMail

# A press of the pointer or of Enter is one, a choice from a list two (it opens, and is chosen), a file one. Presses that miss,
# because what is pressed moves away, never come to the document: the driver stops and repeats them.
COUNT = """
  const named = ({ innerText, value, tagName }) => (innerText || value || tagName).trim().slice(0, 40)
  document.addEventListener('pointerdown', event => event.isTrusted && clicked(1, named(event.target)), true)
  document.addEventListener('keydown', event => event.isTrusted && event.key === 'Enter' && clicked(1, 'Enter'), true)
  document.addEventListener('change', ({ target }) => {
    if (target.matches('select')) clicked(2, named(target.selectedOptions[0]))
    if (target.matches('input[type=file]')) clicked(1, 'a file')
  }, true)
"""

_numbers = itertools.count(1)


def in_all(played, first):
    """The classes of a scenario by language and width; in the short form the first alone."""
    every = [first] + [one for one in itertools.product(("ja", "en"), (DESKTOP, PHONE)) if one != first]
    return {
        "%s_%s_%d" % (played.__name__, language, size["width"]): type(
            "%s_%s_%d" % (played.__name__, language, size["width"]), (played, Scenario), {"language": language, "size": size}
        )
        for language, size in choose(every[:1], every)
    }


class Scenario(SendsMail, BrowserTest):
    def setUp(self):
        super().setUp()
        self.begin()

    def begin(self):
        """What was clicked from now on counts."""
        self.clicks, self.menus, self.seen = 0, 0, []

    def clicked(self, count, what):
        self.clicks += count
        self.seen.append(what)

    def person(self, language=None, size=None):
        page = super().person(language, size)
        page.expose_function("clicked", self.clicked)
        page.add_init_script(COUNT)
        return page

    def played(self, most):
        """How many clicks it took; on a phone the menu opens first."""
        figure("%s | %d clicks | %s | %d", self.shortDescription(), self.clicks, self.language, self.size["width"])
        self.assertLessEqual(self.clicks, most + self.menus, "more clicks than before: %s" % self.seen)

    # What somebody reads and does.

    def w(self, text):
        """A text of the page, told in Japanese, in the language that is played."""
        return text if self.language == "ja" else ENGLISH[text]

    def press(self, within, name):
        within.get_by_role("button", name=self.w(name), exact=True).first.click()

    def follow(self, within, name):
        within.get_by_role("link", name=self.w(name), exact=True).first.click()

    def field(self, within, name):
        return within.get_by_label(re.compile("^" + re.escape(self.w(name))))

    def choose(self, within, name, option):
        self.field(within, name).select_option(label=self.w(option))

    def twice(self, page, name, within=None):
        """What is asked once more."""
        self.press(within or page, name)
        self.press(page.get_by_role("dialog"), name)
        expect(page.get_by_role("dialog")).to_have_count(0)

    def menu(self, page, name):
        if page.viewport_size["width"] < 768:
            self.press(page, "メニュー")
            self.menus += 1
        page.get_by_role("navigation").get_by_role("link", name=re.compile("^" + self.w(name) + r"\s*($|（|\()")).click()

    def heading(self, page, name):
        expect(page.get_by_role("heading", level=1, name=self.w(name))).to_be_visible()

    def card(self, page, name):
        return page.locator("section", has=page.get_by_role("heading", name=self.w(name), exact=True))

    def told(self, within, text):
        expect(within.get_by_text(self.w(text)).first).to_be_visible()

    # Mails, and where their links lead.

    def mail_to(self, address, link, nth=1):
        """The path of the link in the nth mail with such a one."""
        pattern = re.compile(r"https?://[^/\s]+(%s\S*)" % link)

        def found():
            texts = [message.get_body(("plain",)).get_content() for message in self.mail.messages(address)]
            links = [pattern.search(text) for text in texts]
            return [one[1] for one in links if one][nth - 1 : nth]

        return self.eventually(found)[0]

    def open_mail(self, page, address, link, nth=1):
        page.goto(self.address(self.mail_to(address, link, nth)))
        self.clicked(1, "the mail")

    def let_in(self, organisation, rights):
        """Somebody new, by the mail with the link for a password, at the first page."""
        self.email = "person%d@%s%d.example.jp" % (next(_numbers), self.language, self.size["width"])
        body = {"email": self.email, "name": "山本 さくら", "rights": rights.split(",")}
        self.assertStatus(organisation.in_language(self.language).post("/v1/users?send=true", body), 201)
        page = self.person()
        self.open_mail(page, self.email, "/users#")
        self.field(page, "新しいパスワード").fill(PASSWORD)
        self.press(page, "設定してログイン")
        expect(page.locator(".shell h1")).to_be_visible()
        return page

    def known(self, organisation, rights):
        """Somebody who has been there before, and is told from then on what happens, in their language."""
        page = self.let_in(organisation, rights)
        wishes = {"language": self.language, "digest": True, "talks": True, "checks": True}
        self.assertStatus(sign_in(self.server, self.email).put("/v1/me/mail", wishes), 200)
        self.begin()
        self.set_instant("2026-12-01T03:20:00Z")
        return page

    def morning(self, page, day):
        """The daily mail of that day is opened, and its reader signs in."""
        self.set_day(day)
        self.open_mail(page, self.email, "/(?!users|mail)")
        self.sign_in(page)

    def sign_in(self, page):
        self.field(page, "メールアドレス").fill(self.email)
        page.get_by_label(self.w("パスワード"), exact=True).fill(PASSWORD)
        self.press(page, "ログイン")
        expect(page.locator(".shell h1")).to_be_visible()
