"""Balcony and garden."""
from .studio import K, SHADOW, light_of, mix, oval, poly, shade, slab, smooth
from .table import _emblem

VIEW = {"secateurs": "flat", "trowels": "flat"}
OAK, SOIL, STEEL = "#c79a63", "#4a372b", "#b9bbba"


def _herb(a, x, y, s, c="#6f8659", n=13):
    """A bushy plant."""
    a.push(f"translate({x} {y}) scale({s})")
    r = a.rand
    for i in range(n):
        t = i / (n - 1) * 2 - 1
        an = t * 62
        ln = 230 - abs(t) * 70 + r.uniform(-20, 20)
        a.line(f"M{t * 30:.0f},0Q{t * 50:.0f},{-ln * .5:.0f} {t * 150:.0f},{-ln:.0f}", shade(c, -.3), 5)
    for i in range(n * 2):
        t = (i + .5) / (n * 2) * 2 - 1
        an = t * 78 + r.uniform(-14, 14)
        px, py = t * r.uniform(60, 130), -r.uniform(60, 220) * (1 - abs(t) * .35)
        a.leaf(px, py, r.uniform(70, 104), an, shade(c, (-.16, .02, .18)[i % 3]), .34)
    a.pop()


def _tall(a, x, y, s, c="#5f7d5a", n=9):
    """Long leaves from one point."""
    a.push(f"translate({x} {y}) scale({s})")
    for i in range(n):
        t = (i * 5 % n) / (n - 1) * 2 - 1
        a.leaf(t * 34, 10, 420 - abs(t) * 130, t * 46, shade(c, (.14, -.12, .04, -.2, .2)[i % 5]), .13)
    a.pop()


def pot(a, c="#c07a54", plant="herb", saucer=True):
    if saucer:
        a.shadow(200)
        a.turn([(170, 0), (188, 10), (200, 44)], c, "matt", smooth_=False)
        a.mouth(200, 44, c, 10, depth=.4)
    else:
        a.shadow(160)
    y0 = 22 if saucer else 0
    a.turn([(138, y0), (192, y0 + 250)], c, "matt", smooth_=False)
    a.turn([(206, y0 + 240), (214, y0 + 310)], c, "matt", smooth_=False)
    a.p(f"M-193,{-y0 - 238}A206,54 0 0 0 193,{-y0 - 238}", None, st=shade(c, -.6), sw=8, o=.4, f=a.blur(3))
    d = a.profile([(138, y0), (214, y0 + 310)], False)
    a.speckle(d, -210, -340, 210, -20, 70, "#f0d9c4", .3, 4)
    a.mouth(214, y0 + 310, c, 18, depth=.3)
    a.fillto(214, y0 + 310, SOIL, 18, 20)
    (_herb if plant == "herb" else _tall)(a, 0, -y0 - 300, 1.1 if plant == "herb" else .95)
    return -225, -690 if plant == "herb" else -750, 240, 50


def planter(a, c):
    a.shadow(200)
    prof = [(160, 0), (170, 10), (216, 130), (218, 220), (196, 300)]
    a.turn(prof, c, "gloss")
    d = a.profile(prof)
    a.p("M-170,-60A190,50 0 0 0 170,-60", None, st=shade(c, -.35), sw=3, o=.0)
    a.speckle(d, -216, -300, 216, 30, 70, shade(c, .6), .35, 3)
    a.mouth(196, 300, c, 16, depth=.3)
    a.fillto(196, 300, SOIL, 16, 18)
    _tall(a, 0, -290, 1.0, "#55735a", 11)
    return -225, -715, 240, 48


def wateringcan(a, c):
    a.shadow(185, long=1.2)
    a.p("M120,-110C220,-150 260,-280 372,-420L404,-402C330,-250 300,-90 130,-40Z", a.lin([(0, shade(c, .1)), (.5, shade(c, .2)), (1, shade(c, -.3))], y2=.6))
    a.push("translate(396 -424) rotate(46)")
    a.turn([(20, -22), (54, 24)], c, "brushed", smooth_=False)
    a.e(0, -24, 54, 18, a.lin([(0, "#e0c27f"), (1, "#9a7736")]))
    a.p("".join(f"M{x},{-24 + y}h0" for x in range(-36, 40, 12) for y in (-7, 0, 7)), None, st="#4d3a17", sw=4, cap="round")
    a.pop()
    a.tube("M-150,-100C-330,-120 -320,-420 -90,-392", 27, c, "brushed")
    a.tube("M-104,-296C-90,-450 90,-450 104,-296", 24, c, "brushed")
    a.turn([(176, 0), (180, 12), (164, 250), (140, 292)], c, "brushed")
    for h in (36, 236):
        w = 180 - h * .055
        a.p(f"M{-w},{-h}A{w},{w * K} 0 0 0 {w},{-h}", None, st=shade(c, -.4), sw=4, o=.5)
        a.p(f"M{-w},{-h - 5}A{w},{w * K} 0 0 0 {w},{-h - 5}", None, st=shade(c, .5), sw=3, o=.5)
    a.mouth(140, 292, c, 8, depth=.55)
    a.p("M-140,-292A140,36 0 0 1 20,-328L40,-304A100,24 0 0 0 -80,-270Z", c)
    a.r(-46, -170, 92, 46, 8, a.lin([(0, "#e0c27f"), (1, "#a8843f")], y2=1))
    return -330, -480, 450, 48


def secateurs(a, c):
    a.push("rotate(-36)", f=a.drop(10, 18, 12, .42))
    steel = a.lin([(0, "#7d8285"), (.35, "#f1f3f3"), (.6, "#b9bdbf"), (1, "#6d7275")], y2=1)
    a.p("M-20,-30C-100,-70 -230,-90 -310,-20C-230,-30 -130,10 -30,36Z", steel)
    a.p("M-30,10C-120,20 -200,60 -262,24C-250,90 -130,100 -20,50Z", a.lin([(0, "#5d6265"), (.5, "#a9aeb0"), (1, "#53585b")], y2=1))
    for d in ("M-30,20C60,-10 160,-40 300,-110C340,-128 372,-110 360,-76C300,-30 180,40 60,60C20,66 -20,50 -30,20Z",
              "M-30,-20C40,40 160,60 300,60C346,62 372,88 350,116C320,140 160,130 60,86C10,60 -30,20 -30,-20Z"):
        a.p(d, a.down([(0, shade(c, .36)), (.4, c), (1, shade(c, -.45))]))
        a.p(d, a.dots(shade(c, -.6), 9, 1.4, .3))
    a.p("M100,-14C160,-34 240,-66 306,-98", None, st="#fffaf0", sw=8, o=.4, cap="round", f=a.blur(3))
    a.p("M110,74C180,96 260,104 322,98", None, st="#fffaf0", sw=7, o=.3, cap="round", f=a.blur(3))
    a.p("M60,30q14,-14 24,4q14,-14 24,4q14,-14 24,4q14,-14 24,4", None, st="#c6cacb", sw=8, cap="round")
    a.c(-16, 14, 30, a.lin([(0, "#f4f5f5"), (.5, "#a9adaf"), (1, "#5d6265")], y2=1))
    a.p(poly([(-16 + 15 * x, 14 + 15 * y) for x, y in ((1, 0), (.5, .87), (-.5, .87), (-1, 0), (-.5, -.87), (.5, -.87))]), "#83888b", st="#d5d8d9", sw=2)
    a.pop()
    return -330, -300, 330, 260


def trowels(a, c=OAK):
    steel = a.lin([(0, "#6d7275"), (.3, "#e9ecec"), (.5, "#b4b8ba"), (.52, "#d9dcdd"), (.8, "#8c9193"), (1, "#5d6265")])
    for x, an, kind in ((-120, -12, 0), (130, 10, 1)):
        a.push(f"translate({x} 0) rotate({an})", f=a.drop(12, 18, 12, .42))
        if kind == 0:
            a.p("M-14,-40C-20,-70 -76,-90 -80,-160C-82,-240 -40,-320 0,-372C40,-320 82,-240 80,-160C76,-90 20,-70 14,-40V40H-14Z", steel)
            a.p("M0,-350C24,-310 50,-240 48,-165C46,-120 14,-96 0,-84Z", "#1b1618", o=.1)
        else:
            a.p("M-14,40V-60C-60,-70 -96,-90 -98,-150L-92,-350Q-84,-372 -76,-350L-66,-170Q-56,-140 -18,-136L-12,-356Q0,-384 12,-356L18,-136Q56,-140 66,-170L76,-350Q84,-372 92,-350L98,-150C96,-90 60,-70 14,-60V40Z", steel)
        d = "M-22,30C-32,100 -36,200 -28,300C-22,350 22,350 28,300C36,200 32,100 22,30Z"
        a.p(d, a.lin([(0, shade(c, -.2)), (.3, shade(c, .34)), (.55, c), (1, shade(c, -.45))]))
        a.grain(d, -36, 30, 36, 350, c, 6, .4, True)
        a.r(-24, 22, 48, 34, 4, a.lin([(0, "#8d7235"), (.3, "#f0dca8"), (.6, "#c9a45c"), (1, "#7d6229")]))
        a.e(0, 318, 8, 8, shade(c, -.6))
        a.line("M0,318C-10,360 -34,420 0,430C34,420 10,360 0,322", "#a86a3d", 7)
        a.pop()
    return -300, -390, 300, 440


def seedbox(a, c=OAK):
    q = a.eye(-28)
    w, d, h = 480, 260, 130
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d)
    a.p(poly([q(-hw, h, -hd), q(hw, h, -hd), q(hw, h, hd), q(-hw, h, hd)]), shade(c, -.5))
    cols = ("#7d9466", "#b5603f", "#c9a24b", "#8a6a86", "#5f8a93", "#9aa88e")
    for i in range(6):
        z = -hd + 26 + i * 38
        x = -120 + (i % 3) * 60
        for k in (0, 1):
            xx = x - 80 + k * 170
            p = [q(xx - 66, h + 100 + (i * 13 % 30), z), q(xx + 66, h + 100 + (i * 13 % 30), z), q(xx + 66, h - 40, z), q(xx - 66, h - 40, z)]
            col = cols[(i + k * 2) % 6]
            a.plane(p, "#f1e8d6", 0, 1, .06)
            a.face(q, (xx - 66, h + 100 + (i * 13 % 30), z), (1, 0, 0), (0, -1, 0))
            a.r(0, 0, 132, 26, 0, col)
            a.leaf(66, 92, 48, -18 + 36 * k, "#7d9466", .4)
            a.pop()
    side = [q(hw, h, hd), q(hw, h, -hd), q(hw, 0, -hd), q(hw, 0, hd)]
    front = [q(-hw, h, hd), q(hw, h, hd), q(hw, 0, hd), q(-hw, 0, hd)]
    a.plane(side, c, -.28)
    a.plane(front, c, .1)
    a.grain(poly(front), front[0][0], front[0][1] - 60, front[1][0], front[3][1] + 100, c, 9, .3)
    a.face(q, (-hw, h, hd), (1, 0, 0), (0, -1, 0))
    _emblem(a, 3, w / 2, 62, 34, shade(c, -.55))
    a.pop()
    return -320, -330, 320, 120


def birdhouse(a, c):
    q = a.eye(-30)
    w, d, h = 280, 250, 330
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d, -30)
    wood = "#c9a878"
    a.plane([q(hw, h, hd), q(hw, h, -hd), q(hw, 0, -hd), q(hw, 0, hd)], wood, -.28)
    front = [q(-hw, h, hd), q(0, h + 130, hd), q(hw, h, hd), q(hw, 0, hd), q(-hw, 0, hd)]
    a.plane(front, wood, .1)
    a.grain(poly(front), front[0][0], -480, front[2][0], 120, wood, 9, .3, True)
    x, y = q(0, h * .66, hd)
    a.e(x, y, 47, 54, shade(wood, -.4))
    a.e(x + 4, y + 3, 43, 50, "#241b15")
    x, y = q(0, h * .34, hd)
    a.tube(f"M{x},{y}L{x - 26},{y + 20}", 20, shade(wood, -.2))
    th = 26
    ov = 42
    def roof(s, f):
        e0, e1 = (0, h + 152), (s * (hw + ov), h - 26)
        pts = [q(e0[0], e0[1], hd + ov), q(e1[0], e1[1], hd + ov), q(e1[0], e1[1], -hd - ov), q(e0[0], e0[1], -hd - ov)]
        a.plane(pts, c, f)
        a.plane([q(e0[0], e0[1], hd + ov), q(e1[0], e1[1], hd + ov), q(e1[0], e1[1] - th, hd + ov), q(e0[0], e0[1] - th, hd + ov)], c, f - .12 if s > 0 else .05)
    a.p(poly([q(-hw - 8, h - 40, hd + 2), q(0, h + 104, hd + 2), q(hw + 8, h - 40, hd + 2), q(hw, h - 66, hd), q(0, h + 70, hd), q(-hw, h - 66, hd)]), SHADOW, o=.3, f=a.blur(5))
    roof(-1, .22)
    roof(1, -.22)
    return -270, -590, 290, 120


def firebowl(a, c="#4a4645"):
    a.shadow(190, long=1.3)
    for x in (-150, 0, 150):
        a.tube(f"M{x * .8},-110L{x},{6 + (22 if x == 0 else 0)}", 20, c)
    r = 300
    a.turn([(40, 96), (180, 130), (270, 200), (r, 270)], c, "brushed", under=.4)
    a.mouth(r, 270, c, 12, depth=.5)
    a.e(0, -262, 230, 52, a.rad([(0, "#ffcf7d", .9), (.5, "#e8853e", .5), (1, "#e8853e", 0)]))
    for x, y, an in ((-80, -270, -14), (70, -262, 16), (0, -286, 4)):
        a.push(f"translate({x} {y}) rotate({an})")
        a.r(-120, -22, 240, 44, 20, a.down([(0, "#8a6a4c"), (.5, "#5d4330"), (1, "#2b1f17")]))
        a.e(120, 0, 13, 22, "#c9a076")
        a.pop()
    for d, o in (("M-70,-280C-130,-380 -40,-420 -60,-520C10,-460 0,-400 30,-340C50,-400 40,-430 60,-470C110,-400 120,-330 70,-276Z", .9), ("M-30,-284C-60,-350 0,-380 -10,-440C40,-390 40,-330 30,-282Z", 1)):
        a.p(d, a.down([(0, "#ffd98a", .75), (.5, "#f59a3f", .9), (1, "#ffe9b8", .95)]), o=o, f=a.blur(3))
    a.c(0, -380, 330, a.rad([(0, "#ffcf7d", .45), (1, "#ffcf7d", 0)]))
    return -r - 5, -540, r + 10, 60


def chair(a, c):
    """A folding chair with wooden slats on a steel frame."""
    q = a.eye(-34)
    a.e(70, 30, 330, 90, a.rad([(0, SHADOW, .34), (.6, SHADOW, .13), (1, SHADOW, 0)]))
    bar = lambda *pts, w=19: a.tube("M" + "L".join("%f,%f" % q(*p) for p in pts), w, c, "brushed")
    post = lambda x: bar((x, 720, -200), (x, 380, -120), (x, 0, 190))
    leg = lambda x: bar((x, 0, -190), (x, 372, 180))
    slat = lambda pts, f: (a.plane(pts, OAK, f, 3), a.grain(poly(pts), pts[0][0], min(p[1] for p in pts), pts[2][0], max(p[1] for p in pts), OAK, 3, .3))
    post(-180)
    leg(-168)
    bar((-168, 60, -130), (168, 60, -130), w=14)
    leg(168)
    bar((-180, 90, 110), (180, 90, 110), w=14)
    for i in range(6):
        z = -118 + i * 54
        slat([q(-176, 388, z + 44), q(176, 388, z + 44), q(176, 388, z), q(-176, 388, z)], .12)
        a.plane([q(-176, 388, z + 44), q(176, 388, z + 44), q(176, 376, z + 44), q(-176, 376, z + 44)], OAK, -.22, 2)
    for y in (690, 620, 550):
        z = -200 + (720 - y) * .24
        slat([q(-180, y, z + 10), q(180, y, z + 10), q(180, y - 46, z + 20), q(-180, y - 46, z + 20)], .06)
    post(180)
    bar((-180, 720, -200), (180, 720, -200), w=17)
    return -290, -760, 290, 150


def trug(a, c="#c9a878"):
    a.e(70, 56, 370, 84, a.rad([(0, SHADOW, .55), (.55, SHADOW, .25), (1, SHADOW, 0)]))
    d = smooth([(-320, -210), (-320, -210), (-290, -60), (-180, 40), (0, 84), (180, 60), (290, -20), (340, -150), (340, -150), (200, -90), (0, -80), (-180, -120)])
    a.p(smooth([(-320, -210), (-100, -250), (160, -230), (340, -150), (200, -90), (0, -80), (-180, -120)]), shade(c, -.55))
    for x, y, col in ((-140, -176, "#b5603f"), (-60, -196, "#b5603f"), (40, -176, "#c9a24b"), (130, -160, "#7d9466"), (-20, -150, "#9b3038")):
        a.c(x, y, 58, a.ball(col, .2))
    _herb(a, 200, -150, .62)
    for i in range(5):
        t = i / 5
        seg = [(-320 + 14 * i, -210 + 52 * t * 2.6), (-170 + 10 * i, -110 + 150 * t), (0, -72 + 150 * t), (190 - 8 * i, -84 + 142 * t), (340 - 20 * i, -150 + 46 * t * 2.4)]
        nxt = [(x, y + 46 - i * 3) for x, y in seg]
        a.p(smooth(seg, False) + "L%f,%f" % nxt[-1] + smooth(list(reversed(nxt)), False).replace("M", "L", 1) + "Z",
            a.lin([(0, shade(c, .26 - i * .05)), (.5, shade(c, .08 - i * .05)), (1, shade(c, -.3 - i * .03))]), st=shade(c, -.4), sw=2)
    a.line("M-320,-212C-180,-118 0,-74 190,-86L340,-152", shade(c, .3), 15)
    a.tube("M-30,60C-150,-100 -160,-420 20,-440C200,-440 190,-160 80,70", 27, shade(c, -.12))
    return -340, -460, 360, 110
