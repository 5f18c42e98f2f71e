"""The sandbox gateway as its two kinds of callers see it: a merchant with a key, a buyer with a card."""
import http.client
import json
import os
import secrets
import time
import urllib.parse

from site_under_test import TLS, Got, Skip

CARDS = {"pays": "4242424242424242", "declined": "4000000000001018", "challenge": "4000000000002016", "later": "4000000000003014",
         "later_fails": "4000000000003022", "lost": "4000000000004012", "lost_capture": "4000000000004020", "lost_refund": "4000000000004038",
         "often": "4000000000004053", "late": "4000000000004061", "no_webhook": "4000000000004079", "webhook_first": "4000000000004087",
         "wrong_amount": "4000000000004095", "dispute_won": "4000000000005019", "dispute_lost": "4000000000005027",
         "refund_fails": "4000000000005035", "refund_later": "4000000000005043"}


class Gateway:
    def __init__(self, site):
        if "MERCER_VAR" not in os.environ:
            raise Skip("MERCER_VAR is not set: the gateway's key is there")
        self.port = site.port + 5
        with open(os.environ["MERCER_VAR"] + "/secrets/sandbox_key") as f:
            self.key = f.read().strip()

    def ask(self, method, target, headers, body=None, timeout=20):
        c = http.client.HTTPSConnection("localhost", self.port, context=TLS, timeout=timeout)
        try:
            c.request(method, target, body, headers)
            r = c.getresponse()
            return Got(r.status, r.getheaders(), r.read())
        finally:
            c.close()

    def api(self, method, path, body=None, key=None, timeout=20):
        headers = {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.ask(method, "/v1/intents" + path, headers, None if body is None else json.dumps(body), timeout)

    def create(self, amount=1999, key=None, **more):
        body = dict({"amount": amount, "currency": "EUR", "merchant_reference": "pay_" + secrets.token_hex(8), "description": "A test", "locale": "en",
                     "return_url": "https://localhost/back?k=1"}, **more)
        got = self.api("POST", "", body, key or secrets.token_hex(8))
        assert got.status == 201, "%d %s" % (got.status, got.text)
        return got.json()

    def get(self, intent):
        return self.api("GET", "/" + intent["reference"]).json()

    def form(self, url, timeout=20, **fields):
        return self.ask("POST", urllib.parse.urlsplit(url).path, {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
                        urllib.parse.urlencode(fields), timeout)

    def pay(self, intent, card, timeout=20, **more):
        fields = dict({"number": CARDS.get(card, card), "expiry": "12/30", "cvc": "123", "name": "A. Customer"}, **more)
        return self.form(intent["hosted_url"], timeout, **fields)

    def wait(self, intent, what, seconds=30):
        """Until the intent is as `what` says."""
        end = time.time() + seconds
        while time.time() < end:
            now = self.get(intent)
            if what(now):
                return now
            time.sleep(0.2)
        raise AssertionError("the intent stays %s %s" % (now["state"], operations(now)))


def operations(intent):
    return [(o["kind"], o["result"], o["amount"]) for o in intent["operations"]]
