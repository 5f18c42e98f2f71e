"""Killing parts under load gives no wrong page, and the shop recovers by itself."""
import os
import signal
import time

from site_under_test import Load, wait_for


def paths(site):
    return list(site.pages().values())


def test_reload_loses_no_request(site):
    with Load(site, paths(site)) as load:
        for _ in range(5):
            os.kill(site.pid("catalog"), signal.SIGHUP)
            time.sleep(0.6)
    assert load.count > 50 and not load.errors and not load.wrong, "%d asked; %s %s" % (load.count, load.errors[:3], load.wrong[:3])


def test_gateway_reload_loses_no_request(site):
    with Load(site, paths(site)) as load:
        for _ in range(3):
            os.kill(site.pid("nginx-master"), signal.SIGHUP)
            time.sleep(0.6)
    # A client may meet the old worker's closing connection; each request here has a connection of its own.
    assert load.count > 30 and not load.errors and not load.wrong, "%d asked; %s %s" % (load.count, load.errors[:3], load.wrong[:3])


def test_killed_worker_is_replaced(site):
    with Load(site, paths(site)) as load:
        for _ in range(5):
            workers = site.workers()
            victim = workers[0]
            os.kill(victim, signal.SIGKILL)
            wait_for(lambda: victim not in site.workers() and site.workers(), 2, "a new worker")
            time.sleep(0.2)
    assert not load.wrong, load.wrong[:3]
    assert len(load.errors) <= 5, "only its own request may fail: %s" % load.errors[:8]
    assert all(e.endswith(("503", "504")) for e in load.errors), load.errors[:8]


def test_without_memcached(site):
    with Load(site, paths(site)) as load:
        site.dev("stop", "memcached")
        time.sleep(1.5)
        site.dev("start", "memcached")
        time.sleep(1)
    assert load.count > 30 and not load.errors and not load.wrong, "%d asked; %s %s" % (load.count, load.errors[:3], load.wrong[:3])


def test_memcached_that_hangs(site):
    pid = site.pid("memcached")
    with Load(site, paths(site)) as load:
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(1.5)
        finally:
            os.kill(pid, signal.SIGCONT)
        time.sleep(0.7)
    assert load.count > 20 and not load.errors and not load.wrong, "%d asked; %s %s" % (load.count, load.errors[:3], load.wrong[:3])


def test_without_mariadb(site):
    """Warm pages go on; the rest says 503 honestly; all is well again by itself."""
    warm = paths(site)
    for p in warm * 3:
        site.get(p)
    site.dev("stop", "mariadb")
    try:
        for p in warm:
            assert site.get(p).status == 200, "%s is warm: %d" % (p, site.get(p).status)
        got = site.get("/product/a-product-nobody-asked-for-yet")
        assert got.status in (404, 503), got.status
        got = site.get("/api/v1/products?limit=3&fields=id")
        assert got.status in (200, 503), got.status
        if got.status == 503:
            assert "retry-after" in got.headers and got.headers["content-type"] == "application/problem+json", str(got.headers)
    finally:
        site.dev("start", "mariadb")
    wait_for(lambda: site.get("/api/v1/products?limit=3&fields=id").status == 200, 10, "recovery")


def test_killed_mariadb(site):
    with Load(site, paths(site)) as load:
        os.kill(site.pid("mariadb"), signal.SIGKILL)
        time.sleep(0.5)
        site.dev("start", "mariadb")
        time.sleep(0.5)
    assert not load.wrong, load.wrong[:3]
    wait_for(lambda: all(site.get(p).status == 200 for p in paths(site)), 10, "recovery")


def test_killed_master_is_seen(site):
    """Nobody restarts the master here (systemd does in earnest): nginx says so, and start mends it."""
    os.kill(site.pid("catalog"), signal.SIGTERM)
    wait_for(lambda: site.get("/readyz").status == 503, 10, "not ready")
    assert site.get("/healthz").status == 200, "nginx lives"
    site.dev("start", "catalog")
    wait_for(lambda: site.get("/readyz").status == 200, 10, "ready")
