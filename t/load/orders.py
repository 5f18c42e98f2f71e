"""./dev bench orders: orders a second through nginx as a share of a bare C loop with the same SQL transactions, and its curve over clients."""
import json
import os
import re
import statistics
import subprocess

from wrk import wrk

CLIENTS = (1, 2, 4, 8, 16, 32, 64)
AT = 16  # clients at which the goal is looked at
GOAL = 0.6
VARIANTS = 64
STOCK = 1000000


def variants(shop):
    """[(id of the row, public id, sku)] of some that are on sale; their stock is counted, and there is enough."""
    sql = ("SELECT v.id, v.public_id, v.sku FROM variant v JOIN product p ON p.id = v.product_id AND p.status = 'active' AND p.is_listed"
           " JOIN price r ON r.variant_id = v.id AND r.currency = 'EUR' AND r.amount > 0"
           " WHERE v.sku IS NOT NULL AND v.requires_shipping AND v.sku NOT IN (SELECT sku FROM variant WHERE sku IS NOT NULL GROUP BY sku HAVING COUNT(*) > 1)"
           " ORDER BY v.id LIMIT %d" % VARIANTS)
    out = subprocess.run([shop_dev(), "mysql", "-N", "-B", "-e", sql], env=shop.env, check=True, text=True, stdout=subprocess.PIPE).stdout
    found = [line.split("\t") for line in out.splitlines()]
    for _, _, sku in found:
        shop.mercer("stock", "set", sku, str(STOCK))
    return found


def shop_dev():
    return os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "dev")


def key(shop):
    """An API key that may place orders."""
    text = shop.mercer("key", "create", "--name", "bench", "--scope", "order.read order.write")[2]
    return re.search(r"mk_[A-Za-z0-9_-]+|\bkey_[A-Za-z0-9_.-]{30,}", text)[0]


def script(path, token, found):
    address = {"country": "DE", "recipient": "A. Customer", "line1": "Hauptstr. 1", "postal_code": "10115", "locality": "Berlin"}
    bodies = []
    for n in range(len(found)):
        lines = [{"variant": found[(n + i) % len(found)][1], "quantity": 1} for i in range(3)]
        bodies.append(json.dumps({"email": "bench.%d@example.org" % n, "currency": "EUR", "locale": "en", "lines": lines, "delivery_address": address,
                                  "shipping_method": "standard"}))
    with open(path, "w") as f:
        f.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.headers["Authorization"] = "Bearer %s"\n' % token)
        f.write("local bodies = {\n%s}\nlocal n = 0\n" % "".join("  [==[%s]==],\n" % b for b in bodies))
        f.write('local u = io.open("/dev/urandom", "rb")\n')
        f.write("request = function()\n  n = n %% %d + 1\n  local k = u:read(16):gsub('.', function(c) return string.format('%%02x', c:byte()) end)\n"
                "  wrk.headers['Idempotency-Key'] = k\n  return wrk.format(nil, nil, wrk.headers, bodies[n])\nend\n" % len(bodies))


def bare(shop, seconds, processes, found):
    """Orders a second and SQL statements per order of the bare loop."""
    env = dict(shop.env, MERCER_POOL_SOCKET="")
    out = subprocess.run([shop.build + "/t/load/orders", shop.var + "/mercer.conf", str(seconds), str(processes)] + [v[0] for v in found], env=env,
                         check=True, text=True, stdout=subprocess.PIPE).stdout.split()
    return float(out[0]), float(out[1])


def measure(bench, shop):
    seconds, rounds = bench.options.seconds, bench.options.rounds
    shop.up(edge="off")
    bench.load(shop, "demo")
    subprocess.run(["make", "-s", "-C", shop.build, "t/load/orders"], check=True)
    found = variants(shop)
    lua = shop.var + "/orders.lua"
    script(lua, key(shop), found)
    shop.mercer("outbox", "stats")
    rows, curve, yard, statements = [], [], [], 0
    for clients in CLIENTS:
        seen = []
        for n in range(rounds if clients == AT else 1):
            pair = {}
            for side in ("loop", "shop") if n % 2 == 0 else ("shop", "loop"):
                pair[side] = bare(shop, seconds, clients, found) if side == "loop" else wrk(shop.url + "/api/v1/orders", clients, seconds, lua)
            (rate, statements), run = pair["loop"], pair["shop"]
            if run.errors:
                bench.missed.append("orders: %d of %d failed" % (run.errors, run.requests))
            seen.append((run.rate / rate, run.rate, rate, run.p50, run.p99, run.errors))
        ratio, rate, loop, p50, p99, _ = (statistics.median(c) for c in zip(*seen))
        cell = bench.goal("orders / bare loop", ratio, least=GOAL) if clients == AT else "%.2f" % ratio
        rows.append([str(clients), "%.0f" % rate, "%.0f" % loop, cell, "%.1f" % p50, "%.1f" % p99, str(sum(s[5] for s in seen))])
        curve.append((clients, rate))
        yard.append((clients, loop))
    return rows, {"orders through nginx": curve, "bare loop": yard}, statements
