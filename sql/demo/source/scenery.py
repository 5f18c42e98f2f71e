"""Pictures that belong to no single product: hero, departments, categories, brand marks, logo, favicon."""
from . import shop
from .draw.studio import SIZE, Art, backdrop, shade
from .draw.table import _emblem
from .picture import GROUND, measure, put

STAGE = {}  # category -> (backdrop, [(slug, colour, x, y, scale), ...])


def stage(by_slug, category, w=SIZE, h=SIZE):
    a = Art()
    name, cast = STAGE.get(category) or (GROUND[category], [])
    backdrop(a, name, "stand", w, h)
    if not cast:
        cast = _row([p for p in by_slug.values() if p["category"] == category], w, h)
    for slug, colour, x, y, s in cast:
        if slug in by_slug:
            put(a, by_slug[slug], colour, x, y, s)
    return a.svg(w, h)


def _row(products, w, h):
    """A plain row of the first standing things, until somebody composes a better one."""
    from .draw import VIEW
    stand = [p for p in products if VIEW[p["draw"][0]] == "stand"][:2]
    out = []
    for i, p in enumerate(stand):
        c = p["colours"][0] if p["colours"] else None
        b = measure(p, c)
        s = min(w * .42 / (b[2] - b[0]), h * .55 / (b[3] - b[1]))
        out.append((p["slug"], c, w * (.3 + .4 * i), h * .78, s))
        if p["draw"][0] in ("cup", "mug", "plate"):
            break
    return out


def brand(mark, name, ink="#3b3631"):
    a = Art()
    _emblem(a, mark, 60, 60, 34, ink)
    a.out.append('<text x="118" y="74" font-family="Georgia,serif" font-size="42" letter-spacing="1" fill="%s">%s</text>' % (ink, name))
    return a.svg(400, 120)


def mark(a, x, y, r, ground="#2f4a42", light="#f3ece0"):
    """A hill, its reflection in still water, and a low sun: holl (hill) and mere (lake)."""
    a.c(x, y, r, ground)
    clip = a.clip("M%f,%fA%f,%f 0 1 1 %f,%fA%f,%f 0 1 1 %f,%fZ" % (x - r, y, r, r, x + r, y, r, r, x - r, y))
    a.c(x + r * .3, y - r * .34, r * .2, "#d9b36c")
    a.p(f"M{x - r},{y + r * .06}C{x - r * .6},{y - r * .5} {x - r * .25},{y - r * .52} {x + r * .1},{y - r * .06}C{x + r * .25},{y - r * .2} {x + r * .6},{y - r * .2} {x + r},{y + r * .06}Z", light, c=clip)
    a.line(f"M{x - r * .62},{y + r * .28}H{x + r * .62}M{x - r * .42},{y + r * .5}H{x + r * .36}M{x - r * .2},{y + r * .7}H{x + r * .22}", light, r * .085, c=clip)


def pictures(by_slug):
    for c in shop.CATEGORIES:
        yield "category-%s.svg" % c[0], stage(by_slug, c[0])
    for d in shop.DEPARTMENTS:
        first = next(c[0] for c in shop.CATEGORIES if c[1] == d[0])
        yield "department-%s.svg" % d[0], stage(by_slug, d[0] if d[0] in STAGE else first)
    yield "hero.svg", stage(by_slug, "hero" if "hero" in STAGE else "tableware", 2400, 1000)
    for slug, name, emblem, *_ in shop.BRANDS:
        yield "brand-%s.svg" % slug, brand(emblem, name)
    a = Art()
    mark(a, 60, 60, 52)
    a.out.append('<text x="132" y="77" font-family="Georgia,serif" font-size="52" letter-spacing=".5" fill="#2f4a42">%s</text>' % shop.NAME)
    yield "logo.svg", a.svg(420, 120)
    a = Art()
    mark(a, 32, 32, 31)
    yield "favicon.svg", a.svg(64, 64)
