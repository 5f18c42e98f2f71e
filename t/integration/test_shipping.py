"""Parcels for programs: the way of one, repeats, versions, who may see it; what can be chosen; table rates by the command."""
import os
import secrets
import tempfile

from orders import Orders
from site_under_test import TOP, Skip

LUMA = TOP + "/../shared/data/catalogue/luma/shipping-table-rates.csv"


def parcel(orders, quantity=2):
    order = orders.paid([(orders.skus(1, least=20)[0], quantity)])
    got = orders.api("GET", "/shipments?order=" + order["number"])
    assert got.status == 200 and len(got.json()["items"]) == 1, got.text
    return order, got.json()["items"][0]


def test_shipping__offers(site):
    got = site.get("/api/v1/shipping-methods?country=DE&postal_code=10115&weight_grams=800&value=1000")
    offers = {o["code"]: o for o in got.json()["items"]}
    assert got.status == 200 and offers["standard"]["price"] == {"amount": 490, "currency": "EUR"}, got.text
    assert offers["standard"]["promised_from"] <= offers["standard"]["promised_until"]
    assert offers["standard"]["order_by"] < offers["standard"]["promised_until"] + "T", offers["standard"]
    assert offers["pickup"]["is_pickup"] and offers["pickup"]["pickups"]
    assert site.get("/api/v1/shipping-methods").status == 400, "a country is needed"
    german = site.get("/api/v1/shipping-methods?country=DE&locale=de&currency=USD").json()["items"]
    assert german[0]["name"] == "Standardversand" and german[0]["price"]["currency"] == "USD"


def test_shipping__way_of_a_parcel(site):
    orders = Orders(site)
    order, s = parcel(orders)
    path = "/shipments/" + s["id"]
    got = orders.api("GET", path)
    etag = got.headers["etag"]
    assert got.json()["state"] == "pending" and got.json()["promised_until"]
    key = secrets.token_hex(8)
    assert orders.api("POST", path + "/ship", {}, key=None, match=etag).status == 400, "without an Idempotency-Key"
    assert orders.api("POST", path + "/ship", {}, key=secrets.token_hex(8)).status == 428
    assert orders.api("POST", path + "/ship", {}, key=secrets.token_hex(8), match='"v99"').status == 412
    assert orders.api("POST", path + "/ship", {"carrier": "nobody"}, key=secrets.token_hex(8), match=etag).status == 422
    assert orders.api("POST", path + "/deliver", None, key=secrets.token_hex(8), match=etag).status == 409
    sent = orders.api("POST", path + "/ship", {"tracking_code": "X-1"}, key=key, match=etag)
    assert sent.status == 200 and sent.json()["state"] == "shipped" and sent.json()["tracking"] == "announced", sent.text
    again = orders.api("POST", path + "/ship", {"tracking_code": "X-1"}, key=key, match=etag)
    assert again.status == 200 and again.json() == sent.json() and again.headers.get("idempotent-replayed") == "true"
    assert orders.one(order)["fulfilment"] == "shipped"
    for source, tracking, wanted in (("b", "out_for_delivery", "out_for_delivery"), ("b", "exception", "out_for_delivery"), ("c", "delivered", "delivered")):
        got = orders.api("POST", path + "/tracking", {"source": source, "tracking": tracking})
        assert got.status == 200 and got.json()["tracking"] == wanted, got.text
    assert got.json()["state"] == "delivered" and len(got.json()["events"]) == 2
    assert orders.one(order)["fulfilment"] == "delivered"
    types = [e["type"] for e in events(orders, site, order)]
    assert [t for t in types if t.startswith("shipment.")] == ["shipment.shipped", "shipment.tracked", "shipment.tracked", "shipment.delivered"], types


def events(orders, site, order):
    rows = site.dev("mysql", "-N", "-e", "USE mercer; SELECT type FROM outbox WHERE object = '%s' ORDER BY id" % order["id"])
    return [{"type": t} for t in rows.split()]


def test_shipping__split(site):
    orders = Orders(site)
    order, s = parcel(orders, 3)
    etag = orders.api("GET", "/shipments/" + s["id"]).headers["etag"]
    got = orders.api("POST", "/shipments/%s/split" % s["id"], {"lines": [{"line": s["lines"][0]["line"], "quantity": 3}]}, key=secrets.token_hex(8), match=etag)
    assert got.status == 422, got.text
    got = orders.api("POST", "/shipments/%s/split" % s["id"], {"lines": [{"line": s["lines"][0]["line"], "quantity": 1}]}, key=secrets.token_hex(8), match=etag)
    assert got.status == 201 and got.json()["parcel"] == 2 and got.headers["location"].endswith(got.json()["id"]), got.text
    page = orders.api("GET", "/shipments?limit=1&order=" + order["id"]).json()
    assert page["has_more"]
    rest = orders.api("GET", "/shipments?limit=1&order=%s&cursor=%s" % (order["id"], page["next_cursor"])).json()
    assert not rest["has_more"] and rest["items"][0]["parcel"] == 2
    assert orders.api("GET", "/shipments?cursor=x").status == 400


def test_shipping__not_for_everybody(site):
    orders = Orders(site)
    _, s = parcel(orders)
    assert site.get("/api/v1/shipments/" + s["id"]).status == 401
    reader = next(line.split()[1] for line in site.dev("mercer", "key", "create", "--name", "reader", "--scope", "shipment.read").splitlines() if line.startswith("key"))
    assert orders.api("GET", "/shipments/" + s["id"], token=reader).status == 200
    assert orders.api("POST", "/shipments/%s/tracking" % s["id"], {"source": "a", "tracking": "delivered"}, token=reader).status == 403
    assert orders.api("GET", "/shipments/shp_nothing").status == 404


def test_shipping__table_rates(site):
    if not os.path.exists(LUMA):
        raise Skip("no sample of table rates")
    method = "test-" + secrets.token_hex(4)
    for _ in range(2):
        assert "9 rates in USD" in site.dev("mercer", "shipping", "import", "--method", method, "--currency", "USD", LUMA)

    def price(region, value):
        items = site.get("/api/v1/shipping-methods?country=US&region=%s&value=%d&currency=USD" % (region, value)).json()["items"]
        return next(o["price"]["amount"] for o in items if o["code"] == method)
    assert [price("NY", 4999), price("NY", 5000), price("NY", 10000), price("AK", 0), price("HI", 5000)] == [1500, 1000, 500, 2000, 1500]
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as bad:
        bad.write("country,region,zip,order_subtotal,price\nUS,*,*,zero,1\n")
        bad.flush()
        try:
            site.dev("mercer", "shipping", "import", "--method", method, bad.name)
            raise RuntimeError("a bad line was taken")
        except AssertionError as e:
            assert "line 2" in str(e), e
    site.dev("mysql", "-e", "USE mercer; DELETE FROM shipping_method WHERE code = '%s'; DELETE FROM shipping_zone WHERE code LIKE 'us%%'" % method)
