"""The cook's tools."""
from .studio import K, SHADOW, light_of, oval, poly, shade, slab, smooth

VIEW = {"knife": "flat", "board": "flat", "teatowel": "hang", "pan": "flat"}
OAK, WALNUT, STEEL, IRON = "#c79a63", "#7a5236", "#b9bbba", "#37353a"


def cocotte(a, c, r=280, h=300):
    a.shadow(r * .96)
    for s in (-1, 1):
        x = s * (r - 6)
        a.tube(f"M{x},{-h * .62}C{x + s * 96},{-h * .7} {x + s * 96},{-h * .42} {x},{-h * .46}", 36, c, "gloss")
    a.turn([(r * .93, 0), (r * .97, 10), (r, h * .3), (r * 1.01, h * .66)], c, "gloss", under=.34)
    a.p(f"M{-r},{-h * .64}A{r},{r * K} 0 0 0 {r},{-h * .64}", None, st=shade(c, -.62), sw=9, o=.8)
    a.turn([(r * 1.02, h * .66), (r * 1.02, h * .72), (r * .97, h * .78), (r * .6, h * .95), (r * .16, h)], c, "gloss", under=.16)
    a.p(f"M{-r * 1.02},{-h * .7}A{r * 1.02},{r * K} 0 0 0 {r * 1.02},{-h * .7}", None, st=shade(c, .5), sw=4, o=.55)
    for q, y in ((.74, .9), (.44, .965)):
        a.e(0, -h * y + 8, r * q, r * q * K * .82, None, st=shade(c, -.35), sw=3, o=.3)
    a.e(14, -h + 6, 58, 14, SHADOW, o=.4, f=a.blur(6))
    a.turn([(22, h - 4), (18, h + 18), (50, h + 38), (50, h + 50), (24, h + 60)], "#b4975f", "metal")
    a.disc(0, -h - 60, 24, "#c9ad75")
    return -r - 85, -h - 70, r + 85, r * K


def pan(a, c, r=260):
    """From above, the handle towards the lower right."""
    a.push("rotate(38)", f=a.drop(10, 26, 16, .42))
    a.p(f"M{r - 30},-34L{r + 70},-22C{r + 160},-30 {r + 300},-34 {r + 350},-26C{r + 376},-18 {r + 376},18 {r + 350},26C{r + 300},34 {r + 160},30 {r + 70},22L{r - 30},34Z",
        a.down([(0, shade(c, .42)), (.4, shade(c, .14)), (1, shade(c, -.4))]))
    a.e(r + 336, 0, 15, 11, "#d9cfc2")
    a.e(r + 336, 0, 15, 11, None, st=shade(c, -.5), sw=4)
    a.c(0, 0, r, a.lin([(0, shade(c, .5)), (.5, shade(c, .08)), (1, shade(c, -.45))]))
    a.c(0, 0, r - 6, a.lin([(0, shade(c, -.55)), (.5, shade(c, -.1)), (1, shade(c, .42))]))
    a.c(0, 0, r * .77, a.lin([(0, shade(c, .02)), (.45, shade(c, .26)), (1, shade(c, -.12))]))
    a.p("".join(oval(0, 0, r * q, r * q) for q in (.2, .34, .48, .62, .73)), None, st=shade(c, .6), sw=1.6, o=.16)
    for x in (-24, 0, 24):
        a.c(r - 24 - abs(x) * .12, x, 9, a.rad([(0, shade(c, .7)), (1, shade(c, -.2))], .4, .35))
    a.p(f"M{-r * .66},{-r * .1}A{r * .67},{r * .67} 0 0 1 {-r * .1},{-r * .66}L{-r * .06},{-r * .46}A{r * .46},{r * .46} 0 0 0 {-r * .46},{-r * .08}Z", "#fffdf6", o=.24, f=a.blur(20), t="rotate(-38)")
    a.pop()
    return -r - 10, -r - 10, r + 260, r + 180


def saucepan(a, c=STEEL, r=220, h=240):
    a.shadow(r)
    a.tube(f"M{r - 6},{-h * .8}C{r + 60},{-h * .86} {r + 110},{-h * .98} {r + 330},{-h * 1.06}", 34, STEEL, "metal")
    a.turn([(r * .97, 0), (r, 10), (r, h)], c, "metal", smooth_=False, under=.25)
    a.p(f"M{-r},-22A{r},{r * K} 0 0 0 {r},-22", None, st="#1b1618", sw=22, o=.16)
    for y in (.3, .34):
        a.p(f"M{-r},{-h * y}A{r},{r * K} 0 0 0 {r},{-h * y}", None, st="#1b1618", sw=1.6, o=.2)
    a.turn([(r + 8, h - 2), (r + 8, h + 10), (r - 6, h + 18), (r * .55, h + 48), (30, h + 56)], STEEL, "metal", under=.1)
    a.e(-r * .3, -h - 34, r * .34, 12, "#fff", o=.5, f=a.blur(8))
    a.p(f"M{-r - 8},{-h - 2}A{r + 8},{(r + 8) * K} 0 0 0 {r + 8},{-h - 2}", None, st="#1b1618", sw=4, o=.5)
    a.turn([(16, h + 54), (14, h + 70), (40, h + 92), (38, h + 106), (16, h + 114)], "#2c2a29", "gloss")
    return -r - 8, -h - 120, r + 345, r * K


def knife(a, c=WALNUT, shape="chef", blade=480):
    """Lies on the table, edge down, point to the left."""
    a.push("rotate(-32)", f=a.drop(10, 18, 12, .42))
    H = {"chef": 100, "bread": 70, "paring": 46}[shape]
    x0 = 60 - blade
    if shape == "bread":
        edge = "".join("q-%d,15 -%d,-1" % (13, 26) for _ in range(int((blade - 60) / 26)))
        d = f"M60,-26L{x0 + 40},-30Q{x0},-26 {x0 + 6},6L{60 - (int((blade - 60) / 26)) * 26},{H - 22}"
        d = f"M60,{H - 24}{edge}Q{x0 + 4},{H - 34} {x0},-14Q{x0 + 6},-30 {x0 + 40},-30L60,-26Z"
    else:
        d = f"M60,-26L{x0 + blade * .35},-30C{x0 + blade * .2},-28 {x0 + blade * .08},-10 {x0},{H * .46}C{x0 + blade * .18},{H * .78} {x0 + blade * .45},{H * .98} 46,{H - 26}L60,-26Z"
    a.p(d, a.down([(0, "#84888b"), (.12, "#cfd2d3"), (.42, "#aeb2b4"), (.62, "#e9ebeb"), (.64, "#c3c7c9"), (1, "#f6f7f7")]))
    a.p(d, a.lin([(0, "#fff", .4), (.3, "#fff", 0), (.55, "#fff", .38), (.75, "#1b1618", .1), (1, "#1b1618", .2)]))
    a.p(d, None, st="#6d7173", sw=1.4, o=.6)
    a.p(f"M58,-28H84L86,{34 if shape == 'chef' else 30}H58Z", a.lin([(0, "#8e9294"), (.5, "#f3f4f4"), (1, "#7d8183")]))
    g = f"M82,-30C180,-36 270,-34 330,-26C362,-20 366,34 332,44C300,48 280,36 220,36C170,36 120,38 86,34Z"
    a.p(g, a.down([(0, shade(c, .1)), (.25, shade(c, .34)), (.6, c), (1, shade(c, -.45))]))
    a.grain(g, 82, -36, 350, 46, c, 8, .5)
    for x in (122, 206, 290):
        a.c(x, 4, 9.5, a.rad([(0, "#f6f1e4"), (1, "#9a7b46")], .4, .35))
    a.p("M96,-22C180,-28 270,-26 322,-18", None, st="#fffaf0", sw=6, o=.35, f=a.blur(3))
    a.pop()
    w = blade - 60
    return -w * .86, -220, 320, max(160, w * .55)


def board(a, c=OAK, w=360, h=520):
    a.push("rotate(-14)", f=a.drop(14, 22, 16, .4))
    d = slab(-w / 2, -h / 2, w, h, 46)
    a.p(d, shade(c, -.45), t="translate(6 10)")
    a.p(d, a.lin([(0, shade(c, .3)), (.5, shade(c, .06)), (1, shade(c, -.14))], y2=1))
    n = 5
    for i in range(n):
        a.r(-w / 2 + i * w / n, -h / 2, w / n, h, 0, shade(c, (-.12, .14, -.04, .1, -.1)[i]), o=.55, c=a.clip(d))
    a.grain(d, -w / 2, -h / 2, w / 2, h / 2, c, 22, .3, True, 2)
    a.p(slab(-w / 2 + 26, -h / 2 + 90, w - 52, h - 116, 28), None, st=shade(c, -.4), sw=9, o=.65)
    a.p(slab(-w / 2 + 29, -h / 2 + 93, w - 52, h - 116, 28), None, st=shade(c, .5), sw=3, o=.6)
    a.e(0, -h / 2 + 48, 24, 24, "#cabfae")
    a.p(f"M-24,{-h / 2 + 48}A24,24 0 0 1 24,{-h / 2 + 48}A27,24 0 0 0 -24,{-h / 2 + 48}Z", shade(c, -.6))
    a.e(0, -h / 2 + 48, 24, 24, None, st=shade(c, .4), sw=3, o=.6)
    a.pop()
    s = max(w, h)
    return -w * .6, -h * .58, w * .6, h * .58


def mill(a, c=OAK):
    a.shadow(105)
    body = [(100, 0), (102, 14), (92, 60), (66, 150), (62, 220), (84, 320), (88, 352), (80, 372)]
    a.turn(body, c, "matt", gleam=.34)
    a.grain(a.profile(body), -104, -372, 104, 0, c, 7, .32, True)
    a.p("M-90,-62A92,24 0 0 0 90,-62M-86,-330A86,22 0 0 0 86,-330", None, st=shade(c, -.55), sw=5, o=.55)
    head = [(78, 378), (86, 398), (90, 450), (62, 508), (24, 520)]
    a.turn([(74, 370), (74, 380)], "#c9ad75", "metal", smooth_=False)
    a.turn(head, c, "matt", gleam=.34)
    a.grain(a.profile(head), -92, -520, 92, -376, c, 5, .3, True)
    a.turn([(12, 518), (22, 534), (16, 556), (6, 560)], "#c9ad75", "metal")
    return -105, -565, 105, 30


def mortar(a, c="#6d6c6e", r=220, h=250):
    a.shadow(r * .7)
    prof = [(r * .58, 0), (r * .6, 14), (r * .52, 40), (r * .6, 62), (r * .9, 120), (r, h)]
    a.turn(prof, c, "matt", gleam=.1)
    d = a.profile(prof)
    a.speckle(d, -r, -h, r, 0, 120, "#e8e4df", .4, 3)
    a.speckle(d, -r, -h, r, 0, 120, "#1b1618", .5, 3.4)
    a.mouth(r, h, c, 26, depth=.3)
    a.speckle(oval(0, -h, r, r * K), -r, -h - 60, r, -h + 60, 60, "#e8e4df", .3, 2.6)
    a.push(f"translate(40 {-h + 26}) rotate(38)")
    p = [(46, -40), (50, 0), (38, 70), (26, 220), (34, 280), (20, 300)]
    a.turn([(max(q, 1), y) for q, y in p], c, "matt")
    a.speckle(a.profile(p), -50, -300, 50, 40, 50, "#e8e4df", .4, 3)
    a.pop()
    a.p(f"M{-r},{-h}A{r},{r * K} 0 0 0 {r},{-h}L{r - 26},{-h + 3}A{r - 26},{(r - 26) * K} 0 0 1 {-r + 26},{-h + 3}Z", a.lin([(0, shade(c, .15)), (.3, shade(c, .4)), (1, shade(c, -.1))]))
    return -r, -h - 250, r + 20, 40


def nestbowls(a, c, n=3):
    """Mixing bowls, one inside the other: what stands inside is drawn before the front wall that hides it."""
    a.shadow(190, long=1.2)
    size = [(300 - i * 54, 210 - i * 12, i * 34) for i in range(n)]
    walls = []
    for i, (r, h, y) in enumerate(size):
        prof = [(r * .5, y), (r * .54, y + 6), (r * .8, y + h * .34), (r * .97, y + h * .8), (r, y + h)]
        if i == 0 or i == n - 1:
            a.turn(prof, shade(c, .1 * i), "gloss", under=.3)
        else:
            a.p(a.profile(prof), a.round(shade(c, .1 * i), "gloss"))
        a.mouth(r, y + h, "#f1ece2", 8, depth=.25, lip=shade(c, -.3))
        walls.append((a.wall(prof), r, y + h, shade(c, .1 * i)))
    for d, r, h, col in reversed(walls[:-1]):
        a.p(d, a.round(col, "gloss"))
        a.p(d, a.down([(0, "#fff8ea", .1), (.5, "#140f10", 0), (1, "#140f10", .32)]))
    for d, r, h, col in walls:
        a.p(f"M{-r},{-h}A{r},{r * K} 0 0 0 {r},{-h}", None, st=shade(c, -.35), sw=8)
        a.p(f"M{-r},{-h - 2}A{r},{r * K} 0 0 0 {r},{-h - 2}", None, st=shade(c, .5), sw=2.4, o=.6)
    a.p("M-236,-150C-226,-110 -206,-76 -186,-56L-150,-50C-176,-84 -196,-116 -202,-146Z", "#fffdf6", o=.5, f=a.blur(6))
    return -300, -380, 300, 60


def teatowel(a, c, stripe="#f2ece0"):
    """Hangs from a peg, folded once, with woven stripes."""
    peg = "#b98a56"
    a.e(18, -318, 30, 30, SHADOW, o=.4, f=a.blur(10))
    for dx, dy, k in ((-34, 40, -.16), (0, 0, 0)):
        d = smooth([(-8 + dx, -322), (-8 + dx, -322), (-110 + dx, -250), (-150 + dx, -60), (-168 + dx, 330 - dy), (-168 + dx, 330 - dy), (-60 + dx, 344 - dy), (40 + dx, 336 - dy),
                    (150 + dx, 348 - dy), (150 + dx, 348 - dy), (140 + dx, -60), (100 + dx, -250), (10 + dx, -322), (10 + dx, -322)])
        col = shade(stripe, k) if k else stripe
        a.push(f=a.drop(14, 16, 14, .3))
        a.p(d, a.lin([(0, shade(col, -.12)), (.16, shade(col, .3)), (.34, shade(col, -.1)), (.5, shade(col, .25)), (.66, shade(col, -.14)), (.82, shade(col, .1)), (1, shade(col, -.26))]))
        cl = a.clip(d)
        for y, w in ((200, 34), (246, 10), (120, 10), (-40, 34), (-84, 10)):
            a.p(f"M-210,{y - dy}C-100,{y + 14 - dy} 60,{y - 8 - dy} 190,{y + 8 - dy}", None, st=c, sw=w, o=.85, c=cl)
        for x in (-120, 120):
            a.p(f"M{x * .3 + dx},-310C{x * .7 + dx},-200 {x + dx},0 {x + dx},350", None, st=c, sw=9, o=.5, c=cl)
        a.p(d, a.weave(shade(c, -.3), 6, .14))
        for p, o in (("M-20,-300C-70,-160 -84,60 -88,350L-56,350C-60,60 -50,-160 -6,-300Z", .13), ("M14,-300C50,-160 62,60 66,350L96,350C90,60 70,-160 22,-300Z", .16)):
            a.p(p, "#1b1618", o=o, f=a.blur(9), c=cl)
        a.pop()
    a.tube("M0,-300C-16,-330 -14,-356 0,-356C14,-356 16,-330 0,-300", 9, shade(c, .1))
    a.c(0, -350, 27, a.ball(peg, .2))
    return -220, -385, 170, 355
