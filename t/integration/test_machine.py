"""What crawlers and feeds read: well-formed, complete, and true."""
import json
import re
import xml.etree.ElementTree as xml

from site_under_test import Skip, local

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
GOOGLE = "{http://base.google.com/ns/1.0}"


def test_robots(site):
    got = site.get("/robots.txt")
    assert got.status == 200 and got.headers["content-type"].startswith("text/plain"), got.status
    assert "Sitemap: " + site.url in got.text or "Disallow: /" in got.text, got.text[:200]


def sitemap_urls(site):
    index = xml.fromstring(site.get("/sitemap.xml").body)
    assert index.tag == SITEMAP + "sitemapindex", index.tag
    urls = []
    for loc in index.iter(SITEMAP + "loc"):
        part = xml.fromstring(site.get(local(loc.text)).body)
        urls += [u.text for u in part.iter(SITEMAP + "loc")]
    return urls


def test_sitemap(site):
    """Every address in it is the canonical address of a page that is there."""
    urls = sitemap_urls(site)
    assert len(urls) > 10 and len(urls) == len(set(urls)), "%d addresses" % len(urls)
    for url in urls[::max(1, len(urls) // 60)]:
        assert url.startswith(site.url), url
        got = site.get(local(url))
        assert got.status == 200, "%s: %d" % (url, got.status)
        canonical = re.search(r'<link rel="canonical" href="([^"]+)"', got.text)
        assert canonical and canonical[1].replace("&amp;", "&") == url, "%s: canonical %s" % (url, canonical and canonical[1])


def test_hreflang_is_reciprocal(site):
    for path in ("/", site.pages()["category"], site.pages()["product"]):
        links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', site.get(path).text))
        assert {"en", "de", "x-default"} <= set(links), "%s: %s" % (path, sorted(links))
        for code, url in links.items():
            back = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', site.get(local(url)).text))
            assert back == links, "%s from %s" % (code, path)


def offers(page):
    """sku -> (price, availability) as the page's JSON-LD says."""
    out = {}
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S):
        for node in json.loads(block)["@graph"]:
            for product in node.get("hasVariant", [node]):
                if "offers" in product:
                    out[product["sku"]] = product["offers"]["price"] + " " + product["offers"]["priceCurrency"], product["offers"]["availability"].rsplit("/")[-1]
    return out


def test_feed(site):
    """Well-formed, whole, and of one mind with the pages."""
    meaning = {"InStock": "in_stock", "LimitedAvailability": "in_stock", "BackOrder": "backorder", "OutOfStock": "out_of_stock"}
    got = site.get("/feed/google-en-EUR.xml")
    assert got.status == 200 and "xml" in got.headers["content-type"], "%d %s" % (got.status, got.headers.get("content-type"))
    channel = xml.fromstring(got.body).find("channel")
    groups, ids = {}, set()
    for item in channel.iter("item"):
        cells = {e.tag.replace(GOOGLE, ""): e.text for e in item}
        for name in ("id", "title", "description", "link", "availability", "price", "condition"):
            assert cells.get(name), "%s of %s" % (name, cells)
        assert cells["id"] not in ids and len(cells["id"]) <= 50 and len(cells["title"]) <= 150 and len(cells["description"]) <= 5000, cells
        assert ("gtin" in cells) != (cells.get("identifier_exists") == "no"), cells
        assert cells["link"].startswith(site.url) and cells.get("image_link", site.url).startswith(("https://", "http://")), cells
        ids.add(cells["id"])
        groups.setdefault(cells.get("item_group_id", cells["id"]), []).append(cells)
    assert len(groups) == sum(1 for _ in walk(site)), "%d products in the feed" % len(groups)
    for items in list(groups.values())[::max(1, len(groups) // 25)]:
        page = site.get(local(items[0]["link"]))
        assert page.status == 200, "%s: %d" % (items[0]["link"], page.status)
        says = sorted(offers(page.text).values())
        ours = sorted((i.get("sale_price", i["price"]), i["availability"]) for i in items)
        assert [(p, meaning[a]) for p, a in says] == ours or sorted((p, meaning[a]) for p, a in says) == ours, "%s: %s, the page %s" % (
            items[0]["link"], ours, says)


def walk(site):
    path = "/products?limit=100"
    while path:
        page = site.api(path)
        yield from page["items"]
        path = "/products?limit=100&cursor=" + page["next_cursor"] if page["has_more"] else None


def test_json_ld_says_what_the_page_says(site):
    page = site.get(site.pages()["product"]).text
    blocks = [json.loads(b) for b in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)]
    assert blocks, "no JSON-LD"
    text = json.dumps(blocks)
    assert '"Product' in text and "BreadcrumbList" in text and "schema.org/" in text, text[:300]
    assert re.search(r'"price": ?"\d+(\.\d+)?"', text) or re.search(r'"lowPrice"', text), "a price"
