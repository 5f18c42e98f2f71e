"""Tableware."""
from ..shop import P

P("breakfast-mug", "tableware", "tolvane", "tableware", 1690, 360, ("mug", {}),
  ("Breakfast Mug", """A generous mug for coffee with milk, tea or soup, thrown from **fine-grained stoneware** and glazed inside and out. Only the foot stays bare, so the mug does not slip on a tray.

- Holds 320 ml up to the rim, 280 ml in use
- Height 9.5 cm, diameter 8.8 cm
- Handle wide enough for three fingers

The glaze is speckled by iron in the clay, so every mug turns out a little different. Safe for dishwasher and microwave; stacks two high in the cupboard."""),
  ("Frühstücksbecher", """Ein großzügiger Becher für Milchkaffee, Tee oder Suppe, aus **feinkörnigem Steinzeug** gedreht und innen wie außen glasiert. Nur der Fuß bleibt roh, damit der Becher auf dem Tablett nicht rutscht.

- Fasst randvoll 320 ml, im Alltag 280 ml
- Höhe 9,5 cm, Durchmesser 8,8 cm
- Henkel mit Platz für drei Finger

Die Sprenkel stammen vom Eisen im Ton, deshalb fällt jeder Becher etwas anders aus. Geeignet für Spülmaschine und Mikrowelle; im Schrank lassen sich zwei übereinander stapeln."""),
  ("speckled stoneware mug with a bare clay foot", "gesprenkelter Becher aus Steinzeug mit rohem Fuß"),
  "bestseller gift", "chalk clay sage ink", attrs=dict(material=["stoneware"], capacity=320, height=9.5, diameter=8.8, dishwasher=True, handmade=True, origin="pt", since="2023-03-01"),
  related="breakfast-plate morning-bowl press-pot night-train-espresso-blend", cm=9.5, focus=(.8, .45, "handle and glaze", "Henkel und Glasur"))

P("dinner-plate", "tableware", "tolvane", "tableware", 2290, 780, ("plate", {}),
  ("Dinner Plate 27 cm", """A flat plate with a slightly raised rim that keeps the sauce where it belongs. The 27 cm fit both a schnitzel and a standard **dishwasher rack**; the matt-gloss glaze resists knife marks better than a fully matt one.

- Diameter 27 cm, height 2.4 cm
- Stoneware, fired at 1,240 °C
- Oven-safe to 220 °C for keeping food warm

Sold singly, so that a set can grow with the household and a broken plate is no drama. All colours of the series go together."""),
  ("Speiseteller 27 cm", """Ein flacher Teller mit leicht erhöhtem Rand, der die Sauce dort hält, wo sie hingehört. Mit 27 cm passt er zum Schnitzel ebenso wie in den **Korb der Spülmaschine**; die seidenmatte Glasur nimmt Messerspuren weniger an als eine stumpfe.

- Durchmesser 27 cm, Höhe 2,4 cm
- Steinzeug, bei 1.240 °C gebrannt
- Bis 220 °C ofenfest, etwa zum Warmhalten

Einzeln erhältlich, damit das Service mit dem Haushalt wachsen kann und ein zerbrochener Teller kein Drama ist. Alle Farben der Serie lassen sich mischen."""),
  ("one plate leaning against the wall, four stacked in front", "ein Teller lehnt an der Wand, vier liegen gestapelt davor"),
  "bestseller", "chalk clay ink", attrs=dict(material=["stoneware"], diameter=27, height=2.4, dishwasher=True, origin="pt", since="2023-03-01"),
  related="breakfast-plate morning-bowl table-cutlery linen-napkins", cm=30, focus=(.6, .8, "stacked rims", "gestapelte Ränder"))

P("breakfast-plate", "tableware", "tolvane", "tableware", 1590, 430, ("plate", {"r": 215, "stack": 3, "rim": .66}),
  ("Breakfast Plate 21 cm", """The plate that is used most: for bread in the morning, cake in the afternoon and cheese at night. It has the same rim as the dinner plate, but is **21 cm** across and light enough to be held in one hand.

- Diameter 21 cm, height 2 cm, 430 g
- Stoneware with a speckled glaze
- Safe for dishwasher and microwave

Four plates stack to just 8 cm. The foot ring is polished after firing and leaves no marks on a wooden table."""),
  ("Frühstücksteller 21 cm", """Der Teller, der am häufigsten gebraucht wird: morgens fürs Brot, nachmittags für den Kuchen, abends für den Käse. Der Rand ist derselbe wie beim Speiseteller, doch mit **21 cm** und 430 g liegt er leicht in einer Hand.

- Durchmesser 21 cm, Höhe 2 cm
- Steinzeug mit gesprenkelter Glasur
- Für Spülmaschine und Mikrowelle geeignet

Vier Teller ergeben einen Stapel von nur 8 cm. Der Standring wird nach dem Brand poliert und hinterlässt auf Holztischen keine Spuren."""),
  ("small stoneware plates, one leaning, three stacked", "kleine Steinzeugteller, einer angelehnt, drei gestapelt"),
  "", "sage chalk clay", attrs=dict(material=["stoneware"], diameter=21, height=2, dishwasher=True, origin="pt", since="2023-03-01"),
  related="breakfast-mug dinner-plate butter-dish", cm=24, focus=(.35, .3, "rim", "Rand"))

P("morning-bowl", "tableware", "tolvane", "tableware", 1790, 460, ("bowl", {"r": 230, "h": 210, "stack": 2}),
  ("Morning Bowl 15 cm", """For porridge, muesli, ramen or a small salad. The wall rises steeply, so spoons find the last bite and nothing slops over on the way to the sofa.

- Diameter 15 cm, height 7.5 cm
- Holds **600 ml**
- Stoneware, glazed in two layers
- Dishwasher and microwave safe

The unglazed foot is ground smooth. Bowls of this series nest firmly inside each other; six of them need no more room than a stack of two teapots."""),
  ("Müslischale 15 cm", """Für Porridge, Müsli, Ramen oder einen kleinen Salat. Die Wand steigt steil an: Der Löffel erwischt auch den letzten Bissen, und auf dem Weg zum Sofa schwappt nichts über.

- Durchmesser 15 cm, Höhe 7,5 cm
- Fasst **600 ml**
- Steinzeug, in zwei Schichten glasiert
- Für Spülmaschine und Mikrowelle geeignet

Der unglasierte Fuß ist glatt geschliffen. Die Schalen der Serie sitzen fest ineinander; sechs Stück brauchen nicht mehr Platz als zwei Teekannen übereinander."""),
  ("two glazed bowls stacked inside each other", "zwei glasierte Schalen ineinander gestapelt"),
  "", "clay chalk sage sea", attrs=dict(material=["stoneware"], diameter=15, height=7.5, capacity=600, dishwasher=True, origin="pt", since="2023-03-01"),
  related="breakfast-mug breakfast-plate serving-bowl", cm=13, focus=(.3, .5, "glaze and foot", "Glasur mit Fuß"))

P("serving-bowl", "tableware", "tolvane", "tableware", 4490, 1450, ("bowl", {"r": 320, "h": 190, "foot": .36}),
  ("Serving Bowl 30 cm", """A wide bowl for the middle of the table: pasta for four, a whole lettuce or a weekend's apples. The wall leans outwards, so that two spoons can toss a salad without losing half of it.

- Diameter 30 cm, height 10 cm
- Holds **3.2 litres**
- Oven-safe to 220 °C
- Dishwasher safe, lies flat in the lower rack

The broad foot makes it stand firmly even when one side is heavily laden. Weighs 1.45 kg and wants two hands when full."""),
  ("Servierschüssel 30 cm", """Eine weite Schüssel für die Tischmitte: Pasta für vier, ein ganzer Kopfsalat oder die Äpfel fürs Wochenende. Die Wand neigt sich nach außen, sodass sich Salat mit zwei Löffeln wenden lässt, ohne dass die Hälfte danebengeht.

- Durchmesser 30 cm, Höhe 10 cm
- Fasst **3,2 Liter**
- Bis 220 °C ofenfest
- Spülmaschinenfest, passt in den unteren Korb

Der breite Fuß gibt sicheren Stand, auch wenn eine Seite schwerer beladen ist. Mit 1,45 kg will sie gefüllt von zwei Händen getragen werden."""),
  ("wide glazed bowl on a narrow clay foot", "weite glasierte Schüssel auf schmalem Tonfuß"),
  "gift", "sea chalk terracotta", attrs=dict(material=["stoneware"], diameter=30, height=10, capacity=3200, dishwasher=True, handmade=True, origin="pt", since="2024-02-12"),
  related="dinner-plate table-cutlery linen-napkins", cm=10, was=5490, focus=(.3, .35, "rim", "Rand"))

P("everyday-tumblers", "tableware", "tolvane", "tableware", 2690, 820, ("tumblers", {}),
  ("Everyday Tumblers, set of 4", """Plain glasses that survive daily use. The **toughened glass** is three times as resistant to knocks as ordinary soda glass, and the thick base keeps them standing when the table is cleared in a hurry.

- Four glasses of 300 ml
- Height 10 cm, diameter 7.8 cm
- Stackable without wedging
- Dishwasher safe for years: the glass does not turn cloudy

Smoke and amber are coloured through and through, not sprayed, so nothing can scratch off."""),
  ("Alltagsgläser, 4er-Set", """Schlichte Gläser, die den Alltag aushalten. Das **gehärtete Glas** verträgt dreimal so harte Stöße wie gewöhnliches Natronglas, und der dicke Boden hält es aufrecht, wenn der Tisch schnell abgeräumt wird.

- Vier Gläser mit je 300 ml
- Höhe 10 cm, Durchmesser 7,8 cm
- Stapelbar, ohne sich zu verkeilen
- Spülmaschinenfest: Das Glas wird auch nach Jahren nicht trüb

Rauchgrau und Bernstein sind durchgefärbt und nicht lackiert, es kann also nichts abkratzen."""),
  ("three of the tumblers, one half filled with water", "drei der Gläser, eines halb mit Wasser gefüllt"),
  "bestseller", "clear smoke amber", attrs=dict(material=["glass"], capacity=300, height=10, diameter=7.8, pieces=4, dishwasher=True, origin="fr", since="2022-09-05"),
  related="water-carafe dinner-plate stemmed-glasses", cm=13, focus=(.55, .7, "thick base", "dicker Boden"))

P("stemmed-glasses", "tableware", "tolvane", "tableware", 3490, 340, ("wineglass", {"c": "clear"}),
  ("Stemmed Glasses, set of 2", """One shape for red and white. The bowl is widest where 150 ml stand, so wine has air to open, and narrows towards a rim of **1.1 mm** that is cut and fire-polished.

- Two glasses of 420 ml
- Height 21.5 cm
- Lead-free crystal glass, drawn stem
- Dishwasher safe on the glass programme

Stem and bowl are drawn from one piece; there is no seam that could break. Packed in a plain box with a paper cradle, without plastic."""),
  ("Stielgläser, 2er-Set", """Eine Form für Rot und Weiß. Der Kelch ist dort am weitesten, wo 150 ml stehen, damit der Wein atmen kann, und verjüngt sich zu einem **1,1 mm** feinen Rand, geschnitten und feuerpoliert.

- Zwei Gläser mit je 420 ml
- Höhe 21,5 cm
- Bleifreies Kristallglas mit gezogenem Stiel
- Im Glasprogramm spülmaschinenfest

Stiel und Kelch sind aus einem Stück gezogen; es gibt keine Naht, die brechen könnte. Verpackt in einer schlichten Schachtel mit Papiereinlage, ganz ohne Plastik."""),
  ("two stemmed glasses with red wine", "zwei Stielgläser mit Rotwein"),
  "gift", attrs=dict(colour=["clear"], material=["glass"], capacity=420, height=21.5, pieces=2, dishwasher=True, origin="cz", since="2023-10-09"),
  related="water-carafe everyday-tumblers linen-napkins", cm=23, focus=(.45, .3, "bowl", "Kelch"))

P("water-carafe", "tableware", "tolvane", "tableware", 3290, 690, ("carafe", {"c": "clear"}),
  ("Water Carafe with oak stopper", """A carafe for tap water, juice or wine. The neck is slim enough for one hand and wide enough for a bottle brush; the **oak stopper** sits on a silicone ring and keeps the fridge out of the water.

- Holds 1.1 litres
- Height 28 cm with stopper, fits a fridge door
- Mouth-blown borosilicate glass, heat-proof to 120 °C
- Glass for the dishwasher, stopper by hand

Thanks to the tempered glass it can be filled with hot tea and cooled afterwards."""),
  ("Wasserkaraffe mit Eichenstopfen", """Eine Karaffe für Leitungswasser, Saft oder Wein. Der Hals ist schmal genug für eine Hand und weit genug für die Flaschenbürste; der **Stopfen aus Eiche** sitzt auf einem Silikonring und hält Kühlschrankgerüche fern.

- Fasst 1,1 Liter
- Höhe mit Stopfen 28 cm, passt in die Kühlschranktür
- Mundgeblasenes Borosilikatglas, hitzefest bis 120 °C
- Glas in die Spülmaschine, Stopfen von Hand abwaschen

Dank des hitzefesten Glases lässt sich auch heißer Tee einfüllen und danach kalt stellen."""),
  ("glass carafe with water and an oak stopper", "Glaskaraffe mit Wasser und Eichenstopfen"),
  "gift new", attrs=dict(colour=["clear", "oak"], material=["glass", "oak"], capacity=1100, height=28, origin="cz", since="2026-09-14", dishwasher=False),
  related="everyday-tumblers stemmed-glasses", cm=28, focus=(.5, .2, "stopper and neck", "Stopfen"))

P("table-cutlery", "tableware", "tolvane", "tableware", 11900, 1480, ("cutlery", {}),
  ("Table Cutlery, 24 pieces", """Cutlery for six people with a calm line and some weight in the hand. Each piece is forged from **18/10 stainless steel**; the knives are a harder alloy and cut steak as well as bread rolls.

- 6 knives, 6 forks, 6 spoons, 6 teaspoons
- Knife 22.5 cm, fork 20.5 cm
- Steel satin-finished by hand; brass and black are a titanium coating
- Dishwasher safe in all three finishes

Single pieces of the pattern can be bought later from customer service for at least ten years."""),
  ("Tafelbesteck, 24-teilig", """Besteck für sechs Personen mit ruhiger Linie und angenehmem Gewicht. Alle Teile sind aus **Edelstahl 18/10** geschmiedet; die Messer bestehen aus einer härteren Legierung und schneiden Steak so gut wie Brötchen.

- 6 Messer, 6 Gabeln, 6 Löffel, 6 Kaffeelöffel
- Messer 22,5 cm, Gabel 20,5 cm
- Edelstahl von Hand mattiert; Messing und Schwarz mit Titanbeschichtung
- In allen drei Ausführungen spülmaschinenfest

Einzelne Teile sind mindestens zehn Jahre lang über den Kundendienst nachzukaufen."""),
  ("fork, knife, spoon and teaspoon side by side", "Gabel, Messer, Löffel und Kaffeelöffel nebeneinander"),
  "", "steel brass black", attrs=dict(material=["steel"], pieces=24, dishwasher=True, origin="it", since="2021-05-17"), delta={"brass": 4000, "black": 3000}, was=13900,
  related="dinner-plate linen-napkins serving-bowl", cm=22, focus=(.6, .3, "spoons", "Löffel"))

P("linen-napkins", "tableware", "tolvane", "tableware", 3890, 280, ("napkins", {}),
  ("Linen Napkins, set of 4", """Heavy napkins of pure **European flax**, washed before sewing, so they no longer shrink. They absorb more than cotton, dry overnight and look best unironed.

- Four napkins of 45 × 45 cm
- 185 g/m², plain weave, mitred corners
- Wash at 60 °C, tumble dry low

Stains from red wine and tomato come out at 60 °C if they are rinsed with cold water first. The edge is hemmed with a double row of stitches in the same shade."""),
  ("Leinenservietten, 4er-Set", """Kräftige Servietten aus reinem **europäischem Flachs**, vor dem Nähen gewaschen, damit sie nicht mehr einlaufen. Sie saugen mehr auf als Baumwolle, trocknen über Nacht und sehen ungebügelt am schönsten aus.

- Vier Servietten, je 45 × 45 cm
- 185 g/m², Leinwandbindung, Briefecken
- Bei 60 °C waschbar, trocknergeeignet bei niedriger Temperatur

Rotwein und Tomate gehen bei 60 °C heraus, wenn der Fleck vorher kalt ausgespült wird. Die Kante ist mit doppelter Naht im selben Farbton gesäumt."""),
  ("four folded linen napkins, fanned out", "vier gefaltete Leinenservietten, leicht aufgefächert"),
  "gift", "oat sage terracotta ink", attrs=dict(material=["linen"], pieces=4, origin="lt", since="2022-04-04", care="60 °C"),
  related="dinner-plate table-cutlery linen-tea-towels", cm=45, focus=(.72, .75, "hemmed corner", "gesäumte Ecke"))

P("butter-dish", "tableware", "tolvane", "tableware", 2990, 740, ("butterdish", {}),
  ("Butter Dish with oak board", """A cloche of stoneware on a board of oiled oak. It takes a **250 g block** lengthwise and leaves room for the knife. The knob is big enough for buttery fingers.

- Board 19 × 13 cm, height with lid 9 cm
- A groove in the wood holds the lid in place
- Lid dishwasher safe; wipe the board and oil it now and then

Butter stays spreadable for three or four days at room temperature. The board also serves on its own for cheese or a handful of radishes."""),
  ("Butterdose mit Eichenbrett", """Eine Haube aus Steinzeug auf einem Brett aus geölter Eiche. Ein **250-g-Stück** passt der Länge nach hinein und lässt noch Platz fürs Messer. Der Knauf ist groß genug für buttrige Finger.

- Brett 19 × 13 cm, Höhe mit Haube 9 cm
- Eine Nut im Holz hält die Haube an ihrem Platz
- Haube spülmaschinenfest; Brett abwischen und ab und zu ölen

Bei Zimmertemperatur bleibt Butter drei bis vier Tage streichfähig. Das Brett allein dient auch für Käse oder eine Handvoll Radieschen."""),
  ("stoneware butter cloche on an oak board", "Butterhaube aus Steinzeug auf einem Eichenbrett"),
  "gift", "ochre chalk sage", attrs=dict(material=["stoneware", "oak"], width=19, depth=13, height=9, origin="pt", since="2023-08-21", dishwasher=False),
  related="breakfast-plate bread-knife breakfast-mug", cm=9, focus=(.5, .3, "wooden knob", "Holzknauf"))
