"""Bath and rest."""
import math

from .studio import K, SHADOW, light_of, mix, oval, poly, shade, slab, smooth
from .home import _folded, _glow, _under
from .table import _emblem

VIEW = {"robe": "hang", "brush": "flat", "hotbottle": "flat"}
OAK, BRASS = "#c79a63", "#c9a45c"


def towels(a, c):
    _under(a, 560)
    pat = a.dots(shade(c, .5), 6, 1.4, .5)
    _folded(a, 0, 580, 124, c, 2, 320, pat)
    _folded(a, 130, 560, 110, shade(c, .1), 2, 310, pat)
    top = _folded(a, 246, 470, 84, shade(c, -.06), 2, 270, pat)
    for y0, y1, w in ((-6, -118, 580), (-136, -236, 560)):
        a.p(f"M{w * .24},{y0}C{w * .245},{y0 - 30} {w * .245},{y1 + 20} {w * .24},{y1}L{w * .29},{y1}C{w * .295},{y1 + 20} {w * .295},{y0 - 30} {w * .29},{y0}Z", shade(c, -.18), o=.5)
    a.tube("M236,-292C262,-292 262,-258 240,-256", 7, shade(c, -.3))
    return -290, -400, 300, 30


def robe(a, c):
    peg = "#b98a56"
    pat = a._ref('<pattern id="@" width="16" height="16" patternUnits="userSpaceOnUse"><path d="M0 0H16V16H0Z" fill="none" stroke="%s" stroke-width="3" stroke-opacity=".4"/><path d="M3 13H13V3" fill="none" stroke="%s" stroke-width="2" stroke-opacity=".3"/></pattern>' % (shade(c, .4), shade(c, -.6)))
    body = smooth([(-40, -400), (-40, -400), (-120, -376), (-182, -340), (-196, -100), (-214, 180), (-232, 420), (-232, 420), (-100, 432), (30, 426), (150, 434), (232, 420), (232, 420), (212, 150), (196, -100), (182, -340), (120, -376), (40, -400), (40, -400)])
    a.push(f=a.drop(18, 20, 16, .32))
    for s in (-1, 1):
        sl = smooth([(s * 130, -372), (s * 130, -372), (s * 190, -340), (s * 236, -220), (s * 262, 60), (s * 262, 60), (s * 226, 74), (s * 176, 66), (s * 176, 66), (s * 170, -120), (s * 150, -300)])
        a.p(sl, a.lin([(0, shade(c, .16 if s < 0 else -.02)), (.5, shade(c, -.04)), (1, shade(c, -.24))]))
        a.p(sl, pat)
    a.p(body, a.lin([(0, shade(c, -.2)), (.14, shade(c, .26)), (.3, shade(c, -.06)), (.44, shade(c, .2)), (.56, shade(c, -.14)), (.72, shade(c, .16)), (.88, shade(c, -.1)), (1, shade(c, -.3))]))
    a.p(body, pat)
    a.pop()
    a.p("M-40,-400C-70,-300 -40,-180 10,-60L14,426C40,430 60,430 70,428L60,-60C80,-180 84,-300 40,-400L20,-380C40,-300 40,-200 26,-110C-10,-200 -26,-300 -20,-384Z",
        a.lin([(0, shade(c, .22)), (.5, shade(c, .05)), (1, shade(c, -.2))]))
    a.p("M-40,-400C-70,-300 -40,-180 10,-60L14,426", None, st=shade(c, -.4), sw=3, o=.5)
    a.p("M-30,-404C-20,-376 20,-376 30,-404L22,-392C10,-384 -10,-384 -22,-392Z", shade(c, -.5))
    belt = "M-200,-70C-80,-50 80,-50 200,-72L202,-26C80,-6 -80,-6 -202,-24Z"
    a.p(belt, SHADOW, o=.3, f=a.blur(6), t="translate(4 10)")
    a.p(belt, a.down([(0, shade(c, .2)), (1, shade(c, -.2))]))
    a.p("M20,-40L-20,170L22,180L46,-30ZM44,-40L96,200L134,186L76,-40Z", a.lin([(0, shade(c, .18)), (1, shade(c, -.18))]), st=shade(c, -.35), sw=2)
    a.r(12, -72, 66, 56, 16, shade(c, .06), st=shade(c, -.3), sw=2)
    for s in (-1, 1):
        a.r(s * 130 - 52, 90, 104, 120, 8, pat, st=shade(c, -.4), sw=3, so=.5)
    a.p("M0,-396C-14,-420 -12,-440 0,-440C12,-440 14,-420 0,-396", None, st=shade(c, -.1), sw=8)
    a.c(8, -428, 30, SHADOW, o=.3, f=a.blur(8))
    a.c(0, -438, 26, a.ball(peg, .2))
    return -266, -470, 266, 436


def soap(a, c, mark=3):
    """Two bars, one leaning on the other, the front one stamped."""
    a.e(60, 40, 380, 100, a.rad([(0, SHADOW, .5), (.6, SHADOW, .2), (1, SHADOW, 0)]))
    low = smooth([(-250, -60), (-214, -130), (-20, -170), (190, -110), (244, -50), (236, 26), (40, 110), (-20, 106), (-240, 20)])
    a.p(low, a.lin([(0, shade(c, .06)), (.5, shade(c, -.16)), (1, shade(c, -.38))], y2=1))
    a.speckle(low, -250, -170, 244, 110, 40, shade(c, -.5), .35, 4)
    a.p("M-246,-64C-220,-16 -60,40 -10,42C40,44 200,0 240,-48", None, st=shade(c, .3), sw=6, o=.5, f=a.blur(3))
    a.push("translate(10 -128)")
    d = smooth([(-236, -60), (-200, -120), (0, -176), (200, -96), (236, -40), (226, 20), (30, 96), (-30, 90), (-226, 4)])
    a.p(d, SHADOW, o=.35, f=a.blur(10), t="translate(8 14)")
    a.p(d, a.lin([(0, shade(c, .1)), (.5, shade(c, -.1)), (1, shade(c, -.34))], y2=1))
    t = smooth([(-228, -70), (-196, -122), (0, -176), (196, -98), (228, -52), (196, -20), (20, 42), (-20, 40), (-200, -36)])
    a.p(t, a.lin([(0, shade(c, .42)), (.6, shade(c, .16)), (1, shade(c, -.04))], y2=.7))
    a.speckle(t, -230, -176, 230, 50, 46, shade(c, -.5), .4, 4)
    a.push("matrix(.82 .32 -.7 .3 0 -68)")
    _emblem(a, mark, 3, 3, 74, shade(c, .5))
    _emblem(a, mark, 0, 0, 74, shade(c, -.3))
    a.pop()
    a.pop()
    return -260, -310, 260, 110


def dispenser(a, c, band="#f3ece0", mark=3, glass="#8a5224"):
    a.shadow(125)
    d = [(118, 0), (124, 10), (126, 300), (110, 350), (44, 384), (44, 400)]
    a.turn(d, glass, "gloss")
    a.p(a.profile([(112, 20), (116, 280)], False), a.lin([(0, "#1d0e05", .3), (.3, "#e3a55f", .35), (.6, "#5a300f", .1), (1, "#1d0e05", .4)]))
    a.p(a.profile([(127, 70), (127.5, 270)], False), a.lin([(0, shade(band, -.3)), (.28, shade(band, .5)), (.55, band), (1, shade(band, -.4))]))
    _emblem(a, mark, 0, -190, 40, shade(c, -.2))
    for y, w, s in ((-106, 110, 9), (-84, 76, 5), (-68, 90, 4)):
        a.p(f"M{-w / 2},{y}A130,34 0 0 0 {w / 2},{y}", None, st=shade(c, -.3), sw=s, o=.85)
    k = "#2c2a29"
    a.turn([(50, 396), (50, 440), (44, 448)], k, "matt", smooth_=False)
    a.turn([(13, 446), (13, 500)], k, "matt", smooth_=False)
    a.p("M-60,-540C-60,-556 -40,-560 -10,-560H90C150,-560 190,-548 196,-512L176,-508C168,-528 140,-530 90,-526H-30C-50,-526 -60,-530 -60,-540Z", a.down([(0, "#5b5653"), (.4, "#343130"), (1, "#1b1918")]))
    a.turn([(34, 496), (34, 530)], k, "matt", smooth_=False)
    return -128, -562, 200, 34


def candle(a, c, wax="#f0e6d2", mark=4, r=170, h=290):
    a.shadow(r)
    _glow(a, 0, -h - 60, 380, .35)
    prof = [(r * .95, 0), (r, 12), (r, h)]
    a.turn(prof, c, "matt", smooth_=False, gleam=.22)
    a.mouth(r, h, c, 11, depth=.2)
    a.fillto(r, h, wax, 11, 26)
    a.e(0, -h + 26, 84, 20, a.rad([(0, "#fff9e2", .95), (1, "#ffe7a8", 0)]))
    a.line(f"M0,{-h + 24}V{-h - 6}", "#3a2a20", 5)
    a.p(f"M0,{-h - 96}C24,{-h - 56} 26,{-h - 20} 0,{-h - 6}C-26,{-h - 20} -24,{-h - 56} 0,{-h - 96}Z", a.down([(0, "#fff4c8"), (.6, "#ffd271"), (1, "#f09a3e")]))
    a.p(f"M0,{-h - 44}C9,{-h - 28} 9,{-h - 16} 0,{-h - 10}C-9,{-h - 16} -9,{-h - 28} 0,{-h - 44}Z", "#fffdf2")
    band = "#f3ece0"
    a.p(f"M-80,{-h * .78}C-30,{-h * .72} 40,{-h * .72} 90,{-h * .77}L90,{-h * .2}C40,{-h * .15} -30,{-h * .15} -80,{-h * .21}Z", a.lin([(0, shade(band, -.06)), (.3, shade(band, .4)), (1, shade(band, -.2))]))
    _emblem(a, mark, 4, -h * .5, 40, "#4a423a")
    a.p(f"M-40,{-h * .28}C-10,{-h * .265} 20,{-h * .265} 48,{-h * .275}", None, st="#4a423a", sw=6, cap="round", o=.8)
    return -r, -h - 100, r + 20, r * K


def saltjar(a, c, fill="#e9dfd8"):
    r, h = 150, 330
    a.e(80, 4, 230, 46, a.rad([(0, SHADOW, .36), (.6, SHADOW, .14), (1, SHADOW, 0)]))
    a.p(a.profile([(r - 13, 10), (r - 11, h * .8)], False), a.round(fill, "matt"))
    a.e(0, -h * .8, r - 11, (r - 11) * K, shade(fill, .3))
    d = a.profile([(r - 13, 10), (r - 11, h * .8)], False)
    a.speckle(d, -r, -h * .8, r, 30, 80, "#fff", .6, 8)
    a.speckle(d, -r, -h * .8, r, 30, 60, shade(c, .1), .4, 6)
    a.p(a.profile([(r, 0), (r + 2, 10), (r + 2, h * .9), (r - 20, h)]), a.lin([(0, "#8fa3a0", .6), (.1, "#fff", .2), (.5, "#fff", .05), (.9, "#fff", .16), (1, "#7d918e", .6)]))
    a.p(f"M{-r * .86},{-h * .86}L{-r * .86},-26L{-r * .68},-18L{-r * .68},{-h * .88}Z", "#fff", o=.5, f=a.blur(4))
    band = "#f3ece0"
    a.p("M-84,-220C-30,-210 40,-210 90,-218V-80C40,-70 -30,-70 -84,-82Z", a.lin([(0, shade(band, -.06)), (.3, shade(band, .4)), (1, shade(band, -.18))]))
    _emblem(a, 3, 2, -156, 34, shade(c, -.3))
    a.p("M-40,-100C-10,-94 20,-94 46,-98", None, st=shade(c, -.3), sw=6, cap="round")
    a.turn([(r - 26, h - 4), (r - 12, h + 14), (r - 12, h + 54)], OAK, "matt", smooth_=False)
    a.disc(0, -h - 54, r - 12, OAK)
    a.grain(oval(0, -h - 54, r - 12, (r - 12) * K), -r, -h - 90, r, -h - 20, OAK, 6, .35)
    return -r, -h - 95, r + 20, 40


def yogamat(a, c):
    """Rolled, lying across, held by a strap."""
    a.e(40, 2, 460, 74, a.rad([(0, SHADOW, .5), (.6, SHADOW, .2), (1, SHADOW, 0)]))
    a.push("rotate(-7)")
    d = "M-330,-210H330A58,105 0 0 1 330,0H-330Z"
    a.p(d, a.down([(0, shade(c, .1)), (.2, shade(c, .34)), (.5, c), (.85, shade(c, -.34)), (1, shade(c, -.2))]))
    a.p(d, a._ref('<pattern id="@" width="10" height="10" patternUnits="userSpaceOnUse"><path d="M0 5L5 0L10 5L5 10Z" fill="none" stroke="%s" stroke-width="1.6" stroke-opacity=".22"/></pattern>' % shade(c, -.7)))
    a.e(-330, -105, 58, 105, shade(c, -.1))
    sp = [(-330 + .55 * (14 + t * 3.6) * math.cos(t * .5), -105 + (14 + t * 3.6) * math.sin(t * .5)) for t in range(0, 26)]
    a.line(smooth(sp, False), shade(c, -.5), 7, o=.8)
    a.line(smooth(sp, False), shade(c, .35), 2, o=.7, t="translate(-3 -2)")
    for x in (-150, 190):
        a.p(f"M{x},-212H{x + 46}A58,106 0 0 1 {x + 46},2H{x}A58,106 0 0 0 {x},-212Z", a.down([(0, "#efe3cf"), (.3, "#f8f1e2"), (1, "#a8987c")]))
    a.tube("M-128,-214C-100,-330 180,-330 214,-214", 17, "#d9c9ab")
    a.pop()
    return -400, -330, 400, 60


def brush(a, c=OAK):
    a.push("rotate(-38)", f=a.drop(10, 18, 12, .42))
    hd = smooth([(-330, 0), (-300, -74), (-190, -94), (-70, -70), (-10, -34), (-10, -34), (280, -24), (350, -30), (376, 0), (350, 30), (280, 24), (-10, 34), (-10, 34), (-70, 70), (-190, 94), (-300, 74)])
    a.p("".join(f"M{x},{y}l{(x % 7) - 3},{8 + (x + y) % 9}" for x in range(-318, -40, 9) for y in (84,)), None, st="#d8c6a0", sw=5, cap="round")
    a.p(hd, a.down([(0, shade(c, .34)), (.4, shade(c, .1)), (1, shade(c, -.3))]))
    a.grain(hd, -330, -94, 376, 94, c, 14, .34)
    b = smooth([(-306, 0), (-284, -58), (-190, -74), (-84, -54), (-40, 0), (-84, 54), (-190, 74), (-284, 58)])
    a.p(b, shade(c, -.45), t="translate(3 4)")
    a.p(b, "#c9b487")
    a.p(b, a._ref('<pattern id="@" width="13" height="13" patternUnits="userSpaceOnUse"><circle cx="6" cy="6" r="4.6" fill="#f0e3c3"/><circle cx="7.5" cy="7.5" r="3" fill="#8a7444" fill-opacity=".5"/></pattern>'))
    a.e(344, 0, 11, 11, shade(c, -.6))
    a.line("M344,0C390,-40 420,10 400,60C390,90 360,50 346,8", "#e9dcc4", 8)
    a.pop()
    return -300, -300, 320, 280


def hotbottle(a, c):
    a.push("rotate(8)", f=a.drop(14, 20, 16, .4))
    d = smooth([(-58, -300), (-58, -300), (-70, -240), (-190, -200), (-226, -60), (-222, 220), (-180, 300), (0, 316), (180, 300), (222, 220), (226, -60), (190, -200), (70, -240), (58, -300), (58, -300)])
    a.p("M-44,-300V-372C-44,-390 44,-390 44,-372V-300Z", a.lin([(0, shade("#6f7678", .2)), (.4, "#8d9496"), (1, "#4a5052")]))
    a.r(-56, -398, 112, 34, 12, a.lin([(0, "#9ba2a4"), (.4, "#c5cacb"), (1, "#5d6365")]))
    a.p(d, a.rad([(0, shade(c, .26)), (.5, shade(c, .06)), (.85, shade(c, -.2)), (1, shade(c, -.34))], .42, .4, .66))
    a.pop()
    a.push("rotate(8)")
    cl = a.clip(d)
    knit = a._ref('<pattern id="@" width="26" height="22" patternUnits="userSpaceOnUse"><path d="M2 2Q6 14 13 18Q20 14 24 2" fill="none" stroke="%s" stroke-width="5" stroke-opacity=".38" stroke-linecap="round"/><path d="M3 6Q7 17 13 21Q19 17 23 6" fill="none" stroke="%s" stroke-width="3" stroke-opacity=".4"/></pattern>' % (shade(c, .5), shade(c, -.55)))
    a.p(d, knit)
    for x in (-96, 96):
        a.p("".join(f"M{x - 26},{y}C{x - 26},{y + 34} {x + 26},{y + 34} {x + 26},{y + 68}M{x + 26},{y}C{x + 26},{y + 34} {x - 26},{y + 34} {x - 26},{y + 68}" for y in range(-240, 320, 68)), None, st=shade(c, -.35), sw=17, o=.5, c=cl)
        a.p("".join(f"M{x - 26},{y}C{x - 26},{y + 34} {x + 26},{y + 34} {x + 26},{y + 68}M{x + 26},{y}C{x + 26},{y + 34} {x - 26},{y + 34} {x - 26},{y + 68}" for y in range(-240, 320, 68)), None, st=shade(c, .22), sw=12, c=cl)
    a.p("M-62,-268C-30,-256 30,-256 62,-268L60,-300H-60Z", shade(c, -.12), o=.8)
    a.p("".join(f"M{x},-300V-262" for x in range(-54, 60, 12)), None, st=shade(c, -.5), sw=4, o=.5)
    a.pop()
    return -270, -410, 270, 330


def diffuser(a, c):
    a.shadow(150)
    a.push("translate(14 -390)")
    for d, o in (("M-10,0C-60,-60 40,-110 -10,-180C-40,-230 20,-260 10,-310", .5), ("M10,0C60,-70 -20,-120 30,-190C50,-230 0,-250 14,-290", .35)):
        a.line(d, "#ffffff", 30, o=o, f=a.blur(14))
    a.pop()
    a.turn([(150, 0), (152, 14), (150, 52)], OAK, "matt", smooth_=False)
    a.grain(a.profile([(150, 0), (150, 52)], False), -150, -60, 150, 40, OAK, 4, .4)
    prof = [(148, 52), (160, 90), (150, 200), (100, 320), (40, 384), (26, 392)]
    a.turn(prof, c, "matt", gleam=.3)
    a.speckle(a.profile(prof), -160, -392, 160, -20, 60, shade(c, -.5), .28, 2.6)
    a.e(0, -392, 26, 7, shade(c, -.6))
    a.e(0, -18, 10, 5, "#fff1c9")
    return -162, -560, 175, 40
