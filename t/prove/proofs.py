"""The proofs: each puts the shop under a certain stress, waits until it has come to rest, and looks at the books.

A proof is a coroutine that gives (complaints, figures).  Figures are said in its line, whatever comes out.
"""
import asyncio
import collections
import random
import time

import books
from browser import Lost, Net
from buyers import Buyer, GaveUp, Shop, Wrong

ALLOWED = {200, 201, 303, 409, 422, 429, 503}


class Run:
    """One proof's connections, and the orders that are its own: those after the last one before it."""

    def __init__(self, instance, key, patience=0.3):
        self.instance, self.net = instance, Net()
        self.shop = Shop(self.net, instance, key, patience)
        self.since = instance.number("SELECT COALESCE(MAX(id), 0) FROM sales_order")
        self.began = time.monotonic()
        self.trouble = []

    async def buyers(self, people, how, at_once):
        """All of them, at most so many at the same time.  Outcomes by name."""
        gate, outcomes = asyncio.Semaphore(at_once), collections.Counter()

        async def one(buyer, way):
            async with gate:
                try:
                    await (buyer.buy_by_pages() if way == "pages" else buyer.buy_by_json())
                except (GaveUp, Wrong) as e:
                    buyer.outcome = "served wrongly" if isinstance(e, Wrong) else "gave up"
                    self.trouble.append(str(e))
                outcomes[buyer.outcome] += 1
        await asyncio.gather(*[one(b, how(n)) for n, b in enumerate(people)])
        return outcomes

    async def rest(self, seconds):
        """Until nothing is on its way any more; what still is, after so many seconds, is a complaint."""
        end = time.monotonic() + seconds
        while True:
            left = books.unsettled(self.instance, self.since)
            if not left:
                return []
            if time.monotonic() > end:
                return ["still on the way after %d s: %s" % (seconds, left)]
            await asyncio.sleep(0.5)

    def statuses(self, more=()):
        """What the shop may say (standards C5.1)."""
        out = []
        for (who, status), count in sorted(self.net.seen.items(), key=str):
            if who == "shop" and status not in ALLOWED and status not in more:
                out.append("%s x status %s: %s" % (count, status, self.net.examples[(who, status)]))
        return out

    def seen(self):
        all_ = collections.Counter()
        for (who, status), count in self.net.seen.items():
            if who == "shop":
                all_[status] += count
        return " ".join("%s:%d" % (s, n) for s, n in sorted(all_.items(), key=str))

    def all_books(self, initial):
        s, since = self.instance, self.since
        return (books.stock(s, initial) + books.stock_verify(s) + books.holds(s, since) + books.gateway(s, since) + books.refunds(s, since)
                + books.ledger(s) + books.mails(s, since) + books.papers(s, since) + books.once_per_cart(s, since))

    def paid(self):
        return self.instance.number("SELECT COUNT(*) FROM sales_order WHERE id > %d AND paid_at IS NOT NULL AND fulfilment NOT IN ('cancelled', 'expired')"
                                    % self.since)

    def placed(self):
        return self.instance.number("SELECT COUNT(*) FROM sales_order WHERE id > %d" % self.since)

    def figures(self, outcomes):
        return "%d buyers (%s), %d orders, %d paid, statuses %s, %.1f s" % (sum(outcomes.values()), ", ".join("%s %d" % o for o in outcomes.most_common()),
                                                                            self.placed(), self.paid(), self.seen(), time.monotonic() - self.began)


def mixed(n):
    return "pages" if n % 2 else "json"


# ---- 500 at once on 7 pieces ----

async def stampede(prove):
    pieces = 7
    goods = prove.goods(1, pieces)
    run = Run(prove.instance, prove.key)
    people = [Buyer(run.shop, "stampede%d" % n, [(goods[0].public_id, 1)]) for n in range(prove.size.stampede)]
    outcomes = await run.buyers(people, prove.way or mixed, len(people))
    wrong = run.trouble + await run.rest(60) + run.statuses() + run.all_books({goods[0].id: pieces})
    if run.paid() != pieces:
        wrong.append("%d paid orders on %d pieces" % (run.paid(), pieces))
    if any(s >= 500 for (who, s) in run.net.seen if who == "shop" and isinstance(s, int)):
        wrong.append("somebody saw an error of the shop: %s" % run.seen())
    if set(outcomes) - {"paid", "sold out"}:
        wrong.append("outcomes other than paid and sold out: %s" % dict(outcomes))
    run.net.close()
    return wrong, run.figures(outcomes)


# ---- the flash sale of standards C5.1 ----

def card(n):
    """5 % declined, 5 % of the browsers never hear of it, and the gateway's other habits."""
    draw = (n * 7919) % 100
    return ("declined" if draw < 5 else "lost" if draw < 10 else "often" if draw < 13 else "late" if draw < 14 else "no_webhook" if draw < 17
            else "webhook_first" if draw < 18 else "challenge" if draw < 21 else "pays")


async def sale(prove):
    pieces = prove.size.sale_stock
    goods = prove.goods(6, pieces, spread=True)
    run = Run(prove.instance, prove.key, patience=0.4)
    people = []
    for n in range(prove.size.sale_buyers):
        lines = [(g.public_id, 1) for g in random.sample(goods, 3)]
        people.append(Buyer(run.shop, "sale%d" % n, lines, card(n), double=n % 5 == 0))
    chaos = asyncio.create_task(havoc(prove, run))
    outcomes = await run.buyers(people, prove.way or mixed, prove.size.sale_at_once)
    chaos.cancel()
    try:
        await chaos
    except asyncio.CancelledError:
        pass
    await asyncio.to_thread(prove.everything_runs)
    wrong = [t for t in run.trouble] + await run.rest(180) + run.statuses(("lost",)) + run.all_books({g.id: pieces for g in goods})
    run.net.close()
    return wrong, run.figures(outcomes) + ", killed: " + ", ".join("%s %d" % k for k in sorted(prove.killed.items()))


async def havoc(prove, run):
    """kill -9, again and again, of whatever the sale runs on."""
    instance, killed = prove.instance, prove.killed
    parts = ["order", "order", "payment", "payment", "cart", "sandbox", "worker"]
    every = prove.size.every
    # Each of them once soon, however short the sale is.
    last = {whole: time.monotonic() + soon - every[whole] for whole, soon in (("memcached", 0.5), ("mariadb", 1.5), ("worker", 3), ("gateway", 4))}
    while True:
        await asyncio.sleep(random.uniform(0.2, 0.6))
        part = random.choice(parts)
        if await asyncio.to_thread(instance.kill_child, part):
            killed[part + " process"] += 1
        for whole, at in last.items():
            if time.monotonic() - at > every[whole] * random.uniform(0.7, 1.3):
                await asyncio.to_thread(instance.kill_and_start, whole)
                last[whole] = time.monotonic()
                killed[whole] += 1


# ---- a code that ten may use ----

async def coupon(prove):
    limit = 10
    goods = prove.goods(1, 1000)
    code = prove.coupon(limit)
    run = Run(prove.instance, prove.key)
    people = [Buyer(run.shop, "coupon%d" % n, [(goods[0].public_id, 1)], codes=[code]) for n in range(prove.size.coupon)]
    outcomes = await run.buyers(people, prove.way or mixed, len(people))
    wrong = run.trouble + await run.rest(60) + run.statuses() + run.all_books({goods[0].id: 1000})
    used = prove.instance.number("SELECT used FROM coupon WHERE code = '%s'" % code)
    rows = prove.instance.number("SELECT COUNT(*) FROM promotion_use u JOIN coupon c ON c.id = u.coupon_id WHERE c.code = '%s' AND NOT u.is_released" % code)
    given = prove.instance.number("SELECT COUNT(DISTINCT d.order_id) FROM sales_order_discount d JOIN sales_order o ON o.id = d.order_id WHERE d.code = '%s'"
                                  " AND o.fulfilment NOT IN ('cancelled', 'expired')" % code)
    if (used, rows, given) != (limit, limit, limit):
        wrong.append("%d times counted, %d uses, %d orders with the discount; the limit is %d" % (used, rows, given, limit))
    run.net.close()
    return wrong, run.figures(outcomes) + ", %d uses" % rows


# ---- what a nervous buyer does ----

async def nervous(prove):
    """Double clicks on everything, Back, reload, two windows, and a webhook that is there before the buyer: one order, one charge."""
    goods = prove.goods(1, 1000)
    run = Run(prove.instance, prove.key)
    cards = ["pays", "webhook_first", "often", "late", "no_webhook", "challenge", "lost"]
    people = [Buyer(run.shop, "nervous%d" % n, [(goods[0].public_id, 1)], cards[n % len(cards)], double=True) for n in range(prove.size.nervous)]
    outcomes = await run.buyers(people, prove.way or mixed, 20)
    orders = run.placed()
    for buyer in people:  # Back to the payment, and to the checkout; reload of the last page
        for url in (getattr(buyer, "pay_url", None), "/checkout", getattr(getattr(buyer, "page", None), "url", None)):
            if url:
                try:
                    await buyer.browser.follow(await buyer.browser.get(url))
                except Lost as e:
                    run.trouble.append("%s: %s" % (url, e))
    if run.placed() != orders or orders != len(people):
        run.trouble.append("%d buyers, %d orders, %d after Back and reload" % (len(people), orders, run.placed()))
    wrong = run.trouble + await run.rest(90) + run.statuses(("lost",)) + run.all_books({goods[0].id: 1000})
    if run.paid() != len(people):
        wrong.append("%d of %d are paid" % (run.paid(), len(people)))
    charges = prove.instance.number("SELECT COUNT(*) FROM sandbox_operation o JOIN sandbox_intent i ON i.id = o.intent_id JOIN payment p ON p.public_id ="
                                    " i.merchant_reference WHERE p.order_id > %d AND o.kind = 'charge' AND o.result = 'success'" % run.since)
    if charges != len(people):
        wrong.append("%d charges for %d buyers" % (charges, len(people)))
    run.net.close()
    return wrong, run.figures(outcomes) + ", %d charges" % charges


# ---- every card of the gateway, to the end ----

# card: (what the buyer does, is it cancelled afterwards, then: fulfilment, charge of the order, state of the payment, what the gateway keeps of the total)
HABITS = {
    "4242424242424242": (False, "open", "full", "charged", "all"),
    "5555555555554444": (True, "cancelled", None, "refunded", "nothing"),
    "4000000000001018": (False, "expired", "none", "failed", "nothing"),
    "4000000000001026": (False, "expired", "none", "failed", "nothing"),
    "4000000000002016": (False, "open", "full", "charged", "all"),
    "4000000000003014": (False, "open", "full", "charged", "all"),
    "4000000000003022": (False, "expired", "none", "failed", "nothing"),
    "4000000000004012": (False, "open", "full", "charged", "all"),
    "4000000000004038": (True, "cancelled", None, "refunded", "nothing"),
    "4000000000004046": (False, "open", "full", "charged", "all"),
    "4000000000004053": (True, "cancelled", None, "refunded", "nothing"),
    "4000000000004061": (False, "open", "full", "charged", "all"),
    "4000000000004079": (False, "open", "full", "charged", "all"),
    "4000000000004087": (False, "open", "full", "charged", "all"),
    "4000000000004095": (False, "expired", None, "refunded", "nothing"),  # less than the total: no order is paid by that, so it goes back
    "4000000000005019": (False, "open", "full", "charged", "all"),
    "4000000000005027": (False, "open", None, "disputed", "all"),
    "4000000000005043": (True, "cancelled", None, "refunded", "nothing"),
    "4000000000005035": (True, "cancelled", None, "charged", "all"),      # the refund fails: staff must see to it
}


async def habits(prove):
    goods = prove.goods(1, 1000)
    run = Run(prove.instance, prove.key)
    people = [Buyer(run.shop, "card%s" % number[-4:], [(goods[0].public_id, 1)], number) for number in HABITS]
    outcomes = await run.buyers(people, lambda n: "json", 5)
    wrong = run.trouble
    for buyer in people:
        if not HABITS[buyer.card][0]:
            continue
        for _ in range(60):  # until the shop has heard of the money
            if prove.instance.number("SELECT COUNT(*) FROM sales_order WHERE public_id = '%s' AND paid_at IS NOT NULL" % buyer.order):
                break
            await asyncio.sleep(0.5)
        reply = await buyer.api("PUT", "/api/v1/orders/%s/cancel" % buyer.order, {"reason": "proof"}, None, [("If-Match", "*")])
        if reply.status != 200:
            wrong.append("cancel after card %s: %d %s" % (buyer.card, reply.status, reply.text[:200]))
    wrong += await run.rest(120)
    await asyncio.sleep(5)  # disputes that end
    wrong += await run.rest(60)
    for buyer in people:
        _, fulfilment, charge, state, keeps = HABITS[buyer.card]
        rows = prove.instance.sql("SELECT o.fulfilment, o.charge, p.state, o.placed_total, i.charged - i.refunded FROM sales_order o JOIN payment p ON p.order_id = o.id"
                                  " JOIN sandbox_intent i ON i.merchant_reference = p.public_id WHERE o.public_id = '%s'" % getattr(buyer, "order", ""))
        if len(rows) != 1:
            wrong.append("card %s: %d payments" % (buyer.card, len(rows)))
            continue
        is_fulfilment, is_charge, is_state, total, kept = rows[0]
        want = int(total) if keeps == "all" else 0
        if (is_fulfilment, is_state, int(kept)) != (fulfilment, state, want) or (charge and is_charge != charge):
            wrong.append("card %s: order %s, %s, payment %s, the gateway keeps %s of %s; expected %s, %s, %s, %s" % (
                buyer.card, is_fulfilment, is_charge, is_state, kept, total, fulfilment, charge, state, keeps))
    s = prove.instance
    wrong += run.statuses(("lost",)) + books.stock(s, {goods[0].id: 1000}) + books.stock_verify(s) + books.holds(s, run.since) + books.ledger(s)
    run.net.close()
    return wrong, run.figures(outcomes) + ", %d cards" % len(people)
