"""The sandbox gateway: its contract, its test cards, and that it forgets the cards' numbers."""
import glob
import os
import re
import secrets

from gateway import CARDS, Gateway, operations
from site_under_test import TOP

PAID = [("authorise", "success", 1999), ("charge", "success", 1999)]


def test_gateway__api_wants_its_key_and_an_idempotency_key(site):
    g = Gateway(site)
    body = {"amount": 100, "currency": "EUR", "merchant_reference": "x", "return_url": "https://localhost/back"}
    assert g.ask("GET", "/v1/intents/pi_x", {}).status == 401
    assert g.ask("GET", "/v1/intents/pi_x", {"Authorization": "Bearer " + g.key[:-1]}).status == 401
    assert g.api("GET", "/pi_x").status == 404
    assert g.api("POST", "", body).status == 400
    for wrong in ({"amount": 0}, {"currency": "XQX"}, {"return_url": "nowhere"}, {"more": 1}):
        assert g.api("POST", "", dict(body, **wrong), "k").status == 422, wrong
    assert g.ask("GET", "/pay/unknown", {}).status == 404


def test_gateway__same_key_same_intent(site):
    g, key = Gateway(site), secrets.token_hex(8)
    one = g.create(key=key, merchant_reference="m")
    assert g.create(key=key, merchant_reference="m")["reference"] == one["reference"]
    got = g.api("POST", "", {"amount": 5, "currency": "EUR", "merchant_reference": "m", "return_url": "https://localhost/back"}, key)
    assert got.status == 409 and got.json()["error"]["code"] == "idempotency_key_reused", got.text


def test_gateway__pays_once_and_sends_back(site):
    g = Gateway(site)
    i = g.create()
    for _ in range(2):  # a double click
        got = g.pay(i, "pays")
        assert got.status == 303 and got.headers["location"] == "https://localhost/back?k=1&reference=" + i["reference"], got.headers
    now = g.get(i)
    assert now["state"] == "charged" and operations(now) == PAID and now["card"] == {"brand": "Visa", "last4": "4242"}, now


def test_gateway__cards_decide(site):
    g = Gateway(site)
    for card, state, failure in (("declined", "failed", "card_declined"), ("4000000000001026", "failed", "insufficient_funds"),
                                 ("4000000000001034", "failed", "expired_card"), ("4000000000001042", "failed", "lost_card"),
                                 ("often", "charged", None), ("late", "charged", None), ("no_webhook", "charged", None), ("later", "processing", None)):
        i = g.create()
        assert g.pay(i, card).status == 303
        now = g.get(i)
        assert (now["state"], now["failure"]) == (state, failure), (card, now)
    i = g.create()
    g.pay(i, "wrong_amount")
    assert g.get(i)["charged"] == 1899


def test_gateway__three_d_secure(site):
    g = Gateway(site)
    for decision, state in (("approve", "charged"), ("refuse", "failed")):
        i = g.create()
        got = g.pay(i, "challenge")
        assert got.status == 303 and got.headers["location"].startswith("/pay/"), got.headers
        assert g.get(i)["state"] == "action"
        assert 'value="approve"' in g.ask("GET", got.headers["location"], {}).text
        assert g.form(i["hosted_url"] + "/challenge", decision=decision).headers["location"].startswith("https://localhost/back")
        assert g.get(i)["state"] == state


def test_gateway__answers_that_get_lost(site):
    """The money moves, the answer does not come; asked again with the same key, it is told and nothing moves twice."""
    g = Gateway(site)
    i = g.create()
    lost(lambda: g.pay(i, "lost", timeout=2))
    assert operations(g.get(i)) == PAID
    key, body = secrets.token_hex(8), {"amount": 10408, "currency": "EUR", "merchant_reference": "m", "return_url": "https://localhost/back"}
    lost(lambda: g.api("POST", "", body, key, timeout=2))
    assert g.api("POST", "", body, key).status == 201
    i = g.create(capture="manual")
    g.pay(i, "lost_capture")
    lost(lambda: g.api("POST", "/%s/capture" % i["reference"], {"amount": 1500}, key, timeout=2))
    assert g.api("POST", "/%s/capture" % i["reference"], {"amount": 1500}, key).json()["charged"] == 1500
    i = g.create()
    g.pay(i, "lost_refund")
    lost(lambda: g.api("POST", "/%s/refunds" % i["reference"], {"amount": 1000}, key, timeout=2))
    assert g.api("POST", "/%s/refunds" % i["reference"], {"amount": 1000}, key).json()["refunded"] == 1000


def lost(call):
    try:
        got = call()
    except TimeoutError:
        return
    raise AssertionError("there was an answer: %d" % got.status)


def test_gateway__sums_hold(site):
    g, key = Gateway(site), secrets.token_hex
    i = g.create(capture="manual")
    g.pay(i, "pays")
    path = "/" + i["reference"]
    assert g.api("POST", path + "/capture", {"amount": 2000}, key(8)).status == 409
    assert g.api("POST", path + "/capture", {"amount": 1200}, key(8)).json()["state"] == "charged"
    assert g.api("POST", path + "/cancel", {}, key(8)).json()["authorised"] == 1200
    assert g.api("POST", path + "/capture", {"amount": 1}, key(8)).status == 409
    once = key(8)
    for _ in range(2):
        assert g.api("POST", path + "/refunds", {"amount": 700}, once).json()["refunded"] == 700
    assert g.api("POST", path + "/refunds", {"amount": 701}, once).json()["error"]["code"] == "idempotency_key_reused"
    assert g.api("POST", path + "/refunds", {"amount": 501}, key(8)).json()["error"]["code"] == "not_possible"
    assert g.api("POST", path + "/refunds", {"amount": 500}, key(8)).json()["refunded"] == 1200


def test_gateway__buyer_leaves(site):
    g = Gateway(site)
    i = g.create()
    assert g.form(i["hosted_url"] + "/cancel").status == 303
    assert g.get(i)["state"] == "cancelled" and operations(g.get(i)) == [("void", "success", 0)]
    g.pay(i, "pays")
    assert g.get(i)["charged"] == 0, "paid after he left"


def test_gateway__decided_later(site):
    g = Gateway(site)
    made = {card: g.create() for card in ("later", "later_fails", "dispute_won", "dispute_lost", "refund_later", "refund_fails")}
    for card, i in made.items():
        g.pay(i, card)
    for card in ("refund_later", "refund_fails"):
        g.api("POST", "/%s/refunds" % made[card]["reference"], {"amount": 500}, secrets.token_hex(8))
    assert g.get(made["refund_fails"])["operations"][-1]["code"] == "refund_refused" and g.get(made["refund_fails"])["refunded"] == 0
    assert operations(g.wait(made["later"], lambda i: i["state"] == "charged")) == PAID
    assert operations(g.wait(made["later_fails"], lambda i: i["state"] == "failed"))[1:] == [("charge", "failure", 1999), ("void", "success", 1999)]
    g.wait(made["refund_later"], lambda i: i["refunded"] == 500)
    for card, disputed in (("dispute_won", 0), ("dispute_lost", 1999)):
        now = g.wait(made[card], lambda i: len(i["operations"]) == 4)
        assert now["disputed"] == disputed, now


def mysql(site, sql):
    return site.dev("mysql", "-N", "-B", "-e", sql)


def webhooks(site, intent):
    rows = mysql(site, "SELECT event_id, attempts, body FROM sandbox_webhook WHERE body LIKE '%%\"reference\":\"%s\"%%' ORDER BY id" % intent["reference"])
    return [row.split("\t") for row in rows.splitlines()]


def test_gateway__webhooks(site):
    """How many there are; that they are good is for the shop's tests to say."""
    g = Gateway(site)
    for card, count, ids in (("pays", 1, 1), ("often", 5, 1), ("no_webhook", 0, 0), ("late", 2, 2)):
        i = g.create()
        g.pay(i, card)
        rows = webhooks(site, i)
        assert len(rows) == count and len({r[0] for r in rows}) == ids, (card, rows)


def test_gateway__forgets_the_number(site):
    """A card's number is in no table and no log, nor is a number that was not taken."""
    g = Gateway(site)
    i = g.create()
    got = g.pay(i, "4111 1111 1111 1111")
    assert got.status == 422 and "1111" not in got.text, got.status
    got = g.pay(i, "4242 4242 4242 4241")
    assert got.status == 422 and "4241" not in got.text
    assert g.pay(i, CARDS["pays"], expiry="12/20").status == 422
    g.pay(i, CARDS["pays"])
    for table in ("sandbox_intent", "sandbox_operation", "sandbox_webhook"):
        columns = mysql(site, "SELECT GROUP_CONCAT(COLUMN_NAME) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mercer' AND TABLE_NAME = '%s'"
                        " AND DATA_TYPE <> 'binary'" % table)
        text = mysql(site, "SELECT %s FROM %s" % (columns.strip(), table))
        assert not re.search(r"424242424242|4242 4242|411111111111|400000000000", text), table
    for path in glob.glob(os.environ["MERCER_VAR"] + "/log/*"):
        with open(path, errors="replace") as f:
            assert not re.search(r"424242424242|4242 4242|4242\+4242|411111111111|40000000000\d", f.read()), path


def test_gateway__documented_cards_are_the_gateway_s():
    def numbers(path, pattern):
        with open(TOP + path) as f:
            return sorted(re.sub(r"\D", "", n) for n in re.findall(pattern, f.read()))

    documented = numbers("/docs/payments.md", r"\b(?:\d{4} ){3}\d{4}\b|\b3782 \d{6} \d{5}\b")
    assert documented == numbers("/lib/shop/sandbox_card.c", r'\{ "(\d{15,16})"'), documented
