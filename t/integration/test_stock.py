"""Stock as programs see it: adjusting, counting with compare-and-swap, rules, movements, transfers, cursors; and the shop's pages, which follow."""
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from people import People

ALL = ["stock.read", "stock.write", "warehouse.write"]


class Program:
    def __init__(self, site, scope=ALL):
        people = People(site)
        self.site, self.key = site, people.api_key(scope, None)
        people.write()

    def ask(self, method, path, body=None, **headers):
        h = {"Authorization": "Bearer " + self.key, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            h.setdefault("Content-Type", "application/json")
            body = json.dumps(body).encode()
        return self.site.get("/api/v1" + path, method, body, h)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **{"Idempotency_Key": uuid.uuid4().hex, **headers})

    def some(self, least=20):
        """A variant with so many pieces, and one only where the parcels are sent first."""
        got = self.ask("GET", "/stock?limit=100&warehouse=main").json()
        return next(i for i in got["items"] if i["available"] >= least and i["sku"])

    def house(self, variant, code):
        return next(w for w in self.ask("GET", "/stock/" + variant).json()["warehouses"] if w["warehouse"] == code)


def test_stock_api_changes(site):
    p = Program(site)
    thing = p.some()["variant"]
    before = p.house(thing, "main")["on_hand"]
    body = {"warehouse": "main", "delta": 3, "kind": "received", "reason": "delivery", "reference": "LS 7"}
    assert p.ask("POST", f"/stock/{thing}/adjustments", body).status == 400, "an Idempotency-Key is needed"
    key = uuid.uuid4().hex
    first, second = (p.ask("POST", f"/stock/{thing}/adjustments", body, Idempotency_Key=key) for _ in range(2))
    assert first.status == second.status == 200 and first.json() == second.json() and second.headers["idempotent-replayed"] == "true"
    assert first.json()["on_hand"] == before + 3 == p.house(thing, "main")["on_hand"]
    move = p.ask("GET", f"/stock/{thing}/movements?warehouse=main&limit=1").json()
    assert move["items"][0]["on_hand"] == 3 and move["items"][0]["reference"] == "LS 7" and move["items"][0]["actor_kind"] == "key", move
    assert p.post(f"/stock/{thing}/adjustments", {**body, "delta": -10**7}).status == 409
    assert p.post(f"/stock/{thing}/adjustments", {**body, "reason": ""}).status == 422
    assert p.post(f"/stock/{thing}/adjustments", {**body, "warehouse": "nowhere"}).status == 422
    assert p.post("/stock/no-such-thing/adjustments", body).status == 404
    assert Program(site, ["stock.read"]).post(f"/stock/{thing}/adjustments", body).status == 403


def test_stock_api_compare_and_swap(site):
    p = Program(site)
    thing = p.some()["variant"]
    now = p.house(thing, "main")["on_hand"]
    body = {"warehouse": "main", "change_from": now, "reason": "count"}
    with ThreadPoolExecutor(8) as pool:
        got = sorted(pool.map(lambda n: p.post(f"/stock/{thing}/counts", {**body, "quantity": now + 100 + n}).status, range(8)))
    assert got == [200] + [412] * 7, got
    assert p.post(f"/stock/{thing}/counts", {"warehouse": "main", "quantity": now, "reason": "back"}).status == 200


def test_stock_api_rules(site):
    p = Program(site)
    path = "/stock/%s/rules/main" % p.some()["variant"]
    etag = p.ask("GET", path).headers["etag"]
    assert p.ask("PUT", path, {"safety": 2}).status == 428
    got = p.ask("PUT", path, {"safety": 2, "low_at": 4}, If_Match=etag)
    assert got.status == 200 and got.json() == {"safety": 2, "backorder_limit": None, "low_at": 4}, got.text
    assert p.ask("PUT", path, {"safety": 0}, If_Match=etag).status == 412
    assert p.ask("PUT", path, {"safety": 0}, If_Match=got.headers["etag"]).status == 200


def test_stock_api_transfer(site):
    p = Program(site)
    thing = p.some()
    there = p.house(thing["variant"], "hamburg")["on_hand"]
    new = {"from": "main", "to": "hamburg", "items": [{"variant": thing["sku"], "quantity": 2}]}
    assert p.post("/transfers", {**new, "to": "main"}).status == 422
    made = p.post("/transfers", new)
    assert made.status == 201, made.text
    path = "/transfers/" + made.json()["id"]
    assert p.post(path + "/receive", {}, If_Match=made.headers["etag"]).status == 409, "it has not left"
    sent = p.post(path + "/send", None, If_Match=made.headers["etag"])
    assert sent.status == 200 and sent.json()["state"] == "in_transit", sent.text
    assert p.post(path + "/send", None, If_Match=made.headers["etag"]).status == 412
    bad = p.post(path + "/receive", {"items": [{"variant": thing["sku"], "quantity": 1}]}, If_Match=sent.headers["etag"])
    assert bad.status == 422 and bad.json()["errors"][0]["pointer"] == "#/items/0/discrepancy", bad.text
    got = p.post(path + "/receive", {}, If_Match=sent.headers["etag"])
    assert got.status == 200 and got.json()["lines"][0]["received"] == 2, got.text
    assert p.house(thing["variant"], "hamburg")["on_hand"] == there + 2


def test_stock_api_cursor(site):
    p = Program(site)
    seen, path = [], "/stock?limit=100"
    for _ in range(30):
        page = p.ask("GET", path).json()
        seen += [i["variant"] for i in page["items"]]
        if not page["has_more"]:
            break
        path = "/stock?limit=100&cursor=" + page["next_cursor"]
    assert len(seen) == len(set(seen)) > 100, len(seen)
    assert p.ask("GET", "/stock?cursor=abc").status == 400


def test_stock_pages_follow(site):
    """What the shop shows is what was counted, a moment later."""
    p = Program(site)
    item = p.some()
    product = p.ask("GET", "/stock/" + item["variant"]).json()["product"]
    houses = [w for w in p.ask("GET", "/stock/" + item["variant"]).json()["warehouses"] if w["is_active"] and w["on_hand"]]

    def state():
        return next(v["availability"] for v in site.get("/api/v1/products/" + product).json()["variants"] if v["id"] == item["variant"])
    assert state() == "in_stock", state()
    try:
        for w in houses:
            assert p.post(f"/stock/{item['variant']}/counts", {"warehouse": w["warehouse"], "quantity": 0, "reason": "test"}).status == 200
        began = time.time()
        while state() != "out_of_stock" and time.time() - began < 20:
            time.sleep(0.05)
        assert state() == "out_of_stock", "after %.1f s" % (time.time() - began)
    finally:
        for w in houses:
            p.post(f"/stock/{item['variant']}/counts", {"warehouse": w["warehouse"], "quantity": w["on_hand"], "reason": "test"})
