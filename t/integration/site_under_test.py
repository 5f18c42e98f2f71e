"""What the integration tests share: asking the shop, its parts, and a load that goes on while something is broken."""
import http.client
import json
import os
import re
import ssl
import subprocess
import threading
import time
import urllib.parse

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


class Skip(Exception):
    pass


class Got:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, {k.lower(): v for k, v in headers}, body
        self.set_cookies = [v for k, v in headers if k.lower() == "set-cookie"]

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Site:
    def __init__(self, url):
        self.url = url.rstrip("/")
        self.port = urllib.parse.urlsplit(url).port or 443
        self._pages = None

    def get(self, path, method="GET", body=None, headers=None):
        c = http.client.HTTPSConnection("localhost", self.port, context=TLS, timeout=30)
        try:
            c.putrequest(method, path, skip_accept_encoding=True)
            for k, v in (headers or {}).items():
                c.putheader(k, v)
            if body is not None:
                c.putheader("Content-Length", str(len(body)))
            c.endheaders(body)
            r = c.getresponse()
            return Got(r.status, r.getheaders(), r.read())
        finally:
            c.close()

    def api(self, path):
        got = self.get("/api/v1" + path)
        assert got.status == 200, "GET /api/v1%s: %d %s" % (path, got.status, got.body[:200])
        return got.json()

    def pages(self):
        """One page of each kind that has something on it."""
        if not self._pages:
            product = max(self.api("/products?limit=24")["items"], key=lambda p: p.get("variants", 1))
            category = max(self.api("/categories?limit=100")["items"], key=lambda c: self.api("/search?limit=1&category=" + c["slug"])["total"])
            word = max(re.findall(r"[A-Za-z]{4,}", product["title"]), key=len).lower()
            self._pages = {"home": "/", "category": local(category["url"]), "product": local(product["url"]), "search": "/search?q=" + word,
                           "product JSON": "/api/v1/products/" + product["id"]}
        return self._pages

    # ---- the parts, through ./dev ----

    def dev(self, *args):
        if "MERCER_VAR" not in os.environ:
            raise Skip("MERCER_VAR does not say whose parts may be broken")
        done = subprocess.run([TOP + "/dev", *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, "./dev %s: %s" % (" ".join(args), done.stdout[-500:])
        return done.stdout

    def run_dir(self):
        return dict(line.split("=", 1) for line in self.dev("paths").splitlines())["run"]

    def pid(self, part):
        with open("%s/%s.pid" % (self.run_dir(), part)) as f:
            return int(f.read().split()[0])

    def workers(self):
        master, out = str(self.pid("catalog")), []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    if f.read().rsplit(")", 1)[1].split()[1] == master:
                        out.append(int(pid))
            except OSError:
                pass  # ended meanwhile
        return out


class Load:
    """Asks for pages from several threads until the with-block ends; keeps what differed from the first look."""

    def __init__(self, site, paths, threads=4):
        self.site, self.paths, self.threads = site, paths, threads
        self.wrong, self.errors, self.count = [], [], 0
        self.want = {p: stable(site.get(p)) for p in paths}

    def __enter__(self):
        self.going = True
        self.pool = [threading.Thread(target=self.work, args=(i,)) for i in range(self.threads)]
        for t in self.pool:
            t.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self.going = False
        for t in self.pool:
            t.join()

    def work(self, n):
        while self.going:
            path = self.paths[n % len(self.paths)]
            n += 1
            try:
                got = self.site.get(path)
            except (OSError, http.client.HTTPException) as e:
                self.errors.append("%s: %r" % (path, e))
                continue
            self.count += 1
            if got.status != 200:
                self.errors.append("%s: %d" % (path, got.status))
            elif stable(got) != self.want[path]:
                self.wrong.append(path)


def stable(got):
    """The page without what may differ between two looks: request ids."""
    return got.status, re.sub(rb"[0-9a-f]{32}", b"", got.body)


def local(url):
    return re.sub(r"^https?://[^/]+", "", url) or "/"


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "%s: not within %d s" % (what, seconds)
        time.sleep(0.1)
