"""The worker: mails arrive once and in order, whatever is down, refused, repeated or killed meanwhile.

A database, a mail sink and worker processes of its own: nothing here touches the shop under test."""
import email
import email.policy
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time

from own_shop import BUILD, Servers, Shop
from site_under_test import TOP

WORKER = BUILD + "/bin/worker/mercer-worker"
PATIENCE = 60


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def until(what, check):
    end = time.monotonic() + PATIENCE
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < end, "waited in vain for " + what
        time.sleep(0.05)


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("worker", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Post:
    """A shop, a worker, a sink."""

    def __init__(self, **more):
        Servers.start()
        shutil.copy(Servers.dir + "/secrets/test", Servers.dir + "/secrets/worker")
        os.environ.pop("MERCER_SECRETS_PATH", None)
        self.smtp, self.web = free_ports(2)
        self.sink = self.worker = None
        self.accounts = self.events = 0
        self.shop = Shop()
        self.dir = self.shop.dir
        os.makedirs(self.dir + "/secrets", mode=0o700)
        open(self.dir + "/manifest", "w").close()
        self.log = open(self.dir + "/worker.log", "a+b")
        self.shop.env.update({
            "MERCER_SECRETS_PATH": self.dir + "/secrets", "MERCER_TEMPLATES_PATH": TOP + "/templates", "MERCER_LOCALE_PATH": BUILD + "/locale",
            "MERCER_STATIC_MANIFEST": self.dir + "/manifest", "MERCER_SITE_NAME": "Hollmere & Söhne", "MERCER_SITE_URL": "https://shop.example",
            "MERCER_MAIL_HOST": "127.0.0.1", "MERCER_MAIL_PORT": str(self.smtp), "MERCER_MAIL_FROM": "shop@shop.example",
            "MERCER_MAIL_TIMEOUT": "1s", "MERCER_MAIL_CONNECT_TIMEOUT": "500ms", "MERCER_OUTBOX_LEASE": "2s",
            "MERCER_OUTBOX_RETRY": "50ms,50ms,50ms,50ms,50ms,50ms,50ms,50ms", "MERCER_LOG_LEVEL": "info",
            "MERCER_WORKER_STATUS_SOCKET": self.dir + "/status.sock", **more})
        done = self.shop.mercer("migrate")  # again: the master key is made where the secrets are
        assert done.status == 0, done

    def __enter__(self):
        self.start_sink()
        self.start_worker()
        return self

    def __exit__(self, *what):
        self.stop_worker()
        self.stop_sink()
        self.log.close()

    # ---- parts ----

    def start_sink(self):
        self.sink = subprocess.Popen(["/usr/bin/python3", TOP + "/t/support/mail-sink", str(self.smtp), str(self.web), self.dir + "/mail"],
                                     stdout=subprocess.DEVNULL)
        until("the sink", lambda: self.answers(self.smtp) and self.answers(self.web))

    @staticmethod
    def answers(port):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", port)) == 0

    def stop_sink(self):
        if self.sink:
            self.sink.terminate()
            self.sink.wait()
            self.sink = None

    def start_worker(self):
        self.worker = subprocess.Popen([WORKER], env=self.shop.env, stdout=self.log, stderr=self.log)
        until("the worker", lambda: os.path.exists(self.dir + "/status.sock") and self.status("/ping") == "pong\n")

    def stop_worker(self, how=signal.SIGTERM):
        if self.worker:
            self.worker.send_signal(how)
            status = self.worker.wait(timeout=30)
            self.worker = None
            return status
        return None

    def status(self, path):
        try:
            c = Unix(self.dir + "/status.sock")
            c.request("GET", path)
            return c.getresponse().read().decode()
        except OSError:
            return None

    def processes(self):
        return [p["pid"] for p in json.loads(self.status("/status") or '{"processes":[]}')["processes"]]

    def metric(self, line):
        found = re.search("^" + re.escape(line) + r" (\S+)$", self.status("/metrics") or "", re.M)
        return float(found.group(1)) if found else None

    def log_lines(self, **wanted):
        with open(self.dir + "/worker.log", encoding="utf-8") as f:
            lines = [json.loads(line) for line in f if line.startswith("{")]
        return [line for line in lines if all(line.get(k) == v for k, v in wanted.items())]

    # ---- what happens ----

    def account(self, address, locale="en", name="Änne", realm="shop"):
        self.accounts += 1
        public = "acct_%d" % self.accounts
        text = name.encode().hex()
        self.shop.sql("INSERT INTO account (public_id, realm, kind, state, email, email_key, given_name, email_confirmed_at, locale) VALUES"
                      " ('%s', '%s', '%s', 'active', '%s', '%s', CONVERT(UNHEX('%s') USING utf8mb4), NOW(6), '%s')"
                      % (public, realm, "customer" if realm == "shop" else "staff", address, address, text, locale))
        return public

    def event(self, kind, account, **payload):
        self.events += 1
        public = "evt_%06d" % self.events
        self.shop.sql("INSERT INTO outbox (public_id, type, object, payload) VALUES ('%s', '%s', '%s', '%s')"
                      % (public, kind, account, json.dumps({"account": account, **payload})))
        return public

    def settled(self):
        def quiet():
            return self.shop.sql("SELECT (SELECT COUNT(*) FROM outbox WHERE seq IS NULL) + (SELECT COUNT(*) FROM outbox_task WHERE state = 'waiting')").strip() == "0"
        until("all tasks to end", quiet)

    def mails(self, to=None):
        c = http.client.HTTPConnection("127.0.0.1", self.web, timeout=10)
        c.request("GET", "/api/messages" + ("?to=" + to if to else ""))
        return json.loads(c.getresponse().read())

    def source(self, number):
        with open("%s/mail/%06d.eml" % (self.dir, number), "rb") as f:
            return f.read()

    def rows(self, what):
        return [tuple(line.split("\t")) for line in self.shop.sql(what).splitlines()]


def test_worker_sends_a_mail():
    with Post() as post:
        anna = post.account("anna@customers.example")
        event = post.event("account.login_new_place", anna, locale="de")
        post.settled()
        (mail,) = post.mails("anna@customers.example")
        raw = post.source(mail["id"])
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["Subject"] == "Neue Anmeldung in Ihrem Konto", message["Subject"]
        assert message["From"].addresses[0].display_name == "Hollmere & Söhne" and message["From"].addresses[0].addr_spec == "shop@shop.example"
        assert message["Message-ID"].startswith("<" + event + ".login_new_place."), message["Message-ID"]
        assert message["Auto-Submitted"] == "auto-generated" and message["Content-Language"] == "de"
        assert message.get_content_type() == "multipart/alternative"
        assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
        assert all(not p.defects for p in message.walk()), [p.defects for p in message.walk()]
        assert all(len(line) <= 78 for line in raw.split(b"\r\n")), max(raw.split(b"\r\n"), key=len)
        assert b"\n" not in raw.replace(b"\r\n", b"") and raw.isascii()
        assert "Guten Tag Änne," in mail["text"] and "https://shop.example/de/account/sessions" in mail["links"]
        assert "\n\n\n" not in mail["text"].replace("\r", "")
        assert 'lang="de"' in mail["html"] and "Hollmere &amp; Söhne" in mail["html"]
        ((state, attempts, reply),) = post.rows("SELECT state, attempts, reply FROM mail")
        assert (state, attempts) == ("sent", "1") and reply.startswith("250 "), (state, attempts, reply)
        (line,) = post.log_lines(event="worker.task", id=event)
        assert line["outcome"] == "done" and "anna@" not in json.dumps(line)
        print("     found and handled %.0f ms after it happened" % ((line["age_us"]) / 1000))


def test_worker_every_mail_in_every_language():
    kinds = ["account.confirmed", "account.exists", "account.password_changed", "account.email_change_asked", "account.email_changed", "account.disabled",
             "account.enabled", "account.login_new_place", "account.identity_linked", "privacy.export_ready", "privacy.erase_asked"]
    with Post() as post:
        for locale in ("en", "de"):
            for realm in ("shop", "office"):
                who = post.account("%s.%s@customers.example" % (locale, realm), locale, realm=realm)
                for kind in kinds:
                    post.event(kind, who, locale=locale)
                for factor in ("totp", "passkey", "recovery", "all"):
                    post.event("account.factor_changed", who, locale=locale, change="removed", factor=factor)
        post.settled()
        assert post.rows("SELECT COUNT(*) FROM outbox_task WHERE state <> 'done'") == [("0",)]
        for locale in ("en", "de"):
            for realm in ("shop", "office"):
                mails = post.mails("%s.%s@customers.example" % (locale, realm))
                assert len(mails) == len(kinds) + 4, len(mails)
                for m in mails:
                    assert "{{" not in m["text"] + m["html"] and m["subject"]
                    assert ("/admin" in m["text"]) == (realm == "office") or "/admin" not in m["text"], m["text"]
        same = {m["subject"] for m in post.mails("en.shop@customers.example")} & {m["subject"] for m in post.mails("de.shop@customers.example")}
        assert not same, "not translated: %s" % same


def test_worker_keeps_order():
    with Post(MERCER_WORKER_PROCESSES="4") as post:
        people = [post.account("p%d@customers.example" % i) for i in range(6)]
        order = ["account.disabled", "account.enabled", "account.login_new_place", "account.password_changed", "account.exists"]
        for kind in order:
            for p in people:
                post.event(kind, p)
        post.settled()
        for i in range(len(people)):
            got = [m["message_id"].split(".")[1] for m in post.mails("p%d@customers.example" % i)]
            assert got == [k.split(".")[1] for k in order], got


def test_worker_sink_down_loses_nothing():
    with Post() as post:
        people = [post.account("p%d@customers.example" % i) for i in range(20)]
        post.stop_sink()
        for p in people:
            post.event("account.password_changed", p)
        until("the first failure", lambda: post.log_lines(event="worker.task", outcome="failed"))
        time.sleep(1.5)
        tried = len(post.log_lines(event="worker.task", outcome="failed"))
        assert tried < 20, "the subscriber does not wait while its server is away: %d tries" % tried
        assert post.metric('mercer_outbox_waiting{subscriber="mail"}') == 20
        assert post.metric('mercer_outbox_lag_seconds{subscriber="mail"}') > 1
        post.start_sink()
        post.settled()
        assert sorted(m["to"][0] for m in post.mails()) == sorted("p%d@customers.example" % i for i in range(20))
        assert post.rows("SELECT DISTINCT state FROM mail") == [("sent",)]


def test_worker_refused_is_dead_and_holds_nobody():
    with Post() as post:
        bad, worse, good = post.account("refused@customers.example"), post.account("refused-data@customers.example"), post.account("good@customers.example")
        for p in (bad, worse, good):
            post.event("account.disabled", p)
        post.event("account.enabled", bad)
        post.settled()
        assert len(post.mails("good@customers.example")) == 1
        assert post.rows("SELECT recipient, state, attempts FROM mail WHERE state = 'dead' ORDER BY id") == [
            ("refused@customers.example", "dead", "1"), ("refused-data@customers.example", "dead", "1"), ("refused@customers.example", "dead", "1")]
        assert post.metric('mercer_outbox_dead{subscriber="mail"}') == 3
        lines = post.log_lines(event="worker.task", outcome="dead")
        assert len(lines) == 3 and all(x["level"] == "error" for x in lines)
        assert "customers.example" not in json.dumps(lines), "an address is in the log"
        listed = post.shop.mercer("mail", "--dead", "list")
        assert listed.out.count("550 5.1.1") == 2 and listed.out.count("554 5.7.1") == 1, listed
        # The address is mended, and the mails are sent again.
        post.shop.sql("UPDATE account SET email = 'mended@customers.example', email_key = 'mended@customers.example' WHERE public_id = '%s'" % bad)
        mail = re.search(r"mail_\w+", [line for line in listed.out.splitlines() if "disabled" in line and "refused@" in line][0]).group(0)
        again = post.shop.mercer("mail", "retry", mail)
        assert again.status == 0, again
        again = post.shop.mercer("outbox", "--all", "retry")
        assert again.status == 0 and " to be sent again" in again.out, again
        post.settled()
        assert len(post.mails("mended@customers.example")) == 2
        assert post.shop.mercer("mail", "retry", "mail_unknown").status == 1
        assert post.rows("SELECT COUNT(*) FROM audit_log WHERE event = 'mail.retried'") == [("1",)]


def test_worker_try_later():
    with Post() as post:
        slow = post.account("later@customers.example")
        post.event("account.disabled", slow)
        post.settled()
        assert len(post.mails("later@customers.example")) == 1
        assert post.rows("SELECT state, attempts FROM mail") == [("sent", "3")]
        assert [x["outcome"] for x in post.log_lines(event="worker.task", subscriber="mail")] == ["failed", "failed", "done"]


def test_worker_repeated_event_sends_once():
    with Post() as post:
        anna = post.account("anna@customers.example")
        post.event("account.disabled", anna)
        post.settled()
        for _ in range(3):
            post.shop.sql("UPDATE outbox_task SET state = 'waiting'; INSERT INTO outbox_lane (subscriber, object, next_at)"
                          " SELECT DISTINCT subscriber, object, NOW(6) FROM outbox_task")
            post.settled()
        assert len(post.log_lines(event="worker.task", subscriber="mail")) == 4
        assert len(post.mails()) == 1


def test_worker_lost_reply_repeats_the_same_mail():
    with Post() as post:
        anna = post.account("dropped@customers.example")
        post.event("account.disabled", anna)
        post.settled()
        mails = post.mails()
        assert len(mails) == 2 and len({m["message_id"] for m in mails}) == 1, [m["message_id"] for m in mails]


def test_worker_killed_again_and_again():
    with Post(MERCER_WORKER_PROCESSES="3") as post:
        people = [post.account("p%d@customers.example" % i) for i in range(40)]
        work = [(kind, p) for kind in ("account.disabled", "account.enabled") for p in people]
        kills = 0
        while work or kills < 60:
            for kind, p in work[:2]:
                post.event(kind, p)
            work = work[2:]
            alive = post.processes()
            if alive:
                try:
                    os.kill(random.choice(alive), signal.SIGKILL)
                    kills += 1
                except ProcessLookupError:
                    pass
        post.settled()
        mails = post.mails()
        assert len({m["message_id"] for m in mails}) == 80, "lost: %d of 80 arrived" % len({m["message_id"] for m in mails})
        assert post.rows("SELECT COUNT(*) FROM outbox_task WHERE state <> 'done'") == [("0",)]
        for i in range(40):
            order = [m["message_id"].split(".")[1] for m in post.mails("p%d@customers.example" % i)]
            assert order == sorted(order), order
        print("     %d kills, %d mails twice" % (kills, len(mails) - 80))


def test_worker_names_make_no_headers():
    with Post() as post:
        evil = "Eve\r\nBcc: victim@customers.example\r\n\r\n<script>alert(1)</script>"
        anna = post.account("anna@customers.example", name=evil)
        post.event("account.login_new_place", anna)
        post.settled()
        (mail,) = post.mails()
        assert mail["to"] == ["anna@customers.example"]
        assert not [k for k, _ in mail["headers"] if k.lower() in ("bcc", "cc")]
        assert "<script" not in mail["html"] and "&lt;script" in mail["html"]


def test_worker_erased_and_unknown_are_told_nothing():
    with Post() as post:
        gone = post.account("gone@customers.example")
        post.shop.sql("UPDATE account SET state = 'erased', email = NULL, email_key = NULL WHERE public_id = '%s'" % gone)
        post.event("account.disabled", gone)
        post.event("account.disabled", "acct_never")
        post.event("account.reset_asked", gone, sealed="AAAA")
        post.settled()
        assert post.mails() == [] and post.rows("SELECT COUNT(*) FROM outbox_task WHERE state <> 'done'") == [("0",)]


def test_worker_database_away():
    with Post() as post:
        anna = post.account("anna@customers.example")
        post.shop.sql("RENAME TABLE outbox_lane TO outbox_away")
        until("the complaint", lambda: post.log_lines(event="worker.failing"))
        post.event("account.disabled", anna)
        post.shop.sql("RENAME TABLE outbox_away TO outbox_lane")
        until("the recovery", lambda: post.log_lines(event="worker.recovered"))
        post.settled()
        assert len(post.mails()) == 1 and len(post.log_lines(event="worker.failing")) <= 4


def test_worker_signals():
    with Post() as post:
        anna = post.account("anna@customers.example")
        before = set(post.processes())
        pid = post.worker.pid
        post.worker.send_signal(signal.SIGHUP)
        until("new processes", lambda: len(set(post.processes()) - before) == 2)
        assert post.worker.poll() is None and post.worker.pid == pid
        post.event("account.disabled", anna)
        post.settled()
        assert len(post.mails()) == 1
        # Two programs at once do no harm.
        second = subprocess.Popen([WORKER], env={**post.shop.env, "MERCER_WORKER_STATUS_SOCKET": ""}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(10):
            post.event("account.enabled", anna)
        post.settled()
        assert len(post.mails()) == 11
        second.terminate()
        assert second.wait(timeout=30) == 0
        # A master that is killed takes its processes along.
        children = post.processes()
        post.stop_worker(signal.SIGKILL)
        until("the processes to end", lambda: not any(os.path.exists("/proc/%d" % c) and "mercer-worker" in open("/proc/%d/cmdline" % c).read() for c in children))
        post.start_worker()
        assert post.stop_worker() == 0


def test_worker_jobs_run_once_per_interval():
    with Post(MERCER_WORKER_PROCESSES="4") as post:
        until("the jobs", lambda: post.rows("SELECT COUNT(*) FROM worker_job WHERE ended_at IS NULL OR error IS NOT NULL") == [("0",)])
        time.sleep(1.5)
        runs = re.findall(r'mercer_worker_job_runs_total\{job="(\w+)"\} (\d+)', post.status("/metrics"))
        assert runs and all(n == "1" for _, n in runs), runs
        post.shop.sql("UPDATE worker_job SET next_at = NOW(6)")
        until("the second run", lambda: all(n == "2" for _, n in re.findall(r'mercer_worker_job_runs_total\{job="(\w+)"\} (\d+)', post.status("/metrics"))))
