# SPDX-License-Identifier: Apache-2.0
"""Every address of the dashboard's router, for people with and without data and rights: what holds of any page, whoever wrote
it. A new page is tried by being declared. The long form has everybody in both languages."""

import os
import re

import harness
from browser import DESKTOP, SHOTS, BrowserTest, axe, expect
from forms import choose, figure
from people import PASSWORD
from world import World

ROUTER = os.path.join(harness.TOP, "clients", "dashboard", "src", "app.tsx")
WITHOUT_SESSION = {"/users", "/sign-in/:organisation", "/mail", "/docs", "/verify", "/invitations"}
CONTRACT = "/docs"  # its thousands of lines take axe-core minutes; test_pages.py tries it
NOBODYS = "00000000-0000-4000-8000-000000000000"
MARK = "Aoba"

# 640 is 1280 at a zoom of 200 %; narrower than 320 no page need be.
WIDTHS = (1280, 640, 390, 320)
LOOKED_AT = (1280, 390)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RIGHTS = {"buyer": harness.BUYER_RIGHTS, "supplier": harness.SUPPLIER_RIGHTS, "both": harness.ALL_RIGHTS}

SHORT = [("both", True, "ja"), ("supplier", True, "en"), ("buyer", False, "ja")]
EVERY = [(who, data, language) for who in RIGHTS for data in (True, False) for language in ("ja", "en")]

COUNT = """
  const ask = window.fetch
  window.asked = 0
  window.fetch = async (...of) => {
    ++window.asked
    try {
      const answer = await ask(...of)
      await answer.clone().arrayBuffer()
      return answer
    } finally {
      setTimeout(() => --window.asked)
    }
  }
"""
# Another page than the one that was left is there, with what it asked for, and stays so for some frames.
SETTLED = """() => {
  const heading = document.querySelector('h1')
  const waits = window.asked || document.querySelector('.loading') || !heading || heading === window.left
  window.calm = waits ? 0 : window.calm + 1
  return window.calm > 10
}"""
GO = "path => { window.left = document.querySelector('h1'); window.calm = 0; history.pushState(null, '', path) }"
# What is folded away, and the forms behind buttons.
UNFOLD = """() => {
  window.left = null
  window.calm = 0
  for (const one of document.querySelectorAll('main details')) one.open = true
  for (const one of document.querySelectorAll('main .opens > button')) one.click()
}"""
WIDE = """() => [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, .sheet'))
  .map(one => one.tagName + '.' + one.className).slice(0, 3)"""

# What is clicked is nothing on paper; a heading that sorts is read, and so are the answers of a form.
PAPER = {"width": 718, "height": 1000}  # A4 within its margins
CLICKED = """() => [...document.querySelectorAll('nav, .bar, main :is(button, input, select, textarea)')]
  .filter(one => one.checkVisibility() && !one.closest('thead, form.printed')).map(one => one.outerHTML.slice(0, 80)).slice(0, 3)"""

# Texts and names, but for what says that it is of another language, or is nobody's.
TEXTS = """() => {
  const { lang } = document.documentElement, texts = [document.title]
  const ours = element => element.closest('[lang]').lang === lang && !element.closest('code, pre, kbd, script, style, noscript, textarea')
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) if (ours(walker.currentNode.parentElement)) texts.push(walker.currentNode.data.trim())
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`)) if (ours(element)) texts.push(element.getAttribute(name))
  return texts
}"""
RAW = re.compile(r"\b(?:undefined|null|NaN|Invalid Date)\b|\[object|\{\w*\}|\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]{3,}\.[a-z]{4,}\b", re.A)
JAPANESE = re.compile("[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'-]+")
# What is told as it is: addresses, names that people and this world gave, terms of Japanese law, what is typed into a terminal.
NAMES = re.compile(
    r"https?://\S*|[\w.+-]+@[\w.-]+|[^\s、。「」“”（）/]*%s[^\s、。「」“”（）/]*|[\w.-]+\.(?:jp|com|csv|xlsx|pdf|ndjson|md|txt|zip|html)\b|\b[0-9a-f-]{8,}\b"
    r"|--kept|\bsatisfies-\d|\b[WT]-\d+|\btest(?!\w)|\bworld\b|佐藤 花子|テッコウ|札\d+|法人番号|フリガナ|中小受託取引適正化法|日本語" % MARK,
    re.A,
)
# Besides abbreviations, what Japanese texts write so.
PRODUCTS = set(
    "BitLocker Chrome Connect Defender English Entra Excel Hoshitori Linux Microsoft OpenID PowerPoint Shift Update Webhook Wi-Fi Windows Word issuer".split()
)


def routes():
    with open(ROUTER, encoding="utf-8") as file:
        found = set(re.findall(r"""\bpath(?:="|: ')(/[^"']*)""", file.read()))
    assert found > WITHOUT_SESSION
    return sorted(found)


class EveryPage(BrowserTest):
    worlds = {}

    def world(self):
        if MARK not in self.worlds:
            self.worlds[MARK] = World(self, MARK, spare=2)
        return self.worlds[MARK]

    def arrived(self, organisation, rights, language):
        link = self.server.command(
            "user", "add", "--organisation", organisation, "--email", harness.declaration_id() + "@example.jp", "--name", MARK, "--rights", rights
        ).stdout.strip()
        page = self.person(language, DESKTOP)
        page.add_init_script(COUNT)
        page.goto(self.address("/users#" + link.partition("#")[2]))
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.locator(".shell h1")).to_be_visible()
        page.evaluate(axe())
        return page

    def addresses(self, world):
        """Of the routes behind the sign-in; those that name an object with one of the world's, or with nobody's."""
        for route in routes():
            if route in WITHOUT_SESSION or route == "/":
                continue
            [name] = re.findall(r":(\w+)", route) or [None]
            if name is None:
                yield route
            elif name == "side":
                yield from (route.replace(":side", side) for side in ("buyer", "supplier"))
            else:
                kind = "buyer" if route.startswith("/requests/") else name
                yield route.replace(":" + name, world.objects(route, kind)[0] if world else NOBODYS)

    def look(self, page, path):
        """What is wrong with the page that is shown."""
        heading = page.locator("h1")
        if heading.count() != 1:
            yield "%d headings" % heading.count()
        elif not page.title().startswith(heading.inner_text() + " – "):
            yield "%s is called %s" % (heading.inner_text(), page.title())
        if page.evaluate("document.activeElement.tagName") != "H1":
            yield "the focus is at " + page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
        page.evaluate(UNFOLD)
        page.wait_for_function(SETTLED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                yield "wider than %d: %s" % (width, page.evaluate(WIDE))
            if width in LOOKED_AT:
                yield from self.found(page, {"runOnly": self.rules}, str(width))
                page.screenshot(path=self.picture(path, width), full_page=True)
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="dark")
        yield from self.found(page, CONTRAST, "in the dark")
        page.emulate_media(color_scheme="light", media="print")
        page.set_viewport_size(PAPER)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield "cut on paper: %s" % page.evaluate(WIDE)
        if clicked := page.evaluate(CLICKED):
            yield "on paper: %s" % clicked
        page.emulate_media(media="screen")
        page.set_viewport_size(DESKTOP)

    def picture(self, path, width):
        folder = os.path.join(SHOTS, "every-page", "%s-%d" % (self.id().rpartition("test_")[2], width))
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, re.sub(r"/(?::[a-z]+|[0-9a-f-]{36})$", "-one", path).strip("/").replace("/", "-") + ".png")

    def found(self, page, rules, where):
        result = page.evaluate("rules => axe.run(document, rules)", rules)
        return ["%s %s: %s" % (one["id"], where, [node["target"] for node in one["nodes"]][:3]) for one in result["violations"]]

    def words(self, page, language):
        for text in page.evaluate(TEXTS):
            bare = NAMES.sub(" ", text)
            if RAW.search(bare):
                yield "raw: " + text
            other = JAPANESE.findall(bare) if language == "en" else [one for one in ENGLISH.findall(bare) if not one.isupper() and one not in PRODUCTS]
            if other:
                yield "%s in %s" % (other, text)

    def go_everywhere(self, who, data, language):
        world = self.world() if data else None
        organisation = world.own.organisation if world else self.server.make_organisation("株式会社" + MARK)
        page = self.arrived(organisation, RIGHTS[who], language)
        faults, addresses = {}, list(self.addresses(world))
        for path in addresses:
            page.evaluate(GO, path)
            page.wait_for_function(SETTLED)
            found = [*self.look(page, path), *self.words(page, language), *("console: " + error for error in self.errors)]
            self.errors.clear()
            if found:
                faults[path] = list(dict.fromkeys(found))
        figure("%s, %s, %s: %d pages", who, "with data" if data else "without data", language, len(addresses))
        self.assertEqual(faults, {})

    def test_without_a_session(self):
        for language in ("ja", "en"):
            page = self.person(language, DESKTOP)
            for route in [*sorted(WITHOUT_SESSION - {CONTRACT}), "/"]:
                page.goto(self.address(route.replace(":organisation", NOBODYS)))
                page.evaluate("window.calm = 0")
                page.wait_for_function(SETTLED)
                page.evaluate(axe())
                page.locator("h1").focus()  # what comes with the tab itself is read from its beginning
                with self.subTest(route, language=language):
                    self.assertEqual([*self.look(page, route), *self.words(page, language)], [])


def everywhere(of):
    return lambda self: self.go_everywhere(*of)


for _of in choose(SHORT, EVERY):
    setattr(EveryPage, "test_%s_%s_%s" % (_of[0], "with_data" if _of[1] else "without_data", _of[2]), everywhere(_of))

if __name__ == "__main__":
    harness.main()
