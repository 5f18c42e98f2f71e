"""What a buyer is told about an order, by mail: once, in the order's language, whatever comes twice; to guests as well."""
import email
import email.policy
import glob
import json
import os
import re
import secrets
import time

from gateway import Gateway
from people import People
from site_under_test import wait_for

PATIENCE = 30
RIGHTS = ["order.read", "order.write", "payment.read", "payment.write", "shipment.read", "shipment.write"]


class Buyer:
    """A guest who orders through a program of the shop."""

    def __init__(self, site, locale="en"):
        people = People(site)
        self.site, self.locale, self.email = site, locale, "buyer-%s@example.org" % secrets.token_hex(6)
        self.key = people.api_key(RIGHTS)
        people.write()
        self.gateway = Gateway(site)

    def api(self, method, path, body=None, **headers):
        headers = {"Authorization": "Bearer " + self.key, "Content-Type": "application/json", **headers}
        if method != "GET":
            headers = {"Idempotency-Key": secrets.token_hex(8), "If-Match": "*", **headers}
        got = self.site.get("/api/v1" + path, method, None if body is None else json.dumps(body).encode(), headers)
        assert got.status < 300, "%s %s: %d %s" % (method, path, got.status, got.text[:500])
        return got.json()

    def order(self, quantity=2):
        page = self.site.get("/product/water-carafe").text
        variant = re.search(r'name="variant" value="([^"]*)"', page).group(1)
        self.placed = self.api("POST", "/orders", {
            "lines": [{"variant": variant, "quantity": quantity}], "email": self.email, "locale": self.locale, "currency": "EUR", "shipping_method": "standard",
            "delivery_address": {"country": "DE", "recipient": "A. Customer", "line1": "Weg 1", "postal_code": "10115", "locality": "Berlin"},
            "payment_method": "sandbox"})
        return self.placed

    def pay(self, card, payment=None):
        url = (payment or self.placed["payment"])["redirect_url"]
        hosted = self.site.get(url[len(self.site.url):] if url.startswith("https://") else url)
        assert hosted.status == 303, hosted.status
        self.gateway.pay({"hosted_url": hosted.headers["location"]}, card)
        self.site.get(re.sub(r"\?", "/return?", url[len(self.site.url):]))

    def mails(self, part):
        """Those whose subject holds this."""
        found = []
        for path in sorted(glob.glob(os.environ["MERCER_VAR"] + "/mail/*.eml")):
            with open(path, "rb") as f:
                mail = email.message_from_binary_file(f, policy=email.policy.default)
            if mail["To"] == self.email and part in mail["Subject"]:
                found.append(mail)
        return found

    def mail(self, part):
        wait_for(lambda: self.mails(part), PATIENCE, "the mail '%s'" % part)
        time.sleep(0.5)  # a second one would have come with it
        found = self.mails(part)
        assert len(found) == 1, "%d mails '%s'" % (len(found), part)
        return found[0].get_body(("plain",)).get_content(), found[0].get_body(("html",)).get_content()


def test_order_mails_of_a_paid_order(site):
    buyer = Buyer(site, "de")
    buyer.order()
    number = buyer.placed["number"]
    buyer.pay("often")  # its webhooks come several times
    text, html = buyer.mail("Ihre Bestellung " + number)
    for part in ("Vielen Dank" if "Vielen Dank" in text else "Ihre Zahlung", "2 × ", "65,80", "Zwischensumme", "Gesamtsumme", "Weg 1", "Berlin", "Lieferadresse"):
        assert part in text, "no '%s' in\n%s" % (part, text)
    assert "<table" in html and "65,80" in html and "Sicherheit" not in html
    link = re.search(r"https://\S+/orders/\S+\?key=\S+", text).group(0)
    assert "/de/orders/" + buyer.placed["id"] in link, link
    shipments = buyer.api("GET", "/shipments?order=" + buyer.placed["id"])["items"]
    assert len(shipments) == 1, shipments
    one = "/shipments/" + shipments[0]["id"]
    buyer.api("POST", one + "/pack")
    buyer.api("POST", one + "/ship", {"tracking_code": "JD014600006281230701"})
    text, html = buyer.mail("Unterwegs")
    assert "JD014600006281230701" in text and "2 × " in text, text
    buyer.api("POST", one + "/deliver")
    text, html = buyer.mail("Zugestellt")
    assert number in text


def test_order_mails_of_a_failed_payment(site):
    buyer = Buyer(site)
    buyer.order()
    buyer.pay("declined")
    text, _ = buyer.mail("Your payment did not work")
    assert buyer.placed["number"] in text and "/orders/" + buyer.placed["id"] + "?key=" in text, text
    # The second failure is seen on the page alone.
    again = buyer.api("POST", "/payments", {"order": buyer.placed["id"], "method": "sandbox"})
    buyer.pay("declined", again)
    time.sleep(2)
    assert len(buyer.mails("did not work")) == 1


def test_order_mails_of_a_cancelled_order(site):
    buyer = Buyer(site)
    buyer.order(3)
    buyer.pay("pays")
    buyer.mail("Your order " + buyer.placed["number"])
    line = buyer.placed["lines"][0]["id"]
    buyer.api("PUT", "/orders/" + buyer.placed["id"] + "/cancel", {"lines": [{"line": line, "quantity": 1}]})
    text, _ = buyer.mail("A part is cancelled")
    assert "1 × " in text and "back, the way you paid" in text, text
    text, _ = buyer.mail(" back: your order")
    assert "€32.90" in text, text
    buyer.api("PUT", "/orders/" + buyer.placed["id"] + "/cancel", {})
    text, _ = buyer.mail("Cancelled: your order")
    assert "2 × " in text, text


def test_order_that_needs_no_parcel(site):
    """A course: no way of delivery, no parcel; done when it is paid, and the mail says nothing of a delivery."""
    buyer = Buyer(site, "de")
    people = People(site)
    page = site.get("/product/water-carafe").text
    variant = re.search(r'name="variant" value="([^"]*)"', page).group(1)
    people.run("UPDATE mercer.variant SET requires_shipping = FALSE WHERE public_id = '%s'" % variant)
    try:
        buyer.placed = buyer.api("POST", "/orders", {
            "lines": [{"variant": variant, "quantity": 1}], "email": buyer.email, "locale": "de", "currency": "EUR",
            "billing_address": {"country": "DE", "recipient": "A. Customer", "line1": "Weg 1", "postal_code": "10115", "locality": "Berlin"}, "payment_method": "sandbox"})
        assert buyer.placed["shipping"]["amount"] == 0 and not buyer.placed.get("shipping_method"), buyer.placed
        buyer.pay("pays")
        wait_for(lambda: buyer.api("GET", "/orders/" + buyer.placed["id"])["fulfilment"] == "delivered", PATIENCE, "the end of the order")
        order = buyer.api("GET", "/orders/" + buyer.placed["id"])
        assert order["charge"] == "full" and order["lines"][0]["delivered"] == 1, order
        assert buyer.api("GET", "/shipments?order=" + buyer.placed["id"])["items"] == []
        text, html = buyer.mail("Ihre Bestellung " + buyer.placed["number"])
        assert "Lieferadresse" not in text and "Versand" not in text and "Weg 1" in text, text
        link = re.search(r"https://\S+/orders/\S+\?key=\S+", text).group(0)
        shown = site.get(link[link.index("/de/"):]).text
        assert "Vielen Dank" in shown and "Abgeschlossen" in shown and "Geliefert an" not in shown, shown
        wait_for(lambda: "invoiced" in json.dumps(people.run("SELECT kind FROM mercer.sales_order_event e JOIN mercer.sales_order o ON o.id = e.order_id"
                                                             " WHERE o.public_id = '%s'" % buyer.placed["id"])), PATIENCE, "the invoice")
    finally:
        people.run("UPDATE mercer.variant SET requires_shipping = TRUE WHERE public_id = '%s'" % variant)
