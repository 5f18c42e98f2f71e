"""Orders as an integrator places them, paid at the sandbox gateway: what tests of parcels and of the back office start from."""
import json
import secrets
import sys
import time
import urllib.parse

from gateway import Gateway
from site_under_test import Site

ADDRESS = {"country": "DE", "recipient": "A. Customer", "line1": "Musterweg 1", "postal_code": "10115", "locality": "Berlin"}
SCOPE = "order.read order.write payment.read payment.write shipment.read shipment.write stock.read stock.write"


class Orders:
    def __init__(self, site):
        self.site, self.gateway = site, Gateway(site)
        self.key = next(line.split()[1] for line in site.dev("mercer", "key", "create", "--name", "parcels", "--scope", SCOPE).splitlines() if line.startswith("key"))

    def api(self, method, path, body=None, key=None, match=None, token=None):
        headers = {"Authorization": "Bearer " + (token or self.key)}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if match:
            headers["If-Match"] = match
        return self.site.get("/api/v1" + path, method, None if body is None else json.dumps(body).encode(), headers)

    def skus(self, count, least=5, house="w.is_active"):
        """Articles that one house has `least` of; house: a condition."""
        rows = self.site.dev("mysql", "-N", "-e", "USE mercer; SELECT MIN(v.sku) FROM stock_level l JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id"
                             " JOIN price r ON r.variant_id = v.id AND r.currency = 'EUR' JOIN warehouse w ON w.id = l.warehouse_id AND %s"
                             " WHERE p.status = 'active' AND l.on_hand - l.held - l.allocated - l.floor >= %d GROUP BY v.id ORDER BY v.id LIMIT %d" % (house, least, count))
        return rows.split()

    def place(self, lines, **more):
        body = dict({"lines": [{"sku": s, "quantity": n} for s, n in lines], "email": "a.customer@example.org", "shipping_method": "standard", "payment_method": "sandbox",
                     "delivery_address": ADDRESS}, **more)
        got = self.api("POST", "/orders", body, key=secrets.token_hex(8))
        assert got.status == 201, "%d %s" % (got.status, got.text[:500])
        return got.json()

    def pay(self, order, card="pays"):
        start = self.one(order, "payments")["payments"][0]["redirect_url"]
        hop = self.site.get(start[len(self.site.url):])
        assert hop.status == 303, "%d %s" % (hop.status, hop.text[:300])
        back = self.gateway.pay({"hosted_url": hop.headers["location"]}, card)
        url = urllib.parse.urlsplit(back.headers["location"])
        self.site.get(url.path + "?" + url.query)
        return self.wait(order, lambda o: o["charge"] == "full")

    def one(self, order, expand="lines,shipments,history"):
        got = self.api("GET", "/orders/%s?expand=%s" % (order["id"], urllib.parse.quote(expand)))
        assert got.status == 200, got.text
        return got.json()

    def wait(self, order, what, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            now = self.one(order)
            if what(now):
                return now
            time.sleep(0.1)
        raise AssertionError("the order stays %s %s" % (now["fulfilment"], now["charge"]))

    def paid(self, lines, **more):
        return self.pay(self.place(lines, **more))


def main():
    """For tests that are not written in Python: orders.py URL -> a line of JSON with the numbers of some orders in different states."""
    site = Site(sys.argv[1])
    orders = Orders(site)
    a, b, c = orders.skus(3, least=20)
    print(json.dumps({
        "open": orders.paid([(a, 2), (b, 1)], note="Please ring twice.")["number"],
        "other": orders.paid([(c, 3)], shipping_method="express")["number"],
        "pickup": orders.paid([(orders.skus(1, 1, "w.is_pickup")[0], 1)], shipping_method="pickup", pickup=pickup(site))["number"],
        "many": [orders.paid([(a, 1)])["number"], orders.paid([(c, 1)])["number"]],
        "unpaid": orders.place([(a, 1)])["number"],
    }))


def pickup(site):
    return site.dev("mysql", "-N", "-e", "USE mercer; SELECT code FROM warehouse WHERE is_pickup LIMIT 1").strip()


if __name__ == "__main__":
    main()
