"""Towels, soap and rest."""
from ..shop import P

P("terry-towels", "wellness", "halvenne", "bath", 1690, 300, ("towels", {}),
  ("Terry Towel", """A towel that dries and does not merely push water around. The loops are of **combed cotton, twisted once**, long enough to be soft and firm enough not to pull. A flat border and a sewn-in loop, nothing else.

- 500 g/m², three sizes
- Wash at 60 °C, tumble dry
- Dyed without chlorine
- Wash before first use, without softener

Softener coats the fibres and makes them repel water; a dash of vinegar keeps them fluffy. Colours match the bathrobe and the mat."""),
  ("Frottierhandtuch", """Ein Handtuch, das trocknet und das Wasser nicht nur verschiebt. Die Schlingen sind aus **gekämmter, einfach gedrehter Baumwolle**, lang genug, um weich zu sein, und fest genug, um keine Fäden zu ziehen. Dazu eine flache Bordüre und ein eingenähter Aufhänger.

- 500 g/m², drei Größen
- Bei 60 °C waschbar, trocknergeeignet
- Ohne Chlor gefärbt
- Vor dem ersten Gebrauch ohne Weichspüler waschen

Weichspüler umhüllt die Fasern und macht sie wasserabweisend; ein Schuss Essig hält sie flauschig. Die Farben passen zum Bademantel."""),
  ("stack of folded terry towels", "Stapel gefalteter Frottierhandtücher"),
  "bestseller", "chalk sage clay slate", [("Size", "Größe", [("50", "Hand towel 50 × 100 cm", "Handtuch 50 × 100 cm"), ("70", "Bath towel 70 × 140 cm", "Duschtuch 70 × 140 cm"), ("100", "Bath sheet 100 × 150 cm", "Badetuch 100 × 150 cm")])],
  {"70": 1500, "100": 2800}, {"70": 250, "100": 500}, attrs=dict(material=["cotton"], length=100, width=50, gsm=500, wash="60", origin="pt", since="2021-05-03"),
  related="olive-soap amber-hand-wash bath-salts", cm=40, focus=(.65, .55, "loops and border", "Schlingen und Bordüre"))

P("waffle-bathrobe", "wellness", "halvenne", "bath", 7900, 850, ("robe", {}),
  ("Waffle Bathrobe", """Light enough for the suitcase, absorbent enough after the sauna. The **waffle piqué** of pure cotton weighs half of a terry robe and dries in a few hours on the hook.

- Two sizes, S/M and L/XL, for women and men
- 240 g/m², length 115 and 122 cm
- Shawl collar, two pockets, belt on two loops
- Wash at 60 °C, tumble dry

Cut wide, so it closes when sitting as well. After the first wash it is about three per cent shorter; that is allowed for."""),
  ("Bademantel aus Waffelpikee", """Leicht genug für den Koffer, saugfähig genug nach der Sauna. Das **Waffelpikee** aus reiner Baumwolle wiegt halb so viel wie ein Frottiermantel und trocknet am Haken in wenigen Stunden.

- Zwei Größen, S/M und L/XL, für Damen und Herren
- 240 g/m², Länge 115 und 122 cm
- Schalkragen, zwei Taschen, Gürtel in zwei Schlaufen
- Bei 60 °C waschbar, trocknergeeignet

Weit geschnitten, damit er auch im Sitzen geschlossen bleibt. Nach der ersten Wäsche ist er etwa drei Prozent kürzer; das ist eingerechnet."""),
  ("waffle bathrobe hanging from a wooden peg", "Bademantel mit Waffelstruktur an einem Holzknauf"),
  "gift", "chalk sage slate", [("Size", "Größe", [("sm", "S/M", "S/M"), ("lxl", "L/XL", "L/XL")])], {}, {"lxl": 120},
  attrs=dict(material=["cotton"], length=115, gsm=240, wash="60", origin="pt", since="2022-11-21"), related="terry-towels knitted-hot-water-bottle", cm=115, focus=(.5, .25, "shawl collar", "Schalkragen"))

P("olive-soap", "care", "halvenne", "bath", 690, 105, ("soap", {"c": "#b9bd8e", "mark": 3}),
  ("Olive & Rosemary Soap 100 g", """A bar of soap for hands, body and shaving. It is boiled in a kettle from **72 % olive oil**, cut by hand and left to cure for eight weeks, so it is hard, mild and lasts long. Ground rosemary gives it a faint rub.

- 100 g, scented with rosemary oil only
- Without palm oil, dyes or preservatives
- Vegan, wrapped in paper

Keep it dry on a ridged dish between uses. The white film on the surface is soda from curing and washes off the first time."""),
  ("Seife Olive & Rosmarin 100 g", """Ein Stück Seife für Hände, Körper und Rasur. Im Kessel aus **72 % Olivenöl** gesiedet, von Hand geschnitten und acht Wochen gereift; so wird sie hart, mild und hält lange. Gemahlener Rosmarin sorgt für einen feinen Peelingeffekt.

- 100 g, nur mit Rosmarinöl beduftet
- Ohne Palmöl, Farbstoffe und Konservierung
- Vegan, in Papier gewickelt

Zwischendurch auf einer gerillten Schale trocknen lassen. Der weiße Belag ist Soda von der Reifung und verschwindet beim ersten Waschen."""),
  ("two olive-green soap bars, the upper one stamped", "zwei olivgrüne Seifenstücke, das obere gestempelt"),
  "", attrs=dict(scent="rosemary", vegan=True, handmade=True, origin="fr"), unit=("g", 100, 1000, "g"), bg="oat",
  related="oat-soap amber-hand-wash terry-towels", cm=6, focus=(.45, .3, "stamp", "Prägung"))

P("oat-soap", "care", "halvenne", "bath", 690, 105, ("soap", {"c": "#dcc7a2", "mark": 4}),
  ("Oat & Honey Soap 100 g", """The mild one, for dry skin and small children. **Ground oats** soothe, a spoonful of honey keeps moisture, and there is no perfume in it at all: it smells of warm porridge and nothing else.

- 100 g, unscented
- Olive, coconut and shea, cold-stirred
- Ten per cent of the oils stay unsaponified, to care for the skin
- Wrapped in paper

Because of the honey it is not vegan. Lasts for about six weeks at the washbasin, if it can dry in between."""),
  ("Seife Hafer & Honig 100 g", """Die Milde, für trockene Haut und kleine Kinder. **Gemahlener Hafer** beruhigt, ein Löffel Honig hält die Feuchtigkeit, und Parfüm ist gar keines darin: Sie riecht nach warmem Haferbrei und sonst nach nichts.

- 100 g, ohne Duftstoffe
- Olive, Kokos und Shea, kalt gerührt
- Zehn Prozent der Öle bleiben unverseift und pflegen die Haut
- In Papier gewickelt

Wegen des Honigs nicht vegan. Am Waschbecken reicht sie etwa sechs Wochen, wenn sie zwischendurch trocknen kann."""),
  ("two oat-coloured soap bars with blossom stamp", "zwei haferfarbene Seifenstücke mit Blütenprägung"),
  "", attrs=dict(scent="none", vegan=False, handmade=True, origin="de"), unit=("g", 100, 1000, "g"), bg="clay",
  related="olive-soap terry-towels bath-salts", cm=6, focus=(.45, .3, "stamp", "Prägung"))

P("amber-hand-wash", "care", "halvenne", "bath", 1690, 720, ("dispenser", {"c": "moss", "mark": 3}),
  ("Hand Wash in amber glass", """A liquid soap that cleans thoroughly and does not leave hands tight. **Sugar-based surfactants** and a little glycerine, thickened with plant gum; the amber glass protects the oils from light.

- 500 ml bottle with pump, or 1 litre refill
- Two scents: bitter orange and cedar
- Biodegradable, vegan, pH 5.5
- One push is enough for both hands

The pump unscrews and fits every new bottle. Refills save four fifths of the packaging; the funnel is printed inside the lid."""),
  ("Handseife im Braunglas", """Eine flüssige Seife, die gründlich reinigt, ohne dass die Hände spannen. **Zuckertenside** und etwas Glycerin, mit Pflanzengummi angedickt; das Braunglas schützt die Öle vor Licht.

- 500-ml-Flasche mit Spender oder 1 Liter zum Nachfüllen
- Zwei Düfte: Bitterorange und Zeder
- Biologisch abbaubar, vegan, pH 5,5
- Ein Hub reicht für beide Hände

Der Spender lässt sich abschrauben und passt auf jede neue Flasche. Nachfüllen spart vier Fünftel der Verpackung."""),
  ("amber glass bottle with black pump", "Braunglasflasche mit schwarzem Spender"),
  "bestseller", options=[("Scent", "Duft", [("orange", "Bitter orange", "Bitterorange"), ("cedar", "Cedar", "Zeder")]), ("Size", "Größe", [("500", "Bottle, 500 ml", "Flasche, 500 ml"), ("1000", "Refill, 1 l", "Nachfüllung, 1 l")])],
  delta={"1000": 500}, grams={"1000": 330}, attrs=dict(scent="orange", capacity=500, vegan=True, origin="de"), unit=("ml", {"500": 500, "1000": 1000}, 1000, "ml"),
  related="terry-towels olive-soap scented-candle", cm=19, focus=(.45, .65, "label", "Etikett"))

P("scented-candle", "care", "halvenne", "bath", 2890, 620, ("candle", {"c": "slate"}),
  ("Scented Candle 220 g", """A candle that scents a room without filling it. The wax is **rapeseed and soy without paraffin**, poured at low temperature, with a cotton wick that burns without soot; the vessel of stoneware later serves as a tumbler.

- 220 g, burns for about 45 hours
- Three scents from natural oils
- Lid of oak, keeps dust out
- Diameter 8.5 cm, height 9.5 cm

Let it burn the first time until the whole surface is liquid; then it will not tunnel. Trim the wick to 5 mm before each lighting."""),
  ("Duftkerze 220 g", """Eine Kerze, die einen Raum beduftet, ohne ihn zu füllen. Das Wachs ist **Raps und Soja ohne Paraffin**, bei niedriger Temperatur gegossen, der Docht aus Baumwolle brennt rußfrei; das Gefäß aus Steinzeug dient später als Becher.

- 220 g, brennt rund 45 Stunden
- Drei Düfte aus natürlichen Ölen
- Deckel aus Eiche hält Staub fern
- Durchmesser 8,5 cm, Höhe 9,5 cm

Beim ersten Mal brennen lassen, bis die ganze Oberfläche flüssig ist; dann bildet sich kein Krater. Den Docht vor jedem Anzünden auf 5 mm kürzen."""),
  ("lit candle in a slate-coloured stoneware cup", "brennende Kerze im schieferfarbenen Steinzeugbecher"),
  "gift bestseller", options=[("Scent", "Duft", [("fig", "Fig leaf", "Feigenblatt"), ("cedar", "Cedar", "Zeder"), ("lavender", "Lavender", "Lavendel")])],
  attrs=dict(scent="fig", vegan=True, handmade=True, origin="de", care=("Trim the wick to 5 mm", "Docht auf 5 mm kürzen")), unit=("g", 220, 1000, "g"), bg="umber",
  related="aroma-diffuser bath-salts amber-hand-wash", cm=12, focus=(.5, .3, "flame", "Flamme"))

P("bath-salts", "care", "halvenne", "bath", 1890, 890, ("saltjar", {"c": "#8f84a8"}),
  ("Lavender Bath Salts 600 g", """Coarse sea salt from evaporation ponds, mixed with **lavender blossoms and oil**. It dissolves in five minutes, softens the water and leaves the skin smooth, not oily.

- 600 g, for ten baths
- Two handfuls per tub at 37 °C, twenty minutes
- Jar of glass with a beech lid, refillable
- Vegan, without colouring

The blossoms come in a cotton bag that hangs on the tap, so they do not clog the drain. Not suitable for whirlpools and small children."""),
  ("Badesalz Lavendel 600 g", """Grobes Meersalz aus Verdunstungsbecken, gemischt mit **Lavendelblüten und -öl**. Es löst sich in fünf Minuten, macht das Wasser weich und hinterlässt die Haut glatt, aber nicht ölig.

- 600 g, für zehn Bäder
- Zwei Handvoll je Wanne bei 37 °C, zwanzig Minuten
- Glas mit Holzdeckel, nachfüllbar
- Vegan, ohne Farbstoffe

Die Blüten stecken in einem Baumwollbeutel, der am Hahn hängt und so den Abfluss nicht verstopft. Nicht für Whirlpools und kleine Kinder geeignet."""),
  ("jar of coarse bath salts with a wooden lid", "Glas mit grobem Badesalz und Holzdeckel"),
  "gift", attrs=dict(scent="lavender", vegan=True, origin="pt"), unit=("g", 600, 1000, "g"), bg="mist",
  related="scented-candle oat-soap terry-towels", cm=14, focus=(.5, .5, "salt crystals", "Salzkristalle"))

P("natural-rubber-mat", "wellness", "halvenne", "bath", 7490, 2300, ("yogamat", {}),
  ("Natural Rubber Yoga Mat", """A mat that stays where it is. **Natural rubber** grips floor and hands alike, also when they get damp, and its 4.5 mm cushion knees without swallowing the balance in standing poses.

- 183 × 66 cm, 4.5 mm, 2.3 kg
- Free of PVC and plasticisers
- Carrying strap of cotton included
- Wipe with water and a little vinegar

It smells of rubber for the first two weeks; air it in the shade, never in the sun, which makes it brittle. Contains latex."""),
  ("Yogamatte aus Naturkautschuk", """Eine Matte, die liegen bleibt. **Naturkautschuk** haftet am Boden wie an den Händen, auch wenn diese feucht werden, und 4,5 mm polstern die Knie, ohne im Stand das Gleichgewicht zu schlucken.

- 183 × 66 cm, 4,5 mm, 2,3 kg
- Frei von PVC und Weichmachern
- Tragegurt aus Baumwolle liegt bei
- Mit Wasser und etwas Essig abwischen

In den ersten zwei Wochen riecht sie nach Gummi; im Schatten auslüften, nie in der Sonne, die macht sie spröde. Enthält Latex."""),
  ("rolled yoga mat with cotton strap", "gerollte Yogamatte mit Baumwollgurt"),
  "", "clay moss ink", attrs=dict(material=["rubber"], length=183, width=66, wash="wipe", origin="de", since="2023-07-10"), was=8900,
  related="terry-towels aroma-diffuser knitted-hot-water-bottle", cm=30, focus=(.12, .55, "rolled end", "Rolle"))

P("bath-brush", "wellness", "halvenne", "bath", 2190, 160, ("brush", {}),
  ("Bath Brush with long handle", """For dry brushing in the morning and for the middle of the back in the tub. The head lifts off the handle and then serves as a hand brush; the **tampico fibre**, from an agave, is firm when dry and soft when wet.

- Length 42 cm, head 12 cm
- Oiled oak, cotton loop
- Plant bristles, vegan
- Hang it up with the bristles down

After use shake it out and let it dry, and the wood will not swell. Replacement heads are available in soft and firm."""),
  ("Badebürste mit langem Stiel", """Zum Trockenbürsten am Morgen und für die Rückenmitte in der Wanne. Der Kopf lässt sich vom Stiel abnehmen und dient dann als Handbürste; die **Tampicofaser** aus der Agave ist trocken fest und nass weich.

- Länge 42 cm, Kopf 12 cm
- Geölte Eiche, Schlaufe aus Baumwolle
- Pflanzenborsten, vegan
- Mit den Borsten nach unten aufhängen

Nach Gebrauch ausschütteln und trocknen lassen, dann quillt das Holz nicht. Ersatzköpfe gibt es in weich und fest."""),
  ("oak bath brush with plant bristles", "Badebürste aus Eiche mit Pflanzenborsten"),
  "", attrs=dict(colour=["oak"], material=["oak"], length=42, origin="de", since="2022-05-02", care=("Hang to dry", "Hängend trocknen")),
  related="olive-soap terry-towels", cm=36, focus=(.25, .75, "bristles", "Borsten"))

P("knitted-hot-water-bottle", "wellness", "halvenne", "bath", 3690, 480, ("hotbottle", {}),
  ("Knitted Hot-water Bottle", """Warm feet without a socket. The bottle of **natural rubber** holds two litres and stays warm for about six hours in its cover of lambswool, knitted with two cables that are worth feeling in the dark.

- 34 × 20 cm, 2 litres
- Cover 100 % lambswool, hand wash
- Wide filling neck, screw stopper
- Tested to 100 kg of load

Fill two thirds with hot, not boiling, water and press the air out. Replace the bottle after five years; the cover will last much longer."""),
  ("Wärmflasche mit Strickbezug", """Warme Füße ganz ohne Steckdose. Die Flasche aus **Naturkautschuk** fasst zwei Liter und bleibt rund sechs Stunden warm, in einem Bezug aus Lambswool mit zwei Zöpfen, die sich auch im Dunkeln gut anfühlen.

- 34 × 20 cm, 2 Liter
- Bezug 100 % Lambswool, Handwäsche
- Weite Einfüllöffnung mit Schraubverschluss
- Auf 100 kg Belastung geprüft

Zu zwei Dritteln mit heißem, nicht kochendem Wasser füllen und die Luft herausdrücken. Die Flasche nach fünf Jahren ersetzen; der Bezug hält viel länger."""),
  ("hot-water bottle in a cable-knit cover", "Wärmflasche im Zopfstrickbezug"),
  "gift", "oat plum slate", attrs=dict(material=["wool", "rubber"], length=34, width=20, wash="hand", origin="de", since="2021-11-08"),
  related="waffle-bathrobe herringbone-blanket", cm=36, focus=(.4, .5, "cable knit", "Zopfmuster"))

P("aroma-diffuser", "wellness", "halvenne", "bath", 5990, 680, ("diffuser", {}),
  ("Aroma Diffuser", """A quiet stone that breathes. Ultrasound turns water and a few drops of oil into **cool mist**, without heating the oil; the ceramic cover swallows the hum almost entirely.

- Height 18 cm, holds 120 ml
- Six hours of mist, or twelve in intervals
- Switches itself off when empty
- Ring of oak with a dimmable glow

Wipe the tank with a soft cloth once a week and with citric acid once a month. Runs on a 5-volt USB-C plug; the cable is 1.5 m of cotton."""),
  ("Aroma-Diffuser", """Ein stiller Stein, der atmet. Ultraschall macht aus Wasser und ein paar Tropfen Öl **kühlen Nebel**, ohne das Öl zu erhitzen; die Haube aus Keramik schluckt das Summen fast ganz.

- Höhe 18 cm, fasst 120 ml
- Sechs Stunden Nebel, im Intervall zwölf
- Schaltet sich ab, wenn der Tank leer ist
- Ring aus Eiche mit dimmbarem Schein

Den Tank einmal in der Woche mit einem weichen Tuch, einmal im Monat mit Zitronensäure reinigen. Läuft an 5 Volt über USB-C; das Kabel ist 1,5 m lang und mit Baumwolle umwebt."""),
  ("ceramic diffuser on an oak ring, misting", "Keramikdiffuser auf Eichenring, mit Nebel"),
  "new gift", "chalk sage charcoal", attrs=dict(material=["stoneware", "oak"], scent="none", runtime=6, origin="dk", since="2026-10-26"),
  related="scented-candle bath-salts bedside-lamp", cm=22, focus=(.5, .85, "oak ring", "Eichenring"))
