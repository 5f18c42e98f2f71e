"""What crawlers and feeds read: well-formed, complete, and true."""
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


def test_feed(site):
    got = site.get("/feed/google.xml")
    if got.status == 404:
        raise Skip("no feed was written (mercer feed)")
    items = list(xml.fromstring(got.body).iter("item"))
    assert len(items) > 10, "%d items" % len(items)
    for item in items[::max(1, len(items) // 20)]:
        for name in ("id", "title", "link", "image_link", "availability", "price"):
            assert item.find(GOOGLE + name) is not None or item.find(name) is not None, "%s of %s" % (name, xml.tostring(item)[:200])
        assert re.fullmatch(r"\d+(\.\d+)? [A-Z]{3}", item.find(GOOGLE + "price").text), item.find(GOOGLE + "price").text


def test_json_ld_says_what_the_page_says(site):
    import json
    page = site.get(site.pages()["product"]).text
    blocks = [json.loads(b) for b in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)]
    assert blocks, "no JSON-LD"
    text = json.dumps(blocks)
    assert '"Product' in text and "BreadcrumbList" in text and "schema.org/" in text, text[:300]
    assert re.search(r'"price": ?"\d+(\.\d+)?"', text) or re.search(r'"lowPrice"', text), "a price"
