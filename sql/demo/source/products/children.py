"""Toys and things for small hands."""
from ..shop import P

P("building-blocks", "toy", "tippeto", "children", 4490, 2100, ("blocks", {}),
  ("Building Blocks, 50 pieces", """Cubes, arches, pillars and boards of **solid beech**, cut to one grid of 4 cm, so every tower comes out even. Half of them are coloured with water-based stain that lets the grain show through, the other half stay natural.

- 50 pieces in a cotton sack
- Edges rounded, colours saliva-proof
- From 1 year
- Tested to EN 71

They fall with a friendly clatter and survive generations. Wipe with a damp cloth; soaking makes the wood swell."""),
  ("Bauklötze, 50 Teile", """Würfel, Bögen, Säulen und Brettchen aus **massiver Buche**, in einem Raster von 4 cm geschnitten, damit jeder Turm aufgeht. Die Hälfte ist mit wasserbasierter Beize gefärbt, durch die die Maserung schimmert, die andere Hälfte bleibt natur.

- 50 Teile im Baumwollsack
- Kanten gerundet, Farben speichelfest
- Ab 1 Jahr
- Geprüft nach EN 71

Sie fallen mit freundlichem Klappern um und überstehen Generationen. Feucht abwischen; im Wasser quillt das Holz."""),
  ("small tower of coloured wooden blocks", "kleiner Turm aus farbigen Holzklötzen"),
  "bestseller gift", attrs=dict(colour=["multi"], material=["beech"], age=1, pieces=50, handmade=False, origin="cz", since="2021-06-07"),
  related="push-along-car stacking-rainbow picture-pairs", cm=22, focus=(.5, .25, "stained blocks", "gebeizte Klötze"))

P("push-along-car", "toy", "tippeto", "children", 2490, 340, ("toycar", {}),
  ("Push-along Car", """A car without battery, sound or instructions. The body is sawn from **one piece of beech**, the wheels run on wooden axles, and a driver with a round head looks out of the window. It rolls straight across parquet and carpet.

- 18 × 9 × 9 cm, 340 g
- From 18 months
- Stained and waxed, no lacquer that chips
- Axles glued, nothing to swallow

Small hands can grasp it over the roof. After rough years, sand it lightly and wax it again."""),
  ("Schiebeauto aus Holz", """Ein Auto ohne Batterie, Geräusche und Anleitung. Die Karosserie ist aus **einem Stück Buche** gesägt, die Räder laufen auf Holzachsen, und aus dem Fenster schaut ein Fahrer mit rundem Kopf. Es rollt auf Parkett wie auf Teppich geradeaus.

- 18 × 9 × 9 cm, 340 g
- Ab 18 Monaten
- Gebeizt und gewachst, kein Lack, der abplatzt
- Achsen verleimt, keine verschluckbaren Teile

Kleine Hände greifen es über das Dach. Nach wilden Jahren leicht anschleifen und neu wachsen."""),
  ("wooden toy car with a round-headed driver", "Holzauto mit rundköpfigem Fahrer"),
  "gift", "sage cherry sky", attrs=dict(material=["beech"], age=1.5, length=18, height=9, handmade=True, origin="cz", since="2021-06-07"),
  related="building-blocks stacking-rainbow knitted-hare", cm=9, focus=(.75, .7, "wheel", "Rad"))

P("stacking-rainbow", "toy", "tippeto", "children", 3990, 980, ("rainbow", {}),
  ("Stacking Rainbow, 7 arches", """Seven arches that become bridges, fences, cradles and caves. They are cut **one inside the other from a single block of lime wood**, so the rings of the tree run through all of them.

- Largest arch 36 × 18 cm, 7 cm deep
- Stained with plant-based colours
- From 1 year, no small parts
- Surface left slightly rough, so that towers hold

Colours may vary a little from set to set. The arches rock when turned over, and a marble runs down their backs."""),
  ("Stapelregenbogen, 7 Bögen", """Sieben Bögen, aus denen Brücken, Zäune, Wiegen und Höhlen werden. Sie sind **ineinander aus einem einzigen Lindenblock** gesägt, sodass sich die Jahresringe durch alle ziehen.

- Größter Bogen 36 × 18 cm, 7 cm tief
- Mit Pflanzenfarben gebeizt
- Ab 1 Jahr, keine Kleinteile
- Oberfläche leicht rau, damit Türme halten

Die Farben können von Satz zu Satz etwas abweichen. Umgedreht schaukeln die Bögen, und auf ihrem Rücken rollt eine Murmel hinunter."""),
  ("rainbow of seven stained wooden arches", "Regenbogen aus sieben gebeizten Holzbögen"),
  "gift bestseller", attrs=dict(colour=["multi"], material=["lime"], age=1, pieces=7, length=36, height=18, handmade=True, origin="pl", since="2022-03-28"),
  related="building-blocks push-along-car", cm=18, focus=(.5, .65, "arches", "Bögen"))

P("knitted-hare", "toy", "tippeto", "children", 3290, 210, ("hare", {}),
  ("Knitted Hare", """A hare with long ears, made for being carried by one of them. It is knitted from **organic cotton** and filled with wool, which is warm to the touch and lets itself be squeezed flat in a suitcase.

- 38 cm tall including ears
- Eyes embroidered, suitable from birth
- Scarf sewn on
- Wash at 30 °C in a pillowcase

Should it lose its shape, press and pull it while damp. Spare ears do not exist, but our workshop repairs hares free of charge once."""),
  ("Gestrickter Hase", """Ein Hase mit langen Ohren, dafür gemacht, an einem davon getragen zu werden. Er ist aus **Bio-Baumwolle** gestrickt und mit Wolle gefüllt, die sich warm anfühlt und sich im Koffer flach drücken lässt.

- 38 cm groß, mit Ohren
- Augen gestickt, von Geburt an geeignet
- Halstuch angenäht
- Bei 30 °C im Kissenbezug waschbar

Verliert er die Form, in feuchtem Zustand zurechtzupfen. Ersatzohren gibt es keine, aber unsere Werkstatt repariert jeden Hasen einmal kostenlos."""),
  ("sitting knitted hare with a rust-red scarf", "sitzender Strickhase mit rostrotem Halstuch"),
  "gift bestseller", "oat grey blush", attrs=dict(material=["cotton", "wool"], age=0, height=38, wash="30", handmade=True, origin="pt", since="2021-10-04"),
  related="moon-night-light push-along-car childrens-backpack", cm=38, focus=(.5, .42, "face", "Gesicht"))

P("moon-night-light", "kids", "tippeto", "children", 3990, 310, ("nightlight", {"c": "#f0d9a0"}),
  ("Moon Night Light", """A sleeping moon that keeps watch. It glows in **amber without blue**, so it does not disturb falling asleep, and dims itself in half an hour or stays on all night at the level of a candle.

- Height 19 cm, silicone on a wooden foot
- 12 hours per charge, USB-C
- Switched by a tap on the cheek
- Stays cool, without small parts

The silicone is soft enough to take to bed and can be washed under the tap. The battery sits in the foot behind a screw."""),
  ("Nachtlicht Mond", """Ein schlafender Mond, der Wache hält. Er leuchtet **bernsteinfarben und ohne Blauanteil**, stört also nicht beim Einschlafen, und dimmt sich in einer halben Stunde herunter oder bleibt die ganze Nacht auf Kerzenniveau.

- Höhe 19 cm, Silikon auf Holzfuß
- 12 Stunden je Ladung, USB-C
- Schaltet durch Antippen der Wange
- Bleibt kühl, ohne Kleinteile

Das Silikon ist weich genug fürs Bett und lässt sich unter dem Hahn abwaschen. Der Akku sitzt verschraubt im Fuß."""),
  ("glowing crescent moon with a sleeping face", "leuchtender Sichelmond mit schlafendem Gesicht"),
  "gift new", attrs=dict(colour=["sun"], material=["silicone", "beech"], age=0, height=19, runtime=12, origin="dk", since="2026-11-02"), bg="night", also="lighting",
  related="knitted-hare stacking-rainbow", cm=19, focus=(.35, .5, "sleeping face", "schlafendes Gesicht"))

P("childrens-backpack", "kids", "tippeto", "children", 4490, 390, ("daypack", {"kids": True}),
  ("Children's Backpack 7 l", """A first rucksack for nursery and outings. The fox on the pocket watches over snacks; inside there is room for a **lunch box, a bottle and a jumper**. The straps adjust to shoulders from 2 to 6 years and a chest strap keeps them there.

- 24 × 30 × 12 cm, 390 g
- Fabric of recycled bottles, water-repellent
- Zips with big pulls for gloves
- Name label inside

Reflective piping all round. Wash it at 30 °C in a laundry bag and let it dry open."""),
  ("Kinderrucksack 7 l", """Ein erster Rucksack für Kita und Ausflug. Der Fuchs auf der Tasche bewacht den Proviant; innen ist Platz für **Brotdose, Flasche und Pullover**. Die Träger passen sich Schultern von 2 bis 6 Jahren an, ein Brustgurt hält sie dort.

- 24 × 30 × 12 cm, 390 g
- Stoff aus recycelten Flaschen, wasserabweisend
- Reißverschlüsse mit großen Griffen, auch für Handschuhe
- Namensschild innen

Rundum mit reflektierender Paspel. Im Wäschesack bei 30 °C waschen und offen trocknen lassen."""),
  ("small backpack with a fox on the pocket", "kleiner Rucksack mit Fuchs auf der Tasche"),
  "", "sea sun terracotta", attrs=dict(material=["polyester"], age=2, volume=7, height=30, wash="30", origin="vn", since="2023-08-07"), also="bags",
  related="steel-lunch-box childrens-bottle knitted-hare", cm=31, focus=(.5, .75, "fox pocket", "Fuchstasche"))

P("steel-lunch-box", "kids", "tippeto", "children", 2690, 380, ("lunchbox", {}),
  ("Steel Lunch Box", """Bread on the left, apple on the right, and nothing mixes: a **removable divider** makes two compartments out of one. The lid of silicone seals well enough for yoghurt, and the clips can be opened by five-year-olds.

- 18 × 13 × 6 cm, 900 ml
- Stainless steel, free of plastic inside
- Lid with a bear's face
- Dishwasher safe, lid in the upper rack

Steel takes on neither smell nor colour from tomato sauce. Seals and clips are sold as spare parts."""),
  ("Brotdose aus Edelstahl", """Links das Brot, rechts der Apfel, und nichts vermischt sich: Ein **herausnehmbarer Steg** macht aus einem Fach zwei. Der Silikondeckel dichtet sogar Joghurt ab, und die Klammern bekommen Fünfjährige allein auf.

- 18 × 13 × 6 cm, 900 ml
- Edelstahl, innen frei von Kunststoff
- Deckel mit Bärengesicht
- Spülmaschinenfest, Deckel in den oberen Korb

Edelstahl nimmt von Tomatensauce weder Geruch noch Farbe an. Dichtungen und Klammern gibt es als Ersatzteil."""),
  ("steel lunch box with a coloured lid and clips", "Edelstahldose mit farbigem Deckel und Klammern"),
  "", "sea blush sun", attrs=dict(material=["steel", "silicone"], age=3, capacity=900, height=6, dishwasher=True, origin="de", since="2022-07-18"),
  related="childrens-bottle childrens-backpack", cm=7, focus=(.4, .6, "clip and lid", "Klammer und Deckel"))

P("childrens-bottle", "kids", "tippeto", "children", 2290, 210, ("bottle", {"r": 92, "h": 400}),
  ("Children's Bottle 350 ml", """Light, tight and hard to break. The **single-walled steel** weighs just 210 g and gets its dents with dignity; the cap closes in half a turn and hangs on a loop that fits small fingers and rucksack hooks.

- 350 ml, height 18 cm
- Free of BPA and inner coating
- For still and sparkling drinks
- Bottle dishwasher safe, cap by hand

The wide neck takes ice cubes and a brush. A sports cap of the same thread can be bought separately."""),
  ("Kindertrinkflasche 350 ml", """Leicht, dicht und kaum kaputtzukriegen. Der **einwandige Edelstahl** wiegt nur 210 g und trägt Beulen mit Würde; der Deckel schließt mit einer halben Drehung und hängt an einem Bügel, der an kleine Finger und an den Rucksack passt.

- 350 ml, Höhe 18 cm
- Frei von BPA und ohne Innenbeschichtung
- Für stille und sprudelnde Getränke
- Flasche spülmaschinenfest, Deckel von Hand

Durch den weiten Hals passen Eiswürfel und Bürste. Ein Sportdeckel mit gleichem Gewinde ist separat erhältlich."""),
  ("steel bottle with a white heart and loop cap", "Edelstahlflasche mit weißem Herz und Bügeldeckel"),
  "", "sky sun clay moss", attrs=dict(material=["steel"], age=3, capacity=350, height=18, dishwasher=True, origin="de", since="2022-07-18"),
  related="steel-lunch-box childrens-backpack", cm=18, focus=(.5, .2, "cap and loop", "Deckel und Bügel"))

P("beeswax-crayons", "toy", "tippeto", "children", 1490, 190, ("crayons", {}),
  ("Beeswax Crayons, 12 colours", """Crayons that smell of honey and paint on almost anything. **Pure beeswax** makes the colours strong and transparent, so they can be layered and blended with the finger; paper sleeves keep hands clean.

- 12 colours in a wooden stand
- From 3 years, food-safe pigments
- 9 cm long, thick enough not to snap
- Come off tiles and windows with warm water

The stand is planed from beech and holds the crayons so that every colour can be seen. Stubs melt together in a muffin tin to new rainbow blocks."""),
  ("Wachsmalstifte aus Bienenwachs, 12 Farben", """Stifte, die nach Honig duften und fast überall malen. **Reines Bienenwachs** macht die Farben kräftig und durchscheinend; sie lassen sich schichten und mit dem Finger verwischen, Papierhülsen halten die Hände sauber.

- 12 Farben im Holzständer
- Ab 3 Jahren, lebensmittelechte Pigmente
- 9 cm lang und dick genug, um nicht zu brechen
- Mit warmem Wasser von Fliesen und Fenstern zu entfernen

Im Ständer aus gehobelter Buche ist jede Farbe zu sehen. Reste lassen sich in der Muffinform zu neuen Regenbogenblöcken einschmelzen."""),
  ("twelve crayons in a wooden stand with a heart", "zwölf Wachsmalstifte im Holzständer mit Herz"),
  "gift", attrs=dict(colour=["multi"], material=["beeswax", "beech"], age=3, pieces=12, length=9, handmade=True, origin="de", since="2021-06-07"), also="desk",
  related="picture-pairs building-blocks", cm=14, focus=(.5, .3, "crayon tips", "Stiftspitzen"))

P("picture-pairs", "toy", "tippeto", "children", 1990, 420, ("memory", {}),
  ("Picture Pairs, 36 tiles", """The old game of finding two of a kind, on tiles that are good to hold. Leaves, hills, tents and fish are **printed on 4 mm board** in colours which children with red-green weakness can also tell apart.

- 36 tiles of 6 × 6 cm, 18 motifs
- For 2 to 6 players, from 3 years
- A round takes about 15 minutes
- Box with cotton ribbon

Begin with eight pairs and add more when it becomes too easy. Two blank tiles are included for replacements drawn at home."""),
  ("Bilderpaare, 36 Karten", """Das alte Spiel um zwei Gleiche, auf Karten, die gut in der Hand liegen. Blätter, Hügel, Zelte und Fische sind **auf 4 mm starke Pappe gedruckt**, in Farben, die auch Kinder mit Rot-Grün-Schwäche unterscheiden können.

- 36 Karten mit 6 × 6 cm, 18 Motive
- Für 2 bis 6 Personen, ab 3 Jahren
- Eine Runde dauert etwa 15 Minuten
- Schachtel mit Baumwollband

Mit acht Paaren anfangen und mehr dazunehmen, wenn es zu leicht wird. Zwei leere Karten liegen für selbst gemalten Ersatz bei."""),
  ("memory tiles in rows, five of them turned up", "Memokarten in Reihen, fünf davon aufgedeckt"),
  "", attrs=dict(colour=["sea", "multi"], material=["paper"], age=3, pieces=36, origin="de", since="2023-10-23"),
  related="beeswax-crayons building-blocks", cm=24, focus=(.35, .5, "turned-up tiles", "aufgedeckte Karten"))

P("childrens-stool", "kids", "tippeto", "children", 5490, 2200, ("stool", {}),
  ("Children's Stool", """A stool to sit on, to stand on and to load with teddies. Four splayed legs of **solid oak** make it almost impossible to tip; the seat is slightly hollowed and stained in a strong colour.

- Seat 30 cm across, height 27 cm
- Load up to 80 kg, so grown-ups may use it too
- From 18 months
- Felt pads under the legs

The legs are wedged through the seat like in a farmhouse stool, without a single screw. Scratches can be sanded and touched up with the stain supplied."""),
  ("Kinderhocker", """Ein Hocker zum Sitzen, Draufsteigen und Teddybären-Parken. Vier ausgestellte Beine aus **massiver Eiche** machen ihn fast kippsicher; die Sitzfläche ist leicht gemuldet und kräftig gebeizt.

- Sitz 30 cm Durchmesser, Höhe 27 cm
- Trägt bis 80 kg, also auch Erwachsene
- Ab 18 Monaten
- Filzgleiter unter den Beinen

Die Beine sind wie beim Bauernschemel durch den Sitz verkeilt, ganz ohne Schrauben. Kratzer lassen sich anschleifen und mit der beiliegenden Beize ausbessern."""),
  ("round stool with a coloured seat and oak legs", "runder Hocker mit farbigem Sitz und Eichenbeinen"),
  "", "sun sage terracotta", attrs=dict(material=["oak"], age=1.5, height=27, origin="pl", since="2022-03-28"),
  related="building-blocks knitted-hare childrens-backpack", cm=27, focus=(.5, .2, "seat", "Sitzfläche"))
