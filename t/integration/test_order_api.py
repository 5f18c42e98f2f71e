"""Orders as programs see them: placed once, seen by whose they are, paid at the gateway, cancelled; and everything that must not work."""
import concurrent.futures
import json
import re
import time
import urllib.parse
import uuid

from gateway import Gateway
from people import People

ADDRESS = {"country": "DE", "recipient": "A. Customer", "line1": "Lange Strasse 1", "locality": "Hamburg", "postal_code": "20095"}
ALL = ["order.read", "order.write", "payment.read", "payment.write", "shipment.read"]


class Program:
    """A key of the shop, or of a customer."""

    def __init__(self, site, scope=ALL, customer=False):
        people = People(site)
        self.site, self.account = site, people.account() if customer else None
        self.key = people.api_key(scope, self.account)
        people.write()

    def ask(self, method, path, body=None, **headers):
        h = {"Authorization": "Bearer " + self.key, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            h.setdefault("Content-Type", "application/json")
            body = json.dumps(body).encode()
        return self.site.get(path, method, body, h)

    def body(self, quantity=1, **more):
        variant = self.site.api("/products/cast-iron-casserole")["variants"][0]["id"]
        return {"lines": [{"variant": variant, "quantity": quantity}], "email": "buyer@example.org", "delivery_address": ADDRESS, "shipping_method": "standard",
                **more}

    def place(self, body=None, key=None, **more):
        return self.ask("POST", "/api/v1/orders", body or self.body(**more), Idempotency_Key=key or uuid.uuid4().hex)

    def placed(self, **more):
        got = self.place(**more)
        assert got.status == 201, "%d %s" % (got.status, got.text)
        return got.json()

    def get(self, order, expand="lines"):
        return self.ask("GET", "/api/v1/orders/%s?expand=%s" % (order["id"], expand))

    def cancel(self, order, match, **body):
        return self.ask("PUT", "/api/v1/orders/%s/cancel" % order["id"], body, **({"If_Match": match} if match else {}))


def pointers(got):
    assert got.headers["content-type"] == "application/problem+json", got.headers
    return sorted(e["pointer"] for e in got.json().get("errors", []))


def test_order_api__places_once(site):
    shop = Program(site)
    body, key = shop.body(2), uuid.uuid4().hex
    first, again = shop.place(body, key), shop.place(body, key)
    assert first.status == again.status == 201 and first.text == again.text and again.headers["idempotent-replayed"] == "true"
    order = first.json()
    assert first.headers["location"].endswith("/api/v1/orders/" + order["id"]) and first.headers["etag"] == '"v1"'
    assert re.fullmatch("[2-9A-HJ-NP-TV-Z]{3}-[2-9A-HJ-NP-TV-Z]{3}-[2-9A-HJ-NP-TV-Z]{3}", order["number"]), order["number"]
    assert order["total"]["amount"] == sum(line["total"]["amount"] for line in order["lines"]) + order["shipping"]["amount"]
    assert order["charge"] == "none" and order["customer"] is None and "payment" not in order
    assert shop.place(shop.body(3), key).status == 422, "the key is another order's"
    assert shop.ask("POST", "/api/v1/orders", body).status == 400, "without a key"
    by_number = shop.ask("GET", "/api/v1/orders/" + order["number"].lower().replace("-", ""))
    assert by_number.status == 200 and by_number.json()["id"] == order["id"]
    assert shop.ask("GET", "/api/v1/orders/" + order["id"], If_None_Match=by_number.headers["etag"]).status == 304


def test_order_api__fifty_at_once(site):
    shop = Program(site)
    body, key = shop.body(), uuid.uuid4().hex
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        got = list(pool.map(lambda _: shop.place(body, key), range(50)))
    assert {g.status for g in got} <= {201, 409}, sorted(g.status for g in got)
    made = {g.json()["id"] for g in got if g.status == 201}
    assert len(made) == 1 and all(g.headers["retry-after"] == "1" for g in got if g.status == 409)
    assert shop.place(body, key).json()["id"] in made


def test_order_api__refusals(site):
    shop = Program(site)
    for more, wrong in (({"email": None}, ["#/email"]), ({"shipping_method": "balloon"}, ["#/shipping_method"]), ({"shipping_method": None}, ["#/shipping_method"]),
                        ({"delivery_address": {**ADDRESS, "postal_code": "1"}}, ["#/delivery_address/postal_code"]),
                        ({"billing_address": {"country": "DE"}}, None), ({"lines": []}, ["#/lines"]), ({"currency": "XXX"}, ["#/currency"]),
                        ({"lines": [{"sku": "no such thing"}]}, ["#/lines/0/sku"]), ({"lines": [{"quantity": 2}]}, ["#/lines/0"]),
                        ({"payment_method": "shells"}, ["#/payment_method"]), ({"origin": "office"}, ["#/origin"]), ({"customer": "acct_x"}, ["#/customer"])):
        got = shop.place(shop.body(**more))
        assert got.status == 422 and (wrong is None or pointers(got) == wrong), "%s: %d %s" % (more, got.status, got.text)
    got = shop.place(coupons=["NOSUCHCODE"])
    assert got.status == 409 and got.json()["code"] == "code_refused" and got.json()["problems"][0]["coupon"] == "NOSUCHCODE", got.text
    got = shop.place(expected_total={"amount": 1, "currency": "EUR"})
    assert got.status == 409 and got.json()["code"] == "price_changed" and got.json()["total"]["amount"] > 1, got.text


def test_order_api__each_sees_his_own(site):
    shop, ada, bob = Program(site), Program(site, customer=True), Program(site, customer=True)
    order = ada.placed(email=None)
    assert order["email"] == ada.account["email"] and order["customer"]
    guests = shop.placed()
    for who, what, status in ((ada, order, 200), (shop, order, 200), (bob, order, 404), (ada, guests, 404)):
        assert who.get(what).status == status
        assert who.ask("GET", "/api/v1/orders/%s/events" % what["id"]).status == status
        assert who.cancel(what, '"v9"').status == (412 if status == 200 else 404)
    assert [o["id"] for o in ada.ask("GET", "/api/v1/orders").json()["items"]] == [order["id"]]
    assert bob.ask("GET", "/api/v1/orders?q=" + order["number"]).json()["items"] == []
    assert ada.place(customer="acct_someone").status == 422, "his own orders only"
    assert shop.place(customer=order["customer"]).json()["customer"] == order["customer"]
    reader = Program(site, ["order.read"])
    assert reader.place().status == 403 and reader.get(order).status == 200


def test_order_api__list(site):
    ada = Program(site, customer=True)
    orders = [ada.placed()["id"] for _ in range(5)]
    seen, path = [], "/api/v1/orders?limit=2"
    while path:
        got = ada.ask("GET", path)
        page = got.json()
        seen += [o["id"] for o in page["items"]]
        link = re.search(r"<([^>]+)>; rel=\"next\"", got.headers.get("link", ""))
        assert bool(link) == page["has_more"] == bool(page["next_cursor"])
        path = link and urllib.parse.urlsplit(link[1]).path + "?" + urllib.parse.urlsplit(link[1]).query
    assert seen == orders[::-1]
    assert ada.ask("GET", "/api/v1/orders?fulfilment=delivered").json()["items"] == []
    assert ada.ask("GET", "/api/v1/orders?cursor=x").status == 400
    assert ada.ask("GET", "/api/v1/orders?limit=0").status == 400


def test_order_api__cancels(site):
    shop = Program(site)
    order = shop.placed(quantity=3)
    line = order["lines"][0]["id"]
    assert shop.cancel(order, None).status == 428
    assert shop.cancel(order, '"v7"').status == 412
    got = shop.cancel(order, '"v1"', reason="one too many", lines=[{"line": line, "quantity": 1}])
    assert got.status == 200 and got.headers["etag"] == '"v2"' and got.json()["lines"][0]["cancelled"] == 1, got.text
    assert got.json()["total"]["amount"] < order["total"]["amount"]
    assert shop.cancel(order, '"v2"', lines=[{"line": line, "quantity": 3}]).status == 409, "so many are not left"
    assert pointers(shop.cancel(order, '"v2"', lines=[{"line": "oli_x"}])) == ["#/lines"]
    assert shop.cancel(order, '"v1"').status == 412
    for match in ('"v2"', '"v2"', "*"):  # the answer got lost: sent again
        got = shop.cancel(order, match)
        assert got.status == 200 and got.json()["fulfilment"] == "cancelled" and got.json()["total"]["amount"] == 0, got.text
    events = shop.ask("GET", "/api/v1/orders/%s/events" % order["id"]).json()["items"]
    assert [e["kind"] for e in events] == ["placed", "cancelled", "cancelled"], events
    assert json.loads(events[1]["details"])["pieces"] == [{"line": line, "quantity": 1}]
    assert site.get("/order/" + order["id"], headers={"Authorization": "Bearer " + shop.key}).json()["id"] == order["id"], "by its short name"


def wait(what, seconds=40):
    end = time.time() + seconds
    while time.time() < end:
        got = what()
        if got:
            return got
        time.sleep(0.3)
    raise AssertionError("it never happened")


def test_order_api__from_placing_to_the_invoice(site):
    """The whole way: order, payment at the gateway, invoice; then cancelled, money back, credit note."""
    shop, gateway = Program(site), Gateway(site)
    order = shop.placed(quantity=2, payment_method="sandbox")
    url = order["payment"]["redirect_url"]
    got = site.get(url[url.index("/pay/"):])
    assert got.status == 303, "%d %s" % (got.status, got.text)
    assert gateway.pay({"hosted_url": got.headers["location"]}, "pays").status == 303
    paid = wait(lambda: (lambda o: o if o["charge"] == "full" else None)(shop.get(order, "lines,history,payments,shipments").json()))
    assert paid["charged"] == paid["total"] and paid["paid_at"] and not paid["hold_until"]
    assert [p["state"] for p in paid["payments"]] == ["charged"]
    history = wait(lambda: (lambda h: h if "invoiced" in [e["kind"] for e in h] else None)(shop.get(order, "history").json()["history"]))
    assert [e["kind"] for e in history].count("paid") == 1
    if paid["shipments"]:
        assert sum(line["quantity"] for s in paid["shipments"] for line in s["lines"]) == 2
    got = shop.cancel(order, "*", reason="changed my mind")
    assert got.status == 200 and got.json()["fulfilment"] == "cancelled", got.text
    back = wait(lambda: (lambda o: o if o["refunded"]["amount"] else None)(shop.get(order).json()))
    assert back["refunded"] == back["placed_total"] and back["charge"] == "none"
    wait(lambda: "credited" in [e["kind"] for e in shop.get(order, "history").json()["history"]])
    total = order["total"]["amount"]

    def facts():
        out = site.dev("mysql", "-N", "-B", "-e", "SELECT f.kind, SUM(f.net + f.tax) FROM sales_fact f JOIN sales_order o ON o.id = f.order_id"
                       " WHERE o.public_id = '%s' GROUP BY f.kind" % order["id"]).split()
        return dict(zip(out[::2], map(int, out[1::2])))
    wait(lambda: facts() == dict.fromkeys(("ordered", "paid", "cancelled", "refunded"), total))
