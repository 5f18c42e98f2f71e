"""Bags and travel."""
from ..shop import P

P("rolltop-backpack", "bag", "dunmarch", "bags", 13900, 1050, ("backpack", {}),
  ("Roll-top Backpack 22 l", """A rucksack for work that also carries the shopping home. The main fabric is **dry-waxed cotton with a base of leather**; rolled down it holds 18 litres, rolled up 22. The laptop lies in its own padded pocket, accessible from the side.

- 30 × 46 × 16 cm, 1.05 kg
- Laptop up to 15 inches
- Brass buckle, replaceable without sewing
- Padded back with air channel

Withstands a ride in the rain; in a cloudburst use the cover. Brush it off and rewax after a year. Repairs in our workshop are free for five years."""),
  ("Rolltop-Rucksack 22 l", """Ein Rucksack für die Arbeit, der auch den Einkauf nach Hause trägt. Der Stoff ist **trocken gewachste Baumwolle mit Lederboden**; eingerollt fasst er 18 Liter, ausgerollt 22. Der Laptop liegt in einem eigenen gepolsterten Fach mit seitlichem Zugriff.

- 30 × 46 × 16 cm, 1,05 kg
- Laptop bis 15 Zoll
- Messingschnalle, ohne Nähen austauschbar
- Gepolsterter Rücken mit Luftkanal

Übersteht eine Fahrt im Regen; bei Wolkenbruch hilft die Haube. Abbürsten und nach einem Jahr nachwachsen. Reparaturen in unserer Werkstatt sind fünf Jahre lang kostenlos."""),
  ("roll-top backpack with leather base and brass buckle", "Rolltop-Rucksack mit Lederboden und Messingschnalle"),
  "bestseller commute", "moss slate oat black", attrs=dict(material=["cotton", "leather"], volume=22, laptop=15, height=46, width=30, depth=16, weatherproof=True, wash="wipe", vegan=False, origin="pt", since="2021-09-13"),
  related="rolltop-pannier laptop-sleeve canvas-tote", cm=46, focus=(.5, .4, "strap and buckle", "Riemen und Schnalle"))

P("city-daypack", "bag", "dunmarch", "bags", 8900, 640, ("daypack", {}),
  ("City Daypack 14 l", """A small rucksack with a big opening: the zip runs down to the middle of both sides, so nothing has to be dug for. It is made of **recycled polyester with a cotton touch**, lined in a light colour that makes the bottom visible.

- 28 × 40 × 13 cm, 640 g
- Laptop up to 14 inches
- Hidden pocket in the back panel
- Loop for a rear light

Straps are cut in a slight S and also suit narrow shoulders. Hand wash at 30 °C with a mild detergent."""),
  ("Tagesrucksack 14 l", """Ein kleiner Rucksack mit großer Öffnung: Der Reißverschluss läuft auf beiden Seiten bis zur Mitte herunter, langes Wühlen entfällt. Er besteht aus **recyceltem Polyester mit Baumwollgriff** und ist hell gefüttert, damit auch am Boden alles zu sehen ist.

- 28 × 40 × 13 cm, 640 g
- Laptop bis 14 Zoll
- Verstecktes Fach im Rückenteil
- Schlaufe für ein Rücklicht

Die Träger sind leicht S-förmig geschnitten und passen auch schmalen Schultern. Handwäsche bei 30 °C mit mildem Waschmittel."""),
  ("rounded daypack with front pocket", "gerundeter Tagesrucksack mit Vortasche"),
  "commute", "sage ink terracotta", attrs=dict(material=["polyester"], volume=14, laptop=14, height=40, width=28, depth=13, weatherproof=True, wash="hand", vegan=False, origin="vn", since="2022-05-16"),
  related="laptop-sleeve rolltop-backpack zip-wash-bag", cm=42, focus=(.5, .75, "front pocket", "Vortasche"))

P("canvas-tote", "bag", "dunmarch", "bags", 5900, 580, ("tote", {}),
  ("Canvas Tote 18 l", """A bag for the market and the beach that keeps its shape. **Heavy 24-ounce canvas** stands open by itself while you pack; the handles of bridle leather are long enough for the shoulder over a winter coat.

- 48 × 36 × 18 cm, load up to 15 kg
- Double base, six stitched seams
- Inside pocket with zip, hook for keys
- Spot-clean with soap and brush

Where the handles meet the canvas they are riveted and cross-stitched. The fabric softens within a few weeks and then falls around its contents."""),
  ("Shopper aus Canvas 18 l", """Eine Tasche für Markt und Strand, die ihre Form behält. **Schweres Canvas mit 800 g/m²** bleibt beim Packen von allein offen; die Griffe aus Zaumleder sind lang genug für die Schulter, auch über dem Wintermantel.

- 48 × 36 × 18 cm, trägt bis 15 kg
- Doppelter Boden, sechsfach genäht
- Innenfach mit Reißverschluss, Haken für Schlüssel
- Flecken mit Seife und Bürste behandeln

Wo die Griffe auf das Canvas treffen, sind sie genietet und über Kreuz vernäht. Der Stoff wird in wenigen Wochen weicher und legt sich dann um den Inhalt."""),
  ("upright canvas tote with leather handles", "aufrechter Shopper aus Canvas mit Ledergriffen"),
  "bestseller gift", "ink oat moss rust", attrs=dict(material=["cotton", "leather"], volume=18, height=36, width=48, depth=18, weatherproof=False, wash="wipe", vegan=False, origin="pt", since="2021-09-13"),
  related="card-wallet zip-wash-bag weekender", cm=56, focus=(.3, .45, "handle stitching", "Naht am Griff"))

P("weekender", "bag", "dunmarch", "bags", 18900, 1450, ("duffel", {}),
  ("Weekender 38 l", """Two nights, one bag. The mouth opens as wide as the bag is long, a **zipped compartment below** takes shoes, and ends of thick leather keep it in shape on the rack. Small enough for the cabin.

- 52 × 28 × 26 cm, 38 litres
- Canvas of waxed cotton, leather from Tuscany
- Shoulder strap with pad
- Sleeve to slip over a trolley handle

Feet of brass keep the base off wet floors. Store it stuffed with paper, and the leather will not crease."""),
  ("Reisetasche Weekender 38 l", """Zwei Nächte, eine Tasche. Sie öffnet sich auf ganzer Länge, ein **Fach mit Reißverschluss im Boden** nimmt Schuhe auf, und Seiten aus kräftigem Leder halten sie auch im Gepäcknetz in Form. Klein genug für die Kabine.

- 52 × 28 × 26 cm, 38 Liter
- Gewachste Baumwolle, Leder aus der Toskana
- Schultergurt mit Polster
- Schlaufe zum Aufstecken auf den Trolleygriff

Messingfüße halten den Boden von nassen Fliesen fern. Mit Papier gefüllt lagern, dann knickt das Leder nicht."""),
  ("travel bag with leather ends and two straps", "Reisetasche mit Lederseiten und zwei Riemen"),
  "gift", "moss ink oat", attrs=dict(material=["cotton", "leather"], volume=38, height=28, width=52, depth=26, weatherproof=True, wash="wipe", vegan=False, origin="it", since="2022-02-21"), was=21900,
  related="packing-cubes zip-wash-bag card-wallet", cm=40, focus=(.3, .5, "leather end and buckle", "Lederseite und Schnalle"))

P("leather-briefcase", "bag", "dunmarch", "bags", 24900, 1600, ("briefcase", {}),
  ("Leather Briefcase", """A case for documents, a laptop and thirty years of service. It is cut from **full-grain cowhide, tanned with oak and mimosa bark**, and left without a coat, so every scratch turns into patina.

- 40 × 30 × 10 cm, 1.6 kg
- Laptop up to 15 inches, divider for A4 folders
- Two buckle straps with quick-release studs
- Saddle-stitched by hand at all stress points

Nourish it twice a year with colourless fat. When it gets wet, let it dry slowly, away from radiators."""),
  ("Aktentasche aus Leder", """Eine Tasche für Unterlagen, Laptop und dreißig Jahre Dienst. Sie ist aus **vollnarbigem Rindsleder, mit Eichen- und Mimosarinde gegerbt**, und bleibt ohne Deckschicht, sodass jeder Kratzer zur Patina wird.

- 40 × 30 × 10 cm, 1,6 kg
- Laptop bis 15 Zoll, Trennfach für A4-Mappen
- Zwei Riemen mit Schnellverschluss
- An allen Belastungspunkten von Hand im Sattlerstich genäht

Zweimal im Jahr mit farblosem Fett pflegen. Nass geworden, langsam und abseits der Heizung trocknen lassen."""),
  ("leather briefcase with two buckled straps", "Aktentasche aus Leder mit zwei Schnallenriemen"),
  "commute", "tan black", attrs=dict(material=["leather", "brass"], volume=10, laptop=15, height=30, width=40, depth=10, weatherproof=False, wash="wipe", vegan=False, origin="it", since="2023-01-23"),
  related="card-wallet laptop-sleeve stick-umbrella", cm=35, focus=(.75, .7, "buckle", "Schnalle"))

P("crossbody-bag", "bag", "dunmarch", "bags", 6900, 380, ("crossbody", {}),
  ("Crossbody Bag 4 l", """Hands free, everything at hand. A small bag of **recycled ripstop polyester** with two zipped compartments and a flat one in the back for phone and ticket, close to the body.

- 24 × 18 × 7 cm, 380 g
- Strap adjustable from 70 to 130 cm
- Water-repellent, taped zips
- Key leash inside

The strap hangs on two brass rings and can be changed for one of leather. Hand wash; it is dry again overnight."""),
  ("Umhängetasche 4 l", """Hände frei, alles griffbereit. Eine kleine Tasche aus **recyceltem Ripstop-Gewebe** mit zwei Reißverschlussfächern und einem flachen Rückfach für Telefon und Fahrkarte, dicht am Körper.

- 24 × 18 × 7 cm, 380 g
- Gurt von 70 bis 130 cm verstellbar
- Wasserabweisend, abgedeckte Reißverschlüsse
- Schlüsselband innen

Der Gurt hängt an zwei Messingringen und lässt sich gegen einen aus Leder tauschen. Handwäsche; über Nacht ist sie wieder trocken."""),
  ("small crossbody bag with brass rings", "kleine Umhängetasche mit Messingringen"),
  "new", "clay black sage", attrs=dict(material=["polyester"], volume=4, height=18, width=24, depth=7, weatherproof=True, wash="hand", vegan=True, origin="vn", since="2026-10-05"),
  related="card-wallet city-daypack", cm=40, focus=(.75, .6, "zip and ring", "Reißverschluss und Ring"))

P("zip-wash-bag", "bag", "dunmarch", "bags", 4490, 260, ("washbag", {}),
  ("Zip Wash Bag", """A wash bag that opens like a doctor's case and stays open. The **lining is coated and welded at the base**, so a leaking bottle does not soak the luggage; two inside pockets hold brush and razor upright.

- 27 × 15 × 13 cm
- Waxed canvas with leather trim
- Loop for hook or hand
- Wipe clean inside with a cloth

Fits a 250 ml bottle standing up. The zip is metal, runs over both sides and can be waxed with a candle end if it gets stiff."""),
  ("Kulturbeutel mit Reißverschluss", """Ein Kulturbeutel, der sich öffnet wie eine Arzttasche und offen bleibt. Das **Futter ist beschichtet und am Boden verschweißt**; läuft eine Flasche aus, bleibt das Gepäck trocken. Zwei Innenfächer halten Bürste und Rasierer aufrecht.

- 27 × 15 × 13 cm
- Gewachstes Canvas mit Lederbesatz
- Schlaufe für Haken oder Hand
- Innen feucht abwischbar

Eine 250-ml-Flasche passt stehend hinein. Der Metallreißverschluss läuft über beide Seiten; wird er schwergängig, hilft ein Kerzenstummel."""),
  ("canvas wash bag with leather base and handle", "Kulturbeutel aus Canvas mit Lederboden und Griff"),
  "gift", "slate moss oat", attrs=dict(material=["cotton", "leather"], volume=4.5, height=15, width=27, depth=13, weatherproof=True, wash="wipe", vegan=False, origin="pt", since="2022-02-21"), also="bath",
  related="weekender packing-cubes", cm=16, focus=(.2, .5, "handle and trim", "Griff und Besatz"))

P("laptop-sleeve", "bag", "dunmarch", "bags", 4990, 220, ("sleeve", {}),
  ("Felt Laptop Sleeve", """A coat for the computer, thin enough to go inside another bag. **Wool felt of 4 mm** cushions the corners, and the flap closes with a leather tab and a stud that leaves no marks on aluminium.

- For 13, 14 and 16 inches
- Pocket behind for cable and papers
- Leather tab, vegetable-tanned
- Brush clean, dab off rain

The felt is cut to half a millimetre, so the device neither slides nor sticks. It widens a little in the first week, as good gloves do."""),
  ("Laptophülle aus Filz", """Ein Mantel für den Rechner, dünn genug, um in eine andere Tasche zu passen. **4 mm starker Wollfilz** polstert die Ecken, und die Klappe schließt mit einer Lederlasche, deren Knopf auf Aluminium keine Spuren hinterlässt.

- Für 13, 14 und 16 Zoll
- Rückfach für Kabel und Papiere
- Lasche aus pflanzlich gegerbtem Leder
- Abbürsten, Regen abtupfen

Der Filz ist auf den halben Millimeter zugeschnitten, das Gerät rutscht nicht und klemmt nicht. In der ersten Woche weitet er sich etwas, wie gute Handschuhe."""),
  ("felt sleeve with leather tab closure", "Filzhülle mit Lederlasche"),
  "commute", "slate oat pine", [("Size", "Größe", [("13", "13 inches", "13 Zoll"), ("14", "14 inches", "14 Zoll"), ("16", "16 inches", "16 Zoll")])], {"14": 300, "16": 800}, {"14": 25, "16": 70},
  attrs=dict(material=["felt", "leather"], laptop=13, height=24, width=34, weatherproof=False, wash="wipe", vegan=False, origin="de", since="2021-11-22"), also="desk",
  related="leather-briefcase city-daypack rolltop-backpack", cm=24, focus=(.5, .55, "leather tab", "Lederlasche"))

P("card-wallet", "bag", "dunmarch", "bags", 3990, 38, ("wallet", {}),
  ("Card Wallet", """A flat wallet for eight cards and a few folded notes. It is cut from **one piece of leather and folded**, with just two seams, so it stays thin and nothing comes undone. Cards slide out with a thumb in the notch.

- 10.5 × 7.5 cm, 9 mm when full
- Vegetable-tanned cowhide
- RFID protection in the middle layer
- Edges waxed and polished by hand

At first it is tight on purpose; fill it with two cards more than you need overnight. Initials can be embossed on request."""),
  ("Kartenetui", """Ein flaches Etui für acht Karten und ein paar gefaltete Scheine. Es ist aus **einem Stück Leder gefaltet**, mit nur zwei Nähten; so bleibt es dünn, und nichts geht auf. Die Karten lassen sich mit dem Daumen aus der Kerbe schieben.

- 10,5 × 7,5 cm, gefüllt 9 mm
- Pflanzlich gegerbtes Rindsleder
- RFID-Schutz in der Mittellage
- Kanten von Hand gewachst und poliert

Anfangs sitzt es mit Absicht stramm; über Nacht mit zwei Karten mehr als nötig füllen. Auf Wunsch prägen wir Initialen."""),
  ("leather card wallet with two cards", "Kartenetui aus Leder mit zwei Karten"),
  "gift", "tan ink pine black", attrs=dict(material=["leather"], height=7.5, width=10.5, vegan=False, wash="wipe", origin="it", since="2021-11-22"),
  related="crossbody-bag leather-briefcase canvas-tote", cm=10, focus=(.5, .3, "thumb notch", "Daumenkerbe"))

P("packing-cubes", "bag", "dunmarch", "bags", 3490, 240, ("cubes", {}),
  ("Packing Cubes, set of 3", """Order for the suitcase: shirts in the big one, underwear in the middle, cables in the small. The **mesh window** shows what is where and lets damp things breathe; two-way zips open the whole lid.

- 36 × 26 × 10, 28 × 20 × 9 and 20 × 14 × 8 cm
- Recycled polyester, 240 g in total
- Grip on the short side, usable as a drawer
- Wash at 30 °C

Three of the big ones fill a cabin trolley to the edge. When they are empty they fit into the smallest."""),
  ("Packwürfel, 3er-Set", """Ordnung im Koffer: Hemden in den großen, Wäsche in den mittleren, Kabel in den kleinen. Das **Netzfenster** zeigt, was wo ist, und lässt Feuchtes atmen; Zweiwege-Reißverschlüsse öffnen den ganzen Deckel.

- 36 × 26 × 10, 28 × 20 × 9 und 20 × 14 × 8 cm
- Recyceltes Polyester, zusammen 240 g
- Griff an der Schmalseite, nutzbar wie eine Schublade
- Bei 30 °C waschbar

Drei der großen füllen einen Kabinentrolley bis zum Rand. Leer passen alle in den kleinsten."""),
  ("three packing cubes stacked by size", "drei Packwürfel, nach Größe gestapelt"),
  "", "sea oat charcoal", attrs=dict(material=["polyester"], volume=18, height=10, width=36, depth=26, wash="30", vegan=True, origin="vn", since="2023-06-26"),
  related="weekender zip-wash-bag", cm=30, focus=(.45, .2, "mesh window", "Netzfenster"))

P("stick-umbrella", "bag", "dunmarch", "bags", 6490, 520, ("umbrella", {}),
  ("Stick Umbrella", """An umbrella that is mended instead of left on the train. Eight ribs of **fibreglass** give way in gusts and return; the handle is bent from a single piece of ash over steam and can hang on any table edge.

- Length 88 cm, canopy 104 cm
- 190-thread cover of recycled polyester
- Opens by hand, without a spring that pinches
- Ribs and tip can be replaced

Let it dry half open, then roll it along the folds. The tie closes with a brass stud."""),
  ("Stockschirm", """Ein Schirm, der repariert wird, statt in der Bahn liegen zu bleiben. Acht Schienen aus **Glasfaser** geben in Böen nach und kehren zurück; der Griff ist aus einem Stück Esche über Dampf gebogen und hält an jeder Tischkante.

- Länge 88 cm, Schirmdach 104 cm
- Bezug aus dicht gewebtem, recyceltem Polyester
- Öffnet von Hand, ohne klemmende Feder
- Schienen und Spitze austauschbar

Halb geöffnet trocknen lassen, dann den Falten nach aufrollen. Das Band schließt mit einem Messingknopf."""),
  ("rolled umbrella with a bent wooden handle", "gerollter Schirm mit gebogenem Holzgriff"),
  "commute gift", "ink pine ochre", attrs=dict(material=["polyester", "ash"], height=88, weatherproof=True, vegan=True, origin="it", since="2022-10-24"),
  related="leather-briefcase canvas-tote", cm=88, focus=(.55, .2, "ash handle", "Eschengriff"))
