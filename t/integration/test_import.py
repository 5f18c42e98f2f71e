"""mercer import and export: nothing is lost, nothing is changed twice, and bad files get clear answers."""
import csv
import gzip
import io
import json
import os
import random
import signal
import subprocess
import time

from own_shop import MERCER, Shop, data

HEADER = ("Title,URL handle,Description,Vendor,Type,Tags,Status,SKU,Option1 name,Option1 value,Option2 name,Option2 value,Price,"
          "Compare-at price,Inventory quantity,Product image URL,Image position,Variant image URL\n")
shops = {}


def shop():
    """One for the tests that do not mind what others left."""
    return shops.setdefault("shared", None) or shops.update(shared=Shop()) or shops["shared"]


def plain(text, **cells):
    """A file with one product; cells by header."""
    return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n" + text


def table(header, *rows):
    out = io.StringIO(newline="")
    w = csv.writer(out, lineterminator="\n")
    w.writerow(header)
    for row in rows:
        w.writerow([row.get(h, "") for h in header])
    return out.getvalue()


def counts(run):
    line = [line for line in run.out.splitlines() if " created, " in line][-1]
    words = line.replace("would be: ", "").split(";")[0].split(", ")
    return {w.split()[1]: int(w.split()[0]) for w in words}


# ---- round trips ----

ODD = [
    {"Title": "Plain", "URL handle": "plain", "Price": "1.00", "SKU": "A-1"},
    {"Title": "Odd SKU", "URL handle": "odd-sku", "Price": "2.5", "SKU": "=1+1"},
    {"Title": "Quoted \"title\", with commas\nand a line", "URL handle": "quoted", "Price": "3.999", "SKU": "ü ß/€ 🛒", "Description": "<p>One.</p>\n<p>\"Two\", three.</p>"},
    {"Title": "Guarded", "URL handle": "guarded", "Price": "0", "SKU": "'=quoted", "Vendor": "@home", "Tags": "+plus, -minus, =is"},
    {"Title": "Unit price", "URL handle": "unit", "Price": "4.00", "SKU": "U-1", "Unit price total measure": "750", "Unit price total measure unit": "ml",
     "Unit price base measure": "1", "Unit price base measure unit": "l"},
    {"Title": "Shades", "URL handle": "shades", "Price": "5.00", "SKU": "S-1", "Option1 name": "Colour", "Option1 value": "Red", "Option2 name": "Size",
     "Option2 value": "S", "Option3 name": "Fit", "Option3 value": "Slim", "Option4 name": "Length", "Option4 value": "30",
     "Product image URL": "https://example.org/a.jpg", "Image position": "1", "Variant image URL": "https://example.org/b.jpg", "Image alt text": "From the front"},
    {"URL handle": "shades", "Price": "6.00", "SKU": "S-2", "Option1 value": "Blue", "Option2 value": "S", "Option3 value": "Slim", "Option4 value": "32",
     "Product image URL": "https://example.org/b.jpg", "Image position": "2", "Compare-at price": "9.00"},
    {"URL handle": "shades", "Product image URL": "https://example.org/c.jpg", "Image position": "3"},
    {"Title": "Draft", "URL handle": "draft", "Price": "7", "SKU": "", "Status": "draft", "Colour (product.metafields.mercer.colour)": "[\"red\",\"blue\"]",
     "Material (product.metafields.mercer.material)": "wool]", "Google Shopping / Condition": "new"},
]
ODD_HEADER = sorted({k for row in ODD for k in row}, key=lambda k: (k != "Title", k != "URL handle", k))


def test_import_export_import_is_byte_equal():
    a, b = Shop(), Shop()
    run = a.load_text(table(ODD_HEADER, *ODD), status=1)  # one has a price with too many decimals
    assert counts(run) == {"created": 6, "updated": 0, "unchanged": 0, "failed": 1}, run
    assert "line 4: Price: " in run.err, run
    first = a.export()
    again = a.load_text(first, name="again.csv")
    assert counts(again)["unchanged"] == 6 and counts(again)["updated"] == 0, again
    assert a.export() == first, "import of an export changed it"
    b.load_text(first, name="first.csv")
    assert b.export() == first, "an empty shop made of an export differs"
    by = a.products()
    assert by["odd-sku"][0]["SKU"] == "'=1+1" and by["guarded"][0]["SKU"] == "'=quoted", "formulas are guarded in the file"
    assert [r["Option4 value"] for r in by["shades"]] == ["30", "32", ""] and by["shades"][0]["Option4 name"] == "Length", by["shades"]
    assert by["draft"][0]["Google Shopping / Condition"] == "new", "columns that Mercer does not know come out again"


def test_import_demo_shop_by_csv():
    a, b = Shop(), Shop()
    assert a.mercer("demo").status == 0
    first = a.export()
    done = a.load_text(first)
    assert counts(done)["unchanged"] == len(a.products()) and not counts(done)["updated"], done
    # The second shop knows the demo's attributes, types and categories, but none of its products.
    assert b.mercer("demo").status == 0
    b.sql("SET foreign_key_checks = 0; " + "".join(
        "DELETE FROM %s; " % t for t in b.sql("SHOW TABLES LIKE 'product%'").split() + ["variant", "price", "media", "media_text", "stock", "variant_choice",
                                                                                       "category_product", "slug_history"]
        if t not in ("product_type", "product_type_attribute", "product_type_text") and b.sql("SHOW TABLES LIKE '%s'" % t)))
    b.load_text(first)
    assert b.export() == first, "a shop of an export differs"


def test_import_old_and_new_headers_mean_the_same():
    a, b = Shop(), Shop()
    a.load(data("catalogue/icecat-products-shopify-1k.csv"))
    b.load(data("catalogue/icecat-products-shopify-1k-new-headers.csv"))
    # Only the old file has columns for prices in other countries, which are kept as they are.
    old, new = ([{k: v for k, v in row.items() if not k.startswith("Included / ")} for row in s.rows()] for s in (a, b))
    assert len(a.products()) == 1000
    for x, y in zip(old, new):
        assert x == y, "%s: %s" % (x["URL handle"], {k: (x.get(k), y.get(k)) for k in {**x, **y} if x.get(k) != y.get(k)})


def test_import_twice_changes_nothing():
    s = Shop()
    s.load(data("catalogue/luma/products-shopify.csv"))
    before = s.checksum()
    run = s.load(data("catalogue/luma/products-shopify.csv"))
    assert counts(run) == {"created": 0, "updated": 0, "unchanged": 197, "failed": 0}, run
    assert s.checksum() == before, "a second import wrote something"


def test_import_absent_keeps_blank_empties():
    s = shop()
    s.load_text("Title,URL handle,Vendor,Type,Tags,Price,SKU,Description\nLamp,keep-lamp,Hollmere,Lamps,\"a, b\",10.00,KL-1,<p>Bright.</p>\n")
    s.load_text("URL handle,Title\nkeep-lamp,Lamp II\n")
    row = s.products()["keep-lamp"][0]
    assert (row["Title"], row["Vendor"], row["Tags"], row["Price"], row["SKU"]) == ("Lamp II", "Hollmere", "a, b", "10.00", "KL-1"), row
    s.load_text("URL handle,Title,Vendor,Tags,SKU\nkeep-lamp,Lamp II,,,\n")
    row = s.products()["keep-lamp"][0]
    assert (row["Vendor"], row["Tags"], row["Type"], row["Price"], row["SKU"]) == ("", "", "Lamps", "10.00", ""), row


# ---- bad files ----

GOOD = "Good %d,good-%d,,,,,active,G-%d,,,,,1.00,,1,,,\n"
LINE = HEADER + GOOD % (1, 1, 1) + "%s" + GOOD % (2, 2, 2)
# What is in the file, the line it is complained of, a word of the complaint.
BAD_ROWS = {
    "bad price": (LINE % "Bad,bad,,,,,,B,,,,,1x,,,,,\n", 3, "price"),
    "negative price": (LINE % "Bad,bad,,,,,,B,,,,,-1,,,,,\n", 3, "price"),
    "too many decimals": (LINE % "Bad,bad,,,,,,B,,,,,1.001,,,,,\n", 3, "price"),
    "bad status": (LINE % "Bad,bad,,,,,perhaps,B,,,,,1,,,,,\n", 3, "active"),
    "bad number": (LINE % "Bad,bad,,,,,,B,,,,,1,,many,,,\n", 3, "number"),
    "missing title": (LINE % ",bad,,,,,,B,,,,,1,,,,,\n", 3, "title"),
    "no handle, no title": (LINE % ",,,,,,,B,,,,,1,,,,,\n", 3, "handle"),
    "too many cells": (LINE % "Bad,bad,,,,,,B,,,,,1,,,,,,more\n", 3, "more cells"),
    "option without a name": (LINE % "Bad,bad,,,,,,B,,Red,,,1,,,,,\n", 3, "name of this option"),
    "option without a value": (LINE % "Bad,bad,,,,,,B,Colour,Red,Size,S,1,,,,,\n,bad,,,,,,B2,,Blue,,,1,,,,,\n", 4, "value"),
    "same options twice": (LINE % "Bad,bad,,,,,,B,Colour,Red,,,1,,,,,\n,bad,,,,,,B2,,Red,,,1,,,,,\n", 4, "same choice"),
    "quote in a cell": (LINE % "5\" pipe,bad,,,,,,B,,,,,1,,,,,\n", 3, "quote"),
    "text after a quote": (LINE % "\"Bad\" one,bad,,,,,,B,,,,,1,,,,,\n", 3, "quote"),
    "quote never closed": (LINE % "\"Bad,bad,,,,,,B,,,,,1,,,,,\n", 3, "never closed"),
    "NUL": (LINE % "Ba\0d,bad,,,,,,B,,,,,1,,,,,\n", 3, "NUL"),
    "bad UTF-8": ((LINE % "Ba@d,bad,,,,,,B,,,,,1,,,,,\n").encode().replace(b"@", b"\xff"), 3, "UTF-8"),
    "Latin-1": ((LINE % "B@d,bad,,,,,,B,,,,,1,,,,,\n").encode().replace(b"@", b"\xe4"), 3, "UTF-8"),
    "a cell of 5 MB": (LINE % ("Bad,bad," + "x" * 5000000 + ",,,,,B,,,,,1,,,,,\n"), 3, "too long"),
    "a quoted cell of 5 MB": (LINE % ("Bad,bad,\"" + "x\n" * 2500000 + "\",,,,,B,,,,,1,,,,,\n"), 3, "too long"),
    "rows apart": (HEADER + GOOD % (1, 1, 1) + GOOD % (2, 2, 2) + GOOD % (1, 1, 1), 4, "together"),
    "a title of 5,000 characters": (LINE % ("B" * 5000 + ",bad,,,,,,B,,,,,1,,,,,\n"), 3, "character"),
    "a price of 10^30": (LINE % ("Bad,bad,,,,,,B,,,,,1" + "0" * 30 + ",,,,,\n"), 3, "price"),
}


def test_import_bad_rows_alone_are_left_out():
    for name, (content, line, word) in BAD_ROWS.items():
        s = shop()
        s.sql("DELETE FROM import_job")
        before = s.products()
        assert "bad" not in before, name
        errors = os.path.join(s.dir, "errors.csv")
        if os.path.exists(errors):
            os.unlink(errors)
        run = s.mercer("import", "--quiet", "--errors", errors, "products", s.file("bad.csv", content))
        assert run.status == 1, "%s: %s" % (name, run)
        assert "line %d" % line in run.err and word.lower() in run.err.lower(), "%s: %s" % (name, run)
        after = s.products()
        assert "bad" not in after, "%s: half of it went in" % name
        assert {"good-1", "good-2"} <= set(after), "%s: good rows did not go in: %s" % (name, run)
        assert counts(run)["failed"] >= 1, name
        assert os.path.getsize(errors), "%s: no file of errors" % name


HOPELESS = {
    "empty": (b"", "empty"),
    "line ends only": (b"\n\n\r\n", "empty"),
    "no header": (b"Lamp,10.00,blue\nChair,20.00,red\n", "line 1"),
    "a column twice": (b"Title,URL handle,Price,Price\nA,a,1,2\n", "twice"),
    "old and new name of one column": (b"Title,Handle,URL handle\nA,a,b\n", "twice"),
    "10,000 columns": (b"Title," + b",".join(b"c%d" % i for i in range(10000)) + b"\nA\n", "cells"),
    "binary": (bytes(range(256)) * 50, "line"),
    "UTF-16": ("Title,Price\nA,1\n".encode("utf-16"), "line 1"),
    "header never closed": (b"\"Title,Price\nA,1\n", "line 1"),
    "gzip cut off": (gzip.compress(b"Title,Price\n" + b"".join(b"T%d,%d.00\n" % (i, i) for i in range(300)))[:-300], "cut off"),
    "gzip with rubbish inside": (gzip.compress(b"Title,Price\n" * 5000)[:40] + b"\xff" * 400, "unpack"),
}


def test_import_hopeless_files():
    s = Shop()
    before = s.checksum()
    for name, (content, word) in HOPELESS.items():
        run = s.load_text(content, status=1, name="hopeless.csv" + (".gz" if "gzip" in name else ""))
        assert word in run.err and "mercer: could not import" in run.err, "%s: %s" % (name, run)
        assert "assert" not in run.err.lower(), run
        assert s.checksum() == before, "%s: something was stored" % name
    run = s.mercer("import", "products", s.dir + "/nowhere.csv")
    assert run.status == 1 and "nowhere.csv" in run.err, run
    for args in ((), ("products",), ("customers", "x.csv"), ("--bogus", "products", "x.csv"), ("products", "a.csv", "b.csv")):
        assert s.mercer("import", *args).status == 2, args


def test_import_unusual_but_fine():
    s = Shop()
    fine = {
        "header only": (HEADER, 0),
        "BOM": (b"\xef\xbb\xbf" + b"Title,URL handle\nBom,bom\n", 1),
        "CR": (b"Title,URL handle\rCr,cr\rCr 2,cr-2\r", 2),
        "CRLF": (b"Title,URL handle\r\nCrlf,crlf\r\n", 1),
        "no line end": (b"Title,URL handle\nLast,last", 1),
        "case of headers": (b"TITLE,url HANDLE,pRICE\nCase,case,2.00\n", 1),
        "title only": (b"Title\nOnly a title\n", 1),
        "handle that is no slug": (b"Title,URL handle\nOdd,Stra\xc3\x9fe & Co.\n", 1),
        "formula cells": (b"Title,URL handle,Vendor,SKU\n'=cmd|x,formula,'+v,'@s\n", 1),
        "blank columns": (b"Title,,URL handle,,\nBlank,,blank,,\n", 1),
        "gzip": (gzip.compress(b"Title,URL handle\nPacked,packed\n"), 1),
    }
    for name, (content, created) in fine.items():
        run = s.load_text(content, name=name.replace(" ", "-") + ".csv")
        assert counts(run)["created"] == created, "%s: %s" % (name, run)
    by = s.products()
    assert by["formula"][0]["Title"] == "'=cmd|x" and by["formula"][0]["SKU"] == "'@s", by["formula"]
    assert s.sql("SELECT sku FROM variant v JOIN product p ON p.id = v.product_id WHERE p.slug = 'formula'").strip() == "@s"
    assert "only-a-title" in by and "strasse-co" in by, sorted(by)
    first = s.export()
    s.load_text(first, name="again.csv")
    assert s.export() == first


def test_import_line_in_the_middle_of_a_product():
    """A variant whose line cannot be read must not be lost by storing the others."""
    s = Shop()
    variants = "Shirt,shirt,,,,,,%s-1,Size,S,,,1.00,,,,,\n,shirt,,,,,,%s-2,,%s,,,1.00,,,,,\n,shirt,,,,,,%s-3,,L,,,1.00,,,,,\n"
    s.load_text(HEADER + variants % ("A", "A", "M", "A"))
    for wrong in ("5\" M", "M,,,,,,,,,,,"):
        for content in (variants % ("B", "B", wrong, "B"), variants.replace(",shirt,,,,,,%s-3,,L,,,1.00,,,,,\n", "") % ("B", "B", wrong)):
            run = s.load_text(HEADER + GOOD % (1, 1, 1) + content + GOOD % (2, 2, 2), status=1)
            assert [r["SKU"] for r in s.products()["shirt"]] == ["A-1", "A-2", "A-3"], "%r: %s" % (wrong, run)
            assert "good-2" in s.products(), run
    # The wrong line comes first.
    run = s.load_text(HEADER + "Shirt\",shirt,,,,,,B-1,Size,S,,,1.00,,,,,\nShirt,shirt,,,,,,B-2,Size,M,,,1.00,,,,,\n", status=1)
    assert [r["SKU"] for r in s.products()["shirt"]] == ["A-1", "A-2", "A-3"], run


def test_import_unclosed_quote_makes_no_products_of_a_text():
    s = Shop()
    run = s.load_text("Title,URL handle,Description,Price\nA,a,\"<p>one\ntwo\nthree</p>,1.00\nB,b,fine,2.00\nC,c,\"x\ny\",3.00\n", status=1)
    assert sorted(s.products()) == ["b", "c"], "%s %s" % (sorted(s.products()), run)


def test_import_errors_can_be_mended():
    s = Shop()
    rows = ["Chair,chair,,,,,,C-%d,Size,%s,,,1%s.00,,,,,\n" % (i, v, "x" if v == "M" else "") for i, v in enumerate("SML")]
    rows = [r if i == 0 else r.replace("Chair,", ",", 1).replace("Size", "") for i, r in enumerate(rows)]
    text = HEADER + "".join(GOOD % (i, i, i) for i in range(1200)) + "".join(rows) + "A \"b\" c,abc,,,,,,ABC,,,,,2.00,,,,,\n" + GOOD % (5000, 5000, 5000)
    path = s.file("big.csv", text)
    run = s.load(path, status=1)
    assert counts(run) == {"created": 1201, "updated": 0, "unchanged": 0, "failed": 2}, run
    errors = path + ".errors.csv"
    assert errors in run.out, run
    with open(errors) as f:
        kept = f.read()
    assert kept.splitlines()[0] == "Error," + HEADER.strip(), kept
    assert len(kept.splitlines()) == 5 and "Price: " in kept.splitlines()[1] and kept.splitlines()[4].endswith("," + "A \"b\" c,abc,,,,,,ABC,,,,,2.00,,,,,"), kept
    # Not mended: the same complaints, one column of them.
    again = s.load(errors, status=1)
    assert counts(again)["failed"] == 2, again
    with open(errors + ".errors.csv") as f:
        assert f.read() == kept, "the reasons pile up"
    with open(errors, "w") as f:
        f.write(kept.replace("1x.00", "1.00").replace("A \"b\" c", "\"A \"\"b\"\" c\""))
    done = s.load(errors)
    assert counts(done)["created"] == 2, done
    assert [r["SKU"] for r in s.products()["chair"]] == ["C-0", "C-1", "C-2"] and s.products()["abc"][0]["Title"] == "A \"b\" c"


# ---- dry run ----

def test_import_dry_run_changes_nothing_and_lists_all():
    s = Shop()
    s.load_text(table(ODD_HEADER, *[r for r in ODD if r.get("Price") != "3.999"]))
    before = s.checksum(), s.sql("SELECT COUNT(*) FROM import_job"), sorted(os.listdir(s.dir))
    changed = [dict(r) for r in ODD if r.get("Price") != "3.999"]
    changed[0].update({"Title": "Plain II", "Price": "1.50"})
    changed[4].update({"Option1 value": "Scarlet"})
    changed.append({"Title": "New", "URL handle": "new", "Price": "1.00"})
    changed.append({"Title": "Wrong", "URL handle": "wrong", "Price": "one"})
    path = s.file("changed.csv", table(ODD_HEADER, *changed))
    run = s.load(path, "--dry-run", status=1)
    assert counts(run) == {"created": 1, "updated": 2, "unchanged": 4, "failed": 1}, run
    for words in ("new new", "changed plain", "Plain -> Plain II", "1.00 -> 1.50", "Scarlet"):
        assert words in run.out, "%s: %s" % (words, run)
    os.unlink(path)
    os.unlink(s.dir + "/export.csv") if os.path.exists(s.dir + "/export.csv") else None
    assert (s.checksum(), s.sql("SELECT COUNT(*) FROM import_job"), sorted(os.listdir(s.dir))) == before, "a dry run left something"


# ---- size ----

def test_import_2048_variants():
    a, b = Shop(), Shop()
    header = ["Title", "URL handle", "SKU", "Option1 name", "Option1 value", "Option2 name", "Option2 value", "Price"]
    rows = []
    for p in range(40):  # more variants than one batch may hold
        rows += [{"Title": "Many %d" % p if v == 0 else "", "URL handle": "many-%d" % p, "SKU": "M%d-%d" % (p, v), "Option1 name": "A" if v == 0 else "",
                  "Option1 value": str(v // 64), "Option2 name": "B" if v == 0 else "", "Option2 value": str(v % 64), "Price": "1.00"} for v in range(2048)]
    run = a.load_text(table(header, *rows))
    assert counts(run)["created"] == 40, run
    first = a.export()
    assert first.count(b"\n") == 40 * 2048 + 1
    # A file that is short for what it speaks of.
    run = a.load_text("URL handle,Title\n" + "".join("many-%d,Many %d II\n" % (p, p) for p in range(40)))
    assert counts(run)["updated"] == 40, run
    assert a.sql("SELECT COUNT(*) FROM variant").strip() == str(40 * 2048)
    b.load_text(first)
    assert b.export() == first
    too_many = rows[:2048] + [{"URL handle": "many-0", "SKU": "one-more", "Option1 value": "99", "Option2 value": "99", "Price": "1"}]
    run = a.load_text(table(header, *too_many), status=1)
    assert "2048" in run.err or "2,048" in run.err, run


def independent_count(path):
    """Products and variants by Python's own reader."""
    opened = gzip.open(path, "rt", newline="", encoding="utf-8") if path.endswith(".gz") else open(path, newline="", encoding="utf-8")
    products, variants, images = set(), 0, 0
    with opened as f:
        for row in csv.DictReader(f):
            products.add(row.get("Handle") or row.get("URL handle"))
            variants += bool(row.get("Option1 Value") or row.get("Variant SKU") or row.get("SKU"))
            images += bool(row.get("Image Src") or row.get("Product image URL"))
    return len(products), variants, images


def test_import_real_catalogues_lose_nothing():
    for path, options in (("catalogue/luma/products-shopify.csv", ()), ("catalogue/online-retail-products-shopify.csv", ("--currency", "GBP")),
                          ("catalogue/icecat-products-shopify.csv.gz", ("--currency", "USD"))):
        s = Shop()
        s.load(data(path), "--defer-index", *options)
        products, variants, images = independent_count(data(path))
        got = s.sql("SELECT COUNT(*) FROM product; SELECT COUNT(*) FROM variant; SELECT COUNT(*) FROM media").split()
        assert got[:2] == [str(products), str(variants)], "%s: %s, there are %d products, %d variants" % (path, got, products, variants)
        assert not images or int(got[2]) > 0, path
        first = s.export()
        s.load_text(first, name="again.csv")
        assert s.export() == first, "%s: import of its export changed it" % path


def sanitized():
    """The build's own word for whether its programs carry a sanitizer, whose shadow memory counts as theirs."""
    with open(MERCER, "rb") as f:
        return b"__asan_init" in f.read()


def test_import_grocery_in_64_mib():
    s = Shop()
    path = data("catalogue/grocery/products-shopify.csv.gz")
    p = subprocess.Popen(s.command("import", "--quiet", "--defer-index", "products", path), env=s.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0
    while p.poll() is None:
        try:
            with open("/proc/%d/status" % p.pid) as f:
                peak = max([peak] + [int(line.split()[1]) for line in f if line.startswith("VmHWM")])
        except OSError:
            break
        time.sleep(0.05)
    out, err = p.communicate()
    assert p.returncode == 0, err[-1000:]
    products, variants, _ = independent_count(path)
    assert s.sql("SELECT COUNT(*) FROM product").strip() == str(products) and s.sql("SELECT COUNT(*) FROM variant").strip() == str(variants), out
    assert peak > 0
    assert sanitized() or peak <= 64 << 10, "%d kB" % peak


# ---- kill -9 ----

def test_import_goes_on_after_kill():
    """Killed ten times at random instants: the same shop, file of errors and counts as without."""
    rng = random.Random(7)
    header = ["Title", "URL handle", "SKU", "Option1 name", "Option1 value", "Price", "Tags"]
    rows = []
    for p in range(6000):
        for v in range(1 + p % 3):
            rows.append({"Title": "Kill %d" % p if v == 0 else "", "URL handle": "kill-%d" % p, "SKU": "K%d-%d" % (p, v), "Option1 name": "Size" if v == 0 else "",
                         "Option1 value": "SML"[v], "Price": "1.00" if p % 50 else "wrong", "Tags": "t%d" % (p % 9) if v == 0 else ""})
    text = table(header, *rows).replace("Kill 4711", "Kill \"4711")
    calm, killed = Shop(), Shop()
    path = calm.file("calm.csv", text)
    want = calm.load(path, status=1)
    again = killed.file("calm.csv", text)
    kills = 0
    while kills < 10:
        p = subprocess.Popen(killed.command("import", "--quiet", "products", again), env=killed.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(rng.uniform(0.02, 0.35))
        if p.poll() is not None:
            p.communicate()
            break
        p.send_signal(signal.SIGKILL)
        p.communicate()
        kills += 1
    run = killed.mercer("import", "--quiet", "products", again) if kills == 10 else None
    assert kills >= 2, "too fast to be killed: %d" % kills
    if run:
        assert run.status == 1, run
        assert counts(run) == counts(want), "%s, not %s" % (counts(run), counts(want))
    assert killed.export() == calm.export(), "the shops differ"
    with open(path + ".errors.csv") as a, open(again + ".errors.csv") as b:
        assert a.read() == b.read(), "the files of errors differ"


# ---- NDJSON ----

def product(n, **more):
    return {"slug": "json-%d" % n, "texts": [{"locale": "en", "title": "Json %d" % n}], "variants": [{"sku": "J-%d" % n, "prices": [
        {"amount": {"amount": 100, "currency": "EUR"}}]}], **more}


def test_import_ndjson():
    s = Shop()
    good = [json.dumps(product(i)) for i in range(3)]
    bad = {"{\"slug\": \"json-bad\"": "", "[]": "", "\"text\"": "", "{}": "slug", "{\"slug\":\"json-bad\",\"nonsense\":1}": "nonsense", "\xff": "",
           json.dumps(product(1)): "twice", json.dumps(product(9, status="perhaps")): "status", "{\"slug\":\"json-bad\"" + " " * 5000000 + "}": "long",
           "[" * 100000: ""}
    lines = good[:2] + list(bad) + ["", "   "] + good[2:]
    run = s.load_text("\n".join(lines).encode("latin-1"), name="p.ndjson", status=1)
    assert counts(run)["created"] == 3 and counts(run)["failed"] == len(bad), run
    for i, word in enumerate(bad.values()):
        assert "line %d" % (3 + i) in run.err, "line %d: %s" % (3 + i, run)
        assert word in run.err, "%s: %s" % (word, run)
    assert sorted(s.products()) == ["json-0", "json-1", "json-2"]
    again = s.load_text("\n".join(good), name="p.ndjson.gz")
    assert counts(again)["unchanged"] == 3, again
    # RFC 7396: what is not named stays.
    s.load_text(json.dumps({"slug": "json-0", "brand": "Hollmere"}), name="q.ndjson")
    row = s.products()["json-0"][0]
    assert (row["Title"], row["Vendor"], row["SKU"]) == ("Json 0", "Hollmere", "J-0"), row
