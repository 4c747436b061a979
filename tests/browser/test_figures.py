# SPDX-License-Identifier: Apache-2.0
"""How much the first page is, and how far pages jump while they come."""

import sys

import harness
from browser import DESKTOP, PHONE, BrowserTest, expect

# Compressed, all that a browser without any of it asks for.
FIRST_PAGE_KB = 100
# Of Web Vitals: up to 0.1 is good.
SHIFT = 0.1

SHIFTS = """
  window.shifts = 0
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts += one.value
  }).observe({ type: 'layout-shift', buffered: true })
"""
# As it comes to a phone: our files are compressed by the server, its answers by HAProxy, which is not here.
SENT = """async () => {
  let sent = 0
  for (const one of [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]) {
    sent += one.transferSize
    if (!one.name.includes('/v1/') || !one.transferSize) continue
    const plain = await (await fetch(one.name)).blob()
    sent += (await new Response(plain.stream().pipeThrough(new CompressionStream('gzip'))).blob()).size - plain.size
  }
  return sent
}"""
MAIN = ["overview", "inbox/buyer", "suppliers", "report", "campaigns", "import", "rules", "settings", "people", "keys", "audit"]


def tell(text):
    print(text, file=sys.stderr, flush=True)


class Figures(BrowserTest):
    def test_the_first_page_is_small(self):
        page = self.person()
        page.goto(self.address("/"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        signed_out = page.evaluate(SENT) / 1000
        files = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        self.assertEqual([name for name in ("japanese", "english") if any("/%s-" % name in file for file in files)], ["japanese"])
        _, page = self.buyer_page()
        overview = self.first_page_kb(page, "概況")
        supplier = self.make_supplier()
        self.require(buyer := self.make_buyer(), self.link(buyer, supplier), 2, "2027-03-31")
        requests = self.first_page_kb(self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS), "要求と充足状況")
        tell("compressed: sign-in %.0f kB, overview %.0f kB, requests %.0f kB" % (signed_out, overview, requests))
        self.assertLess(max(signed_out, overview, requests), FIRST_PAGE_KB)

    def first_page_kb(self, page, heading):
        self.go(page, "/", heading)
        page.wait_for_load_state("networkidle")
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        page.reload()
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        page.wait_for_load_state("networkidle")
        return page.evaluate(SENT) / 1000

    def test_the_list_is_asked_for_before_its_code(self):
        """Once, beside the words and who is there; at first only the rows in sight are drawn."""
        buyer, page = self.buyer_page(PHONE)
        rows = [{"code": "N-%03d" % n, "name": "株式会社第%03d工業" % n} for n in range(300)]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        asked = []
        page.on("request", lambda request: asked.append(request.url.partition(self.server.address)[2]))
        self.go(page, "/suppliers?sort=due_on", "取引先")
        expect(page.locator("tbody tr[data-id]").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        lists = [url for url in asked if url.startswith("/v1/suppliers?")]
        self.assertEqual(lists, ["/v1/suppliers?sort=due_on&limit=100"])
        code = next(url for url in asked if url.startswith("/assets/suppliers-"))
        self.assertLess(asked.index(lists[0]), asked.index(code))
        expect(page.locator("tbody tr[data-id]").nth(40)).to_have_count(0)

    def test_pages_do_not_jump(self):
        buyer, page = self.buyer_page()
        page.add_init_script(SHIFTS)
        rows = [{"code": "N-%03d" % n, "name": "株式会社第%03d工業" % n, "required_star": "2", "due_on": "2027-06-30"} for n in range(120)]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            found = {}
            for path in MAIN:
                page.goto(self.address("/" + path))
                expect(page.locator(".shell h1")).to_be_visible()
                page.wait_for_load_state("networkidle")
                found[path] = round(page.evaluate("shifts"), 3)
            tell("layout shift at %d: %s" % (size["width"], found))
            self.assertEqual({path: shift for path, shift in found.items() if shift > SHIFT}, {})


if __name__ == "__main__":
    harness.main()
