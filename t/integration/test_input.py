"""Bad input gets a clear answer, and never a 500."""
import json
import random
import urllib.parse

RUBBISH = ["%00", "%ff", "%c0%ae", "%e2%28%a1", "..%2f..%2fetc%2fpasswd", "%252e", "'%20OR%20'1'='1", "%3Cscript%3E", "%0d%0aX:1", "%f0%9f%92%a9",
           "a" * 3000, "{{x}}", "%7B%7B%23x%7D%7D", "-1", "99999999999999999999", "1e309", "NaN", "%20", "*", "%22", "a%00b", "%u0041", "+", "AND", "NOT", "((("]


def not_broken(site, path, **more):
    got = site.get(path, **more)
    assert got.status < 500, "%s %s: %d" % (more.get("method", "GET"), path[:120], got.status)
    if path.startswith("/api/") and got.status >= 400:
        assert got.headers["content-type"] == "application/problem+json", "%s: %s" % (path[:120], got.headers["content-type"])
        assert got.json()["status"] == got.status, path[:120]
    return got


def test_rubbish_in_paths(site):
    for kind in ("/product/", "/category/", "/collection/", "/brand/", "/problems/", "/sitemaps/", "/api/v1/products/", "/", "/de/", "/xx/"):
        for bad in RUBBISH:
            got = not_broken(site, kind + bad)
            assert got.status in (301, 308, 400, 404, 414), "%s%s: %d" % (kind, bad[:40], got.status)


def test_rubbish_in_arguments(site):
    category = site.pages()["category"]
    for path in (category, "/search", "/suggest", site.pages()["product"], "/brands", "/api/v1/search", "/api/v1/suggest", "/api/v1/products",
                 "/api/v1/categories", "/api/v1/brands", "/api/v1/collections", site.pages()["product JSON"]):
        for name in ("q", "page", "sort", "f.brand", "f.nothing", "f.", "price_min", "price_max", "limit", "cursor", "fields", "locale", "currency",
                     "variant", "zzz"):
            for bad in RUBBISH:
                not_broken(site, "%s?%s=%s" % (path, name, bad))


def test_many_arguments(site):
    for path in (site.pages()["category"], "/search", "/api/v1/search"):
        not_broken(site, path + "?" + "&".join("f.c%d=v%d" % (i, i) for i in range(400)))
        not_broken(site, path + "?" + "&" * 5000)
        not_broken(site, path + "?" + "&".join("page=%d" % i for i in range(100)))
        not_broken(site, path + "?q=" + "+".join("word%d" % i for i in range(30)))
        not_broken(site, path + "?page=1000000")


def test_random_queries(site):
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    for _ in range(300):
        q = bytes(rng.randrange(1, 256) for _ in range(rng.randrange(1, 60)))
        try:
            not_broken(site, "/search?q=" + urllib.parse.quote_from_bytes(q))
        except AssertionError as e:
            raise AssertionError("seed %d: %s" % (seed, e))


def test_cursors_are_signed(site):
    page = site.api("/products?limit=2")
    if not page["has_more"]:
        return
    cursor = page["next_cursor"]
    assert site.get("/api/v1/products?limit=2&cursor=" + cursor).status == 200, "ours"
    for i in range(0, len(cursor), 3):
        broken = cursor[:i] + ("A" if cursor[i] != "A" else "B") + cursor[i + 1:]
        assert not_broken(site, "/api/v1/products?limit=2&cursor=" + broken).status == 400, broken


def test_walk_by_cursor(site):
    seen, path = [], "/products?limit=7"
    while path:
        page = site.api(path)
        seen += [p["id"] for p in page["items"]]
        path = "/products?limit=7&cursor=" + page["next_cursor"] if page["has_more"] else None
    assert len(seen) == len(set(seen)) and len(seen) > 7, "%d ids, %d distinct" % (len(seen), len(set(seen)))


def test_methods_and_bodies(site):
    for path in ("/", site.pages()["product"], "/api/v1/products"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            got = not_broken(site, path, method=method, body=b"x=1")
            assert got.status in (403, 405), "%s %s: %d" % (method, path, got.status)
            assert got.status != 405 or "GET" in got.headers["allow"], "Allow"
    for body in (b"", b"currency=XXX", b"currency=" + b"E" * 5000, b"\xff\xfe", b"currency=EUR&back=//evil.example/", b"a=" * 20000):
        got = not_broken(site, "/preferences", method="POST", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert "evil" not in got.headers.get("location", ""), "an open redirect"
    not_broken(site, "/preferences", method="POST", body=b"{}", headers={"Content-Type": "application/json"})


def test_currency_is_kept(site):
    product = site.pages()["product"]
    got = site.get("/preferences", "POST", b"currency=USD&back=" + product.encode(), {"Content-Type": "application/x-www-form-urlencoded",
                                                                                     "Origin": site.url, "Sec-Fetch-Site": "same-origin"})
    assert got.status == 303 and got.headers["location"].endswith(product), "%d %s" % (got.status, got.headers.get("location"))
    cookie = got.headers["set-cookie"].split(";")[0]
    assert "Secure" in got.headers["set-cookie"] and "SameSite" in got.headers["set-cookie"], got.headers["set-cookie"]
    assert "$" in site.get(product, headers={"Cookie": cookie}).text, "dollars on the page"


def test_not_modified(site):
    for path in site.pages().values():
        got = site.get(path)
        assert "etag" in got.headers, path
        again = site.get(path, headers={"If-None-Match": got.headers["etag"]})
        assert (again.status, again.body) == (304, b""), "%s: %d" % (path, again.status)


def test_head_is_get_without_body(site):
    for path in site.pages().values():
        got, head = site.get(path), site.get(path, "HEAD")
        assert head.status == got.status and head.body == b"", path
        assert head.headers.get("content-type") == got.headers.get("content-type"), path


def test_openapi_names_the_routes(site):
    doc = site.api("/openapi.json")
    assert doc["openapi"].startswith("3.1"), doc["openapi"]
    for path in ("/api/v1/products", "/api/v1/products/{id}", "/api/v1/search", "/api/v1/suggest", "/api/v1/categories"):
        assert path in doc["paths"] or path[len("/api/v1"):] in doc["paths"], path
    json.dumps(doc)
