"""A whole shop of its own, as ./dev runs it: its database as root, its processes and how to kill them."""
import glob
import json
import os
import random
import signal
import subprocess
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Instance:
    def __init__(self):
        self.paths = dict(line.split("=", 1) for line in self.dev("paths").splitlines())
        self.url, self.gateway, self.var, self.run = (self.paths[k] for k in ("url", "gateway", "var", "run"))

    def dev(self, *args, check=True):
        done = subprocess.run([TOP + "/dev", *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if check and done.returncode:
            raise RuntimeError("./dev %s: %s" % (" ".join(args), done.stdout[-800:]))
        return done.stdout

    def mercer(self, *args):
        """(status, output) of the operator's command."""
        done = subprocess.run([self.paths["build"] + "/bin/mercer/mercer", "-c", self.paths["conf"], *args], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.strip()

    # ---- the database ----

    def sql(self, text):
        """Rows as lists of text; NULL is None."""
        done = subprocess.run(["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "-N", "-B", "-S", self.run + "/db.sock", "-u", "root", "mercer",
                               "-e", text], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise RuntimeError("%s\n%s" % (done.stderr.strip()[-500:], text[:500]))
        return [[None if v == "NULL" else v for v in line.split("\t")] for line in done.stdout.splitlines()]

    def number(self, text):
        rows = self.sql(text)
        return int(rows[0][0] or 0) if rows else 0

    # ---- processes ----

    def pid(self, part):
        try:
            with open("%s/%s.pid" % (self.run, part)) as f:
                pid = int(f.read().split()[0])
            os.kill(pid, 0)
            return pid
        except (OSError, ValueError, IndexError):
            return 0

    def children(self, part):
        parent, out = self.pid(part), []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path) as f:
                    if int(f.read().rsplit(")", 1)[1].split()[1]) == parent and parent:
                        out.append(int(path.split("/")[2]))
            except OSError:
                pass  # ended meanwhile
        return out

    def kill_child(self, part):
        """kill -9 of one process of a pool or of the worker; False: it has none just now."""
        children = self.children(part)
        if not children:
            return False
        try:
            os.kill(random.choice(children), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_and_start(self, part, away=0.3):
        """kill -9 of the whole of it (memcached, mariadb, worker, gateway), and its start a moment later."""
        pid = self.pid(part)
        if pid:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(away)
        for _ in range(20):
            if not os.path.exists("/proc/%d" % pid) or not pid or state_of(pid) in "ZX":
                break
            time.sleep(0.1)
        self.dev("start", part)

    def mails(self):
        """[(recipient, subject line, Message-ID)] that the mail server got."""
        out = []
        for path in glob.glob(self.var + "/mail/*.eml"):
            head = {}
            with open(path, "rb") as f:
                for line in f:
                    line = line.decode("utf-8", "replace").rstrip()
                    if not line:
                        break
                    name, colon, value = line.partition(":")
                    if colon and not line[0].isspace():
                        head.setdefault(name.lower(), value.strip())
            out.append((head.get("x-envelope-to", ""), head.get("subject", ""), head.get("message-id", "")))
        return out


def state_of(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "X"


def json_of(text):
    return json.loads(text)
