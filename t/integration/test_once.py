"""A write with an Idempotency-Key happens once: sent fifty times at once, sent again, sent while its worker is killed."""
import json
import os
import secrets
import signal
import threading
import time

from people import Asker, People
from site_under_test import wait_for

PARALLEL = 50
ADDRESS = {"country": "DE", "recipient": "Erika Muster", "line1": "Hauptstr. 1", "postal_code": "10115", "locality": "Berlin"}


class Client:
    def __init__(self, site):
        people = People(site)
        self.site, self.account = site, people.account()
        self.key = people.api_key(["address.read", "address.write"], self.account)
        people.write()

    def headers(self, key=None):
        return {"Authorization": "Bearer " + self.key, "Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}

    def add(self, key, **more):
        return Asker(self.site).ask("POST", "/api/v1/addresses", self.headers(key), json.dumps({**ADDRESS, **more}).encode())

    def count(self):
        got = self.site.get("/api/v1/addresses", headers=self.headers())
        assert got.status == 200, "%d %s" % (got.status, got.text)
        return len(got.json()["items"])


def test_once_repeated(site):
    client, key = Client(site), secrets.token_hex(8)
    first = client.add(key)
    assert first.status == 201 and "idempotent-replayed" not in first.headers, "%d %s" % (first.status, first.text)
    again = client.add('"%s"' % key)
    assert (again.status, again.body, again.headers.get("idempotent-replayed")) == (201, first.body, "true"), "%d %s" % (again.status, again.text)
    assert again.headers.get("location") == first.headers.get("location") and again.headers.get("etag") == first.headers.get("etag")
    other = client.add(key, recipient="Somebody Else")
    assert other.status == 422 and other.headers["content-type"] == "application/problem+json", other.status
    none = Asker(site).ask("POST", "/api/v1/addresses", client.headers(), json.dumps(ADDRESS).encode())
    assert none.status == 400, none.status
    # Wrong input is not kept: mended, the same key works.
    key = secrets.token_hex(8)
    assert client.add(key, country="XX").status == 422
    assert client.add(key).status == 201
    # Another's key with the same name is another key.
    assert "idempotent-replayed" not in Client(site).add(key).headers
    assert client.count() == 2


def test_once_fifty_at_once(site):
    client, key, got = Client(site), secrets.token_hex(8), []
    start = threading.Barrier(PARALLEL)

    def work():
        start.wait()
        got.append(client.add(key))
    threads = [threading.Thread(target=work) for _ in range(PARALLEL)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    made = [g for g in got if g.status == 201]
    assert len(got) == PARALLEL and len(made) >= 1, sorted(g.status for g in got)
    assert all(g.status in (201, 409) for g in got), sorted(g.status for g in got)
    assert len({g.body for g in made}) == 1, "one reply, byte for byte"
    assert sum("idempotent-replayed" not in g.headers for g in made) == 1, "one of them is the first"
    assert all(g.headers["retry-after"] == "1" for g in got if g.status == 409)
    assert client.count() == 1, client.count()


def workers(site, module):
    out = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                if f.read().rsplit(")", 1)[1].split()[1] == str(site.pid(module)):
                    out.append(int(pid))
        except OSError:
            pass
    return out


def test_once_while_workers_are_killed(site):
    """Each action is sent until it is answered; whatever was killed in between, each has happened once."""
    client, stop, actions = Client(site), threading.Event(), [secrets.token_hex(8) for _ in range(12)]

    def kill():
        while not stop.is_set():
            for pid in workers(site, "account")[:4]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
            time.sleep(0.25)

    def work(key):
        end = time.monotonic() + 90
        while time.monotonic() < end:
            if client.add(key).status == 201:
                return
            time.sleep(0.1)
    killer = threading.Thread(target=kill)
    killer.start()
    threads = [threading.Thread(target=work, args=(key,)) for key in actions]
    for t in threads:
        t.start()
        time.sleep(0.15)
    time.sleep(2)
    stop.set()
    killer.join()
    for t in threads:
        t.join()
    wait_for(lambda: site.get("/login").status == 200, 30, "the account module is back")
    again = [client.add(key) for key in actions]
    assert all(g.status == 201 and g.headers.get("idempotent-replayed") == "true" for g in again), [g.status for g in again]
    assert client.count() == len(actions), "%d addresses of %d actions" % (client.count(), len(actions))
