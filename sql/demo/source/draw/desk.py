"""Paper and the tools around it."""
from .studio import K, SHADOW, light_of, oval, poly, shade, slab, smooth

VIEW = {"notebook": "flat", "pen": "flat", "deskpad": "flat", "scissors": "flat", "planner": "flat"}
OAK, BRASS, STEEL = "#c79a63", "#c9a45c", "#b9bbba"


def notebook(a, c):
    a.push("rotate(-9)", f=a.drop(14, 20, 16, .4))
    a.p(slab(-250, -350, 506, 706, 16), shade(c, -.4))
    a.p(slab(-244, -344, 492, 692, 10), "#f3ecdd")
    a.p("".join(f"M246,{y}H252" for y in range(-330, 336, 14)), None, st="#b9ad98", sw=2, o=.6)
    d = slab(-252, -352, 500, 700, 16)
    a.p(d, a.lin([(0, shade(c, -.14)), (.07, shade(c, .1)), (.095, shade(c, -.26)), (.12, shade(c, .12)), (.5, shade(c, .04)), (1, shade(c, -.12))]))
    a.p(d, a.weave(shade(c, -.6), 5, .2))
    a.p(d, a.lin([(0, "#fffaf0", .28), (.4, "#fffaf0", 0), (1, "#140f10", .16)], y2=1))
    a.r(178, -352, 20, 700, 0, a.lin([(0, shade(c, -.5)), (.5, shade(c, -.3)), (1, shade(c, -.55))]))
    a.r(-120, -230, 220, 92, 6, "#f3ecdd")
    a.r(-112, -222, 204, 76, 3, None, st=shade(c, -.3), sw=2, o=.6)
    a.r(-78, -196, 136, 7, 3, shade(c, -.3), o=.8)
    a.r(-50, -174, 80, 5, 2, shade(c, -.3), o=.5)
    a.p("M-60,346V400L-52,390L-44,402V346Z", shade(c, .3))
    a.pop()
    return -310, -390, 310, 410


def pen(a, c, kind="fountain"):
    a.push("rotate(-34)", f=a.drop(8, 18, 9, .42))
    body = lambda col: a.down([(0, shade(col, -.2)), (.18, shade(col, .2)), (.3, shade(col, .75)), (.4, shade(col, .15)), (.75, shade(col, -.3)), (1, shade(col, -.5))])
    if kind == "fountain":
        a.p("M-235,-19L-330,-6C-352,-2 -352,2 -330,6L-235,19Z", body(BRASS))
        a.line("M-345,0H-270", "#5d4a25", 2.4)
        a.c(-268, 0, 4.5, "#3a2d18")
        a.p("M-130,-27L-236,-21V21L-130,27Z", body("#2c2a29"))
        a.p("M-130,-29H180C330,-27 372,-20 380,-8V8C372,20 330,27 180,29H-130Z", body(c))
        a.r(-136, -30, 14, 60, 2, body(BRASS))
        a.r(150, -31, 10, 62, 2, body(BRASS))
        a.push("translate(70 118) rotate(3)")
        a.p("M-230,-33H110C140,-30 146,-12 146,0C146,12 140,30 110,33H-230Z", body(c))
        a.e(-230, 0, 9, 33, "#1b1618")
        a.r(-214, -34, 16, 68, 2, body(BRASS))
        a.p("M120,-12L-150,-9C-176,-8 -176,8 -150,9L120,12Z", body(BRASS))
        a.c(-150, 0, 10, a.ball(BRASS))
        a.pop()
    else:
        a.p("M-300,-5L-345,-2V2L-300,5Z", body(STEEL))
        a.p("M-215,-22L-300,-6V6L-215,22Z", body(c))
        a.p("M-215,-23H300V23H-215Z", body(c))
        a.p("".join(f"M{x},-23V23" for x in range(-205, -90, 9)), None, st="#1b1618", sw=2.6, o=.4)
        a.r(-92, -25, 7, 50, 1, body(STEEL))
        a.p("M300,-17H352C362,-14 362,14 352,17H300Z", body(STEEL))
        a.r(292, -25, 10, 50, 2, body(STEEL))
        a.p("M290,-30L110,-28C96,-27 96,-15 110,-14L290,-16Z", body(STEEL))
    a.pop()
    return -310, -230, 330, 260


def deskpad(a, c):
    a.push("rotate(-7)", f=a.drop(8, 12, 10, .34))
    d = slab(-470, -250, 940, 500, 18)
    a.p(d, a.lin([(0, shade(c, .18)), (.5, c), (1, shade(c, -.14))], y2=1))
    a.pop()
    a.push("rotate(-7)")
    a.p(d, a.dots(shade(c, -.5), 7, 1.1, .28))
    a.p("M-470,-232A18,18 0 0 1 -452,-250H-330V250H-452A18,18 0 0 1 -470,232Z", a.lin([(0, "#a86a3d"), (.8, "#97582f"), (1, "#7c4726")]))
    a.stitch("M-342,-240V240M-458,-238H-350M-458,238H-350", "#e9d3b4", 3)
    a.push("translate(60 -10) rotate(12) scale(.56)", f=a.drop(14, 18, 12, .35))
    a.p(slab(-200, -280, 400, 560, 8), "#fbf7ee")
    a.p("".join(f"M-150,{y}H150" for y in range(-200, 240, 46)), None, st="#b3aa9c", sw=3, o=.6)
    a.pop()
    a.push("translate(330 40) rotate(64) scale(.62)", f=a.drop(10, 10, 8, .35))
    a.p("M-260,-16H220L270,0L220,16H-260Z", a.down([(0, "#efc56a"), (.5, "#d99f3d"), (1, "#8d6121")]))
    a.p("M220,-16L270,0L220,16Z", "#ecd2a6")
    a.p("M254,-5L270,0L254,5Z", "#2a2a2c")
    a.pop()
    a.pop()
    return -500, -310, 500, 310


def pencup(a, c):
    a.shadow(135)
    a.mouth(135, 290, c, 14, depth=.4)
    for x, an, col, h in ((-62, -9, "#b5603f", 250), (-20, -3, "#34435a", 300), (26, 4, "#c99b3f", 270), (66, 10, "#5f6b47", 230)):
        a.push(f"translate({x} -250) rotate({an})")
        a.r(-13, -h + 34, 26, h, 0, a.lin([(0, shade(col, .1)), (.3, shade(col, .4)), (.6, col), (1, shade(col, -.4))]))
        a.p(f"M-13,{-h + 36}L0,{-h - 14}L13,{-h + 36}Q6,{-h + 28} 0,{-h + 36}Q-6,{-h + 28} -13,{-h + 36}Z", "#e6c79a")
        a.p(f"M-4,{-h + 2}L0,{-h - 14}L4,{-h + 2}Z", shade(col, -.3))
        a.pop()
    prof = [(130, 0), (134, 8), (135, 150), (135, 290)]
    front = a.wall(prof)
    a.p(front, a.round(c, "matt"))
    a.p(front, a.down([(0, "#fff8ea", .1), (.6, "#140f10", 0), (1, "#140f10", .24)]))
    if light_of(c) > .3:
        a.speckle(front, -135, -290, 135, 30, 50, "#3a2a20", .3, 2.6)
    a.p("M-135,-290A135,35 0 0 0 135,-290", None, st=shade(c, .4), sw=5, o=.7)
    a.p("M-134,-20A134,35 0 0 0 134,-20", None, st=shade(c, -.4), sw=3, o=.3)
    return -140, -580, 160, 36


def clock(a, c):
    """A round table clock on a small foot."""
    a.shadow(150, ry=34, long=1.2)
    a.p("M-120,6L-90,-60H90L120,6Q0,20 -120,6Z", a.lin([(0, shade(OAK, .2)), (.5, OAK), (1, shade(OAK, -.35))]))
    a.c(14, -296, 256, shade(c, -.5))
    a.c(0, -300, 256, a.lin([(0, shade(c, .4)), (.5, c), (1, shade(c, -.35))], y2=1))
    a.c(0, -300, 228, a.lin([(0, "#d9d2c4"), (.3, "#f8f4ea"), (1, "#fffdf6")], y2=1))
    ticks = "".join(f'<path d="M0,-205V{-170 if i % 3 == 0 else -186}" transform="rotate({i * 30})"/>' for i in range(12))
    a.out.append(f'<g transform="translate(0 -300)" stroke="#3a3634" stroke-width="7" stroke-linecap="round">{ticks}</g>')
    a.push("translate(6 -292)", o=.25)
    a.line("M0,0L-86,-72M0,0L66,-150", SHADOW, 12)
    a.pop()
    a.push("translate(0 -300)")
    a.line("M14,12L-86,-72", "#2c2a29", 13)
    a.line("M-9,20L66,-150", "#2c2a29", 9)
    a.line("M-16,-34L60,128", "#b5603f", 4)
    a.c(0, 0, 13, a.ball(BRASS))
    a.pop()
    a.p("M-180,-400A205,205 0 0 1 -20,-502L10,-470A190,190 0 0 0 -140,-380Z", "#fff", o=.5, f=a.blur(6))
    return -256, -556, 270, 20


def tray(a, c=OAK):
    q = a.eye(-28)
    w, d, h = 600, 330, 62
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d, o=.45, reach=.25)
    a.plane([q(hw, h, hd), q(hw, h, -hd), q(hw, 0, -hd), q(hw, 0, hd)], c, -.28)
    a.plane([q(-hw, h, hd), q(hw, h, hd), q(hw, 0, hd), q(-hw, 0, hd)], c, .08)
    a.plane([q(-hw, h, hd), q(hw, h, hd), q(hw, h, -hd), q(-hw, h, -hd)], c, .26)
    top = [q(-hw, h, hd), q(hw, h, hd), q(hw, h, -hd), q(-hw, h, -hd)]
    a.grain(poly(top), top[3][0], top[3][1], top[1][0], top[0][1] + 20, c, 14, .3)
    for x0, x1, z0, z1 in ((-280, -90, -145, 145), (-70, 280, -145, -20), (-70, 110, 0, 145), (130, 280, 0, 145)):
        p = [q(x0, h, z1), q(x1, h, z1), q(x1, h, z0), q(x0, h, z0)]
        a.p(poly(p), a.lin([(0, shade(c, -.5)), (.5, shade(c, -.26)), (1, shade(c, -.16))], y2=1), st=shade(c, .4), sw=3, join="round")
    x, y = q(105, h, -82)
    a.push(f"translate({x:.0f} {y:.0f}) rotate(14)")
    a.r(-150, -8, 290, 17, 8, a.down([(0, "#5d6f8a"), (.3, "#8fa0b8"), (1, "#232c3d")]), f=a.drop(5, 8, 4, .5))
    a.pop()
    x, y = q(20, h, 76)
    for i in range(5):
        a.p(f"M{x - 40 + i * 16},{y - 8 + i * 4}h26a6,6 0 0 1 0,12h-34a4,4 0 0 1 0,-8h28", None, st="#d7b468", sw=3.4)
    x, y = q(-185, h, 10)
    for i, col in enumerate(("#e9c9b0", "#e3dcc8", "#c3cdb8")):
        p = [q(-262, h + i * 7, 120), q(-108, h + i * 7, 120), q(-108, h + i * 7, -110), q(-262, h + i * 7, -110)]
        a.plane(p, col, .1, 1)
    x, y = q(205, h, 72)
    a.e(x, y, 48, 18, "#9aa88e")
    a.e(x, y - 14, 48, 18, "#b8c4ab")
    return -360, -260, 360, 190


def scissors(a, c):
    a.push("rotate(38)", f=a.drop(10, 18, 12, .42))
    for s in (1, -1):
        a.push(f"scale({s} 1) rotate(9)")
        a.p("M-20,30L-6,-420C-2,-440 10,-436 14,-410L30,24Z", a.lin([(0, "#84888b"), (.3, "#f4f5f5"), (.55, "#c9cccd"), (.6, "#8f9395"), (1, "#d7d9da")]))
        a.pop()
    for s in (1, -1):
        a.push(f"scale({s} 1) rotate(15)")
        a.p("M-16,10L-26,110C-96,130 -116,210 -100,290C-84,356 10,366 32,300C50,240 40,160 20,104L18,10Z M-34,160C-4,160 4,210 0,276C-10,316 -56,312 -66,272C-76,220 -70,164 -34,160Z",
            a.lin([(0, shade(c, .35)), (.4, c), (1, shade(c, -.4))], y2=.6), **{"fill-rule": "evenodd"})
        a.p("M-92,200C-96,250 -86,320 -30,334", None, st=shade(c, .7), sw=7, o=.5, cap="round", f=a.blur(2))
        a.pop()
    a.c(0, 20, 19, a.ball(BRASS, .4))
    a.line("M-10,14L10,26", "#6e5527", 4)
    a.pop()
    return -330, -330, 330, 330


def bookends(a, c):
    books = ((-190, 70, 470, "#c98f6b"), (-116, 54, 430, "#e9e2d4"), (-58, 84, 500, "#34435a"), (30, 60, 450, "#9aa88e"), (94, 74, 480, "#c99b3f"))
    a.e(40, 6, 400, 70, a.rad([(0, SHADOW, .5), (.6, SHADOW, .2), (1, SHADOW, 0)]))
    a.p("M-330,10H-190V-6H-300Z", shade(c, -.2))
    for x, w, h, col in books:
        a.r(x, -h, w, h + 6, 5, a.lin([(0, shade(col, -.1)), (.25, shade(col, .3)), (.6, col), (1, shade(col, -.4))]))
        a.p(f"M{x + 4},{-h + 2}L{x + 18},{-h - 26}H{x + w + 8}L{x + w - 2},{-h + 2}Z", "#efe6d4", st=shade(col, -.3), sw=2)
        a.r(x, -h + 54, w, 8, 0, shade(col, -.4), o=.5)
        a.r(x, -70, w, 8, 0, shade(col, -.4), o=.5)
        a.r(x + w * .3, -h + 90, w * .4, 130, 3, shade(col, .55 if light_of(col) < .6 else -.4), o=.7)
    for s in (-1, 1):
        x = -202 if s < 0 else 172
        a.p(f"M{x},8V-300A{12},12 0 0 1 {x + 12 * 1},-312H{x + 20}A12,12 0 0 1 {x + 32},-300V8Z", a.lin([(0, shade(c, .5)), (.3, shade(c, .1)), (1, shade(c, -.4))]))
        a.p(f"M{x + (32 if s > 0 else 0)},8H{x + (150 if s > 0 else -118)}L{x + (134 if s > 0 else -100)},-18H{x + (32 if s > 0 else 0)}Z", a.lin([(0, shade(c, .4)), (1, shade(c, -.15))]))
        a.p(f"M{x + (32 if s > 0 else 0)},8H{x + (150 if s > 0 else -118)}V16H{x + (32 if s > 0 else 0)}Z", shade(c, -.35))
    return -330, -530, 340, 20


def riser(a, c=OAK):
    q = a.eye(-22)
    w, d, h = 700, 280, 110
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d, -22, .35, .2)
    a.p(poly([q(-hw + 30, 0, -hd), q(hw - 30, 0, -hd), q(hw - 30, h, -hd), q(-hw + 30, h, -hd)]), shade(c, -.7))
    x, y = q(-30, 0, 20)
    a.p(slab(x - 190, y - 34, 380, 38, 8), a.down([(0, "#f4f1ea"), (1, "#a5a29b")]))
    a.p(f"M{x - 186},{y - 32}L{x - 150},{y - 66}H{x + 210}L{x + 186},{y - 32}Z", "#e7e3da")
    for xx in (-hw + 40, hw - 40):
        a.plane([q(xx - 24, h, hd - 8), q(xx + 24, h, hd - 8), q(xx + 24, 0, hd - 8), q(xx - 24, 0, hd - 8)], c, -.02)
        a.plane([q(xx + 24, h, hd - 8), q(xx + 24, h, -hd), q(xx + 24, 0, -hd), q(xx + 24, 0, hd - 8)], c, -.32)
    top = [q(-hw, h + 26, hd), q(hw, h + 26, hd), q(hw, h + 26, -hd), q(-hw, h + 26, -hd)]
    a.plane([q(hw, h + 26, hd), q(hw, h + 26, -hd), q(hw, h, -hd), q(hw, h, hd)], c, -.26)
    a.plane([q(-hw, h + 26, hd), q(hw, h + 26, hd), q(hw, h, hd), q(-hw, h, hd)], c, .06)
    a.plane(top, c, .26)
    a.grain(poly(top), top[3][0], top[3][1] - 10, top[1][0], top[0][1] + 30, c, 16, .32)
    g = [q(-180, h + 26, 104), q(180, h + 26, 104), q(180, h + 26, 84), q(-180, h + 26, 84)]
    a.p(poly(g), shade(c, -.5))
    return -380, -300, 380, 140


def planner(a, c):
    a.push("rotate(6)", f=a.drop(12, 16, 14, .36))
    a.p(slab(-420, -292, 846, 596, 6), "#d9d0bf")
    a.p(slab(-424, -298, 846, 596, 6), "#e6decf")
    d = slab(-428, -304, 846, 596, 6)
    a.p(d, a.lin([(0, "#fffdf8"), (1, "#f3ecdf")], y2=1))
    a.pop()
    a.push("rotate(6)")
    a.p("M-428,-298A6,6 0 0 1 -422,-304H412A6,6 0 0 1 418,-298V-236H-428Z", c)
    a.r(-390, -280, 190, 14, 7, "#fffaf0", o=.9)
    a.r(300, -278, 80, 10, 5, "#fffaf0", o=.6)
    a.p("M-428,-186H418" + "".join(f"M{x:.0f},-236V292" for x in (-287, -146, -5, 136, 277)) + "".join(f"M-428,{y}H418" for y in (-60, 66, 192)), None, st=shade(c, .3), sw=2, o=.55)
    a.p("".join(f"M{-400 + i * 141},-212h{(70, 84, 62, 78, 66, 74)[i]}" for i in range(6)), None, st=shade(c, -.3), sw=9, cap="round", o=.75)
    a.p("M-400,-150h90M-400,-122h60M-118,-20h96M-118,8h70M24,100h84M164,-150h90M164,-122h74M24,128h50", None, st="#5c656e", sw=5, cap="round", o=.6)
    a.r(-272, -48, 112, 60, 8, c, o=.25)
    a.c(340, 30, 26, None, st="#b5603f", sw=5, o=.8)
    a.pop()
    return -460, -360, 460, 350


def speaker(a, c):
    q = a.eye(-24)
    w, d, h = 420, 220, 300
    hw, hd = w / 2, d / 2
    a.boxshadow(w, d, -24)
    a.box(w, h, d, OAK, -24, soft=16)
    a.face(q, (-hw, h, hd), (1, 0, 0), (0, -1, 0))
    a.r(12, 12, w - 24, h - 24, 18, a.lin([(0, shade(c, .16)), (.5, c), (1, shade(c, -.18))], y2=1))
    a.r(12, 12, w - 24, h - 24, 18, a.dots(shade(c, -.6), 9, 2, .55))
    for x, y, r in ((w * .36, h * .5, 96), (w * .78, h * .34, 42)):
        a.c(x, y, r, None, st=shade(c, -.5), sw=5, o=.28)
        a.c(x, y, r * .6, SHADOW, o=.14, f=a.blur(10))
    a.r(w * .7, h * .74, 66, 16, 4, BRASS)
    a.pop()
    x, y = q(-60, h, 0)
    for i in range(3):
        a.e(x + i * 74, y + i * 8, 20, 7, shade(OAK, -.35))
        a.e(x + i * 74, y - 4 + i * 8, 20, 7, a.lin([(0, "#e6c98a"), (1, "#a8843f")]))
    return -260, -370, 270, 100
