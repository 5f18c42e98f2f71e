"""Pots, pans, knives and boards."""
from ..shop import P

P("cast-iron-casserole", "cookware", "ferrowick", "cooking", 12900, 3600, ("cocotte", {}),
  ("Cast-iron Casserole", """A heavy pot for stews, bread and everything that needs time. The **enamelled cast iron** spreads heat evenly and holds it, so a small flame is enough once the food simmers. Knobs inside the lid return the steam as drops.

- For every hob and the oven to 250 °C
- Three sizes: 20, 24 and 28 cm
- Light enamel inside shows when the fond is brown
- Lid knob of solid brass

Wash it by hand and dry the rim well. A pot of 24 cm serves four to five."""),
  ("Bräter aus Gusseisen", """Ein schwerer Topf für Schmorgerichte, Brot und alles, was Zeit braucht. Das **emaillierte Gusseisen** verteilt die Hitze gleichmäßig und hält sie, sodass zum Köcheln eine kleine Flamme reicht. Noppen im Deckel führen den Dampf als Tropfen zurück.

- Für alle Herdarten und den Ofen bis 250 °C
- Drei Größen: 20, 24 und 28 cm
- Helle Emaille innen, damit der Bratensatz sichtbar bleibt
- Deckelknauf aus massivem Messing

Von Hand spülen und den Rand gut abtrocknen. Der Bräter mit 24 cm reicht für vier bis fünf Personen."""),
  ("round enamelled pot with lid and brass knob", "runder emaillierter Bräter mit Deckel und Messingknauf"),
  "bestseller gift", "terracotta pine chalk ink", [("Size", "Größe", [("20", "20 cm, 2.4 l", "20 cm, 2,4 l"), ("24", "24 cm, 4.2 l", "24 cm, 4,2 l"), ("28", "28 cm, 6.3 l", "28 cm, 6,3 l")])],
  {"24": 3000, "28": 6000}, {"24": 1200, "28": 2500}, attrs=dict(material=["cast-iron", "enamel"], diameter=24, volume=4.2, induction=True, dishwasher=False, origin="fr", since="2021-09-06"),
  related="mixing-bowls oak-chopping-board linen-tea-towels", cm=17, was=14900, focus=(.5, .2, "brass knob", "Messingknauf"))

P("carbon-steel-pan", "cookware", "ferrowick", "cooking", 5490, 1450, ("pan", {"c": "charcoal"}),
  ("Carbon Steel Pan", """The pan of professional kitchens: 2.5 mm of **carbon steel**, riveted, without any coating that could wear off. With every use it builds up a dark layer of its own, and after a few weeks even fried eggs glide.

- For gas, ceramic, induction and open fire
- Delivered pre-seasoned with rapeseed oil
- Handle with a slot for hanging

Rinse it hot without soap, dry on the hob and rub with a drop of oil. Tomato and wine dissolve the patina; it comes back on its own."""),
  ("Pfanne aus Carbonstahl", """Die Pfanne der Profiküchen: 2,5 mm **Carbonstahl**, genietet und ohne Beschichtung, die sich abnutzen könnte. Mit jedem Gebrauch bildet sie ihre eigene dunkle Schicht, und nach ein paar Wochen gleiten sogar Spiegeleier.

- Für Gas, Ceran, Induktion und offenes Feuer
- Mit Rapsöl eingebrannt geliefert
- Stiel mit Öse zum Aufhängen

Heiß und ohne Spülmittel auswaschen, auf dem Herd trocknen und mit einem Tropfen Öl ausreiben. Tomate und Wein lösen die Patina; sie kommt von selbst wieder."""),
  ("dark carbon steel pan from above", "dunkle Pfanne aus Carbonstahl von oben"),
  "bestseller", options=[("Size", "Größe", [("24", "24 cm", "24 cm"), ("28", "28 cm", "28 cm"), ("32", "32 cm", "32 cm")])], delta={"28": 1200, "32": 2400}, grams={"28": 450, "32": 980},
  attrs=dict(colour=["charcoal"], material=["carbon-steel"], diameter=24, induction=True, dishwasher=False, origin="fr", since="2022-02-14"),
  related="chefs-knife cast-iron-casserole pepper-mill", cm=30, focus=(.28, .35, "pan surface", "Pfannenboden"))

P("steel-saucepan", "cookware", "ferrowick", "cooking", 6490, 1280, ("saucepan", {}),
  ("Saucepan with lid", """A saucepan for milk, sauces and two portions of pasta. Three layers, steel, aluminium, steel, run **up to the rim**, not only across the base, so nothing burns at the edges.

- Scale inside in steps of 250 ml
- Pouring rim all round
- Riveted handle, cool on gas and induction
- Dishwasher safe

The lid is flat, so that several pans stack in the drawer. All handles of the series are screwed on from outside and can be replaced."""),
  ("Stielkasserolle mit Deckel", """Eine Kasserolle für Milch, Saucen und zwei Portionen Pasta. Drei Schichten aus Edelstahl, Aluminium und Edelstahl reichen **bis zum Rand** und nicht nur über den Boden, deshalb brennt auch seitlich nichts an.

- Skala innen in Schritten von 250 ml
- Rundum laufender Schüttrand
- Genieteter Stiel, bleibt auf Gas und Induktion kühl
- Spülmaschinenfest

Der Deckel ist flach, sodass sich mehrere Töpfe in der Schublade stapeln lassen. Alle Griffe der Serie sind austauschbar."""),
  ("steel saucepan with lid and long handle", "Edelstahlkasserolle mit Deckel und langem Stiel"),
  "", options=[("Size", "Größe", [("16", "16 cm, 1.5 l", "16 cm, 1,5 l"), ("18", "18 cm, 2.1 l", "18 cm, 2,1 l"), ("20", "20 cm, 2.9 l", "20 cm, 2,9 l")])], delta={"18": 1000, "20": 1900}, grams={"18": 220, "20": 430},
  attrs=dict(colour=["steel"], material=["steel", "aluminium"], diameter=16, volume=1.5, induction=True, dishwasher=True, origin="it", since="2022-02-14"),
  related="cast-iron-casserole mixing-bowls", cm=15, focus=(.4, .25, "lid and knob", "Deckel und Knauf"))

P("chefs-knife", "kitchen-tool", "ferrowick", "cooking", 8900, 215, ("knife", {"c": "walnut"}),
  ("Chef's Knife 20 cm", """One knife for almost everything. The blade is forged from **stain-resistant carbon steel**, hardened to 59 HRC and ground thin behind the edge, so it falls through onions instead of splitting them.

- Blade 20 cm, total length 33 cm, 215 g
- Full tang between two walnut scales
- Rounded spine and heel for the pinch grip

Wash it by hand, dry at once, and hone it on steel every week. We regrind it for as long as there is blade left."""),
  ("Kochmesser 20 cm", """Ein Messer für fast alles. Die Klinge ist aus **rostträgem Kohlenstoffstahl** geschmiedet, auf 59 HRC gehärtet und hinter der Schneide dünn ausgeschliffen; so gleitet sie durch Zwiebeln, statt sie zu spalten.

- Klinge 20 cm, Gesamtlänge 33 cm, 215 g
- Durchgehender Erl zwischen zwei Nussbaumschalen
- Rücken und Kropf gerundet, angenehm für den Fingergriff

Von Hand spülen, gleich abtrocknen und jede Woche am Stahl abziehen. Wir schleifen es nach, solange noch Klinge da ist."""),
  ("forged knife with walnut handle", "geschmiedetes Messer mit Nussbaumgriff"),
  "bestseller gift", attrs=dict(colour=["walnut"], material=["carbon-steel", "walnut"], length=33, dishwasher=False, handmade=True, origin="de", since="2021-09-06", care=("By hand, dry at once", "Von Hand, gleich abtrocknen")),
  related="bread-knife paring-knife oak-chopping-board", cm=20, focus=(.7, .35, "riveted walnut handle", "genieteter Nussbaumgriff"))

P("bread-knife", "kitchen-tool", "ferrowick", "cooking", 6900, 190, ("knife", {"c": "oak", "shape": "bread", "blade": 520}),
  ("Bread Knife 24 cm", """Long enough for a farmhouse loaf, gentle enough for a tomato. The **wavy edge** has wide, shallow teeth that cut with little pressure and leave far fewer crumbs than pointed ones.

- Blade 24 cm, total length 37 cm
- Molybdenum steel, 57 HRC
- Handle of oiled oak, three brass rivets

The teeth are ground on one side only and stay sharp for years; after that they can be reground by us. Wash by hand and oil the wood twice a year."""),
  ("Brotmesser 24 cm", """Lang genug für einen Bauernlaib, sanft genug für eine Tomate. Der **Wellenschliff** hat weite, flache Zähne, die mit wenig Druck schneiden und weit weniger krümeln als spitze.

- Klinge 24 cm, Gesamtlänge 37 cm
- Molybdänstahl, 57 HRC
- Griff aus geölter Eiche, drei Messingniete

Die Zähne sind nur einseitig geschliffen und bleiben über Jahre scharf; danach schleifen wir sie nach. Von Hand spülen und das Holz zweimal im Jahr ölen."""),
  ("serrated bread knife with oak handle", "Brotmesser mit Wellenschliff und Eichengriff"),
  "", attrs=dict(colour=["oak"], material=["steel", "oak"], length=37, dishwasher=False, origin="de", since="2022-06-13"),
  related="chefs-knife paring-knife butter-dish", cm=20, focus=(.25, .65, "serrated edge", "Wellenschliff"))

P("paring-knife", "kitchen-tool", "ferrowick", "cooking", 2490, 60, ("knife", {"c": "cherry", "shape": "paring", "blade": 290}),
  ("Paring Knife 9 cm", """The small knife that never goes back in the drawer: for peeling, coring and trimming in the hand. Its blade is **thin and slightly flexible**, with a low point for the eyes of potatoes.

- Blade 9 cm, total length 20 cm, 60 g
- Stainless steel, 56 HRC, ice-hardened
- Handle of red-stained beech that floats in the sink

Sharpens in seconds on any stone. Best washed by hand; it survives the dishwasher, the colour of the handle less so."""),
  ("Schälmesser 9 cm", """Das kleine Messer, das nie in die Schublade zurückkommt: zum Schälen, Entkernen und Putzen in der Hand. Die Klinge ist **dünn und leicht biegsam**, mit tiefer Spitze für die Augen der Kartoffeln.

- Klinge 9 cm, Gesamtlänge 20 cm, 60 g
- Edelstahl, 56 HRC, eisgehärtet
- Griff aus rot gebeizter Buche, schwimmt im Spülbecken

Auf jedem Stein in Sekunden wieder scharf. Am besten von Hand spülen; die Klinge übersteht die Spülmaschine, die Farbe des Griffs weniger gut."""),
  ("small paring knife with red beech handle", "kleines Schälmesser mit rotem Buchengriff"),
  "gift", attrs=dict(colour=["cherry"], material=["steel", "beech"], length=20, dishwasher=False, origin="de", since="2022-06-13"),
  related="chefs-knife oak-chopping-board", cm=14, focus=(.7, .35, "handle", "Griff"))

P("oak-chopping-board", "kitchen-tool", "ferrowick", "cooking", 3490, 1300, ("board", {"c": "oak"}),
  ("Oak Chopping Board", """A board of **solid European oak**, glued from five staves with the grain alternating, so it stays flat. A groove catches juice on one side; the other is plain for bread and herbs.

- Three sizes, 2.5 cm thick
- Hole for hanging and for the thumb
- Finished with linseed oil and beeswax

Oak contains tannins that keep bacteria down. Rinse it hot, dry it standing, and oil it when the wood looks pale. Cuts can be sanded out."""),
  ("Schneidebrett aus Eiche", """Ein Brett aus **massiver europäischer Eiche**, aus fünf Stäben mit wechselnder Maserung verleimt, damit es plan bleibt. Auf einer Seite fängt eine Rinne den Saft auf, die andere ist glatt für Brot und Kräuter.

- Drei Größen, 2,5 cm stark
- Loch zum Aufhängen und für den Daumen
- Mit Leinöl und Bienenwachs behandelt

Eiche enthält Gerbsäure, die Keime klein hält. Heiß abspülen, stehend trocknen und ölen, sobald das Holz blass wirkt. Schnittspuren lassen sich abschleifen."""),
  ("oak board with juice groove and hanging hole", "Eichenbrett mit Saftrinne und Loch zum Aufhängen"),
  "bestseller", options=[("Size", "Größe", [("s", "S, 30 × 20 cm", "S, 30 × 20 cm"), ("m", "M, 40 × 28 cm", "M, 40 × 28 cm"), ("l", "L, 50 × 35 cm", "L, 50 × 35 cm")])], delta={"m": 1500, "l": 3000}, grams={"m": 900, "l": 2100},
  attrs=dict(colour=["oak"], material=["oak"], length=30, width=20, dishwasher=False, handmade=True, origin="pl", since="2021-09-06"),
  related="chefs-knife bread-knife carbon-steel-pan", cm=40, focus=(.5, .16, "hanging hole and groove", "Loch und Saftrinne"))

P("pepper-mill", "kitchen-tool", "ferrowick", "cooking", 3990, 320, ("mill", {}),
  ("Pepper Mill 21 cm", """A turned mill with a ceramic grinder that is harder than steel and **does not rust**, so it takes salt as well as pepper. The knob on top sets the grind, from dust to cracked.

- Height 21 cm, holds 40 g of pepper
- Solid wood, oiled
- Ceramic grinder with 10-year guarantee

Grind upside down into a spoon to measure. Wipe with a dry cloth; water makes the wood swell. The grinder lifts out in one piece for cleaning."""),
  ("Pfeffermühle 21 cm", """Eine gedrechselte Mühle mit Keramikmahlwerk, das härter als Stahl ist und **nicht rostet**; deshalb mahlt sie Salz ebenso wie Pfeffer. Der Knopf oben stellt den Mahlgrad ein, von staubfein bis geschrotet.

- Höhe 21 cm, fasst 40 g Pfeffer
- Massives Holz, geölt
- 10 Jahre Garantie auf das Mahlwerk

Zum Abmessen umgedreht auf einen Löffel mahlen. Trocken abwischen, denn Wasser lässt das Holz quellen. Zum Reinigen lässt sich das Mahlwerk im Ganzen herausnehmen."""),
  ("turned wooden pepper mill with brass knob", "gedrechselte Pfeffermühle mit Messingknopf"),
  "gift", "oak walnut black", attrs=dict(material=["oak", "walnut"], height=21, dishwasher=False, handmade=True, origin="cz", since="2023-05-08"), delta={"walnut": 500},
  related="granite-mortar mixing-bowls", cm=21, focus=(.5, .25, "turned head", "gedrechselter Kopf"))

P("granite-mortar", "kitchen-tool", "ferrowick", "cooking", 4590, 5200, ("mortar", {}),
  ("Granite Mortar", """Five kilos of stone that stay put while you pound. Bowl and pestle are cut from the same block of **grey granite**, polished outside and left rough within, so pepper cannot escape.

- Outer diameter 18 cm, inner 13 cm
- Holds 600 ml, enough for pesto for four
- Felt pads protect the worktop

Before first use grind a handful of dry rice until it stays white. Then rinse with water only; soap would settle in the pores."""),
  ("Mörser aus Granit", """Fünf Kilo Stein, die beim Stoßen stehen bleiben. Schale und Stößel sind aus demselben Block **grauem Granit** geschnitten, außen poliert und innen rau, damit kein Pfefferkorn entwischt.

- Außen 18 cm, innen 13 cm Durchmesser
- Fasst 600 ml, genug Pesto für vier
- Filzgleiter schonen die Arbeitsplatte

Vor dem ersten Gebrauch eine Handvoll trockenen Reis zerreiben, bis er weiß bleibt. Danach nur mit Wasser ausspülen; Spülmittel würde sich in den Poren festsetzen."""),
  ("granite mortar with its pestle", "Granitmörser mit Stößel"),
  "", attrs=dict(colour=["grey"], material=["granite"], width=18, height=13, dishwasher=False, origin="in", since="2023-05-08"),
  related="pepper-mill oak-chopping-board", cm=22, focus=(.5, .6, "stone surface", "Steinoberfläche"))

P("mixing-bowls", "kitchen-tool", "ferrowick", "cooking", 5490, 1750, ("nestbowls", {}),
  ("Enamel Mixing Bowls, set of 3", """Three bowls that nest into one: for dough, for salad and for beating cream. **Enamelled steel** takes no stain or smell, may go in the oven, and keeps cold when it comes from the fridge.

- 1.2, 2.4 and 4 litres
- Diameters 18, 23 and 28 cm
- Rolled rim for a firm grip
- Dishwasher safe; not for the microwave

If a bowl falls, the enamel may chip, but the steel below is primed against rust. Suitable for a hand mixer: the whisk leaves no grey marks."""),
  ("Rührschüsseln aus Emaille, 3er-Set", """Drei Schüsseln, die ineinander passen: für Teig, für Salat und zum Sahneschlagen. **Emaillierter Stahl** nimmt weder Flecken noch Gerüche an, darf in den Ofen und bleibt aus dem Kühlschrank lange kalt.

- 1,2, 2,4 und 4 Liter
- Durchmesser 18, 23 und 28 cm
- Gerollter, griffiger Rand
- Spülmaschinenfest, nicht für die Mikrowelle

Fällt eine Schüssel herunter, kann Emaille abplatzen, doch der Stahl darunter ist gegen Rost grundiert. Für Handrührer geeignet: Die Quirle hinterlassen keine grauen Spuren."""),
  ("three nested enamel bowls", "drei ineinander gestellte Emailleschüsseln"),
  "", "sage chalk terracotta", attrs=dict(material=["enamel", "steel"], width=28, dishwasher=True, origin="pl", since="2024-03-18"), was=6490,
  related="cast-iron-casserole pepper-mill linen-tea-towels", cm=18, focus=(.3, .45, "rolled rims", "gerollte Ränder"))

P("linen-tea-towels", "kitchen-tool", "ferrowick", "cooking", 2490, 180, ("teatowel", {}),
  ("Linen Tea Towels, set of 2", """Half-linen towels with woven stripes: the flax takes up water, the cotton keeps the cloth supple. They **leave no lint** on glasses and are dry again before the next washing-up.

- Two towels of 50 × 70 cm
- 55 % linen, 45 % cotton, 220 g/m²
- Loop for hanging
- Wash at 60 °C, up to 95 °C if need be

The stripes are dyed in the yarn and fast to boiling. New towels absorb fully after the third wash."""),
  ("Geschirrtücher aus Halbleinen, 2er-Set", """Halbleinen mit gewebten Streifen: Der Flachs nimmt das Wasser auf, die Baumwolle hält das Tuch geschmeidig. Es **fusselt nicht** auf Gläsern und ist vor dem nächsten Abwasch wieder trocken.

- Zwei Tücher, je 50 × 70 cm
- 55 % Leinen, 45 % Baumwolle, 220 g/m²
- Mit Schlaufe zum Aufhängen
- Bei 60 °C waschbar, notfalls bis 95 °C

Die Streifen sind im Garn gefärbt und kochfest. Ihre volle Saugkraft haben neue Tücher nach der dritten Wäsche."""),
  ("striped tea towel hanging from a wooden peg", "gestreiftes Geschirrtuch an einem Holzhaken"),
  "gift", "ink rust moss", attrs=dict(material=["linen", "cotton"], length=70, width=50, origin="lt", since="2022-04-04"),
  related="linen-napkins everyday-tumblers", cm=70, focus=(.45, .7, "woven stripes", "gewebte Streifen"))
