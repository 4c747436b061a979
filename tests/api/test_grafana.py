# SPDX-License-Identifier: Apache-2.0
"""The dashboard for Grafana asks only for what /metrics tells, and its parts fit together."""

import json
import os
import re

import harness

DASHBOARD = os.path.join(harness.TOP, "deploy", "grafana", "hoshitori.json")
SELECTOR = re.compile(r"(hoshitori_\w+)(?:\{([^}]*)\})?")


class Grafana(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(DASHBOARD, encoding="utf-8") as file:
            cls.dashboard = json.load(file)

    def asked(self):
        """(metric, labels) of every expression."""
        for panel in self.dashboard["panels"]:
            for target in panel["targets"]:
                names = re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])
                grouped = re.findall(r"by \(([^)]*)\)", target["expr"])
                for metric, selector in SELECTOR.findall(target["expr"]):
                    labels = set(re.findall(r"(\w+)(?:=~?|!~|!=)", selector)) | set(names)
                    yield metric, labels | {name.strip() for group in grouped for name in group.split(",")}
        for variable in self.dashboard["templating"]["list"]:
            for metric in re.findall(r"label_values\((\w+)", variable.get("definition", "")):
                yield metric, set()

    def test_asks_for_what_is_there(self):
        buyer = self.make_buyer()
        buyer.get("/v1/me")
        buyer.get("/v1/nothing")
        told = {}
        for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? ", self.open.get("/metrics").text, re.M):
            told.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
        asked = list(self.asked())
        self.assertGreater(len(asked), 10)
        for metric, labels in asked:
            self.assertIn(metric, told)
            # Prometheus adds `instance` and `job` itself.
            self.assertLessEqual(labels - {"instance", "job"}, told[metric], metric)

    def test_fits_together(self):
        self.assertEqual(len({p["id"] for p in self.dashboard["panels"]}), len(self.dashboard["panels"]))
        taken = set()
        for panel in self.dashboard["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
            self.assertTrue(panel["title"] and panel["description"])
            self.assertEqual(panel["datasource"]["uid"], "${datasource}")
        known = {"$" + v["name"] for v in self.dashboard["templating"]["list"]} | {"$__rate_interval", "$__all"}
        for name in re.findall(r"\$\w+", json.dumps(self.dashboard)):
            self.assertIn(name, known)


if __name__ == "__main__":
    harness.main()
