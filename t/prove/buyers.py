"""What buyers do: by the pages, as a browser without JavaScript does it, and by the JSON contract, as an app does it.

A buyer who gets no answer, or is told to come back in a moment, does the same again, as people do: that must never buy twice.
"""
import asyncio
import json
import random
import re
import secrets
import urllib.parse

from browser import Browser, Lost

CARDS = {"pays": "4242424242424242", "declined": "4000000000001018", "lost": "4000000000004012", "often": "4000000000004053",
         "late": "4000000000004061", "no_webhook": "4000000000004079", "webhook_first": "4000000000004087", "challenge": "4000000000002016",
         "later": "4000000000003014"}
ADDRESS = {"country": "DE", "recipient": "A. Customer", "line1": "Hauptstr. 1", "postal_code": "10115", "locality": "Berlin"}
AGAIN = (429, 503, 504)
TRIES = 40


class GaveUp(Exception):
    """The shop did not serve this buyer in all his tries."""


class Wrong(Exception):
    """A page that should not be: the proof has failed."""


class Shop:
    """What all buyers share."""

    def __init__(self, net, instance, key=None, patience=0.5):
        self.net, self.instance, self.key, self.patience = net, instance, key, patience

    def browser(self, timeout=30):
        return Browser(self.net, self.instance.url, self.instance.gateway, timeout)


class Buyer:
    def __init__(self, shop, name, lines, card="pays", double=False, codes=()):
        self.shop, self.name, self.lines, self.card, self.double, self.codes = shop, name, lines, card, double, codes
        self.browser = shop.browser()
        self.email = "%s@example.org" % name
        self.outcome = None    # "paid", "declined", "sold out", "lost", "left"

    async def insist(self, ask, what):
        """The same again until there is an answer."""
        for n in range(TRIES):
            try:
                reply = await ask()
            except Lost:
                reply = None
            if reply is not None and reply.status not in AGAIN:
                return reply
            await asyncio.sleep(self.shop.patience * (0.5 + random.random()) * min(n + 1, 4))
        raise GaveUp("%s: %s" % (self.name, what))

    # ---- by the pages ----

    async def fill_cart(self):
        for variant, quantity in self.lines:
            reply = await self.insist(lambda: self.browser.post("/cart/lines", {"variant": variant, "quantity": str(quantity)}), "cart")
            if reply.status in (409, 422):
                return False
            if reply.status not in (200, 303):
                raise Wrong("POST /cart/lines: %d %s" % (reply.status, title(reply)))
        for code in self.codes:
            page = await self.insist(lambda: self.browser.get("/cart"), "cart page")
            form = page.form(r"/cart/codes$")
            if form is None:
                raise Wrong("the cart page has no form for codes")
            await self.insist(lambda: self.browser.submit(page, form, {"code": code}), "code")
        return True

    async def checkout_page(self):
        page = await self.insist(lambda: self.browser.get("/checkout"), "checkout page")
        return await self.arrive(page)

    async def arrive(self, page):
        """Where a form's reply leads."""
        for _ in range(6):
            if page.status not in (302, 303):
                break
            url = urllib.parse.urljoin(page.url, dict(page.headers)["location"])
            page = await self.insist(lambda: self.browser.get(url), "page after a form")
        return page

    def fill(self, form):
        """What a person types; what the page chose for him stays, else the first choice."""
        known = dict(ADDRESS, email=self.email)
        out = {name: form.choices[name] for name, value in form.fields.items() if value is None and name in form.choices}
        out.update({name: known[name.split(".")[-1]] for name in form.fields if name.split(".")[-1] in known and not name.startswith("billing.")})
        return out

    async def place(self):
        """Step by step to the button; its reply: a redirect to the payment, or a page that says why not."""
        page = await self.checkout_page()
        for _ in range(10):
            form = page.form(r"/checkout/place$")
            if form is not None:
                clicks = [lambda: self.browser.submit(page, form, self.fill(form))] * (2 if self.double else 1)
                replies = await asyncio.gather(*[self.insist(c, "place") for c in clicks])
                for reply in replies:
                    if reply.status in (302, 303) and "/checkout" not in dict(reply.headers)["location"] and "/cart" not in dict(reply.headers)["location"]:
                        return reply
                page = await self.arrive(replies[0])
                if sold_out(page):
                    return page
                continue
            step = next((f for f in page.forms() if re.search(r"/checkout/(contact|address|delivery|payment)$", f.action)), None)
            if step is None:
                break
            page = await self.arrive(await self.insist(lambda: self.browser.submit(page, step, self.fill(step)), step.action))
        if sold_out(page):
            return page
        raise Wrong("checkout: %s: %d %s %s" % (page.url, page.status, title(page), complaints(page)))

    async def buy_by_pages(self):
        if not await self.fill_cart():
            self.outcome = "sold out"
            return
        reply = await self.place()
        if reply.status not in (302, 303):
            self.outcome = "sold out"
            return
        await self.go_pay(urllib.parse.urljoin(reply.url, dict(reply.headers)["location"]))

    # ---- by the JSON contract ----

    async def api(self, method, path, body, key, more=()):
        headers = [("Authorization", "Bearer " + self.shop.key), ("Accept", "application/json"), *more]
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers.append(("Content-Type", "application/json"))
        if key:
            headers.append(("Idempotency-Key", key))

        async def ask():
            reply = await self.shop.net.send(method, self.shop.instance.url + path, headers, data, 30, "shop")
            if reply.status == 409 and "running" in reply.text and "retry-after" in dict(reply.headers):
                raise Lost("the first is still under way")
            return reply
        return await self.insist(ask, path)

    async def buy_by_json(self):
        body = {"email": self.email, "currency": "EUR", "locale": "en", "shipping_method": "standard", "delivery_address": ADDRESS,
                "lines": [{"variant": v, "quantity": q} for v, q in self.lines]}
        if self.codes:
            body["coupons"] = list(self.codes)
        key = secrets.token_hex(12)
        replies = await asyncio.gather(*[self.api("POST", "/api/v1/orders", body, key) for _ in range(2 if self.double else 1)])
        reply = replies[0]
        if reply.status in (409, 422):
            self.why = reply.text
            self.outcome = "sold out" if sold_out(reply) else "refused"
            return
        if reply.status not in (200, 201):
            raise Wrong("POST /api/v1/orders: %d %s" % (reply.status, reply.text[:300]))
        ids = {json.loads(r.text)["id"] for r in replies if r.status in (200, 201)}
        if len(ids) != 1:
            raise Wrong("one key, two orders: %s" % ids)
        self.order = ids.pop()
        await self.pay_by_json()

    async def pay_by_json(self):
        key = secrets.token_hex(12)
        reply = await self.api("POST", "/api/v1/payments", {"order": self.order, "method": "sandbox"}, key)
        if reply.status == 409:  # paid, or expired meanwhile
            self.outcome = "too late"
            return
        if reply.status not in (200, 201):
            raise Wrong("POST /api/v1/payments: %d %s" % (reply.status, reply.text[:300]))
        await self.go_pay(json.loads(reply.text)["redirect_url"])

    # ---- at the gateway ----

    async def go_pay(self, url):
        """From the shop's own page of the payment to the gateway, and back."""
        self.pay_url = url
        reply = await self.insist(lambda: self.browser.get(url), "pay")
        hosted = urllib.parse.urljoin(reply.url, dict(reply.headers).get("location", ""))
        if reply.status == 404:
            raise Wrong("GET %s: 404" % url)
        if not hosted.startswith(self.shop.instance.gateway):
            self.outcome = "too late" if reply.status in (200, 303) else "refused"
            return
        fields = {"number": CARDS.get(self.card, self.card), "expiry": "12/30", "cvc": "123", "name": "A. Customer"}
        if self.card in ("lost", CARDS["lost"]):
            try:
                await self.browser.post(hosted, fields, timeout=2)
            except Lost:
                pass
            self.outcome = "lost"
            if random.random() < 0.5:  # comes back by himself, or never
                await self.insist(lambda: self.browser.get(self.pay_url), "back")
            return
        posts = [lambda: self.browser.post(hosted, fields)] * (2 if self.double else 1)
        replies = await asyncio.gather(*[self.insist(p, "card") for p in posts])
        reply = replies[0]
        if self.card in ("challenge", CARDS["challenge"]):
            reply = await self.insist(lambda: self.browser.post(hosted + "/challenge", {"decision": "approve"}), "3-D Secure")
        await self.come_back(reply)

    async def come_back(self, reply):
        for _ in range(6):
            if reply.status not in (302, 303):
                break
            url = urllib.parse.urljoin(reply.url, dict(reply.headers)["location"])
            reply = await self.insist(lambda: self.browser.get(url), "return")
        self.page = reply
        if reply.status not in (200, 404):
            raise Wrong("back from the gateway: %d %s" % (reply.status, title(reply)))
        self.outcome = "declined" if self.card in ("declined", CARDS["declined"]) else "paid"


def title(reply):
    found = re.search(r"<title>(.*?)</title>", reply.text, re.S)
    return found[1] if found else reply.text[:200]


def complaints(reply):
    return re.findall(r'(?:role="alert"|class="[^"]*error[^"]*")[^>]*>(.{0,400})', reply.text, re.S)[:3]


def sold_out(reply):
    return re.search(r"sold out|sold_out|out of stock|out_of_stock|not enough|no longer available|only \d+ left|left in stock|cart is empty|ausverkauft", reply.text, re.I) is not None
