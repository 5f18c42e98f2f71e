"""The cart as a browser without JavaScript has it: cookies, double clicks, other people's carts, login and logout, memcached away."""
import html
import json
import re
import secrets
import threading
import time

from people import Asker, People
from person import Person
from site_under_test import Skip

SLUG = "water-carafe"


def variant(site, slug=SLUG):
    found = re.search(r'name="variant" value="([^"]*)"', site.get("/product/" + slug).text)
    if not found:
        raise Skip("the shop does not sell " + slug)
    return found.group(1)


class Shopper(Person):
    def put(self, variant, quantity=1, **headers):
        return self.ask("/cart/lines", "POST", {"variant": variant, "quantity": quantity}, headers)

    def cart(self, base=""):
        got = self.ask(base + "/cart")
        assert got.status == 200, "%d %s" % (got.status, got.text[:300])
        return html.unescape(got.text)

    def csrf(self):
        return re.search(r'name="csrf" value="([^"]*)"', self.cart()).group(1)

    def line(self):
        return re.search(r'<li class="line[^"]*" id="(line_\w+)"', self.cart()).group(1)

    def change(self, **values):
        return self.ask("/cart/lines/" + self.line(), "POST", {"csrf": self.csrf(), **values})

    def pieces(self):
        found = re.search(r'class="cart__count">(\d+)', self.cart())
        return int(found.group(1)) if found else 0


def test_cart_cookies(site):
    one, v = Shopper(site), variant(site)
    assert "Your cart is empty" in one.cart() and "__Host-cart" not in one.cookies
    got = one.put(v, 2)
    assert got.status == 303 and got.headers["location"] == "/cart?done=added", got.status
    lines = [c for c in got.set_cookies if c.startswith("__Host-cart=")]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=5184000"):
        assert part in lines[0], lines[0]
    assert len(one.cookies["__Host-cart"]) == 43 and one.cookies["__Host-pieces"] == "2"
    assert not any("HttpOnly" in c for c in got.set_cookies if c.startswith("__Host-pieces="))
    assert "no-store" in site.get("/cart", headers={"Cookie": "__Host-cart=" + one.cookies["__Host-cart"]}).headers["cache-control"]
    # A secret that opens nothing is not taken over.
    other = Shopper(site)
    other.cookies["__Host-cart"] = "A" * 43
    other.put(v)
    assert other.cookies["__Host-cart"] != "A" * 43 and other.pieces() == 1


def test_cart_from_elsewhere(site):
    v = variant(site)
    assert site.get("/cart/lines", "POST", ("variant=" + v).encode(), {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}).status == 403
    assert site.get("/cart/lines", "POST", ("variant=" + v).encode(), {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"}).status == 403
    one, other = Shopper(site), Shopper(site)
    one.put(v)
    other.put(v)
    line = one.line()
    assert one.ask("/cart/lines/" + line, "POST", {"quantity": 3}).status == 403  # without the form's token
    got = other.ask("/cart/lines/" + line, "POST", {"quantity": 3, "csrf": other.csrf()})
    assert got.status == 303 and (one.pieces(), other.pieces()) == (1, 1)  # another's line does not exist


def test_cart_double_click(site):
    one, v = Shopper(site), variant(site)
    one.put(v, 2)
    got = []
    threads = [threading.Thread(target=lambda: got.append(site.get("/cart/lines", "POST", ("variant=%s&quantity=2" % v).encode(), {
        "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "Cookie": "__Host-cart=" + one.cookies["__Host-cart"]}).status)) for _ in range(20)]
    [t.start() for t in threads], [t.join() for t in threads]
    assert got == [303] * 20, got
    assert one.pieces() == 2
    time.sleep(3.2)
    one.put(v, 2)
    assert one.pieces() == 4
    # With a key the key decides, however fast.
    for key in ("a", "a", "b"):
        assert one.ask("/cart/lines", "POST", {"variant": v, "quantity": 1, "once": key + one.cookies["__Host-cart"][:8]}, {"X-Requested-With": "fragment"}).status == 200
    assert one.pieces() == 6


def test_cart_changes(site):
    one, v = Shopper(site), variant(site)
    one.put(v, 2)
    assert one.change(quantity=5).status == 303 and one.pieces() == 5
    assert one.change(quantity=5).status == 303 and one.pieces() == 5
    got = one.change(quantity=100000)
    assert got.status == 422 and 'aria-invalid="true"' in got.text and one.pieces() == 5
    assert one.change(action="save").status == 303
    assert "Saved for later" in one.cart() and one.pieces() == 0
    one.put(v, 1)
    got = one.change(action="remove", variant=v, quantity=1)
    assert got.headers["location"] == "/cart?done=removed&variant=%s&n=1" % v
    assert 'class="cart__undo"' in one.ask(got.headers["location"]).text
    one.put(v, 1)
    assert one.ask("/cart/codes", "POST", {"csrf": one.csrf(), "code": "no such code"}).status == 303
    assert "We do not know this code." in one.cart()
    assert "Diesen Code kennen wir nicht." in one.cart("/de")
    assert one.ask("/cart/codes/remove", "POST", {"csrf": one.csrf(), "code": "No-Such-Code"}).status == 303
    assert "We do not know" not in one.cart()
    assert one.ask("/cart/codes", "POST", {"csrf": one.csrf(), "code": ""}).status == 422
    assert one.put("var_doesnotexist000000000000").status == 422
    assert one.put(v, -1).status == 422


def test_cart_problems(site):
    one, v = Shopper(site), variant(site)
    people = People(site)
    where = "variant_id = (SELECT id FROM variant WHERE public_id = '%s')" % v
    stock = people.run("SELECT available FROM stock WHERE " + where).split()
    price = people.run("SELECT amount FROM price WHERE currency = 'EUR' AND " + where).split()[-1]
    one.put(v, 3)
    one.cart()  # the price is seen
    try:
        people.run("REPLACE INTO stock (variant_id, available) SELECT id, 2 FROM variant WHERE public_id = '%s'" % v)
        text = one.cart()
        assert "Only 2 left: please take fewer." in text and 'href="/checkout"' not in text
        people.run("UPDATE stock SET available = 0 WHERE " + where)
        assert "This is sold out." in one.cart()
        assert Shopper(site).put(v).status == 422
        people.run("UPDATE stock SET available = 50 WHERE " + where)
        people.run("UPDATE price SET amount = amount + 1000 WHERE currency = 'EUR' AND " + where)
        text = one.cart()
        assert "The price has risen since you last looked; it was" in text and 'href="/checkout"' in text
        assert one.pieces() == 3  # nothing was changed behind anybody's back
        assert one.ask("/cart/seen", "POST", {"csrf": one.csrf()}).status == 303
        assert "has risen" not in one.cart()
    finally:
        people.run("UPDATE price SET amount = %s WHERE currency = 'EUR' AND %s" % (price, where))
        people.run("DELETE FROM stock WHERE " + where if not stock else "UPDATE stock SET available = %s WHERE %s" % (stock[-1], where))


def test_cart_at_login(site):
    one, v = Shopper(site), variant(site)
    one.settle()
    assert one.send("/account", "/logout").status == 303
    one.put(v, 3)
    secret = one.cookies["__Host-cart"]
    got = one.login()
    assert got.status == 303 and "__Host-sid" in one.cookies, got.status
    assert "__Host-cart" not in one.cookies and one.cookies["__Host-pieces"] == "3" and one.pieces() == 3
    visitor = Shopper(site)
    visitor.cookies["__Host-cart"] = secret
    assert visitor.pieces() == 0  # the old secret opens nothing
    assert one.send("/account", "/logout").status == 303
    assert "__Host-pieces" not in one.cookies and one.pieces() == 0
    one.put(v, 2)  # the larger of the two counts
    one.login()
    assert one.pieces() == 3
    one.send("/account", "/logout")
    one.login()
    assert one.pieces() == 3


def test_cart_leaves_pages_alone(site):
    one, v = Shopper(site), variant(site)
    one.put(v, 3)
    cookies = {"Cookie": "; ".join("%s=%s" % kv for kv in one.cookies.items())}
    for path in ("/", "/product/" + SLUG, "/search?q=lamp"):
        site.get(path)
        plain, mine = site.get(path), site.get(path, headers=cookies)
        assert plain.body == mine.body and not mine.set_cookies, path
        assert mine.headers.get("x-edge", "MISS") in ("HIT", "STALE", "UPDATING", "EXPIRED", "MISS"), (path, mine.headers["x-edge"])
    if "x-edge" not in mine.headers:
        return  # this shop has no edge cache, t/nginx tests the map that decides
    hits = [site.get("/product/" + SLUG, headers=cookies).headers["x-edge"] for _ in range(10)]
    assert "HIT" in hits, hits
    assert site.get("/cart", headers=cookies).headers["x-edge"] == "BYPASS"
    assert site.get("/cart/mini", headers=cookies).headers["x-edge"] == "BYPASS"


def test_cart_shared(site):
    one, other, v = Shopper(site), Shopper(site), variant(site)
    one.put(v, 2)
    got = one.ask("/cart/share", "POST", {"csrf": one.csrf()})
    assert got.status == 303
    path = got.headers["location"].split("?")[0]
    page = other.ask(path)
    assert page.status == 200 and page.headers["referrer-policy"] == "no-referrer" and "noindex" in page.text
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text).group(1)
    for _ in range(2):
        assert other.ask(path, "POST", {"csrf": csrf}).status == 303
    assert other.pieces() == 2
    assert other.ask("/cart/shared/" + "A" * 43).status == 404


def test_cart_without_memcached(site):
    one, v = Shopper(site), variant(site)
    one.put(v, 1)
    fragment = {"X-Requested-With": "fragment"}
    assert "data-mini" in one.ask("/cart/mini", headers=fragment).text
    site.dev("stop", "memcached")
    try:
        time.sleep(3.2)
        assert one.put(v, 1).status == 303 and one.pieces() == 2
        got = one.ask("/cart/mini", headers=fragment)
        assert got.status == 200 and 'data-pieces="2"' in got.text
    finally:
        site.dev("start", "memcached")
    time.sleep(1)
    assert 'data-pieces="2"' in one.ask("/cart/mini", headers=fragment).text


def test_cart_mini_is_fresh(site):
    one, v = Shopper(site), variant(site)
    one.put(v, 1)
    for n in (2, 5, 1):
        one.change(quantity=n)
        assert 'data-pieces="%d"' % n in one.ask("/cart/mini", headers={"X-Requested-With": "fragment"}).text


def test_cart_json(site):
    people = People(site)
    account = people.account()
    own, shop = people.api_key(["order.read", "order.write"], account), people.api_key(["order.read", "order.write"])
    people.write()
    v = variant(site)

    def ask(method, path, key, body=None, **headers):
        headers = {"Authorization": "Bearer " + key, "Content-Type": "application/json", **headers}
        if method == "POST":
            headers.setdefault("Idempotency-Key", secrets.token_hex(8))
        return Asker(site).ask(method, "/api/v1/cart" + path, headers, json.dumps(body).encode() if body is not None else None)

    # A customer's: found by the token.
    key = secrets.token_hex(8)
    first = ask("POST", "/lines", own, {"variant": v, "quantity": 2}, **{"Idempotency-Key": key})
    assert first.status == 200 and first.json()["pieces"] == 2 and "token" not in first.json(), first.text
    again = ask("POST", "/lines", own, {"variant": v, "quantity": 2}, **{"Idempotency-Key": key})
    assert again.body == first.body and ask("GET", "", own).json()["pieces"] == 2
    assert ask("POST", "/lines", own, {"variant": v, "quantity": 2}).json()["pieces"] == 4  # another key is another press
    line = first.json()["lines"][0]["id"]
    assert ask("PATCH", "/lines/" + line, own, {"quantity": 1}).json()["pieces"] == 1
    assert ask("PATCH", "/lines/" + line, own, {"list": "saved"}).json()["pieces"] == 0
    assert ask("POST", "/lines", own, {"variant": "var_doesnotexist000000000000"}).status == 422
    # A visitor's of somebody else's front: by its secret.
    made = ask("POST", "/lines", shop, {"variant": v}).json()
    assert len(made["token"]) == 43 and ask("GET", "", shop).json()["pieces"] == 0
    assert ask("GET", "?shipping_method=standard", shop, **{"Cart-Token": made["token"]}).json()["pieces"] == 1
    assert ask("DELETE", "/lines/" + made["lines"][0]["id"], shop).status == 404
    assert ask("DELETE", "/lines/" + made["lines"][0]["id"], shop, **{"Cart-Token": made["token"]}).status == 204
    assert ask("GET", "", own, **{"Cart-Token": made["token"]}).json()["pieces"] == 0  # a customer's token has the customer's cart
