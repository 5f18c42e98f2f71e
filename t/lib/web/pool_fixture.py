"""A pool of t/lib/web/pool_module in a directory of its own, its status page, and patience."""
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import fcgi_client

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 20  # seconds: a loaded machine is slow, not wrong


def program():
    return os.environ.get("POOL_MODULE") or os.path.abspath("t/lib/web/pool_module")


def wait_for(what, fn):
    """The first true value of fn(); fails after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while True:
        value = fn()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.02)


def http_get(path, target, method="GET"):
    """HTTP/1.0 over a unix socket: (status, headers text, body)."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(PATIENCE)
        s.connect(path)
        s.sendall(("%s %s HTTP/1.0\r\nHost: x\r\n\r\n" % (method, target)).encode())
        raw = b""
        while True:
            more = s.recv(1 << 16)
            if not more:
                break
            raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), body.decode()


class Pool:
    def __init__(self, wait=True, env=None, foreground=True, binary=None, **keys):
        self.dir = tempfile.mkdtemp(prefix="mercer-pool.")
        self.socket, self.status_socket = self.dir + "/s", self.dir + "/status"
        self.pid_file, self.conf, self.log_path = self.dir + "/pid", self.dir + "/conf", self.dir + "/log"
        self.binary = binary or program()
        self.keys = {"pool.socket": self.socket, "pool.status_socket": self.status_socket, "pool.pid_file": self.pid_file,
                     "secrets.path": self.dir + "/secrets", "templates.path": self.dir, "static.manifest": self.dir + "/manifest",
                     "log.path": self.log_path, "log.level": "debug", "site.locales": "en", "site.currencies": "EUR",
                     "pool.min_workers": 2, "pool.max_workers": 4}
        self.write_conf(**keys)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("MERCER_")}
        self.env.update(env or {})
        args = [self.binary, "-c", self.conf] + (["-f"] if foreground else [])
        self.stderr = open(self.dir + "/stderr", "wb")
        self.process = subprocess.Popen(args, env=self.env, stdin=subprocess.DEVNULL, stdout=self.stderr, stderr=self.stderr)
        self.pid = self.process.pid
        try:
            if not foreground:
                assert self.process.wait(PATIENCE) == 0, self.errors()
                self.pid = int(open(self.pid_file).read())
            elif wait:
                self.wait_ready()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.wait_ended()
            except AssertionError:
                os.kill(self.pid, signal.SIGKILL)
        self.stderr.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def write_conf(self, **keys):
        for key, value in keys.items():
            self.keys[key.replace("__", ".", 1)] = value
        with open(self.conf, "w") as f:
            f.write("".join("%s = %s\n" % kv for kv in self.keys.items()))

    def errors(self):
        return open(self.dir + "/stderr").read()

    def alive(self):
        if self.process.pid == self.pid:
            return self.process.poll() is None
        return os.path.exists("/proc/%d" % self.pid)

    def wait_ready(self, times=1):
        def ready():
            if not self.alive():
                raise AssertionError("the pool ended: " + self.errors())
            return self.count("pool.ready") >= times
        wait_for("the pool to serve", ready)

    def wait_ended(self):
        wait_for("the pool to end", lambda: not self.alive())
        return self.process.returncode

    def signal(self, number):
        os.kill(self.pid, number)

    def request(self, target="/", method="GET", **more):
        return fcgi_client.request(self.socket, method, target, **more)

    def connect(self, **more):
        return fcgi_client.Connection(self.socket, **more)

    def status(self):
        return json.loads(http_get(self.status_socket, "/status?json")[2])

    def workers(self):
        return [p["pid"] for p in self.status()["processes"]]

    def in_state(self, state):
        return [p for p in self.status()["processes"] if p["state"] == state]

    def metric(self, name, **labels):
        """Sum of the samples with these labels."""
        total = 0.0
        for line in http_get(self.status_socket, "/metrics")[2].splitlines():
            m = re.fullmatch(r"mercer_(\w+)\{(.*)\} (\S+)", line)
            if m and m[1] == name and all('%s="%s"' % kv in m[2] for kv in labels.items()):
                total += float(m[3])
        return total

    def expect(self, value, name, **labels):
        """Wait: a worker counts a reply after it has sent it."""
        wait_for("%s%s to be %s" % (name, labels, value), lambda: self.metric(name, **labels) == value)

    def log(self, event=None):
        lines = []
        for path in glob.glob(self.log_path + "*"):
            with open(path) as f:
                lines += [json.loads(line) for line in f if line.endswith("\n")]
        return [e for e in lines if event in (None, e["event"])]

    def count(self, event):
        return len(self.log(event)) if os.path.exists(self.log_path) else 0


class NginxLike:
    """Kept connections with nginx's rule: a GET is sent once more when the kept connection closed before any reply."""

    def __init__(self, path):
        self.path, self.connection = path, None

    def get(self, target):
        if self.connection:
            try:
                return self.connection.request("GET", target)
            except fcgi_client.Closed as e:
                self.close()
                if e.started:
                    raise
        self.connection = fcgi_client.Connection(self.path)
        return self.connection.request("GET", target)

    def post(self, target, body):
        return fcgi_client.request(self.path, "POST", target, body=body)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None
