"""The account as its pages show it: the whole way in and out, and everything that must not work."""
import concurrent.futures
import re

from person import PASSWORD, Person, errors, fields, main_of, plain
from site_under_test import local

PERSONAL = ["/account", "/account/profile", "/account/addresses", "/account/addresses/new", "/account/email", "/account/password", "/account/notifications",
            "/account/consents", "/account/sessions", "/account/privacy", "/account/privacy/erase", "/account/security"]
OPEN = ["/login", "/register", "/register/sent", "/password/forgotten", "/password/sent", "/confirm/again"]


def goes_to(got, path):
    assert got.status == 303, "%d instead of 303: %s" % (got.status, errors(got.text) or got.text[:300])
    assert local(got.headers["location"]) == path, got.headers["location"]


# ---- the way in ----

def test_account_journey(site):
    ada = Person(site)
    goes_to(ada.register(newsletter="1"), "/register/sent")
    assert ada.login().status == 422, "not before the address is confirmed"
    token = ada.link("confirm")
    page = ada.ask("/confirm?t=" + token)
    assert page.status == 200 and page.headers["referrer-policy"] == "no-referrer" and "no-store" in page.headers["cache-control"]
    assert ada.ask("/confirm?t=" + token).status == 200, "looking at the page uses nothing up"
    goes_to(ada.send("/confirm?t=" + token), "/login?done=confirmed")
    goes_to(ada.login(), "/account")
    assert "Hello Ada" in ada.ask("/account").text
    page = ada.ask("/account/consents").text
    assert "when you registered" in page, "the consent of the registration, with its source"


def test_account_pages_are_private(site):
    ada = Person(site).settle()
    for path in PERSONAL + OPEN:
        got = Person(site).ask(path)
        if path in PERSONAL:
            goes_to(got, "/login?back=" + path.replace("/", "%2F"))
        for got in (got, ada.ask(path), ada.ask("/de" + path)):
            assert "no-store" in got.headers["cache-control"], path
            assert got.status == 303 or 'content="noindex"' in got.text, path
    assert ada.ask("/de/account").text.count("Übersicht") >= 1


def test_account_back(site):
    ada = Person(site).settle()
    bob = Person(site, ada.email)
    got = bob.ask("/de/account/addresses?x=1")
    goes_to(got, "/de/login?back=%2Fde%2Faccount%2Faddresses%3Fx%3D1")
    data = bob.form(local(got.headers["location"]), "/de/login")
    goes_to(bob.ask("/de/login", "POST", {**data, "email": ada.email, "password": PASSWORD}), "/de/account/addresses?x=1")
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/login", "\r\nX: y"):
        goes_to(Person(site, ada.email).login(back=bad), "/account")


def test_account_registering_a_known_address_looks_the_same(site):
    ada = Person(site).settle()
    known, unknown = Person(site, ada.email), Person(site)
    a, b = known.register(), unknown.register()
    goes_to(a, "/register/sent")
    goes_to(b, "/register/sent")
    assert sorted(a.headers) == sorted(b.headers)
    assert known.login("another password altogether").status == 422
    goes_to(Person(site, ada.email).login(), "/account")  # the old password still opens it


def test_account_errors(site):
    eve = Person(site)
    got = eve.send("/register", family_name="x" * 101, email="nobody", password="tiny-one")
    said = errors(got.text)
    assert got.status == 422 and len(said) == 3, said
    for name in ("family_name", "email", "password"):
        assert 'href="#%s"' % name in got.text and 'aria-describedby="%s-error' % name in got.text, name
    assert 'value="nobody"' in got.text and "tiny-one" not in main_of(got.text), "what was entered stays, but never the password"
    assert 'role="alert"' in got.text
    german = eve.ask("/de/register", "POST", {**eve.form("/de/register"), "email": "nobody", "password": "short"})
    assert german.status == 422 and errors(german.text)[0].startswith("E-Mail-Adresse: "), errors(german.text)


# ---- logging in ----

def test_account_one_answer_for_strangers(site):
    ada, pending = Person(site).settle(), Person(site)
    pending.register()
    nobody = Person(site)
    pages = []
    for who, password in ((ada, "a wrong password, really"), (nobody, PASSWORD), (pending, PASSWORD)):
        stranger = Person(site, who.email)
        got = stranger.login(password)
        assert got.status == 422 and "__Host-sid" not in stranger.cookies
        pages.append(plain(got.text).replace(who.email, "…"))
    assert pages[0] == pages[1] == pages[2]
    answers = [Person(site).send("/password/forgotten", email=e) for e in (ada.email, nobody.email, pending.email)]
    for got in answers:
        goes_to(got, "/password/sent")
    assert len({tuple(sorted(a.headers)) for a in answers}) == 1


def test_account_no_fixation(site):
    ada = Person(site).settle()
    planted = "A" * 43
    eve = Person(site, ada.email)
    eve.cookies["__Host-sid"] = planted
    goes_to(eve.login(), "/account")
    assert eve.cookies["__Host-sid"] not in (planted, ada.cookies["__Host-sid"]), "a new session has a new token"
    victim = Person(site)
    victim.cookies["__Host-sid"] = planted
    assert victim.ask("/account").status == 303, "the planted one opens nothing"


def test_account_rotation_when_proved_again(site):
    ada = Person(site).settle()
    before = ada.cookies["__Host-sid"]
    assert ada.send("/login/again", password="not the password").status == 422
    goes_to(ada.send("/login/again?back=/account/sessions", password=PASSWORD), "/account/sessions")
    assert ada.cookies["__Host-sid"] != before
    thief = Person(site)
    thief.cookies["__Host-sid"] = before
    assert thief.ask("/account").status == 303, "the old token is gone"


def test_account_cookies(site):
    ada = Person(site).settle()
    got = Person(site, ada.email).login()
    line = next(c for c in got.set_cookies if c.startswith("__Host-sid="))
    assert all(w in line for w in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")) and "Domain" not in line
    line = next(c for c in Person(site).ask("/login").set_cookies if c.startswith("__Host-visit="))
    assert all(w in line for w in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_account_logout(site):
    ada = Person(site).settle()
    token = ada.cookies["__Host-sid"]
    got = ada.send("/account", "/logout")
    goes_to(got, "/login?done=logout")
    assert got.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "__Host-sid" not in ada.cookies
    ada.cookies["__Host-sid"] = token
    for path in PERSONAL:
        assert ada.ask(path).status == 303, "a replayed cookie opens %s" % path


def test_account_throttle(site):
    ada = Person(site).settle()
    eve = Person(site, ada.email)
    statuses = []
    for _ in range(40):
        got = eve.login("guess number %d, a long one" % len(statuses))
        statuses.append(got.status)
        if got.status == 429:
            break
    assert statuses[-1] == 429, statuses
    assert int(got.headers["retry-after"]) >= 1 and errors(got.text), "says how long"
    assert 'value="%s"' % ada.email in got.text
    ada.calm()


# ---- forms that come from elsewhere ----

def test_account_csrf(site):
    ada, eve = Person(site).settle(), Person(site).settle()
    foreign = eve.form("/account/profile")["csrf"]
    for path in ("/account/profile", "/account/email", "/account/password", "/account/addresses/new", "/account/consents", "/account/sessions",
                 "/account/notifications", "/account/privacy/export", "/account/privacy/erase", "/logout", "/login/again"):
        for token in (None, "", "x" * 43, foreign):
            assert ada.ask(path, "POST", {"csrf": token} if token is not None else {}).status == 403, "%s with token %r" % (path, token)
        own = ada.form("/account/profile")["csrf"]
        assert ada.ask(path, "POST", {"csrf": own}, {"Sec-Fetch-Site": "cross-site"}).status == 403, path
    for path in ("/login", "/register", "/password/forgotten"):
        assert Person(site).ask(path, "POST", {"email": ada.email, "password": PASSWORD}).status == 403, "login CSRF: " + path
    assert "Hello Ada" in ada.ask("/account").text, "nobody was logged out"


# ---- password, e-mail ----

def test_account_forgotten_password(site):
    ada = Person(site).settle()
    other = Person(site, ada.email)
    other.login()
    goes_to(other.send("/password/forgotten", email=ada.email.upper()), "/password/sent")
    token = ada.link("reset")
    path = "/password/reset?t=" + token
    page = ada.ask(path)
    assert page.status == 200 and page.headers["referrer-policy"] == "no-referrer"
    assert 'autocomplete="username"' in page.text and ada.email in page.text, "for password managers"
    got = ada.send(path, password="short")
    assert got.status == 422 and token in got.text, "a bad password leaves the link good"
    goes_to(ada.send(path, password="eleven quiet rivers in may"), "/login?done=reset")
    assert ada.ask(path).status == 410 and ada.ask("/password/reset?t=nonsense").status == 410
    for one in (ada, other):
        assert one.ask("/account").status == 303, "all sessions have ended, and nobody was logged in"
    assert Person(site, ada.email).login().status == 422
    goes_to(Person(site, ada.email).login("eleven quiet rivers in may"), "/account")


def test_account_reset_fifty_at_once(site):
    ada = Person(site).settle()
    ada.send("/password/forgotten", email=ada.email)
    token = ada.link("reset")
    data = ada.form("/password/reset?t=" + token)
    cookies = dict(ada.cookies)

    def one(n):
        me = Person(site, ada.email)
        me.cookies = dict(cookies)
        return me.ask("/password/reset", "POST", {**data, "password": "thing number %d of fifty" % n}).status

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        statuses = sorted(pool.map(one, range(50)))
    assert statuses.count(303) == 1 and set(statuses) <= {303, 410, 503}, statuses


def test_account_change_password(site):
    ada = Person(site).settle()
    other = Person(site, ada.email)
    goes_to(other.login(), "/account")
    page = ada.ask("/account/password").text
    assert re.search(r'<input[^>]*autocomplete="username"[^>]*>', page) and 'autocomplete="current-password"' in page and 'autocomplete="new-password"' in page
    assert ada.send("/account/password", present="wrong, quite wrong", wanted="eleven quiet rivers in may").status == 422
    assert ada.send("/account/password", present=PASSWORD, wanted="password").status == 422
    goes_to(ada.send("/account/password", present=PASSWORD, wanted="eleven quiet rivers in may"), "/account/password?done=password")
    assert ada.ask("/account").status == 200, "this device stays"
    assert other.ask("/account").status == 303, "others do not"


def test_account_change_email(site):
    ada = Person(site).settle()
    wanted = "new-" + ada.email
    assert ada.send("/account/email", email=wanted, password="wrong, quite wrong").status == 422
    goes_to(ada.send("/account/email", email=wanted, password=PASSWORD), "/account/email?done=email-sent")
    assert ada.email in ada.ask("/account/email").text, "nothing changes until the link is used"
    token = ada.link("email")
    goes_to(ada.send("/confirm/email?t=" + token), "/login?done=email")
    assert ada.login().status == 422, "the old address"
    ada.email = wanted
    goes_to(ada.login(), "/account")


# ---- profile, addresses ----

def test_account_profile(site):
    ada = Person(site).settle()
    stale = ada.form("/account/profile")
    goes_to(ada.send("/account/profile", given_name="Augusta", phone="+44 20 7946 0000", birthday="1975-12-10", locale="de"), "/account/profile?done=profile")
    page = ada.ask("/account/profile?done=profile")
    for text in ('value="Augusta"', 'value="1975-12-10"', '<option value="de" selected', 'role="status"'):
        assert text in page.text, text
    got = ada.ask("/account/profile", "POST", {**stale, "given_name": "Late"})
    assert got.status == 422 and 'value="Late"' in got.text, "another window's change is not overwritten in silence"
    goes_to(ada.ask("/account/profile", "POST", {**fields(got.text, "/account/profile"), "given_name": "Late"}), "/account/profile?done=profile")
    assert 'value="Late"' in ada.ask("/account/profile").text
    got = ada.send("/account/profile", birthday="31.12.1815", email="other@example.com", kind="staff", state="disabled")
    assert got.status == 422 and errors(got.text)[0].startswith("Birthday: ")
    assert "Hello Late" in ada.ask("/account").text


GOOD = {"JP": {"recipient": "Ada", "region": "13", "locality": "Chiyoda", "line1": "1-1", "postal_code": "100-0001"},
        "US": {"recipient": "Ada", "line1": "350 Mission St", "locality": "San Francisco", "region": "CA", "postal_code": "94105"},
        "DE": {"recipient": "Ada", "line1": "Torstraße 12", "locality": "Berlin", "postal_code": "10119"},
        "IE": {"recipient": "Ada", "line1": "1 Main Street", "locality": "Dublin", "postal_code": "D02 AF30"}}


def test_account_addresses(site):
    ada = Person(site).settle()
    for country, values in GOOD.items():
        goes_to(ada.send("/account/addresses/new?country=" + country, "/account/addresses/new", country=country, **values),
                "/account/addresses?done=address-added")
    page = ada.ask("/account/addresses").text
    assert "Torstraße 12" in page and page.count("<address") == 4
    for country, code in (("DE", "1011"), ("US", "9410"), ("JP", "abc")):
        got = ada.send("/account/addresses/new?country=" + country, "/account/addresses/new", country=country, **{**GOOD[country], "postal_code": code})
        assert got.status == 422 and 'href="#postal_code"' in got.text, country
    got = ada.send("/account/addresses/new?country=US", "/account/addresses/new", country="US", recipient="Ada")
    assert got.status == 422 and len(errors(got.text)) == 4, errors(got.text)


def test_account_address_follows_the_country_without_javascript(site):
    ada = Person(site).settle()
    data = ada.form("/account/addresses/new?country=DE", "/account/addresses/new")
    got = ada.ask("/account/addresses/form", "POST", {**data, "line1": "1-1", "country": "JP"})
    assert got.status == 200 and 'value="1-1"' in got.text and '<option value="JP" selected' in got.text and "Prefecture" in got.text
    part = ada.ask("/account/addresses/form", "POST", {**data, "country": "US"}, {"X-Requested-With": "fragment"})
    assert part.status == 200 and "<html" not in part.text and "ZIP code" in part.text


def test_account_address_is_added_once(site):
    ada = Person(site).settle()
    data = {**ada.form("/account/addresses/new?country=DE", "/account/addresses/new"), **GOOD["DE"], "country": "DE"}
    for _ in range(3):
        goes_to(ada.ask("/account/addresses/new", "POST", data), "/account/addresses?done=address-added")
    assert ada.ask("/account/addresses").text.count("<address") == 1


def test_account_addresses_of_others(site):
    ada, eve = Person(site).settle(), Person(site).settle()
    ada.send("/account/addresses/new?country=DE", "/account/addresses/new", country="DE", **GOOD["DE"])
    path = re.search(r'href="(/account/addresses/[a-z]+_\w+)"', ada.ask("/account/addresses").text).group(1)
    token = eve.form("/account/profile")["csrf"]
    assert eve.ask(path).status == 404 and eve.ask(path + "/remove").status == 404
    assert eve.ask(path, "POST", {"csrf": token, "country": "DE", "version": "1", **GOOD["DE"], "recipient": "Eve"}).status == 404
    eve.ask(path + "/remove", "POST", {"csrf": token})
    page = ada.ask(path)
    assert page.status == 200 and 'value="Ada"' in page.text
    goes_to(ada.send(path, line1="Torstraße 13"), "/account/addresses?done=address")
    goes_to(ada.send(path + "/remove"), "/account/addresses?done=address-removed")
    assert ada.ask(path).status == 404


# ---- sessions, consents, notifications, privacy ----

def test_account_sessions(site):
    ada = Person(site).settle()
    others = [Person(site, ada.email) for _ in range(3)]
    for one in others:
        one.login()
    page = ada.ask("/account/sessions").text
    assert page.count('class="row"') == 4 and page.count("this device") == 1
    ids = re.findall(r'name="id" value="([^"]+)"', page)
    assert len(ids) == 3
    token = ada.form("/account/profile")["csrf"]
    eve = Person(site).settle()
    eve.ask("/account/sessions", "POST", {"csrf": eve.form("/account/profile")["csrf"], "id": ids[0]})
    assert len(re.findall(r'name="id"', ada.ask("/account/sessions").text)) == 3, "nobody ends another's session"
    goes_to(ada.ask("/account/sessions", "POST", {"csrf": token, "id": ids[0]}), "/account/sessions?done=session")
    assert sum(one.ask("/account").status == 200 for one in others) == 2
    goes_to(ada.ask("/account/sessions", "POST", {"csrf": token}), "/account/sessions?done=sessions")
    assert sum(one.ask("/account").status == 200 for one in others) == 0 and ada.ask("/account").status == 200


def test_account_consents_and_notifications(site):
    ada = Person(site).settle()
    token = ada.form("/account/profile")["csrf"]
    for granted in ("1", "0"):
        goes_to(ada.ask("/account/consents", "POST", {"csrf": token, "purpose": "newsletter", "granted": granted}), "/account/consents?done=consent")
    page = ada.ask("/account/consents").text
    assert page.count("on this page") == 2, "each change is in the history"
    assert ada.ask("/account/consents", "POST", {"csrf": token, "purpose": "nonsense", "granted": "1"}).status == 404
    data = ada.form("/account/notifications")
    data.pop("on.stock.mail", None)
    goes_to(ada.ask("/account/notifications", "POST", {k: v for k, v in data.items() if k != "on.stock.mail"}), "/account/notifications?done=notifications")
    page = ada.ask("/account/notifications").text
    assert not re.search(r'name="on\.stock\.mail"[^>]* checked', page) and re.search(r'name="on\.security\.mail"[^>]* checked disabled', page)


def test_account_privacy(site):
    ada = Person(site).settle()
    goes_to(ada.send("/account/privacy", "/account/privacy/export"), "/account/privacy?done=export")
    assert "/account/privacy/export\"" not in ada.ask("/account/privacy").text, "one at a time"
    assert ada.send("/account/privacy/erase", password="wrong, quite wrong").status == 422
    goes_to(ada.send("/account/privacy/erase", password=PASSWORD), "/account/privacy?done=erase")
    page = ada.ask("/account/privacy").text
    revoke = re.search(r'action="(/account/privacy/[a-z]+_\w+/revoke)"', page).group(1)
    goes_to(ada.send("/account/privacy", revoke), "/account/privacy?done=revoked")
    assert Person(site).settle().ask(revoke, "POST", {"csrf": "x"}).status == 403


def test_account_without_a_password(site):
    """Somebody who logs in by a provider or a passkey: an old session alone changes nothing."""
    ada = Person(site).settle()
    ada.sql("UPDATE account SET password_hash = NULL, password_changed_at = NULL WHERE email_key = '%s'" % ada.email)
    page = ada.ask("/account/password")
    assert page.status == 200 and 'name="present"' not in page.text, "just logged in: there is no password to ask for"
    stale = ada.form("/account/password")
    ada.sql("UPDATE session s JOIN account a ON a.id = s.account_id SET s.proved_at = s.proved_at - INTERVAL 11 MINUTE WHERE a.email_key = '%s'" % ada.email)
    ada.site.dev("restart", "memcached")  # a page that only reads may believe its copy for a minute
    for path in ("/account/password", "/account/email", "/account/privacy/erase"):
        again = "/login/again?back=" + path.replace("/", "%2F")
        goes_to(ada.ask(path), again)
        goes_to(ada.ask(path, "POST", {**stale, "wanted": "eleven quiet rivers in may", "email": "x@example.com"}), again)
    page = ada.ask("/login/again?back=/account/password")
    assert page.status == 200 and 'name="password"' not in page.text
