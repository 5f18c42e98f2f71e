"""./dev bench login: logins a second as a share of what the cores can hash, and what a product page takes meanwhile."""
import os
import re
import statistics
import subprocess
import threading
import time
import urllib.parse

from shop import TLS, pick_pages
from wrk import wrk

import http.client

PEOPLE = 32
PASSWORD = "a quiet lantern above the harbour"
# One address sends it all: the buckets are left to the tests.
OPEN = "".join("login.%s_burst = 1000000\nlogin.%s_interval = 1ms\n" % (n, n) for n in ("pair", "account", "network", "site"))
GOAL_SHARE = 0.8
PACE = 40  # product pages a second while logins run
TIMED = 60  # logins of each kind for the comparison of known and unknown accounts


class Visitor:
    """A browser that has opened the login form: what its POST needs."""

    def __init__(self, shop):
        self.shop = shop
        self.c = http.client.HTTPSConnection("localhost", shop.port, context=TLS, timeout=30)
        self.c.request("GET", "/login")
        r = self.c.getresponse()
        page = r.read().decode()
        self.cookie = "; ".join(v.split(";")[0] for v in r.headers.get_all("Set-Cookie") or [])
        self.fields = {"csrf": re.search(r'name="csrf"[^>]*value="([^"]+)"', page)[1]}
        self.headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie, "Origin": shop.url}

    def body(self, email, password):
        return urllib.parse.urlencode(dict(self.fields, email=email, password=password))

    def log_in(self, email, password):
        """Status and seconds."""
        start = time.monotonic()
        self.c.request("POST", "/login", self.body(email, password), self.headers)
        r = self.c.getresponse()
        r.read()
        return r.status, time.monotonic() - start


class Pages(threading.Thread):
    """Asks for one page at a steady pace, whatever the answer takes; the time counts from when it was due."""

    def __init__(self, shop, path):
        super().__init__(daemon=True)
        self.shop, self.path, self.times, self.failed, self.stop = shop, path, [], 0, False
        self.start()

    def run(self):
        c = http.client.HTTPSConnection("localhost", self.shop.port, context=TLS, timeout=30)
        c.connect()
        due = time.monotonic()
        while not self.stop:
            due += 1 / PACE
            time.sleep(max(0, due - time.monotonic()))
            c.request("GET", self.path)
            r = c.getresponse()
            r.read()
            self.failed += r.status != 200
            self.times.append(time.monotonic() - due)

    def end(self):
        """p50, p99 in milliseconds."""
        self.stop = True
        self.join()
        if self.failed:
            raise SystemExit("%d product pages failed" % self.failed)
        cuts = statistics.quantiles(self.times, n=100)
        return cuts[49] * 1e3, cuts[98] * 1e3


def script(shop, path):
    """wrk's orders: the login of one account after the other."""
    visitor = Visitor(shop)
    with open(path, "w") as f:
        f.write('wrk.method = "POST"\n')
        for name, value in visitor.headers.items():
            f.write('wrk.headers["%s"] = "%s"\n' % (name, value))
        f.write("local bodies = {\n%s}\nlocal n = 0\n" % "".join('  "%s",\n' % visitor.body(email(i), PASSWORD) for i in range(PEOPLE)))
        f.write("request = function()\n  n = n %% %d + 1\n  return wrk.format(nil, nil, nil, bodies[n])\nend\n" % PEOPLE)


def email(n):
    return "bench.%d@example.org" % n


def people(shop):
    listed = shop.dev("mercer", "account", "list", "bench.", quiet=True)
    for n in range(PEOPLE):
        if email(n) not in listed:
            subprocess.run([shop_dev(), "mercer", "account", "create", email(n)], env=shop.env, input=PASSWORD, text=True, check=True,
                           stdout=subprocess.DEVNULL)


def shop_dev():
    return os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "dev")


def raw(shop, seconds):
    """Hashes a second, and milliseconds of a processor that one takes."""
    child = subprocess.Popen([shop.build + "/t/load/argon2", str(seconds), "19456", "2"], stdout=subprocess.PIPE, text=True)
    rate = float(child.stdout.read())
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("t/load/argon2 failed")
    return rate, 1e3 * (usage.ru_utime + usage.ru_stime) / (rate * seconds)


def processor(shop):
    """Seconds that the programs which take part in a login have used, their children's too."""
    parents, used = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            continue  # ended meanwhile
        parents[pid] = fields[1]
        used[pid] = sum(int(n) for n in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    masters = set()
    for name in ("account", "mariadb", "memcached", "nginx-master"):
        with open("%s/%s.pid" % (shop.run, name)) as f:
            masters.add(f.read().split()[0])
    return sum(s for pid, s in used.items() if pid in masters or parents[pid] in masters)


def logins(shop, lua, seconds):
    """wrk's figures, and milliseconds of a processor that one login takes."""
    before = processor(shop)
    run = wrk(shop.url + "/login", connections=16, seconds=seconds, script=lua)
    if run.errors or not run.requests:
        raise SystemExit("%d logins failed" % run.errors)
    return run, 1e3 * (processor(shop) - before) / run.requests


def timing(shop):
    """Medians in milliseconds of a wrong password for accounts that exist and for ones that do not, taking turns."""
    visitor, known, unknown = Visitor(shop), [], []
    for n in range(TIMED):
        for name, times in ((email(n % PEOPLE), known), ("nobody.%d@example.org" % n, unknown)):
            status, seconds = visitor.log_in(name, "not the password of anybody")
            if status != 422:
                raise SystemExit("a wrong password was answered with %d" % status)
            times.append(seconds * 1e3)
    return statistics.median(known), statistics.median(unknown)


def measure(bench, shop):
    seconds, rounds = bench.options.seconds, bench.options.rounds
    with open(shop.var + "/mercer.local.conf", "w") as f:
        f.write(OPEN)
    shop.up(edge="off")
    bench.load(shop)
    people(shop)
    status, _ = Visitor(shop).log_in(email(0), PASSWORD)
    if status != 303:
        raise SystemExit("the login of the bench answers %d" % status)
    product = pick_pages(shop)["product"]
    lua = shop.var + "/login.lua"
    script(shop, lua)
    subprocess.run(["make", "-s", "-C", shop.build, "t/load/argon2"], check=True)
    rows, seen = [], []
    for n in range(rounds):
        hashes, hash_ms = raw(shop, seconds)
        alone, login_ms = logins(shop, lua, seconds)
        pages = Pages(shop, product)
        time.sleep(seconds)
        calm = pages.end()
        pages = Pages(shop, product)
        both, _ = logins(shop, lua, seconds)
        busy = pages.end()
        seen.append((alone.rate / hashes, hash_ms / login_ms, *calm, *busy))
        rows.append(["round %d" % (n + 1), "%.1f" % hashes, "%.1f" % alone.rate, "%.2f" % seen[-1][0], "%.1f" % hash_ms, "%.1f" % login_ms,
                     "%.2f" % seen[-1][1], "%.1f" % both.rate, "%.1f / %.1f" % calm, "%.1f / %.1f" % busy])
    share, work, *ms = [statistics.median(v) for v in zip(*seen)]
    rows.append(["median", "", "", bench.goal("logins / raw hashes", share, least=GOAL_SHARE), "", "", "%.2f" % work, "", "%.1f / %.1f" % tuple(ms[:2]),
                 "%.1f / %.1f" % tuple(ms[2:])])
    known, unknown = timing(shop)
    return rows, {"share": share, "share_of_work": work, "product_before_ms": ms[:2], "product_during_ms": ms[2:], "known_ms": known, "unknown_ms": unknown}
