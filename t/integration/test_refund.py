"""Refunds by lines through the JSON interface: worth, once, who is too late, goods that come back, credit note, mail, what the buyer sees; and the books agree."""
import concurrent.futures
import json
import re
import secrets
import threading

from people import People
from test_order_api import wait
from test_order_mails import RIGHTS, Buyer
from test_payment import books_agree, mercer


class Clerk(Buyer):
    """A buyer's orders, and the shop's program that refunds them."""

    def __init__(self, site, locale="en", rights=("refund.write",)):
        Buyer.__init__(self, site, locale)
        people = People(site)
        self.key = people.api_key(RIGHTS + list(rights))
        people.write()

    def ask(self, body, key=None):
        return self.site.get("/api/v1/orders/%s/refunds" % self.placed["id"], "POST", json.dumps(body).encode(), {
            "Authorization": "Bearer " + self.key, "Content-Type": "application/json", "Idempotency-Key": key or secrets.token_hex(8)})

    def sent(self, quantity=3):
        self.order(quantity)
        self.pay("pays")
        order = wait(lambda: (lambda o: o if o["charge"] == "full" and o["shipments"] else None)(self.now("lines,shipments")))
        for shipment in order["shipments"]:
            self.api("POST", "/shipments/%s/ship" % shipment["id"], {})
        return self.now("lines")

    def now(self, expand="lines"):
        return self.api("GET", "/orders/%s?expand=%s" % (self.placed["id"], expand))


def sound():
    books_agree()
    got = mercer("order", "verify")
    assert got.returncode == 0, got.stdout
    got = mercer("stock", "verify")
    assert got.returncode == 0, got.stdout


def test_refund_by_lines(site):
    clerk = Clerk(site)
    order = clerk.sent(2)
    line, worth = order["lines"][0]["id"], order["lines"][0]["total"]["amount"] // 2
    house = site.dev("mysql", "-N", "-e", "USE mercer; SELECT w.code FROM stock_level l JOIN variant v ON v.id = l.variant_id JOIN warehouse w ON w.id = l.warehouse_id"
                     " WHERE v.public_id = '%s' AND w.is_active LIMIT 1" % order["lines"][0]["variant"]).strip()
    there = "USE mercer; SELECT SUM(l.on_hand) FROM stock_level l JOIN variant v ON v.id = l.variant_id WHERE v.public_id = '%s'" % order["lines"][0]["variant"]
    before = int(site.dev("mysql", "-N", "-e", there))
    wish = {"lines": [{"line": line, "quantity": 1}], "delivery": {"amount": 100, "currency": "EUR"}, "warehouse": house, "reason": "a scratch"}
    got = clerk.ask(dict(wish, preview=True))
    assert got.status == 200 and got.json()["id"] is None and got.json()["amount"]["amount"] == worth + 100, got.text
    assert clerk.now()["credited"]["amount"] == 0
    key = secrets.token_hex(8)
    first, again = clerk.ask(wish, key), clerk.ask(wish, key)
    assert first.status == again.status == 201 and first.text == again.text, "%d %s %s" % (first.status, first.text, again.text)
    assert first.json()["lines"][0]["restocked"] == 1 and first.json()["lines"][1]["line"] is None
    assert int(site.dev("mysql", "-N", "-e", there)) == before + 1
    now = clerk.now()
    assert (now["credited"]["amount"], now["lines"][0]["refunded"]) == (worth + 100, 1), now
    text, _ = clerk.mail("Refund: your order")
    assert "1 × " in text and "Delivery" in text and "credit note" in text, text
    wait(lambda: clerk.now()["refunded"]["amount"] == worth + 100)
    assert clerk.now()["charge"] == "full", "what is left of the total is paid"
    text, _ = clerk.mail("back: your order")
    # Less than it is worth, and for the goods alone.
    got = clerk.ask({"lines": [{"line": line, "quantity": 1}], "amount": {"amount": 500, "currency": "EUR"}})
    assert got.status == 201 and (got.json()["worth"]["amount"], got.json()["amount"]["amount"]) == (worth, 500), got.text
    items = clerk.api("GET", "/orders/%s/refunds" % order["id"])["items"]
    assert [i["amount"]["amount"] for i in items] == [worth + 100, 500]
    # The buyer's page: pieces, sums, the credit note; not the reason.
    link = link_of(clerk)
    page = wait(lambda: (lambda p: p if p.text.count("Credit note") == 2 else None)(site.get(link))).text
    assert "Refunds" in page and "Refunded" in page and "a scratch" not in page, "the order's page"
    sound()


def link_of(clerk):
    """The path of the buyer's page, from the confirmation."""
    text, _ = clerk.mail("Your order " + clerk.placed["number"])
    return re.search(r"https://[^/]+(/\S*orders/\S+\?key=\S+)", text).group(1)


def test_refund_refused(site):
    clerk = Clerk(site)
    order = clerk.sent(2)
    line = order["lines"][0]["id"]
    for body, status, code in (({"lines": [{"line": line, "quantity": 3}]}, 409, "pieces"),
                               ({"lines": [{"line": line, "quantity": 1}], "amount": {"amount": 10**9, "currency": "EUR"}}, 409, "amount"),
                               ({"delivery": {"amount": 10**9, "currency": "EUR"}}, 409, "delivery"),
                               ({"lines": [{"line": line, "quantity": 1}], "version": 1}, 412, None),
                               ({"lines": [{"line": "oli_other"}]}, 422, None), ({}, 422, None),
                               ({"lines": [{"line": line}], "warehouse": "nowhere"}, 422, None),
                               ({"lines": [{"line": line}], "amount": {"amount": 1, "currency": "USD"}}, 422, None)):
        got = clerk.ask(body)
        assert got.status == status and (code is None or got.json()["code"] == code), "%s: %d %s" % (body, got.status, got.text)
    assert clerk.now()["credited"]["amount"] == 0
    people = People(site)
    clerk.key = people.api_key(RIGHTS)
    people.write()
    assert clerk.ask({"lines": [{"line": line}]}).status == 403, "without the right to refund"
    sound()


def test_refund_of_the_same_piece_at_once(site):
    clerk = Clerk(site)
    order = clerk.sent(1)
    gate = threading.Barrier(6)

    def colleague(_):
        gate.wait()
        return clerk.ask({"lines": [{"line": order["lines"][0]["id"], "quantity": 1}]})
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        got = list(pool.map(colleague, range(6)))
    assert sorted(g.status for g in got) == [201] + [409] * 5, [g.text for g in got]
    assert all(g.json()["code"] == "pieces" and g.json()["most"] == 0 for g in got if g.status == 409)
    wait(lambda: clerk.now()["refunded"]["amount"] == order["lines"][0]["total"]["amount"])
    sound()
