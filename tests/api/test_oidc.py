# SPDX-License-Identifier: Apache-2.0
"""Signing in at a provider of OpenID Connect: a real one, and one that forges whatever it can."""

import concurrent.futures
import itertools
import json
import threading
import time
import urllib.parse

import harness
import people
from forger import Forger, Key, hs256, token
from providers import Provider
from waiting import PATIENCE_SECONDS, until

_networks = itertools.count(1)
RULES = [{"claim": "groups", "value": "purchasing", "rights": ["buyer:read"]}, {"claim": "groups", "value": "manager", "rights": ["buyer:write"]}]


class Browser:
    """Keeps the mark that the server gives it, behind an address of the network of its own."""

    def __init__(self, test):
        self.test, self.device = test, None
        self.network = "198.18.%d.%d" % divmod(next(_networks), 250)

    def headers(self, caller=None):
        cookies = {"__Host-device": self.device, "__Host-session": getattr(caller, "cookie", None)}
        return {"X-Forwarded-For": self.network, "Cookie": "; ".join("%s=%s" % (name, value) for name, value in cookies.items() if value)}

    def begin(self, caller=None, **body):
        answer = (caller or self.test.open).post("/v1/oidc-sign-ins", body, headers=self.headers(caller))
        self.test.assertStatus(answer, 201)
        self.device = people.DEVICE.fullmatch(answer.headers["Set-Cookie"])[1]
        return answer.json["url"]

    def ask(self, organisation, back):
        body = {"organisation": organisation, "state": back["state"]}
        body |= {name: back[sent] for name, sent in (("code", "code"), ("issuer", "iss")) if back.get(sent)}
        return self.test.open.post("/v1/oidc-sessions", body, headers=self.headers())

    def end(self, organisation, back):
        """The answer once it is no 202."""
        last = []

        def settled():
            last[:] = [self.ask(organisation, back)]
            return last[0].status != 202

        until(settled, self.test.server.log)
        return last[0]


ANY = {"If-Match": "*"}


class OidcTest(harness.ApiTest):
    server_options = ["--webhooks-anywhere=1"]

    def setUp(self):
        super().setUp()
        self.admin = self.make_caller("北斗精機株式会社", harness.ALL_RIGHTS)
        self.organisation = self.admin.get("/v1/me").json["organisation"]["organisation"]

    def set_up(self, issuer, secret=None, **members):
        """The organisation's settings, once the provider is known."""
        self.server.command("oidc-issuer", "add", "--issuer", issuer, "--webhooks-anywhere=1")
        body = {"issuer": issuer, "client_id": "hoshitori", "required": False, "exempt": None, "rules": RULES} | members
        self.assertStatus(self.admin.put("/v1/oidc-settings", body | ({"client_secret": secret} if secret else {}), headers=ANY), 200)
        until(lambda: self.admin.get("/v1/oidc-settings").json["provider"] == "ready", self.server.log)

    def redirect(self):
        return self.admin.get("/v1/oidc-settings").json["sign_in_url"]

    def forger(self, **members):
        forger = Forger()
        self.addCleanup(forger.end)
        self.set_up(forger.issuer, **members)
        return forger

    def link(self, provider, page, browser=None):
        """Links the identity that the forger tells to a session's account."""
        browser = browser or Browser(self)
        return browser.end(self.organisation, provider.authorize(browser.begin(page)))

    def sign_in(self, provider, *name, **how):
        browser = Browser(self)
        return browser.end(self.organisation, provider.authorize(browser.begin(organisation=self.organisation, **how), *name))

    def at_once(self, *acts):
        with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(lambda act: act(), acts))

    def told(self, user):
        """What the account's person is told of by mail."""
        codes = "select data ->> 'code' from mail where kind = 'security' and user_id = :'user' order by recorded_at"
        return self.server.engine(codes, user=user).split()

    def assertRefused(self, answer, status, code):
        self.assertEqual((answer.status, answer.code), (status, code), answer)


class RealProvider(OidcTest):
    """oidc-provider, as it comes."""

    def setUp(self):
        super().setUp()
        self.provider = Provider([self.redirect()])
        self.addCleanup(self.provider.end)
        self.set_up(self.provider.issuer, Provider.SECRET)

    def test_account_by_rule_and_rights_at_each_sign_in(self):
        answer = self.assertStatus(self.sign_in(self.provider, "suzuki+purchasing"), 201)
        page = people.session_of(self.server, answer)
        me = page.get("/v1/me").json
        self.assertEqual((me["user"]["email"], me["user"]["name"], me["user"]["rights"]), ("suzuki@example.jp", "鈴木 一郎", ["buyer:read"]))
        self.assertEqual((me["user"]["sign_in"], me["user"]["state"]), (["oidc"], "active"))
        # One identity is one account, and what its session may do is what its rules give.
        page.post("/v1/me/password", {"password": "x", "new_password": people.OTHER_PASSWORD})
        again = people.session_of(self.server, self.assertStatus(self.sign_in(self.provider, "suzuki+purchasing"), 201))
        self.assertEqual(again.get("/v1/me").json["user"]["user"], me["user"]["user"])
        self.assertStatus(page.delete("/v1/session"), 204)
        self.assertStatus(page.get("/v1/me"), 401)

    def test_linked_by_session_and_by_link(self):
        person = people.make_person(self.server, self.admin, "tanaka%d@example.jp" % next(_networks), ["supplier:read"])
        browser = Browser(self)
        answer = self.assertStatus(browser.end(self.organisation, self.provider.authorize(browser.begin(person), "tanaka")), 201)
        self.assertEqual(answer.json["user"]["sign_in"], ["password", "oidc"])
        self.assertEqual(self.told(answer.json["user"]["user"]), ["identity_linked"])
        self.assertEqual(self.assertStatus(self.sign_in(self.provider, "tanaka"), 201).json["user"]["user"], answer.json["user"]["user"])
        made = self.assertStatus(self.admin.post("/v1/users", {"email": "sato@example.jp", "name": "佐藤", "rights": ["buyer:read"]}), 201).json
        back = self.provider.authorize(browser.begin(token=made["link"]["token"]), "sato")
        answer = self.assertStatus(browser.end(self.organisation, back), 201)
        self.assertEqual((answer.json["user"]["user"], answer.json["user"]["sign_in"]), (made["user"]["user"], ["oidc"]))
        # The link is used; the identity cannot become another's.
        self.assertRefused(self.open.post("/v1/oidc-sign-ins", {"token": made["link"]["token"]}), 404, "link_not_found")
        back = self.provider.authorize(browser.begin(person), "sato")
        self.assertRefused(browser.end(self.organisation, back), 409, "oidc_identity_taken")
        # Another identity in its place, from within a session, is told also to who has no password.
        self.assertEqual(self.told(made["user"]["user"]), [])
        page = people.session_of(self.server, self.assertStatus(self.sign_in(self.provider, "sato", proof=True), 201))
        self.assertStatus(browser.end(self.organisation, self.provider.authorize(browser.begin(page), "ito")), 201)
        self.assertEqual(self.told(made["user"]["user"]), ["identity_linked"])

    def test_keys_that_rotate(self):
        self.assertStatus(self.sign_in(self.provider, "kato+purchasing"), 201)
        self.provider.rotate()
        self.set_instant(harness.FIRST_DAY + "T03:02:00Z")
        self.assertStatus(self.sign_in(self.provider, "kato+purchasing"), 201)

    def test_refused_at_the_provider(self):
        browser = Browser(self)
        state = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.begin(organisation=self.organisation)).query)["state"][0]
        answer = browser.end(self.organisation, {"state": state, "error": "access_denied", "iss": self.provider.issuer})
        self.assertRefused(answer, 401, "oidc_refused")

    def test_answer_of_another_issuer(self):
        """The provider sends `iss` (RFC 9207): another one, or none, is a mix-up."""
        for change in ({"iss": "https://evil.example.com"}, {"iss": None}):
            with self.subTest(change):
                browser = Browser(self)
                back = self.provider.authorize(browser.begin(organisation=self.organisation), "kato+purchasing") | change
                self.assertRefused(browser.end(self.organisation, back), 401, "oidc_other_issuer")
                self.assertRefused(browser.ask(self.organisation, back), 409, "oidc_sign_in_over")


class Proven(OidcTest):
    """A session is proven from when its person was asked at the provider, whose own session may be much older."""

    RULES = [{"claim": "groups", "value": "admin", "rights": ["keys:write"]}]

    def asked(self, answer):
        return people.session_of(self.server, self.assertStatus(answer, 201)).post("/v1/me/sessions:end-others")

    def test_the_real_one_says_when(self):
        provider = Provider([self.redirect()])
        self.addCleanup(provider.end)
        self.set_up(provider.issuer, Provider.SECRET, rules=self.RULES)
        self.assertStatus(self.asked(self.sign_in(provider, "takagi+admin", proof=True)), 200)
        # Who signs in for the day's work is not asked anew by a provider that knows them, which need not say when it did.
        self.assertRefused(self.asked(self.sign_in(provider, "takagi+admin")), 403, "proof_needed")

    def test_what_is_old_or_not_said_proves_nothing(self):
        forger = self.forger(rules=self.RULES)
        forger.claims = {"groups": ["admin"], "email": "p%d@example.jp" % next(_networks)}
        now = int(time.time())
        for said, status in (
            (now, 200),
            (now - 300, 200),
            *((one, 403) for one in (now - 700, now + 3600, -(2**63), 2**63 - 1, 0, now + 0.5, True, str(now), None)),
        ):
            with self.subTest(said=said):
                forger.claims["auth_time"] = said
                answer = self.asked(self.sign_in(forger))
                self.assertEqual((answer.status, answer.code), (status, "proof_needed" if status == 403 else None), answer)


class Settings(OidcTest):
    def test_what_is_set(self):
        self.assertIsNone(self.admin.get("/v1/oidc-settings").json["issuer"])
        self.assertRefused(self.open.post("/v1/oidc-sign-ins", {"organisation": self.organisation}), 404, "oidc_not_set")
        body = {"issuer": "https://login.example.com", "client_id": "a", "required": False, "exempt": None, "rules": []}
        answer = self.admin.put("/v1/oidc-settings", body, headers=ANY)
        self.assertEqual(answer.json["errors"][0]["code"], "oidc_issuer_not_allowed")
        forger = self.forger(secret="secret")
        kept = self.admin.get("/v1/oidc-settings").json
        self.assertEqual((kept["client_secret_set"], kept["rules"]), (True, RULES))
        self.assertNotIn("secret", self.server.sql("select * from hoshitori.oidc_setting").split("|"))
        self.assertStatus(self.sign_in(forger), 403)
        self.assertTrue(forger.authorization.startswith("Basic "))
        # Another client does not inherit the secret.
        body = {"issuer": forger.issuer, "client_id": "other", "required": False, "exempt": None, "rules": []}
        self.assertFalse(self.assertStatus(self.admin.put("/v1/oidc-settings", body, headers=ANY), 200).json["client_secret_set"])
        self.assertRegex(self.server.command("oidc-issuer", "list").stdout, forger.issuer + "\t1\t")
        self.assertNotEqual(self.server.command("oidc-issuer", "remove", "--issuer", forger.issuer, check=False).returncode, 0)
        self.assertStatus(self.admin.delete("/v1/oidc-settings", headers=ANY), 200)
        self.server.command("oidc-issuer", "remove", "--issuer", forger.issuer)

    def test_the_later_of_two_is_told(self):
        path, forger = "/v1/oidc-settings", self.forger()
        read = self.admin.get(path)
        body = {"issuer": forger.issuer, "client_id": "one", "required": False, "exempt": None, "rules": RULES}
        self.assertProblem(self.admin.put(path, body), 428, "if_match_required")
        self.assertProblem(self.admin.delete(path), 428, "if_match_required")
        saved = self.assertStatus(self.admin.put(path, body, headers={"If-Match": read.etag}), 200)
        for late in ({"client_id": "two"}, {"rules": []}, {"client_secret": "s"}):
            self.assertProblem(self.admin.put(path, body | late, headers={"If-Match": read.etag}), 412, "precondition_failed")
        self.assertProblem(self.admin.delete(path, headers={"If-Match": read.etag}), 412, "precondition_failed")
        # A repetition takes nothing from anybody, and changes nothing.
        again = self.assertStatus(self.admin.put(path, body, headers={"If-Match": read.etag}), 200)
        self.assertEqual((again.etag, again.json["recorded_at"]), (saved.etag, saved.json["recorded_at"]))
        # A secret in place of another one shows in nothing else.
        secret = self.assertStatus(self.admin.put(path, body | {"client_secret": "s"}, headers={"If-Match": saved.etag}), 200)
        other = self.assertStatus(self.admin.put(path, body | {"client_secret": "t"}, headers={"If-Match": secret.etag}), 200)
        self.assertProblem(self.admin.put(path, body | {"client_secret": "u"}, headers={"If-Match": secret.etag}), 412, "precondition_failed")
        self.assertProblem(self.admin.delete(path, headers={"If-Match": secret.etag}), 412, "precondition_failed")
        # Its answer may have been lost.
        again = self.assertStatus(self.admin.put(path, body | {"client_secret": "t"}, headers={"If-Match": secret.etag}), 200)
        self.assertEqual(again.etag, other.etag)
        left = self.assertStatus(self.admin.delete(path, headers={"If-Match": other.etag}), 200)
        self.assertStatus(self.admin.put(path, body, headers={"If-Match": left.etag}), 200)

    def audited(self, operation):
        entries = [json.loads(item["entry"]) for item in self.admin.get("/v1/audit/events?limit=200").json["items"]]
        return [entry["detail"] for entry in entries if entry["action"] == operation]

    def test_what_stands_is_no_change(self):
        path, forger = "/v1/oidc-settings", self.forger()
        body = {"issuer": forger.issuer, "client_id": "hoshitori", "required": False, "exempt": None, "rules": RULES}
        for secret in ({}, {"client_secret": "s"}):
            saved = self.assertStatus(self.admin.put(path, body | secret, headers=ANY), 200)
            told = self.audited("oidc_settings_put")
            self.set_day("2026-12-0%d" % (8 + len(secret)))
            again = self.assertStatus(self.admin.put(path, body | secret, headers=ANY), 200)
            self.assertEqual((again.etag, again.json), (saved.etag, saved.json))
            self.assertEqual(self.audited("oidc_settings_put"), told)

    def test_nobody_gives_rights_that_he_lacks(self):
        forger = self.forger()
        lesser = self.make_key(self.admin, ["keys:write"])
        body = {"issuer": forger.issuer, "client_id": "a", "required": False, "exempt": None}
        self.assertRefused(lesser.put("/v1/oidc-settings", body | {"rules": RULES}, headers=ANY), 403, "more_rights_than_own")

    def make_key(self, admin, rights):
        made = self.assertStatus(admin.post("/v1/api-keys", {"name": "k", "rights": rights, "expires_on": "2027-06-30"}), 201).json
        return admin.with_key(made["secret"])

    def test_demanded_of_all_but_one(self):
        forger = self.forger()
        email = "kanri%d@example.jp" % next(_networks)
        exempt = people.make_person(self.server, self.admin, email, harness.ALL_RIGHTS.split(","))
        other = people.make_person(self.server, self.admin, "b" + email, ["buyer:read"])
        ids = [page.get("/v1/me").json["user"]["user"] for page in (exempt, other)]
        body = {"issuer": forger.issuer, "client_id": "hoshitori", "required": True, "rules": []}
        self.assertEqual(self.admin.put("/v1/oidc-settings", body | {"exempt": ids[1]}, headers=ANY).json["errors"][0]["code"], "oidc_exempt_unfit")
        self.assertStatus(self.admin.put("/v1/oidc-settings", body | {"exempt": None}, headers=ANY), 422)
        self.assertStatus(self.admin.put("/v1/oidc-settings", body | {"exempt": ids[0]}, headers=ANY), 200)
        people.sign_in(self.server, email)
        answer = self.open.post("/v1/sessions", {"email": "b" + email, "password": people.PASSWORD})
        self.assertRefused(answer, 403, "oidc_required")
        self.assertEqual(answer.json["params"]["organisation"], self.organisation)
        self.assertRefused(self.open.post("/v1/sessions", {"email": "b" + email, "password": "wrong"}), 401, "sign_in_failed")
        self.assertRefused(self.admin.post("/v1/users/%s:remove" % ids[0]), 409, "oidc_exempt")
        self.assertRefused(self.admin.patch("/v1/users/" + ids[0], {"rights": ["buyer:read"]}), 409, "oidc_exempt")

    def test_how_somebody_proves_to_be_there(self):
        forger = self.forger()
        email = "proof%d@example.jp" % next(_networks)
        exempt = people.make_person(self.server, self.admin, email, harness.ALL_RIGHTS.split(","))
        page = people.make_person(self.server, self.admin, "b" + email, ["buyer:read"])
        body = {"issuer": forger.issuer, "client_id": "hoshitori", "required": True, "rules": [], "exempt": exempt.get("/v1/me").json["user"]["user"]}

        def proves(caller):
            return caller.get("/v1/me").json["proves"]

        self.assertEqual([proves(caller) for caller in (self.admin, exempt, page)], [[], ["password"], ["password"]])
        self.assertStatus(self.admin.put("/v1/oidc-settings", body, headers=ANY), 200)
        until(lambda: self.admin.get("/v1/oidc-settings").json["provider"] == "ready", self.server.log)
        # Who has no company account yet links one, which has to be proven, with the password.
        self.set_instant(harness.FIRST_DAY + "T03:11:00Z")
        self.assertEqual([proves(caller) for caller in (exempt, page)], [["password"], ["password"]])
        self.assertRefused(page.post("/v1/oidc-sign-ins", {}), 403, "proof_needed")
        self.assertStatus(page.post("/v1/session:prove", {"password": people.PASSWORD}), 200)
        page = people.session_of(self.server, self.assertStatus(self.link(forger, page), 201))
        self.assertEqual(proves(page), ["oidc"])
        self.assertRefused(page.post("/v1/session:prove", {"password": people.PASSWORD}), 403, "oidc_required")
        self.assertStatus(self.admin.put("/v1/oidc-settings", body | {"required": False, "exempt": None}, headers=ANY), 200)
        self.assertEqual(proves(page), ["password", "oidc"])
        # Nobody proves anything at a provider that is the organisation's no more.
        tag = self.admin.get("/v1/oidc-settings").headers["ETag"]
        self.assertStatus(self.admin.delete("/v1/oidc-settings", headers={"If-Match": tag}), 200)
        self.assertEqual(proves(page), ["password"])

    def test_unlinked(self):
        forger = self.forger()
        page = people.make_person(self.server, self.admin, "u%d@example.jp" % next(_networks), ["buyer:read"])
        user = self.assertStatus(self.link(forger, page), 201).json["user"]["user"]
        self.assertStatus(self.sign_in(forger), 201)
        self.assertEqual(self.assertStatus(self.admin.post("/v1/users/%s/identity:remove" % user), 200).json["sign_in"], ["password"])
        self.assertStatus(page.get("/v1/me"), 401)
        self.assertRefused(self.sign_in(forger), 403, "oidc_account_unknown")
        self.assertRefused(self.admin.post("/v1/users/%s/identity:remove" % user), 404, "not_found")

    def test_rights_follow_the_rules(self):
        forger = self.forger()
        forger.claims = {"groups": ["purchasing", "manager"], "email": "r%d@example.jp" % next(_networks)}
        page = people.session_of(self.server, self.assertStatus(self.sign_in(forger), 201))
        self.assertEqual(page.get("/v1/me").json["user"]["rights"], ["buyer:read", "buyer:write"])
        forger.claims |= {"groups": "purchasing"}
        self.assertStatus(self.sign_in(forger), 201)
        self.assertEqual(page.get("/v1/me").json["user"]["rights"], ["buyer:read"])
        forger.claims |= {"groups": ["sales"]}
        self.assertRefused(self.sign_in(forger), 403, "oidc_account_unknown")

    def test_first_sign_ins_at_once_make_one_account(self):
        forger = self.forger()
        forger.claims = {"groups": ["purchasing"], "email": "once%d@example.jp" % next(_networks)}
        browsers = [Browser(self) for _ in range(6)]
        backs = [forger.authorize(browser.begin(organisation=self.organisation)) for browser in browsers]
        answers = self.at_once(*[lambda browser=browser, back=back: browser.end(self.organisation, back) for browser, back in zip(browsers, backs)])
        self.assertEqual([answer.status for answer in answers], [201] * 6, answers)
        self.assertEqual(len({answer.json["user"]["user"] for answer in answers}), 1)
        self.assertEqual([told.get("account") for told in self.audited("oidc_session_start")].count("added"), 1)

    def test_one_identity_for_one_of_two_at_once(self):
        forger = self.forger()
        pages = [people.make_person(self.server, self.admin, "w%d@example.jp" % next(_networks), ["buyer:read"]) for _ in range(4)]
        browsers = [Browser(self) for _ in pages]
        backs = [forger.authorize(browser.begin(page)) for browser, page in zip(browsers, pages)]
        answers = self.at_once(*[lambda browser=browser, back=back: browser.end(self.organisation, back) for browser, back in zip(browsers, backs)])
        self.assertEqual(sorted((answer.status, answer.code) for answer in answers), [(201, None)] + [(409, "oidc_identity_taken")] * 3)

    def test_names_that_are_none(self):
        """A provider may call somebody whatever it likes; what is no name for a person here is none."""
        forger = self.forger()
        for name in ("二行の\n名前", "長" * 101, "???", "", " ", 5, {"given": "花子"}, ["花子"], "\u202e逆"):
            address = "n%d@example.jp" % next(_networks)
            forger.claims = {"sub": address, "groups": ["purchasing"], "email": address, "name": name}
            self.assertEqual(self.assertStatus(self.sign_in(forger), 201).json["user"]["name"], address, name)
        forger.claims |= {"sub": "kanji", "email": "k%d@example.jp" % next(_networks), "name": "長" * 100}
        self.assertEqual(self.assertStatus(self.sign_in(forger), 201).json["user"]["name"], "長" * 100)

    def test_audited(self):
        forger = self.forger()
        forger.claims = {"groups": ["purchasing"], "email": "audit@example.jp"}
        self.assertStatus(self.sign_in(forger), 201)
        started = self.audited("oidc_session_start")[0]
        self.assertEqual((started["issuer"], started["account"]), (forger.issuer, "added"))
        self.assertEqual(self.audited("oidc_settings_put")[0]["issuer"], forger.issuer)


class Forgeries(OidcTest):
    """Each is tried beside a good sign-in of the same identity."""

    def setUp(self):
        super().setUp()
        self.provider = self.forger()
        page = people.make_person(self.server, self.admin, "f%d@example.jp" % next(_networks), ["buyer:read"])
        self.assertStatus(self.link(self.provider, page), 201)

    def test_tokens(self):
        key, stranger, short = self.provider.keys[0], Key("first"), Key("short", 1024)
        self.provider.keys.append(short)

        def claimed(**claims):
            return lambda good, own: token(good | claims, own)

        def headed(sign=None, **header):
            return lambda good, own: token(good, own, header, sign)

        forged = {
            "another issuer": claimed(iss="https://login.example.com"),
            "another client": claimed(aud="other"),
            "for others too": claimed(aud=["hoshitori", "other"]),
            "presented by another": claimed(aud=["hoshitori", "other"], azp="other"),
            "expired": claimed(exp=1700000000),
            "without an end": claimed(exp=None),
            "not yet": claimed(nbf=4000000000),
            "from tomorrow": claimed(iat=4000000000),
            "another nonce": claimed(nonce="0" * 64),
            "no nonce": claimed(nonce=None),
            "no subject": claimed(sub=None),
            "an empty subject": claimed(sub=""),
            "a subject that is a number": claimed(sub=5),
            "alg none": headed(lambda text: b"", alg="none"),
            "no alg": headed(alg=None),
            "the public key as a secret": headed(hs256(key.pem()), alg="HS256"),
            "another's key under the same kid": lambda good, own: token(good, stranger),
            "an unknown key": headed(stranger.sign, kid="unknown"),
            "a short key": lambda good, own: token(good, short),
            "extensions": headed(crit=["exp"]),
            "a key of its own": headed(stranger.sign, jwk=stranger.jwk(), kid=None),
            "not signed": lambda good, own: token(good, own).rsplit(".", 1)[0] + ".",
            "changed": lambda good, own: token(good, own).replace(".", ".e30", 1),
            "no token": lambda good, own: "hello",
            "an object": lambda good, own: {"sub": "subject"},
        }
        for name, made in forged.items():
            with self.subTest(name):
                self.provider.made = made
                self.assertRefused(self.sign_in(self.provider), 401, "oidc_refused")
                self.provider.made = token
                self.assertStatus(self.sign_in(self.provider), 201)

    def test_another_subject_with_the_same_address(self):
        address = self.admin.get("/v1/users").json["items"][0]["email"]
        self.provider.claims = {"sub": "another", "email": address.upper(), "email_verified": True}
        self.assertRefused(self.sign_in(self.provider), 403, "oidc_account_unknown")
        self.provider.claims |= {"groups": ["purchasing"]}
        self.assertRefused(self.sign_in(self.provider), 409, "oidc_account_exists")
        self.provider.claims |= {"email": "nobody"}
        self.assertRefused(self.sign_in(self.provider), 409, "oidc_email_missing")

    def test_same_subject_of_another_issuer(self):
        other = self.forger()
        self.assertRefused(self.sign_in(other), 403, "oidc_account_unknown")

    def test_another_browser(self):
        """Login CSRF: what somebody else began is no sign-in here, nor what one's own state says in another browser."""
        mine, theirs = Browser(self), Browser(self)
        back = self.provider.authorize(mine.begin(organisation=self.organisation))
        theirs.begin(organisation=self.organisation)
        self.assertRefused(theirs.end(self.organisation, back), 409, "oidc_sign_in_over")
        theirs.device = None
        self.assertRefused(theirs.end(self.organisation, back), 409, "oidc_sign_in_over")
        self.assertStatus(mine.end(self.organisation, back), 201)

    def test_good_once(self):
        browser = Browser(self)
        back = self.provider.authorize(browser.begin(organisation=self.organisation))
        self.assertRefused(browser.ask(self.organisation, back | {"state": "0" * 64}), 409, "oidc_sign_in_over")
        answer = self.assertStatus(browser.end(self.organisation, back), 201)
        for kept in ("id_token", "access_token", "eyJ"):
            self.assertNotIn(kept, answer.text + str(answer.headers))  # the provider's tokens stay at the server
        self.assertRefused(browser.ask(self.organisation, back), 409, "oidc_sign_in_over")
        later = self.provider.authorize(browser.begin(organisation=self.organisation)) | {"code": back["code"]}
        self.assertRefused(browser.end(self.organisation, later), 401, "oidc_refused")

    def test_what_a_session_began_ends_with_it(self):
        """Whoever had somebody's session links nothing once that is ended, by whomever."""
        email = "e%d@example.jp" % next(_networks)
        first = people.make_person(self.server, self.admin, email, ["buyer:read"])
        user = first.get("/v1/me").json["user"]["user"]
        ends = (
            lambda page: page.delete("/v1/session"),
            lambda page: people.sign_in(self.server, email).post("/v1/me/sessions:end-others"),
            lambda page: self.admin.post("/v1/users/%s/sessions:end" % user),
            lambda page: people.sign_in(self.server, email).put("/v1/me/password", {"password": people.PASSWORD, "new_password": people.OTHER_PASSWORD}),
        )
        self.provider.claims = {"sub": "thief"}
        for end in ends:
            page, browser = people.sign_in(self.server, email), Browser(self)
            back = self.provider.authorize(browser.begin(page))
            self.assertLess(end(page).status, 300)
            self.assertRefused(browser.end(self.organisation, back), 409, "oidc_sign_in_over")
        self.assertRefused(self.sign_in(self.provider), 403, "oidc_account_unknown")

    def test_two_at_once_are_one(self):
        browser = Browser(self)
        back = self.provider.authorize(browser.begin(organisation=self.organisation))
        answers = self.at_once(*[lambda: browser.end(self.organisation, back)] * 4)
        self.assertEqual(sorted(answer.status for answer in answers), [201, 409, 409, 409])

    def test_too_late(self):
        browser = Browser(self)
        back = self.provider.authorize(browser.begin(organisation=self.organisation))
        self.set_instant(harness.FIRST_DAY + "T03:10:01Z")
        self.assertRefused(browser.ask(self.organisation, back), 409, "oidc_sign_in_over")

    def test_another_organisation(self):
        """What came back to one organisation's address is not another's."""
        other = self.make_buyer()
        browser = Browser(self)
        back = self.provider.authorize(browser.begin(organisation=self.organisation))
        self.assertRefused(browser.ask(other.get("/v1/me").json["organisation"]["organisation"], back), 409, "oidc_sign_in_over")
        self.assertStatus(browser.end(self.organisation, back), 201)

    def test_way_back_is_the_servers_own(self):
        """No member of a request says where the browser comes back to."""
        begun = [Browser(self).begin(organisation=self.organisation) for _ in range(2)]
        asked, again = (dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query)) for url in begun)
        for anew in ("state", "nonce", "code_challenge"):
            self.assertNotEqual(asked[anew], again[anew])
            self.assertGreaterEqual(len(asked[anew]), 43)  # 256 bits
        self.assertEqual(asked["redirect_uri"], self.redirect())
        self.assertEqual((asked["response_type"], asked["code_challenge_method"]), ("code", "S256"))
        answer = self.open.post("/v1/oidc-sign-ins", {"organisation": self.organisation, "redirect_uri": "https://evil.example.com"})
        self.assertStatus(answer, 422)

    def test_unknown_keys_are_asked_for_once_a_minute(self):
        self.provider.made = lambda good, own: token(good, own, {"kid": "unknown"})
        self.set_instant(harness.FIRST_DAY + "T03:05:00Z")
        before = self.provider.asked.count("/keys")
        for _ in range(4):
            self.assertRefused(self.sign_in(self.provider), 401, "oidc_refused")
        self.assertEqual(self.provider.asked.count("/keys"), before + 1)

    def test_provider_away_or_slow(self):
        self.provider.status = 503
        self.assertRefused(self.sign_in(self.provider), 409, "oidc_provider_away")
        self.provider.status = 200
        waits = threading.Event()
        self.addCleanup(waits.set)
        self.provider.wait = lambda: waits.wait(PATIENCE_SECONDS)
        self.assertRefused(self.sign_in(self.provider), 409, "oidc_provider_away")
        self.provider.wait = lambda: None
        self.assertStatus(self.sign_in(self.provider), 201)

    def test_slow_provider_holds_up_no_other(self):
        waits = threading.Event()
        self.addCleanup(waits.set)
        slow, organisation = self.provider, self.organisation
        slow.wait = lambda: waits.wait(PATIENCE_SECONDS)
        browsers = [Browser(self) for _ in range(12)]
        for browser in browsers:
            self.assertStatus(browser.ask(organisation, slow.authorize(browser.begin(organisation=organisation))), 202)
        self.admin = self.make_caller("南斗精機株式会社", harness.ALL_RIGHTS)
        self.organisation = self.admin.get("/v1/me").json["organisation"]["organisation"]
        quick = self.forger()
        quick.claims = {"groups": ["purchasing"], "email": "q@example.jp"}
        self.assertStatus(self.sign_in(quick), 201)

    def test_metadata_of_another_name(self):
        liar = Forger()
        self.addCleanup(liar.end)
        liar.metadata = {"issuer": self.provider.issuer}
        self.server.command("oidc-issuer", "add", "--issuer", liar.issuer, "--webhooks-anywhere=1")
        body = {"issuer": liar.issuer, "client_id": "hoshitori", "required": False, "exempt": None, "rules": []}
        self.assertStatus(self.admin.put("/v1/oidc-settings", body, headers=ANY), 200)
        until(lambda: self.admin.get("/v1/oidc-settings").json["provider"] == "away", self.server.log)
        answer = self.open.post("/v1/oidc-sign-ins", {"organisation": self.organisation})
        self.assertRefused(answer, 409, "oidc_provider_away")


class Outside(harness.ApiTest):
    """Without the setting for development only public addresses are spoken to."""

    def test_issuers(self):
        for issuer in ("http://login.example.com", "https://localhost", "https://127.0.0.1", "https://login.example.com/?a=b", "https://10.0.0.1", "x"):
            done = self.server.command("oidc-issuer", "add", "--issuer", issuer, check=False)
            self.assertEqual(done.returncode, 2, (issuer, done.stderr))
        self.server.command("oidc-issuer", "add", "--issuer", "https://login.example.com")


if __name__ == "__main__":
    harness.main()
