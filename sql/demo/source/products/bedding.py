"""Bed linen, blankets, cushions."""
from ..shop import P

DUVET = ("Duvet size", "Deckengröße", [("135", "135 × 200 cm", "135 × 200 cm"), ("155", "155 × 220 cm", "155 × 220 cm"), ("200", "200 × 200 cm", "200 × 200 cm")])
PILLOW = ("Pillow size", "Kissengröße", [("p40", "40 × 80 cm", "40 × 80 cm"), ("p80", "80 × 80 cm", "80 × 80 cm")])

P("washed-linen-bedding", "textile", "sommerin", "bedding", 15900, 1450, ("linenstack", {}),
  ("Washed Linen Bedding Set", """Duvet cover and pillowcase of **European flax**, stone-washed until they are as soft as an old shirt. Linen cools in summer and warms in winter, because the hollow fibre takes up moisture and gives it off quickly.

- One duvet cover, one pillowcase, in the sizes you choose
- 165 g/m², coconut buttons
- Wash at 40 °C, up to 60 °C; no ironing
- Woven and sewn in Lithuania

The colours are dyed after sewing and mix well with each other. With every wash the fabric becomes softer, not thinner."""),
  ("Bettwäsche aus gewaschenem Leinen", """Bettbezug und Kissenbezug aus **europäischem Flachs**, mit Steinen gewaschen, bis sie weich sind wie ein altes Hemd. Leinen kühlt im Sommer und wärmt im Winter, weil die hohle Faser Feuchtigkeit schnell aufnimmt und wieder abgibt.

- Ein Bettbezug, ein Kissenbezug, in den gewählten Größen
- 165 g/m², Knöpfe aus Kokosnuss
- Bei 40 °C waschen, bis 60 °C möglich; kein Bügeln
- In Litauen gewebt und genäht

Gefärbt wird nach dem Nähen, alle Farben passen zueinander. Mit jeder Wäsche wird der Stoff weicher, aber nicht dünner."""),
  ("folded linen bedding tied with a ribbon", "gefaltete Leinenbettwäsche mit Schleife"),
  "bestseller", "chalk sage clay slate", [DUVET, PILLOW], {"155": 2000, "200": 4500, "p80": 900}, {"155": 220, "200": 480, "p80": 110},
  attrs=dict(material=["linen"], length=200, width=135, gsm=165, wash="40", origin="lt", since="2021-03-22"),
  related="all-season-duvet buckwheat-pillow herringbone-blanket", cm=34, focus=(.5, .3, "ribbon", "Schleife"))

P("percale-pillowcases", "textile", "sommerin", "bedding", 3490, 330, ("pillow", {}),
  ("Percale Pillowcases, set of 2", """Cool, smooth and a little crisp, like freshly made hotel beds. **Long-staple cotton**, woven one thread over, one under, with 200 threads per square inch: dense enough to feel fine, open enough to breathe.

- Two pillowcases with envelope closure
- 120 g/m², combed yarn
- Wash at 60 °C, tumble dry
- Iron slightly damp, or not at all

Without buttons or zips there is nothing to press on the cheek. Shrinkage of three per cent is allowed for in the cut."""),
  ("Kissenbezüge aus Perkal, 2er-Set", """Kühl, glatt und ein wenig knisternd wie ein frisch bezogenes Hotelbett. **Langstapelige Baumwolle**, ein Faden drüber, einer drunter, mit 200 Fäden je Quadratzoll: dicht genug für einen feinen Griff, offen genug zum Atmen.

- Zwei Kissenbezüge mit Hotelverschluss
- 120 g/m², gekämmtes Garn
- Bei 60 °C waschbar, trocknergeeignet
- Leicht feucht bügeln oder gar nicht

Ohne Knöpfe und Reißverschluss drückt nichts an der Wange. Drei Prozent Einlauf sind im Zuschnitt berücksichtigt."""),
  ("plump pillow with smooth cotton cover", "pralles Kissen mit glattem Baumwollbezug"),
  "", "white mist blush", [PILLOW], {"p80": 700}, {"p80": 120}, attrs=dict(material=["cotton"], length=80, width=40, gsm=120, wash="60", origin="pt", since="2022-03-14"),
  related="washed-linen-bedding buckwheat-pillow jersey-fitted-sheet", cm=43, focus=(.15, .2, "corner and piping", "Ecke mit Paspel"))

P("herringbone-blanket", "textile", "sommerin", "bedding", 11900, 1100, ("blanket", {"pattern": "herringbone"}),
  ("Herringbone Wool Blanket", """A blanket for cold feet and long films. **Pure new wool** from European sheep is spun, woven in herringbone and brushed, so it keeps warm without weighing much. The fringes are twisted by hand.

- 130 × 190 cm, 1.1 kg
- 420 g/m²
- Air it outdoors; wool cleans itself
- If need be, wool cycle at 30 °C

Wool absorbs a third of its weight in moisture before it feels damp, and hardly catches fire. Comes in a cotton bag that keeps moths out."""),
  ("Wolldecke mit Fischgrat", """Eine Decke für kalte Füße und lange Filme. **Reine Schurwolle** von europäischen Schafen wird gesponnen, im Fischgrat gewebt und geraut; so wärmt sie, ohne viel zu wiegen. Die Fransen sind von Hand gedreht.

- 130 × 190 cm, 1,1 kg
- 420 g/m²
- An der frischen Luft auslüften, Wolle reinigt sich selbst
- Bei Bedarf Wollwaschgang mit 30 °C

Wolle nimmt ein Drittel ihres Gewichts an Feuchtigkeit auf, ehe sie sich klamm anfühlt, und ist schwer entflammbar. Geliefert in einem Baumwollbeutel, der Motten fernhält."""),
  ("folded wool blanket with fringe over the front", "gefaltete Wolldecke, Fransen vorn überhängend"),
  "gift bestseller", "slate ochre moss", attrs=dict(material=["wool"], length=190, width=130, gsm=420, wash="30", origin="de", since="2021-09-27"),
  related="velvet-cushion waffle-throw striped-cushion", cm=26, focus=(.6, .75, "twisted fringe", "gedrehte Fransen"))

P("waffle-throw", "textile", "sommerin", "bedding", 5900, 850, ("blanket", {"pattern": "waffle", "fringe": False}),
  ("Waffle Throw", """A light throw for the end of the bed, the sofa or a picnic. The **deep waffle weave** makes a large surface of small air pockets; it feels cool at first touch and warm after a minute.

- 140 × 200 cm, 850 g
- 100 % cotton, 300 g/m²
- Wash at 40 °C, tumble dry low
- Pre-washed, so it hardly shrinks

Shake it out wet and the waffles stand up again on their own. Narrow hem, no fringe, nothing to catch in the machine."""),
  ("Tagesdecke mit Waffelstruktur", """Eine leichte Decke fürs Fußende, fürs Sofa oder zum Picknick. Die **tiefe Waffelbindung** bildet viele kleine Luftkammern; sie fühlt sich im ersten Moment kühl an und nach einer Minute warm.

- 140 × 200 cm, 850 g
- 100 % Baumwolle, 300 g/m²
- Bei 40 °C waschbar, im Trockner auf niedriger Stufe
- Vorgewaschen, läuft kaum noch ein

Nass ausschütteln, dann stellen sich die Waffeln von allein wieder auf. Schmaler Saum, keine Fransen, nichts kann in der Maschine hängen bleiben."""),
  ("folded cotton throw with waffle weave", "gefaltete Baumwolldecke mit Waffelstruktur"),
  "", "oat sage mist", attrs=dict(material=["cotton"], length=200, width=140, gsm=300, wash="40", origin="pt", since="2023-04-03"),
  related="herringbone-blanket percale-pillowcases velvet-cushion", cm=26, was=6900, focus=(.6, .6, "waffle weave", "Waffelbindung"))

P("velvet-cushion", "textile", "sommerin", "bedding", 3990, 620, ("pillow", {"w": 250, "h": 245, "plush": 1}),
  ("Velvet Cushion 50 × 50", """A cushion with depth of colour: cotton velvet changes its shade with the light and with the hand that strokes it. The pile is **woven, not flocked**, and springs back after a long evening.

- 50 × 50 cm, with filling of kapok
- Cover 100 % cotton velvet, 330 g/m²
- Hidden zip at the bottom edge
- Cover washable at 30 °C, inside out

Kapok is a hollow plant fibre, eight times lighter than cotton and naturally dry. Fluff it up now and then, as you would with down."""),
  ("Samtkissen 50 × 50", """Ein Kissen mit Farbtiefe: Baumwollsamt wechselt seinen Ton mit dem Licht und mit der Hand, die darüberstreicht. Der Flor ist **gewebt, nicht geflockt**, und richtet sich nach einem langen Abend wieder auf.

- 50 × 50 cm, mit Füllung aus Kapok
- Bezug 100 % Baumwollsamt, 330 g/m²
- Verdeckter Reißverschluss an der Unterkante
- Bezug auf links bei 30 °C waschbar

Kapok ist eine hohle Pflanzenfaser, achtmal leichter als Baumwolle und von Natur aus trocken. Ab und zu aufschütteln wie ein Daunenkissen."""),
  ("square velvet cushion with piping", "quadratisches Samtkissen mit Paspel"),
  "gift", "rust pine plum ochre", attrs=dict(material=["velvet", "cotton"], length=50, width=50, gsm=330, fill="kapok", wash="30", origin="pt", since="2022-09-12"),
  related="striped-cushion herringbone-blanket", cm=50, focus=(.2, .2, "corner", "Ecke"))

P("striped-cushion", "textile", "sommerin", "bedding", 3490, 580, ("pillow", {"w": 250, "h": 245, "c": "chalk", "stripe": "ink", "piping": False}),
  ("Striped Linen Cushion 50 × 50", """The stripe of old mattress ticking on heavy linen. Wide and narrow lines alternate in an **ink-blue yarn** that was dyed before weaving, so front and back are equally strong and do not fade in the wash.

- 50 × 50 cm, filled with recycled fibre
- Cover 100 % linen, 240 g/m²
- Concealed zip
- Cover washable at 40 °C

Goes with every plain colour of the range. The filling is in its own cotton case and can be washed separately in a big machine."""),
  ("Streifenkissen aus Leinen 50 × 50", """Der Streifen alter Matratzendrelle auf schwerem Leinen. Breite und schmale Linien wechseln sich ab, in **tintenblauem Garn**, das vor dem Weben gefärbt wurde; Vorder- und Rückseite sind gleich kräftig und bleichen beim Waschen nicht aus.

- 50 × 50 cm, gefüllt mit Recyclingfaser
- Bezug 100 % Leinen, 240 g/m²
- Verdeckter Reißverschluss
- Bezug bei 40 °C waschbar

Passt zu allen Unitönen der Serie. Die Füllung steckt in einem eigenen Baumwollbezug und lässt sich in einer großen Maschine getrennt waschen."""),
  ("cushion with ink-blue stripes on chalk", "Kissen mit tintenblauen Streifen auf Kreide"),
  "new", attrs=dict(colour=["chalk", "ink"], material=["linen"], length=50, width=50, gsm=240, fill="fibre", wash="40", origin="lt", since="2026-09-28"),
  related="velvet-cushion waffle-throw", cm=50, focus=(.5, .4, "woven stripes", "gewebte Streifen"))

P("buckwheat-pillow", "textile", "sommerin", "bedding", 6900, 1900, ("pillow", {"c": "natural", "w": 320, "h": 175}),
  ("Buckwheat Pillow", """A pillow that keeps the shape you give it. The **buckwheat hulls** inside arrange themselves around head and neck and then stay there, instead of slowly sinking as foam does. Air passes freely between them.

- 40 × 60 cm, 1.9 kg
- Height adjustable: open the zip and take hulls out
- Cover of unbleached cotton, washable at 60 °C

A soft rustle belongs to it and is gone from notice after two nights. Put the hulls in the sun once a year; they last for about eight."""),
  ("Kissen mit Buchweizenschalen", """Ein Kissen, das die Form behält, die man ihm gibt. Die **Buchweizenschalen** legen sich um Kopf und Nacken und bleiben dort, statt wie Schaum langsam nachzugeben. Dazwischen kann die Luft frei zirkulieren.

- 40 × 60 cm, 1,9 kg
- Höhe anpassbar: Reißverschluss öffnen und Schalen entnehmen
- Bezug aus ungebleichter Baumwolle, bei 60 °C waschbar

Ein leises Rascheln gehört dazu und fällt nach zwei Nächten nicht mehr auf. Die Schalen einmal im Jahr in die Sonne legen; sie halten etwa acht Jahre."""),
  ("flat firm pillow in natural cotton", "flaches, festes Kissen in Naturbaumwolle"),
  "", attrs=dict(colour=["natural"], material=["cotton", "buckwheat"], length=60, width=40, fill="buckwheat", wash="60", origin="de", since="2022-01-31"),
  related="percale-pillowcases all-season-duvet", cm=40, focus=(.8, .25, "corner with zip", "Ecke mit Reißverschluss"))

P("all-season-duvet", "textile", "sommerin", "bedding", 18900, 1300, ("duvet", {"c": "white"}),
  ("All-season Wool Duvet", """One duvet for spring, autumn and a heated winter. The filling is **pure new wool**, carded into an even fleece and quilted in large squares, so nothing slips to the foot end.

- Filling 900 g for 135 × 200 cm
- Cover of fine cotton, 80 g/m²
- Balances damp: good for two people of different heat
- Airing instead of washing; wool cycle if need be

Delivered rolled in a cotton sack. Give it one night to unfold. The wool comes from flocks that graze on dykes and heathland."""),
  ("Ganzjahresdecke aus Schurwolle", """Eine Decke für Frühling, Herbst und den geheizten Winter. Die Füllung ist **reine Schurwolle**, zu gleichmäßigem Vlies gekämmt und in großen Karos versteppt, damit nichts ans Fußende rutscht.

- Füllung 900 g bei 135 × 200 cm
- Bezug aus feiner Baumwolle, 80 g/m²
- Gleicht Feuchtigkeit aus, gut für zwei mit verschiedenem Wärmebedarf
- Lüften statt waschen; bei Bedarf im Wollwaschgang

Gerollt im Baumwollsack geliefert; eine Nacht Zeit zum Entfalten geben. Die Wolle stammt von Herden, die auf Deichen und Heiden weiden."""),
  ("thick quilted wool duvet, folded", "dicke gesteppte Wolldecke, gefaltet"),
  "", options=[DUVET], delta={"155": 3000, "200": 8000}, grams={"155": 260, "200": 640},
  attrs=dict(colour=["white"], material=["wool", "cotton"], length=200, width=135, fill="wool", wash="30", origin="de", since="2021-10-11"),
  related="washed-linen-bedding buckwheat-pillow", cm=42, was=21900, focus=(.6, .4, "quilting", "Steppung"))

P("jersey-fitted-sheet", "textile", "sommerin", "bedding", 2990, 480, ("sheet", {}),
  ("Jersey Fitted Sheet", """A stretch sheet that sits without creases and needs no iron. The **single jersey** of combed cotton is knitted in one piece, with an all-round elastic that can be replaced through two small openings.

- For mattresses up to 26 cm high
- 150 g/m², 95 % cotton, 5 % elastane
- Wash at 60 °C, tumble dry
- Reinforced corners

Fits mattresses and toppers alike; the larger size covers both 140 and 160 cm. Colours match the bed linen of the same name."""),
  ("Spannbettlaken aus Jersey", """Ein dehnbares Laken, das faltenfrei sitzt und kein Bügeleisen braucht. Der **Single-Jersey** aus gekämmter Baumwolle ist in einem Stück gestrickt, mit rundum laufendem Gummizug, der sich durch zwei kleine Öffnungen tauschen lässt.

- Für Matratzen bis 26 cm Höhe
- 150 g/m², 95 % Baumwolle, 5 % Elasthan
- Bei 60 °C waschbar, trocknergeeignet
- Verstärkte Ecken

Passt auf Matratzen wie auf Topper; die größere Größe deckt 140 und 160 cm ab. Die Farben entsprechen der Bettwäsche gleichen Namens."""),
  ("folded jersey sheet with a paper band", "gefaltetes Jerseylaken mit Papierbanderole"),
  "", "white slate blush", [("Mattress", "Matratze", [("90", "90–100 × 200 cm", "90–100 × 200 cm"), ("140", "140–160 × 200 cm", "140–160 × 200 cm")])], {"140": 1000}, {"140": 260},
  attrs=dict(material=["cotton"], length=200, width=100, gsm=150, wash="60", origin="pt", since="2022-03-14"),
  related="percale-pillowcases washed-linen-bedding", cm=25, focus=(.5, .4, "band and folds", "Banderole und Falten"))

P("kilim-rug", "textile", "sommerin", "bedding", 19900, 3600, ("rug", {}),
  ("Flat-woven Wool Rug", """A thin, robust rug in the manner of a kilim, woven on a hand loom from **wool on a cotton warp**. Both sides are equal, so it can be turned over after a spilled glass or once a year.

- 6 mm thick, 1.5 kg per square metre
- Diamonds in natural white
- Suits underfloor heating
- Vacuum without brush; treat stains with cold water

Small irregularities show where the weaver changed the shuttle. An anti-slip mat is recommended on smooth floors and belongs under every rug of this weight."""),
  ("Wollteppich, flach gewebt", """Ein dünner, robuster Teppich nach Art eines Kelims, auf dem Handwebstuhl aus **Wolle auf Baumwollkette** gewebt. Beide Seiten sind gleich; nach einem verschütteten Glas oder einmal im Jahr wird er einfach gewendet.

- 6 mm stark, 1,5 kg je Quadratmeter
- Rauten in Naturweiß
- Für Fußbodenheizung geeignet
- Ohne Bürste saugen, Flecken mit kaltem Wasser behandeln

Kleine Unregelmäßigkeiten zeigen, wo das Schiffchen gewechselt wurde. Auf glatten Böden gehört eine Antirutschmatte darunter, wie bei jedem Teppich dieses Gewichts."""),
  ("flat-woven rug with white diamonds", "flach gewebter Teppich mit weißen Rauten"),
  "", "rust slate", [("Size", "Größe", [("120", "120 × 170 cm", "120 × 170 cm"), ("170", "170 × 240 cm", "170 × 240 cm")])], {"170": 20000}, {"170": 2900},
  attrs=dict(material=["wool", "cotton"], length=170, width=120, gsm=1500, wash="hand", origin="in", since="2024-01-22"),
  related="velvet-cushion seagrass-basket", cm=170, focus=(.5, .75, "diamonds and fringe", "Rauten und Fransen"))

P("linen-curtains", "textile", "sommerin", "bedding", 12900, 1700, ("curtain", {}),
  ("Linen Curtains, pair", """Two panels that soften light and sound without darkening the room. The linen is **loosely woven**, so the daylight shows the threads; from outside nobody can look in by day.

- Two panels, each 140 × 260 cm
- 100 % linen, 190 g/m²
- Pleat tape for hooks or rings, also slides on a rod
- Wash at 30 °C, hang up damp

The hem is only tacked and can be shortened to length with the iron-on tape supplied. The weight falls in even folds without lead band."""),
  ("Leinenvorhänge, Paar", """Zwei Schals, die Licht und Schall dämpfen, ohne den Raum zu verdunkeln. Das Leinen ist **locker gewebt**, im Tageslicht zeichnen sich die Fäden ab; von außen ist tagsüber nichts zu sehen.

- Zwei Schals, je 140 × 260 cm
- 100 % Leinen, 190 g/m²
- Faltenband für Haken oder Ringe, auch mit Stangendurchzug
- Bei 30 °C waschen, feucht aufhängen

Der Saum ist nur geheftet und lässt sich mit dem beiliegenden Bügelband kürzen. Der Stoff fällt auch ohne Bleiband in gleichmäßigen Falten."""),
  ("two linen curtains on an oak rod", "zwei Leinenvorhänge an einer Eichenstange"),
  "", "chalk oat sage", attrs=dict(material=["linen"], length=260, width=140, gsm=190, wash="30", origin="lt", since="2023-01-30"),
  related="washed-linen-bedding velvet-cushion", cm=260, focus=(.25, .2, "rings and pleats", "Ringe und Falten"))
