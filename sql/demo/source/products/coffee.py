"""Coffee and tea."""
from ..shop import P

SIZES = ("Size", "Größe", [("250g", "250 g", "250 g"), ("500g", "500 g", "500 g"), ("1kg", "1 kg", "1 kg")])
GRIND = ("Grind", "Mahlgrad", [("beans", "Whole beans", "Ganze Bohnen"), ("filter", "Ground for filter", "Für Filter gemahlen"), ("espresso", "Ground for espresso", "Für Espresso gemahlen")])
PACK = {"delta": {"500g": 750, "1kg": 2050}, "grams": {"500g": 260, "1kg": 770}, "unit": ("g", {"250g": 250, "500g": 500, "1kg": 1000}, 1000, "g")}

P("night-train-espresso-blend", "coffee", "karodal", "coffee-tea", 890, 265, ("coffeebag", {"c": "ink", "mark": 2}),
  ("Night Train, espresso blend", """A dark, round espresso that also stands up to milk. Three quarters are washed **arabica** from two highland farms, one quarter is robusta for body and a thick crema. Roasted slowly in a drum for 16 minutes.

- Tastes of cocoa, roasted hazelnut and a little caramel
- Recipe: 18 g in, 38 g out, 27 seconds, 93 °C
- At its best from day 7 to week 8 after roasting

The bag has a valve and closes with the tin strip. Store it cool and dark, not in the fridge."""),
  ("Nachtzug, Espressomischung", """Ein dunkler, runder Espresso, der sich auch in Milch behauptet. Drei Viertel sind gewaschener **Arabica** von zwei Hochlandfarmen, ein Viertel ist Robusta für Körper und dichte Crema. Im Trommelröster 16 Minuten lang schonend geröstet.

- Schmeckt nach Kakao, gerösteter Haselnuss und etwas Karamell
- Rezept: 18 g hinein, 38 g heraus, 27 Sekunden, 93 °C
- Am besten von Tag 7 bis Woche 8 nach der Röstung

Der Beutel hat ein Ventil und lässt sich mit dem Blechstreifen schließen. Kühl und dunkel lagern, nicht im Kühlschrank."""),
  ("dark blue coffee bag with a paper label", "dunkelblauer Kaffeebeutel mit Papieretikett"),
  "bestseller", options=[SIZES, GRIND], attrs=dict(roast="dark", notes=["cocoa", "hazelnut", "caramel"], caffeine="full", origin="de", harvest="2026-11-02"),
  related="hand-grinder espresso-cups press-pot", cm=24, focus=(.5, .55, "label", "Etikett"), **PACK)

P("field-path-filter-coffee", "coffee", "karodal", "coffee-tea", 990, 265, ("coffeebag", {"c": "sage", "mark": 1}),
  ("Field Path, filter coffee", """A light roast for hand filters and press pots. The beans come from a **single cooperative** at 1,900 metres and are dried on raised beds, which gives a clear cup with lively acidity and no bitterness.

- Tastes of apricot, orange blossom and honey
- Recipe: 15 g for 250 ml, 95 °C, three minutes
- Roasted every Tuesday, shipped within two days

Best freshly ground: medium-fine, like coarse sand. It needs five days of rest after roasting and keeps its blossom for about ten weeks."""),
  ("Feldweg, Filterkaffee", """Eine helle Röstung für Handfilter und Stempelkanne. Die Bohnen stammen von **einer einzigen Kooperative** auf 1.900 Metern und werden auf Hochbeeten getrocknet; das ergibt eine klare Tasse mit lebendiger Säure und ohne Bitterkeit.

- Schmeckt nach Aprikose, Orangenblüte und Honig
- Rezept: 15 g auf 250 ml, 95 °C, drei Minuten
- Jeden Dienstag geröstet, binnen zwei Tagen verschickt

Am besten frisch gemahlen, mittelfein wie grober Sand. Nach der Röstung braucht er fünf Tage Ruhe und hält seine Blütennote etwa zehn Wochen."""),
  ("sage green coffee bag with a sunrise on the label", "salbeigrüner Kaffeebeutel mit Sonnenaufgang auf dem Etikett"),
  "new", options=[SIZES, GRIND], attrs=dict(roast="light", notes=["stone-fruit", "blossom", "honey"], caffeine="full", origin="de", harvest="2026-11-09"),
  related="pour-over-set gooseneck-kettle hand-grinder", cm=24, focus=(.5, .5, "label", "Etikett"), **PACK)

P("late-hour-decaf", "coffee", "karodal", "coffee-tea", 950, 265, ("coffeebag", {"c": "clay", "mark": 3}),
  ("Late Hour, decaf", """Coffee for after dinner. The caffeine is washed out with **spring water and carbon filters**, without solvents; less than 0.1 % is left, and the flavour stays where it should.

- Tastes of milk chocolate, malt and baked apple
- Medium roast, suits portafilter, moka pot and hand filter
- Recipe for filter: 16 g for 250 ml at 94 °C

Decaffeinated beans are a little softer: set the grinder one notch finer than usual. Keeps its aroma for about eight weeks after opening."""),
  ("Späte Stunde, entkoffeiniert", """Kaffee für nach dem Essen. Das Koffein wird mit **Quellwasser und Kohlefiltern** ausgewaschen, ganz ohne Lösungsmittel; weniger als 0,1 % bleibt zurück, der Geschmack dagegen bleibt erhalten.

- Schmeckt nach Milchschokolade, Malz und Bratapfel
- Mittlere Röstung für Siebträger, Herdkanne und Handfilter
- Rezept für Filter: 16 g auf 250 ml bei 94 °C

Entkoffeinierte Bohnen sind etwas weicher: Die Mühle am besten eine Stufe feiner stellen als sonst. Das Aroma hält nach dem Öffnen etwa acht Wochen."""),
  ("clay coloured coffee bag with a leaf emblem", "tonfarbener Kaffeebeutel mit Blattmotiv"),
  "", options=[SIZES, GRIND], attrs=dict(roast="medium", notes=["cocoa", "malt", "apple"], caffeine="none", origin="de", harvest="2026-10-26"),
  related="press-pot breakfast-mug", cm=24, focus=(.5, .5, "label", "Etikett"), **PACK)

TEA = ("Size", "Größe", [("100g", "Tin, 100 g", "Dose, 100 g"), ("250g", "Refill, 250 g", "Nachfüllbeutel, 250 g")])
TEAPACK = {"options": [TEA], "unit": ("g", {"100g": 100, "250g": 250}, 1000, "g"), "delta": {"250g": 900}, "grams": {"250g": 40}}

P("harbour-assam", "tea", "karodal", "coffee-tea", 1190, 215, ("tin", {"c": "terracotta", "mark": 5}),
  ("Harbour Assam, black tea", """A strong second-flush Assam for the first cup of the day. The leaves are rolled the traditional way and have many **golden tips**, so the tea is malty and full but never harsh.

- 12 g per litre, water at 100 °C, 3 to 4 minutes
- Goes well with milk and rock sugar
- The tin holds 100 g, about 40 cups

The lid closes tightly on an inner rim and keeps the aroma for two years. The refill bag is paper with a thin cellulose layer and belongs in the paper bin."""),
  ("Hafen-Assam, Schwarztee", """Ein kräftiger Assam der zweiten Pflückung für die erste Tasse des Tages. Die Blätter werden auf traditionelle Art gerollt und haben viele **goldene Spitzen**; so wird der Tee malzig und voll, aber nie hart.

- 12 g je Liter, Wasser mit 100 °C, 3 bis 4 Minuten
- Verträgt Milch und Kandis
- Die Dose fasst 100 g, das reicht für rund 40 Tassen

Der Deckel schließt dicht über einem inneren Rand und bewahrt das Aroma zwei Jahre lang. Der Nachfüllbeutel ist aus Papier mit dünner Zelluloseschicht und gehört ins Altpapier."""),
  ("terracotta red tea tin with a paper band", "terrakottarote Teedose mit Papierbanderole"),
  "", attrs=dict(notes=["malt", "honey"], caffeine="full", origin="in", harvest="2026-08-17"), related="stoneware-teapot breakfast-mug first-rain-sencha", cm=12, focus=(.5, .6, "paper band", "Banderole"), **TEAPACK)

P("first-rain-sencha", "tea", "karodal", "coffee-tea", 1690, 215, ("tin", {"c": "moss", "mark": 3}),
  ("First Rain Sencha, green tea", """Steamed green tea from the spring harvest, with deep green needles and a cup like **fresh grass and sweet peas**. Grown without pesticides on volcanic soil and packed in small lots.

- 10 g per litre, water at 70 °C, 90 seconds
- Second infusion: 30 seconds, a little hotter
- Tin of 100 g, enough for about 45 cups

Green tea is sensitive to light and heat: keep the tin closed and use it within four months. In summer it also makes a clear cold brew in six hours."""),
  ("Erster Regen Sencha, Grüntee", """Gedämpfter Grüntee der Frühjahrsernte mit tiefgrünen Nadeln und einer Tasse, die an **frisches Gras und Zuckererbsen** erinnert. Ohne Pestizide auf vulkanischem Boden gewachsen und in kleinen Partien verpackt.

- 10 g je Liter, Wasser mit 70 °C, 90 Sekunden
- Zweiter Aufguss: 30 Sekunden, etwas heißer
- Dose mit 100 g, genug für rund 45 Tassen

Grüner Tee mag weder Licht noch Wärme: Dose geschlossen halten und binnen vier Monaten aufbrauchen. Im Sommer gelingt damit in sechs Stunden ein klarer Kaltaufguss."""),
  ("moss green tea tin with a leaf on the label", "moosgrüne Teedose mit Blatt auf dem Etikett"),
  "new", attrs=dict(notes=["grass", "citrus"], caffeine="full", origin="jp", harvest="2026-05-04"), related="stoneware-teapot gooseneck-kettle harbour-assam", cm=12, focus=(.5, .6, "label", "Etikett"), **TEAPACK)

P("orchard-herbal-tea", "tea", "karodal", "coffee-tea", 990, 190, ("tin", {"c": "blush", "mark": 4}),
  ("Orchard, herbal tea", """Apple pieces, lemon balm, camomile and a little fennel: a mild blend for evenings and for children. Everything is cut coarsely, so that one can **see and smell** what is inside; there is no flavouring.

- 15 g per litre, boiling water, 8 minutes
- Naturally caffeine-free and slightly sweet
- Tin of 100 g, enough for about 30 cups

Tastes warm as well as cold with a slice of lemon. The herbs grow on small farms in the foothills and are dried at no more than 40 °C."""),
  ("Obstgarten, Kräutertee", """Apfelstücke, Zitronenmelisse, Kamille und etwas Fenchel: eine milde Mischung für den Abend und für Kinder. Alles ist grob geschnitten, damit **zu sehen und zu riechen** ist, was darin steckt; zugesetzte Aromen gibt es keine.

- 15 g je Liter, kochendes Wasser, 8 Minuten
- Von Natur aus koffeinfrei und leicht süß
- Dose mit 100 g, genug für rund 30 Tassen

Schmeckt warm ebenso wie kalt mit einer Scheibe Zitrone. Die Kräuter wachsen auf kleinen Höfen im Voralpenland und werden bei höchstens 40 °C getrocknet."""),
  ("pale pink tea tin with a blossom on the label", "zartrosa Teedose mit Blüte auf dem Etikett"),
  "", attrs=dict(notes=["apple", "blossom", "honey"], caffeine="none", origin="de", harvest="2026-09-21"), related="stoneware-teapot breakfast-mug late-hour-decaf", cm=12, focus=(.5, .6, "label", "Etikett"), **TEAPACK)

P("pour-over-set", "brewing", "karodal", "coffee-tea", 4990, 1120, ("dripper", {}),
  ("Pour-over Set with glass server", """A cone of stoneware and a server of heat-proof glass that belong together. Spiral ribs keep the paper off the wall, so the water runs evenly; the **window in the foot** shows how full the jug is.

- For 1 to 4 cups, paper filters no. 2
- Server 600 ml, marked at 250 and 500 ml
- Total height 24 cm
- Both parts dishwasher safe

Warm the thick wall with hot water first; it then holds the temperature through the whole brew. Forty filters are included."""),
  ("Handfilter-Set mit Glaskanne", """Ein Filter aus Steinzeug und eine Kanne aus hitzefestem Glas, die zusammengehören. Spiralrippen halten das Papier von der Wand fern, so läuft das Wasser gleichmäßig; durch das **Sichtfenster im Fuß** ist der Füllstand zu sehen.

- Für 1 bis 4 Tassen, Filterpapier Größe 2
- Kanne 600 ml, Markierung bei 250 und 500 ml
- Gesamthöhe 24 cm
- Beide Teile spülmaschinenfest

Die dicke Wand vorher heiß ausspülen; dann hält sie die Temperatur während des ganzen Brühens. Vierzig Filter liegen bei."""),
  ("ceramic dripper on a glass server with fresh coffee", "Keramikfilter auf einer Glaskanne mit frischem Kaffee"),
  "bestseller gift", "chalk clay black", attrs=dict(material=["stoneware", "glass"], capacity=600, height=24, dishwasher=True, origin="pt", box="Dripper, server, 40 filters", since="2022-10-03"),
  related="field-path-filter-coffee gooseneck-kettle hand-grinder", cm=24, focus=(.5, .25, "cone", "Filter"))

P("gooseneck-kettle", "brewing", "karodal", "coffee-tea", 7900, 980, ("kettle", {}),
  ("Gooseneck Kettle 0.9 l", """A kettle that pours as slowly as a hand filter needs. The spout is only 8 mm wide at its end, the handle is balanced so that the wrist stays straight, and a **thermometer** in the lid shows the temperature.

- Holds 0.9 litres
- For all hobs including induction
- Stainless steel, black and sage powder-coated
- Height 17 cm with knob

The base is 5 mm thick and heats a full kettle in about six minutes. Descale with citric acid; do not put it in the dishwasher because of the handle."""),
  ("Schwanenhalskessel 0,9 l", """Ein Wasserkessel, der so langsam gießt, wie es der Handfilter braucht. Die Tülle misst am Ende nur 8 mm, der Griff ist so ausgewogen, dass das Handgelenk gerade bleibt, und im Deckel zeigt ein **Thermometer** die Temperatur an.

- Fasst 0,9 Liter
- Für alle Herdarten einschließlich Induktion
- Edelstahl, in Schwarz und Salbei pulverbeschichtet
- Höhe mit Knauf 17 cm

Der 5 mm starke Boden erhitzt den vollen Kessel in rund sechs Minuten. Mit Zitronensäure entkalken; wegen des Griffs nicht in die Spülmaschine geben."""),
  ("kettle with a thin swan neck spout", "Wasserkessel mit schmaler Schwanenhalstülle"),
  "", "black steel sage", attrs=dict(material=["steel"], capacity=900, height=17, induction=True, dishwasher=False, origin="tw", box="Kettle, lid with thermometer", since="2023-01-16"),
  related="pour-over-set first-rain-sencha hand-grinder", cm=18, was=8900, focus=(.2, .3, "spout", "Tülle"))

P("hand-grinder", "brewing", "karodal", "coffee-tea", 8900, 610, ("handgrinder", {"c": "charcoal"}),
  ("Hand Grinder with steel burrs", """Grinds 25 g for two cups in less than a minute, quietly enough for a sleeping house. The **conical steel burrs** run in two ball bearings, which keeps the grind even from espresso to press pot.

- 36 click settings, adjustable under the lid
- Hopper 30 g, height 21 cm
- Oak body that gives a warm grip
- Comes apart without tools for brushing

The crank folds down and fits in a travel bag. Spare burrs are available; ours run for about 250 kg of coffee."""),
  ("Handmühle mit Stahlmahlwerk", """Mahlt 25 g für zwei Tassen in weniger als einer Minute und so leise, dass niemand davon aufwacht. Das **konische Mahlwerk aus Stahl** läuft in zwei Kugellagern, das hält den Mahlgrad von Espresso bis Stempelkanne gleichmäßig.

- 36 Rastungen, einstellbar unter dem Deckel
- Behälter für 30 g, Höhe 21 cm
- Korpus aus Eiche, der warm in der Hand liegt
- Zum Ausbürsten ohne Werkzeug zerlegbar

Die Kurbel lässt sich einklappen und passt ins Reisegepäck. Ersatzmahlwerke sind erhältlich; eines reicht für etwa 250 kg Kaffee."""),
  ("hand coffee grinder with oak body and crank", "Handkaffeemühle mit Eichenkorpus und Kurbel"),
  "gift", attrs=dict(colour=["oak", "charcoal"], material=["oak", "steel"], height=21, origin="de", box="Grinder, brush, travel pouch", since="2024-11-04"),
  related="night-train-espresso-blend pour-over-set press-pot", cm=21, focus=(.4, .55, "oak body", "Eichenkorpus"))

P("press-pot", "brewing", "karodal", "coffee-tea", 3990, 640, ("press", {"c": "charcoal"}),
  ("Press Pot", """The simplest way to a strong coffee: pour, wait four minutes, press. A **double sieve** of fine steel mesh keeps the grounds at the bottom, and the lid turns to close the spout while it brews.

- Two sizes, for two or for six cups
- Borosilicate glass in a steel frame
- Handle stays cool
- All parts dishwasher safe

Grind coarsely, 60 g per litre. Glass and sieve are available as spare parts, so one knock against the tap does not end its life."""),
  ("Stempelkanne", """Der einfachste Weg zu kräftigem Kaffee: aufgießen, vier Minuten warten, drücken. Ein **doppeltes Sieb** aus feinem Stahlgewebe hält den Satz am Boden, und der Deckel verschließt durch Drehen den Ausguss, solange der Kaffee zieht.

- Zwei Größen, für zwei oder sechs Tassen
- Borosilikatglas im Edelstahlgestell
- Der Griff bleibt kühl
- Alle Teile spülmaschinenfest

Grob mahlen, 60 g je Liter. Glas und Sieb gibt es als Ersatzteil, ein Stoß an den Wasserhahn ist also nicht das Ende."""),
  ("press pot filled with coffee, plunger up", "mit Kaffee gefüllte Stempelkanne, Stempel oben"),
  "", options=[("Size", "Größe", [("350ml", "350 ml", "350 ml"), ("1l", "1 litre", "1 Liter")])], delta={"1l": 1500}, grams={"1l": 420},
  attrs=dict(colour=["charcoal"], material=["glass", "steel"], capacity=350, height=19, dishwasher=True, origin="dk", since="2021-11-15"),
  related="night-train-espresso-blend breakfast-mug hand-grinder", cm=19, focus=(.45, .4, "lid and frame", "Deckel mit Gestell"))

P("stoneware-teapot", "brewing", "karodal", "coffee-tea", 5490, 1050, ("teapot", {}),
  ("Stoneware Teapot 1.1 l", """A round pot that pours without dripping: the spout is cut at 45 degrees and glazed to its edge. Inside hangs a **deep steel strainer** that reaches the water even when the pot is only half full.

- Holds 1.1 litres, about five cups
- Height 15 cm, width with spout 24 cm
- Knob of oiled oak stays cool
- Pot and strainer dishwasher safe, lid by hand

The bare clay around the base gives a firm grip when pouring. The thick wall keeps tea hot for about 40 minutes."""),
  ("Teekanne aus Steinzeug 1,1 l", """Eine runde Kanne, die gießt, ohne zu tropfen: Die Tülle ist im Winkel von 45 Grad geschnitten und bis an die Kante glasiert. Innen hängt ein **tiefes Edelstahlsieb**, das auch bei halb voller Kanne ins Wasser reicht.

- Fasst 1,1 Liter, etwa fünf Tassen
- Höhe 15 cm, Breite mit Tülle 24 cm
- Knauf aus geölter Eiche, bleibt kühl
- Kanne und Sieb spülmaschinenfest, Deckel von Hand abwaschen

Der rohe Ton am Boden liegt beim Eingießen griffig in der Hand. Die dicke Wand hält Tee etwa 40 Minuten heiß."""),
  ("round teapot with a wooden knob", "runde Teekanne mit Holzknauf"),
  "gift", "slate chalk sage", attrs=dict(material=["stoneware", "oak"], capacity=1100, height=15, dishwasher=False, origin="pt", box="Pot, lid, strainer", since="2023-09-04"),
  related="harbour-assam first-rain-sencha orchard-herbal-tea", cm=15, focus=(.25, .4, "spout", "Tülle"))

P("espresso-cups", "brewing", "tolvane", "coffee-tea", 3290, 620, ("cup", {}),
  ("Espresso Cups, set of 2", """Small, thick-walled cups that keep 40 ml hot until the conversation pauses. The inside is rounded like an egg, which makes the **crema** stand higher and spares you stirring.

- Two cups of 80 ml with saucers
- Cup height 6 cm, saucer 12 cm
- Stoneware, glazed, with a bare clay foot
- Dishwasher safe

The saucer has no ring in the middle and so also works as a plate for a biscuit or two. Preheat the cup with hot water for best results."""),
  ("Espressotassen, 2er-Set", """Kleine, dickwandige Tassen, die 40 ml heiß halten, bis das Gespräch eine Pause macht. Innen sind sie gerundet wie ein Ei; dadurch steht die **Crema** höher und das Umrühren erübrigt sich.

- Zwei Tassen mit je 80 ml und Untertassen
- Tasse 6 cm hoch, Untertasse 12 cm
- Steinzeug, glasiert, mit rohem Fuß
- Spülmaschinenfest

Die Untertasse hat keinen Ring in der Mitte und taugt so auch als Teller für ein, zwei Kekse. Am besten die Tasse heiß vorwärmen."""),
  ("two espresso cups on their saucers", "zwei Espressotassen auf Untertassen"),
  "gift", "ink chalk ochre", attrs=dict(material=["stoneware"], capacity=80, height=6, dishwasher=True, origin="pt", since="2023-03-01"),
  related="night-train-espresso-blend press-pot butter-dish", cm=11, focus=(.35, .45, "cup in front", "vordere Tasse"))
