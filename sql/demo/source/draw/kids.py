"""Small people's things."""
from .studio import K, SHADOW, light_of, mix, oval, poly, shade, slab, smooth
from .home import _glow

VIEW = {"memory": "flat", "crayons": "flat"}
BEECH = "#d9b98a"
PLAY = ("#b5603f", "#5f8a93", "#e3b94c", "#9aa88e", "#34435a", "#dcb4a6", "#d9b98a")


def blocks(a, c=BEECH):
    a.e(60, 40, 440, 120, a.rad([(0, SHADOW, .4), (.6, SHADOW, .16), (1, SHADOW, 0)]))

    def cube(x, y, s, col, yaw=-28, letter=None, h=None):
        a.push(f"translate({x} {y})")
        q = a.box(s, h or s, s, col, yaw, soft=7)
        if letter:
            a.face(q, (-s / 2, s, s / 2), (1, 0, 0), (0, -1, 0))
            a.p(letter, shade(col, .75 if light_of(col) < .6 else -.5), t=f"translate({s / 2:.0f} {s / 2:.0f}) scale({s / 100:.2f})", o=.85)
            a.pop()
        a.pop()
    star = poly([(0, -32), (9, -10), (32, -8), (14, 7), (20, 30), (0, 17), (-20, 30), (-14, 7), (-32, -8), (-9, -10)])
    moon = "M8,-30A30,30 0 1 0 28,16A26,26 0 1 1 8,-30Z"
    tri = "M0,-28L30,26H-30Z"
    cube(-150, -50, 150, PLAY[1], -28, moon)
    cube(40, -26, 150, BEECH, -28, star)
    cube(-60, -190, 150, PLAY[2], -20, tri)
    cube(220, 60, 150, PLAY[0], -40, oval(0, 0, 28, 28))
    a.push("translate(-240 76)")
    a.shadow(62)
    a.turn([(60, 0), (60, 130)], PLAY[3], "matt", smooth_=False)
    a.disc(0, -130, 60, PLAY[3])
    a.pop()
    a.push("translate(-10 120)")
    a.shadow(80, ry=24)
    a.p("M-110,0V-70A110,84 0 0 1 110,-70V0H52V-62A52,44 0 0 0 -52,-62V0Z", a.lin([(0, shade(PLAY[5], .2)), (.5, PLAY[5]), (1, shade(PLAY[5], -.25))], y2=.6))
    a.pop()
    return -350, -360, 350, 150


def toycar(a, c):
    a.e(30, 8, 400, 56, a.rad([(0, SHADOW, .5), (.6, SHADOW, .2), (1, SHADOW, 0)]))
    body = "M-330,-60C-336,-130 -310,-170 -250,-176L-180,-184C-150,-270 -90,-300 0,-300C100,-300 150,-270 190,-190L270,-176C330,-166 340,-120 334,-60C330,-40 -326,-40 -330,-60Z"
    a.p(body, shade(c, -.45), t="translate(12 -6)")
    a.p(body, a.down([(0, shade(c, .34)), (.35, shade(c, .1)), (.7, c), (1, shade(c, -.35))]))
    a.p(body, a.lin([(0, "#fffaf0", .14), (.4, "#fffaf0", .06), (1, "#140f10", .22)]))
    a.grain(body, -330, -300, 334, -40, c, 9, .16)
    for d in ("M-140,-188C-116,-240 -80,-262 -24,-264V-188Z", "M10,-264C84,-262 116,-240 140,-188H10Z"):
        a.p(d, "#e9d3ab")
        a.p(d, a.lin([(0, "#140f10", .3), (.4, "#140f10", .05), (1, "#fff", .2)], y2=1))
    a.c(-66, -214, 36, a.ball(BEECH, .2), c=a.clip("M-140,-188C-116,-240 -80,-262 -24,-264V-188Z"))
    for x in (-200, 200):
        a.c(x + 10, -58, 86, shade(BEECH, -.6))
        a.c(x, -60, 86, a.lin([(0, shade(BEECH, .35)), (.5, BEECH), (1, shade(BEECH, -.3))], y2=1))
        a.p(oval(x, -60, 58, 58) + oval(x, -60, 70, 70), None, st=shade(BEECH, -.4), sw=2.5, o=.4)
        a.c(x, -60, 20, a.ball(c, .3))
    a.e(306, -130, 16, 24, "#f4e7c8")
    a.p("M-236,-162C-160,-180 -100,-180 -40,-180", None, st="#fffdf6", sw=9, o=.45, cap="round", f=a.blur(4))
    return -336, -305, 346, 28


def rainbow(a, c="#b5603f"):
    cols = ("#b5603f", "#d98e4a", "#e3b94c", "#9aa88e", "#5f8a93", "#34435a", "#8a6a86")
    a.e(60, 6, 420, 70, a.rad([(0, SHADOW, .45), (.6, SHADOW, .18), (1, SHADOW, 0)]))
    for i, col in enumerate(cols):
        r, w = 330 - i * 45, 43
        n = r - w
        side = f"M{r},0L{r + 46},-22C{r + 46},{-(r + 22) * 1.1} {r * .3},{-r * 1.1 - 60} 40,{-r * 1.02 - 22}L0,{-r}A{r},{r} 0 0 1 {r},0Z"
        if i == 0:
            a.p(f"M{r},0L{r + 50},-26A{r},{r} 0 0 0 {-r * .55 + 50:.0f},{-r * .835 - 26:.0f}L{-r * .55:.0f},{-r * .835:.0f}A{r},{r} 0 0 1 {r},0Z", a.lin([(0, shade(col, .2)), (.5, shade(col, -.2)), (1, shade(col, -.45))]))
        d = f"M{-r},0A{r},{r} 0 0 1 {r},0H{n}A{n},{n} 0 0 0 {-n},0Z"
        a.p(d, a.lin([(0, shade(col, .2)), (.4, shade(col, .06)), (1, shade(col, -.18))], y2=.6))
        a.p(f"M{-r + 5},0A{r - 5},{r - 5} 0 0 1 {r - 5},0", None, st=shade(col, .5), sw=3, o=.5)
        a.p(f"M{-n},0A{n},{n} 0 0 1 {n},0", None, st=shade(col, -.6), sw=4, o=.6)
        a.grain(d, -r, -r, r, 0, col, 5, .14)
    n = 330 - 6 * 45 - 43
    a.p(f"M{-n},0A{n},{n} 0 0 1 {n},0Z", "#140f10", o=.25)
    return -335, -345, 385, 25


def hare(a, c):
    """A knitted hare that sits."""
    knit = a._ref('<pattern id="@" width="15" height="13" patternUnits="userSpaceOnUse"><path d="M1 1Q4 8 7.5 10Q11 8 14 1" fill="none" stroke="%s" stroke-width="2.6" stroke-opacity=".3"/></pattern>' % shade(c, -.55))
    def part(d):
        a.p(d, a.rad([(0, shade(c, .3)), (.4, shade(c, .1)), (.8, shade(c, -.16)), (1, shade(c, -.34))], .38, .32, .75))
        a.p(d, knit)
    a.shadow(230, ry=60)
    for x, an in ((-62, -12), (62, 14)):
        a.push(f"translate({x} -480) rotate({an})")
        part(smooth([(-30, 20), (-48, -110), (-36, -240), (0, -284), (36, -240), (48, -110), (30, 20)]))
        a.p(smooth([(-12, -10), (-24, -110), (-16, -210), (0, -240), (16, -210), (24, -110), (12, -10)]), "#dcb4a6", o=.85)
        a.pop()
    part(smooth([(-150, -20), (-176, -130), (-120, -270), (0, -320), (120, -270), (176, -130), (150, -20), (0, 20)]))
    a.e(0, -120, 96, 106, shade(c, .4), o=.5, f=a.blur(14))
    for s in (-1, 1):
        part(smooth([(s * 110, -250), (s * 168, -200), (s * 190, -100), (s * 150, -60), (s * 116, -110), (s * 90, -200)]))
        part(smooth([(s * 60, -30), (s * 130, -74), (s * 220, -50), (s * 236, 10), (s * 180, 44), (s * 90, 36)]))
        a.e(s * 192, 0, 26, 30, "#dcb4a6", o=.75)
    a.e(8, -290, 110, 26, SHADOW, o=.3, f=a.blur(10))
    part(smooth([(-150, -390), (-120, -490), (0, -530), (120, -490), (150, -390), (90, -310), (0, -292), (-90, -310)]))
    for s in (-1, 1):
        a.c(s * 60, -412, 14, "#2a2320")
        a.c(s * 60 - 4, -417, 4.5, "#fff")
        a.e(s * 92, -366, 26, 16, "#d99a88", o=.5, f=a.blur(6))
    a.p("M-16,-380C-10,-388 10,-388 16,-380C14,-366 6,-360 0,-360C-6,-360 -14,-366 -16,-380Z", "#9a5f50")
    a.line("M0,-360V-346M0,-346C-8,-334 -26,-334 -32,-344M0,-346C8,-334 26,-334 32,-344", "#6d4a3e", 4)
    a.p("M-104,-300C-40,-262 40,-262 104,-300L98,-268C40,-236 -40,-236 -98,-268Z", a.lin([(0, "#c9825c"), (.4, "#b5603f"), (1, "#7c3f28")]))
    a.p("M40,-256L88,-160L50,-150L20,-246Z", a.lin([(0, "#b5603f"), (1, "#8f4a30")]))
    return -240, -770, 250, 60


def nightlight(a, c):
    """A sleeping moon on a wooden foot."""
    a.shadow(130, ry=30)
    _glow(a, 0, -300, 520, .75)
    a.turn([(120, 0), (122, 10), (116, 52)], "#b5854f", "matt", smooth_=False)
    a.disc(0, -52, 116, "#b5854f")
    d = "M60,-560A255,255 0 1 0 216,-150A210,210 0 1 1 60,-560Z"
    a.push("rotate(-16 0 -300)")
    a.p(d, a.rad([(0, "#fffdf4"), (.5, mix(c, "#fff1cd", .6)), (.85, c), (1, shade(c, -.16))], .4, .45, .6))
    a.p(d, None, st="#fffaf0", sw=4, o=.6)
    a.p("M-212,-318C-200,-298 -172,-298 -160,-318", None, st="#8a6a3f", sw=8, cap="round", o=.8)
    a.p("M-140,-214C-124,-198 -104,-200 -92,-212", None, st="#8a6a3f", sw=7, cap="round", o=.8)
    a.e(-176, -252, 28, 17, "#e39a78", o=.5, f=a.blur(7))
    a.pop()
    return -270, -580, 290, 30


def lunchbox(a, c):
    q = a.eye(-28)
    a.boxshadow(440, 300)
    w, d, h = 440, 300, 140
    steel = "#b9bbba"
    a.box(w, h, d, steel, soft=26)
    a.face(q, (-w / 2, h, d / 2), (1, 0, 0), (0, -1, 0))
    a.r(0, 0, w, h, 0, a.lin([(0, "#fff", 0), (.2, "#fff", .55), (.32, "#fff", .1), (.7, "#140f10", .12), (.9, "#fff", .25), (1, "#fff", 0)]))
    a.pop()
    W, D = w + 10, d + 10
    v = lambda x, y, z: q(x, y + h - 4, z)
    for f, pts in ((-.3, [(1, 1, 1), (1, 1, -1), (1, 0, -1), (1, 0, 1)]), (.08, [(-1, 1, 1), (1, 1, 1), (1, 0, 1), (-1, 0, 1)]), (.26, [(-1, 1, 1), (1, 1, 1), (1, 1, -1), (-1, 1, -1)])):
        a.plane([v(i * W / 2, j * 44, k * D / 2) for i, j, k in pts], c, f, 24)
    a.face(q, (-W / 2, h + 40, -D / 2), (1, 0, 0), (0, 0, 1))
    a.p(f"M{W * .3},{D * .62}C{W * .28},{D * .4} {W * .4},{D * .3} {W * .5},{D * .42}C{W * .6},{D * .3} {W * .72},{D * .4} {W * .7},{D * .62}C{W * .66},{D * .8} {W * .34},{D * .8} {W * .3},{D * .62}Z", shade(c, .5), o=.6)
    a.c(W * .42, D * .56, 9, shade(c, -.5))
    a.c(W * .58, D * .56, 9, shade(c, -.5))
    a.pop()
    for x in (-110, 110):
        p, r = q(x, h + 26, d / 2 + 8), q(x, h - 52, d / 2 + 8)
        a.tube("M%f,%fL%f,%f" % (*p, *r), 30, steel, "metal")
    return -310, -330, 310, 130


def bottle(a, c, cap="#2c2a29", r=88, h=470, loop=True, sport=False):
    a.shadow(r)
    if sport:
        prof = [(r * .96, 0), (r, 12), (r, h * .34), (r * .88, h * .42), (r * .88, h * .54), (r, h * .62), (r, h * .84), (r * .7, h * .92), (r * .66, h * .94)]
        a.turn(prof, c, "matt", gleam=.42)
        a.p(f"M{-r},{-h * .14}A{r},{r * K} 0 0 0 {r},{-h * .14}V{-h * .24}A{r},{r * K} 0 0 1 {-r},{-h * .24}Z", "#fffaf0", o=.5)
        a.turn([(r * .74, h * .93), (r * .76, h * .99), (r * .7, h * 1.02)], cap, "matt", smooth_=False)
        a.turn([(r * .44, h * 1.01), (r * .3, h * 1.05), (r * .3, h * 1.1), (r * .34, h * 1.11), (r * .3, h * 1.14)], shade(c, -.2), "gloss")
        a.disc(0, -h * 1.14, r * .3, shade(c, .1))
        return -r - 5, -h * 1.18, r + 8, r * K
    prof = [(r * .95, 0), (r, 10), (r, h * .72), (r * .96, h * .8), (r * .62, h * .9), (r * .6, h * .93)]
    a.turn(prof, c, "brushed", gleam=.2)
    a.turn([(r * .95, 0), (r, 10), (r, h * .05)], "#b9bbba", "metal", smooth_=False)
    a.p(f"M{-r * .34},{-h * .46}C{-r * .4},{-h * .56} {-r * .1},{-h * .58} 0,{-h * .5}C{r * .1},{-h * .58} {r * .4},{-h * .56} {r * .34},{-h * .46}C{r * .2},{-h * .38} {-r * .2},{-h * .38} {-r * .34},{-h * .46}Z", "#fffaf0", o=.75)
    a.turn([(r * .66, h * .92), (r * .68, h * 1.06), (r * .62, h * 1.08)], cap, "matt", smooth_=False)
    a.disc(0, -h * 1.08, r * .62, shade(cap, .1))
    if loop:
        a.tube(f"M{-r * .5},{-h * 1.06}C{-r * .5},{-h * 1.26} {r * .5},{-h * 1.26} {r * .5},{-h * 1.06}", 15, cap)
    return -r - 5, -h * 1.24, r + 8, r * K


def crayons(a, c="#d9b98a"):
    a.push("rotate(-10)")
    a.push(f=a.drop(14, 20, 14, .4))
    a.p(slab(-300, 30, 600, 270, 16), a.lin([(0, shade(c, .25)), (.5, c), (1, shade(c, -.2))], y2=1))
    a.pop()
    cols = ("#9b3038", "#b5603f", "#d98e4a", "#e3b94c", "#c9d07a", "#5f6b47", "#2f4a42", "#5f8a93", "#9fb9c9", "#34435a", "#6d4455", "#7a5236")
    for i, col in enumerate(cols):
        x, y = -290 + i * 49, -230 + (i * 37 % 5) * 14
        a.p(f"M{x + 4},{y + 300}V{y + 20}Q{x + 12},{y - 6} {x + 16},{y - 14}Q{x + 23},{y - 20} {x + 29},{y - 14}Q{x + 34},{y - 4} {x + 42},{y + 20}V{y + 300}Z",
            a.lin([(0, shade(col, -.1)), (.3, shade(col, .42)), (.55, col), (1, shade(col, -.42))]))
        a.r(x + 3, y + 74, 40, 250, 3, a.lin([(0, "#d8cbb3"), (.3, "#fbf5e8"), (1, "#bdae92")]))
        a.r(x + 3, y + 92, 40, 8, 0, col, o=.8)
    b = slab(-300, 60, 600, 240, 16)
    a.p(b, a.lin([(0, shade(c, .3)), (.5, shade(c, .1)), (1, shade(c, -.14))], y2=1))
    a.p("M-300,62H300", None, st="#fffaf0", sw=4, o=.6)
    a.grain(b, -300, 60, 300, 300, c, 9, .25)
    a.p("M-60,180C-66,140 -20,130 0,160C20,130 66,140 60,180C50,220 -50,220 -60,180Z", shade(c, -.45), o=.8)
    a.pop()
    return -370, -310, 360, 350


def memory(a, c="#5f8a93"):
    icons = ("M0,-34C30,-20 34,20 0,38C-34,20 -30,-20 0,-34Z M0,38V-20", "M-34,10A34,34 0 0 1 34,10Z", "M-30,24L0,-34L30,24Z", "M-34,0C-10,-40 20,-34 34,0C20,34 -10,40 -34,0Z")
    cols = ("#9aa88e", "#b5603f", "#e3b94c", "#5f8a93")
    k = 0
    for r in range(3):
        for q in range(4):
            x, y = -285 + q * 190, -190 + r * 190
            a.push(f"translate({x} {y}) rotate({(k * 7 % 9) - 4})", f=a.drop(7, 10, 7, .34))
            up = k in (1, 4, 6, 11, 9)
            a.r(-80, -80, 160, 160, 18, a.lin([(0, "#fffdf6"), (1, "#e9dfca")], y2=1) if up else a.lin([(0, shade(c, .2)), (1, shade(c, -.14))], y2=1))
            if up:
                i = k % 4
                a.c(0, 0, 58, cols[i], o=.22)
                a.p(icons[i], cols[i], st=shade(cols[i], -.35), sw=5, join="round")
            else:
                a.p("M-50,0A50,50 0 0 1 50,0M-30,0A30,30 0 0 1 30,0M-10,0A10,10 0 0 1 10,0M-60,22H60M-40,44H40", None, st="#fffaf0", sw=6, o=.55, cap="round")
            a.pop()
            k += 1
    return -380, -290, 380, 290


def stool(a, c):
    wood = "#c79a63"
    a.e(40, 10, 320, 76, a.rad([(0, SHADOW, .36), (.6, SHADOW, .14), (1, SHADOW, 0)]))
    for x0, x1, y in ((-120, -160, -30), (120, 160, -30), (-150, -230, 30), (150, 230, 30)):
        a.e(x1 + 10, y + 4, 30, 9, SHADOW, o=.4, f=a.blur(4))
        a.p(f"M{x0 - 24},-250L{x1 - 17},{y}A17,6 0 0 0 {x1 + 17},{y}L{x0 + 24},-250Z", a.round(shade(wood, -.12 if y < 0 else .04), "matt"))
    a.line("M-196,-90L196,-90", shade(wood, -.2), 22)
    a.line("M-196,-94L196,-94", shade(wood, .2), 7)
    a.turn([(236, 236), (246, 246), (246, 276), (240, 284)], c, "matt", smooth_=False)
    a.e(0, -284, 242, 242 * K, a.lin([(0, shade(c, .32)), (.5, shade(c, .12)), (1, shade(c, -.1))], y2=.5))
    a.grain(oval(0, -284, 242, 242 * K), -242, -350, 242, -220, c, 8, .18)
    a.e(-12, -286, 150, 34, shade(c, -.2), o=.3, f=a.blur(12))
    return -260, -350, 270, 42
