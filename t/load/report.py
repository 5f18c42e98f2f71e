"""var/bench/report.html: one page without scripts, charts as inline SVG, light and dark."""
import html
import math
import time

STYLE = """
:root { color-scheme: light dark; --ink: #1a1c1e; --soft: #5b6166; --line: #d9dde0; --page: #fff; --a: #0b6e4f; --b: #c2410c; --c: #3b5bdb; --bad: #b42318 }
@media (prefers-color-scheme: dark) { :root { --ink: #eceff1; --soft: #a3abb1; --line: #3a4146; --page: #15181a; --a: #4cc38a; --b: #f59e6c; --c: #8ea6ff; --bad: #ff8a80 } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.8rem; margin: 0 } h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem } p { color: var(--soft); margin: .2rem 0 1rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left } .bad { color: var(--bad); font-weight: 600 } svg { width: 100%; height: auto; display: block }
text { font: 13px system-ui, sans-serif; fill: var(--ink) } .soft { fill: var(--soft) } .grid { stroke: var(--line) } .goal { stroke: var(--ink); stroke-dasharray: 4 3 }
"""
COLOURS = ["--a", "--b", "--c", "--soft"]


class Report:
    def __init__(self, title):
        self.title, self.parts = title, []

    def section(self, title, text):
        self.parts.append("<h2>%s</h2><p>%s</p>" % (html.escape(title), html.escape(text)))

    def table(self, head, rows):
        """Cells are text; a cell that begins with '!' misses its goal."""
        def cell(tag, text):
            bad = text.startswith("!")
            return "<%s%s>%s</%s>" % (tag, ' class="bad"' if bad else "", html.escape(text[1:] if bad else text), tag)
        self.parts.append("<table><tr>%s</tr>%s</table>" % ("".join(cell("th", h) for h in head),
                          "".join("<tr>%s</tr>" % "".join(cell("td", c) for c in row) for row in rows)))

    def bars(self, rows, most=1.2):
        """rows: (name, value, goal or None): one horizontal bar each, the goal as a dashed mark."""
        width, left, step = 900, 180, 34
        most = max([most] + [r[1] * 1.05 for r in rows])
        x = lambda v: left + (width - left - 70) * v / most
        out = []
        for i, (name, value, goal) in enumerate(rows):
            y = i * step
            colour = "--bad" if goal and value < goal else "--a"
            out.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (left - 10, y + 20, html.escape(name)))
            out.append('<rect x="%d" y="%d" width="%.1f" height="20" rx="3" fill="var(%s)"/>' % (left, y + 5, x(value) - left, colour))
            out.append('<text x="%.1f" y="%d">%.2f</text>' % (x(value) + 6, y + 20, value))
            if goal:
                out.append('<line class="goal" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>' % (x(goal), x(goal), y, y + 30))
        self.svg(width, len(rows) * step, out, "bars: " + ", ".join("%s %.2f" % r[:2] for r in rows))

    def lines(self, series, x_name, y_name):
        """series: name -> [(x, y)]; both axes logarithmic."""
        points = [p for s in series.values() for p in s if p[1] > 0]
        if not points:
            return
        width, height, left, bottom = 900, 340, 70, 45
        x_low, x_high = min(p[0] for p in points), max(p[0] for p in points)
        y_low, y_high = min(p[1] for p in points) / 1.2, max(p[1] for p in points) * 1.2
        x = lambda v: left + (width - left - 150) * scale(v, x_low, x_high)
        y = lambda v: 10 + (height - bottom - 10) * (1 - scale(v, y_low, y_high))
        out = []
        for tick in ticks(y_low, y_high):
            out.append('<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>' % (left, width - 150, y(tick), y(tick)))
            out.append('<text class="soft" x="%d" y="%.1f" text-anchor="end">%g</text>' % (left - 8, y(tick) + 4, tick))
        for tick in sorted({p[0] for p in points}):
            out.append('<text class="soft" x="%.1f" y="%d" text-anchor="middle">%s</text>' % (x(tick), height - 26, "{:,}".format(tick)))
        for i, (name, s) in enumerate(series.items()):
            s = [p for p in s if p[1] > 0]
            colour = "var(%s)" % COLOURS[i % len(COLOURS)]
            out.append('<polyline fill="none" stroke="%s" stroke-width="2.5" points="%s"/>' % (colour, " ".join("%.1f,%.1f" % (x(a), y(b)) for a, b in s)))
            out += ['<circle r="3.5" cx="%.1f" cy="%.1f" fill="%s"/>' % (x(a), y(b), colour) for a, b in s]
            out.append('<text x="%.1f" y="%.1f" style="fill:%s">%s</text>' % (x(s[-1][0]) + 10, y(s[-1][1]) + 4, colour, html.escape(name)))
        out.append('<text class="soft" x="%d" y="%d" text-anchor="middle">%s</text>' % ((left + width - 150) / 2, height - 6, html.escape(x_name)))
        out.append('<text class="soft" x="4" y="12">%s</text>' % html.escape(y_name))
        self.svg(width, height, out, "%s over %s" % (y_name, x_name))

    def svg(self, width, height, parts, label):
        self.parts.append('<svg viewBox="0 0 %d %d" role="img" aria-label="%s">%s</svg>' % (width, height, html.escape(label, True), "".join(parts)))

    def write(self, path):
        with open(path, "w") as f:
            f.write('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
                    "<title>%s</title><style>%s</style></head><body><h1>%s</h1><p>%s</p>%s</body></html>\n" %
                    (self.title, STYLE, self.title, time.strftime("%Y-%m-%d %H:%M"), "\n".join(self.parts)))


def scale(v, low, high):
    return 0.5 if high <= low else (math.log(v) - math.log(low)) / (math.log(high) - math.log(low))


def ticks(low, high):
    out = []
    for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        out += [m * 10 ** e for m in (1, 2, 5) if low <= m * 10 ** e <= high]
    return out
