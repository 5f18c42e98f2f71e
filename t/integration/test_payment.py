"""Payments through the sandbox gateway: whatever becomes of answers, webhooks and browsers, an order is paid once or not at all, and the books agree."""
import base64
import concurrent.futures
import hashlib
import hmac
import json
import os
import re
import subprocess
import time
import urllib.parse
import uuid

from gateway import Gateway
from people import TOP, build_dir, var_dir
from test_order_api import ALL, Program

RIGHTS = ALL + ["refund.write"]


class Till:
    """A shop's program and the gateway, and a browser between them that keeps no cookies."""

    def __init__(self, site):
        self.site, self.shop, self.gateway = site, Program(site, RIGHTS), Gateway(site)

    def path(self, url):
        parts = urllib.parse.urlsplit(url)
        return parts.path + ("?" + parts.query if parts.query else "")

    def order(self, **more):
        return self.shop.placed(**more)

    def start(self, order, key=None):
        got = self.shop.ask("POST", "/api/v1/payments", {"order": order["id"], "method": "sandbox"}, Idempotency_Key=key or uuid.uuid4().hex)
        assert got.status == 201, "%d %s" % (got.status, got.text)
        return got.json()

    def payment(self, payment):
        return self.shop.ask("GET", "/api/v1/payments/" + payment["id"]).json()

    def to_gateway(self, payment):
        got = self.site.get(self.path(payment["redirect_url"]))
        assert got.status == 303, "%d %s" % (got.status, got.text[:300])
        return {"hosted_url": got.headers["location"]}

    def back(self, got, method="GET"):
        assert got.status == 303, "%d %s" % (got.status, got.text[:300])
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://gateway.example", "Content-Type": "application/x-www-form-urlencoded"}
        got = self.site.get(self.path(got.headers["location"]), method, b"a=1" if method == "POST" else None, headers if method == "POST" else {})
        assert got.status == 303 and re.match("(/[a-z]{2})?/orders/ord_", got.headers["location"]), "%d %s" % (got.status, got.headers)

    def pays(self, card, method="GET"):
        order = self.order()
        payment = self.start(order)
        self.back(self.gateway.pay(self.to_gateway(payment), card), method)
        return order, payment

    def wait(self, payment, what, seconds=40):
        end = time.time() + seconds
        while time.time() < end:
            now = self.payment(payment)
            if what(now):
                return now
            time.sleep(0.3)
        raise AssertionError("the payment stays %s" % now)

    def paid_once(self, order, payment):
        now = self.payment(payment)
        assert (now["state"], now["charged"]) == ("charged", order["total"]), now
        events = self.shop.ask("GET", "/api/v1/orders/%s/events" % order["id"]).json()["items"]
        assert [e["kind"] for e in events].count("paid") == 1, events
        assert self.shop.get(order).json()["charge"] == "full"


def mercer(*args):
    return subprocess.run([build_dir() + "/bin/mercer/mercer", "-c", var_dir() + "/mercer.conf", *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=TOP)


def books_agree():
    got = mercer("ledger", "verify")
    assert got.returncode == 0, got.stdout


def test_payment__paid_by_browser_and_webhook(site):
    till = Till(site)
    for card, method in (("pays", "GET"), ("pays", "POST"), ("often", "GET"), ("webhook_first", "GET"), ("no_webhook", "GET")):
        till.paid_once(*till.pays(card, method))
    books_agree()


def test_payment__the_browser_never_comes_back(site):
    till = Till(site)
    order = till.order()
    payment = till.start(order)
    try:
        till.gateway.pay(till.to_gateway(payment), "lost", timeout=2)
    except OSError:
        pass
    till.wait(payment, lambda p: p["state"] == "charged")
    till.paid_once(order, payment)
    assert till.payment(payment)["redirect_url"] is None


def test_payment__declined_then_paid(site):
    till = Till(site)
    order, first = till.pays("declined")
    now = till.payment(first)
    assert (now["state"], now["failure"]) == ("failed", "card_declined"), now
    second = till.start(order)
    assert second["id"] != first["id"]
    till.back(till.gateway.pay(till.to_gateway(second), "pays"))
    till.paid_once(order, second)
    got = till.shop.ask("POST", "/api/v1/payments", {"order": order["id"], "method": "sandbox"}, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 409, got.text


def test_payment__stolen_cards_are_not_tried_out_here(site):
    """Refusals count, by order and by whom it is; who has too many waits, and keeps his order."""
    till = Till(site)
    order = till.order()
    for _ in range(6):
        payment = till.start(order)
        till.back(till.gateway.pay(till.to_gateway(payment), "declined"))
        till.wait(payment, lambda p: p["state"] == "failed")
    got = till.shop.ask("POST", "/api/v1/payments", {"order": order["id"], "method": "sandbox"}, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 429 and got.json()["code"] == "declined_too_often" and int(got.headers["retry-after"]) > 0, "%d %s" % (got.status, got.text)
    last = till.shop.ask("GET", "/api/v1/payments?order=" + order["id"]).json()["items"][-1]
    assert last["state"] == "created", last
    page = site.get(till.path(last["redirect_url"]))
    assert page.status == 429 and int(page.headers["retry-after"]) > 0 and "try again in" in page.text and "/orders/" + order["id"] in page.text, "%d %s" % (page.status, page.text[:500])
    assert till.shop.get(order).json()["fulfilment"] == "open", "the order is kept"
    other = till.order()
    till.paid_once(other, (lambda p: (till.back(till.gateway.pay(till.to_gateway(p), "pays")), p)[1])(till.start(other)))


def test_payment__decided_later(site):
    till = Till(site)
    order, payment = till.pays("later")
    assert till.payment(payment)["state"] != "charged"
    till.wait(payment, lambda p: p["state"] == "charged")
    till.paid_once(order, payment)
    order, payment = till.pays("later_fails")
    till.wait(payment, lambda p: p["state"] == "failed")
    assert till.shop.get(order).json()["charge"] == "none"


def test_payment__double_clicks(site):
    till = Till(site)
    order = till.order()
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        ids = {p["id"] for p in pool.map(lambda _: till.start(order), range(20))}
        assert len(ids) == 1, ids
        payment = {"id": ids.pop()}
        payment = till.payment(payment)
        pages = {p["hosted_url"] for p in pool.map(lambda _: till.to_gateway(payment), range(20))}
        assert len(pages) == 1, "one payment is one page of the gateway"
        got = till.gateway.pay({"hosted_url": pages.pop()}, "often")
        list(pool.map(lambda _: till.back(got), range(20)))
    till.paid_once(order, payment)
    books_agree()


def test_payment__links_that_are_not_ours(site):
    till = Till(site)
    payment = till.start(till.order())
    path, key = till.path(payment["redirect_url"]).split("?key=")
    for wrong in ("", "?key=", "?key=" + key[:-1] + ("A" if key[-1] != "A" else "B"), "?key=" + key[:-1]):
        assert till.site.get(path + wrong).status == 404
        assert till.site.get(path + "/return" + wrong).status == 404
    assert till.site.get("/pay/pay_none?key=" + key).status == 404


def test_payment__forged_webhooks(site):
    till = Till(site)
    order = till.order()
    payment = till.start(order)
    till.to_gateway(payment)
    amount = order["total"]["amount"]
    body = json.dumps({"type": "intent.updated", "id": "evt_f", "data": {"reference": "pi_f", "merchant_reference": payment["id"], "state": "charged", "currency": "EUR",
                       "amount": amount, "operations": [{"reference": "op_f", "kind": "charge", "result": "success", "amount": amount, "code": None}]}}).encode()
    with open(os.environ["MERCER_VAR"] + "/secrets/sandbox_webhook") as f:
        secret = base64.b64decode(f.read().strip()[len("whsec_"):])

    def send(key, age=0, text=body, name="evt_" + uuid.uuid4().hex):
        stamp = str(int(time.time()) - age)
        mac = base64.b64encode(hmac.new(key, ("%s.%s." % (name, stamp)).encode() + body, hashlib.sha256).digest()).decode()
        return till.site.get("/payment/webhook/sandbox", "POST", text, {"Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
                             "webhook-signature": "v1," + mac}).status

    assert send(b"another secret of 32 bytes......") == 400
    assert send(secret, age=400) == 400
    assert send(secret, text=body.replace(b"EUR", b"USD")) == 400
    # Rightly signed, and yet of another intent than ours: taken, and nothing happens.
    assert send(secret) == 204
    assert till.payment(payment)["state"] == "pending" and till.shop.get(order).json()["charge"] == "none"


def test_payment__refunds(site):
    till = Till(site)
    for card, end in (("pays", "done"), ("lost_refund", "done"), ("refund_later", "done"), ("refund_fails", "failed")):
        order, payment = till.pays(card)
        path = "/api/v1/payments/%s/refunds" % payment["id"]
        body, key = {"amount": {"amount": 500, "currency": "EUR"}, "reason": "a scratch"}, uuid.uuid4().hex
        first, again = [till.shop.ask("POST", path, body, Idempotency_Key=key) for _ in range(2)]
        assert first.status == again.status == 201 and first.text == again.text, first.text
        assert till.shop.ask("POST", path, body).status == 400, "without a key"
        too_much = {"amount": {"amount": order["total"]["amount"], "currency": "EUR"}}
        assert till.shop.ask("POST", path, too_much, Idempotency_Key=uuid.uuid4().hex).status == 422
        till.wait(payment, lambda _: till.shop.ask("GET", path).json()["items"][0]["state"] == end)
        assert till.payment(payment)["refunded"]["amount"] == (500 if end == "done" else 0)
        assert len(till.shop.ask("GET", path).json()["items"]) == 1
    books_agree()


def test_payment__cancelled_order_gives_back(site):
    till = Till(site)
    order, payment = till.pays("pays")
    now = till.shop.get(order)
    got = till.shop.cancel(order, now.headers["etag"], reason="changed my mind")
    assert got.status == 200, got.text
    till.wait(payment, lambda p: p["state"] == "refunded")
    books_agree()


def test_payment__paid_twice_gives_back_once(site):
    till = Till(site)
    order = till.order()
    first = till.start(order)
    page = till.to_gateway(first)
    # Part of the order is cancelled meanwhile in no way: a second payment begins when the first one seems lost.
    till.back(till.gateway.pay(page, "declined"))
    second = till.start(order)
    till.back(till.gateway.pay(till.to_gateway(second), "pays"))
    till.paid_once(order, second)
    books_agree()


def test_payment__chargebacks(site):
    till = Till(site)
    won, lost = till.pays("dispute_won"), till.pays("dispute_lost")
    till.wait(lost[1], lambda p: p["state"] == "disputed" and p["disputed"]["amount"] > 0)
    till.wait(won[1], lambda p: p["state"] == "charged" and p["disputed"]["amount"] == 0)
    books_agree()


def test_payment__another_amount_than_asked_for(site):
    till = Till(site)
    order, payment = till.pays("wrong_amount")
    now = till.payment(payment)
    assert 0 < now["charged"]["amount"] < order["total"]["amount"]
    assert till.shop.get(order).json()["charge"] == "partial"
    assert "paid" not in [e["kind"] for e in till.shop.ask("GET", "/api/v1/orders/%s/events" % order["id"]).json()["items"]]
    books_agree()


def test_payment__whose(site):
    till = Till(site)
    ada, bob = Program(site, customer=True), Program(site, customer=True)
    order = ada.placed(email=None)
    ask = {"order": order["id"], "method": "sandbox"}
    assert bob.ask("POST", "/api/v1/payments", ask, Idempotency_Key=uuid.uuid4().hex).status == 422, "for Bob there is no such order"
    got = ada.ask("POST", "/api/v1/payments", ask, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 201, got.text
    path = "/api/v1/payments/" + got.json()["id"]
    assert [who.ask("GET", path).status for who in (ada, till.shop, bob)] == [200, 200, 404]
    assert ada.ask("POST", path + "/void").status == 403, "a customer's program gives nothing up"
    assert till.shop.ask("POST", path + "/void").status == 200
    etag = ada.ask("GET", path).headers["etag"]
    assert ada.ask("GET", path, If_None_Match=etag).status == 304
