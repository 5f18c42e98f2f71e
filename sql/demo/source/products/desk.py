"""Paper, pens and the desk."""
from ..shop import P

RULING = ("Ruling", "Lineatur", [("dotted", "Dotted", "Punktkariert"), ("lined", "Lined", "Liniert"), ("plain", "Plain", "Blanko")])

P("linen-notebook-a5", "stationery", "skrivan", "desk", 1690, 310, ("notebook", {}),
  ("Linen Notebook A5", """A notebook that lies flat from the first page to the last. It is **thread-sewn in signatures**, bound in linen over board, and has an elastic band, one ribbon and a pocket in the back for receipts.

- 148 × 210 mm, 192 numbered pages
- 100 g/m² paper, fountain-pen proof, no show-through
- Two pages for a table of contents
- Paper from European forests, uncoated

The paper is slightly cream, which is easier on the eyes in the evening than bright white. Ballpoint, ink and pencil all feel good on it."""),
  ("Notizbuch Leinen A5", """Ein Notizbuch, das von der ersten bis zur letzten Seite flach aufliegt. Es ist **fadengeheftet**, in Leinen über Pappe gebunden und hat ein Gummiband, ein Lesebändchen und hinten eine Tasche für Belege.

- 148 × 210 mm, 192 nummerierte Seiten
- Papier mit 100 g/m², füllerfest, scheint nicht durch
- Zwei Seiten für ein Inhaltsverzeichnis
- Papier aus europäischen Wäldern, ungestrichen

Der leichte Cremeton ist abends angenehmer für die Augen als strahlendes Weiß. Kugelschreiber, Tinte und Bleistift schreiben gleichermaßen gut darauf."""),
  ("linen-bound notebook with elastic band", "in Leinen gebundenes Notizbuch mit Gummiband"),
  "bestseller gift", "ink sage terracotta charcoal", [RULING], attrs=dict(material=["linen", "paper"], length=21, width=14.8, pieces=192, gsm=100, ruling="dotted", origin="de", since="2021-02-08"),
  related="fountain-pen mechanical-pencil week-planner", cm=21, focus=(.75, .3, "band and label", "Gummiband und Etikett"))

P("fountain-pen", "stationery", "skrivan", "desk", 6900, 42, ("pen", {}),
  ("Fountain Pen", """A pen for people who write by hand every day. The steel nib is **ground and tested by hand**, wet enough to start at once and dry enough for cheap paper. The cap screws on and seals, so ink does not dry out over the holidays.

- Length 138 mm closed, 27 g
- Takes standard cartridges; converter included
- Barrel of lacquered brass
- Three nib widths

Rinse it with lukewarm water when the colour changes. The nib unit unscrews and can be exchanged within a minute."""),
  ("Füllfederhalter", """Ein Füller für alle, die täglich mit der Hand schreiben. Die Stahlfeder wird **von Hand geschliffen und angeschrieben**: nass genug, um sofort anzuspringen, trocken genug für einfaches Papier. Die Schraubkappe dichtet ab, sodass die Tinte auch im Urlaub nicht eintrocknet.

- Geschlossen 138 mm lang, 27 g
- Für Standardpatronen; Konverter liegt bei
- Schaft aus lackiertem Messing
- Drei Federbreiten

Beim Farbwechsel mit lauwarmem Wasser spülen. Die Feder lässt sich herausschrauben und in einer Minute tauschen."""),
  ("open fountain pen with its cap beside it", "geöffneter Füller, daneben die Kappe"),
  "gift", "pine black cherry", [("Nib", "Feder", [("f", "Fine", "Fein"), ("m", "Medium", "Mittel"), ("b", "Broad", "Breit")])],
  attrs=dict(material=["brass", "steel"], length=13.8, origin="de", box=("Pen, converter, two cartridges", "Füller, Konverter, zwei Patronen"), since="2022-08-29"),
  related="linen-notebook-a5 mechanical-pencil", cm=14, focus=(.12, .8, "steel nib", "Stahlfeder"))

P("mechanical-pencil", "stationery", "skrivan", "desk", 3490, 24, ("pen", {"kind": "pencil"}),
  ("Mechanical Pencil 0.7", """A pencil of brass tube that weighs just enough not to be pressed. The **knurled grip** holds in dry and in damp fingers, the guide sleeve retracts, so nothing pokes through a pocket.

- Length 142 mm, 24 g
- Lead 0.7 mm HB, ten spare leads inside
- Eraser under the cap
- Clip riveted, not pressed

The mechanism advances the lead by exactly half a millimetre per click and can be unscrewed for cleaning. Raw brass darkens where the hand holds it and stays bright at the ends."""),
  ("Druckbleistift 0,7", """Ein Bleistift aus Messingrohr, gerade schwer genug, dass kein Druck nötig ist. Der **gerändelte Griff** hält in trockenen wie in feuchten Fingern, die Führung lässt sich versenken, damit nichts die Tasche durchsticht.

- Länge 142 mm, 24 g
- Mine 0,7 mm HB, zehn Ersatzminen im Schaft
- Radierer unter der Kappe
- Clip genietet statt geklemmt

Die Mechanik schiebt die Mine je Klick um genau einen halben Millimeter vor und lässt sich zum Reinigen aufschrauben. Rohes Messing dunkelt dort nach, wo die Hand es hält."""),
  ("knurled mechanical pencil of metal", "gerändelter Druckbleistift aus Metall"),
  "", "brass black", attrs=dict(material=["brass"], length=14.2, origin="jp", since="2023-03-20", box=("Pencil, ten leads", "Stift, zehn Minen")),
  related="linen-notebook-a5 fountain-pen pen-pot", cm=14, focus=(.3, .68, "knurled grip", "Rändelgriff"))

P("wool-desk-pad", "desk", "skrivan", "desk", 4990, 540, ("deskpad", {}),
  ("Wool Felt Desk Pad", """A quiet base for keyboard, mouse and cup. **Merino felt of 4 mm** dampens the noise of typing and keeps the wrists warm; an edge of vegetable-tanned leather holds cables and pens in place.

- 94 × 50 cm
- Non-slip underside of natural cork
- Mouse sensors track reliably
- Brush off crumbs, dab spills at once

Rolled for shipping, it lies flat after a night under books. The leather gets darker and glossier over the years, especially where the hands rest."""),
  ("Schreibtischunterlage aus Wollfilz", """Eine ruhige Basis für Tastatur, Maus und Tasse. **Merinofilz mit 4 mm** dämpft das Tippen und hält die Handgelenke warm; an einer Kante aus pflanzlich gegerbtem Leder bleiben Kabel und Stifte liegen.

- 94 × 50 cm
- Rutschfeste Unterseite aus Naturkork
- Auch für optische Mäuse geeignet
- Krümel abbürsten, Verschüttetes gleich abtupfen

Für den Versand gerollt, liegt sie nach einer Nacht unter Büchern flach. Das Leder wird mit den Jahren dunkler und glänzender, besonders dort, wo die Hände ruhen."""),
  ("felt desk pad with leather edge, paper and pencil", "Filzunterlage mit Lederkante, Papier und Stift"),
  "", "slate oat moss", attrs=dict(material=["felt", "leather", "cork"], width=94, depth=50, origin="de", since="2022-08-29", care=("Brush, dab", "Bürsten, tupfen")),
  related="oak-desk-tray oak-monitor-riser linen-notebook-a5", cm=50, focus=(.12, .5, "leather edge", "Lederkante"))

P("pen-pot", "desk", "skrivan", "desk", 1890, 430, ("pencup", {}),
  ("Pen Pot", """A straight cup for pens, brushes or a ruler. It is cast in **stoneware with walls of 6 mm**, so it stays upright even when long scissors lean to one side; a disc of cork below protects the desk.

- Diameter 8.5 cm, height 10.5 cm
- Matt outside, glazed inside
- Dishwasher safe without the cork

The inner glaze wipes clean of ink and graphite. Two pots and the oak tray fill exactly the depth of a common desk shelf."""),
  ("Stiftebecher", """Ein gerader Becher für Stifte, Pinsel oder Lineal. Er ist aus **Steinzeug mit 6 mm Wandstärke** gegossen und steht auch dann sicher, wenn eine lange Schere zu einer Seite lehnt; eine Korkscheibe am Boden schont den Tisch.

- Durchmesser 8,5 cm, Höhe 10,5 cm
- Außen matt, innen glasiert
- Ohne Kork spülmaschinenfest

Von der Innenglasur lassen sich Tinte und Graphit einfach abwischen. Zwei Becher und die Eichenablage füllen genau die Tiefe eines üblichen Schreibtischregals."""),
  ("stoneware pot with coloured pencils", "Steinzeugbecher mit Buntstiften"),
  "", "chalk clay charcoal", attrs=dict(material=["stoneware", "cork"], width=8.5, height=10.5, origin="pt", since="2023-01-09"),
  related="oak-desk-tray desk-scissors table-clock", cm=20, focus=(.5, .45, "pencils and rim", "Stifte und Rand"))

P("table-clock", "desk", "skrivan", "desk", 6490, 520, ("clock", {}),
  ("Silent Table Clock", """A clock to look at, not to listen to. The quartz movement has a **sweeping second hand**, so nothing ticks; the alarm rises slowly from a soft hum and is stopped by touching the top.

- Diameter 16 cm, depth 5 cm
- Steel case, foot of oak
- Alarm with snooze, can be switched off entirely
- Runs three years on one AA cell

The dial carries lines instead of numbers and is slightly cream, so that it does not glare under the lamp. Glass of mineral crystal."""),
  ("Lautlose Tischuhr", """Eine Uhr zum Hinsehen, nicht zum Hinhören. Das Quarzwerk hat eine **schleichende Sekunde**, es tickt also nichts; der Wecker schwillt aus leisem Summen an und verstummt bei einer Berührung der Oberseite.

- Durchmesser 16 cm, Tiefe 5 cm
- Gehäuse aus Stahl, Fuß aus Eiche
- Wecker mit Schlummerfunktion, ganz abschaltbar
- Läuft drei Jahre mit einer AA-Zelle

Das Zifferblatt trägt Striche statt Zahlen und ist leicht cremefarben, damit es unter der Lampe nicht spiegelt. Das Glas ist Mineralglas."""),
  ("round table clock on an oak foot", "runde Tischuhr auf Eichenfuß"),
  "gift new", "slate clay chalk", attrs=dict(material=["steel", "oak", "glass"], width=16, height=17, depth=5, origin="de", since="2026-09-07"),
  related="pen-pot wood-speaker jointed-task-lamp", cm=17, focus=(.5, .45, "hands and dial", "Zeiger und Zifferblatt"))

P("oak-desk-tray", "desk", "skrivan", "desk", 5490, 980, ("tray", {}),
  ("Oak Desk Tray", """Order milled from a single board: four hollows for pens, clips, notes and the things that would otherwise roll away. The **edges of the hollows are rounded**, so even a flat eraser can be picked up with one finger.

- 32 × 18 × 3.5 cm
- Solid oak, oiled
- Pen groove of 20 cm, note hollow for 76 mm pads
- Cork feet

Because it is made from one piece, nothing can come unglued. Every tray shows its own grain; small knots are part of it."""),
  ("Schreibtischablage aus Eiche", """Ordnung, aus einem einzigen Brett gefräst: vier Mulden für Stifte, Klammern, Notizen und alles, was sonst davonrollt. Die **Kanten der Mulden sind gerundet**; selbst ein flacher Radiergummi lässt sich mit einem Finger herausnehmen.

- 32 × 18 × 3,5 cm
- Massive Eiche, geölt
- Stiftrinne 20 cm, Mulde für Notizzettel mit 76 mm
- Korkfüße

Weil die Ablage aus einem Stück ist, kann sich nichts lösen. Jede zeigt ihre eigene Maserung; kleine Äste gehören dazu."""),
  ("oak tray with four hollows for small things", "Eichenablage mit vier Mulden für Kleinigkeiten"),
  "", attrs=dict(colour=["oak"], material=["oak"], width=32, depth=18, height=3.5, origin="de", since="2021-10-25"),
  related="pen-pot oak-monitor-riser wool-desk-pad", cm=15, focus=(.6, .4, "hollows", "Mulden"))

P("desk-scissors", "desk", "skrivan", "desk", 2290, 110, ("scissors", {}),
  ("Desk Scissors 18 cm", """Scissors that cut paper to the very tip. The blades are **forged from one piece with the handles**, ground hollow and set by hand, so they touch at a single moving point and never fold the sheet.

- Length 18 cm, 110 g
- Stainless steel, coated handles
- For left and right hand alike
- Joint can be tightened with a screwdriver

They also manage twine, tape and parcel film. If they ever become blunt we sharpen them for the price of the postage."""),
  ("Schreibtischschere 18 cm", """Eine Schere, die Papier bis in die Spitze schneidet. Die Klingen sind **mit den Griffen aus einem Stück geschmiedet**, hohl geschliffen und von Hand gerichtet; sie berühren sich nur an einem wandernden Punkt und knicken das Blatt nie.

- Länge 18 cm, 110 g
- Edelstahl, Griffe beschichtet
- Für Links- und Rechtshänder
- Gelenk mit dem Schraubendreher nachstellbar

Auch Schnur, Klebeband und Paketfolie sind kein Problem. Sollte sie je stumpf werden, schärfen wir sie zum Preis des Portos."""),
  ("scissors with slim blades and oval handles", "Schere mit schlanken Klingen und ovalen Griffen"),
  "", "black terracotta brass", attrs=dict(material=["steel"], width=7, height=18, origin="de", since="2021-10-25"),
  related="pen-pot oak-desk-tray", cm=18, focus=(.45, .55, "joint", "Gelenk"))

P("steel-bookends", "desk", "skrivan", "desk", 2990, 1300, ("bookends", {}),
  ("Steel Bookends, pair", """Two angles of **3 mm steel** that hold a metre of art books. The long foot slides under the books, so their own weight keeps the pair in place; a felt sheet below prevents scratches and noise.

- 12 × 10 × 15 cm each
- Powder-coated, all edges rounded
- Sold as a pair, 1.3 kg together

Also useful for records, files and chopping boards. They stand against each other in the drawer when nothing needs support."""),
  ("Buchstützen aus Stahl, Paar", """Zwei Winkel aus **3 mm starkem Stahl**, die einen Meter Bildbände halten. Der lange Fuß schiebt sich unter die Bücher, deren eigenes Gewicht die Stützen an ihrem Platz hält; eine Filzauflage verhindert Kratzer und Geräusche.

- Je 12 × 10 × 15 cm
- Pulverbeschichtet, alle Kanten gerundet
- Als Paar, zusammen 1,3 kg

Auch für Schallplatten, Ordner und Schneidebretter nützlich. Wenn nichts zu stützen ist, stehen sie ineinander in der Schublade."""),
  ("two steel bookends holding five books", "zwei Stahlwinkel halten fünf Bücher"),
  "", "moss charcoal", attrs=dict(material=["steel", "felt"], width=12, depth=10, height=15, origin="pl", since="2023-01-09"),
  related="oak-wall-shelf table-clock pen-pot", cm=25, focus=(.2, .7, "steel angle", "Stahlwinkel"))

P("oak-monitor-riser", "desk", "skrivan", "desk", 9900, 3400, ("riser", {}),
  ("Oak Monitor Riser", """Lifts the screen by 11 cm, to where the neck stays straight, and makes room below for the keyboard. A **groove in the front edge** holds phone or tablet; cables run through a cut-out at the back.

- 70 × 24 × 12 cm, load up to 25 kg
- Solid oak, 26 mm, oiled
- Felt on the feet
- Two legs to screw on, tool included

The board is cut from one plank wherever possible, so the grain runs through. Refresh it with a drop of oil once a year."""),
  ("Monitorerhöhung aus Eiche", """Hebt den Bildschirm um 11 cm an, sodass der Nacken gerade bleibt, und schafft darunter Platz für die Tastatur. Eine **Nut in der Vorderkante** hält Telefon oder Tablet; Kabel laufen hinten durch eine Aussparung.

- 70 × 24 × 12 cm, trägt bis 25 kg
- Massive Eiche, 26 mm, geölt
- Filz unter den Füßen
- Zwei Beine zum Anschrauben, Werkzeug liegt bei

Wo möglich wird das Brett aus einer einzigen Bohle geschnitten, damit die Maserung durchläuft. Einmal im Jahr mit etwas Öl auffrischen."""),
  ("oak riser with groove and keyboard below", "Eichenerhöhung mit Nut, darunter die Tastatur"),
  "", attrs=dict(colour=["oak"], material=["oak"], width=70, depth=24, height=12, load=25, origin="de", since="2022-08-29"), was=11900,
  related="oak-desk-tray jointed-task-lamp wool-desk-pad", cm=24, focus=(.45, .35, "groove", "Nut"))

P("week-planner", "stationery", "skrivan", "desk", 1290, 290, ("planner", {}),
  ("Week Planner Pad", """Sixty tear-off sheets without a date, so no week is wasted. Six columns, because Saturday and Sunday **share one**, and four rows for morning, noon, evening and what must not be forgotten.

- A4 landscape, 60 sheets
- 120 g/m² paper, ink-proof, not glossy
- Backing of 1.5 mm grey board
- Glued at the top, tears off cleanly

The pad lies beside the keyboard and needs no charging. Used sheets can be filed: the holes are marked at the edge."""),
  ("Wochenplaner-Block", """Sechzig Abreißblätter ohne Datum, damit keine Woche verloren geht. Sechs Spalten, denn Samstag und Sonntag **teilen sich eine**, und vier Zeilen für Morgen, Mittag, Abend und alles, was nicht vergessen werden darf.

- A4 quer, 60 Blatt
- Papier mit 120 g/m², füllerfest, nicht glänzend
- Rückwand aus 1,5 mm Graupappe
- Oben geleimt, reißt sauber ab

Der Block liegt neben der Tastatur und muss nie geladen werden. Benutzte Blätter lassen sich abheften: Die Lochung ist am Rand markiert."""),
  ("weekly planner pad with six columns", "Wochenplaner mit sechs Spalten"),
  "", "sage ochre slate", attrs=dict(material=["paper"], length=21, width=29.7, pieces=60, gsm=120, origin="de", since="2024-11-18"),
  related="linen-notebook-a5 fountain-pen mechanical-pencil", cm=21, focus=(.25, .3, "header and columns", "Kopfzeile und Spalten"))

P("wood-speaker", "desk", "skrivan", "desk", 14900, 1700, ("speaker", {}),
  ("Wooden Desk Speaker", """A small speaker with a calm sound: voices are close, basses do not boom. Its case of **12 mm oak** does not resonate, the front is covered with wool-blend cloth, and three dials of brass do what they say.

- 24 × 16 × 12 cm, 1.7 kg
- 2 × 15 watts, Bluetooth 5.3 and a 3.5 mm socket
- 14 hours per charge by USB-C
- Battery and cloth can be exchanged

No microphone, no account, no light show. Two of them can be paired to stereo by holding the left dial."""),
  ("Schreibtischlautsprecher aus Holz", """Ein kleiner Lautsprecher mit ruhigem Klang: Stimmen sind nah, der Bass dröhnt nicht. Das Gehäuse aus **12 mm Eiche** schwingt nicht mit, die Front ist mit Wollmischgewebe bespannt, und drei Drehknöpfe aus Messing tun, was sie sollen.

- 24 × 16 × 12 cm, 1,7 kg
- 2 × 15 Watt, Bluetooth 5.3 und 3,5-mm-Buchse
- 14 Stunden je Ladung über USB-C
- Akku und Bespannung austauschbar

Kein Mikrofon, kein Konto, keine Lichtshow. Zwei Geräte werden zum Stereopaar, wenn man den linken Knopf gedrückt hält."""),
  ("oak speaker with woven front and brass dials", "Lautsprecher aus Eiche mit Stofffront und Messingknöpfen"),
  "new gift", "slate oat", attrs=dict(material=["oak", "wool", "brass"], width=24, height=16, depth=12, runtime=14, origin="dk", since="2026-10-19"),
  related="table-clock oak-wall-shelf", cm=19, focus=(.6, .2, "brass dials", "Messingknöpfe"))
