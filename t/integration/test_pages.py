"""The pages as a browser without JavaScript and a crawler meet them."""
import html
import os
import re
import subprocess
import time
import urllib.parse
import xml.etree.ElementTree as xml

from site_under_test import Skip, local, wait_for
from test_api import everything, operator, put
from test_machine import offers, sitemap_urls


def metrics(site):
    sock = site.run_dir() + "/catalog.status.sock"
    text = subprocess.run(["curl", "-s", "--unix-socket", sock, "http://status/metrics"], check=True, text=True, stdout=subprocess.PIPE).stdout
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line and line[0] != "#"}


def sum_of(values, name, route=None):
    return sum(v for k, v in values.items() if k.startswith(name + "{") and (route is None or 'route="%s"' % route in k))


def edge_off(site):
    if "x-edge" in site.get("/").headers:
        raise Skip("the edge cache is on")


# ---- addresses ----

def test_pages_unknown(site):
    for path in ("/product/nobody", "/category/nobody", "/collection/nobody", "/brand/nobody", "/nothing", "/product/", "/de/product/nobody", "/Product/x"):
        got = site.get(path)
        assert got.status == 404 and got.headers["content-type"].startswith("text/html"), "%s: %d" % (path, got.status)
        assert "<title>" in got.text and "noindex" in got.text + got.headers.get("x-robots-tag", ""), path


def test_pages_moved_and_gone(site):
    put(site, ["page-moves"])
    try:
        wait_for(lambda: site.get("/product/page-moves").status == 200, 3, "the new product")
        operator(site, "product", "rename", "page-moves", "page-moved")
        wait_for(lambda: site.get("/product/page-moves").status == 301, 3, "the old address leads on")
        assert local(site.get("/product/page-moves").headers["location"]) == "/product/page-moved"
        assert local(site.get("/de/product/page-moves").headers["location"]) == "/de/product/page-moved", "in the same language"
        operator(site, "product", "rename", "page-moved", "page-moved-again")
        wait_for(lambda: local(site.get("/product/page-moves").headers.get("location", "")) == "/product/page-moved-again", 3, "no chain of redirects")
        operator(site, "product", "archive", "page-moved-again")
        wait_for(lambda: site.get("/product/page-moved-again").status == 410, 3, "archived is gone")
    finally:
        subprocess.run([*OPERATOR(), "product", "delete", "page-moved-again"], stdout=subprocess.DEVNULL)
    wait_for(lambda: site.get("/product/page-moved-again").status == 404, 3, "deleted is not there")


def OPERATOR():
    from own_shop import MERCER
    return MERCER, "-c", os.environ["MERCER_VAR"] + "/mercer.conf"


def test_pages_bad_questions(site):
    category = site.pages()["category"]
    for query in ("f.nothing=x", "f.brand=nobody", "f.=", "price_min=x", "price_min=-1", "price_max=1e99", "price_min=9&price_max=1", "sort=nonsense", "page=x",
                  "page=0", "page=-1", "o.colour=nothing", "zzz=1"):
        got = site.get(category + "?" + query)
        assert got.status in (200, 301, 303, 308, 400, 404), "%s: %d" % (query, got.status)
        if got.status == 200:
            assert "<h1" in got.text, query
    got = site.get(category + "?page=999")
    assert got.status in (301, 302, 303), "past the last page: %d" % got.status
    to = got.headers["location"]
    assert site.get(local(to)).status == 200 and to.startswith(category), to
    got = site.get(category + "?page=999&sort=price")
    assert "sort=price" in got.headers["location"], got.headers["location"]


# ---- what pages say ----

def test_pages_json_ld_is_the_price_on_the_page(site):
    for product in list(everything(site))[::9]:
        for prefix in ("", "/de"):
            page = site.get(prefix + local(product["url"])).text
            said = offers(page)
            assert said, product["slug"]
            amounts = {p.split()[0] for p, _ in said.values()}
            shown = html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<h1"):]))
            assert any(a in shown or a.replace(".", ",") in shown or re.sub(r"\.00$", "", a) in shown for a in amounts), "%s: %s" % (product["slug"], amounts)
            full = site.api("/products/" + product["id"])
            assert {v["sku"]: "%.2f %s" % (v["price"]["amount"] / 100, v["price"]["currency"]) for v in full["variants"]} == {
                k: p for k, (p, _) in said.items()}, product["slug"]


def test_pages_canonical_and_hreflang(site):
    pages = [site.pages()[k] for k in ("home", "category", "product")]
    for path in pages + [pages[1] + "?sort=price", pages[1] + "?f.brand=" + "x", pages[2] + "?o.colour=x"]:
        text = site.get(path).text
        links = re.findall(r'<link rel="canonical" href="([^"]+)"', text)
        if 'content="noindex' in text:  # a filtered listing: nothing to be found, nothing to be canonical
            assert not links and ("f." in path or "sort=" in path), "%s: %s" % (path, links)
            continue
        assert len(links) == 1 and links[0] == site.url + path.split("?")[0], "%s: %s" % (path, links)
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text))
        for url in alternates.values():
            other = site.get(local(url)).text
            assert dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', other)) == alternates, "%s and %s" % (path, url)


def test_pages_sitemap_is_whole(site):
    """Every product on sale is in it, every address answers and is its own canonical one."""
    urls = set(sitemap_urls(site))
    for product in everything(site):
        assert product["url"] in urls, product["url"] + " is not in the sitemap"
    for url in urls:
        got = site.get(local(url))
        assert got.status == 200, "%s: %d" % (url, got.status)
        assert 'rel="canonical" href="%s"' % url in got.text, url
    index = site.get("/sitemap.xml").body
    for part in [index] + [site.get(local(e.text)).body for e in xml.fromstring(index).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]:
        done = subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=part, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stderr[:300]


def test_pages_preferences_are_guarded(site):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-site"}):
        got = site.get("/preferences", "POST", b"currency=USD&back=/", {**form, **headers})
        assert got.status == 403 and "set-cookie" not in got.headers, "%s: %d" % (headers, got.status)
    assert site.get("/preferences?currency=USD").status in (404, 405), "a GET changes nothing"
    for back in (b"//evil.example/", b"https://evil.example/", b"/\\evil.example", b"\\\\evil.example", b"%2f%2fevil.example", b"/%0d%0aX:1", b"javascript:alert(1)"):
        got = site.get("/preferences", "POST", b"currency=USD&back=" + back, {**form, "Origin": site.url})
        to = got.headers.get("location", "/")
        assert re.match(r"(%s)?/(?![/\\])" % re.escape(site.url), to) or to == site.url, "%s leads to %s" % (back, to)


# ---- facets ----

def facets(text):
    """name -> value -> (count, chosen) as the page shows them."""
    out = {}
    for name, value, more, rest in re.findall(r'<input [^>]*name="f\.([^"]+)" value="([^"]*)"([^>]*)>(.*?)</label>', text, re.S):
        count = re.search(r'facet__count">\s*([\d.,]+)', rest)
        out.setdefault(html.unescape(name), {})[html.unescape(value)] = (int(re.sub(r"\D", "", count[1])) if count else None, "checked" in more)
    return out


def test_pages_facet_counts_are_true(site):
    """Disjunctive: the values of a facet are counted as if none of them was chosen; by asking for each of them."""
    category = site.pages()["category"].rsplit("/", 1)[1]

    def total(chosen):
        query = "&".join("f.%s=%s" % (urllib.parse.quote(n), urllib.parse.quote(v)) for n, values in chosen.items() for v in values)
        return site.api("/search?limit=1&category=%s%s" % (category, "&" + query if query else ""))["total"]

    plain = facets(site.get("/category/" + category).text)
    assert plain, "no facets"
    first = max(plain, key=lambda n: len(plain[n]))
    picked = sorted(plain[first])[:2]
    for chosen in ({}, {first: picked[:1]}, {first: picked}):
        query = "&".join("f.%s=%s" % (urllib.parse.quote(n), urllib.parse.quote(v)) for n, values in chosen.items() for v in values)
        shown = facets(site.get("/category/%s?%s" % (category, query)).text)
        for name, values in shown.items():
            for value, (count, checked) in values.items():
                assert checked == (value in chosen.get(name, [])), "%s=%s" % (name, value)
                if count is not None:
                    want = total({**chosen, name: [value]})
                    assert count == want, "f.%s=%s with %s: the page says %d, there are %d" % (name, value, chosen, count, want)


# ---- cost ----

def test_pages_warm_cost(site):
    """No SQL and one round trip to memcached; no route above its budget, ever."""
    edge_off(site)
    for kind, route in (("product", "/product/{slug}"), ("category", "/category/{slug}")):
        path = site.pages()[kind]
        for _ in range(40):  # every worker has seen it
            site.get(path)
        before = metrics(site)
        for _ in range(20):
            assert site.get(path).status == 200
        after = metrics(site)
        assert sum_of(after, "mercer_requests_total", route) - sum_of(before, "mercer_requests_total", route) == 20, "not counted"
        assert sum_of(after, "mercer_sql_statements_total", route) == sum_of(before, "mercer_sql_statements_total", route), "SQL on a warm " + kind
        trips = sum_of(after, "mercer_cache_round_trips_total", route) - sum_of(before, "mercer_cache_round_trips_total", route)
        assert trips <= 20, "%d round trips for 20 warm requests of a %s" % (trips, kind)
    exceeded = {k: v for k, v in metrics(site).items() if k.startswith("mercer_sql_budget_exceeded_total") and v}
    assert not exceeded, exceeded


# ---- changes are seen ----

def test_pages_change_within_a_second(site):
    product = next(p for p in everything(site) if p["slug"] in site.pages()["product"])
    full = site.api("/products/" + product["id"])
    old = full["variants"][0]["price"]["amount"]
    put(site, ["page-price"])
    try:
        wait_for(lambda: site.get("/product/page-price").status == 200, 3, "the new product")
        seen = {"page": lambda p: p in site.get("/product/page-price").text,
                "page, German": lambda p: p.replace(".", ",") in site.get("/de/product/page-price").text,
                "API": lambda p: "%.2f" % (site.api("/products/page-price")["price_from"]["amount"] / 100) == p,
                "search": lambda p: p in site.get("/search?q=page+price").text}
        for look in seen.values():
            wait_for(lambda: look("1.00"), 3, "the first price")
        for round, price in enumerate(("7.31", "8.42", "9.53")):
            operator(site, "product", "price", "page-price", "EUR", price)
            start = time.monotonic()
            late = dict(seen)
            while late and time.monotonic() - start < 5:
                late = {k: f for k, f in late.items() if not f(price)}
            took = time.monotonic() - start
            assert not late, "%s never shows %s" % (sorted(late), price)
            # A second is the promise; a laden test machine gets another.
            assert took < 2, "%.1f s" % took
    finally:
        operator(site, "product", "delete", "page-price")
    assert old, full
