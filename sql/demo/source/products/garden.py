"""Balcony and garden."""
from ..shop import P

P("terracotta-pot", "planter", "hegewick", "garden", 1290, 900, ("pot", {"c": "#c07a54"}),
  ("Terracotta Pot with saucer", """The classic pot, thrown in thick walls from **iron-rich clay** and fired at over 1,000 °C. It lets roots breathe and takes up surplus water, which forgives generous watering.

- Three sizes, inner width 13, 17 and 22 cm
- Drainage hole and matching saucer
- Frost-proof to −10 °C when empty
- Soak in water before first planting

White traces of lime and green moss come with the years and belong to it. Brush with vinegar if you prefer the pot bare."""),
  ("Terrakottatopf mit Untersetzer", """Der klassische Topf, dickwandig aus **eisenreichem Ton** gedreht und bei über 1.000 °C gebrannt. Er lässt Wurzeln atmen und nimmt überschüssiges Wasser auf; das verzeiht auch großzügiges Gießen.

- Drei Größen, innen 13, 17 und 22 cm
- Mit Abzugsloch und passendem Untersetzer
- Leer bis −10 °C frostfest
- Vor dem ersten Bepflanzen wässern

Weiße Kalkspuren und grünes Moos kommen mit den Jahren und gehören dazu. Wer den Topf lieber blank mag, bürstet ihn mit Essig ab."""),
  ("terracotta pot with a sage plant", "Terrakottatopf mit Salbeipflanze"),
  "bestseller", options=[("Size", "Größe", [("13", "13 cm", "13 cm"), ("17", "17 cm", "17 cm"), ("22", "22 cm", "22 cm")])], delta={"17": 600, "22": 1400}, grams={"17": 800, "22": 2000},
  attrs=dict(colour=["terracotta"], material=["terracotta"], diameter=13, height=14, volume=1.4, weatherproof=True, handmade=True, origin="it", since="2021-03-01"),
  related="glazed-planter long-spout-watering-can hand-trowel-set", cm=36, focus=(.5, .62, "clay rim", "Tonrand"))

P("glazed-planter", "planter", "hegewick", "garden", 3490, 2600, ("planter", {}),
  ("Glazed Planter 24 cm", """A round pot for the plant that may stand in the middle of the room. The **reactive glaze** runs in the kiln and pools above the foot, so none equals the other; inside it is glazed too and needs no saucer.

- Outer diameter 24 cm, height 20 cm
- Fits nursery pots up to 19 cm
- Watertight, without hole
- Felt pads under the foot

Outdoors from spring to autumn; standing water must not freeze in it. If you want to plant directly, put three centimetres of expanded clay at the bottom."""),
  ("Glasierter Übertopf 24 cm", """Ein runder Topf für die Pflanze, die mitten im Raum stehen darf. Die **Effektglasur** verläuft im Ofen und sammelt sich über dem Fuß, keiner gleicht dem anderen; auch innen ist er glasiert und braucht keinen Untersetzer.

- Außen 24 cm Durchmesser, Höhe 20 cm
- Für Kulturtöpfe bis 19 cm
- Wasserdicht, ohne Loch
- Filzgleiter unter dem Fuß

Von Frühling bis Herbst auch für draußen; stehendes Wasser darf darin nicht gefrieren. Zum direkten Bepflanzen drei Zentimeter Blähton einfüllen."""),
  ("glossy round planter with pointed leaves", "glänzender runder Übertopf mit spitzen Blättern"),
  "", "sea chalk moss", attrs=dict(material=["stoneware"], diameter=24, height=20, volume=6.5, weatherproof=False, origin="pt", since="2023-03-06"),
  related="terracotta-pot long-spout-watering-can", cm=42, focus=(.35, .8, "glaze", "Glasur"))

P("long-spout-watering-can", "garden", "hegewick", "garden", 4990, 1250, ("wateringcan", {}),
  ("Watering Can 5 l", """A can that balances. Full, its weight hangs **exactly below the upper handle**; tipping it takes one finger on the rear one. The brass rose gives a fine rain for seedlings and comes off for a full jet.

- 5 litres, galvanised steel, powder-coated
- Long spout reaches the back of the bed
- Rose can be unscrewed and cleaned
- 41 cm long, 33 cm high

A baffle at the filler keeps water from slopping over on the way. Empty it before frost; with that it will outlast several hoses."""),
  ("Gießkanne 5 l", """Eine Kanne mit Balance. Gefüllt hängt ihr Gewicht **genau unter dem oberen Griff**; zum Neigen reicht ein Finger am hinteren. Die Messingbrause gibt feinen Regen für Sämlinge und lässt sich für den vollen Strahl abnehmen.

- 5 Liter, verzinkter Stahl, pulverbeschichtet
- Langes Rohr reicht bis hinten ins Beet
- Brause abschraubbar zum Reinigen
- 41 cm lang, 33 cm hoch

Ein Blech an der Öffnung verhindert, dass unterwegs etwas überschwappt. Vor dem Frost leeren; dann überlebt sie mehrere Gartenschläuche."""),
  ("watering can with long spout and brass rose", "Gießkanne mit langem Rohr und Messingbrause"),
  "bestseller gift", "pine slate ochre", attrs=dict(material=["steel", "brass"], volume=5, length=41, height=33, weatherproof=True, origin="gb", since="2021-03-01"),
  related="terracotta-pot hand-trowel-set glazed-planter", cm=33, focus=(.85, .2, "brass rose", "Messingbrause"))

P("bypass-secateurs", "garden", "hegewick", "garden", 4490, 240, ("secateurs", {}),
  ("Bypass Secateurs", """Secateurs for living wood up to 22 mm. The blade of **hardened carbon steel** slides past the counter-blade like scissors and leaves a clean cut that heals; a groove carries sap away.

- Length 21 cm, 240 g
- Grips of forged aluminium, coated
- Safety catch for one hand, right or left
- Every part can be replaced

Clean it after use with a drop of oil and open it fully once a year. A sharpening guide is printed inside the box."""),
  ("Bypass-Gartenschere", """Eine Schere für lebendes Holz bis 22 mm. Die Klinge aus **gehärtetem Kohlenstoffstahl** gleitet wie bei einer Papierschere an der Gegenklinge vorbei und hinterlässt einen sauberen Schnitt, der gut verheilt; eine Rille leitet den Saft ab.

- Länge 21 cm, 240 g
- Griffe aus geschmiedetem Aluminium, beschichtet
- Sicherung für eine Hand, rechts wie links
- Jedes Teil ist austauschbar

Nach Gebrauch mit einem Tropfen Öl reinigen und einmal im Jahr ganz öffnen. Eine Schleifanleitung ist innen auf die Schachtel gedruckt."""),
  ("open secateurs with coated grips", "geöffnete Gartenschere mit beschichteten Griffen"),
  "", "cherry moss", attrs=dict(material=["carbon-steel", "aluminium"], length=21, weatherproof=True, origin="de", since="2022-02-28"),
  related="hand-trowel-set garden-trug", cm=18, focus=(.35, .6, "blades", "Klingen"))

P("hand-trowel-set", "garden", "hegewick", "garden", 3490, 560, ("trowels", {}),
  ("Hand Trowel and Fork", """Two tools for beds, boxes and big pots. Blade and neck are forged from **one piece of stainless steel**, so nothing can bend where they meet; the handles of oiled oak are thick enough to work for hours.

- Trowel 31 cm, fork 30 cm
- Depth scale on the trowel
- Leather loops for hanging
- Rinse, dry, oil the wood in autumn

The trowel has a pointed tip for roots, the fork three flat tines that lift weeds without tearing. Packed in a cotton roll."""),
  ("Handschaufel und Handgabel", """Zwei Werkzeuge für Beet, Kasten und große Töpfe. Blatt und Hals sind aus **einem Stück Edelstahl** geschmiedet, am Übergang kann sich also nichts verbiegen; die Griffe aus geölter Eiche sind dick genug für lange Arbeit.

- Schaufel 31 cm, Gabel 30 cm
- Tiefenskala auf der Schaufel
- Lederschlaufen zum Aufhängen
- Abspülen, trocknen, das Holz im Herbst ölen

Die Schaufel läuft für Wurzeln spitz zu, die Gabel hebt mit drei flachen Zinken Unkraut, ohne es abzureißen. Verpackt in einer Rolle aus Baumwolle."""),
  ("steel trowel and fork with oak handles", "Schaufel und Gabel aus Stahl mit Eichengriffen"),
  "gift", attrs=dict(colour=["oak", "steel"], material=["steel", "oak"], length=31, pieces=2, weatherproof=True, origin="gb", since="2021-03-01"), was=3990,
  related="bypass-secateurs terracotta-pot herb-seed-box", cm=31, focus=(.35, .55, "necks and handles", "Hälse und Griffe"))

P("herb-seed-box", "garden", "hegewick", "garden", 2490, 420, ("seedbox", {}),
  ("Herb Seed Box, 12 kinds", """A kitchen garden in a box: basil, chives, parsley, thyme, sage, dill, coriander, marjoram, borage, chervil, savory and rocket. All are **open-pollinated**, so seed can be saved for next year.

- 12 paper bags, enough for 3 m²
- Box of oak offcuts, 24 × 13 × 7 cm
- Sowing calendar and wooden labels included
- Germinates for at least two years

Most kinds also grow in a pot of 17 cm on a sunny sill. Sow thinly, cover with as much soil as the seed is thick, and keep moist."""),
  ("Kräutersaatgut-Box, 12 Sorten", """Ein Küchengarten in der Kiste: Basilikum, Schnittlauch, Petersilie, Thymian, Salbei, Dill, Koriander, Majoran, Borretsch, Kerbel, Bohnenkraut und Rucola. Alle Sorten sind **samenfest**, das Saatgut fürs nächste Jahr lässt sich also selbst gewinnen.

- 12 Papiertüten, genug für 3 m²
- Kiste aus Eichenresten, 24 × 13 × 7 cm
- Mit Aussaatkalender und Holzschildern
- Mindestens zwei Jahre keimfähig

Die meisten Sorten wachsen auch im 17-cm-Topf auf der sonnigen Fensterbank. Dünn säen, so dick mit Erde bedecken, wie der Samen groß ist, und feucht halten."""),
  ("oak box with paper seed bags", "Eichenkiste mit Samentüten aus Papier"),
  "gift new", attrs=dict(colour=["oak"], material=["oak", "paper"], length=24, width=13, height=7, pieces=12, sowing=["mar", "apr", "may", "jun"], origin="de", since="2026-09-21"),
  related="terracotta-pot hand-trowel-set long-spout-watering-can", cm=15, focus=(.55, .3, "seed bags", "Samentüten"))

P("larch-nesting-box", "garden", "hegewick", "garden", 3990, 1900, ("birdhouse", {}),
  ("Nesting Box for tits", """A home for great tits and blue tits. The walls are **20 mm larch, rough inside**, so fledglings can climb out, and the opening of 32 mm lets tits in but keeps larger birds out.

- 24 × 22 × 38 cm
- Front lifts out for cleaning in autumn
- Ventilation slots and drain holes
- Roof covered with weatherproof board

Hang it two to three metres high, facing south-east, until the end of February. The wood stays untreated and turns silver with time."""),
  ("Nistkasten für Meisen", """Ein Zuhause für Kohl- und Blaumeisen. Die Wände sind aus **20 mm Lärche, innen sägerau**, damit die Jungen herausklettern können, und das Einflugloch mit 32 mm lässt Meisen hinein und hält größere Vögel fern.

- 24 × 22 × 38 cm
- Front zum Reinigen im Herbst herausnehmbar
- Mit Lüftungsschlitzen und Ablauflöchern
- Dach mit wetterfester Platte belegt

Bis Ende Februar zwei bis drei Meter hoch und nach Südosten aufhängen. Das Holz bleibt unbehandelt und wird mit der Zeit silbergrau."""),
  ("wooden nesting box with a coloured roof", "Nistkasten aus Holz mit farbigem Dach"),
  "gift", "slate moss rust", attrs=dict(material=["larch"], width=24, height=38, weatherproof=True, origin="de", since="2022-10-31"),
  related="garden-trug terracotta-pot", cm=40, focus=(.45, .55, "opening", "Einflugloch"))

P("steel-fire-bowl", "garden", "hegewick", "garden", 14900, 9800, ("firebowl", {}),
  ("Fire Bowl 60 cm", """A bowl for the end of a long evening outdoors. It is spun from **3 mm raw steel** without a seam, stands on three legs and gives off its warmth evenly to all sides. Rain runs out through a hole in the middle.

- Diameter 60 cm, height 36 cm
- Legs screw on
- Takes logs up to 40 cm
- Grill grate available separately

Rust forms after the first rain and then protects the steel; to prevent it, rub the bowl with vegetable oil while warm. Keep two metres from house and hedge."""),
  ("Feuerschale 60 cm", """Eine Schale für das Ende eines langen Abends draußen. Sie ist aus **3 mm starkem Rohstahl** nahtlos gedrückt, steht auf drei Beinen und gibt ihre Wärme nach allen Seiten gleichmäßig ab. Regen läuft durch ein Loch in der Mitte ab.

- Durchmesser 60 cm, Höhe 36 cm
- Beine zum Anschrauben
- Für Scheite bis 40 cm
- Grillrost separat erhältlich

Nach dem ersten Regen bildet sich Rost, der den Stahl dann schützt; wer ihn vermeiden will, reibt die warme Schale mit Pflanzenöl ein. Zwei Meter Abstand zu Haus und Hecke halten."""),
  ("steel fire bowl with burning logs", "Feuerschale aus Stahl mit brennenden Scheiten"),
  "", attrs=dict(colour=["charcoal"], material=["steel"], width=60, height=36, weatherproof=True, origin="de", since="2023-05-15"), bg="night", was=17900,
  related="storm-lantern slatted-folding-chair", cm=65, focus=(.5, .45, "flames", "Flammen"))

P("slatted-folding-chair", "garden", "hegewick", "garden", 7900, 4300, ("chair", {}),
  ("Slatted Folding Chair", """The chair of beer gardens and station cafés, only more comfortable: the seat is **two centimetres deeper** and the back follows the spine. Folded it is 7 cm thin and hangs on a hook all winter.

- 42 × 46 × 84 cm, 4.3 kg
- Slats of oiled acacia, frame of galvanised steel
- Load up to 110 kg
- Feet do not sink into lawn

Oil the slats in spring or let them turn grey. The frame is powder-coated on top of the zinc, so scratches do not rust."""),
  ("Klappstuhl mit Latten", """Der Stuhl aus Biergarten und Bahnhofscafé, nur bequemer: Der Sitz ist **zwei Zentimeter tiefer**, und die Lehne folgt dem Rücken. Zusammengeklappt ist er 7 cm dünn und hängt den Winter über am Haken.

- 42 × 46 × 84 cm, 4,3 kg
- Latten aus geölter Akazie, Gestell aus verzinktem Stahl
- Trägt bis 110 kg
- Füße sinken im Rasen nicht ein

Die Latten im Frühjahr ölen oder grau werden lassen. Das Gestell ist über dem Zink pulverbeschichtet, deshalb rosten Kratzer nicht."""),
  ("folding chair with wooden slats", "Klappstuhl mit Holzlatten"),
  "bestseller", "pine chalk terracotta", attrs=dict(material=["acacia", "steel"], width=42, height=84, load=110, weatherproof=True, origin="pl", since="2021-04-26"),
  related="storm-lantern terracotta-pot steel-fire-bowl", cm=84, focus=(.5, .5, "slats", "Latten"))

P("storm-lantern", "light", "hegewick", "garden", 4490, 1300, ("lantern", {}),
  ("Storm Lantern", """A lantern for candles that stay lit. Air comes in through the **double base** and leaves below the roof, so wind cannot reach the flame; the glass cylinder lifts out for cleaning.

- Height 34 cm, diameter 17 cm
- For pillar candles up to 7 × 12 cm
- Galvanised steel, powder-coated, glass 3 mm
- Handle with a wooden grip stays cool

Put a spoonful of sand on the plate, and the wax comes off easily later. It may stand in rain and snow; replacement cylinders are available."""),
  ("Windlicht Laterne", """Eine Laterne für Kerzen, die anbleiben sollen. Luft kommt durch den **doppelten Boden** und entweicht unter dem Dach, der Wind erreicht die Flamme also nicht; der Glaszylinder lässt sich zum Reinigen herausheben.

- Höhe 34 cm, Durchmesser 17 cm
- Für Stumpenkerzen bis 7 × 12 cm
- Verzinkter Stahl, pulverbeschichtet, Glas 3 mm
- Bügel mit Holzgriff bleibt kühl

Ein Löffel Sand auf dem Teller, und das Wachs löst sich später leicht. Sie darf in Regen und Schnee stehen; Ersatzzylinder sind erhältlich."""),
  ("metal lantern with a burning candle", "Metalllaterne mit brennender Kerze"),
  "gift", "charcoal sage rust", attrs=dict(material=["steel", "glass"], height=34, diameter=17, origin="pl", since="2022-09-19"), also="lighting",
  related="cordless-lantern slatted-folding-chair", cm=44, bg="umber", focus=(.5, .65, "flame behind glass", "Flamme hinter Glas"))

P("garden-trug", "garden", "hegewick", "garden", 5490, 1100, ("trug", {}),
  ("Garden Trug", """The flat basket in which the harvest comes in. Boat-shaped **slats of ash and willow** are nailed into a steamed frame, as has been done for two centuries; it is light, lets soil fall through, and does not tip over on a slope.

- 48 × 28 cm, 34 cm high with handle
- 12 litres, load up to 15 kg
- Copper nails, which do not rust
- Hose it out and dry in the shade

Also good for bread, newspapers or a picnic. A coat of linseed oil every second year keeps the wood supple."""),
  ("Erntekorb", """Der flache Korb, in dem die Ernte ins Haus kommt. Bootsförmige **Leisten aus Esche und Weide** sind in einen gedämpften Rahmen genagelt, wie es seit zwei Jahrhunderten gemacht wird; er ist leicht, lässt Erde durchfallen und kippt auch am Hang nicht um.

- 48 × 28 cm, mit Bügel 34 cm hoch
- 12 Liter, trägt bis 15 kg
- Kupfernägel, die nicht rosten
- Abspritzen und im Schatten trocknen

Auch für Brot, Zeitungen oder ein Picknick. Alle zwei Jahre etwas Leinöl hält das Holz geschmeidig."""),
  ("wooden trug with tomatoes and herbs", "Holzkorb mit Tomaten und Kräutern"),
  "", attrs=dict(colour=["natural"], material=["ash"], length=48, width=28, height=34, volume=12, load=15, origin="gb", since="2024-04-08"),
  related="bypass-secateurs long-spout-watering-can terracotta-pot", cm=34, focus=(.4, .55, "slats and harvest", "Leisten und Ernte"))
