"""Tableware, coffee and tea: things that were turned, thrown or blown."""
from .studio import K, SHADOW, light_of, mix, oval, poly, shade, slab, smooth

VIEW = {"cutlery": "flat", "napkins": "flat"}
CLAY = "#c3a184"


def mug(a, c, r=185, h=400, handle=True, drink="#5b3a26"):
    a.shadow(r * .86)
    if handle:
        a.tube(f"M{r - 8},{-h * .8}C{r + 150},{-h * .88} {r + 150},{-h * .2} {r - 22},{-h * .2}", 44, c, "gloss")
    prof = [(r * .82, 0), (r * .86, 6), (r * .97, h * .2), (r, h * .5), (r * .99, h * .85), (r, h)]
    a.turn(prof, CLAY, "matt")
    a.turn([(r * .94, h * .13), (r * .98, h * .25), (r, h * .5), (r * .99, h * .85), (r, h)], c, "gloss")
    d = a.profile([(r * .94, h * .13), (r, h * .5), (r, h)])
    a.speckle(d, -r, -h, r, 0, 70, shade(c, -.5 if light_of(c) > .4 else .5), .35, 2.6)
    a.mouth(r, h, c, 11, lip=a.lin([(0, shade(c, .05)), (.3, "#fffaf2"), (1, shade(c, -.1))]))
    if drink:
        a.fillto(r, h, drink, 11, 34)
        a.e(-r * .25, -h + 24, r * .3, r * .045, shade(drink, .6), o=.35, f=a.blur(4))
    return -r, -h - r * K, r + (110 if handle else 0), r * K


def _plate_up(a, c, r, x, y, rim=.72, tilt=.93):
    """A plate that leans against the wall, seen from the front."""
    a.push(f"translate({x} {y}) rotate(-4)")
    ry = r * tilt
    a.e(18, 12, r, ry, SHADOW, o=.3, f=a.blur(18))
    a.e(7, 5, r, ry, shade(c, -.34))
    a.e(0, 0, r, ry, a.lin([(0, shade(c, .3)), (.45, shade(c, .04)), (1, shade(c, -.18))], y2=1))
    a.e(0, 0, r - 6, ry - 6, None, st=shade(c, .6), sw=3, o=.7)
    q = r * rim
    a.e(0, 0, q + 7, q * tilt + 7, a.lin([(0, shade(c, -.26)), (.5, shade(c, -.02)), (1, shade(c, .34))], y2=1))
    a.e(2, 3, q, q * tilt, a.lin([(0, shade(c, -.1)), (.5, shade(c, .03)), (1, shade(c, .16))], y2=1))
    a.speckle(oval(0, 0, r, ry), -r, -r, r, r, 90, shade(c, -.5 if light_of(c) > .4 else .5), .3, 2.4)
    a.e(-r * .34, -ry * .42, r * .36, r * .16, "#fffdf6", o=.3, f=a.blur(16), t=f"rotate(-40 {-r * .34:.0f} {-ry * .42:.0f})")
    a.pop()


def _plate_flat(a, c, r, y, wall=24):
    a.turn([(r * .6, y), (r * .66, y + 2), (r, y + wall)], CLAY, "matt", smooth_=False, gleam=0)
    a.turn([(r * .72, y + wall * .3), (r, y + wall)], c, "gloss", smooth_=False, gleam=0)
    a.mouth(r, y + wall, c, 7, depth=.1)


def plate(a, c, r=250, stack=4, rim=.72):
    a.shadow(r * .95, x=60)
    _plate_up(a, c, r, -70, -r * 1.02, rim)
    a.push("translate(90 70)")
    a.shadow(r * .78, ry=r * .2)
    for i in range(stack):
        _plate_flat(a, c, r * (.94 + .006 * (i % 2)), i * 25)
    top = stack * 25
    a.e(0, -top + 4, r * .68, r * .68 * K, a.lin([(0, shade(c, -.16)), (.5, shade(c, .02)), (1, shade(c, .22))]))
    a.e(-r * .3, -top, r * .3, r * .05, "#fffdf6", o=.3, f=a.blur(6))
    a.pop()
    return -r - 75, -r * 2, r + 80, 70 + r * .25


def bowl(a, c, r=270, h=190, foot=.42, stack=1, food=None):
    a.shadow(r * .7, long=1.2)
    for i in range(stack):
        y = i * h * .42
        prof = [(r * foot, y), (r * foot, y + h * .07), (r * foot, y + h * .07), (r * .72, y + h * .3), (r * .92, y + h * .66), (r, y + h)]
        a.turn(prof, CLAY, "matt")
        glaze = [(r * .66, y + h * .24), (r * .73, y + h * .31), (r * .92, y + h * .66), (r, y + h)]
        a.turn(glaze, c, "gloss", under=.3)
        a.speckle(a.profile(glaze), -r, -y - h, r, -y, 50, shade(c, -.5 if light_of(c) > .4 else .5), .32, 2.6)
        if i + 1 == stack:
            a.mouth(r, y + h, c, 11, depth=.2)
            a.e(-r * .4, -y - h + r * .06, r * .26, r * .05, "#fffdf6", o=.35, f=a.blur(6))
        else:
            a.mouth(r, y + h, c, 11, depth=.4)
    top = h + (stack - 1) * h * .42
    return -r, -top - r * K, r, r * .15


def cup(a, c, n=2):
    """Espresso cups on saucers."""
    a.push("translate(120 -60) scale(.86)", id="z")
    a.shadow(170, long=.8)
    _plate_flat(a, c, 205, 0, 26)
    a.e(0, -24, 120, 30, a.lin([(0, shade(c, -.2)), (1, shade(c, .2))]))
    a.push("translate(0 -18)")
    mug(a, c, 112, 190)
    a.pop()
    a.pop()
    a.again("z", "translate(-249.5 109.8) scale(1.163)")
    return -320, -330, 330, 110


def glass(a, c, r=120, h=330, taper=.84, water=0, tint=.25, thick=16):
    """A tumbler: walls, a thick base and what stands in it."""
    a.e(r * .55, r * .04, r * 1.5, r * .3, a.rad([(0, shade(c, -.3), .38), (.6, shade(c, -.2), .2), (1, SHADOW, 0)]))
    a.e(r * .75, r * .06, r * .55, r * .1, "#fffdf2", o=.55, f=a.blur(7))
    b = r * taper
    d = a.profile([(b, 0), (b + 2, 6), (r, h)], False)
    a.p(d, a.lin([(0, shade(c, -.2), tint + .4), (.07, c, tint * .6 + .1), (.5, shade(c, .4), tint * .35), (.9, c, tint * .7 + .1),
                  (1, shade(c, -.25), tint + .45)]))
    if water:
        w = b + (r - b) * water
        a.p(a.profile([(b - thick * .6, thick), (w - thick * .7, h * water)], False),
            a.lin([(0, "#8fa9ae", .38), (.5, "#d6e4e4", .16), (1, "#7c979d", .42)]))
        a.e(0, -h * water, w - thick * .7, (w - thick * .7) * K, "#f4fafa", o=.55)
    a.p(a.profile([(b, 0), (b + 1, thick), (b + 1, thick)], False), a.lin([(0, shade(c, -.3), .5), (.3, "#fff", .5), (.6, c, .3), (1, shade(c, -.4), .55)]))
    a.e(0, -thick, b - 8, (b - 8) * K, "#fff", o=.28)
    a.p(f"M{-r * .78},{-h * .93}L{-b * .8},{-h * .12}L{-b * .62},{-h * .1}L{-r * .6},{-h * .91}Z", "#fff", o=.55, f=a.blur(3))
    a.p(f"M{r * .82},{-h * .9}L{b * .84},{-h * .16}", None, st="#fff", sw=5, o=.5, f=a.blur(2))
    a.e(0, -h, r, r * K, "#fff", fo=.1, st=shade(c, -.25), sw=2.4, so=.55)
    a.p(f"M{-r},{-h}A{r},{r * K} 0 0 0 {r},{-h}", None, st="#fff", sw=3.4, o=.75)
    return -r, -h - r * K, r, r * K


def tumblers(a, c):
    for x, y, s, w in ((150, -80, .92, 0), (-150, -40, .96, .62), (30, 50, 1, 0)):
        a.push(f"translate({x} {y}) scale({s})")
        glass(a, c, water=w)
        a.pop()
    return -290, -440, 290, 80


def wineglass(a, c, n=2):
    for x, y, s in ((130, -50, .93), (-90, 30, 1))[-n:]:
        a.push(f"translate({x} {y}) scale({s})")
        a.e(60, 6, 190, 34, a.rad([(0, SHADOW, .3), (.6, SHADOW, .12), (1, SHADOW, 0)]))
        a.e(0, 0, 105, 105 * K, a.lin([(0, shade(c, -.3), .5), (.4, "#fff", .5), (1, shade(c, -.3), .5)]), st="#fff", sw=2.4, so=.8)
        a.p("M-34,-4C-10,-14 -7,-30 -6,-60L-6,-250C-8,-270 8,-270 6,-250L6,-60C7,-30 10,-14 34,-4Z",
            a.lin([(0, shade(c, -.35), .6), (.4, "#fff", .8), (1, shade(c, -.35), .6)]))
        body = [(10, 255), (70, 275), (128, 345), (136, 430), (104, 600)]
        wine = [(10, 262), (66, 282), (122, 350), (126, 382)]
        a.p(a.profile(wine), a.lin([(0, "#3c0f1c", .92), (.35, "#8a2438", .9), (1, "#2e0a14", .95)]))
        a.e(0, -382, 126, 126 * K, a.lin([(0, "#54101f"), (.6, "#a13a4b"), (1, "#4a0f1c")]))
        a.p(a.profile(body), a.lin([(0, shade(c, -.25), .55), (.1, "#fff", .14), (.5, "#fff", .06), (.88, "#fff", .14), (1, shade(c, -.3), .55)]))
        a.p("M-98,-560C-116,-480 -120,-420 -104,-360L-84,-366C-96,-420 -92,-480 -78,-556Z", "#fff", o=.6, f=a.blur(3))
        a.p("M92,-560C106,-490 110,-430 104,-380", None, st="#fff", sw=5, o=.5, f=a.blur(2))
        a.e(0, -600, 104, 104 * K, "#fff", fo=.12, st=shade(c, -.2), sw=2, so=.6)
        a.p("M-104,-600A104,27 0 0 0 104,-600", None, st="#fff", sw=3, o=.8)
        a.pop()
    return -235, -640, 260, 70


def carafe(a, c):
    a.e(110, 8, 250, 44, a.rad([(0, SHADOW, .32), (.6, SHADOW, .14), (1, SHADOW, 0)]))
    body = [(140, 0), (150, 10), (156, 80), (136, 220), (80, 380), (62, 480), (72, 560)]
    a.p(a.profile(body), a.lin([(0, shade(c, -.3), .6), (.08, c, .2), (.5, "#fff", .1), (.92, c, .22), (1, shade(c, -.35), .6)]), st=shade(c, -.3), sw=2.5, so=.45)
    a.p(a.profile([(132, 14), (146, 80), (128, 215), (104, 290)]), a.lin([(0, "#86a0a6", .4), (.5, "#dbe7e7", .16), (1, "#728e95", .45)]))
    a.e(0, -290, 104, 104 * K, "#f6fbfb", o=.6)
    a.e(0, -12, 126, 126 * K, "#fff", o=.25)
    a.p("M-118,-120C-118,-200 -66,-330 -50,-470L-38,-468C-48,-330 -96,-200 -98,-120Z", "#fff", o=.6, f=a.blur(3))
    a.p("M128,-100C126,-190 84,-300 66,-400", None, st="#fff", sw=6, o=.45, f=a.blur(2))
    a.e(0, -560, 72, 72 * K, "#fff", fo=.2, st=shade(c, -.2), sw=2.4)
    oak = "#c79a63"
    a.turn([(56, 545), (60, 560), (66, 566), (66, 566), (68, 640), (60, 652)], oak, "matt")
    a.disc(0, -652, 60, oak)
    a.grain(slab(-68, -652, 136, 100, 8), -68, -650, 68, -560, oak, 6, .35, True)
    return -156, -675, 170, 40


def cutlery(a, c, n=4):
    """Knife, fork and two spoons laid side by side."""
    hi, lo = shade(c, .6), shade(c, -.4)
    steel = a.lin([(0, lo), (.2, hi), (.45, c), (.7, shade(c, .35)), (1, shade(c, -.5))])
    flat = a.down([(0, shade(c, .55)), (.5, shade(c, .1)), (1, shade(c, -.2))])
    grip = lambda x: smooth([(x - 9, 40), (x - 10, 120), (x - 17, 330), (x - 12, 365), (x + 12, 365), (x + 17, 330), (x + 10, 120), (x + 9, 40)])
    a.push(f=a.drop(12, 16, 12, .38))
    x = -210
    a.p(grip(x), steel)
    a.p(f"M{x - 8},60L{x - 12},0C{x - 14},-20 {x - 46},-50 {x - 44},-130L{x - 44},-300Q{x - 40},-316 {x - 34},-300L{x - 32},-170H{x - 22}L{x - 20},-306"
        f"Q{x - 15},-318 {x - 10},-306L{x - 8},-170H{x + 8}L{x + 10},-306Q{x + 15},-318 {x + 20},-306L{x + 22},-170H{x + 32}L{x + 34},-300"
        f"Q{x + 40},-316 {x + 44},-300L{x + 44},-130C{x + 46},-50 {x + 14},-20 {x + 12},0L{x + 8},60Z", flat)
    x = -70
    a.p(grip(x), steel)
    a.p(f"M{x - 11},50L{x - 16},10C{x - 20},-120 {x - 24},-260 {x - 18},-330C{x + 14},-320 {x + 34},-260 {x + 30},-120C{x + 28},-60 {x + 14},10 {x + 11},50Z",
        a.lin([(0, shade(c, .1)), (.5, shade(c, .65)), (.75, shade(c, .25)), (1, shade(c, -.15))]))
    for x, s in ((70, 1), (205, .82)):
        a.push(f"translate({x} {365 - 365 * s:.0f}) scale({s})")
        a.p(grip(0), steel)
        a.p("M-9,60L-13,-10C-16,-50 -62,-80 -62,-190C-62,-280 -34,-330 0,-330C34,-330 62,-280 62,-190C62,-80 16,-50 13,-10L9,60Z", flat)
        a.p("M0,-72C-34,-90 -48,-130 -48,-195C-48,-270 -26,-312 0,-312C26,-312 48,-270 48,-195C48,-130 34,-90 0,-72Z",
            a.lin([(0, shade(c, -.4)), (.4, shade(c, -.05)), (1, shade(c, .6))], y2=.7))
        a.e(14, -240, 13, 44, "#fffdf6", o=.7, f=a.blur(6))
        a.pop()
    a.pop()
    return -280, -340, 280, 370


def napkins(a, c, n=4):
    a.push("rotate(-8)")
    for i in range(n):
        a.push(f"rotate({(i - 1.5) * 3:.1f})", f=a.drop(9, 12, 10, .32))
        d = smooth([(-270, -260), (-270, -260), (0, -264), (262, -262), (262, -262), (266, 0), (262, 260), (262, 260), (0, 266), (-266, 262), (-266, 262), (-270, 0)])
        a.p(d, a.lin([(0, shade(c, .22)), (.5, c), (1, shade(c, -.12))], y2=1))
        if i == n - 1:
            a.p(d, a.weave(shade(c, -.5), 7, .16))
            a.stitch("M-250,-242H244V242H-248Z", shade(c, -.35), 2.4, "8 5", .55)
            a.p("M-268,0C-100,-10 100,8 264,-2L262,14C100,22 -100,6 -268,16Z", "#140f10", o=.1, f=a.blur(5))
            a.p("M0,-262C-8,-100 8,100 -2,262L12,262C20,100 6,-100 14,-262Z", "#140f10", o=.1, f=a.blur(5))
            a.line("M-264,254C-100,262 100,260 258,254", shade(c, .5), 3, o=.5)
        a.pop()
    a.pop()
    return -320, -320, 320, 320


def butterdish(a, c):
    a.shadow(290, ry=80)
    a.p(slab(-290, -46, 580, 62, 30), a.down([(0, shade("#b98a56", .3)), (1, shade("#b98a56", -.35))]))
    a.p(smooth([(-290, -34), (-250, -78), (0, -96), (250, -78), (290, -34), (250, 0), (0, 12), (-250, 0)]), a.lin([(0, shade("#b98a56", .3)), (1, shade("#b98a56", -.12))]))
    a.grain(smooth([(-290, -34), (-250, -78), (0, -96), (250, -78), (290, -34), (250, 0), (0, 12), (-250, 0)]), -290, -96, 290, 12, "#b98a56", 8, .4)
    d = "M-232,-40C-240,-130 -236,-190 -200,-212C-100,-236 100,-236 200,-212C236,-190 240,-130 232,-40C100,-16 -100,-16 -232,-40Z"
    a.p(d, a.round(c, "gloss"))
    a.p(d, a.down([(0, "#fff8ea", .35), (.3, "#fff8ea", 0), (1, "#140f10", .25)]))
    a.speckle(d, -232, -230, 232, -20, 70, "#3a2a20", .32, 2.6)
    a.p("M-200,-70C-206,-130 -200,-170 -180,-186L-120,-200C-150,-170 -156,-130 -152,-66Z", "#fffdf6", o=.6, f=a.blur(7))
    a.e(6, -218, 50, 13, SHADOW, o=.3, f=a.blur(5))
    a.turn([(26, 222), (22, 236), (40, 262), (38, 276), (16, 286)], "#b98a56")
    return -290, -290, 310, 40


# -- coffee and tea --------------------------------------------------------------------------------------------------------------
def coffeebag(a, c, band="#f3ece0", mark=0):
    """A paper bag with a folded top and a label."""
    a.shadow(215, ry=62)
    body = "M-205,-20C-214,-200 -206,-400 -196,-520L-188,-560H188L196,-520C206,-400 214,-200 205,-20C120,26 -120,26 -205,-20Z"
    a.p(body, a.lin([(0, shade(c, -.25)), (.07, shade(c, .1)), (.28, shade(c, .22)), (.6, c), (.86, shade(c, -.24)), (.93, shade(c, -.1)), (1, shade(c, -.42))]))
    a.p(body, a.down([(0, "#140f10", .2), (.12, "#fff8ea", .12), (.6, "#140f10", 0), (1, "#140f10", .28)]))
    cl = a.clip(body)
    for d, o in (("M-196,-520C-120,-470 -150,-330 -168,-240C-150,-330 -90,-450 -60,-520Z", .16), ("M196,-520C120,-480 160,-360 176,-250C150,-340 110,-450 80,-520Z", .24),
                 ("M-205,-30C-150,-70 -100,-40 -40,-60C-100,-20 -150,-10 -205,-20Z", .16), ("M205,-40C150,-90 120,-30 50,-50C110,-10 150,0 205,-20Z", .2)):
        a.p(d, "#140f10", o=o, f=a.blur(8), c=cl)
    a.p("M-170,-480C-184,-340 -186,-200 -180,-80L-140,-80C-150,-200 -148,-340 -136,-480Z", "#fffaf0", o=.2, f=a.blur(12))
    a.p("M-190,-612L-188,-556H188L190,-612C100,-620 -100,-620 -190,-612Z", a.lin([(0, shade(c, .05)), (.3, shade(c, .32)), (.7, shade(c, .08)), (1, shade(c, -.35))]))
    a.line("M-188,-560C-90,-552 90,-552 188,-560", shade(c, -.5), 5, o=.5)
    a.r(-202, -596, 404, 15, 6, a.lin([(0, shade(band, -.2)), (.3, band), (1, shade(band, -.45))]))
    a.p("M-150,-400C-50,-392 50,-392 150,-400L154,-130C50,-118 -50,-118 -154,-130Z", a.lin([(0, shade(band, -.08)), (.3, shade(band, .4)), (.7, band), (1, shade(band, -.24))]))
    ink = shade(c, -.35) if light_of(c) < .75 else "#4a3a2e"
    _emblem(a, mark, 0, -300, 54, ink)
    for y, w, s in ((-214, 190, 13), (-186, 130, 7), (-168, 150, 5)):
        a.r(-w / 2, y, w, s, s / 2, ink, o=.9 if s > 10 else .5)
    a.c(96, -470, 13, shade(c, -.3))
    a.c(95, -471, 9, shade(c, .1))
    return -205, -620, 225, 30


def _emblem(a, mark, x, y, r, ink):
    """Quiet house emblems for labels."""
    a.push(f"translate({x} {y})")
    m = mark % 6
    if m == 0:
        a.e(0, 0, r * .6, r, ink, t="rotate(28)")
        a.line(f"M{-r * .4},{-r * .75}C{r * .4},{-r * .3} {-r * .4},{r * .3} {r * .4},{r * .75}", "#f3ece0", r * .1)
    elif m == 1:
        a.p(f"M{-r},{r * .3}A{r},{r} 0 0 1 {r},{r * .3}Z", ink)
        a.line("".join(f"M{-r * w},{r * (.5 + .22 * i)}H{r * w}" for i, w in enumerate((1, .7, .4))), ink, r * .1)
    elif m == 2:
        a.c(0, 0, r * .92, None, st=ink, sw=r * .1)
        a.p(f"M{r * .2},{-r * .6}A{r * .65},{r * .65} 0 1 0 {r * .6},{r * .35}A{r * .55},{r * .55} 0 1 1 {r * .2},{-r * .6}Z", ink)
    elif m == 3:
        for ang in (-50, 0, 50):
            a.p(f"M0,{r * .9}C{r * .5},{r * .3} {r * .4},{-r * .6} 0,{-r}C{-r * .4},{-r * .6} {-r * .5},{r * .3} 0,{r * .9}Z", ink, t=f"rotate({ang} 0 {r * .8:.0f})", o=.85)
    elif m == 4:
        for i in range(8):
            a.p(f"M0,{-r * .25}C{r * .22},{-r * .5} {r * .16},{-r * .9} 0,{-r}C{-r * .16},{-r * .9} {-r * .22},{-r * .5} 0,{-r * .25}Z", ink, t=f"rotate({i * 45})")
        a.c(0, 0, r * .2, ink)
    else:
        a.p(f"M{-r},{r * .7}L{-r * .3},{-r * .5}L{r * .1},{r * .15}L{r * .4},{-r * .2}L{r},{r * .7}Z", ink)
        a.c(r * .5, -r * .6, r * .2, ink)
    a.pop()


def tin(a, c, band="#f3ece0", mark=3, r=150, h=380):
    a.shadow(r)
    a.turn([(r, 0), (r, h * .8)], c, "brushed", smooth_=False, under=.3)
    a.p(a.profile([(r + .5, h * .16), (r + .5, h * .62)], False), a.lin([(0, shade(band, -.3)), (.28, shade(band, .5)), (.55, band), (1, shade(band, -.4))]))
    ink = shade(c, -.3)
    _emblem(a, mark, 0, -h * .42, 42, ink)
    for y, w, s in ((-h * .22, 130, 10), (-h * .165, 90, 5)):
        a.p(f"M{-w / 2},{y}A{r * 1.1},{r * .3} 0 0 0 {w / 2},{y}", None, st=ink, sw=s, o=.85)
    a.turn([(r + 6, h * .78), (r + 6, h * .96), (r, h)], c, "brushed", smooth_=False, under=.3)
    a.e(0, -h, r, r * K, a.lin([(0, shade(c, .35)), (.5, shade(c, .1)), (1, shade(c, -.2))]))
    a.e(0, -h - 1, r * .86, r * .86 * K, None, st=shade(c, -.3), sw=3, o=.5)
    a.p(f"M{-r - 6},{-h * .78}A{r + 6},{(r + 6) * K} 0 0 0 {r + 6},{-h * .78}", None, st=shade(c, -.6), sw=4, o=.5)
    return -r - 6, -h - r * K, r + 6, r * K


def dripper(a, c):
    """A cone on its glass server."""
    a.push("translate(0 0)")
    glass(a, "#b9c4c2", 165, 270, .96, .55, .14)
    a.p(a.profile([(150, 16), (152, 140)], False), a.lin([(0, "#2a150c", .85), (.3, "#6a3d22", .8), (1, "#241008", .9)]))
    a.e(0, -142, 152, 152 * K, a.lin([(0, "#3f2214"), (.4, "#8a5a38"), (1, "#33190e")]))
    a.tube("M162,-220C260,-230 260,-60 160,-70", 24, "#b9c4c2", "gloss")
    a.pop()
    a.turn([(205, 268), (208, 284)], c, "gloss", smooth_=False, gleam=0)
    a.mouth(208, 284, c, 4, depth=.05)
    a.tube("M150,-440C280,-450 280,-330 120,-330", 34, c, "gloss")
    a.turn([(92, 286), (96, 310), (190, 500), (194, 520)], c, "gloss")
    a.mouth(194, 520, c, 9, depth=.2)
    a.p("M-176,-520C-60,-500 60,-500 176,-520L150,-548C60,-566 -60,-566 -150,-548Z", "#efe6d6", o=.95)
    a.fillto(186, 520, "#3b2315", 16, 14)
    return -208, -575, 262, 45


def kettle(a, c, grip="#2e2a28"):
    a.shadow(190, long=1.2)
    a.tube("M-150,-110C-330,-90 -240,-360 -372,-420", 32, c, "brushed")
    a.e(-374, -424, 19, 10, shade(c, -.5), t="rotate(-35 -374 -424)")
    a.turn([(186, 0), (194, 12), (190, 60), (150, 280), (122, 330)], c, "brushed")
    a.p("M-190,-12A190,49 0 0 0 190,-12", None, st=shade(c, -.5), sw=9, o=.5)
    a.turn([(122, 330), (118, 344), (60, 362)], c, "brushed", smooth_=False)
    a.e(0, -362, 60, 60 * K, a.lin([(0, shade(c, .4)), (1, shade(c, -.2))]))
    a.turn([(14, 362), (12, 378), (30, 398), (26, 416), (10, 422)], grip)
    a.tube("M118,-310C300,-420 330,-240 262,-90", 40, grip)
    a.line("M168,-200C210,-190 250,-130 262,-96", shade(c, -.2), 12)
    return -395, -440, 310, 50


def handgrinder(a, c):
    oak = "#b5854f"
    a.shadow(105)
    a.turn([(98, 0), (100, 8), (96, 190)], c, "brushed", smooth_=False)
    a.turn([(100, 190), (100, 206)], "#2c2a29", "brushed", smooth_=False)
    a.turn([(94, 206), (86, 300), (94, 430), (96, 440)], oak, "matt")
    a.grain(a.profile([(94, 206), (86, 300), (94, 430)]), -98, -440, 98, -206, oak, 8, .4, True)
    a.turn([(98, 440), (98, 462), (70, 478)], c, "brushed", smooth_=False)
    a.disc(0, -478, 70, c)
    a.tube("M0,-486V-520", 26, "#b9bbba", "metal")
    a.tube("M0,-524L230,-548", 20, "#b9bbba", "metal")
    a.turn([(17, 520), (17, 536)], "#b9bbba", "metal", smooth_=False)
    a.push("translate(232 -552)")
    a.turn([(12, 0), (26, 30), (32, 66), (22, 92), (8, 96)], oak)
    a.pop()
    return -105, -650, 265, 30


def press(a, c):
    a.shadow(150)
    glass(a, "#b9c4c2", 138, 400, .99, 0, .12)
    a.p(a.profile([(128, 20), (130, 250)], False), a.lin([(0, "#22100a", .92), (.28, "#6f4226", .86), (.6, "#3a1e10", .9), (1, "#1d0d07", .95)]))
    a.e(0, -250, 130, 130 * K, a.lin([(0, "#4b2a18"), (.4, "#a9764c"), (1, "#3d2010")]))
    for x in (-128, 128):
        a.tube(f"M{x},-6V-400", 13, c, "brushed")
    for h in (30, 330):
        a.p(f"M-139,{-h}A139,36 0 0 0 139,{-h}", None, st=shade(c, -.1), sw=16)
        a.p(f"M-139,{-h - 4}A139,36 0 0 0 139,{-h - 4}", None, st=shade(c, .5), sw=4, o=.6)
    a.tube("M136,-350C270,-370 280,-60 138,-70", 34, "#2e2a28")
    a.turn([(144, 398), (144, 418), (120, 446), (40, 462)], c, "brushed", smooth_=False)
    a.disc(0, -462, 40, c)
    a.tube("M0,-462V-540", 12, "#c3c5c4", "metal")
    a.turn([(18, 536), (30, 560), (30, 582), (14, 594)], "#2e2a28", "gloss")
    return -150, -600, 250, 40


def teapot(a, c):
    a.shadow(230, long=1.1)
    a.p("M-150,-120C-260,-130 -290,-250 -372,-318L-330,-350C-280,-320 -250,-290 -160,-270Z", a.lin([(0, shade(c, -.16)), (.35, shade(c, .1)), (.6, c), (1, shade(c, -.4))], x2=.7, y2=1), st=shade(c, -.25), sw=2.5)
    a.e(-352, -335, 27, 13, shade(c, -.45), t="rotate(-36 -352 -335)")
    a.tube("M190,-270C380,-330 390,-60 196,-90", 36, c, "gloss")
    a.turn([(150, 0), (160, 8), (230, 110), (236, 190), (170, 310), (112, 340)], c, "gloss")
    a.turn([(150, 0), (160, 8), (190, 44)], CLAY, "matt", under=.35)
    d = a.profile([(190, 44), (236, 190), (112, 340)])
    a.speckle(d, -236, -340, 236, -40, 80, shade(c, -.5 if light_of(c) > .4 else .5), .34, 2.8)
    a.p("M-114,-338A114,30 0 0 0 114,-338", None, st=shade(c, -.55), sw=5, o=.5)
    a.turn([(112, 342), (100, 362), (36, 388)], c, "gloss")
    a.turn([(14, 386), (14, 398), (34, 420), (28, 442), (10, 448)], "#b5854f")
    return -385, -455, 340, 60


def travelcup(a, c):
    a.shadow(108)
    a.turn([(100, 0), (104, 8), (124, 360)], c, "matt", smooth_=False)
    d = a.profile([(104, 8), (124, 360)], False)
    a.p(d, a.dots(shade(c, .6), 7, 1, .22))
    a.turn([(110, 130), (116, 250)], shade(c, -.45), "matt", smooth_=False)
    a.p("M-110,-150A110,28 0 0 0 110,-150M-112,-175A112,28 0 0 0 112,-175M-113,-200A113,28 0 0 0 113,-200M-115,-225A115,28 0 0 0 115,-225", None, st="#fffaf0", sw=3, o=.12)
    a.turn([(128, 358), (130, 384), (120, 402)], "#2c2a29", "gloss", smooth_=False)
    a.disc(0, -402, 120, "#3a3735")
    a.p("M-60,-414C-20,-428 40,-428 70,-414L60,-404C30,-412 -20,-412 -50,-404Z", "#171514")
    return -130, -440, 130, 30
