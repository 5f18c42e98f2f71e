"""Pictures that belong to no single product: hero, departments, categories, brand marks, logo, favicon."""
import math

from . import shop
from .draw import studio
from .draw.studio import SIZE, Art, backdrop
from .draw.table import _emblem
from .picture import measure, put

STAGE = {  # picture -> backdrop, then the cast from back to front: product, colour, x, y of its foot, height
    "cooking": ("clay", [("pepper-mill", "oak", 905, 840, 520), ("cast-iron-casserole", "terracotta", 520, 960, 480)]),
    "tableware": ("sage", [("water-carafe", None, 770, 850, 640), ("breakfast-mug", "clay", 430, 960, 380)]),
    "coffee-tea": ("sand", [("night-train-espresso-blend", None, 840, 850, 620), ("gooseneck-kettle", "steel", 440, 970, 470)]),
    "lighting": ("umber", [("dome-table-lamp", "terracotta", 480, 900, 690), ("cordless-lantern", "chalk", 880, 980, 380)]),
    "bedding": ("mist", [("velvet-cushion", "ochre", 720, 820, 560), ("washed-linen-bedding", "clay", 500, 980, 370)]),
    "storage": ("rose", [("dipped-basket", None, 460, 870, 520), ("lidded-linen-box", "ink", 830, 990, 300)]),
    "desk": ("oat", [("table-clock", "clay", 430, 860, 560), ("pen-pot", "charcoal", 850, 960, 500)]),
    "bath": ("mist", [("amber-hand-wash", None, 800, 850, 620), ("olive-soap", None, 470, 970, 300)]),
    "children": ("sky", [("knitted-hare", "oat", 780, 880, 780), ("push-along-car", "cherry", 430, 990, 300)]),
    "garden": ("fern", [("glazed-planter", "chalk", 820, 830, 700), ("long-spout-watering-can", "ochre", 440, 970, 480)]),
    "cycling": ("sage", [("rolltop-pannier", "ochre", 800, 860, 680), ("commuter-helmet", "slate", 420, 970, 400)]),
    "bags": ("sand", [("canvas-tote", "rust", 780, 850, 680), ("city-daypack", "ink", 440, 970, 560)]),
    "kitchen-table": ("oat", [("gooseneck-kettle", "sage", 530, 840, 450), ("serving-bowl", "terracotta", 730, 990, 255)]),
    "home": ("stone", [("bedside-lamp", "clay", 430, 860, 740), ("herringbone-blanket", "slate", 720, 990, 340)]),
    "everyday": ("clay", [("wood-speaker", "slate", 500, 850, 470), ("scented-candle", None, 870, 980, 430)]),
    "outdoors": ("fern", [("weekender", "moss", 530, 850, 410), ("bike-bottle", "terracotta", 880, 960, 370)]),
    "hero": ("clay", [("enamel-pendant", "ink", 1290, 330, 330), ("glazed-planter", "sea", 2100, 690, 600), ("stoneware-teapot", "chalk", 1700, 800, 400),
                      ("breakfast-mug", "ink", 1310, 900, 270)]),
}


def stage(by_slug, name, w=SIZE, h=SIZE):
    """The things of STAGE at their places."""
    studio.DIGITS = 0
    a = Art()
    ground, cast = STAGE[name]
    backdrop(a, ground, "stand", w, h, .64 if h == w else .58)
    for slug, colour, x, y, tall in cast:
        box = measure(by_slug[slug], colour)
        s = tall / (box[3] - box[1])
        put(a, by_slug[slug], colour, x - (box[0] + box[2]) / 2 * s, y - box[3] * s * .5, s)
    text = a.svg(w, h)
    studio.DIGITS = 1
    return text


def emblem(a, kind, x, y, r, ink):
    """The house marks of the brands: one plain figure each."""
    a.push(f"translate({x} {y})")
    thin = dict(st=ink, sw=r * .13)
    if kind == "flame":
        a.p(f"M0,{-r}C{r * .9},{-r * .1} {r * .8},{r} 0,{r}C{-r * .8},{r} {-r * .7},{r * .1} {-r * .2},{-r * .2}C{-r * .1},{r * .1} {r * .05},{-r * .4} 0,{-r}Z", ink)
    elif kind == "lamp":
        a.p(f"M{-r * .8},{r * .1}A{r * .8},{r * .8} 0 0 1 {r * .8},{r * .1}Z", ink)
        a.line(f"M0,{-r * .7}V{-r}M{-r * .5},{r * .45}L{-r * .7},{r * .85}M0,{r * .45}V{r * .95}M{r * .5},{r * .45}L{r * .7},{r * .85}", ink, r * .13)
    elif kind == "boxes":
        a.p(f"M{-r * .85},{r * .08}h{r * .78}v{r * .78}h{-r * .78}ZM{r * .07},{r * .08}h{r * .78}v{r * .78}h{-r * .78}ZM{-r * .39},{-r * .84}h{r * .78}v{r * .78}h{-r * .78}Z", ink)
    elif kind == "nib":
        a.p(f"M0,{r}C{-r * .3},{r * .4} {-r * .7},{0} {-r * .5},{-r * .55}L{-r * .35},{-r}H{r * .35}L{r * .5},{-r * .55}C{r * .7},0 {r * .3},{r * .4} 0,{r}Z", ink)
        a.line(f"M0,{r * .9}V{-r * .15}", "#fff", r * .09)
        a.c(0, -r * .2, r * .13, "#fff")
    elif kind == "drop":
        a.p(f"M0,{-r}C{r * .9},{r * .1} {r * .7},{r} 0,{r}C{-r * .7},{r} {-r * .9},{r * .1} 0,{-r}Z", None, **thin)
        a.p(f"M{-r * .3},{r * .4}A{r * .35},{r * .35} 0 0 0 {r * .1},{r * .66}", None, cap="round", **thin)
    elif kind == "wheel":
        a.c(0, 0, r * .9, None, **thin)
        a.p("".join(f"M0,0L{r * .85 * math.cos(t * math.pi / 4):.1f},{r * .85 * math.sin(t * math.pi / 4):.1f}" for t in range(8)), None, st=ink, sw=r * .06)
        a.c(0, 0, r * .2, ink)
    elif kind == "top":
        a.p(f"M{-r * .9},{-r * .25}Q0,{-r * .6} {r * .9},{-r * .25}Q{r * .5},{r * .4} 0,{r}Q{-r * .5},{r * .4} {-r * .9},{-r * .25}Z", ink)
        a.line(f"M0,{-r * .45}V{-r * .95}", ink, r * .16)
    else:
        _emblem(a, {"hill": 5, "bean": 0, "sun": 1, "leaf": 3, "flower": 4}[kind], 0, 0, r, ink)
    a.pop()


def brand(kind, name, ink="#3b3631"):
    a = Art()
    emblem(a, kind, 60, 60, 30, ink)
    a.out.append('<text x="112" y="74" font-family="Georgia,serif" font-size="42" letter-spacing="1" fill="%s">%s</text>' % (ink, name))
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
        yield "department-%s.svg" % d[0], stage(by_slug, d[0])
    yield "hero.svg", stage(by_slug, "hero", 2400, 1000)
    for slug, name, emblem, *_ in shop.BRANDS:
        yield "brand-%s.svg" % slug, brand(emblem, name)
    a = Art()
    mark(a, 60, 60, 52)
    a.out.append('<text x="132" y="77" font-family="Georgia,serif" font-size="52" letter-spacing=".5" fill="#2f4a42">%s</text>' % shop.NAME)
    yield "logo.svg", a.svg(420, 120)
    a = Art()
    mark(a, 32, 32, 31)
    yield "favicon.svg", a.svg(64, 64)
