"""Who may do what: every route of every module x every kind of caller, as the route tables declare it; and every form without its token.

The tables are what the programs print (-r).  A cell is right when the reply is the one that the guard gives (or lets through), and when the module's log says
the same: a handler's own 403 or redirect is not taken for the guard's.
"""
import re
import secrets
import time

from people import COOKIES, Asker, People, permissions, refusals, routes

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}

# Browsers: realm of the cookie, kind of account, half or fully logged in, how long ago, with which permissions.
BROWSERS = {
    "nobody": None,
    "customer": ("shop", "customer", True, 0, "none"),
    "half customer": ("shop", "customer", False, 0, "none"),
    "customer of an hour ago": ("shop", "customer", True, 55, "none"),
    "staff without permissions": ("office", "staff", True, 0, "none"),
    "staff with all but this": ("office", "staff", True, 0, "others"),
    "staff with all": ("office", "staff", True, 0, "all"),
    "staff of an hour ago": ("office", "staff", True, 55, "all"),
    "half staff": ("office", "staff", False, 0, "all"),
    "seller with all": ("office", "seller", True, 0, "all"),
}
PROGRAMS = ("no token", "basic", "forged", "cookie", "key of nothing", "key of the shop", "key of the shop, all but this", "key of a customer",
            "key of a customer, all but this", "key of a customer with the shop's permissions")


def target(route):
    return re.sub(r"\{\w+\}", "unknown", route["pattern"])


def is_api(route):
    return route["pattern"].startswith("/api/")


def is_office(route):
    return route["pattern"] == "/admin" or route["pattern"].startswith("/admin/")


def is_write(route):
    return route["method"] != "GET"


def expected_page(route, name):
    """What the guard says: None (lets through), or (why, status, where to)."""
    access, who = route["access"], BROWSERS[name]
    office = is_office(route)
    login = ("nobody", 303, "/admin/login" if office else "/login")
    if access in ("all", "visitor"):
        return None
    if who is None or (who[0] == "office") != office:
        return login
    _, kind, full, minutes, rights = who
    if access == "half":
        return login if full else None
    if not full:
        return login
    if access == "office" and kind != "staff":
        return ("permission", 403, None)
    if route["permission"] and rights != "all":
        return ("permission", 403, None)
    if "fresh" in route["flags"] and minutes > 10:
        return ("stale", 303, "/admin/login/again" if office else "/login/again")
    return None


def expected_api(route, caller, holders):
    """None, or (why, status, error)."""
    permission = route["permission"]
    if route["access"] == "all":
        return None
    if caller in ("no token", "basic", "cookie"):
        return ("nobody", 401, None)
    if caller == "forged":
        return ("token", 401, "invalid_token")
    if not permission:
        return None
    may = {"key of the shop": "office" in holders[permission], "key of a customer": "self" in holders[permission]}.get(caller, False)
    return None if may else ("permission", 403, "insufficient_scope")


class Cell:
    def __init__(self, route, caller, want, got):
        self.route, self.caller, self.want, self.got = route, caller, want, got

    def __str__(self):
        return "%s %s as %s" % (self.route["method"], self.route["pattern"], self.caller)

    def complaint(self, seen):
        why = seen.get(self.got.headers.get("x-request-id"))
        status, where = self.got.status, self.got.headers.get("location", "")
        if self.want is None:
            if why:
                return "%s: refused (%s), %d %s" % (self, why, status, where)
            if status >= 500:
                return "%s: %d" % (self, status)
            return None
        if why != self.want[0] or status != self.want[1]:
            return "%s: should be refused (%s, %d), was %s, %d %s" % (self, self.want[0], self.want[1], why, status, where)
        if status == 303 and where.split("?")[0] != self.want[2]:
            return "%s: should lead to %s, leads to %s" % (self, self.want[2], where)
        if status == 303 and not is_write(self.route) and "back=" not in where:
            return "%s: no way back from %s" % (self, where)
        challenge = self.got.headers.get("www-authenticate", "")
        if is_api(self.route) and (not challenge.startswith("Bearer ") or ("error=" in challenge) != bool(self.want[2]) or (self.want[2] or "") not in challenge):
            return "%s: WWW-Authenticate: %s" % (self, challenge)
        if is_api(self.route) and self.got.headers.get("content-type") != "application/problem+json":
            return "%s: %s" % (self, self.got.headers.get("content-type"))
        if "no-store" not in self.got.headers.get("cache-control", ""):
            return "%s: Cache-Control: %s" % (self, self.got.headers.get("cache-control"))
        return None


def settle(cells):
    """The log is written before the reply, but by another process."""
    time.sleep(0.3)
    seen = refusals()
    wrong = [c for c in (cell.complaint(seen) for cell in cells) if c]
    assert not wrong, "%d of %d cells are wrong:\n  %s" % (len(wrong), len(cells), "\n  ".join(wrong[:25]))


def page_callers(people, wanted):
    """(route, caller) -> cookie: each cell has an account of its own, because what is let through may change or end it."""
    out, holders = {}, permissions()
    office = [p for p, h in holders.items() if "office" in h]
    all_rights, others = people.role(office), {p: people.role([q for q in office if q != p]) for p in office}
    for i, route in enumerate(wanted):
        for name, who in BROWSERS.items():
            if who is None:
                continue
            _, kind, full, minutes, rights = who
            account = people.account(kind)
            if rights == "all":
                people.give(account, all_rights)
            elif rights == "others" and route["permission"] in others:
                people.give(account, others[route["permission"]])
            out[i, name] = people.session(account, full, minutes)
    people.write()
    return out


def test_matrix_of_pages(site):
    people, asker, cells = People(site), Asker(site), []
    wanted = [r for r in routes() if not is_api(r)]
    cookies = page_callers(people, wanted)
    for i, route in enumerate(wanted):
        for name, who in BROWSERS.items():
            visit = secrets.token_urlsafe(32)
            cookie = cookies.get((i, name))
            headers = {"Cookie": "%s=%s" % ((COOKIES[who[0]], cookie) if who else (COOKIES["visit"], visit))}
            # Whose cookie this page's tokens are bound to: a visitor's, where he has none of its realm.
            if who and (who[0] == "office") != is_office(route):
                headers["Cookie"] += "; %s=%s" % (COOKIES["visit"], visit)
                cookie = visit
            body = None
            if is_write(route):
                headers.update(FORM)
                body = ("csrf=%s&once=%s" % (people.csrf(cookie or visit), secrets.token_urlsafe(12))).encode()
            cells.append(Cell(route, name, expected_page(route, name), asker.ask(route["method"], target(route), headers, body)))
    assert len(cells) == len(wanted) * len(BROWSERS), "every cell"
    settle(cells)
    print("     pages: %d routes x %d callers = %d cells" % (len(wanted), len(BROWSERS), len(cells)))


def test_matrix_of_the_api(site):
    people, asker, cells, holders = People(site), Asker(site), [], permissions()
    wanted = [r for r in routes() if is_api(r)]
    of = {h: [p for p in holders if h in holders[p]] for h in ("self", "office")}
    session = people.session(people.account())
    keys = {"key of nothing": people.api_key([]), "key of the shop": people.api_key(of["office"]),
            "key of a customer": people.api_key(of["self"], people.account()),
            "key of a customer with the shop's permissions": people.api_key([p for p in of["office"] if p not in of["self"]], people.account())}
    for p in holders:
        keys["key of the shop, all but this", p] = people.api_key([q for q in of["office"] if q != p])
        keys["key of a customer, all but this", p] = people.api_key([q for q in of["self"] if q != p], people.account())
    people.write()
    keys["forged"] = keys["key of the shop"][:-1] + ("A" if keys["key of the shop"][-1] != "A" else "B")
    for route in wanted:
        for caller in PROGRAMS:
            key = keys.get(caller) or keys.get((caller, route["permission"] or next(iter(holders))))
            headers = {"Idempotency-Key": secrets.token_hex(8)}
            if key:
                headers["Authorization"] = "Bearer " + key
            if caller == "basic":
                headers["Authorization"] = "Basic dTpw"
            if caller == "cookie":
                headers["Cookie"] = "%s=%s" % (COOKIES["shop"], session)
            if is_write(route):
                headers["Content-Type"] = "application/json"
            got = asker.ask(route["method"], target(route), headers, b"{}" if is_write(route) else None)
            cells.append(Cell(route, caller, expected_api(route, caller, holders), got))
    assert len(cells) == len(wanted) * len(PROGRAMS), "every cell"
    settle(cells)
    print("     API: %d routes x %d callers = %d cells" % (len(wanted), len(PROGRAMS), len(cells)))


def test_openapi_is_of_all_modules(site):
    doc = site.api("/openapi.json")
    have = {(m, p) for p, item in doc["paths"].items() for m in item}
    want = {(r["method"].lower(), r["pattern"]) for r in routes() if is_api(r) and "internal" not in r["flags"]}
    assert have == want, "missing %s, not there %s" % (sorted(want - have), sorted(have - want))
    for r in routes():
        if not is_api(r) or "internal" in r["flags"]:
            continue
        op = doc["paths"][r["pattern"]][r["method"].lower()]
        scopes = [] if not r["permission"] else [r["permission"]]
        assert op["security"] == ([{"oauth": scopes}, {"key": scopes}] if r["access"] == "token" else []), "%s: %s" % (r["pattern"], op["security"])
        assert ("401" in op["responses"]) == (r["access"] == "token"), r["pattern"]
        once = any(p.get("$ref", "").endswith("/idempotency-key") for p in op["parameters"])
        assert once == ("once" in r["flags"]), r["pattern"]


# ---- forms ----

def caller_for(people, route):
    """Somebody whom the guard lets in; the name and value of his cookie."""
    if route["access"] in ("all", "visitor"):
        return COOKIES["visit"], secrets.token_urlsafe(32)
    kind = "staff" if is_office(route) else "customer"
    account = people.account(kind)
    if kind == "staff":
        people.give(account, people.role([p for p, h in permissions().items() if "office" in h]))
    return COOKIES["office" if is_office(route) else "shop"], people.session(account, route["access"] != "half")


def test_csrf_of_every_form(site):
    """Without a token, with another's, with the right one from another site: 403, and nothing of the handler runs."""
    people, asker, cells = People(site), Asker(site), []
    wanted = [r for r in routes() if is_write(r) and not is_api(r) and "any_site" not in r["flags"]]
    callers = [caller_for(people, r) for r in wanted]
    people.write()
    for route, (name, value) in zip(wanted, callers):
        foreign, mine = people.csrf(secrets.token_urlsafe(32)), people.csrf(value)
        origin = {"Content-Type": FORM["Content-Type"], "Cookie": "%s=%s" % (name, value)}
        tries = [("from another site", "cross_site", mine, {"Sec-Fetch-Site": "cross-site"}), ("from a sister site", "cross_site", mine, {"Sec-Fetch-Site": "same-site"}),
                 ("without Sec-Fetch-Site or Origin", "cross_site", mine, {}), ("from another Origin", "cross_site", mine, {"Origin": "https://evil.example"})]
        if "no_csrf" not in route["flags"]:
            here = {"Sec-Fetch-Site": "same-origin"}
            tries += [("without a token", "csrf", None, here), ("with an empty token", "csrf", "", here), ("with another's token", "csrf", foreign, here),
                      ("with a token cut short", "csrf", mine[:-1], here)]
        for words, why, token, headers in tries:
            body = b"x=1" if token is None else ("csrf=%s&once=%s" % (token, secrets.token_hex(8))).encode()
            cells.append(Cell(route, words, (why, 403, None), asker.ask(route["method"], target(route), {**origin, **headers}, body)))
    settle(cells)
    print("     forms: %d routes, %d attempts" % (len(wanted), len(cells)))


def test_login_csrf(site):
    """Nobody can be logged in to another's account by a form that he did not see."""
    people, asker = People(site), Asker(site)
    form = asker.ask("GET", "/login", {})
    if form.status == 404:
        return
    visit = form.headers["set-cookie"].split(";")[0]
    assert visit.startswith(COOKIES["visit"] + "="), visit
    assert "no-store" in form.headers["cache-control"], form.headers["cache-control"]
    token = re.search(r'name="csrf" value="([\w-]+)"', form.text).group(1)
    body = "email=nobody@people.example&password=wrong-wrong-wrong&csrf=%s"
    other = asker.ask("GET", "/login", {})
    theirs = re.search(r'name="csrf" value="([\w-]+)"', other.text).group(1)
    for cookie, t in ((visit, theirs), (None, token), (other.headers["set-cookie"].split(";")[0], token)):
        got = asker.ask("POST", "/login", {**FORM, **({"Cookie": cookie} if cookie else {})}, (body % t).encode())
        assert got.status == 403, "%d with %s" % (got.status, cookie)
        assert "set-cookie" not in got.headers or "__Host-sid=" not in got.headers["set-cookie"], got.headers["set-cookie"]
    got = asker.ask("POST", "/login", {**FORM, "Cookie": visit}, (body % token).encode())
    assert got.status != 403, "%d with the right token" % got.status
    assert people.csrf("x") != people.csrf("x"), "each page has another"
