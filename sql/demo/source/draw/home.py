"""Light, textiles and order."""
import math

from .studio import K, SHADOW, light_of, mix, oval, poly, shade, slab, smooth
from .table import glass

VIEW = {"pendant": "hang", "globe": "hang", "bulb": "hang", "stringlights": "hang", "walllight": "wall", "rug": "flat", "curtain": "wall", "wallshelf": "wall", "hooks": "wall"}
OAK, BRASS, WARM = "#c79a63", "#c9a45c", "#ffdf9e"


def _glow(a, x, y, r, o=.6):
    a.c(x, y, r, a.rad([(0, "#fff3d2", .95 * o), (.25, WARM, .55 * o), (.6, "#ffcf7d", .16 * o), (1, "#ffcf7d", 0)]))


def domelamp(a, c):
    a.shadow(165, long=1.3)
    a.turn([(150, 0), (150, 16), (140, 26), (30, 34), (22, 60), (22, 330)], c, "matt", gleam=.1)
    a.e(0, -345, 205, 205 * K, a.rad([(0, "#fff6df"), (.4, WARM), (1, "#c9924e")], .5, .4, .6))
    _glow(a, 0, -300, 330, .5)
    a.turn([(24, 250), (24, 330)], mix(c, WARM, .45), "matt", gleam=0)
    d = [(262, 330), (264, 346), (250, 430), (180, 540), (90, 590), (14, 602)]
    path = a.profile(d)
    a.p(path.replace("A262", "A262"), a.ball(c, .35))
    a.p(path, a.lin([(0, shade(c, .2), .3), (.4, c, 0), (1, shade(c, -.6), .55)]))
    a.p(f"M-262,-330A262,68 0 0 0 262,-330L250,-334A250,58 0 0 1 -250,-334Z", shade(c, -.4))
    a.p(f"M-250,-334A250,58 0 0 0 250,-334A250,30 0 0 1 -250,-334Z", a.lin([(0, "#e0aa62"), (.5, "#fff3d2"), (1, "#cf9650")]))
    a.p("M-190,-440C-170,-510 -120,-560 -70,-576L-56,-560C-100,-540 -140,-500 -156,-430Z", "#fffdf6", o=.55, f=a.blur(9))
    a.c(0, -606, 9, a.ball(BRASS))
    return -264, -615, 290, 40


def tasklamp(a, c):
    a.shadow(150, long=1.1)
    a.turn([(140, 0), (140, 24), (132, 32)], c, "brushed", smooth_=False)
    a.disc(0, -32, 132, c)
    for dx in (-9, 9):
        a.tube(f"M{dx},-40L{-150 + dx},-360", 11, BRASS, "metal")
        a.tube(f"M{-150 + dx},-366L{150 + dx * .3},-610", 11, BRASS, "metal")
    for x, y, r in ((0, -40, 24), (-150, -364, 26), (150, -612, 22)):
        a.c(x, y, r, a.ball(c, .25))
        a.c(x - 2, y - 2, 8, a.ball(BRASS))
    a.push("translate(165 -600) rotate(-32)")
    a.e(6, 150, 118, 36, a.rad([(0, "#fffbef"), (.5, WARM), (1, "#d39b55")]))
    a.turn([(120, -150), (112, -110), (62, -20), (36, 16), (30, 60)], c, "brushed")
    a.p("M-120,150A120,31 0 0 0 120,150A120,16 0 0 1 -120,150Z", "#ffeec8")
    a.pop()
    a.e(330, -330, 240, 300, a.rad([(0, "#fff3d2", .5), (1, "#ffdf9e", 0)]))
    return -190, -690, 390, 40


def bedlamp(a, c, shadecol="#efe6d4"):
    a.shadow(135, long=1.2)
    prof = [(92, 0), (98, 8), (128, 90), (124, 150), (60, 230), (26, 262), (24, 276)]
    a.turn(prof, c, "gloss")
    a.speckle(a.profile(prof), -130, -270, 130, 0, 70, "#3a2a20", .3, 2.6)
    a.turn([(14, 276), (14, 310)], BRASS, "metal", smooth_=False)
    _glow(a, 0, -430, 380, .5)
    s = [(215, 300), (150, 590)]
    d = a.profile(s, False)
    a.p(d, a.lin([(0, shade(shadecol, -.22)), (.2, mix(shadecol, "#ffe9bd", .6)), (.45, "#fff4d9"), (.75, mix(shadecol, "#f3cf94", .5)), (1, shade(shadecol, -.3))]))
    a.p(d, a.weave(shade(shadecol, -.6), 6, .14))
    a.p(d, a.down([(0, "#8a5a2a", .18), (.5, "#fff6df", .3), (1, "#8a5a2a", .22)]))
    a.e(0, -590, 150, 150 * K, a.rad([(0, "#fffdf4"), (.6, "#ffe9bd"), (1, "#e2bb7d")]), st=shade(shadecol, -.15), sw=4)
    a.p("M-215,-300A215,56 0 0 0 215,-300", None, st=shade(shadecol, -.25), sw=6)
    return -215, -630, 240, 35


def floorlamp(a, c, wood=OAK):
    a.e(60, 0, 330, 60, a.rad([(0, SHADOW, .28), (.6, SHADOW, .1), (1, SHADOW, 0)]))
    a.tube("M0,-560L20,-40", 19, shade(wood, -.2))
    for x, y in ((-190, 10), (190, 20)):
        a.e(x + 12, y, 26, 8, SHADOW, o=.4, f=a.blur(4))
        a.tube(f"M0,-560L{x},{y}", 21, wood)
    a.turn([(28, 545), (28, 580)], BRASS, "metal", smooth_=False)
    _glow(a, 0, -720, 380, .5)
    d = a.profile([(200, 590), (170, 840)], False)
    a.p(d, a.lin([(0, shade(c, -.25)), (.2, mix(c, "#ffe9bd", .45)), (.45, mix(c, "#fff4d9", .75)), (.75, mix(c, "#f3cf94", .4)), (1, shade(c, -.34))]))
    a.p(d, a.weave(shade(c, -.6), 6, .14))
    a.p(d, a.down([(0, "#8a5a2a", .2), (.5, "#fff6df", .25), (1, "#8a5a2a", .25)]))
    a.e(0, -840, 170, 170 * K, a.rad([(0, "#fffdf4"), (.6, "#ffe9bd"), (1, "#e2bb7d")]), st=shade(c, -.15), sw=4)
    return -215, -885, 230, 40


def portable(a, c):
    a.shadow(120, long=1.1)
    _glow(a, 0, -120, 400, .7)
    a.turn([(118, 0), (120, 10), (116, 36)], c, "brushed", smooth_=False)
    a.disc(0, -36, 116, c)
    d = a.profile([(84, 34), (92, 60), (92, 210), (84, 236)])
    a.p(d, a.lin([(0, "#e9bd78"), (.25, "#fff3d6"), (.5, "#fffaf0"), (.8, "#ffe3ae"), (1, "#d9a45c")]))
    for x in (-70, -24, 24, 70):
        a.p(f"M{x},-62V-212", None, st="#c78e47", sw=2.5, o=.28)
    a.turn([(150, 232), (152, 244), (140, 284), (60, 312), (14, 318)], c, "matt", gleam=.3)
    a.p("M-150,-232A150,39 0 0 0 150,-232A150,20 0 0 1 -150,-232Z", a.lin([(0, "#e0aa62"), (.5, "#fff3d2"), (1, "#cf9650")]))
    a.tube("M-60,-312C-60,-430 60,-430 60,-312", 12, shade(c, -.1), "brushed")
    return -152, -410, 165, 34


def pendant(a, c, wide=1.0):
    a.line("M0,-1600V-300", "#3a3634", 7)
    a.turn([(34, 262), (34, 300), (20, 330), (8, 340)], BRASS, "metal")
    _glow(a, 0, 60, 420, .5)
    r = 300 * wide
    a.e(0, 0, r, r * K, a.rad([(0, "#fffdf4"), (.3, "#fff0cc"), (1, "#d8c19a")]))
    a.e(0, -14, 54, 40, "#fffbe9")
    prof = [(r, 0), (r * 1.005, 12), (r * .92, 90), (r * .6, 190), (70, 240), (44, 264)]
    d = a.profile(prof)
    k = d.rindex("A")
    front = d[:k] + "A%f,%f 0 0 0 %f,%fZ" % (r, r * K * .72, -r, 0)
    a.p(d[:k] + "A%f,%f 0 0 1 %f,%fZ" % (r, r * K * .02, -r, 0), a.round(c, "gloss"))
    a.p(d[:k] + "A%f,%f 0 0 1 %f,%fZ" % (r, r * K * .02, -r, 0), a.down([(0, "#fff8ea", .18), (.5, "#140f10", 0), (1, "#140f10", .25)]))
    a.p(f"M{-r},0A{r},{r * K} 0 0 1 {r},0", None, st=shade(c, -.3), sw=3, o=.0)
    a.p(f"M{-r * .8},-60C{-r * .7},-140 {-r * .44},-196 {-r * .2},-224L{-r * .12},-206C{-r * .36},-180 {-r * .56},-130 {-r * .64},-56Z", "#fffdf6", o=.55, f=a.blur(7))
    a.p(f"M{-r},0A{r},{r * K} 0 0 0 {r},0", None, st=shade(c, -.35), sw=8)
    a.p(f"M{-r},-2A{r},{r * K} 0 0 0 {r},-2", None, st=shade(c, .5), sw=3, o=.7)
    return -r, -420, r, 110


def globe(a, c="#f3ead8"):
    a.line("M0,-1600V-330", "#3a3634", 6)
    _glow(a, 0, 0, 560, .6)
    a.c(0, 0, 310, a.rad([(0, "#fffdf4"), (.4, "#fff2d6"), (.8, mix(c, "#e8cf9f", .6)), (1, "#cdb07f")], .46, .48, .56))
    rings = "".join(f"M{-r:.0f},{y:.0f}A{r:.0f},{r * K * .6:.0f} 0 0 0 {r:.0f},{y:.0f}" for y, r in ((310 * math.sin(t / 11 * 1.45), 310 * math.cos(t / 11 * 1.45)) for t in range(-10, 11)))
    a.p(rings, None, st="#9c7b47", sw=2.4, o=.4)
    a.e(0, -305, 50, 13, "#6b5a45")
    a.turn([(30, 300), (30, 332), (10, 344)], BRASS, "metal")
    return -310, -420, 310, 310


def bulb(a, c=WARM):
    a.line("M0,-1600V-330", "#4a4038", 9)
    a.turn([(46, 190), (48, 200), (46, 300), (30, 330)], BRASS, "metal")
    _glow(a, 0, 0, 620, .75)
    prof = [(6, -232), (90, -210), (165, -120), (182, -20), (150, 80), (80, 150), (48, 200)]
    d = a.profile(prof)
    a.p(d, a.rad([(0, "#fff6d8", .9), (.45, "#ffd98f", .5), (.85, "#e8b25e", .3), (1, "#a97434", .6)], .5, .55, .6))
    a.p("M-40,-150C-60,-40 -66,60 -40,140M40,-150C60,-40 66,60 40,140M-40,140C-14,40 -14,20 0,-40C14,20 14,40 40,140", None, st="#fffbe6", sw=7, cap="round", join="round", f=a.blur(1.5))
    a.p("M-40,140C-14,40 -14,20 0,-40C14,20 14,40 40,140", None, st="#ffb545", sw=2.5)
    a.line("M0,-190V-60", "#d8c49a", 12, o=.7)
    a.p("M-140,-60C-150,30 -110,120 -60,170L-44,156C-90,110 -122,30 -116,-56Z", "#fff", o=.5, f=a.blur(5))
    return -200, -360, 200, 240


def stringlights(a, c="#2a2a2c", n=9):
    pts = [(-620 + i * 1240 / (n - 1), 150 * math.sin(math.pi * i / (n - 1)) + (40 if i % 2 else 0) - 60) for i in range(n)]
    a.line(smooth([(-760, -160)] + pts + [(760, -160)], False), c, 8)
    a.out.append('<g id="w">')
    _glow(a, 0, 80, 170, .75)
    a.r(-17, -4, 34, 46, 7, a.lin([(0, shade(c, .3)), (1, shade(c, -.2))]))
    a.p("M-17,42C-60,66 -60,128 0,138C60,128 60,66 17,42Z", a.rad([(0, "#fffdf0"), (.5, "#ffe2a3"), (1, "#d99c48", .8)]))
    a.p("M-34,78C-34,100 -20,118 -4,122", None, st="#fff", sw=5, o=.8, cap="round")
    a.pop()
    group = a.out
    start = max(i for i, s in enumerate(group) if s == '<g id="w">')
    body = group[start:]
    del group[start:]
    a.out.append("<defs>" + "".join(body) + "</defs>")
    for x, y in pts:
        a.again("w", "translate(%.0f %.0f)" % (x, y))
    return -420, -120, 420, 260


def walllight(a, c):
    a.push(f=a.drop(18, 24, 16, .35))
    a.r(-70, -110, 140, 300, 70, a.lin([(0, shade(c, .4)), (.4, c), (1, shade(c, -.35))]))
    a.pop()
    a.r(-64, -104, 128, 288, 64, None, st=shade(c, .55), sw=3, o=.6)
    a.tube("M0,60C0,150 0,170 0,120C0,20 150,30 150,-90", 22, c, "metal")
    a.push("translate(150 -90)")
    a.turn([(30, -14), (62, 10), (64, 26)], c, "metal")
    _glow(a, 0, -160, 430, .65)
    a.c(0, -160, 150, a.rad([(0, "#fffefa"), (.5, "#fff4da"), (.85, "#f3d9a6"), (1, "#d8b273")], .46, .46, .55))
    a.p("M-110,-190C-100,-240 -70,-270 -36,-280", None, st="#fff", sw=14, o=.8, cap="round", f=a.blur(4))
    a.pop()
    return -90, -420, 320, 200


def lantern(a, c):
    a.shadow(150, long=1.1)
    metal = lambda pr, **k: a.turn(pr, c, "brushed", smooth_=False, **k)
    metal([(150, 0), (150, 22), (138, 40), (138, 56)])
    a.disc(0, -56, 138, shade(c, -.1))
    _glow(a, 0, -190, 330, .6)
    a.turn([(52, 52), (52, 150)], "#f3ead6", "matt", smooth_=False)
    a.e(0, -150, 52, 52 * K, "#fff6dd")
    a.line("M0,-152V-166", "#3a2a20", 4)
    a.p("M0,-226C20,-196 22,-170 0,-160C-22,-170 -20,-196 0,-226Z", a.down([(0, "#fff4c8"), (.6, "#ffd271"), (1, "#f09a3e")]))
    a.p(a.profile([(126, 56), (140, 150), (126, 330)]), a.lin([(0, "#b9c4c2", .6), (.1, "#fff", .18), (.5, "#fff", .05), (.9, "#fff", .15), (1, "#8b9896", .6)]))
    a.p("M-112,-110C-122,-170 -120,-240 -106,-310L-84,-306C-96,-240 -98,-170 -90,-108Z", "#fff", o=.5, f=a.blur(4))
    for x in (-112, 0, 112):
        a.tube(f"M{x},{-44 + 30 * (1 - abs(x) / 112)}V{-330 + 24 * (1 - abs(x) / 112)}", 11, c, "brushed")
    metal([(148, 326), (150, 344), (70, 420), (56, 424), (56, 452), (40, 470), (10, 478)])
    a.tube("M-70,-430C-150,-640 150,-640 70,-430", 11, shade(c, .1), "brushed")
    a.tube("M-30,-584H30", 24, OAK)
    return -152, -600, 165, 40


# -- textiles --------------------------------------------------------------------------------------------------------------------
def _folded(a, y, w, h, c, layers=3, depth=300, pattern=None, x=0, skew=26):
    """A folded cloth: the soft front with its layers, and a strip of its top."""
    d = depth * K
    top = f"M{x - w / 2 + 14},{-y - h + 8}C{x - w / 2 + 18},{-y - h - d * .6} {x - w / 2 + skew},{-y - h - d} {x - w / 2 + skew + 22},{-y - h - d}H{x + w / 2 - skew - 20}C{x + w / 2 - skew},{-y - h - d} {x + w / 2 - 16},{-y - h - d * .6} {x + w / 2 - 12},{-y - h + 8}Z"
    a.p(top, a.lin([(0, shade(c, .12)), (.3, shade(c, .36)), (1, shade(c, .04))], x2=.9, y2=.5))
    if pattern:
        a.p(top, pattern)
    lh = h / layers
    for i in range(layers):
        yy = -y - (i + 1) * lh
        r = lh * .48
        b = (i % 2) * 5 - 2
        dd = f"M{x - w / 2 + r},{yy}C{x - w * .2},{yy + 5} {x + w * .2},{yy - 4} {x + w / 2 - r + b},{yy + 1}A{r},{r} 0 0 1 {x + w / 2 - r + b},{yy + lh}C{x + w * .2},{yy + lh + 4} {x - w * .2},{yy + lh - 3} {x - w / 2 + r},{yy + lh}A{r},{r} 0 0 1 {x - w / 2 + r},{yy}Z"
        a.p(dd, a.down([(0, shade(c, .26)), (.35, shade(c, .06)), (.8, shade(c, -.16)), (1, shade(c, -.36))]))
        a.p(dd, a.lin([(0, "#140f10", .18), (.12, "#fff8ea", .08), (.4, "#fff8ea", .1), (.75, "#140f10", .05), (1, "#140f10", .3)]))
        if pattern:
            a.p(dd, pattern, o=.9)
    return -y - h - d


def _under(a, w):
    a.e(w * .1, -4, w * .66, 58, a.rad([(0, SHADOW, .5), (.5, SHADOW, .3), (.8, SHADOW, .08), (1, SHADOW, 0)]))
    a.p(slab(-w / 2 - 6, -24, w + 14, 38, 19), SHADOW, o=.5, f=a.blur(7))


def linenstack(a, c, accent=None, band="#e9e2d4"):
    """A duvet cover with two pillowcases on top, held by a ribbon."""
    _under(a, 560)
    w = a.weave(shade(c, -.5), 5, .16)
    top = _folded(a, 0, 600, 190, c, 4, 330, w)
    c2 = accent or shade(c, .14)
    t2 = _folded(a, 196, 540, 92, c2, 2, 290, a.weave(shade(c2, -.5), 5, .16))
    a.p(f"M-34,4C-38,-90 -36,-200 -32,-292L-20,{t2 + 2:.0f}H30L36,-290C40,-200 40,-90 36,6Z", a.lin([(0, shade(band, -.2)), (.3, shade(band, .2)), (1, shade(band, -.3))]))
    a.p("M-4,-296C-60,-350 -120,-330 -96,-290C-80,-270 -40,-286 -2,-300C40,-286 80,-262 98,-286C116,-330 60,-350 4,-296Z", shade(band, -.08), st=shade(band, -.35), sw=2)
    a.p("M-8,-300L-60,-226L-30,-236L-18,-206L2,-290L30,-200L46,-230L74,-224L8,-300Z", shade(band, .08), st=shade(band, -.35), sw=2)
    a.c(0, -298, 14, shade(band, -.05))
    return -300, -385, 320, 40


def sheet(a, c):
    _under(a, 520)
    top = _folded(a, 0, 560, 170, c, 4, 300, a.dots(shade(c, -.5), 5, .8, .28))
    band = "#efe8da"
    d = f"M-130,5C-134,-60 -132,-130 -130,-176L-118,{top:.0f}H122L134,-176C136,-130 136,-60 132,6Z"
    a.p(d, a.lin([(0, shade(band, -.14)), (.3, shade(band, .4)), (1, shade(band, -.18))]))
    a.p("M-80,-110H80M-50,-86H50", None, st="#6b6257", sw=6, cap="round", o=.8)
    a.c(0, -140, 10, None, st="#6b6257", sw=3)
    return -280, -250, 300, 30


def pillow(a, c, stripe=None, plush=0, piping=True, w=300, h=215):
    """A filled pillow that stands on its edge."""
    a.e(50, 4, w * 1.15, 44, a.rad([(0, SHADOW, .45), (.6, SHADOW, .18), (1, SHADOW, 0)]))
    pts = [(-w, -h * 2 + 6), (-w, -h * 2 + 6), (-w * .5, -h * 2 + 34), (0, -h * 2 + 26), (w * .5, -h * 2 + 36), (w, -h * 2), (w, -h * 2), (w - 24, -h * 1.4), (w - 14, -h * .7),
           (w + 4, 4), (w + 4, 4), (w * .5, -12), (0, -4), (-w * .5, -12), (-w - 4, 6), (-w - 4, 6), (-w + 20, -h * .7), (-w + 26, -h * 1.4)]
    d = smooth(pts)
    if plush:  # velvet is darkest where one looks straight at it
        a.p(d, a.rad([(0, shade(c, -.06)), (.35, shade(c, .02)), (.62, shade(c, .2)), (.82, shade(c, -.02)), (1, shade(c, -.34))], .44, .42, .74))
    else:
        a.p(d, a.rad([(0, shade(c, .32)), (.3, shade(c, .14)), (.65, shade(c, -.03)), (.9, shade(c, -.26)), (1, shade(c, -.4))], .4, .36, .74))
    cl = a.clip(d)
    if stripe:
        for i in range(-5, 6):
            x = i * w / 5
            a.p(f"M{x:.0f},{-h * 2}C{x * 1.1 + 6:.0f},{-h * 1.4:.0f} {x * 1.1 + 6:.0f},{-h * .6:.0f} {x:.0f},10", None, st=stripe, sw=9 if i % 2 else 26, o=.7, c=cl)
    a.p(d, a.weave(shade(c, -.5), 6 if not plush else 4, .13))
    for x0, y0, x1, y1, b in ((-w + 10, -h * 2 + 14, -w * .45, -h * 1.35, .3), (w - 10, -h * 2 + 8, w * .5, -h * 1.4, .3), (-w, 0, -w * .5, -h * .55, .25), (w, 0, w * .5, -h * .5, .3)):
        mx, my = (x0 + x1) / 2 + 20, (y0 + y1) / 2 - 8
        a.p(f"M{x0},{y0}Q{mx},{my} {x1},{y1}Q{mx - 20},{my + 30} {x0},{y0}Z", "#140f10", o=.26, f=a.blur(8), c=cl)
        a.p(f"M{x0},{y0}Q{mx + 10},{my - 26} {x1},{y1}Q{mx},{my - 2} {x0},{y0}Z", "#fffaf0", o=.3, f=a.blur(7), c=cl)
    if piping:
        a.p(d, None, st=shade(c, -.25), sw=7, join="round")
        a.p(d, None, st=shade(c, .3), sw=2.4, join="round", o=.7, t="translate(-2 -2)")
    return -w - 6, -h * 2, w + 8, 14


def blanket(a, c, pattern="plain", fringe=True):
    """A throw, folded, the fringed end hanging over the front."""
    _under(a, 580)
    pat = {"plain": a.weave(shade(c, -.5), 7, .16), "waffle": None, "herringbone": None}[pattern]
    if pattern == "waffle":
        pat = a._ref('<pattern id="@" width="18" height="18" patternUnits="userSpaceOnUse"><path d="M0 0H18V18H0Z" fill="none" stroke="%s" stroke-width="4" stroke-opacity=".5"/><path d="M3 15H15V3" fill="none" stroke="%s" stroke-width="2" stroke-opacity=".35"/></pattern>' % (shade(c, .4), shade(c, -.6)))
    if pattern == "herringbone":
        pat = a._ref('<pattern id="@" width="36" height="12" patternUnits="userSpaceOnUse"><path d="M0 12L9 0L18 12L27 0L36 12M0 24L9 12L18 24L27 12L36 24" fill="none" stroke="%s" stroke-width="3" stroke-opacity=".5"/></pattern>' % shade(c, .5))
    top = _folded(a, 0, 600, 210, c, 3, 340, pat)
    x0, x1 = -70, 190
    flap = f"M{x0 + 16},{top:.0f}H{x1 - 26}C{x1 - 8},{top + 40:.0f} {x1},-220 {x1 + 4},-200L{x1 + 12},-66C{x1 - 90},-54 {x0 + 90},-76 {x0 - 8},-60L{x0 - 2},-205C{x0},-230 {x0 + 8},{top + 40:.0f} {x0 + 16},{top:.0f}Z"
    a.p(flap, SHADOW, o=.3, f=a.blur(9), t="translate(10 8)")
    a.p(flap, a.down([(0, shade(c, .2)), (.25, shade(c, .34)), (.4, shade(c, .06)), (1, shade(c, -.14))]))
    if pat:
        a.p(flap, pat)
    a.p(flap, a.lin([(0, "#fff8ea", .12), (.5, "#140f10", 0), (1, "#140f10", .22)]))
    if fringe:
        n = 20
        step = (x1 - x0 + 14) / n
        d = "".join(f"M{x0 - 6 + (i + .5) * step:.0f},{-64 + (i % 3)}q{(-3, 2, 4)[i % 3]},26 {(2, -3, 0)[i % 3]},{46 + (i * 7) % 9}" for i in range(n))
        a.line(d, shade(c, -.3), 8)
        a.line(d, shade(c, .2), 4.5, t="translate(-1 0)")
    return -300, -305, 320, 40


def duvet(a, c="#f2efe9"):
    """Thick, folded, quilted."""
    _under(a, 600)
    for i, (w, y) in enumerate(((620, 0), (600, 150))):
        d = smooth([(-w / 2, -y - 20), (-w / 2 + 16, -y - 110), (-w / 2 + 70, -y - 170 - 30 * i), (-w * .2, -y - 186 - 40 * i), (w * .1, -y - 178 - 40 * i), (w / 2 - 80, -y - 176 - 30 * i),
                    (w / 2 - 12, -y - 110), (w / 2 + 4, -y - 30), (w / 2 - 40, -y + 2), (w * .2, -y + 8), (-w * .15, -y + 4), (-w / 2 + 40, -y + 6)])
        a.p(d, a.down([(0, shade(c, .4)), (.35, shade(c, .08)), (.8, shade(c, -.14)), (1, shade(c, -.34))]))
        a.p(d, a.lin([(0, "#140f10", .16), (.2, "#fffaf0", .2), (.6, "#fffaf0", 0), (1, "#140f10", .24)]))
        cl = a.clip(d)
        for x in range(-4, 5):
            q = x * w / 8
            a.p(f"M{q},{-y - 230}C{q + 12},{-y - 150} {q - 8},{-y - 60} {q + 2},{-y + 10}", None, st=shade(c, -.4), sw=5, o=.3, c=cl, f=a.blur(2))
            a.p(f"M{q + 10},{-y - 210}C{q + 30},{-y - 150} {q + 20},{-y - 60} {q + 12},{-y}L{q + 34},{-y - 10}C{q + 50},{-y - 80} {q + 50},{-y - 150} {q + 36},{-y - 200}Z", "#fffdf8", o=.35, c=cl, f=a.blur(7))
        a.p(f"M{-w / 2},{-y - 84}C{-w * .2},{-y - 70} {w * .2},{-y - 92} {w / 2},{-y - 78}", None, st=shade(c, -.4), sw=5, o=.28, c=cl, f=a.blur(2))
        a.p(f"M{-w / 2 + 26},{-y + 2}C{-w * .15},{-y + 6} {w * .2},{-y + 10} {w / 2 - 26},{-y}", None, st=shade(c, -.2), sw=6, cap="round")
    return -310, -380, 330, 40


def rug(a, c, accent="#efe6d4"):
    a.push("rotate(-16)")
    w, h = 330, 470
    d = poly([(-w, -h), (w, -h), (w, h), (-w, h)])
    fr = "".join(f"M{-w + 8 + i * 26},{s * h}l{(i % 3 - 1) * 4},{s * 40}" for i in range(26) for s in (-1, 1))
    a.push(f=a.drop(10, 14, 10, .35))
    a.line(fr, shade(accent, -.06), 7)
    a.p(d, a.lin([(0, shade(c, .16)), (.5, c), (1, shade(c, -.14))], y2=1))
    a.pop()
    a.p(slab(-w + 34, -h + 34, 2 * w - 68, 2 * h - 68, 4), None, st=accent, sw=16, o=.85)
    a.p(slab(-w + 62, -h + 62, 2 * w - 124, 2 * h - 124, 4), None, st=accent, sw=5, o=.7)
    dia = "".join(f"M{x},{y - 92}L{x + 92},{y}L{x},{y + 92}L{x - 92},{y}Z" for x in (-120, 120) for y in (-260, 0, 260)) + "".join(f"M0,{y - 70}L70,{y}L0,{y + 70}L-70,{y}Z" for y in (-130, 130))
    a.p(dia, None, st=accent, sw=9, o=.85, join="round")
    a.p("".join(f"M{x},{y - 40}L{x + 40},{y}L{x},{y + 40}L{x - 40},{y}Z" for x in (-120, 120) for y in (-260, 0, 260)), accent, o=.8)
    a.p(d, a._ref('<pattern id="@" width="5" height="9" patternUnits="userSpaceOnUse"><path d="M0 0V9M0 8H5" stroke="#140f10" stroke-opacity=".13" stroke-width="2"/></pattern>'))
    a.pop()
    return -450, -560, 450, 560


def curtain(a, c):
    a.push(f=a.drop(20, 14, 14, .3))
    a.tube("M-440,-420H440", 22, OAK)
    for s in (-1, 1):
        a.c(s * 446, -420, 24, a.ball(OAK, .2))
    a.pop()
    a.r(-150, -400, 300, 790, 0, a.lin([(0, "#fffef8", .5), (1, "#fffef8", .85)], x2=0, y2=1))
    for s in (-1, 1):
        x0, x1 = (-400, -130) if s < 0 else (130, 400)
        d = f"M{x0},-408H{x1}C{x1 + 4},-100 {x1 - s * 6},200 {x1 + 6},400C{x1 - 60},410 {x0 + 60},394 {x0 - 4},404C{x0 + 6},200 {x0 - 4},-100 {x0},-408Z"
        a.push(f=a.drop(14, 10, 12, .26))
        stops = []
        for i in range(6):
            stops += [(i / 6 + .02, shade(c, -.24)), (i / 6 + .07, shade(c, .3)), (i / 6 + .12, shade(c, .04))]
        a.p(d, a.lin(stops + [(1, shade(c, -.26))]))
        a.p(d, a.weave(shade(c, -.4), 6, .14))
        a.p(d, a.down([(0, "#140f10", .16), (.12, "#fffaf0", .1), (1, "#140f10", .1)]))
        a.pop()
        for i in range(6):
            a.tube(f"M{x0 + 24 + i * 45},-436C{x0 + 34 + i * 45},-436 {x0 + 34 + i * 45},-404 {x0 + 24 + i * 45},-402", 6, BRASS, "metal")
    return -470, -450, 470, 410


# -- order -----------------------------------------------------------------------------------------------------------------------
def _wicker(a, c, size=22):
    return a._ref('<pattern id="@" width="%d" height="%d" patternUnits="userSpaceOnUse"><path d="M0 %gQ%g %g %g %gT%d %g" fill="none" stroke="%s" stroke-width="%g" stroke-opacity=".75"/>'
                  '<path d="M0 %gQ%g %g %g %gT%d %g" fill="none" stroke="%s" stroke-width="%g" stroke-opacity=".45"/></pattern>' % (
                      size, size / 2, size * .18, size * .25, 0, size * .5, size * .18, size, size * .18, shade(c, .42), size * .14,
                      size * .42, size * .25, size * .26, size * .5, size * .42, size, size * .42, shade(c, -.5), size * .1))


def basket(a, c, r=240, h=330, dip=None):
    a.shadow(r * .92)
    prof = [(r * .84, 0), (r * .9, 8), (r * 1.02, h * .5), (r, h)]
    a.turn(prof, c, "matt", gleam=.1)
    d = a.profile(prof)
    a.p(d, _wicker(a, c))
    if dip:
        q = [(r * .84, 0), (r * .9, 8), (r * 1.0, h * .36)]
        a.turn(q, dip, "matt", gleam=.1)
        a.p(a.profile(q), _wicker(a, dip))
    a.p(d, a.lin([(0, "#140f10", .3), (.3, "#fffaf0", .12), (.6, "#140f10", .02), (1, "#140f10", .4)]))
    a.mouth(r, h, c, 15, depth=.45)
    a.p(oval(0, -h, r - 7, (r - 7) * K), None, st=shade(c, -.3), sw=12, dash="14 7", o=.5)
    for s in (-1, 1):
        x = s * r * .98
        a.tube(f"M{x - s * 8},{-h + 14}C{x + s * 70},{-h - 50} {x + s * 78},{-h + 110} {x - s * 2},{-h + 96}", 20, shade(c, -.06))
    return -r - 70, -h - 70, r + 70, r * K


def feltbin(a, c, w=420, h=330):
    q = a.eye(-28)
    a.boxshadow(w, w * .75)
    a.box(w, h, w * .75, c, soft=10, top=shade(c, -.55), tone=(.08, -.28, -.1))
    hw, hd = w / 2, w * .375
    rim = [q(-hw, h, hd), q(hw, h, hd), q(hw, h, -hd), q(-hw, h, -hd)]
    a.p(poly(rim), a.lin([(0, shade(c, -.62)), (1, shade(c, -.25))]), st=shade(c, .2), sw=13, join="round")
    a.face(q, (-hw, h, hd), (1, 0, 0), (0, -1, 0))
    a.r(4, 6, w - 8, h - 8, 0, a.dots(shade(c, .5), 9, 1.1, .35))
    a.stitch(f"M10,26H{w - 10}", shade(c, -.45), 3, "10 7", .7)
    a.p(f"M{w * .36},70C{w * .36},130 {w * .64},130 {w * .64},70", None, st=SHADOW, sw=20, o=.3, f=a.blur(4), t="translate(5 7)")
    a.line(f"M{w * .36},64C{w * .36},126 {w * .64},126 {w * .64},64", "#8d5a34", 18)
    a.line(f"M{w * .36},62C{w * .36},122 {w * .64},122 {w * .64},62", "#b98455", 4, o=.7)
    for x in (.36, .64):
        a.c(w * x, 60, 8, a.ball(BRASS))
    a.pop()
    return -300, -410, 300, 120


def wallshelf(a, c):
    a.push(f=a.drop(22, 34, 18, .34))
    d = "M-400,0H400V44H-400Z"
    a.p("M-400,0L-370,-26H370L400,0Z", shade(c, .3))
    a.p(d, a.lin([(0, shade(c, .18)), (.5, c), (1, shade(c, -.2))]))
    a.pop()
    a.grain(d, -400, 0, 400, 44, c, 5, .4)
    a.grain("M-400,0L-370,-26H370L400,0Z", -400, -26, 400, 0, c, 3, .3)
    for x in (-290, 290):
        a.tube(f"M{x},46V150C{x},160 {x},160 {x},150L{x},46", 14, BRASS, "metal")
    a.push("translate(-215 -10) scale(.5)")
    a.turn([(95, 0), (120, 60), (110, 150), (46, 230), (50, 262)], "#e9e2d4", "matt")
    for i, (x, an) in enumerate(((0, -14), (6, 8), (-4, 24))):
        a.leaf(x, -250, 210 - i * 20, an, "#7d8f72", .2)
    a.pop()
    for i, (x, h, col) in enumerate(((60, 190, "#5f6b47"), (104, 214, "#c98f6b"), (146, 176, "#34435a"), (184, 200, "#d9c7a8"))):
        a.r(x, -h - 8, 40 - i % 2 * 6, h, 3, a.lin([(0, shade(col, .16)), (.3, shade(col, .04)), (1, shade(col, -.28))]))
        a.r(x + 6, -h + 24, 26 - i % 2 * 6, 8, 2, "#f1e9da", o=.7)
    return -400, -260, 400, 165


def shelving(a, c):
    q = a.eye(-30)
    w, d, h = 400, 190, 760
    a.boxshadow(w, d, -30, .35, .3)
    post = lambda x, z: a.tube("M%f,%fL%f,%f" % (*q(x, 0, z), *q(x, h, z)), 17, c, "brushed", cap="butt")
    post(-w / 2, -d / 2)
    post(w / 2, -d / 2)
    for i, y in enumerate((70, 290, 510, 730)):
        v = lambda x, z, up=0: q(x, y + up, z)
        a.plane([v(-w / 2, -d / 2), v(w / 2, -d / 2), v(w / 2, d / 2), v(-w / 2, d / 2)], c, .16, 2)
        a.plane([v(-w / 2, d / 2), v(w / 2, d / 2), v(w / 2, d / 2, -22), v(-w / 2, d / 2, -22)], c, 0, 2)
        a.plane([v(w / 2, d / 2), v(w / 2, -d / 2), v(w / 2, -d / 2, -22), v(w / 2, d / 2, -22)], c, -.3, 2)
        px, py = q(-90 + i * 55, y, 0)
        if i == 0:
            a.push(f"translate({px:.0f} {py:.0f}) scale(.4)")
            a.turn([(190, 0), (220, 120), (215, 280)], "#c9a878")
            a.mouth(215, 280, "#c9a878", 15)
            a.pop()
        elif i == 1:
            for k, (bh, col) in enumerate(((150, "#c98f6b"), (166, "#e9e2d4"), (140, "#5f6b47"), (158, "#34435a"), (150, "#c99b3f"))):
                a.r(px - 30 + k * 27, py - bh, 24, bh, 2, a.lin([(0, shade(col, .18)), (1, shade(col, -.3))]))
        elif i == 2:
            a.push(f"translate({px:.0f} {py:.0f}) scale(.42)")
            a.turn([(100, 0), (150, 100), (120, 220), (50, 280), (60, 310)], "#9aa88e", "gloss")
            a.pop()
    post(-w / 2, d / 2)
    post(w / 2, d / 2)
    return -290, -810, 290, 110


def crate(a, c, w=520, d=360, h=280):
    q = a.eye(-28)
    a.boxshadow(w, d)
    hw, hd = w / 2, d / 2
    a.plane([q(-hw, h, -hd), q(hw, h, -hd), q(hw, 0, -hd), q(-hw, 0, -hd)], c, -.3)
    a.plane([q(-hw, h, hd), q(-hw, h, -hd), q(-hw, 0, -hd), q(-hw, 0, hd)], c, -.36)
    a.p(poly([q(-hw, 8, hd), q(hw, 8, hd), q(hw, 8, -hd), q(-hw, 8, -hd)]), shade(c, -.5))
    for i in range(3):
        y0, y1 = i * h / 3 + 4, (i + 1) * h / 3 - 8
        a.plane([q(hw, y1, hd), q(hw, y1, -hd), q(hw, y0, -hd), q(hw, y0, hd)], c, -.24)
        f = [q(-hw, y1, hd), q(hw, y1, hd), q(hw, y0, hd), q(-hw, y0, hd)]
        a.plane(f, c, .1 - .03 * i)
        a.grain(poly(f), f[0][0], f[0][1] - 90, f[1][0], f[2][1] + 60, c, 9, .3)
    for x in (-hw + 22, hw - 22):
        a.plane([q(x - 20, h, hd + 4), q(x + 20, h, hd + 4), q(x + 20, 0, hd + 4), q(x - 20, 0, hd + 4)], c, .18)
        for y in (h / 6, h / 2, h * 5 / 6):
            a.c(*q(x, y, hd + 4), 6, shade(c, -.5))
    p0, p1 = q(-70, h * .84, hd + 2), q(70, h * .84, hd + 2)
    a.line("M%f,%fL%f,%f" % (*p0, *p1), shade(c, -.62), 34)
    a.line("M%f,%fL%f,%f" % (p0[0], p0[1] + 12, p1[0], p1[1] + 12), shade(c, .2), 6, o=.7)
    return -330, -400, 330, 150


def jars(a, c="#c08a55"):
    for x, y, r, h, fill, lvl in ((165, -50, 105, 380, "#7a4a2c", .8), (-170, -20, 118, 290, "#e3cfa0", .66), (30, 50, 112, 210, "#b5603f", .7)):
        a.push(f"translate({x} {y})")
        a.e(r * .5, 4, r * 1.4, r * .3, a.rad([(0, SHADOW, .34), (.6, SHADOW, .14), (1, SHADOW, 0)]))
        a.p(a.profile([(r - 12, 10), (r - 10, h * lvl)], False), a.round(fill, "matt"))
        a.e(0, -h * lvl, r - 10, (r - 10) * K, shade(fill, .18))
        a.speckle(a.profile([(r - 12, 10), (r - 10, h * lvl)], False), -r, -h * lvl - 20, r, 20, 45, shade(fill, -.4), .45, 7)
        a.speckle(a.profile([(r - 12, 10), (r - 10, h * lvl)], False), -r, -h * lvl - 20, r, 20, 30, shade(fill, .45), .5, 6)
        a.p(a.profile([(r, 0), (r + 2, 8), (r + 2, h * .92), (r - 14, h)]), a.lin([(0, "#8fa3a0", .6), (.1, "#fff", .2), (.5, "#fff", .06), (.9, "#fff", .16), (1, "#7d918e", .6)]))
        a.p(f"M{-r * .84},{-h * .86}L{-r * .84},-24L{-r * .62},-16L{-r * .62},{-h * .88}Z", "#fff", o=.45, f=a.blur(4))
        a.turn([(r - 18, h - 6), (r - 12, h + 12), (r - 12, h + 44)], c, "matt", smooth_=False)
        a.disc(0, -h - 44, r - 12, c)
        a.speckle(oval(0, -h - 44, r - 12, (r - 12) * K), -r, -h - 70, r, -h - 20, 14, shade(c, -.5), .5, 5)
        a.pop()
    return -290, -480, 300, 85


def hooks(a, c=OAK, knob=None, n=5):
    k = knob or c
    a.push(f=a.drop(16, 22, 14, .34))
    d = slab(-410, -60, 820, 120, 20)
    a.p(d, a.down([(0, shade(c, .34)), (.12, shade(c, .12)), (.85, c), (1, shade(c, -.3))]))
    a.pop()
    a.grain(d, -410, -60, 410, 60, c, 10, .32)
    for i in range(n):
        x = -320 + i * 640 / (n - 1)
        a.e(x + 26, 34, 34, 30, SHADOW, o=.4, f=a.blur(9))
        a.tube(f"M{x},0L{x - 4},6", 40, k)
        a.c(x - 6, 8, 36, a.ball(k, .25))
    if n > 3:
        x = 160
        a.push(f=a.drop(14, 14, 12, .3))
        a.p(smooth([(x - 22, 20), (x - 60, 150), (x - 92, 330), (x - 40, 346), (x, 336), (x + 50, 348), (x + 96, 332), (x + 58, 150), (x + 16, 20)]),
            a.lin([(0, "#8e9a82"), (.25, "#b5bfa9"), (.45, "#8d9981"), (.65, "#aab59e"), (1, "#727d68")]))
        a.pop()
        a.p(f"M{x - 10},60C{x - 34},160 {x - 44},250 {x - 44},340M{x + 6},60C{x + 26},160 {x + 36},250 {x + 40},340", None, st="#4a5443", sw=8, o=.25, f=a.blur(3))
        a.c(x - 6, 8, 36, a.ball(k, .25))
    return -410, -80, 410, 350


def bench(a, c=OAK):
    q = a.eye(-24)
    w, d = 680, 230
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d, -24, .3, .25)
    leg = lambda x, z: a.tube("M%f,%fL%f,%f" % (*q(x, 0, z), *q(x, 330, z)), 27, c, cap="butt")
    leg(-hw + 20, -hd + 20)
    leg(hw - 20, -hd + 20)
    for y in (80,):
        for z in (-70, -25, 20, 65):
            a.plane([q(-hw + 10, y, z - 17), q(hw - 10, y, z - 17), q(hw - 10, y, z + 17), q(-hw + 10, y, z + 17)], c, .05, 3)
    px, py = q(-140, 84, 10)
    for k in range(2):
        x = px + k * 118
        yy = py + k * 20
        a.p(f"M{x - 50},{yy}C{x - 52},{yy - 40} {x - 46},{yy - 88} {x - 30},{yy - 90}C{x - 8},{yy - 92} {x - 4},{yy - 60} {x + 40},{yy - 42}C{x + 66},{yy - 34} {x + 66},{yy - 6} {x + 60},{yy}Z",
            a.down([(0, "#b98455"), (1, "#6d4227")]))
        a.r(x - 52, yy - 8, 116, 13, 5, "#2d2320")
    leg(-hw + 20, hd - 20)
    leg(hw - 20, hd - 20)
    for x in (-hw + 20, hw - 20):
        a.tube("M%f,%fL%f,%f" % (*q(x, 70, -hd + 20), *q(x, 70, hd - 20)), 16, c)
    top = [q(-hw, 340, -hd), q(hw, 340, -hd), q(hw, 340, hd), q(-hw, 340, hd)]
    a.plane([q(-hw, 340, hd), q(hw, 340, hd), q(hw, 305, hd), q(-hw, 305, hd)], c, .04)
    a.plane([q(hw, 340, hd), q(hw, 340, -hd), q(hw, 305, -hd), q(hw, 305, hd)], c, -.26)
    a.plane(top, c, .26)
    a.grain(poly(top), top[0][0] - 40, top[0][1] - 10, top[1][0] + 40, top[3][1] + 10, c, 12, .3)
    return -370, -420, 370, 130


def lidbox(a, c, w=460, d=330, h=210):
    q = a.eye(-28)
    a.boxshadow(w, d)
    a.box(w, h, d, c, soft=5)
    hw, hd = w / 2, d / 2
    a.face(q, (-hw, h, hd), (1, 0, 0), (0, -1, 0))
    a.r(0, 0, w, h, 0, a.weave(shade(c, -.5), 6, .16))
    a.r(w / 2 - 62, h * .5, 124, 62, 5, a.lin([(0, shade(BRASS, .4)), (.5, BRASS), (1, shade(BRASS, -.3))], y2=1))
    a.r(w / 2 - 52, h * .5 + 8, 104, 44, 2, "#f6f1e6")
    a.r(w / 2 - 34, h * .5 + 24, 62, 6, 3, "#6b6257", o=.8)
    a.pop()
    W, D, H = w + 16, d + 16, 66
    v = lambda x, y, z: q(x, y + h - 30, z)
    a.plane([v(W / 2, H, D / 2), v(W / 2, H, -D / 2), v(W / 2, 0, -D / 2), v(W / 2, 0, D / 2)], c, -.3, 5)
    a.plane([v(-W / 2, H, D / 2), v(W / 2, H, D / 2), v(W / 2, 0, D / 2), v(-W / 2, 0, D / 2)], c, .12, 5)
    a.plane([v(-W / 2, H, D / 2), v(W / 2, H, D / 2), v(W / 2, H, -D / 2), v(-W / 2, H, -D / 2)], c, .32, 5)
    a.face(q, (-W / 2, h + H - 30, D / 2), (1, 0, 0), (0, -1, 0))
    a.r(0, 0, W, H, 0, a.weave(shade(c, -.5), 6, .16))
    a.r(0, H, W, 12, 0, SHADOW, o=.25)
    a.pop()
    return -300, -340, 300, 130


def hamper(a, c):
    q = a.eye(-28)
    w, d, h = 330, 250, 520
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d)
    for z in (-hd,):
        a.tube("M%f,%fL%f,%f" % (*q(-hw, 0, z), *q(-hw, h + 40, z)), 20, OAK, cap="butt")
        a.tube("M%f,%fL%f,%f" % (*q(hw, 0, z), *q(hw, h + 40, z)), 20, OAK, cap="butt")
    a.p(poly([q(-hw, h, hd), q(hw, h, hd), q(hw, h, -hd), q(-hw, h, -hd)]), shade(c, -.5))
    f = [q(-hw, h, hd), q(hw, h, hd), q(hw - 4, 60, hd), q(-hw + 4, 60, hd)]
    s = [q(hw, h, hd), q(hw, h, -hd), q(hw, 60, -hd), q(hw, 60, hd)]
    a.p(poly(s), a.lin([(0, shade(c, -.2)), (1, shade(c, -.4))]))
    a.p(poly(f), a.lin([(0, shade(c, -.06)), (.12, shade(c, .26)), (.3, shade(c, .04)), (.5, shade(c, .2)), (.8, shade(c, 0)), (1, shade(c, -.16))]))
    a.p(poly(f) + poly(s), a.weave(shade(c, -.5), 7, .18))
    for y in (h, 60):
        for z in (hd,):
            a.stitch("M%f,%fL%f,%f" % (*q(-hw + 6, y - 26 if y > 99 else 84, z), *q(hw - 6, y - 26 if y > 99 else 84, z)), shade(c, -.4), 3)
    for x, z in ((-hw, hd), (hw, hd)):
        a.tube("M%f,%fL%f,%f" % (*q(x, 0, z), *q(x, h + 40, z)), 22, OAK, cap="butt")
    rail = lambda p, r: a.tube("M%f,%fL%f,%f" % (*q(*p), *q(*r)), 20, OAK)
    rail((-hw, h + 12, hd), (hw, h + 12, hd))
    rail((hw, h + 12, hd), (hw, h + 12, -hd))
    rail((-hw, h + 12, -hd), (hw, h + 12, -hd))
    rail((-hw, h + 12, hd), (-hw, h + 12, -hd))
    a.push("translate(-30 -%d)" % (h * .52))
    a.r(-54, -30, 108, 60, 6, "#a86a3d")
    a.stitch(slab(-48, -24, 96, 48, 4), "#efe3cf", 2.4, "6 4")
    a.pop()
    return -260, -640, 270, 110


def toolbox(a, c, w=560, d=240, h=190):
    q = a.eye(-26)
    a.boxshadow(w, d, -26)
    a.box(w, h, d, c, -26, soft=9)
    hw, hd = w / 2, d / 2
    a.face(q, (-hw, h, hd), (1, 0, 0), (0, -1, 0))
    a.r(0, 0, w, h, 0, a.lin([(0, "#fff", .0), (.25, "#fff", .26), (.4, "#fff", 0), (1, "#140f10", .12)], y2=.4))
    a.p(f"M0,62H{w}", None, st="#140f10", sw=5, o=.45)
    a.p(f"M0,67H{w}", None, st="#fff", sw=3, o=.35)
    for x in (.25, .75):
        a.r(w * x - 26, 36, 52, 66, 8, a.lin([(0, "#f2f2f0"), (.4, "#b9bbba"), (1, "#77797a")], y2=1))
        a.r(w * x - 14, 78, 28, 10, 4, "#5d5f60")
    a.r(w / 2 - 52, 104, 104, 34, 6, shade(c, -.35), o=.7)
    a.r(w / 2 - 36, 118, 72, 6, 3, "#f3ece0", o=.9)
    a.pop()
    l, r = q(-hw + 70, h, 0), q(hw - 70, h, 0)
    a.tube("M%f,%fV%fL%f,%fV%f" % (*l, l[1] - 92, r[0], r[1] - 92, r[1]), 16, "#b9bbba", "metal")
    a.tube("M%f,%fL%f,%f" % (l[0] + 90, l[1] - 92 + (r[1] - l[1]) * .2, r[0] - 90, r[1] - 92 - (r[1] - l[1]) * .2), 34, "#2c2a29")
    return -340, -400, 340, 140
