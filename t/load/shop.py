"""A shop of its own for measuring: started by ./dev under var/bench, with the yardstick t/load/hello behind the same nginx."""
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


class Shop:
    def __init__(self, name="bench", edge="off", demo="off"):
        var = os.path.join(os.environ.get("MERCER_VAR", TOP + "/var"), name)
        os.makedirs(var, exist_ok=True)
        # What a shop in earnest has: no access log line lost, but written in blocks; limits off, since one address sends it all.
        self.env = dict(os.environ, MERCER_VAR=var, MERCER_PORT=str(free_port()), MERCER_LIMITS="off", MERCER_EDGE_CACHE=edge,
                        MERCER_DEMO=demo, MERCER_ROUTES=var + "/routes.conf", MERCER_DB_BUFFER="512M")
        with open(TOP + "/nginx/routes.conf") as f, open(var + "/routes.conf", "w") as out:
            out.write(f.read() + "/bench-hello hello\n")
        paths = dict(line.split("=", 1) for line in self.dev("paths", quiet=True).splitlines())
        self.var, self.run, self.build, self.url = var, paths["run"], paths["build"], paths["url"]
        self.port = int(self.env["MERCER_PORT"])
        self.hello = None

    def dev(self, *args, quiet=False, check=True):
        done = subprocess.run([TOP + "/dev", *args], env=self.env, check=check, text=True, stdout=subprocess.PIPE if quiet else None)
        return done.stdout

    def up(self, edge=None):
        """Also after a change of `edge`: renders and reloads."""
        if edge:
            self.env["MERCER_EDGE_CACHE"] = edge
        self.dev("up")
        if not self.hello:
            subprocess.run(["make", "-s", "-C", self.build, "t/load/hello"], check=True)
            workers = os.environ.get("MERCER_POOL_WORKERS", str(4 * os.cpu_count()))
            # In a session of its own, as ./dev starts the pools: the scheduler shares the processor out between sessions first.
            self.hello = subprocess.Popen([self.build + "/t/load/hello", self.run + "/hello.sock", workers], start_new_session=True)
        wait_for(lambda: self.get("/bench-hello?10").status == 200)

    def down(self):
        if self.hello:
            self.hello.terminate()
            self.hello.wait()
        self.dev("down", check=False)

    def mercer(self, *args):
        """Seconds that an operator's command took, the most memory it had in MiB, and what it printed."""
        start = time.monotonic()
        with tempfile.TemporaryFile("w+") as out:
            child = subprocess.Popen([TOP + "/dev", "mercer", *args], env=self.env, stdout=out, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            text = out.read()
        self.processor = usage.ru_utime + usage.ru_stime  # seconds; what MariaDB used for it is not in it
        if status:
            raise SystemExit("mercer %s failed (%d):\n%s" % (" ".join(args), child.returncode, text[-3000:]))
        return time.monotonic() - start, usage.ru_maxrss / 1024, text

    def get(self, path, headers=None):
        c = http.client.HTTPSConnection("localhost", self.port, context=TLS, timeout=30)
        c.request("GET", path, headers=headers or {})
        r = c.getresponse()
        body = r.read()
        c.close()
        return Got(r.status, {k.lower(): v for k, v in r.getheaders()}, body)

    def api(self, path):
        got = self.get("/api/v1" + path)
        if got.status != 200:
            raise SystemExit("GET /api/v1%s: %d %s" % (path, got.status, got.body[:300]))
        return json.loads(got.body)

    def metrics(self):
        """Name with labels -> value, of the catalogue's pool."""
        c = http.client.HTTPConnection("127.0.0.1", self.port + 2, timeout=10)
        c.request("GET", "/metrics/catalog")
        text = c.getresponse().read().decode()
        return {m[1]: float(m[2]) for m in re.finditer(r"^([a-z_]+(?:\{.*\})?) ([-+0-9.e]+)$", text, re.M)}

    def total(self, name):
        return sum(v for k, v in self.metrics().items() if k.split("{")[0] == name)

    def workers(self):
        """Process ids of the catalogue's workers: children of its master."""
        with open(self.run + "/catalog.pid") as f:
            master = f.read().split()[0]
        out = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    if f.read().rsplit(")", 1)[1].split()[1] == master:
                        out.append(int(pid))
            except OSError:
                pass  # ended meanwhile
        return out

    def pss(self):
        """Proportional set size of the largest worker in MiB."""
        sizes = []
        for pid in self.workers():
            with open("/proc/%d/smaps_rollup" % pid) as f:
                sizes.append(int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M)[1]) / 1024)
        return max(sizes, default=0)

    def flush_cache(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(self.run + "/cache.sock")
            s.sendall(b"flush_all\r\n")
            s.recv(100)
        time.sleep(1.1)  # flush_all takes effect with memcached's clock of seconds


class Got:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def free_port():
    for port in range(10443, 11443, 3):
        try:
            for p in range(3):
                with socket.socket() as s:
                    s.bind(("127.0.0.1", port + p))
            return port
        except OSError:
            continue
    raise SystemExit("no free port")


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("waited %d s in vain" % seconds)
        time.sleep(0.1)


def pick_pages(shop):
    """Pages that have something on them: name -> path.  The category is the fullest one, the product one of its products."""
    best, most = None, -1
    for c in shop.api("/categories?limit=100")["items"][:60]:
        total = shop.api("/search?limit=1&category=" + c["slug"]).get("total", 0)
        if total > most:
            best, most = c, total
    if best:
        product = shop.api("/search?limit=24&category=" + best["slug"])["items"][0]
    else:
        product = shop.api("/products?limit=24")["items"][0]
    word = max(re.findall(r"[A-Za-z]{4,}", product["title"]) or ["shop"], key=len).lower()
    pages = {"home": "/", "product": path_of(product["url"])}
    if best:
        pages["category"] = path_of(best["url"])
    pages["search"] = "/search?q=" + word
    pages["product JSON"] = "/api/v1/products/" + product["id"]
    for name, path in pages.items():
        got = shop.get(path)
        if got.status != 200:
            raise SystemExit("%s: GET %s answers %d" % (name, path, got.status))
    return pages


def path_of(url):
    return re.sub(r"^https?://[^/]+", "", url) or "/"
