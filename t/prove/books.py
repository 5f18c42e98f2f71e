"""What must be true of the books afterwards, read from the database as nobody in the shop reads it.

Each function gives a list of complaints; empty is good.  `since` is the id of the last order before the proof began: everything newer counts.
"""
import collections


def stock(shop, initial):
    """available + held + sold = what there was, for every variant; nothing sold twice; the ledger says the same.  initial: {variant id: pieces}."""
    out = []
    for variant, pieces in initial.items():
        on_hand, held, allocated = (int(v or 0) for v in shop.sql("SELECT SUM(on_hand), SUM(held), SUM(allocated) FROM stock_level WHERE variant_id = %d"
                                                                   % variant)[0])
        sold = shop.number("SELECT SUM(l.quantity - l.cancelled) FROM sales_order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.variant_id = %d"
                           " AND o.paid_at IS NOT NULL AND o.fulfilment NOT IN ('cancelled', 'expired')" % variant)
        shipped = shop.number("SELECT SUM(l.shipped) FROM sales_order_line l WHERE l.variant_id = %d" % variant)
        reserved = shop.sql("SELECT COALESCE(SUM(IF(state = 'held', quantity, 0)), 0), COALESCE(SUM(IF(state = 'allocated', quantity, 0)), 0)"
                            " FROM stock_reservation WHERE variant_id = %d" % variant)[0]
        moved = shop.sql("SELECT COALESCE(SUM(on_hand), 0), COALESCE(SUM(held), 0), COALESCE(SUM(allocated), 0) FROM stock_movement WHERE variant_id = %d"
                         % variant)[0]
        if on_hand + shipped != pieces:
            out.append("variant %d: %d in the house and %d sent, there were %d" % (variant, on_hand, shipped, pieces))
        if sold > pieces:
            out.append("variant %d: %d sold, there were %d" % (variant, sold, pieces))
        if allocated + shipped != sold:
            out.append("variant %d: %d allocated, %d sent, %d sold" % (variant, allocated, shipped, sold))
        if on_hand - held - allocated < 0:
            out.append("variant %d: %d available" % (variant, on_hand - held - allocated))
        if [held, allocated] != [int(v) for v in reserved]:
            out.append("variant %d: levels say %d held, %d allocated; reservations %s" % (variant, held, allocated, reserved))
        if [on_hand, held, allocated] != [int(v) for v in moved]:
            out.append("variant %d: levels %s, ledger %s" % (variant, [on_hand, held, allocated], moved))
    return out


def stock_verify(shop):
    status, text = shop.mercer("stock", "verify")
    return [] if status == 0 else ["mercer stock verify: " + text[-300:]]


def holds(shop, since):
    """Who has not paid in time holds nothing; who has ended has nothing."""
    rows = shop.sql("SELECT o.number, o.fulfilment, o.charge, o.hold_until, r.state, r.quantity FROM stock_reservation r JOIN sales_order o ON o.id = r.order_id"
                    " WHERE o.id > %d AND (o.fulfilment IN ('cancelled', 'expired') OR (r.state = 'held' AND (o.hold_until IS NULL OR o.hold_until < NOW(6))))"
                    " LIMIT 20" % since)
    return ["order %s (%s, %s, hold until %s) still has %s %s" % tuple(row) for row in rows]


def gateway(shop, since):
    """Each charge at the gateway is one paid order of the same amount, and the other way round."""
    out = []
    rows = shop.sql("SELECT i.reference, i.merchant_reference, i.charged - i.refunded, i.amount, i.state, p.order_id, p.public_id, p.charged - p.refunded, p.state"
                    " FROM sandbox_intent i LEFT JOIN payment p ON p.public_id = i.merchant_reference WHERE p.id IS NULL OR p.order_id > %d" % since)
    net = collections.Counter()
    paying = collections.Counter()
    for reference, merchant, charged, amount, state, order, payment, paid, pstate in rows:
        if payment is None:
            out.append("intent %s is of no payment of ours (%s)" % (reference, merchant))
            continue
        if charged != paid:
            out.append("intent %s (%s) took %s, payment %s (%s) knows of %s" % (reference, state, charged, payment, pstate, paid))
        net[order] += int(charged)
        paying[order] += int(charged) > 0
    for order, number, fulfilment, charge, total, charged, refunded, paid_at in shop.sql(
            "SELECT id, number, fulfilment, charge, total, charged, refunded, paid_at FROM sales_order WHERE id > %d" % since):
        want = int(total) if fulfilment not in ("cancelled", "expired") and paid_at else 0
        if net[order] != want:
            out.append("order %s (%s, %s) of %s: the gateway has %d" % (number, fulfilment, charge, total, net[order]))
        if int(charged) - int(refunded) != net[order]:
            out.append("order %s says %s charged, %s refunded; the gateway has %d" % (number, charged, refunded, net[order]))
        if paying[order] > 1:
            out.append("order %s was paid by %d intents" % (number, paying[order]))
    return out


def refunds(shop, since):
    rows = shop.sql("SELECT o.number, r.state, r.amount, r.cause FROM refund r JOIN sales_order o ON o.id = r.order_id WHERE o.id > %d AND r.state <> 'done'" % since)
    return ["order %s: refund %s of %s (%s)" % tuple(row) for row in rows]


def ledger(shop):
    """Each entry sums to zero, and so does everything; what customers owe is what unpaid orders are worth."""
    out = ["entry %s: %s %s" % tuple(row) for row in
           shop.sql("SELECT entry_id, currency, SUM(amount) FROM ledger_posting GROUP BY entry_id, currency HAVING SUM(amount) <> 0 LIMIT 10")]
    out += ["%s: %s" % tuple(row) for row in shop.sql("SELECT currency, SUM(amount) FROM ledger_posting GROUP BY currency HAVING SUM(amount) <> 0")]
    status, text = shop.mercer("ledger", "verify")
    if status:
        out.append("mercer ledger verify: " + text[-300:])
    charged = shop.number("SELECT SUM(charged - refunded - disputed) FROM payment WHERE provider = 'sandbox'")
    booked = shop.number("SELECT SUM(amount) FROM ledger_posting WHERE account = 'gateway:sandbox'")
    if charged != booked:
        out.append("payments have %d, the books have %d at the gateway" % (charged, booked))
    return out


def mails(shop, since):
    """One confirmation for each paid order, sent once."""
    out = []
    rows = shop.sql("SELECT o.number, o.public_id, o.email, COUNT(m.id), SUM(m.state = 'sent') FROM sales_order o"
                    " LEFT JOIN outbox e ON e.object = o.public_id AND e.type = 'order.paid'"
                    " LEFT JOIN mail m ON m.event_id = e.id AND m.template = 'order_confirmed'"
                    " WHERE o.id > %d AND o.paid_at IS NOT NULL GROUP BY o.id, o.number, o.public_id, o.email" % since)
    for number, _, _, count, sent in rows:
        if int(count) != 1 or int(sent or 0) != 1:
            out.append("order %s: %s confirmations, %s sent" % (number, count, sent))
    # What the mail server has: a mail whose acknowledgement was lost may have come twice, but then it is the same one (Message-ID).
    came = collections.defaultdict(set)
    for recipient, _, message_id in shop.mails():
        if ".order_confirmed." in message_id:
            came[recipient.strip("<>")].add(message_id)
    for email, orders in collections.Counter(row[2] for row in rows).items():
        if len(came[email]) != orders:
            out.append("%s: %d confirmations came for %d orders" % (email, len(came[email]), orders))
    return out


def papers(shop, since):
    """One invoice for each paid order, numbered without gaps; no event was given up."""
    out = ["order %s: %s invoices" % tuple(row) for row in
           shop.sql("SELECT o.number, COUNT(i.id) FROM sales_order o LEFT JOIN invoice i ON i.order_id = o.id AND i.kind = 'invoice' WHERE o.id > %d"
                    " AND o.paid_at IS NOT NULL AND o.fulfilment NOT IN ('cancelled', 'expired') GROUP BY o.id, o.number HAVING COUNT(i.id) <> 1" % since)]
    for kind, count, least, most in shop.sql("SELECT kind, COUNT(*), MIN(REGEXP_SUBSTR(number, '[0-9]+$') + 0), MAX(REGEXP_SUBSTR(number, '[0-9]+$') + 0)"
                                              " FROM invoice GROUP BY kind"):
        if float(most) - float(least) + 1 != int(count):
            out.append("%s: %s papers with numbers from %s to %s" % (kind, count, least, most))
    out += ["%s of %s was given up: %s" % tuple(row) for row in
            shop.sql("SELECT t.subscriber, e.type, t.error FROM outbox_task t JOIN outbox e ON e.id = t.event_id JOIN sales_order o ON o.public_id = e.object"
                     " WHERE t.state = 'dead' AND o.id > %d LIMIT 5" % since)]
    return out


def once_per_cart(shop, since):
    rows = shop.sql("SELECT cart_id, COUNT(*) FROM sales_order WHERE id > %d AND cart_id IS NOT NULL GROUP BY cart_id HAVING COUNT(*) > 1" % since)
    return ["cart %s became %s orders" % tuple(row) for row in rows]


def unsettled(shop, since):
    """What is still on its way: {what: how many}; empty means that the shop has come to rest."""
    questions = {
        "orders whose hold ended": "SELECT COUNT(*) FROM sales_order WHERE id > %d AND hold_until < NOW(6)" % since,
        "orders that wait for money": "SELECT COUNT(*) FROM sales_order WHERE id > %d AND hold_until >= NOW(6)" % since,
        "payments that are not settled": "SELECT COUNT(*) FROM payment WHERE order_id > %d AND check_at IS NOT NULL" % since,
        "refunds": "SELECT COUNT(*) FROM refund WHERE order_id > %d AND state IN ('granted', 'sent')" % since,
        "tasks of the outbox": "SELECT COUNT(*) FROM outbox_task WHERE state = 'waiting'",
        "webhooks": "SELECT COUNT(*) FROM sandbox_webhook WHERE next_at IS NOT NULL AND created_at > NOW(6) - INTERVAL 1 HOUR",
        "decisions of the gateway": "SELECT COUNT(*) FROM sandbox_operation WHERE result = 'pending'",
    }
    found = {what: shop.number(sql) for what, sql in questions.items()}
    return {what: n for what, n in found.items() if n}
