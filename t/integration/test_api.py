"""The JSON API as an integrator meets it: what openapi.json promises is what comes, and every mistake gets a problem that says so."""
import json
import os
import re
import subprocess
import tempfile
import urllib.parse

from own_shop import MERCER
from site_under_test import Skip, local, wait_for

LISTS = ("/products", "/categories", "/collections", "/brands")


# ---- the part of JSON Schema (2020-12) that openapi.json uses ----

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "number": (int, float), "integer": int}


def resolve(doc, schema):
    while "$ref" in schema:
        node = doc
        for part in schema["$ref"][2:].split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        schema = node
    return schema


def wrong(doc, schema, value, at="$"):
    """Complaints about the value, each with its place."""
    schema = resolve(doc, schema)
    for key in schema:
        assert key in KNOWN, "the validator does not know '%s' at %s" % (key, at)
    out = []
    for sub in schema.get("allOf", []):
        out += wrong(doc, sub, value, at)
    for some in ("anyOf", "oneOf"):
        if some in schema and not any(not wrong(doc, sub, value, at) for sub in schema[some]):
            out.append("%s: fits none of %s" % (at, some))
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, TYPES[t]) and not (isinstance(value, bool) and t in ("number", "integer")) for t in types):
        return out + ["%s: %s is no %s" % (at, json.dumps(value)[:60], "/".join(types))]
    if "enum" in schema and value not in schema["enum"]:
        out.append("%s: %r is none of %s" % (at, value, schema["enum"]))
    if "const" in schema and value != schema["const"]:
        out.append("%s: %r is not %r" % (at, value, schema["const"]))
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1 << 30):
            out.append("%s: %d characters" % (at, len(value)))
        if "pattern" in schema and not re.search(schema["pattern"], value):
            out.append("%s: %r is not like %s" % (at, value, schema["pattern"]))
        if schema.get("format") == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
            out.append("%s: %r is no date-time" % (at, value))
        if schema.get("format") == "uri" and not re.match(r"[a-z]+:", value):
            out.append("%s: %r is no uri" % (at, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not schema.get("minimum", -1 << 70) <= value <= schema.get("maximum", 1 << 70):
            out.append("%s: %r is out of range" % (at, value))
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1 << 30):
            out.append("%s: %d items" % (at, len(value)))
        for i, v in enumerate(value):
            out += wrong(doc, schema.get("items", {}), v, "%s[%d]" % (at, i))
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        out += ["%s: no %s" % (at, k) for k in schema.get("required", []) if k not in value]
        for k, v in value.items():
            if k in properties:
                out += wrong(doc, properties[k], v, at + "." + k)
            elif schema.get("additionalProperties") is False or ("additionalProperties" not in schema and properties):
                out.append("%s: %s is not described" % (at, k))
            elif isinstance(schema.get("additionalProperties"), dict):
                out += wrong(doc, schema["additionalProperties"], v, at + "." + k)
    return out


KNOWN = {"$ref", "type", "enum", "const", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "minItems", "maxItems", "items", "properties",
         "required", "additionalProperties", "allOf", "anyOf", "oneOf", "description", "title", "default", "examples", "example", "readOnly", "deprecated"}


def operation(doc, path):
    for template, item in doc["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and ("{" in template or template == path):
            return item["get"]
    raise AssertionError("openapi.json does not know " + path)


def schema_of(doc, path, status, kind):
    answers = operation(doc, path)["responses"]
    answer = resolve(doc, answers.get(str(status)) or answers["default"])
    return answer["content"][kind]["schema"]


def check(site, doc, url):
    got = site.get(url)
    path = url.split("?")[0]
    kind = got.headers["content-type"].split(";")[0]
    complaints = wrong(doc, schema_of(doc, path, got.status, kind), got.json())
    assert not complaints, "%s: %s" % (url, complaints[:4])
    return got


# ---- replies ----

def test_api_replies_are_what_openapi_says(site):
    doc = site.api("/openapi.json")
    for path in LISTS + ("/search?q=" + site.pages()["search"].split("=")[1], "/search", "/suggest?q=b", "/search?q=zzzzqqq"):
        got = check(site, doc, "/api/v1" + path)
        assert got.status == 200 and got.headers["content-type"] == "application/json", got.status
        if path in LISTS:
            check(site, doc, "/api/v1%s?limit=1" % path)
    for locale in ("en", "de"):
        for currency in ("EUR", "USD", "GBP"):
            page = check(site, doc, "/api/v1/products?limit=100&locale=%s&currency=%s" % (locale, currency)).json()
            assert all(p["price_from"]["currency"] == currency for p in page["items"] if p.get("price_from")), currency
    for p in site.api("/products?limit=100")["items"]:
        full = check(site, doc, "/api/v1/products/" + p["id"]).json()
        by_slug = check(site, doc, "/api/v1/products/" + p["slug"]).json()
        assert full == by_slug, p["slug"]
        prices = [v["price"]["amount"] for v in full["variants"] if v.get("price")]
        assert (full["price_from"]["amount"], full["price_to"]["amount"]) == (min(prices), max(prices)) == (p["price_from"]["amount"], p["price_to"]["amount"]), p["slug"]
        assert full["url"].startswith(site.url) and all(m["url"].startswith("http") for m in full["media"]), full["slug"]


def test_api_errors_are_what_openapi_says(site):
    doc = site.api("/openapi.json")
    for url, status in (("/products?limit=0", 400), ("/products?limit=x", 400), ("/products?limit=100000", 400), ("/products?cursor=zzz", 400),
                        ("/products?locale=xx", 400), ("/products?currency=XXX", 400), ("/products?fields=nonsense", 400), ("/products/nobody", 404),
                        ("/products/prod_0000000000000000000000", 404), ("/search?sort=nonsense", 400), ("/products?nonsense=1", 400),
                        ("/search?limit=-1", 400), ("/suggest", None)):
        got = check(site, doc, "/api/v1" + url)
        assert status is None or got.status == status, "%s: %d" % (url, got.status)
        if got.status >= 400:
            problem = got.json()
            assert got.headers["content-type"] == "application/problem+json" and problem["status"] == got.status and problem["title"] and problem["type"], problem
            assert site.get(local(problem["type"])).status == 200, "%s does not say what it means" % problem["type"]
    got = site.get("/api/v1/nothing")
    assert got.status == 404 and got.headers["content-type"] == "application/problem+json", got.status
    got = site.get("/api/v1/products", "POST", b"{}", {"Content-Type": "application/json"})
    assert got.status == 405 and {"GET", "HEAD"} <= set(re.split(", *", got.headers["allow"])), "%d %s" % (got.status, got.headers)


def test_api_validators(site):
    for path in LISTS + ("/products/" + site.api("/products?limit=1")["items"][0]["id"], "/search", "/suggest?q=ba", "/openapi.json"):
        url = "/api/v1" + path
        got = site.get(url)
        tag = got.headers["etag"]
        assert re.fullmatch(r'(W/)?"[^"]+"', tag), tag
        for value in (tag, "W/" + tag.replace("W/", ""), '"x", ' + tag, "*"):
            again = site.get(url, headers={"If-None-Match": value})
            assert (again.status, again.body) == (304, b""), "%s If-None-Match: %s: %d" % (url, value, again.status)
            assert again.headers["etag"].replace("W/", "") == tag.replace("W/", ""), "304 without the ETag"
        assert site.get(url, headers={"If-None-Match": '"other"'}).status == 200, url
        head = site.get(url, "HEAD")
        assert head.status == 200 and head.body == b"" and head.headers["etag"] == tag and int(head.headers["content-length"]) == len(got.body), "%s: %s" % (url, head.headers)
    a, b = (site.get("/api/v1/products?limit=1&locale=" + locale).headers["etag"] for locale in ("en", "de"))
    assert a != b, "two languages, one ETag"


def test_api_fields(site):
    doc = site.api("/openapi.json")
    page = site.api("/products?limit=3&fields=id,title")
    assert [sorted(p) for p in page["items"]] == [["id", "title"]] * 3 and "has_more" in page, page
    one = site.api("/products/%s?fields=slug,variants" % page["items"][0]["id"])
    assert sorted(one) == ["slug", "variants"], sorted(one)
    for name in resolve(doc, schema_of(doc, "/api/v1/products/x", 200, "application/json"))["properties"]:
        assert set(site.api("/products/%s?fields=%s" % (page["items"][0]["id"], name))) <= {name}, name
    assert site.get("/api/v1/products?fields=id,,title").status in (200, 400) and site.get("/api/v1/products?fields=" + "id," * 3000).status < 500


def test_api_language_of_the_reader(site):
    de = site.get("/api/v1/products?limit=1", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.1"})
    en = site.get("/api/v1/products?limit=1", headers={"Accept-Language": "fr,en;q=0.5"})
    assert de.json()["items"][0]["id"] == en.json()["items"][0]["id"] and "accept-language" in de.headers["vary"].lower(), de.headers
    assert de.json() == site.api("/products?limit=1&locale=de"), "Accept-Language: de is not locale=de"


# ---- pages of a list ----

def links(got):
    return dict((rel, local(url)) for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', got.headers.get("link", "")))


def test_api_walk_by_link(site):
    for path in LISTS:
        url, seen = "/api/v1%s?limit=5" % path, []
        for _ in range(1000):
            got = site.get(url)
            assert got.status == 200, "%s: %d" % (url, got.status)
            seen += [x["id"] for x in got.json()["items"]]
            assert ("next" in links(got)) == got.json()["has_more"], "%s: %s" % (url, got.headers.get("link"))
            if "next" not in links(got):
                break
            url = links(got)["next"]
        assert len(seen) == len(set(seen)), "%s: %d, %d distinct" % (path, len(seen), len(set(seen)))
        assert set(seen) == {x["id"] for x in site.api(path + "?limit=100")["items"]} or len(seen) > 100, path


def operator(site, *args, status=0):
    if "MERCER_VAR" not in os.environ:
        raise Skip("MERCER_VAR does not say whose shop may be changed")
    done = subprocess.run([MERCER, "-c", os.environ["MERCER_VAR"] + "/mercer.conf", *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == status, "mercer %s: %s" % (" ".join(args), done.stdout[-500:])
    return done.stdout


def put(site, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        f.write("Title,URL handle,Price,Price [USD],Price [GBP]\n" + "".join("%s,%s,1.00,1.00,1.00\n" % (slug.replace("-", " "), slug) for slug in rows))
        f.flush()
        operator(site, "import", "--quiet", "products", f.name)


def test_api_walk_while_products_come_and_go(site):
    """Each product that is there all the time is met exactly once."""
    mine = ["walk-%d" % i for i in range(60)]
    put(site, mine)
    try:
        wait_for(lambda: set(mine) <= {p["slug"] for p in everything(site)}, 3, "the new products")
        stay = {p["id"] for p in everything(site)}
        gone, url, seen, step = set(), "/api/v1/products?limit=10", [], 0
        ids = {p["slug"]: p["id"] for p in everything(site)}
        while url:
            got = site.get(url)
            assert got.status == 200, "%s: %d" % (url, got.status)
            seen += [p["id"] for p in got.json()["items"]]
            url = links(got).get("next")
            victim = mine[step * 7 % 60]
            if victim not in gone and step < 8:
                gone.add(victim)
                operator(site, "product", "delete", victim)
                put(site, ["walk-late-%d" % step])
            step += 1
        assert len(seen) == len(set(seen)), "one came twice"
        missed = stay - set(seen) - {ids[g] for g in gone}
        assert not missed, "%d were missed" % len(missed)
    finally:
        for slug in mine + ["walk-late-%d" % i for i in range(8)]:
            subprocess.run([MERCER, "-c", os.environ["MERCER_VAR"] + "/mercer.conf", "product", "delete", slug], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def everything(site):
    path = "/products?limit=100"
    while path:
        page = site.api(path)
        yield from page["items"]
        path = "/products?limit=100&cursor=" + page["next_cursor"] if page["has_more"] else None


def test_api_cursor_of_another_question(site):
    """A cursor belongs to its list: elsewhere it is refused, not misread."""
    cursor = site.api("/products?limit=2")["next_cursor"]
    for path in ("/brands", "/categories", "/collections"):
        assert site.get("/api/v1%s?limit=2&cursor=%s" % (path, cursor)).status == 400, path
    for bad in ("", "=", cursor[:-1], cursor + "A", cursor.lower(), cursor[::-1], "A" * 4000):
        got = site.get("/api/v1/products?cursor=" + urllib.parse.quote(bad))
        assert got.status == 400 or (bad == "" and got.status == 200), "%r: %d" % (bad, got.status)


# ---- changes ----

def test_api_gone_and_moved(site):
    put(site, ["api-moves"])
    try:
        wait_for(lambda: site.get("/api/v1/products/api-moves").status == 200, 2, "the new product")
        operator(site, "product", "rename", "api-moves", "api-moved")
        wait_for(lambda: site.get("/api/v1/products/api-moves").status in (301, 308), 2, "the old address leads on")
        assert site.get("/api/v1/products/api-moves").headers["location"].endswith("/api/v1/products/api-moved")
        operator(site, "product", "archive", "api-moved")
        wait_for(lambda: site.get("/api/v1/products/api-moved").status == 410, 2, "gone")
        assert site.get("/api/v1/products/api-moved").json()["status"] == 410
    finally:
        operator(site, "product", "delete", "api-moved")
    wait_for(lambda: site.get("/api/v1/products/api-moved").status == 404, 2, "deleted")


# ---- floods ----

def test_api_never_breaks(site):
    for path in ("/products", "/search", "/suggest", "/brands", "/products/x"):
        for query in ("q=" + "a" * 10000, "&".join("f.x%d=1" % i for i in range(1000)), "f.colour=" + "&f.colour=".join(map(str, range(1000))),
                      "limit=1&limit=2", "q=a&q=b", "q=%ff", "q=%", "q=%00", "q", "=", "&&&", "?", "f.%00=1", "price_min=1e9", "price_min=-1", "price_min=2&price_max=1",
                      "fields=%ff", "locale[]=de", "q=%F0%9F%92%A9", "cursor=%2e%2e%2f"):
            got = site.get("/api/v1%s?%s" % (path, query))
            assert got.status < 500, "%s?%s: %d" % (path, query[:50], got.status)
            assert got.status < 400 or got.headers["content-type"] == "application/problem+json", "%s?%s: %s" % (path, query[:50], got.headers)
