"""Lamps."""
from ..shop import P

P("dome-table-lamp", "light", "lumholt", "lighting", 12900, 2100, ("domelamp", {}),
  ("Dome Table Lamp", """A lamp that lights the table and not the eyes. The spun **steel dome** is closed at the top, so the light falls down in a wide, glare-free circle; a touch on the base dims it in three steps.

- Height 36 cm, diameter 31 cm
- Socket E27, max. 10 W LED, bulb included
- Fabric cable 2 m with switch and dimmer
- Powder-coated in a fine matt

The shade lifts off for dusting. All parts, down to the dimmer, can be reordered and exchanged with a screwdriver."""),
  ("Tischleuchte Kuppel", """Eine Leuchte, die den Tisch erhellt und nicht die Augen. Die gedrückte **Stahlkuppel** ist oben geschlossen, so fällt das Licht als weiter, blendfreier Kreis nach unten; eine Berührung am Fuß dimmt in drei Stufen.

- Höhe 36 cm, Durchmesser 31 cm
- Fassung E27, max. 10 W LED, Leuchtmittel liegt bei
- Textilkabel 2 m mit Schalter und Dimmer
- Fein matt pulverbeschichtet

Zum Abstauben lässt sich der Schirm abheben. Alle Teile, auch der Dimmer, sind nachbestellbar und mit dem Schraubendreher zu wechseln."""),
  ("mushroom-shaped table lamp, switched on", "pilzförmige Tischleuchte, eingeschaltet"),
  "bestseller", "terracotta chalk pine sun", attrs=dict(material=["steel"], height=36, diameter=31, lumen=806, kelvin=2700, socket="e27", dimmable=True, ip="ip20", origin="dk", since="2022-10-17"),
  related="bedside-lamp jointed-task-lamp cordless-lantern", cm=36, bg="stone", focus=(.45, .35, "edge of the shade", "Kante des Schirms"))

P("jointed-task-lamp", "light", "lumholt", "lighting", 14900, 2850, ("tasklamp", {}),
  ("Jointed Task Lamp", """Light exactly where work happens. Two brass arms are balanced by **springs inside the tubes**, so the head stays wherever it is put, even after years. The reflector turns in all directions.

- Reach 78 cm, base 17 cm
- Socket E27, max. 12 W LED, bulb included
- Switch on the head, within easy grasp
- Cast base of 1.8 kg

Screw clamp for tabletops up to 6 cm available separately. Joints can be tightened with a coin."""),
  ("Arbeitsleuchte mit Gelenkarm", """Licht genau dort, wo gearbeitet wird. Zwei Messingarme werden von **Federn im Rohr** ausbalanciert; der Kopf bleibt, wo man ihn hinstellt, auch nach Jahren. Der Reflektor dreht sich in alle Richtungen.

- Reichweite 78 cm, Fuß 17 cm
- Fassung E27, max. 12 W LED, Leuchtmittel liegt bei
- Schalter griffbereit am Kopf
- Gegossener Fuß mit 1,8 kg

Eine Schraubzwinge für Platten bis 6 cm gibt es separat. Die Gelenke lassen sich mit einer Münze nachziehen."""),
  ("task lamp with two brass arms", "Arbeitsleuchte mit zwei Messingarmen"),
  "", "pine charcoal chalk", attrs=dict(material=["steel", "brass"], height=62, lumen=1055, kelvin=3000, socket="e27", dimmable=False, ip="ip20", origin="dk", since="2023-02-20"), also="desk",
  related="oak-monitor-riser pen-pot table-clock", cm=62, bg="mist", focus=(.8, .3, "reflector", "Reflektor"))

P("bedside-lamp", "light", "lumholt", "lighting", 8900, 1650, ("bedlamp", {}),
  ("Bedside Lamp with linen shade", """A small lamp for reading and falling asleep. The foot is **glazed stoneware**, heavy enough not to tip when groped for in the dark; the shade of natural linen turns the light soft and warm.

- Height 38 cm, shade 24 cm
- Socket E14, max. 6 W LED, bulb included
- Cable 1.8 m with switch at hand height

The shade is sewn, not glued, and can be brushed clean or replaced. The glaze shows the speckles of our tableware, with which it shares the kiln."""),
  ("Nachttischleuchte mit Leinenschirm", """Eine kleine Leuchte zum Lesen und Einschlafen. Der Fuß aus **glasiertem Steinzeug** ist schwer genug, um nicht zu kippen, wenn im Dunkeln nach ihr getastet wird; der Schirm aus Naturleinen macht das Licht weich und warm.

- Höhe 38 cm, Schirm 24 cm
- Fassung E14, max. 6 W LED, Leuchtmittel liegt bei
- Kabel 1,8 m mit Schalter auf Griffhöhe

Der Schirm ist genäht statt geklebt und lässt sich abbürsten oder ersetzen. Die Glasur trägt dieselben Sprenkel wie unser Geschirr, mit dem sie den Ofen teilt."""),
  ("stoneware lamp with linen shade", "Steinzeugleuchte mit Leinenschirm"),
  "", "ink chalk clay", attrs=dict(material=["stoneware", "linen"], height=38, diameter=24, lumen=470, kelvin=2700, socket="e14", dimmable=False, ip="ip20", origin="pt", since="2023-11-13"),
  related="dome-table-lamp cordless-lantern", cm=38, bg="dusk", focus=(.5, .72, "glazed foot", "glasierter Fuß"))

P("tripod-floor-lamp", "light", "lumholt", "lighting", 21900, 4800, ("floorlamp", {"c": "oat"}),
  ("Tripod Floor Lamp", """A reading light on three legs of **solid oak**, which fold together for moving house. The drum shade of linen sends a third of the light to the ceiling and the rest onto the page.

- Height 148 cm, shade 42 cm
- Socket E27, max. 15 W LED, dimmer on the cable
- Legs oiled, with felt feet
- Assembly in five minutes without tools

Stands firmly on carpet and floorboards: the legs spread to 60 cm. The linen is lined with a flame-retardant film from recycled PET."""),
  ("Stehleuchte Dreibein", """Ein Leselicht auf drei Beinen aus **massiver Eiche**, die sich zum Umziehen zusammenklappen lassen. Der Trommelschirm aus Leinen schickt ein Drittel des Lichts an die Decke und den Rest aufs Papier.

- Höhe 148 cm, Schirm 42 cm
- Fassung E27, max. 15 W LED, Dimmer am Kabel
- Beine geölt, mit Filzfüßen
- Aufbau in fünf Minuten ohne Werkzeug

Steht auf Teppich wie auf Dielen sicher: Die Beine spreizen sich auf 60 cm. Das Leinen ist mit schwer entflammbarer Folie aus recyceltem PET kaschiert."""),
  ("floor lamp with linen drum shade on oak legs", "Stehleuchte mit Leinenschirm auf Eichenbeinen"),
  "", attrs=dict(colour=["oat", "oak"], material=["oak", "linen"], height=148, diameter=42, lumen=1521, kelvin=2700, socket="e27", dimmable=True, ip="ip20", origin="pl", since="2024-09-16"), was=24900,
  related="dome-table-lamp enamel-pendant", cm=148, bg="stone", focus=(.5, .3, "shade and oak legs", "Schirm und Eichenbeine"))

P("enamel-pendant", "light", "lumholt", "lighting", 11900, 1900, ("pendant", {}),
  ("Enamel Pendant", """The lamp above the table: a wide shade of **steel enamelled twice**, coloured outside and white within, so that it gives more light than it takes. The brass cap hides the strain relief.

- Diameters 30 and 42 cm
- Socket E27, max. 15 W LED
- Fabric cable 2.5 m, to be shortened by hand
- Ceiling rose of steel included

Hang it 60 cm above the tabletop; then nobody is dazzled and faces stay visible. Enamel does not fade and wipes clean with a damp cloth."""),
  ("Pendelleuchte aus Emaille", """Die Leuchte über dem Tisch: ein weiter Schirm aus **zweifach emailliertem Stahl**, außen farbig und innen weiß, damit er mehr Licht abgibt als schluckt. Die Messingkappe verbirgt die Zugentlastung.

- Durchmesser 30 und 42 cm
- Fassung E27, max. 15 W LED
- Textilkabel 2,5 m, von Hand kürzbar
- Baldachin aus Stahl liegt bei

60 cm über der Tischplatte hängt sie richtig; dann blendet sie niemanden, und die Gesichter bleiben sichtbar. Emaille bleicht nicht aus und lässt sich feucht abwischen."""),
  ("wide enamel pendant lamp over a table", "weite Pendelleuchte aus Emaille"),
  "bestseller", "moss chalk ink", [("Diameter", "Durchmesser", [("30", "30 cm", "30 cm"), ("42", "42 cm", "42 cm")])], {"42": 4000}, {"42": 900},
  attrs=dict(material=["enamel", "steel", "brass"], diameter=30, height=26, socket="e27", dimmable=True, ip="ip20", origin="pl", since="2022-10-17"),
  related="paper-globe-pendant filament-bulb", cm=40, bg="sand", focus=(.3, .6, "enamelled rim", "emaillierter Rand"))

P("paper-globe-pendant", "light", "lumholt", "lighting", 4900, 420, ("globe", {}),
  ("Paper Globe Pendant", """A moon of **mulberry paper** over fine ribs of bamboo. Switched off it is a quiet white volume in the room; switched on it spreads light evenly in all directions, without shadow and without glare.

- Diameters 45 and 60 cm
- Socket E27, max. 12 W LED
- Wire frame and cable set of 2 m included
- Delivered flat, unfolded in a minute

The paper is treated with plant starch and does not yellow in daylight. Small tears can be closed from inside with rice glue and a patch, both supplied."""),
  ("Papierleuchte Globus", """Ein Mond aus **Maulbeerpapier** über feinen Bambusrippen. Ausgeschaltet ein ruhiges weißes Volumen im Raum, eingeschaltet verteilt er das Licht gleichmäßig nach allen Seiten, ohne Schatten und ohne zu blenden.

- Durchmesser 45 und 60 cm
- Fassung E27, max. 12 W LED
- Drahtgestell und Kabelset mit 2 m liegen bei
- Flach geliefert, in einer Minute entfaltet

Das Papier ist mit Pflanzenstärke behandelt und vergilbt bei Tageslicht nicht. Kleine Risse lassen sich von innen mit Reiskleber und Flicken schließen; beides ist dabei."""),
  ("round paper lantern, softly lit", "runde Papierleuchte, sanft beleuchtet"),
  "", options=[("Diameter", "Durchmesser", [("45", "45 cm", "45 cm"), ("60", "60 cm", "60 cm")])], delta={"60": 2000}, grams={"60": 180},
  attrs=dict(colour=["chalk"], material=["paper"], diameter=45, socket="e27", dimmable=True, ip="ip20", origin="vn", since="2023-06-19"), bg="umber",
  related="filament-bulb enamel-pendant", cm=50, focus=(.5, .45, "paper and ribs", "Papier und Rippen"))

P("globe-wall-light", "light", "lumholt", "lighting", 9900, 980, ("walllight", {}),
  ("Globe Wall Light", """A globe of **opal glass** on a curved arm, for the hall, the bed or the mirror. The glass is blown in three layers, clear, white, clear, so the bulb inside cannot be seen.

- Plate 7 × 15 cm, projection 21 cm
- Globe 15 cm, socket G9, max. 5 W LED
- IP44: also for bathrooms beyond 60 cm from the tub
- Mounts upwards or downwards

Brass is left unlacquered and darkens with time; metal polish brings the shine back. The globe screws off by hand."""),
  ("Wandleuchte Kugel", """Eine Kugel aus **Opalglas** auf geschwungenem Arm, für Flur, Bett oder Spiegel. Das Glas ist in drei Schichten geblasen, klar, weiß, klar; so bleibt das Leuchtmittel unsichtbar.

- Wandplatte 7 × 15 cm, Ausladung 21 cm
- Kugel 15 cm, Fassung G9, max. 5 W LED
- IP44: auch im Bad, ab 60 cm neben der Wanne
- Nach oben oder unten montierbar

Das Messing ist unlackiert und dunkelt mit der Zeit nach; Metallpolitur bringt den Glanz zurück. Die Kugel lässt sich von Hand abschrauben."""),
  ("opal glass globe on a curved wall arm", "Opalglaskugel auf geschwungenem Wandarm"),
  "new", "brass black", attrs=dict(material=["brass", "glass"], height=26, diameter=15, lumen=450, kelvin=2700, socket="g9", dimmable=True, ip="ip44", origin="it", since="2026-10-05"), bg="sky",
  related="bedside-lamp filament-bulb", cm=26, focus=(.3, .75, "wall plate and arm", "Wandplatte und Arm"))

P("cordless-lantern", "light", "lumholt", "lighting", 7900, 690, ("portable", {}),
  ("Cordless Lantern", """Light to carry along: from the balcony table to the bedside to the tent. The **battery can be exchanged** with one screw and lasts a long evening at full power, or three weekends dimmed down.

- Height 24 cm, 690 g
- 10 to 90 hours of light, USB-C charging in 4 hours
- Stepless dimming by turning the lid
- IP44 against splashing water

The light is as warm as a candle at its lowest level. Charge state shows in four dots underneath; no app, no radio."""),
  ("Akkuleuchte Laterne", """Licht zum Mitnehmen: vom Balkontisch ans Bett und ins Zelt. Der **Akku ist austauschbar**, mit einer einzigen Schraube, und hält bei voller Leistung einen langen Abend, gedimmt drei Wochenenden.

- Höhe 24 cm, 690 g
- 10 bis 90 Stunden Licht, Laden über USB-C in 4 Stunden
- Stufenlos dimmbar durch Drehen des Deckels
- IP44, spritzwassergeschützt

Auf der kleinsten Stufe ist das Licht so warm wie eine Kerze. Den Ladestand zeigen vier Punkte an der Unterseite; keine App, kein Funk."""),
  ("small cordless lantern with carrying loop, lit", "kleine Akkuleuchte mit Bügel, eingeschaltet"),
  "bestseller gift", "slate terracotta chalk", attrs=dict(material=["steel", "polycarbonate"], height=24, lumen=280, kelvin=2200, socket="led", dimmable=True, runtime=10, ip="ip44", origin="tw", since="2024-05-27"), also="garden", bg="umber",
  related="storm-lantern terracotta-pot", cm=24, focus=(.5, .35, "lid that dims", "Deckel zum Dimmen"))

P("filament-bulb", "light", "lumholt", "lighting", 1290, 90, ("bulb", {}),
  ("Filament Bulb E27", """An LED bulb that is nice to look at. The long filaments imitate carbon threads, but use **only 6 watts** and last for 25,000 hours, which is about fifteen years of evenings.

- Socket E27, diameter 9.5 cm
- Choose 2,200 K like candlelight or 2,700 K like a classic bulb
- Colour rendering above 95
- Dims down to 5 % without flicker

The amber glass softens the light once more. At the end of its life it goes to the recycling yard, not in the glass bank."""),
  ("Filament-Leuchtmittel E27", """Ein LED-Leuchtmittel, das sich sehen lassen kann. Die langen Fäden erinnern an Kohlefäden, brauchen aber **nur 6 Watt** und halten 25.000 Stunden; das sind etwa fünfzehn Jahre Abende.

- Fassung E27, Durchmesser 9,5 cm
- Wahlweise 2.200 K wie Kerzenlicht oder 2.700 K wie die klassische Birne
- Farbwiedergabe über 95
- Flackerfrei dimmbar bis 5 %

Das bernsteinfarbene Glas macht das Licht noch etwas weicher. Ausgedient gehört es auf den Wertstoffhof und nicht in den Glascontainer."""),
  ("glowing filament bulb on a fabric cable", "leuchtende Filament-Birne an einem Textilkabel"),
  "", options=[("Light colour", "Lichtfarbe", [("2200", "2,200 K, candle", "2.200 K, Kerze"), ("2700", "2,700 K, warm white", "2.700 K, warmweiß")])],
  attrs=dict(colour=["amber"], material=["glass"], diameter=9.5, lumen=600, kelvin=2200, socket="e27", dimmable=True, ip="ip20", origin="de", since="2022-01-10"), bg="night",
  related="enamel-pendant paper-globe-pendant", cm=14, focus=(.5, .55, "filaments", "Fäden"))

P("terrace-string-lights", "light", "lumholt", "lighting", 5900, 1900, ("stringlights", {}),
  ("Terrace String Lights 10 m", """Ten metres of rubber cable with **20 single sockets**, made to stay outside from April to October. Every bulb can be changed on its own, so one that fails does not darken the whole string.

- Length 10 m plus 5 m of feed cable
- 20 bulbs of 0.6 W, shatterproof, 2,200 K
- IP65, up to five strings can be coupled
- Eyelets for hooks every 50 cm

Total power is 12 watts. In winter wind it up on the enclosed drum and keep it dry; spare bulbs come in packs of four."""),
  ("Lichterkette für die Terrasse 10 m", """Zehn Meter Gummikabel mit **20 einzelnen Fassungen**, gemacht, um von April bis Oktober draußen zu bleiben. Jedes Leuchtmittel lässt sich für sich wechseln; fällt eines aus, bleibt die Kette hell.

- Länge 10 m, dazu 5 m Zuleitung
- 20 Leuchtmittel mit 0,6 W, bruchsicher, 2.200 K
- IP65, bis zu fünf Ketten koppelbar
- Ösen für Haken alle 50 cm

Die ganze Kette braucht 12 Watt. Im Winter auf die beiliegende Trommel wickeln und trocken lagern; Ersatzleuchtmittel gibt es im Viererpack."""),
  ("string of round warm light bulbs at dusk", "Lichterkette mit runden, warmen Birnen"),
  "", attrs=dict(colour=["black"], material=["rubber", "polycarbonate"], width=1000, lumen=800, kelvin=2200, socket="e27", dimmable=True, ip="ip65", origin="de", since="2023-04-24"), also="garden", bg="night",
  related="storm-lantern slatted-folding-chair cordless-lantern", cm=100, focus=(.5, .7, "single bulbs", "einzelne Birnen"))
