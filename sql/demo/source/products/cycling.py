"""Cycling."""
from ..shop import P

P("front-light-80", "cycling", "radlune", "cycling", 5900, 165, ("bikelight", {}),
  ("Front Light 80 Lux", """A headlight that shows the road and does not blind those who come towards you. A **cut-off line as in cars** keeps the beam below the horizon; a narrow band to the side makes you visible at junctions.

- 80 lux, approved for road use in Germany
- 4 to 14 hours, USB-C, battery exchangeable
- Aluminium case, IP65
- Strap mount for handlebars of 22 to 35 mm

The button glows green, yellow, red according to charge. Weighs 165 g and fits in a trouser pocket while the bike is parked."""),
  ("Frontlicht 80 Lux", """Ein Scheinwerfer, der die Straße zeigt und den Gegenverkehr nicht blendet. Eine **Hell-Dunkel-Grenze wie beim Auto** hält den Strahl unter dem Horizont; ein schmales Band zur Seite macht an Kreuzungen sichtbar.

- 80 Lux, für den Straßenverkehr in Deutschland zugelassen
- 4 bis 14 Stunden, USB-C, Akku austauschbar
- Gehäuse aus Aluminium, IP65
- Riemenhalter für Lenker von 22 bis 35 mm

Der Taster leuchtet je nach Ladung grün, gelb oder rot. Mit 165 g passt das Licht in die Hosentasche, solange das Rad parkt."""),
  ("round bicycle headlight, switched on", "runder Fahrradscheinwerfer, eingeschaltet"),
  "bestseller commute", "charcoal steel", attrs=dict(material=["aluminium"], length=8, lumen=320, runtime=4, ip="ip65", weatherproof=True, origin="de", box=("Light, strap mount, USB-C cable", "Licht, Riemenhalter, USB-C-Kabel"), since="2022-09-05"), bg="night",
  related="rear-light-brake commuter-helmet brass-bell", cm=9, focus=(.3, .4, "lens", "Linse"))

P("rear-light-brake", "cycling", "radlune", "cycling", 3490, 70, ("rearlight", {"c": "charcoal"}),
  ("Rear Light with brake signal", """A rear light that notices when you slow down: a sensor makes it **three times as bright for two seconds**, and drivers behind react sooner. The diffuser glows as a ring and can be seen from the side as well.

- Approved for road use in Germany
- 12 hours, USB-C
- 70 g, IP65
- For seat posts and carriers, both mounts included

It switches itself off after five minutes without movement and on again with the first push. Steady light only; it does not flash, because that makes distances hard to judge."""),
  ("Rücklicht mit Bremssignal", """Ein Rücklicht, das merkt, wenn gebremst wird: Ein Sensor lässt es **zwei Sekunden lang dreimal so hell** leuchten, und wer dahinter fährt, reagiert früher. Der Diffusor leuchtet als Ring und ist auch von der Seite zu sehen.

- Für den Straßenverkehr in Deutschland zugelassen
- 12 Stunden, USB-C
- 70 g, IP65
- Für Sattelstütze und Gepäckträger, beide Halter liegen bei

Nach fünf Minuten Stillstand schaltet es sich aus und beim ersten Anschieben wieder ein. Nur Dauerlicht: Blinken macht Abstände schwer einschätzbar."""),
  ("round red rear light, switched on", "rundes rotes Rücklicht, eingeschaltet"),
  "commute", attrs=dict(colour=["charcoal"], material=["polycarbonate"], length=6, lumen=40, runtime=12, ip="ip65", weatherproof=True, origin="de", since="2023-09-11"), bg="night",
  related="front-light-80 frame-pump commuter-helmet", cm=8, focus=(.3, .4, "red lens", "rote Linse"))

P("brass-bell", "cycling", "radlune", "cycling", 2490, 95, ("bell", {}),
  ("Brass Bell", """One stroke, and the tone stands in the air for six seconds: friendly, but not to be missed. The dome is **turned from solid brass**, the hammer hits with a spring, so it sounds the same at every temperature.

- Diameter 5.5 cm, 95 g
- Clamp for 22.2 to 31.8 mm, without tools
- Lever can be set left or right
- Tone f''' at about 92 decibels

Raw brass darkens within a season, and a rub with lemon brings back its shine. The black and copper ones are coated and keep their colour."""),
  ("Fahrradklingel aus Messing", """Ein Schlag, und der Ton steht sechs Sekunden in der Luft: freundlich, aber nicht zu überhören. Die Glocke ist **aus massivem Messing gedreht**, der Hammer schlägt über eine Feder an und klingt deshalb bei jeder Temperatur gleich.

- Durchmesser 5,5 cm, 95 g
- Schelle für 22,2 bis 31,8 mm, ohne Werkzeug
- Hebel links oder rechts einstellbar
- Ton f''' mit rund 92 Dezibel

Rohes Messing dunkelt binnen einer Saison nach, etwas Zitrone bringt den Glanz zurück. Schwarz und Kupfer sind beschichtet und behalten ihre Farbe."""),
  ("polished domed bicycle bell", "glänzende gewölbte Fahrradklingel"),
  "gift commute", "brass black copper", attrs=dict(material=["brass"], width=5.5, weatherproof=True, origin="jp", since="2022-04-25"),
  related="front-light-80 leather-saddle", cm=5, focus=(.25, .4, "brass dome", "Glocke"))

P("commuter-helmet", "cycling", "radlune", "cycling", 8900, 340, ("helmet", {}),
  ("Commuter Helmet", """A helmet that looks like a cap and protects like a sports helmet. The shell of **recycled polycarbonate** is moulded onto the foam, and a sliding inner layer takes up rotation when it hits at an angle.

- Sizes S to L, 51 to 62 cm
- Dial behind the ears, usable with gloves
- Short peak keeps off rain
- Magnetic buckle, closes with one hand

Meets EN 1078. After a fall it has to be replaced; in the first two years we do so at half price. The padding is washable at 30 °C."""),
  ("Fahrradhelm für den Alltag", """Ein Helm, der wie eine Kappe aussieht und wie ein Sporthelm schützt. Die Schale aus **recyceltem Polycarbonat** ist mit dem Schaum verschmolzen, und eine gleitende Innenlage nimmt die Drehung auf, wenn der Aufprall schräg kommt.

- Größen S bis L, 51 bis 62 cm
- Drehrad am Hinterkopf, mit Handschuhen bedienbar
- Kurzes Visier hält Regen ab
- Magnetverschluss, mit einer Hand zu schließen

Entspricht EN 1078. Nach einem Sturz muss er ersetzt werden; in den ersten zwei Jahren zum halben Preis. Die Polster sind bei 30 °C waschbar."""),
  ("bicycle helmet with four vents and a small peak", "Fahrradhelm mit vier Öffnungen und kleinem Visier"),
  "commute", "slate clay chalk", [("Size", "Größe", [("s", "S, 51–55 cm", "S, 51–55 cm"), ("m", "M, 55–59 cm", "M, 55–59 cm"), ("l", "L, 58–62 cm", "L, 58–62 cm")])], {}, {"m": 20, "l": 50},
  attrs=dict(material=["polycarbonate"], weatherproof=True, origin="it", since="2023-03-27"),
  related="front-light-80 rolltop-pannier", cm=17, focus=(.7, .35, "vents", "Belüftung"))

P("frame-pump", "cycling", "radlune", "cycling", 3990, 190, ("pump", {}),
  ("Frame Pump", """A pump long enough to be useful. With **220 ml per stroke** it brings a city tyre to 4 bar in about 60 strokes; the head fits all valves without changing parts and does not pull them off.

- Length 28 cm, 190 g
- Up to 8 bar, gauge in the barrel
- Aluminium tube, smooth grip
- Holder for the bottle cage bolts included

Seals are standard O-rings that every bicycle shop has. Before winter a drop of oil on the piston rod keeps it running smoothly."""),
  ("Rahmenpumpe", """Eine Pumpe, lang genug, um etwas zu bewirken. Mit **220 ml je Hub** bringt sie einen Stadtreifen in etwa 60 Hüben auf 4 bar; der Kopf passt ohne Umstecken auf alle Ventile und reißt sie nicht ab.

- Länge 28 cm, 190 g
- Bis 8 bar, Manometer im Rohr
- Aluminiumrohr, glatter Griff
- Halter für die Flaschenhalterschrauben liegt bei

Die Dichtungen sind übliche O-Ringe, die jede Werkstatt hat. Vor dem Winter hält ein Tropfen Öl auf der Kolbenstange alles leichtgängig."""),
  ("slim frame pump with valve head", "schlanke Rahmenpumpe mit Ventilkopf"),
  "", "steel cherry", attrs=dict(material=["aluminium"], length=28, weatherproof=True, origin="tw", since="2022-04-25", box=("Pump, holder, two bolts", "Pumpe, Halter, zwei Schrauben")),
  related="pocket-multitool bike-bottle", cm=22, focus=(.12, .8, "valve head", "Ventilkopf"))

P("bike-bottle", "cycling", "radlune", "cycling", 1990, 110, ("bottle", {"sport": True, "r": 100, "h": 440}),
  ("Bike Bottle 600 ml", """A soft bottle that tastes of nothing. It is blown from **bio-based polyethylene**, yields when squeezed and springs back at once; the valve seals by itself, so it can be opened with the teeth and forgotten.

- 600 ml, fits every cage
- Groove for the grip of wet hands
- Scale on a transparent strip
- Dishwasher safe, all parts come apart

Lasts for years if it dries open between rides. Then it belongs in the plastics bin and becomes pellets again."""),
  ("Fahrradflasche 600 ml", """Eine weiche Flasche, die nach nichts schmeckt. Aus **biobasiertem Polyethylen** geblasen, gibt sie beim Drücken nach und federt sofort zurück; das Ventil dichtet von selbst, lässt sich also mit den Zähnen öffnen und vergessen.

- 600 ml, passt in jeden Halter
- Griffmulde für nasse Hände
- Skala auf durchsichtigem Streifen
- Spülmaschinenfest, vollständig zerlegbar

Hält Jahre, wenn sie zwischen den Fahrten offen trocknet. Danach gehört sie in die Wertstofftonne und wird wieder zu Granulat."""),
  ("squeezable bike bottle with a light band", "weiche Fahrradflasche mit hellem Band"),
  "commute", "chalk sage terracotta ink", attrs=dict(volume=0.6, length=20, weatherproof=True, origin="de", since="2024-03-04"),
  related="frame-pump handlebar-bag", cm=20, focus=(.5, .15, "valve", "Ventil"))

P("handlebar-bag", "cycling", "radlune", "cycling", 7900, 620, ("hbag", {}),
  ("Handlebar Bag 5 l", """A small front bag of **waxed cotton** for everything that should be within reach: camera, gloves, rolls. The lid closes with a hook and can be opened with one hand while riding slowly.

- 26 × 18 × 13 cm, 5 litres
- Leather straps for all handlebars
- Light inner lining, two side pockets
- Comes off in ten seconds, with shoulder strap

The wax keeps out an hour of rain; longer ones are a matter for the hood, which is stowed in the base. Rewax once a year with the tin supplied."""),
  ("Lenkertasche 5 l", """Eine kleine Fronttasche aus **gewachster Baumwolle** für alles, was griffbereit sein soll: Kamera, Handschuhe, Brötchen. Der Deckel schließt mit einem Haken und lässt sich bei langsamer Fahrt mit einer Hand öffnen.

- 26 × 18 × 13 cm, 5 Liter
- Lederriemen für alle Lenker
- Helles Futter, zwei Seitenfächer
- In zehn Sekunden abgenommen, mit Schultergurt

Das Wachs hält eine Stunde Regen ab; für mehr steckt im Boden eine Haube. Einmal im Jahr mit dem beiliegenden Wachs auffrischen."""),
  ("waxed cotton bag with leather strap", "Tasche aus gewachster Baumwolle mit Lederriemen"),
  "commute new", "moss slate", attrs=dict(material=["cotton", "leather"], length=26, width=18, volume=5, weatherproof=True, origin="pl", since="2026-09-14"), also="bags",
  related="rolltop-pannier bike-bottle leather-saddle", cm=24, focus=(.45, .6, "strap and buckle", "Riemen und Schnalle"))

P("leather-saddle", "cycling", "radlune", "cycling", 9900, 520, ("saddle", {}),
  ("Leather Saddle", """A saddle that takes on the shape of its rider. A single piece of **5 mm core leather** is stretched over a steel frame like a hammock; after some 500 kilometres it fits as no foam can.

- 28 × 17 cm, 520 g
- Hand-riveted in brass
- Tension bolt with key
- For all posts with 7 mm rails

Feed it with leather grease before the first ride and twice a year, and cover it when it rains. Each hide has its own grain; that is how it should be."""),
  ("Ledersattel", """Ein Sattel, der die Form seines Menschen annimmt. Ein einziges Stück **5 mm starkes Kernleder** ist wie eine Hängematte über ein Stahlgestell gespannt; nach etwa 500 Kilometern sitzt es, wie kein Schaum es kann.

- 28 × 17 cm, 520 g
- Von Hand mit Messing genietet
- Spannschraube mit Schlüssel
- Für alle Stützen mit 7-mm-Streben

Vor der ersten Fahrt und zweimal im Jahr mit Lederfett pflegen und bei Regen abdecken. Jede Haut hat ihre eigene Narbung; so soll es sein."""),
  ("leather saddle with brass rivets", "Ledersattel mit Messingnieten"),
  "", "tan black", attrs=dict(material=["leather", "steel", "brass"], length=28, width=17, weatherproof=False, origin="gb", since="2022-04-25"), was=11900,
  related="brass-bell handlebar-bag pocket-multitool", cm=13, focus=(.85, .2, "rivets", "Nieten"))

P("pocket-multitool", "cycling", "radlune", "cycling", 3290, 135, ("multitool", {"c": "charcoal"}),
  ("Pocket Multitool, 12 functions", """Twelve tools, all of them needed: hex keys from 2 to 8 mm, Torx 25, two screwdrivers, a spoke key and a **chain breaker that really breaks chains**. The bits are long enough to reach a stem bolt.

- 8 × 4 × 1.6 cm, 135 g
- Chrome-vanadium steel, satin
- Side plates of aluminium, without sharp edges
- Joints can be tightened

A quick link for ten- and eleven-speed chains hides under the side plate. Wipe with an oily rag after rides in the rain."""),
  ("Multiwerkzeug, 12 Funktionen", """Zwölf Werkzeuge, und jedes wird gebraucht: Inbus von 2 bis 8 mm, Torx 25, zwei Schraubendreher, Speichenschlüssel und ein **Kettennieter, der wirklich nietet**. Die Klingen sind lang genug, um die Vorbauschraube zu erreichen.

- 8 × 4 × 1,6 cm, 135 g
- Chrom-Vanadium-Stahl, satiniert
- Seitenteile aus Aluminium, ohne scharfe Kanten
- Gelenke nachstellbar

Unter dem Seitenteil steckt ein Kettenschloss für 10- und 11-fach. Nach Regenfahrten mit einem öligen Lappen abwischen."""),
  ("fanned-out folding bicycle tool", "aufgefächertes Faltwerkzeug"),
  "gift commute", attrs=dict(colour=["charcoal"], material=["steel", "aluminium"], length=8, weatherproof=True, origin="tw", since="2023-05-30"),
  related="frame-pump front-light-80", cm=10, focus=(.5, .5, "side plate", "Seitenteil"))

P("shackle-lock", "cycling", "radlune", "cycling", 6900, 1350, ("ulock", {}),
  ("Shackle Lock", """A U-lock for the city. The shackle of **14 mm hardened steel** is locked on both sides, so one cut is not enough; the soft coat saves the paint. It opens with a key that does not jam in winter.

- Inside 10 × 20 cm, 1.35 kg
- Three keys, one with light
- Dust cap over the cylinder
- Frame holder included

Lock the frame, and the rear wheel if possible, to something that stands longer than a tree. Key numbers can be registered for reordering."""),
  ("Bügelschloss", """Ein Bügelschloss für die Stadt. Der Bügel aus **14 mm gehärtetem Stahl** ist beidseitig verriegelt, ein Schnitt reicht also nicht; der weiche Mantel schont den Lack. Der Schlüssel klemmt auch im Winter nicht.

- Innen 10 × 20 cm, 1,35 kg
- Drei Schlüssel, einer mit Licht
- Staubkappe über dem Zylinder
- Rahmenhalter liegt bei

Den Rahmen, wenn möglich mit dem Hinterrad, an etwas anschließen, das fester steht als ein junger Baum. Schlüsselnummern lassen sich zum Nachbestellen hinterlegen."""),
  ("steel shackle lock with its keys", "Bügelschloss aus Stahl mit Schlüssel"),
  "commute", "charcoal moss", attrs=dict(material=["steel", "silicone"], length=20, width=10, weatherproof=True, origin="de", since="2022-09-05", box=("Lock, three keys, holder", "Schloss, drei Schlüssel, Halter")),
  related="front-light-80 commuter-helmet", cm=26, focus=(.55, .75, "cylinder", "Zylinder"))

P("rolltop-pannier", "cycling", "radlune", "cycling", 8900, 980, ("pannier", {}),
  ("Roll-top Pannier 20 l", """A bag that goes from carrier to office without changing its character. The seams of **recycled polyester** are welded, not sewn, so they stay watertight; hooks fold away behind a flap and do not catch on trousers.

- 30 × 17 × 40 cm, 20 litres
- Laptop sleeve up to 15 inches
- Carry handle and shoulder strap
- Hooks for carriers of 8 to 16 mm

A broad reflective field on the outside. The base stands by itself. Every hook is screwed on and available as a spare part."""),
  ("Gepäcktasche mit Rollverschluss 20 l", """Eine Tasche, die vom Gepäckträger ins Büro wechselt, ohne aufzufallen. Die Nähte aus **recyceltem Polyester** sind verschweißt statt genäht und bleiben dicht; die Haken verschwinden hinter einer Klappe und bleiben nirgends hängen.

- 30 × 17 × 40 cm, 20 Liter
- Laptopfach bis 15 Zoll
- Tragegriff und Schultergurt
- Haken für Träger von 8 bis 16 mm

Außen ein breites Reflexfeld. Der Boden steht von allein. Jeder Haken ist verschraubt und als Ersatzteil erhältlich."""),
  ("roll-top bike bag with reflective patch", "Fahrradtasche mit Rollverschluss und Reflexfeld"),
  "commute bestseller", "slate moss ochre", attrs=dict(material=["polyester"], length=40, width=30, volume=20, weatherproof=True, origin="vn", since="2023-09-11"), also="bags", was=9900,
  related="commuter-helmet handlebar-bag front-light-80", cm=52, focus=(.5, .55, "buckles and patch", "Schnallen und Reflexfeld"))
