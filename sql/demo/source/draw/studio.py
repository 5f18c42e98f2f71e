"""The photographer's studio: one camera, one light, a few materials.

Everything is drawn from the same eye: a camera that looks down by about 15 degrees without perspective, so a circle that lies on
the table is an ellipse with the ratio K. The light is soft and comes from the upper left; shadows fall to the lower right.
An object stands on the point (0, 0); up is negative y; its natural size fills a picture of SIZE x SIZE.
"""
import math
import random
import re

SIZE = 1200
K = 0.26
SHADOW = "#2b211c"
DIGITS = 1  # of coordinates; pictures of many things are written in whole units


def rgb(c):
    c = c.lstrip("#")
    if len(c) == 3:
        c = "".join(x * 2 for x in c)
    return [int(c[i:i + 2], 16) for i in (0, 2, 4)]


def mix(a, b, t):
    return "#" + "".join("%02x" % round(x + (y - x) * t) for x, y in zip(rgb(a), rgb(b)))


def shade(c, f):
    """Towards warm light (f > 0) or cool-warm darkness (f < 0), as real pigments do, not towards pure white and black."""
    return mix(c, "#fffaf0", f) if f > 0 else mix(c, "#1b1618", -f)


def light_of(c):
    r, g, b = rgb(c)
    return (0.3 * r + 0.59 * g + 0.11 * b) / 255


def num(v):
    s = "%.*f" % (DIGITS, v)
    return "0" if s == "-0" else s[:-2] if s.endswith(".0") else s


def shorten(d):
    d = re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda m: num(float(m.group(0))), d)
    d = d.replace(",-", "-").replace(" -", "-")
    return re.sub(r"(?<![\d.])-0(?![\d.])", "0", d)


def curve(pts, closed=False):
    """A smooth line through the points (Catmull-Rom); a point that is given twice makes a corner."""
    n = len(pts)
    at = (lambda i: pts[i % n]) if closed else (lambda i: pts[max(0, min(n - 1, i))])
    out = []
    for i in range(n if closed else n - 1):
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        if p1 == p2:
            continue
        c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6) if p0 != p1 else p1
        c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6) if p3 != p2 else p2
        out.append("C%f,%f %f,%f %f,%f" % (*c1, *c2, *p2))
    return "".join(out)


def smooth(pts, closed=True):
    return "M%f,%f" % pts[0] + curve(pts, closed) + ("Z" if closed else "")


def poly(pts, closed=True):
    return "M" + "L".join("%f,%f" % p for p in pts) + ("Z" if closed else "")


def oval(cx, cy, rx, ry):
    return f"M{cx - rx},{cy}A{rx},{ry} 0 0 1 {cx + rx},{cy}A{rx},{ry} 0 0 1 {cx - rx},{cy}Z"


def slab(x, y, w, h, r):
    r = min(r, w / 2, h / 2)
    return (f"M{x + r},{y}H{x + w - r}A{r},{r} 0 0 1 {x + w},{y + r}V{y + h - r}A{r},{r} 0 0 1 {x + w - r},{y + h}"
            f"H{x + r}A{r},{r} 0 0 1 {x},{y + h - r}V{y + r}A{r},{r} 0 0 1 {x + r},{y}Z")


MATERIALS = {
    "matt": [(0, -.24), (.14, -.07), (.32, .17), (.52, 0), (.8, -.25), (.95, -.37), (1, -.28)],
    "gloss": [(0, -.3), (.12, -.05), (.3, .22), (.5, 0), (.8, -.32), (.94, -.46), (1, -.3)],
    "metal": [(0, -.42), (.08, -.05), (.19, .62), (.28, .3), (.44, -.08), (.62, -.38), (.78, -.2), (.88, .22), (.95, -.15), (1, -.5)],
    "brushed": [(0, -.32), (.12, 0), (.28, .36), (.48, .04), (.75, -.3), (.9, -.12), (1, -.4)],
}


class Art:
    """One picture under construction. Definitions are shared when they are equal."""

    def __init__(self, seed=1):
        self.defs, self.out, self.rand = {}, [], random.Random(seed)

    # -- paint ---------------------------------------------------------------------------------------------------------------
    def _ref(self, body):
        if body not in self.defs:
            n = len(self.defs)
            self.defs[body] = chr(97 + n % 26) + (str(n // 26) if n >= 26 else "")
        return "url(#%s)" % self.defs[body]

    @staticmethod
    def _stops(stops):
        return "".join('<stop offset="%s" stop-color="%s"%s/>' % (
            ("%.2f" % s[0]).rstrip("0").rstrip(".") or "0", s[1], ' stop-opacity="%.2g"' % s[2] if len(s) > 2 else "") for s in stops)

    def lin(self, stops, x1=0, y1=0, x2=1, y2=0, user=False):
        at = "".join(' %s="%s"' % (k, num(v) if user else "%g" % v) for k, v in (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
                     if v != (1 if k == "x2" else 0) or user)
        return self._ref('<linearGradient id="@"%s%s>%s</linearGradient>' % (at, ' gradientUnits="userSpaceOnUse"' if user else "",
                                                                            self._stops(stops)))

    def down(self, stops):
        return self.lin(stops, x2=0, y2=1)

    def rad(self, stops, cx=.5, cy=.5, r=.5):
        return self._ref('<radialGradient id="@" cx="%g" cy="%g" r="%g">%s</radialGradient>' % (cx, cy, r, self._stops(stops)))

    def round(self, c, mat="matt"):
        return self.lin([(o, shade(c, f)) for o, f in MATERIALS[mat]])

    def ball(self, c, gloss=.3):
        return self.rad([(0, shade(c, .25 + gloss)), (.25, shade(c, .12)), (.6, c), (.88, shade(c, -.3)), (1, shade(c, -.4))], .36, .3, .75)

    def blur(self, sd):
        return self._ref('<filter id="@" x="-50%%" y="-50%%" width="200%%" height="200%%"><feGaussianBlur stdDeviation="%g"/></filter>' % sd)

    def clip(self, d):
        return self._ref('<clipPath id="@"><path d="%s"/></clipPath>' % shorten(d))

    def drop(self, dx=14, dy=20, sd=16, o=.35):
        return self._ref('<filter id="@" x="-20%%" y="-20%%" width="150%%" height="150%%"><feDropShadow dx="%g" dy="%g" stdDeviation="%g" '
                         'flood-color="%s" flood-opacity="%g"/></filter>' % (dx, dy, sd, SHADOW, o))

    def weave(self, c, size=6, o=.12):
        s = size
        return self._ref('<pattern id="@" width="%g" height="%g" patternUnits="userSpaceOnUse"><path d="M0 %gH%gM%g 0V%g" stroke="%s" '
                         'stroke-opacity="%g" stroke-width="%g"/></pattern>' % (s, s, s / 2, s, s / 2, s, c, o, s * .3))

    def dots(self, c, size=8, r=1.3, o=.3):
        return self._ref('<pattern id="@" width="%g" height="%g" patternUnits="userSpaceOnUse"><circle cx="%g" cy="%g" r="%g" fill="%s" '
                         'fill-opacity="%g"/></pattern>' % (size, size, size / 2, size / 2, r, c, o))

    # -- marks ---------------------------------------------------------------------------------------------------------------
    @staticmethod
    def _attrs(fill, kw):
        names = {"st": "stroke", "sw": "stroke-width", "o": "opacity", "fo": "fill-opacity", "so": "stroke-opacity", "f": "filter",
                 "t": "transform", "cap": "stroke-linecap", "join": "stroke-linejoin", "dash": "stroke-dasharray", "c": "clip-path"}
        s = "" if fill == "#000" else ' fill="%s"' % (fill or "none")
        for k, v in kw.items():
            s += ' %s="%s"' % (names.get(k, k), "%g" % round(v, 2) if isinstance(v, (int, float)) else v)
        return s

    def p(self, d, fill=None, **kw):
        self.out.append('<path d="%s"%s/>' % (shorten(d), self._attrs(fill, kw)))

    def e(self, cx, cy, rx, ry, fill=None, **kw):
        self.out.append('<ellipse cx="%s" cy="%s" rx="%s" ry="%s"%s/>' % (num(cx), num(cy), num(rx), num(ry), self._attrs(fill, kw)))

    def c(self, cx, cy, r, fill=None, **kw):
        self.out.append('<circle cx="%s" cy="%s" r="%s"%s/>' % (num(cx), num(cy), num(r), self._attrs(fill, kw)))

    def r(self, x, y, w, h, rad=0, fill=None, **kw):
        self.out.append('<rect x="%s" y="%s" width="%s" height="%s"%s%s/>' % (num(x), num(y), num(w), num(h),
                                                                          ' rx="%s"' % num(rad) if rad else "", self._attrs(fill, kw)))

    def line(self, d, st, sw, **kw):
        self.p(d, None, st=st, sw=sw, **{"cap": "round", **kw})

    def push(self, t="", **kw):
        a = self._attrs("#000", kw)
        self.out.append("<g%s%s>" % (' transform="%s"' % re.sub(r"-?\d+\.\d{3,}", lambda m: "%.3g" % float(m.group(0)), t) if t else "", a))

    def again(self, name, t):
        """The group that was pushed with id=name once more, moved."""
        self.out.append('<use href="#%s" transform="%s"/>' % (name, t))

    def pop(self):
        self.out.append("</g>")

    # -- ground --------------------------------------------------------------------------------------------------------------
    def shadow(self, rx, x=0, y=0, ry=None, long=1.0, o=1.0):
        """What a standing thing of half width rx throws on the table: a wide soft cast to the right and a dark contact line."""
        ry = ry or rx * K
        soft = self.rad([(0, SHADOW, .4), (.5, SHADOW, .22), (.78, SHADOW, .07), (1, SHADOW, 0)])
        hard = self.rad([(0, SHADOW, .75), (.7, SHADOW, .5), (.88, SHADOW, .2), (1, SHADOW, 0)])
        self.e(x + rx * .42 * long, y + ry * .12, rx * (1.18 + .35 * long), ry * 1.45, soft, o=o)
        self.e(x + rx * .04, y + ry * .1, rx * 1.07, ry * 1.16, hard, o=.62 * o)

    # -- solids --------------------------------------------------------------------------------------------------------------
    @staticmethod
    def profile(prof, smooth_=True, k=K):
        left = [(-r, -h) for r, h in prof]
        right = [(r, -h) for r, h in reversed(prof)]
        r0, rn = prof[0][0], prof[-1][0]
        bend = curve if smooth_ else (lambda q: "".join("L%f,%f" % p for p in q[1:]))
        d = "M%f,%f" % left[0] + bend(left)
        d += "A%f,%f 0 0 1 %f,%f" % (rn, rn * k, *right[0]) if rn > .5 else "L%f,%f" % right[0]
        d += bend(right)
        d += "A%f,%f 0 0 1 %f,%f" % (r0, r0 * k, *left[0]) if r0 > .5 else ""
        return d + "Z"

    def wall(self, prof):
        """The near side alone, up to the front of the rim: what hides the things that stand inside."""
        d = self.profile(prof)
        k = d.index("A")
        return d[:k] + d[k:].replace("0 0 1", "0 0 0", 1)

    def turn(self, prof, c, mat="matt", smooth_=True, k=K, under=.22, gleam=None):
        """A body made on a wheel or a lathe from (radius, height) points, bottom first."""
        d = self.profile(prof, smooth_, k)
        self.p(d, self.round(c, mat))
        self.p(d, self.down([(0, "#fff8ea", .12), (.35, "#fff8ea", 0), (.6, "#140f10", 0), (1, "#140f10", under)]))
        gleam = {"gloss": .6, "matt": .16, "metal": 0, "brushed": 0}[mat] if gleam is None else gleam
        if gleam:
            top, low = prof[-1][1], prof[0][1]
            inset = (top - low) * .09
            mid = [(r, min(max(h, low + inset), top - inset)) for r, h in prof]
            d = smooth([(-r * .7, -h) for r, h in mid], False) + "L%f,%f" % (-mid[-1][0] * .54, -mid[-1][1])
            d += curve([(-r * .54, -h) for r, h in reversed(mid)]) + "Z"
            self.p(d, "#fffdf6", o=gleam, f=self.blur(5 if mat == "gloss" else 12))

    def mouth(self, r, h, c, rim=8, x=0, depth=.35, k=K, lip=None):
        """The opening on top: a rim that catches the light and an inside that darkens towards the lamp."""
        self.e(x, -h, r, r * k, lip or self.lin([(0, shade(c, .1)), (.3, shade(c, .42)), (.7, shade(c, .12)), (1, shade(c, -.15))]))
        self.e(x, -h + rim * .12, r - rim, (r - rim) * k, self.lin([(0, shade(c, -depth - .12)), (.45, shade(c, -depth * .7)), (1, shade(c, -.02))]))
        self.e(x, -h + rim * .12, r - rim, (r - rim) * k, self.down([(0, "#140f10", .28), (.6, "#140f10", .05), (1, "#140f10", 0)]))

    def fillto(self, r, h, c, rim=8, drop=26, x=0, k=K):
        """Something inside the opening: drink, wax, soil."""
        cl = self.clip(oval(x, -h + rim * .12, r - rim, (r - rim) * k))
        rr = r - rim - drop * .12
        self.e(x, -h + drop, rr, rr * k, self.lin([(0, shade(c, -.2)), (.4, shade(c, .14)), (1, shade(c, -.08))]), c=cl)

    def tube(self, d, w, c, mat="matt", cap="round"):
        """A bent rod: handles, wires, straps."""
        hi = {"matt": .3, "gloss": .55, "metal": .85, "brushed": .6}[mat]
        self.line(d, shade(c, -.34), w, cap=cap, join="round")
        self.line(d, c, w * .74, cap=cap, join="round", t="translate(%.1f %.1f)" % (-w * .07, -w * .07))
        self.line(d, shade(c, hi), w * .2, cap=cap, join="round", t="translate(%.1f %.1f)" % (-w * .17, -w * .19), o=.8)

    def disc(self, x, y, rx, c, k=K, mat="matt"):
        self.e(x, y, rx, rx * k, self.lin([(0, shade(c, .26)), (.4, shade(c, .1)), (1, shade(c, -.2))], y2=.6))

    # -- boxes ---------------------------------------------------------------------------------------------------------------
    @staticmethod
    def eye(yaw=-28):
        s, c = math.sin(math.radians(yaw)), math.cos(math.radians(yaw))
        up = math.sqrt(1 - K * K)
        return lambda x, y, z: (x * c + z * s, -y * up + (-x * s + z * c) * K)

    def plane(self, pts, c, f=0, soft=3, g=.1):
        """A flat face with a soft edge; f says how much light it gets."""
        col = shade(c, f)
        fill = self.lin([(0, shade(col, g)), (1, shade(col, -g))], x2=.8, y2=1)
        self.p(poly(pts), fill, st=fill if soft > 8 else shade(c, f * .6), sw=soft, join="round")

    def box(self, w, h, d, c, yaw=-28, x=0, y=0, z=0, tone=(.1, -.3, .3), soft=4, top=None):
        """A box that stands with its middle on (x, z) at height y. Gives the map from its space to the picture."""
        q = self.eye(yaw)
        v = lambda i, j, l: q(x + i * w / 2, y + j * h, z + l * d / 2)
        side = 1 if yaw < 0 else -1
        self.plane([v(side, 0, 1), v(side, 0, -1), v(side, 1, -1), v(side, 1, 1)], c, tone[1], soft)
        self.plane([v(-1, 0, 1), v(1, 0, 1), v(1, 1, 1), v(-1, 1, 1)], c, tone[0], soft)
        self.plane([v(-1, 1, 1), v(1, 1, 1), v(1, 1, -1), v(-1, 1, -1)], top or c, tone[2], soft, .05)
        return q

    def boxshadow(self, w, d, yaw=-28, o=.5, reach=.5):
        q = self.eye(yaw)
        pts = [q(-w / 2, 0, d / 2), q(w / 2, 0, d / 2), q(w / 2, 0, -d / 2), q(-w / 2, 0, -d / 2)]
        m = max(w, d)
        far = [(px + m * reach * .55, py + m * reach * .05) for px, py in pts]
        hull = [pts[0], pts[1], far[1], far[2], far[3], pts[3]]
        self.p(poly(hull), SHADOW, o=.28 * o / .5, f=self.blur(m * .045))
        self.p(poly(pts), SHADOW, o=o, f=self.blur(9), t="translate(2 8)")

    def face(self, q, o, u, v):
        """Enter a face: o its upper left corner, u and v the ends of its axes (each of length 1 in face units)."""
        p0, pu, pv = q(*o), q(*[a + b for a, b in zip(o, u)]), q(*[a + b for a, b in zip(o, v)])
        self.push("matrix(%.4f %.4f %.4f %.4f %.1f %.1f)" % (pu[0] - p0[0], pu[1] - p0[1], pv[0] - p0[0], pv[1] - p0[1], *p0))

    # -- surfaces ------------------------------------------------------------------------------------------------------------
    def speckle(self, d, x0, y0, x1, y1, n=60, c="#3a2a20", o=.4, sw=3):
        pts = "".join("M%.0f %.0fh0" % (self.rand.uniform(x0, x1), self.rand.uniform(y0, y1)) for _ in range(n if DIGITS else n // 2))
        self.p(pts, None, st=c, sw=sw, cap="round", o=o, c=self.clip(d))

    def grain(self, d, x0, y0, x1, y1, c, n=9, o=.35, vertical=False, sw=2):
        """The growth lines of wood inside the outline d."""
        out, rnd = [], self.rand
        for i in range(n):
            if vertical:
                x = x0 + (x1 - x0) * (i + rnd.uniform(.2, .8)) / n
                b = rnd.uniform(-1, 1) * (x1 - x0) / n
                out.append("M%.0f %.0fq%.0f %.0f 0 %.0ft0 %.0f" % (x, y0, b, (y1 - y0) / 4, (y1 - y0) / 2, (y1 - y0) / 2))
            else:
                y = y0 + (y1 - y0) * (i + rnd.uniform(.2, .8)) / n
                b = rnd.uniform(-1, 1) * (y1 - y0) / n
                out.append("M%.0f %.0fq%.0f %.0f %.0f 0t%.0f 0" % (x0, y, (x1 - x0) / 4, b, (x1 - x0) / 2, (x1 - x0) / 2))
        self.p("".join(out), None, st=shade(c, -.4), sw=sw, o=o, c=self.clip(d))

    def stitch(self, d, c, sw=3, dash="9 7", o=.8):
        self.p(d, None, st=c, sw=sw, dash=dash, cap="round", o=o)

    def leaf(self, x, y, length, angle, c, wide=.32):
        """One leaf, growing upwards from (x, y); equal leaves are one definition."""
        w = 100 * wide
        fill = self.lin([(0, shade(c, .22)), (.49, shade(c, .05)), (.51, shade(c, -.16)), (1, shade(c, -.3))])
        d = shorten(f"M0,0C{w},-25 {w},-70 0,-100C{-w},-70 {-w},-25 0,0Z")
        name = self._ref('<g id="@"><path d="%s" fill="%s"/><path d="M0 0V-92" stroke="%s" stroke-width=".8" opacity=".5"/></g>' % (d, fill, shade(c, .3)))[5:-1]
        self.out.append('<use href="#%s" transform="translate(%.0f %.0f)rotate(%.0f)scale(%.2g)"/>' % (name, x, y, angle, length / 100))

    # -- output --------------------------------------------------------------------------------------------------------------
    def svg(self, w=SIZE, h=SIZE, box=None):
        defs = "".join(b.replace('id="@"', 'id="%s"' % i, 1) for b, i in self.defs.items())
        return ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="%s">%s%s</svg>\n' % (
            w, h, box or "0 0 %d %d" % (w, h), "<defs>%s</defs>" % defs if defs else "", "".join(self.out)))


BACKDROPS = {  # wall, table
    "oat": ("#e6ddd0", "#f1ebe1"), "mist": ("#d9dedd", "#e9ecea"), "clay": ("#e5d2c5", "#f0e3d9"), "sage": ("#d3d9cc", "#e5e9df"),
    "dusk": ("#d5d8e0", "#e7e9ee"), "sand": ("#e7dcc4", "#f2eadb"), "rose": ("#e6d4d0", "#f1e5e1"), "stone": ("#d8d4cd", "#e8e5df"),
    "night": ("#3a4148", "#4a5158"), "umber": ("#b9a08a", "#cbb49f"), "fern": ("#a9b5a0", "#bfc9b6"), "sky": ("#b7c3cc", "#ccd6dc"),
}


def backdrop(a, name, view="stand", w=SIZE, h=SIZE, horizon=.64):
    wall, table = BACKDROPS[name]
    lit = .45 if light_of(table) < .4 else 1  # in a dark room the things bring the light
    if view in ("flat", "wall", "hang"):
        a.r(0, 0, w, h, 0, a.lin([(0, shade(table, .35 * lit * lit)), (.55, table), (1, shade(wall, -.06))], x2=.75, y2=1))
    else:
        a.r(0, 0, w, h, 0, a.down([(0, shade(wall, -.05)), (horizon - .04, wall), (horizon + .035, table), (1, shade(table, -.03))]))
    a.r(0, 0, w, h, 0, a.rad([(0, "#fffaf0", .5 * lit), (.6, "#fffaf0", .12 * lit), (1, "#fffaf0", 0)], .3, .28, .7))
    a.r(0, 0, w, h, 0, a.rad([(.55, SHADOW, 0), (1, SHADOW, .16)], .42, .42, .85))
