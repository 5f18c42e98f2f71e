#!/usr/bin/python3
"""The pool as it runs: master, workers, sockets, signals.  One test per promise of lib/web/pool.h and serve.h.

	test_pool.py [-v] [NAME...]      only tests whose name contains NAME

POOL_MODULE names the program when it is not t/lib/web/pool_module below the current directory.  Ends with "N passed, N failed".
"""
import json
import os
import resource
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fcgi_client as fcgi  # noqa: E402
from pool_fixture import HERE, NginxLike, Pool, http_get, program, wait_for  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))


class Skip(Exception):
    pass


def sanitized():
    with open(program(), "rb") as f:
        return b"__asan_init" in f.read()


def same(got, expected):
    assert got == expected, "got %r, expected %r" % (got, expected)


def later(fn, *args, **kwargs):
    """Run in a thread; .result() joins and gives the value or raises the exception."""
    class Later(threading.Thread):
        def run(self):
            try:
                self.value, self.error = fn(*args, **kwargs), None
            except Exception as e:
                self.value, self.error = None, e

        def result(self):
            self.join()
            if self.error:
                raise self.error
            return self.value
    t = Later(daemon=True)
    t.start()
    return t


# Replies.

def test_reply():
    with Pool() as p:
        r = p.request("/hello")
        same((r.status, r.body), (200, b"hello\n"))
        same(r.header("content-length"), "6")
        same(r.header("content-type"), "text/plain; charset=utf-8")
        same(r.header("server"), None)
        same(p.request("/none").status, 404)
        same(p.request("/fails").status, 500)
        r = p.request("/moved")
        same((r.status, r.header("location"), r.body), (301, "/hello", b""))


def test_reply__head_has_no_body():
    with Pool() as p:
        r = p.request("/hello", "HEAD")
        same((r.status, r.body, r.header("content-length")), (200, b"", "6"))
        same(r.header("etag"), p.request("/hello").header("etag"))


def test_reply__not_modified():
    with Pool() as p:
        etag = p.request("/hello").header("etag")
        assert etag.startswith('"'), etag
        for sent in (etag, "W/" + etag, '"other", ' + etag, "*"):
            r = p.request("/hello", headers={"If-None-Match": sent})
            same((r.status, r.body, r.header("etag")), (304, b"", etag))
            assert r.header("cache-control"), "304 repeats Cache-Control"
            same(r.header("content-type"), None)
        same(p.request("/hello", headers={"If-None-Match": '"other"'}).status, 200)


def test_reply__large_in_many_records():
    with Pool() as p:
        for size in (1, 65527, 65528, 65529, 200000, 15 << 20):
            body = p.request("/big?%d" % size).body
            same(len(body), size)
            at = max(0, body[:size - 20].rfind(b"."))
            assert size < 100 or body[at + 1:body.index(b".", at + 1)] == str(at + 1).encode(), "bytes in order at %d" % at


def test_request__identity():
    with Pool() as p:
        wanted = "0123456789abcdef0123456789abcdef"
        r = p.request("/echo/x", REQUEST_ID=wanted)
        same(r.header("x-request-id"), wanted)
        assert b"trace=" + wanted.encode() in r.body, r.body
        parent = "4bf92f3577b34da6a3ce929d0e0e4736"
        r = p.request("/echo/x", headers={"traceparent": "00-%s-00f067aa0ba902b7-01" % parent})
        assert b"trace=" + parent.encode() in r.body, r.body
        r = p.request("/echo/x", REQUEST_ID="bad id\r\nX: y")
        assert len(r.header("x-request-id")) == 32, "a made-up one"


def test_request__decoded_once():
    with Pool() as p:
        body = p.request("/echo/a%20b%C3%BC%2520?x=%41").body
        assert b" /echo/a b\xc3\xbc%20 query=x=%41 " in body, body
        for target in ("/echo/%zz", "/echo/%00", "/echo/%ff", "/echo/%c0%ae", "/echo/%2e%2e/x", "nothing", "*"):
            same((target, p.request(target).status), (target, 400))


def test_request__unknown_method():
    with Pool() as p:
        same(p.request("/hello", "BREW").status, 501)


# Bodies.

def test_body__whole():
    with Pool() as p:
        for size in (0, 1, 8191, 8192, 100000, 1 << 20):
            same(p.request("/body", "POST", body=b"x" * size).body, b"%d\n" % size)


def test_body__short_is_refused():
    with Pool() as p:
        same(p.request("/body", "POST", body=b"x" * 10, length=100).status, 400)
        with p.connect() as c:  # the peer vanishes in the middle
            c.send(fcgi.begin() + fcgi.stream(fcgi.PARAMS, fcgi.pairs(fcgi.params_of("POST", "/body", length=100))) +
                   fcgi.record(fcgi.STDIN, b"x" * 10))
        same(p.request("/hello").status, 200)


def test_body__long_is_refused():
    with Pool() as p:
        same(p.request("/body", "POST", body=b"x" * 100, length=10).status, 400)
        same(p.request("/body", "POST", body=b"x", length="abc").status, 400)
        same(p.request("/body", "POST", body=b"x", length="-1").status, 400)


def test_body__too_large():
    with Pool(pool__body_max="64k") as p:
        same(p.request("/body", "POST", body=b"x" * 65536).status, 200)
        same(p.request("/body", "POST", body=b"x" * 65537).status, 413)
        same(p.request("/body", "POST", body=b"x" * (4 << 20)).status, 413)
        same(p.request("/hello").status, 200)


# Connections.

def test_connection__kept():
    with Pool() as p, p.connect() as c:
        same([c.request(target="/hello").status for _ in range(100)], [200] * 100)
        c.request(target="/hello", keep=False)
        assert c.at_end(), "closed when keeping was not asked for"


def test_connection__idle_gives_way():
    with Pool(pool__min_workers=1, pool__max_workers=1) as p, p.connect() as idle:
        same(idle.request(target="/hello").status, 200)
        for _ in range(20):
            same(p.request("/hello").status, 200)
        assert idle.at_end(), "given up"
        p.expect(1, "connections_given_up_total")


def test_connection__idle_stays_while_others_are_free():
    with Pool(pool__min_workers=4, pool__max_workers=4) as p:
        wait_for("four idle workers", lambda: len(p.in_state("idle")) == 4)
        with p.connect() as idle:
            same(idle.request(target="/hello").status, 200)
            for _ in range(20):
                wait_for("the three others", lambda: len(p.in_state("idle")) == 3)
                same(p.request("/hello").status, 200)
            same(idle.request(target="/hello").status, 200)


def test_connection__silent_blocks_nobody():
    with Pool(pool__min_workers=1, pool__max_workers=1) as p, p.connect() as silent:
        wait_for("the silent one to be accepted", lambda: p.in_state("reading"))
        same(p.request("/hello").status, 200)
        assert silent.at_end(), "closed in the end"


def test_connection__post_while_busy():
    with Pool(pool__min_workers=1, pool__max_workers=1) as p:
        busy = later(p.request, "/sleep?400")
        wait_for("the worker to be busy", lambda: p.in_state("running"))
        same(p.request("/body", "POST", body=b"x" * 5000).body, b"5000\n")
        same(busy.result().status, 200)


def test_connection__client_gone():
    with Pool(pool__min_workers=1, pool__max_workers=1) as p:
        for _ in range(20):
            with p.connect() as c:
                c.send(fcgi.begin() + fcgi.stream(fcgi.PARAMS, fcgi.pairs(fcgi.params_of(target="/big?3000000"))) +
                       fcgi.stream(fcgi.STDIN, b""))
        same(p.request("/hello").status, 200)
        same(p.status()["crashed workers"], 0)


# What is not a request.

def test_garbage():
    good = fcgi.begin() + fcgi.stream(fcgi.PARAMS, fcgi.pairs(fcgi.params_of(target="/hello")))
    bad = [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0" * 64, b"\xff" * 4096, struct.pack(">BBHHBB", 2, 1, 1, 8, 0, 0) + b"\0" * 8,
           fcgi.record(99), fcgi.record(fcgi.STDIN, b"x"), fcgi.record(fcgi.BEGIN, b"123"), fcgi.begin(role=7), fcgi.begin(request=0),
           fcgi.begin() + fcgi.record(fcgi.STDIN, b"x"), fcgi.begin() + fcgi.record(fcgi.PARAMS, b"\xff\xff\xff\xff\xff\xff\xff\xff"),
           fcgi.begin() + fcgi.stream(fcgi.PARAMS, b"\x7f\x01abc"), fcgi.begin() + fcgi.record(fcgi.PARAMS, b"\x85"),
           good + fcgi.begin(request=2) + fcgi.stream(fcgi.STDIN, b"")]
    with Pool(pool__min_workers=1, pool__max_workers=1) as p:
        for data in bad:
            with p.connect() as c:
                c.send(data)
                c.sock.shutdown(socket.SHUT_WR)
                while c.read_record() is not None:
                    pass
            same(p.request("/hello").status, 200)
        same(p.status()["crashed workers"], 0)


def test_garbage__get_values():
    """libfcgi overflows its answer from the fourth name on (and is stopped by the compiler's guard): one worker's death, no more.
    (The padding is there because it reads on before it answers.)"""
    def ask(p, times):
        with p.connect() as c:
            c.send(fcgi.record(fcgi.GET_VALUES, fcgi.pairs({"FCGI_MAX_CONNS": ""}) * times, request=0, padding=8))
            return c.read_record()
    with Pool(pool__min_workers=1, pool__max_workers=1) as p:
        kind, content = ask(p, 1)
        same((kind, b"FCGI_MAX_CONNS1" in content), (fcgi.GET_VALUES_RESULT, True))
        ask(p, 60)
        same(p.request("/hello").status, 200)


# Growing, shrinking, replacing.

def test_workers__grow():
    with Pool(pool__min_workers=1, pool__max_workers=6, pool__min_spare=1) as p:
        busy = [later(p.request, "/sleep?3000") for _ in range(5)]
        wait_for("five busy workers", lambda: len(p.in_state("running")) == 5)
        wait_for("a spare one", lambda: p.status()["total processes"] == 6)
        same([b.result().status for b in busy], [200] * 5)
        assert p.status()["max active processes"] >= 5


def test_workers__grow_while_connections_wait():
    """The only worker counts as idle and yet takes nobody: the queue is what says that another one is needed."""
    with Pool(pool__min_workers=1, pool__max_workers=4, pool__request_timeout="60s") as p:
        wait_for("an idle worker", lambda: p.in_state("idle"))
        stopped = p.workers()[0]
        os.kill(stopped, signal.SIGSTOP)
        try:
            replies = [later(p.request, "/hello") for _ in range(3)]
            same([r.result().status for r in replies], [200] * 3)
            assert len(p.workers()) > 1, p.workers()
        finally:
            os.kill(stopped, signal.SIGCONT)


def test_workers__never_more_than_allowed():
    with Pool(pool__min_workers=1, pool__max_workers=3) as p:
        busy = [later(p.request, "/sleep?300") for _ in range(9)]
        same([b.result().status for b in busy], [200] * 9)
        same(p.status()["total processes"], 3)
        assert p.status()["max children reached"] >= 1
        assert p.status()["max listen queue"] >= 1, "others were seen waiting"


def test_workers__spare():
    with Pool(pool__min_workers=1, pool__max_workers=8, pool__min_spare=4) as p:
        wait_for("four idle ones", lambda: p.status()["idle processes"] >= 4)


def test_workers__shrink():
    with Pool(pool__min_workers=1, pool__max_workers=6, pool__max_spare=2, pool__idle_timeout="1s") as p:
        for b in [later(p.request, "/sleep?500") for _ in range(6)]:
            same(b.result().status, 200)
        assert p.status()["total processes"] > 2
        wait_for("idle ones to end", lambda: p.status()["total processes"] == 2)
        same(p.status()["crashed workers"], 0)


def test_workers__killed_one_is_replaced():
    with Pool() as p:
        victim = p.workers()[0]
        os.kill(victim, signal.SIGKILL)
        wait_for("another one", lambda: victim not in p.workers() and p.status()["total processes"] == 2)
        same(p.log("worker.died")[0]["signal"], 9)
        same(p.status()["crashed workers"], 1)


def test_workers__death_harms_only_its_request():
    with Pool() as p:
        others = later(lambda: [p.request("/hello").status for _ in range(200)])
        try:
            p.request("/dies")
            raise AssertionError("a reply from the dead")
        except fcgi.Closed:
            pass
        same(others.result(), [200] * 200)


def test_workers__crash_loop_backs_off():
    path = "/tmp/mercer-pool-crash.%d" % os.getpid()
    open(path, "w").close()
    try:
        with Pool(wait=False, env={"POOL_TEST_CRASH": path}, pool__min_workers=4, pool__max_workers=8) as p:
            wait_for("three back-offs", lambda: {100, 200, 400} <= {e["ms"] for e in p.log("pool.backoff")})
            assert p.status()["started workers"] <= 40, "no storm"
            os.unlink(path)
            p.wait_ready()
            wait_for("all of them", lambda: p.status()["total processes"] >= 4)
            same(p.request("/hello").status, 200)
    finally:
        if os.path.exists(path):
            os.unlink(path)


def test_workers__recycled():
    with Pool(pool__min_workers=1, pool__max_workers=2, pool__max_requests=20) as p:
        n = NginxLike(p.socket)
        pids = {n.get("/pid").body for _ in range(200)}
        n.close()
        assert len(pids) >= 5, pids
        same(p.status()["crashed workers"], 0)


def test_workers__time_limit():
    with Pool(pool__request_timeout="300ms") as p:
        try:
            p.request("/sleep?30000")
            raise AssertionError("not ended")
        except fcgi.Closed:
            pass
        same(p.log("request.killed")[0]["target"], "/sleep?30000")
        p.expect(1, "requests_killed_total")
        wait_for("another one", lambda: p.status()["total processes"] == 2)
        same(p.request("/hello").status, 200)


def test_workers__limited_rights():
    with Pool() as p:
        for pid in p.workers():
            text = open("/proc/%d/status" % pid).read()
            assert "NoNewPrivs:\t1" in text
            limits = open("/proc/%d/limits" % pid).read()
            assert [l.split()[4:6] for l in limits.splitlines() if l.startswith("Max core")] == [["0", "0"]], limits


def test_workers__end_with_their_master():
    with Pool() as p:
        workers = p.workers()
        p.signal(signal.SIGKILL)
        wait_for("the workers to end", lambda: not any(running(w) for w in workers))


def running(pid):
    try:
        return open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_workers__leak_nothing():
    with Pool(pool__min_workers=1, pool__max_workers=1, pool__max_requests=0) as p:
        pid = p.workers()[0]

        def measure():
            rss = [int(l.split()[1]) for l in open("/proc/%d/status" % pid) if l.startswith("VmRSS")][0]
            return len(os.listdir("/proc/%d/fd" % pid)), rss

        def serve(count):
            c = p.connect()
            for i in range(count):
                if i % 10 == 9:  # some on connections of their own, which closes the kept one
                    same(p.request("/body", "POST", body=b"x" * 2000).status, 200)
                    c.close()
                    c = p.connect()
                same(c.request(target="/big?20000").status, 200)
            c.close()
        serve(1000)
        wait_for("a quiet worker", lambda: p.in_state("idle"))
        fds, rss = measure()
        serve(10000)
        wait_for("a quiet worker", lambda: p.in_state("idle"))
        fds_after, rss_after = measure()
        same(fds_after, fds)
        assert sanitized() or rss_after - rss < 300, "RSS grew by %d kB in 10,000 requests" % (rss_after - rss)
        same(p.workers(), [pid])


def test_workers__small():
    if sanitized():
        raise Skip("the sanitizer's own memory")
    with Pool(pool__min_workers=4, pool__max_workers=4) as p:
        for _ in range(200):
            p.request("/big?40000")
        for pid in p.workers():
            pss = [int(l.split()[1]) for l in open("/proc/%d/smaps_rollup" % pid) if l.startswith("Pss:")][0]
            assert pss < 10240, "%d kB" % pss


# Signals to the master.

def test_stop__finishes_requests():
    with Pool() as p:
        with p.connect() as idle:
            idle.request(target="/hello")
            busy = later(p.request, "/sleep?600")
            wait_for("a busy worker", lambda: p.in_state("running"))
            p.signal(signal.SIGQUIT)
            same(busy.result().status, 200)
            same(p.wait_ended(), 0)
            assert idle.at_end()
        assert not os.path.exists(p.socket) and not os.path.exists(p.status_socket) and not os.path.exists(p.pid_file)


def test_stop__term_does_not_wait():
    with Pool() as p:
        busy = later(p.request, "/sleep?60000")
        wait_for("a busy worker", lambda: p.in_state("running"))
        p.signal(signal.SIGTERM)
        same(p.wait_ended(), 0)
        busy.join()
        assert isinstance(busy.error, fcgi.Closed)


def test_reload__twenty_times_under_load():
    with Pool(pool__min_workers=4, pool__max_workers=8, pool__min_spare=2) as p:
        done, failed, counts = threading.Event(), [], []

        def load():
            n, count = NginxLike(p.socket), 0
            while not done.is_set():
                try:
                    same(n.get("/big?30000").status, 200)
                    same(n.post("/body", b"x" * 3000).body, b"3000\n")
                    count += 2
                except Exception as e:
                    failed.append(repr(e))
            n.close()
            counts.append(count)
        threads = [later(load) for _ in range(4)]
        for i in range(20):
            p.signal(signal.SIGUSR2 if i % 2 else signal.SIGHUP)
            p.wait_ready(i + 2)
        wait_for("the old workers to end", lambda: p.status()["old workers"] == 0)
        done.set()
        for t in threads:
            t.result()
        same(failed, [])
        assert sum(counts) > 200, counts
        same(int(open(p.pid_file).read()), p.pid)
        same(p.count("worker.died"), 0)


def test_reload__while_the_queue_is_never_empty():
    """Signals must get through though a worker never has to wait for its next request."""
    with Pool(pool__min_workers=1, pool__max_workers=1, pool__stop_timeout="10m") as p:
        done = threading.Event()

        def load():
            while not done.is_set():
                same(p.request("/sleep?5").status, 200)
        threads = [later(load) for _ in range(8)]
        wait_for("a queue", lambda: p.status()["listen queue"] > 2)
        p.signal(signal.SIGHUP)
        p.wait_ready(2)
        wait_for("the old worker to end", lambda: p.status()["old workers"] == 0)
        done.set()
        for t in threads:
            t.result()


def test_reload__running_request_ends_well():
    with Pool() as p:
        before = set(p.workers())
        busy = later(p.request, "/sleep?1500")
        wait_for("a busy worker", lambda: p.in_state("running"))
        p.signal(signal.SIGHUP)
        p.wait_ready(2)
        assert not before & set(p.workers()), "all new"
        same(p.request("/hello").status, 200)
        same(busy.result().status, 200)


def test_reload__new_binary_and_configuration():
    binary = "/tmp/mercer-pool-binary.%d" % os.getpid()
    shutil.copy(program(), binary)
    try:
        with Pool(binary=binary) as p:
            build = p.status()["build"]
            with open(binary + ".new", "wb") as f:
                f.write(open(binary, "rb").read() + b"another build")
            shutil.copymode(binary, binary + ".new")
            os.rename(binary + ".new", binary)
            p.write_conf(pool__min_workers=3)
            p.signal(signal.SIGUSR2)
            p.wait_ready(2)
            wait_for("three workers", lambda: p.status()["total processes"] == 3)
            assert p.status()["build"] != build, "cached pages of the old binary are not shown"
            # A socket that moves: the new one is opened, the old one's file goes.
            old, p.socket = p.socket, p.socket + "2"
            p.write_conf(pool__socket=p.socket)
            p.signal(signal.SIGHUP)
            p.wait_ready(3)
            same(p.request("/hello").status, 200)
            assert not os.path.exists(old)
    finally:
        os.unlink(binary)


def test_reload__broken_configuration_is_refused():
    with Pool() as p:
        workers = p.workers()
        p.write_conf(pool__min_workers="many")
        p.signal(signal.SIGHUP)
        wait_for("the refusal", lambda: p.count("pool.reload_refused"))
        same(p.workers(), workers)
        same(p.request("/hello").status, 200)


def test_log__reopened():
    with Pool(pool__slow_request="50ms") as p:
        os.rename(p.log_path, p.log_path + ".1")
        p.signal(signal.SIGUSR1)
        wait_for("the new file", lambda: os.path.exists(p.log_path))
        wait_for("the master's line", lambda: p.count("log.reopened"))

        def the_workers_line():
            # The master logs before it tells its workers, so the first request may still write to the old file.
            p.request("/sleep?80")
            return '"request.slow"' in open(p.log_path).read()
        assert wait_for("the worker's line", the_workers_line)
        same(p.status()["crashed workers"], 0)


# Start.

def test_start__socket_file():
    with Pool(pool__socket_mode="0600") as p:
        same(stat.S_IMODE(os.stat(p.socket).st_mode), 0o600)
    with Pool() as p:
        same(stat.S_IMODE(os.stat(p.socket).st_mode), 0o660)
        other = subprocess.run([p.binary, "-f", "-c", p.conf], env=p.env, capture_output=True, text=True, timeout=20)
        same(other.returncode, 1)
        assert "another process" in other.stderr, other.stderr
        same(p.request("/hello").status, 200)


def test_start__stale_socket_is_replaced():
    with Pool() as p:
        p.signal(signal.SIGKILL)
        p.wait_ended()
        assert os.path.exists(p.socket)
        again = subprocess.Popen([p.binary, "-f", "-c", p.conf], env=p.env)
        try:
            p.process, p.pid = again, again.pid
            p.wait_ready(2)
            same(p.request("/hello").status, 200)
        finally:
            pass


def test_start__in_the_background():
    with Pool(foreground=False) as p:
        same(p.request("/hello").status, 200)
        p.signal(signal.SIGQUIT)
        p.wait_ended()


def test_start__trial():
    with Pool() as p:
        run = subprocess.run([p.binary, "-t", "-c", p.conf], env=p.env, capture_output=True, text=True, timeout=20)
        same(run.returncode, 0)
        p.write_conf(pool__no_such_key=1)
        run = subprocess.run([p.binary, "-t", "-c", p.conf], env=p.env, capture_output=True, text=True, timeout=20)
        same(run.returncode, 1)
        assert "pool.no_such_key" in run.stderr, run.stderr


def test_start__prepared_once_and_shared():
    with Pool(pool__min_workers=3) as p:
        first = [p.request("/count").body.split() for _ in range(30)]
        same([int(n) for n, _ in first], list(range(1, 31)))
        busy = [later(p.request, "/sleep?300") for _ in range(2)]
        wait_for("two busy workers", lambda: len(p.in_state("running")) == 2)
        other = p.request("/count").body.split()
        same(int(other[0]), 31)
        for b in busy:
            b.result()
        # A new image prepares anew.
        p.signal(signal.SIGHUP)
        p.wait_ready(2)
        wait_for("a worker of the new image", lambda: int(p.request("/count").body.split()[0]) < 31)


def test_start__prints_routes():
    run = subprocess.run([program(), "-r"], capture_output=True, text=True, timeout=20)
    same(run.returncode, 0)
    routes = [json.loads(line) for line in run.stdout.splitlines()]
    body = next(r for r in routes if r["pattern"] == "/body")
    same(body, {"method": "POST", "pattern": "/body", "access": "all", "permission": None, "flags": ["raw_body", "any_site"], "body": False, "id": None,
                "doc": "called without a browser"})


def test_start__prints_its_part_of_the_api():
    run = subprocess.run([program(), "-a"], capture_output=True, text=True, timeout=20)
    same(run.returncode, 0)
    lines = run.stdout.splitlines()
    assert "tag test" in lines and any(line.startswith("schema hello {") for line in lines), run.stdout
    path = next(line for line in lines if line.startswith("path "))
    same(json.loads(path.split(" ", 2)[2])["get"]["operationId"], "hello")


# Status and metrics.

def test_status__what_a_worker_does():
    with Pool() as p:
        busy = later(p.request, "/sleep?800", REQUEST_ID="abcdefgh-1")
        row = wait_for("a busy worker", lambda: [r for r in p.in_state("running") if r["request duration"] > 0])[0]
        same((row["request method"], row["request uri"], row["request id"]), ("GET", "/sleep?800", "abcdefgh-1"))
        same(p.status()["active processes"], 1)
        busy.result()
        for key in ("pool", "process manager", "start time", "start since", "accepted conn", "listen queue", "max listen queue",
                    "listen queue len", "idle processes", "active processes", "total processes", "max active processes",
                    "max children reached", "slow requests"):
            assert key in p.status(), key
        assert "accepted conn:" in http_get(p.status_socket, "/status")[2]


def test_status__http():
    with Pool() as p:
        same(http_get(p.status_socket, "/ping")[::2], (200, "pong\n"))
        same(http_get(p.status_socket, "/nothing")[0], 404)
        same(http_get(p.status_socket, "/ping", "POST")[0], 405)
        same(http_get(p.status_socket, "/ping", "HEAD")[::2], (200, ""))
        slow = []
        for _ in range(20):  # who says nothing is dropped, and makes nobody wait for ever
            s = socket.socket(socket.AF_UNIX)
            s.connect(p.status_socket)
            slow.append(s)
            if len(slow) == 12:
                break
        same(http_get(p.status_socket, "/ping")[0], 200)
        for s in slow:
            s.close()
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(p.status_socket)
            s.sendall(b"G" * 5000)
        same(http_get(p.status_socket, "/ping")[0], 200)


def test_metrics():
    with Pool() as p:
        for _ in range(3):
            p.request("/hello")
        p.request("/none")
        p.request("/fails")
        p.expect(3, "requests_total", route="/hello", status="2xx")
        p.expect(1, "requests_total", route="", status="4xx")
        p.expect(1, "requests_total", route="/fails", status="5xx")
        p.expect(3, "request_duration_seconds_bucket", route="/hello", le="+Inf")
        p.expect(3, "request_duration_seconds_count", route="/hello")
        p.expect(0, "listen_queue")
        assert p.metric("workers_rss_bytes") > 0
        families, text = set(), http_get(p.status_socket, "/metrics")[2]
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                name = line.split()[2]
                assert name not in families, "twice: " + name
                families.add(name)
            elif not line.startswith("#"):
                name = line.split("{")[0]
                for end in ("_bucket", "_sum", "_count"):
                    if name.endswith(end) and name[:-len(end)] in families:
                        name = name[:-len(end)]
                assert name in families, line


def test_slow_log():
    with Pool(pool__slow_request="100ms") as p:
        p.request("/hello")
        p.request("/sleep?150")
        line, = wait_for("the line", lambda: p.log("request.slow"))
        same((line["target"], line["route"], line["status"]), ("/sleep?150", "/sleep", 200))
        assert line["us"] >= 100000 and line["request_id"]
        same(p.status()["slow requests"], 1)


# With MariaDB and memcached.

SERVERS = {}


def servers():
    """Started once, for those tests that need them."""
    if not SERVERS:
        directory = subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip()
        run = subprocess.run([TOP + "/t/support/servers", "start", directory], capture_output=True, text=True)
        if run.returncode:
            raise AssertionError(run.stderr)
        SERVERS["dir"] = directory
        for line in run.stdout.splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            SERVERS[name] = value.strip("'")
    return {k: v for k, v in SERVERS.items() if k.startswith("MERCER_")}


def stop_servers():
    if SERVERS:
        subprocess.run([TOP + "/t/support/servers", "stop", SERVERS["dir"]], check=True)
        shutil.rmtree(SERVERS["dir"], ignore_errors=True)


def test_sql__in_slow_log_and_metrics():
    with Pool(env=servers(), pool__slow_request="100ms") as p:
        same(p.request("/sql").body, b"two\n")
        line, = wait_for("the line", lambda: p.log("request.slow"))
        assert "test_wink" in line["statements"] and "test_nap" in line["statements"], line
        same(line["sql"], 2)
        p.expect(2, "sql_statements_total", route="/sql")
        p.expect(1, "sql_budget_exceeded_total", route="/sql")
        p.expect(0, "sql_budget_exceeded_total", route="/hello")


def test_sql__of_a_killed_request():
    with Pool(env=servers(), pool__request_timeout="100ms") as p:
        try:
            p.request("/sql?long")
        except fcgi.Closed:
            pass
        line, = wait_for("the line", lambda: p.log("request.killed"))
        same(line["query"], "test_nap")


def test_cached__one_round_trip():
    with Pool(env=servers(), pool__min_workers=1, pool__max_workers=1) as p:
        first = p.request("/cached")
        same(first.status, 200)
        p.expect(1, "requests_total", route="/cached", status="2xx")
        trips = p.metric("cache_round_trips_total")
        for _ in range(10):
            again = p.request("/cached")
            same((again.status, again.body), (200, first.body))
            for name in ("etag", "cache-control", "content-type", "vary"):
                same((name, again.header(name)), (name, first.header(name)))
        p.expect(trips + 10, "cache_round_trips_total")
        p.expect(10, "replies_cached_total", route="/cached")
        same(p.request("/cached", headers={"If-None-Match": "W/" + first.header("etag")}).status, 304)
        r = p.request("/cached", "HEAD")
        same((r.status, r.body, r.header("content-length")), (200, b"", str(len(first.body))))


def test_cached__shared_by_workers_not_by_builds():
    with Pool(env=servers(), pool__min_workers=4, pool__max_workers=4) as p:
        same(len({p.request("/cached").body for _ in range(40)}), 1)


def test_cached__without_memcached():
    for where in ("", "/nowhere/memcached.sock"):
        with Pool(cache__servers=where, pool__min_workers=1, pool__max_workers=1) as p:
            same([p.request("/cached").body for _ in range(3)], [b"built 1\n", b"built 2\n", b"built 3\n"])


def main():
    wanted = [a for a in sys.argv[1:] if a != "-v"]
    passed = failed = skipped = 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    try:
        for name, fn in [(n, f) for n, f in globals().items() if n.startswith("test_")]:
            if wanted and not any(w in name for w in wanted):
                continue
            try:
                start = time.monotonic()
                fn()
                passed += 1
                if "-v" in sys.argv:
                    print("ok   %s (%.1f s)" % (name, time.monotonic() - start), flush=True)
            except Skip as e:
                skipped += 1
                print("skip %s: %s" % (name, e))
            except Exception as e:  # a test that breaks is a test that failed; the others go on
                failed += 1
                print("FAIL %s: %s: %s" % (name, type(e).__name__, e), flush=True)
    finally:
        stop_servers()
    print("%d passed, %d failed%s" % (passed, failed, ", %d skipped" % skipped if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
