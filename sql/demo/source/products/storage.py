"""Baskets, shelves, hooks and boxes."""
from ..shop import P

P("seagrass-basket", "storage", "ordnell", "storage", 3490, 900, ("basket", {"c": "#c9a878"}),
  ("Seagrass Basket", """A sturdy basket for wood, blankets, toys or a big plant. It is woven by hand from **twisted seagrass** around a ring of willow, which keeps the rim round even when it is half empty.

- Three sizes, 28 to 44 cm across
- Two strong handles, load up to 12 kg
- Wipe with a dry cloth, no standing damp

Seagrass grows back within a year and smells faintly of hay at first. Loose ends can simply be cut off with scissors; the weave does not come undone."""),
  ("Korb aus Seegras", """Ein kräftiger Korb für Holz, Decken, Spielzeug oder eine große Pflanze. Von Hand aus **gedrehtem Seegras** um einen Weidenring geflochten, der den Rand auch dann rund hält, wenn der Korb halb leer ist.

- Drei Größen, 28 bis 44 cm Durchmesser
- Zwei feste Griffe, trägt bis 12 kg
- Trocken abwischen, vor Staunässe schützen

Seegras wächst binnen eines Jahres nach und duftet anfangs leicht nach Heu. Lose Enden einfach mit der Schere kürzen; das Geflecht löst sich dadurch nicht."""),
  ("woven seagrass basket with two handles", "geflochtener Seegraskorb mit zwei Griffen"),
  "bestseller", options=[("Size", "Größe", [("s", "S, 28 cm", "S, 28 cm"), ("m", "M, 36 cm", "M, 36 cm"), ("l", "L, 44 cm", "L, 44 cm")])], delta={"m": 1200, "l": 2400}, grams={"m": 500, "l": 1100},
  attrs=dict(colour=["natural"], material=["seagrass"], diameter=28, height=26, volume=14, load=12, handmade=True, origin="vn", since="2021-04-12"), bg="mist",
  related="dipped-basket felt-bin canvas-hamper", cm=36, focus=(.3, .4, "weave", "Geflecht"))

P("dipped-basket", "storage", "ordnell", "storage", 3990, 950, ("basket", {"c": "#d3b98f", "dip": "terracotta", "h": 290}),
  ("Dipped Basket 34 cm", """Half natural, half colour: the lower third of this seagrass basket is **dipped in water-based paint**, which stiffens the base and protects it from damp floors. Flat enough to slide under a bench or on a shelf.

- Diameter 34 cm, height 26 cm
- Volume 21 litres, load up to 10 kg
- Painted in small batches, so every edge runs differently

A felt disc inside keeps small things from slipping through and can be taken out for shaking. Wipe the painted part with a damp cloth."""),
  ("Zweifarbiger Korb 34 cm", """Halb Natur, halb Farbe: Das untere Drittel dieses Seegraskorbs ist **in wasserbasierte Farbe getaucht**, die den Boden versteift und vor feuchten Fliesen schützt. Flach genug für unter die Bank oder ins Regal.

- Durchmesser 34 cm, Höhe 26 cm
- Volumen 21 Liter, trägt bis 10 kg
- In kleinen Partien getaucht, jede Kante verläuft anders

Eine Filzscheibe am Boden hält Kleines zurück und lässt sich zum Ausschütteln herausnehmen. Den farbigen Teil feucht abwischen."""),
  ("seagrass basket with a terracotta-coloured base", "Seegraskorb mit terrakottafarbenem Boden"),
  "new", attrs=dict(colour=["terracotta", "natural"], material=["seagrass", "felt"], diameter=34, height=26, volume=21, load=10, handmade=True, origin="vn", since="2026-10-12"), bg="sage",
  related="seagrass-basket entry-bench felt-bin", cm=30, focus=(.5, .7, "painted base", "bemalter Boden"))

P("felt-bin", "storage", "ordnell", "storage", 2790, 620, ("feltbin", {}),
  ("Felt Bin", """A soft cube for everything that has no place yet. The **5 mm wool felt** stands on its own, does not scratch shelves and swallows the rattle of building blocks and chargers.

- 33 × 33 × 33 cm, fits common cube shelves
- Handle of vegetable-tanned leather
- Felt of wool and recycled fibre
- Folds flat when not needed

Dust and crumbs brush off; fresh stains are dabbed with lukewarm water. The seams lie outside on purpose: that makes the walls stiff."""),
  ("Filzkorb", """Ein weicher Würfel für alles, was noch keinen Platz hat. Der **5 mm starke Wollfilz** steht von allein, zerkratzt kein Regal und schluckt das Klappern von Bauklötzen und Ladegeräten.

- 33 × 33 × 33 cm, passend für gängige Würfelregale
- Griff aus pflanzlich gegerbtem Leder
- Filz aus Wolle und Recyclingfaser
- Bei Nichtgebrauch flach faltbar

Staub und Krümel lassen sich abbürsten, frische Flecken mit lauwarmem Wasser abtupfen. Die Nähte liegen mit Absicht außen: Das macht die Wände steif."""),
  ("square felt bin with leather handle", "quadratischer Filzkorb mit Ledergriff"),
  "", "slate sage blush", attrs=dict(material=["felt", "leather"], width=33, depth=33, height=33, volume=36, load=8, origin="pl", since="2022-11-07"),
  related="lidded-linen-box seagrass-basket", cm=36, focus=(.42, .45, "leather handle", "Ledergriff"))

P("oak-wall-shelf", "storage", "ordnell", "storage", 5900, 2100, ("wallshelf", {}),
  ("Solid Wood Wall Shelf", """A board and two brackets, thought through. The wood is **24 mm thick and solid**, with a groove at the back where picture frames stand safely; the brackets of brass screw to the wall first and carry the board from below.

- Depth 20 cm, three lengths
- Load up to 20 kg in masonry
- Brackets, screws and plugs included
- Oiled, ready to hang

The board can be turned over if it ever gets a mark. Spirit level recommended; drilling template on the packaging."""),
  ("Wandregal aus Massivholz", """Ein Brett und zwei Winkel, zu Ende gedacht. Das Holz ist **24 mm stark und massiv**, mit einer Nut an der Rückseite, in der Bilderrahmen sicher stehen; die Winkel aus Messing kommen zuerst an die Wand und tragen das Brett von unten.

- Tiefe 20 cm, drei Längen
- Trägt in Mauerwerk bis 20 kg
- Winkel, Schrauben und Dübel liegen bei
- Geölt und fertig zum Aufhängen

Bekommt das Brett einmal einen Fleck, wird es gewendet. Eine Wasserwaage ist ratsam; die Bohrschablone steckt im Karton."""),
  ("wooden wall shelf with books and a vase", "Wandregal aus Holz mit Büchern und Vase"),
  "", "oak walnut", [("Length", "Länge", [("60", "60 cm", "60 cm"), ("90", "90 cm", "90 cm"), ("120", "120 cm", "120 cm")])], {"walnut": 2500, "90": 2000, "120": 4000}, {"90": 950, "120": 1900},
  attrs=dict(material=["oak", "walnut", "brass"], width=60, depth=20, height=14, load=20, origin="pl", since="2021-08-16"),
  related="coat-rail lidded-linen-box", cm=30, focus=(.15, .75, "brass bracket", "Messingwinkel"))

P("steel-shelving", "storage", "ordnell", "storage", 17900, 13500, ("shelving", {}),
  ("Steel Shelving, 4 tiers", """An honest shelf for kitchen, office or cellar. Powder-coated **sheet steel of 0.9 mm** with folded edges, four shelves, eight bolts: assembled in a quarter of an hour, taken apart just as quickly.

- 80 × 38 × 150 cm
- 40 kg per shelf, evenly spread
- Shelves adjustable every 5 cm
- Feet with levelling screws, wall bracket included

Wipes clean with soapy water. Side panels, back cross and further shelves can be added later; the hole pattern will not change."""),
  ("Stahlregal, 4 Böden", """Ein ehrliches Regal für Küche, Büro oder Keller. Pulverbeschichtetes **Stahlblech mit 0,9 mm** und gefalzten Kanten, vier Böden, acht Schrauben: in einer Viertelstunde aufgebaut und ebenso schnell zerlegt.

- 80 × 38 × 150 cm
- 40 kg je Boden bei gleichmäßiger Last
- Böden im Raster von 5 cm versetzbar
- Füße mit Stellschrauben, Wandhalter liegt bei

Mit Seifenlauge abwischbar. Seitenwände, Kreuzverband und weitere Böden lassen sich später ergänzen; das Lochraster bleibt gleich."""),
  ("four-tier steel shelf with books and basket", "Stahlregal mit vier Böden, Büchern und Korb"),
  "", "moss chalk charcoal", attrs=dict(material=["steel"], width=80, depth=38, height=150, load=160, origin="de", since="2022-05-23"), bg="stone",
  related="stacking-crate seagrass-basket steel-toolbox", cm=150, focus=(.5, .35, "shelves", "Böden"))

P("stacking-crate", "storage", "ordnell", "storage", 2490, 1900, ("crate", {"c": "#d3b07c"}),
  ("Stacking Crate", """A crate like those at the orchard, only planed smooth. The slats are of **ash and spruce**, nailed and glued, with handle slots on both ends and cleats that hold a second crate on top.

- 48 × 34 × 26 cm, 36 litres
- Load up to 25 kg
- Untreated, can be oiled or painted
- Corners rounded, free of splinters

As a bedside table, record box or for potatoes: air reaches everything. Five of them stacked with the opening forward make a shelf."""),
  ("Stapelkiste aus Holz", """Eine Kiste wie im Obstgarten, nur glatt gehobelt. Die Leisten aus **Esche und Fichte** sind genagelt und verleimt, mit Griffschlitzen an beiden Enden und Klötzchen, auf denen eine zweite Kiste sicher steht.

- 48 × 34 × 26 cm, 36 Liter
- Trägt bis 25 kg
- Unbehandelt, kann geölt oder gestrichen werden
- Kanten gerundet, frei von Splittern

Als Nachttisch, Plattenkiste oder für Kartoffeln: Luft kommt überall hin. Fünf Stück gestapelt, mit der Öffnung nach vorn, ergeben ein Regal."""),
  ("slatted wooden crate with handle slot", "Holzkiste aus Leisten mit Griffschlitz"),
  "", attrs=dict(colour=["natural"], material=["ash"], width=48, depth=34, height=26, volume=36, load=25, origin="pl", since="2021-04-12"),
  related="seagrass-basket steel-shelving cork-lid-jars", cm=32, focus=(.35, .5, "handle slot", "Griffschlitz"))

P("cork-lid-jars", "storage", "ordnell", "storage", 3290, 1250, ("jars", {}),
  ("Cork-lid Jars, set of 3", """Three jars for what stands within reach: pasta, lentils, tea, screws. **Borosilicate glass** is light and clear as water; the lids are turned from pressed cork and close softly but firmly.

- 0.7, 1.1 and 1.6 litres
- Diameter 10 cm, heights 12, 18 and 25 cm
- Glass dishwasher safe, wipe the cork
- Wide mouth, fits a hand or a ladle

Cork keeps dry goods dry and lets coffee breathe a little. The glass withstands boiling water and can be used for hot preserves straight from the pot."""),
  ("Vorratsgläser mit Korkdeckel, 3er-Set", """Drei Gläser für alles, was griffbereit stehen soll: Nudeln, Linsen, Tee, Schrauben. **Borosilikatglas** ist leicht und klar wie Wasser; die Deckel sind aus Presskork gedreht und schließen sanft, aber fest.

- 0,7, 1,1 und 1,6 Liter
- Durchmesser 10 cm, Höhen 12, 18 und 25 cm
- Glas spülmaschinenfest, Kork abwischen
- Weite Öffnung, passend für Hand oder Schöpfkelle

Kork hält Trockenes trocken und lässt Kaffee ein wenig atmen. Das Glas verträgt kochendes Wasser und nimmt Eingemachtes direkt aus dem Topf auf."""),
  ("three glass jars with cork lids, filled", "drei gefüllte Gläser mit Korkdeckel"),
  "gift", attrs=dict(colour=["clear"], material=["glass", "cork"], diameter=10, height=25, volume=1.6, origin="cz", since="2023-02-06"), also="cooking", bg="clay",
  related="stacking-crate mixing-bowls", cm=27, focus=(.8, .2, "cork lid", "Korkdeckel"))

P("coat-rail", "storage", "ordnell", "storage", 4990, 1100, ("hooks", {}),
  ("Coat Rail with five pegs", """A rail for hall, bathroom or children's room. The **pegs are turned from one piece** and sit in the board at a slight upward angle, so that jackets stay on even when three hang on one peg.

- 82 × 12 cm, projection 8 cm
- Load 6 kg per peg
- Two hidden keyholes in the back, screws included
- Oiled solid wood

Hang it at 165 cm for adults and at 110 cm for children. Each peg is screwed from behind and can be replaced singly."""),
  ("Garderobenleiste mit fünf Haken", """Eine Leiste für Flur, Bad oder Kinderzimmer. Die **Knäufe sind aus einem Stück gedrechselt** und sitzen leicht nach oben geneigt im Brett; so hält die Jacke auch, wenn drei an einem Haken hängen.

- 82 × 12 cm, Ausladung 8 cm
- Trägt 6 kg je Haken
- Zwei verdeckte Schlüssellöcher hinten, Schrauben liegen bei
- Massivholz, geölt

Für Erwachsene auf 165 cm, für Kinder auf 110 cm aufhängen. Jeder Knauf ist von hinten verschraubt und einzeln austauschbar."""),
  ("wooden coat rail with five turned pegs", "Garderobenleiste mit fünf gedrechselten Knäufen"),
  "bestseller", "oak walnut", attrs=dict(material=["oak", "walnut"], width=82, depth=8, height=12, load=30, origin="cz", since="2021-08-16"), delta={"walnut": 1500},
  related="oak-wall-shelf entry-bench", cm=40, focus=(.3, .2, "turned pegs", "gedrechselte Knäufe"))

P("entry-bench", "storage", "ordnell", "storage", 18900, 8400, ("bench", {}),
  ("Entry Bench in oak", """A place to sit while lacing shoes, and a rack for four pairs below. The seat is made of **wide oak staves**, chamfered where the legs touch; the slats underneath let dripping boots dry.

- 90 × 32 × 46 cm
- Load up to 200 kg
- Oil finish, easy to renew
- Legs screw on, with felt and adjusters

Water marks disappear with a little oil and fine sandpaper along the grain. Seat cushions of 80 × 30 cm fit on top."""),
  ("Garderobenbank aus Eiche", """Ein Platz zum Schuhebinden und darunter eine Ablage für vier Paar. Die Sitzfläche besteht aus **breiten Eichenstäben**, angefast, wo die Beine aufliegen; auf den Leisten darunter trocknen nasse Stiefel.

- 90 × 32 × 46 cm
- Trägt bis 200 kg
- Geölt, leicht aufzufrischen
- Beine zum Anschrauben, mit Filz und Höhenausgleich

Wasserränder verschwinden mit etwas Öl und feinem Schleifpapier in Richtung der Maserung. Sitzkissen mit 80 × 30 cm passen darauf."""),
  ("oak bench with shoe rack below", "Eichenbank mit Schuhablage"),
  "", attrs=dict(colour=["oak"], material=["oak"], width=90, depth=32, height=46, load=200, origin="pl", since="2023-09-18"), was=21900,
  related="coat-rail dipped-basket", cm=56, focus=(.4, .65, "shoe rack", "Schuhablage"))

P("lidded-linen-box", "storage", "ordnell", "storage", 2990, 780, ("lidbox", {}),
  ("Lidded Linen Box", """A box for papers, photos or winter scarves that may stand in the open. Strong **grey board covered in linen**, with a label holder of brass and a lid that slides down slowly because it fits so well.

- 36 × 26 × 18 cm, holds A4 flat
- Acid-free board, safe for photographs
- Stackable up to four
- Wipe with a dry cloth

Five labels come with it. The corners are stitched, not clipped, and stay tidy even if the box is pulled from the shelf every day."""),
  ("Leinenbox mit Deckel", """Eine Box für Papiere, Fotos oder Winterschals, die sich nicht verstecken muss. Feste **Graupappe mit Leinenbezug**, dazu ein Etikettenhalter aus Messing und ein Deckel, der so gut passt, dass er langsam herabgleitet.

- 36 × 26 × 18 cm, A4 liegt flach
- Säurefreie Pappe, sicher für Fotografien
- Bis zu vier Boxen stapelbar
- Trocken abwischen

Fünf Etiketten liegen bei. Die Ecken sind vernäht statt geklammert und bleiben auch dann ordentlich, wenn die Box täglich aus dem Regal gezogen wird."""),
  ("linen-covered box with brass label holder", "leinenbezogene Box mit Etikettenhalter aus Messing"),
  "", "ink oat moss", attrs=dict(material=["linen", "paper", "brass"], width=36, depth=26, height=18, load=8, origin="de", since="2022-11-07"), also="desk",
  related="felt-bin oak-wall-shelf", cm=21, focus=(.42, .6, "label holder", "Etikettenhalter"))

P("canvas-hamper", "storage", "ordnell", "storage", 7900, 2400, ("hamper", {}),
  ("Canvas Laundry Hamper", """A laundry basket with a bag that comes along to the machine: the **cotton canvas** hangs in an oak frame by eight press studs and has two handles of its own. It holds two full loads.

- 40 × 32 × 62 cm, 70 litres
- Canvas 340 g/m², washable at 40 °C
- Frame of oiled oak, folds flat
- Coated inside against damp towels

Assembled in two minutes with four bolts. A second bag is available, so one can be washed while the other is in use."""),
  ("Wäschekorb aus Canvas", """Ein Wäschekorb, dessen Beutel zur Maschine mitkommt: Das **Baumwollcanvas** hängt mit acht Druckknöpfen in einem Eichengestell und hat zwei eigene Griffe. Hinein passen zwei volle Trommeln.

- 40 × 32 × 62 cm, 70 Liter
- Canvas 340 g/m², bei 40 °C waschbar
- Gestell aus geölter Eiche, flach klappbar
- Innen beschichtet gegen feuchte Handtücher

In zwei Minuten mit vier Schrauben aufgebaut. Ein zweiter Beutel ist erhältlich; so kann einer gewaschen werden, während der andere im Einsatz ist."""),
  ("canvas hamper in an oak frame", "Wäschekorb aus Canvas im Eichengestell"),
  "", "oat slate", attrs=dict(material=["cotton", "oak"], width=40, depth=32, height=62, volume=70, origin="pl", since="2024-02-05"), also="bath",
  related="seagrass-basket terry-towels", cm=66, focus=(.45, .5, "leather patch", "Lederetikett"))

P("steel-toolbox", "storage", "ordnell", "storage", 4590, 1700, ("toolbox", {}),
  ("Steel Toolbox", """For tools, paints or the sewing kit. The box is folded from **0.8 mm sheet steel** and spot-welded; two latches close with a click that stays the same after years. A tray with four compartments lies inside.

- 38 × 17 × 14 cm outside
- Grip of rounded rubber, folds down
- Powder-coated, edges rolled
- Load up to 10 kg

Lock eyelet for a small padlock. The tray lifts out and fits exactly across the open lid, so everything is at hand."""),
  ("Werkzeugkiste aus Stahl", """Für Werkzeug, Farben oder Nähzeug. Die Kiste ist aus **0,8 mm starkem Stahlblech** gekantet und punktgeschweißt; zwei Verschlüsse schließen mit einem Klick, der auch nach Jahren gleich klingt. Innen liegt ein Einsatz mit vier Fächern.

- Außenmaß 38 × 17 × 14 cm
- Gummigriff, umklappbar
- Pulverbeschichtet, Kanten gerollt
- Trägt bis 10 kg

Mit Öse für ein kleines Vorhängeschloss. Der Einsatz lässt sich herausheben und quer auf den offenen Deckel legen, dann liegt alles bereit."""),
  ("steel toolbox with two latches and handle", "Stahlkiste mit zwei Verschlüssen und Griff"),
  "gift", "moss cherry slate", attrs=dict(material=["steel"], width=38, depth=17, height=14, load=10, origin="de", since="2022-05-23"),
  related="stacking-crate steel-shelving", cm=22, focus=(.35, .7, "latch", "Verschluss"))
