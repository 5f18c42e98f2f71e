"""The back office from outside: what a clerk does, and every way to get more than one has, which must fail and be recorded."""
import json
import re
import urllib.parse

from people import COOKIES, People
from person import fields
from site_under_test import local

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
OFFICE = ["customer.read", "customer.write", "customer.erase", "staff.read", "staff.write", "role.write", "client.read", "client.write", "provider.write",
          "audit.read", "mail.read", "mail.write", "event.read"]


class Clerk:
    """A colleague with these permissions, logged in a moment ago."""

    def __init__(self, site, people, names, minutes_ago=0):
        self.site, self.people = site, people
        self.account = people.account("staff")
        self.role = people.role(names)
        people.give(self.account, self.role)
        self.cookie = people.session(self.account, minutes_ago=minutes_ago)
        people.write()

    def headers(self, more=None):
        return {"Cookie": "%s=%s" % (COOKIES["office"], self.cookie), "Sec-Fetch-Site": "same-origin", **(more or {})}

    def get(self, path):
        return self.site.get(path, "GET", None, self.headers())

    def post(self, path, values):
        pairs = list(values.items()) if isinstance(values, dict) else list(values)
        body = "&".join("%s=%s" % (k, quote(v)) for k, v in pairs + [("csrf", self.people.csrf(self.cookie))])
        return self.site.get(path, "POST", body.encode(), self.headers({"Content-Type": FORM["Content-Type"]}))

    def id(self):
        return public(self.people, self.account)


def quote(text):

    return urllib.parse.quote_plus(str(text))


def public(people, account):
    return people.run("SELECT public_id FROM mercer.account WHERE id = %d" % account["id"]).split()[-1]


def row(people, account):
    return people.run("SELECT realm, kind, state, email, given_name, family_name, version FROM mercer.account WHERE id = %d" % account["id"]).strip()


def recorded(people, event, outcome="refused"):
    return int(people.run("SELECT COUNT(*) FROM mercer.audit_log WHERE event = '%s' AND outcome = '%s'" % (event, outcome)).split()[-1])


def customer(people):
    a = people.account("customer")
    people.write()
    return a, public(people, a)


# ---- attempts to get more ----

def test_office_another_realms_cookie(site):
    people = People(site)
    shopper, _ = customer(people)
    clerk = Clerk(site, people, OFFICE)
    cookie = people.session(shopper)
    people.write()
    for value in (cookie, "", "x" * 43):
        got = site.get("/admin", "GET", None, {"Cookie": "%s=%s" % (COOKIES["office"], value)})
        assert got.status == 303 and local(got.headers["location"]) == "/admin/login?back=%2Fadmin", (value, got.status)
    got = site.get("/account", "GET", None, {"Cookie": "%s=%s" % (COOKIES["shop"], clerk.cookie)})
    assert got.status == 303 and "/login" in got.headers["location"], "an office session opens no customer's pages"
    assert clerk.get("/admin").status == 200


def test_office_without_permission(site):
    people = People(site)
    shopper, ident = customer(people)
    clerk = Clerk(site, people, ["mail.read"])
    before = recorded(people, "access.denied")
    for path in ("/admin/customers", "/admin/customers/" + ident, "/admin/staff", "/admin/roles/new", "/admin/audit", "/admin/audit.csv", "/admin/privacy"):
        got = clerk.get(path)
        assert got.status == 403, (path, got.status)
        assert shopper["email"] not in got.text
    got = clerk.get("/admin/customers")
    assert "customer.read" in got.text and "see customers and their addresses" in got.text, "the page says which permission is missing"
    assert recorded(people, "access.denied") > before
    text = clerk.get("/admin").text
    assert "/admin/customers" not in text and "/admin/mail" in text, "what is not allowed is not in the navigation"


def test_office_customers_token(site):
    people = People(site)
    shopper, ident = customer(people)
    keys = {"own": people.api_key(["profile.read", "profile.write"], shopper), "greedy": people.api_key(["customer.read", "audit.read"], shopper),
            "shop": people.api_key(["event.read"]), "good": people.api_key(["customer.read"])}
    people.write()
    before = recorded(people, "access.denied") + recorded(people, "token.refused")
    expected = {"own": 403, "greedy": 403, "shop": 403, "good": 200}
    for name, status in expected.items():
        for path in ("/api/v1/customers", "/api/v1/customers/" + ident):
            got = site.get(path, "GET", None, {"Authorization": "Bearer " + keys[name]})
            assert got.status == status, (name, path, got.status)
            if status == 403:
                assert got.headers["content-type"].startswith("application/problem+json") and "insufficient_scope" in got.headers["www-authenticate"]
    assert site.get("/api/v1/customers").status == 401
    assert site.get("/api/v1/audit-events", "GET", None, {"Cookie": "%s=x" % COOKIES["office"]}).status == 401, "the interface takes no cookies"
    assert recorded(people, "access.denied") + recorded(people, "token.refused") > before


def test_office_mass_assignment(site):
    people = People(site)
    shopper, ident = customer(people)
    clerk = Clerk(site, people, ["customer.read", "customer.write"])
    data = fields(clerk.get("/admin/customers/%s/edit" % ident).text, "/admin/customers/%s/edit" % ident)
    data.update({"given_name": "Eve", "realm": "office", "kind": "staff", "state": "disabled", "email": "evil@example.org", "roles": "x", "session_epoch": "9",
                 "id": "1", "public_id": "acct_x", "password_hash": "x"})
    got = clerk.post("/admin/customers/%s/edit" % ident, {k: v for k, v in data.items() if k != "csrf"})
    assert got.status == 303, got.status
    assert row(people, shopper).split("\t")[:5] == ["shop", "customer", "active", shopper["email"], "Eve"]
    key = people.api_key(["customer.read", "customer.write"])
    people.write()
    bearer = {"Authorization": "Bearer " + key}
    etag = site.get("/api/v1/customers/" + ident, "GET", None, bearer).headers["etag"]
    before = row(people, shopper)
    for bad in ({"kind": "staff"}, {"realm": "office"}, {"state": "disabled"}, {"email": "evil@example.org"}, {"roles": ["Owner"]}, {"id": "acct_x"}, {"version": 1}):
        got = site.get("/api/v1/customers/" + ident, "PATCH", json.dumps(bad).encode(),
                       {**bearer, "Content-Type": "application/merge-patch+json", "If-Match": etag})
        assert got.status == 422, (bad, got.status)
        assert row(people, shopper) == before, bad


def test_office_roles_cannot_be_climbed(site):
    people = People(site)
    clerk = Clerk(site, people, ["staff.read", "staff.write", "role.write"])
    friend, shopper = people.account("staff"), people.account("customer")
    people.write()
    owner = people.run("SELECT public_id FROM mercer.role WHERE name = 'Owner' AND is_builtin").split()[-1]
    own = people.run("SELECT public_id FROM mercer.role WHERE id = %d" % clerk.role).split()[-1]
    before = recorded(people, "roles.changed") + recorded(people, "role.changed")
    tries = [("/admin/staff/%s/roles" % clerk.id(), [("roles", owner)]), ("/admin/staff/%s/roles" % clerk.id(), []),
             ("/admin/staff/%s/roles" % public(people, friend), [("roles", owner)]),
             ("/admin/roles/new", [("name", "Mighty"), ("permissions", "audit.read")]),
             ("/admin/roles/%s/edit" % own, [("name", "Mine"), ("version", "1"), ("permissions", "staff.read"), ("permissions", "customer.erase")]),
             ("/admin/roles/%s/edit" % owner, [("name", "Owner"), ("version", "1"), ("permissions", "staff.read")]),
             ("/admin/staff/invite", [("email", "climb@example.org"), ("given_name", "C"), ("family_name", "L"), ("roles", owner)])]
    for path, values in tries:
        got = clerk.post(path, values)
        assert got.status == 403, (path, values, got.status)
    assert clerk.post("/admin/staff/%s/roles" % public(people, shopper), [("roles", own)]).status == 404, "customers are not staff"
    assert recorded(people, "roles.changed") + recorded(people, "role.changed") == before + len(tries)
    assert people.run("SELECT COUNT(*) FROM mercer.account_role WHERE account_id IN (%d, %d)" % (friend["id"], shopper["id"])).split()[-1] == "0"
    assert people.run("SELECT COUNT(*) FROM mercer.account WHERE email_key = 'climb@example.org'").split()[-1] == "0"
    # A key or a client cannot carry what its maker lacks either.
    maker = Clerk(site, people, ["client.read", "client.write", "event.read"])
    assert maker.post("/admin/integrations/keys/new", [("name", "K"), ("scope", "event.read"), ("scope", "customer.read")]).status == 403
    assert maker.post("/admin/integrations/clients/new", [("name", "C"), ("may_client_credentials", "1"), ("scope", "audit.read")]).status == 403
    got = maker.post("/admin/integrations/keys/new", [("name", "K"), ("scope", "event.read")])
    assert got.status == 200
    key = re.search(r'value="(mk_[^"]+)"', got.text).group(1)
    assert site.get("/api/v1/events", "GET", None, {"Authorization": "Bearer " + key}).status == 200
    assert key not in maker.get("/admin/integrations").text


def test_office_asks_again(site):
    people = People(site)
    clerk = Clerk(site, people, OFFICE, minutes_ago=20)
    for path in ("/admin/roles/new", "/admin/integrations/keys/new", "/admin/staff/invite"):
        got = clerk.get(path)
        assert got.status == 303 and local(got.headers["location"]).startswith("/admin/login/again?back="), (path, got.status)
    assert clerk.get("/admin/customers").status == 200


def test_office_stronger_colleague(site):
    people = People(site)
    boss, clerk = Clerk(site, people, OFFICE), Clerk(site, people, ["staff.read", "staff.write"])
    for action in ("disable", "factors", "sessions", "reset"):
        got = clerk.post("/admin/staff/%s/%s" % (boss.id(), action), {})
        assert got.status in (403, 409), (action, got.status)
    assert boss.get("/admin").status == 200, "still there, still logged in"
    got = boss.post("/admin/staff/%s/disable" % clerk.id(), {})
    assert got.status == 303, got.status
    assert clerk.get("/admin").status == 303, "who is disabled is out at once"


# ---- what a clerk does ----

def test_office_customer(site):
    people = People(site)
    shopper, ident = customer(people)
    clerk = Clerk(site, people, ["customer.read", "customer.write", "audit.read"])
    cookie = people.session(shopper)
    people.write()
    before = recorded(people, "customer.viewed", "ok")
    page = clerk.get("/admin/customers/" + ident)
    assert page.status == 200 and shopper["email"] in page.text and "no-store" in page.headers["cache-control"]
    assert recorded(people, "customer.viewed", "ok") == before + 1
    assert shopper["email"] in clerk.get("/admin/customers?q=" + shopper["email"][:12]).text
    shop = {"Cookie": "%s=%s" % (COOKIES["shop"], cookie)}
    assert site.get("/account", "GET", None, shop).status == 200
    assert clerk.get("/admin/customers/%s/disable" % ident).status == 200, "it asks first"
    assert clerk.post("/admin/customers/%s/disable" % ident, {}).status == 303
    assert site.get("/account", "GET", None, shop).status == 303, "logged out"
    assert clerk.post("/admin/customers/%s/enable" % ident, {}).status == 303
    assert row(people, shopper).split("\t")[2] == "active"


def test_office_conflict(site):
    people = People(site)
    shopper, ident = customer(people)
    a, b = (Clerk(site, people, ["customer.read", "customer.write"]) for _ in range(2))
    path = "/admin/customers/%s/edit" % ident
    data = {k: v for k, v in fields(a.get(path).text, path).items() if k != "csrf"}
    assert a.post(path, {**data, "family_name": "First"}).status == 303
    got = b.post(path, {**data, "family_name": "Second"})
    assert got.status == 409 and "First" in got.text and "Second" in got.text, "both values are shown"
    again = {k: v for k, v in fields(got.text, path).items() if k != "csrf"}
    assert again["family_name"] == "Second" and again["version"] != data["version"]
    assert b.post(path, again).status == 303
    assert row(people, shopper).split("\t")[5] == "Second"


def test_office_role_is_made_and_given(site):
    people = People(site)
    boss = Clerk(site, people, OFFICE)
    friend = people.account("staff")
    people.write()
    name = "Team %s" % friend["id"]
    got = boss.post("/admin/roles/new", [("name", name), ("permissions", "mail.read")])
    assert got.status == 303
    role = re.search(r"role_\w+", got.headers["location"]).group(0)
    assert boss.post("/admin/staff/%s/roles" % public(people, friend), [("roles", role)]).status == 303
    assert boss.post("/admin/roles/%s/delete" % role, {"version": 1}).status == 409, "somebody has it"
    assert boss.post("/admin/staff/%s/roles" % public(people, friend), []).status == 303
    assert boss.post("/admin/roles/%s/delete" % role, {"version": 1}).status == 303
    assert boss.get("/admin/roles/" + role).status == 404


def test_office_pages_have_no_secrets_in_html(site):
    people = People(site)
    clerk = Clerk(site, people, OFFICE)
    for path in ("/admin", "/admin/customers", "/admin/staff", "/admin/roles", "/admin/integrations", "/admin/audit", "/admin/mail", "/admin/mail/events",
                 "/admin/privacy", "/admin/account", "/admin/account/password", "/admin/search?q=an", "/admin/shortcuts", "/admin/security"):
        for base in ("", "/de"):
            got = clerk.get(base + path)
            assert got.status == 200, (base + path, got.status)
            assert "argon2id" not in got.text and clerk.cookie not in got.text
            assert "no-store" in got.headers["cache-control"] and 'name="robots" content="noindex' in got.text, path


def test_office_audit(site):
    people = People(site)
    clerk = Clerk(site, people, ["audit.read"])
    assert clerk.get("/admin/audit?event=login.refused&outcome=refused&from=2026-01-01&to=2030-01-01").status == 200
    got = clerk.get("/admin/audit.csv?object=" + clerk.id())
    assert got.status == 200 and got.headers["content-type"].startswith("text/csv") and got.text.startswith("id,at,event,outcome,")
    said = site.dev("mercer", "audit", "verify")
    assert "one unbroken chain" in said, said


# ---- JSON ----

def test_office_api_customers(site):
    people = People(site)
    for _ in range(7):
        people.account("customer")
    key = people.api_key(["customer.read", "customer.write"])
    staff = people.account("staff")
    people.write()
    bearer = {"Authorization": "Bearer " + key}
    total = int(people.run("SELECT COUNT(*) FROM mercer.account WHERE realm = 'shop'").split()[-1])
    seen, path = [], "/api/v1/customers?limit=3"
    while path:
        got = site.get(path, "GET", None, bearer)
        assert got.status == 200 and "no-store" in got.headers["cache-control"]
        page = json.loads(got.text)
        seen += [c["id"] for c in page["items"]]
        path = local(re.search("<([^>]+)>", got.headers["link"]).group(1)) if page["has_more"] else None
    assert len(seen) == len(set(seen)) >= total, (len(seen), total)
    for bad in ("/api/v1/customers?after=abc", "/api/v1/customers?limit=0", "/api/v1/customers?nothing=1"):
        got = site.get(bad, "GET", None, bearer)
        assert got.status == 400 and json.loads(got.text)["errors"], bad
    assert site.get("/api/v1/customers/" + public(people, staff), "GET", None, bearer).status == 404, "staff are no customers"
    ident = seen[0]
    got = site.get("/api/v1/customers/" + ident, "GET", None, bearer)
    etag, merge = got.headers["etag"], {**bearer, "Content-Type": "application/merge-patch+json"}
    change = json.dumps({"family_name": "Patch", "birthday": "1990-05-31"}).encode()
    assert site.get("/api/v1/customers/" + ident, "PATCH", change, merge).status == 428
    assert site.get("/api/v1/customers/" + ident, "PATCH", change, {**merge, "If-Match": '"0"'}).status == 412
    got = site.get("/api/v1/customers/" + ident, "PATCH", change, {**merge, "If-Match": etag})
    assert got.status == 200 and json.loads(got.text)["birthday"] == "1990-05-31" and got.headers["etag"] != etag, got.text
    assert site.get("/api/v1/customers/" + ident, "PATCH", change, {**merge, "If-Match": etag}).status == 412
    assert site.get("/api/v1/customers/" + ident, "PATCH", b"{", {**merge, "If-Match": "*"}).status == 400


def test_office_api_lists(site):
    people = People(site)
    key = people.api_key(["audit.read", "event.read", "staff.read"])
    people.write()
    bearer = {"Authorization": "Bearer " + key}
    first = json.loads(site.get("/api/v1/audit-events?limit=2", "GET", None, bearer).text)
    then = json.loads(site.get("/api/v1/audit-events?limit=2&after=" + first["next_cursor"], "GET", None, bearer).text)
    numbers = [i["id"] for i in first["items"] + then["items"]]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 4
    assert site.get("/api/v1/customers?after=" + first["next_cursor"], "GET", None, bearer).status in (400, 403)
    roles = json.loads(site.get("/api/v1/roles", "GET", None, bearer).text)["items"]
    assert [r for r in roles if r["name"] == "Owner" and r["is_builtin"] and set(OFFICE) <= set(r["permissions"])]
    seen, after = [], ""
    while True:
        page = json.loads(site.get("/api/v1/events?limit=5" + ("&after=" + after if after else ""), "GET", None, bearer).text)
        seen += [e["id"] for e in page["items"]]
        assert all("sealed" not in json.dumps(e) for e in page["items"])
        if not page["has_more"] or len(seen) > 200:
            break
        after = page["next_cursor"]
    assert len(seen) == len(set(seen))
