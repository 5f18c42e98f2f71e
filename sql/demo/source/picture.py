"""From a drawn thing to the pictures of a product: studio shot, close-up, and a table set with the things that go with it."""
import random

from .draw import KINDS, VIEW
from .draw.studio import SHADOW, SIZE, Art, backdrop
from .shop import COLOURS

LIMIT = 12000
GROUND = {"cooking": "stone", "tableware": "oat", "coffee-tea": "sand", "lighting": "dusk", "bedding": "mist", "storage": "oat", "desk": "sage", "bath": "rose",
          "children": "sky", "garden": "sage", "cycling": "mist", "bags": "clay"}
OTHER = {"stone": "clay", "oat": "umber", "sand": "clay", "dusk": "stone", "mist": "sky", "sage": "fern", "rose": "sand", "sky": "mist", "clay": "oat", "umber": "oat",
         "fern": "sage", "night": "night"}


def hexa(code):
    return COLOURS[code][2] if code in COLOURS else code


def details(product, colour):
    """The drawing function's arguments: names of colours become colours, the variant's colour replaces c."""
    kw = {k: hexa(v) if isinstance(v, str) else v for k, v in product["draw"][1].items()}
    if colour:
        kw["c"] = hexa(colour)
    return KINDS[product["draw"][0]], kw


def measure(product, colour=None):
    fn, kw = details(product, colour)
    return fn(Art(), **kw)


def put(a, product, colour, x, y, scale):
    fn, kw = details(product, colour)
    a.rand = random.Random(product["slug"])
    a.push("translate(%.0f %.0f) scale(%.3f)" % (x, y, scale))
    fn(a, **kw)
    a.pop()


def frame(product, colour, view, fill=1.0):
    """Where a thing stands in its picture, so that all look as if taken from one place."""
    left, top, right, bottom = measure(product, colour)
    w, h = right - left, bottom - top
    s = min(800 / w, 760 / h, 1.75) * fill
    x = SIZE / 2 - (left + right) / 2 * s
    if view == "stand":
        y = max(min(600 + h * s * .5, 980), 830) - bottom * s * .55
    elif view == "hang":
        y = SIZE * .54 - (top + bottom) / 2 * s
    else:
        y = SIZE / 2 - (top + bottom) / 2 * s
    return x, y, s, (left, top, right, bottom)


def ground(product):
    return product["bg"] or GROUND[product["category"]]


def studio(product, colour):
    a, view = Art(), VIEW[product["draw"][0]]
    backdrop(a, ground(product), view)
    x, y, s, _ = frame(product, colour, view)
    put(a, product, colour, x, y, s)
    return a.svg()


def closeup(product, colour, zoom=1.95):
    """The same scene through a longer lens, aimed at product['focus'] (fractions of the thing's box)."""
    a, view = Art(), VIEW[product["draw"][0]]
    x, y, s, (left, top, right, bottom) = frame(product, colour, view)
    fx, fy = product["focus"][:2] if product["focus"] else (.5, .4)
    cx, cy = x + (left + (right - left) * fx) * s, y + (top + (bottom - top) * fy) * s
    side = SIZE / zoom
    name = OTHER[ground(product)]
    backdrop(a, name, view)
    a.push("translate(%.0f %.0f) scale(%.2f)" % (SIZE / 2 - cx * zoom, SIZE / 2 - cy * zoom, zoom))
    put(a, product, colour, x, y, s)
    a.pop()
    return a.svg()


def scene(product, colour, others):
    """The product in front on the left, its companions to the right and behind, all at one scale; None when they do not fit."""
    best = None
    stand = [o for o in others if VIEW[o["draw"][0]] == "stand"]
    for n in (2, 1):
        if len(stand) >= n:
            text = _scene(product, colour, stand[:n])
            if text and len(text.encode()) <= LIMIT:
                best = text
                break
    return best, stand[:n] if best else []


def _scene(product, colour, others):
    cast = []
    for i, o in enumerate([product] + others):
        col = colour if i == 0 else (o["colours"][i % len(o["colours"])] if o["colours"] else None)
        box = measure(o, col)
        unit = o["cm"] / (box[3] - box[1])
        cast.append([o, col, box, unit])
    own = cast[0]
    size = lambda c: max((c[2][2] - c[2][0]), (c[2][3] - c[2][1])) * c[3]
    if any(not .4 <= size(c) / size(own) <= 2.6 for c in cast[1:]):
        return None
    widths = [(c[2][2] - c[2][0]) * c[3] for c in cast]
    heights = [(c[2][3] - c[2][1]) * c[3] for c in cast]
    overlap = .98
    px = min(1080 / (sum(widths) * overlap), 760 / max(heights))
    total = sum(widths) * overlap * px
    a = Art()
    backdrop(a, OTHER[ground(product)], "stand")
    order = [1, 0, 2] if len(cast) == 3 else [0, 1]
    x, spots = SIZE / 2 - total / 2, {}
    for i in order:
        w = widths[i] * px
        spots[i] = x + w * overlap / 2
        x += w * overlap
    for i in sorted(spots, key=lambda i: i == 0):
        o, col, box, unit = cast[i]
        s = unit * px * (1 if i == 0 else .94)
        put(a, o, col, spots[i] - (box[0] + box[2]) / 2 * s, (960 if i == 0 else 880 - 20 * i) - box[3] * s * .5, s)
    return a.svg()
