"""The demo shop's frame: colours, brands, attributes, types, categories, collections, synonyms; and P(), which notes a product."""

NAME = "Hollmere"

COLOURS = {  # code: English, German, swatch
    "chalk": ("Chalk", "Kreide", "#e9e2d4"), "oat": ("Oat", "Hafer", "#d9c7a8"), "clay": ("Clay", "Ton", "#c98f6b"),
    "terracotta": ("Terracotta", "Terrakotta", "#b5603f"), "ochre": ("Ochre", "Ocker", "#c99b3f"), "sage": ("Sage", "Salbei", "#9aa88e"),
    "moss": ("Moss", "Moos", "#5f6b47"), "pine": ("Pine", "Tanne", "#2f4a42"), "mist": ("Mist", "Nebel", "#b9c4c6"),
    "sea": ("Sea", "See", "#5f8a93"), "ink": ("Ink", "Tinte", "#34435a"), "slate": ("Slate", "Schiefer", "#5c656e"),
    "charcoal": ("Charcoal", "Anthrazit", "#3b3b3e"), "black": ("Black", "Schwarz", "#2a2a2c"), "white": ("White", "Weiß", "#f2efe9"),
    "blush": ("Blush", "Puderrosa", "#dcb4a6"), "plum": ("Plum", "Pflaume", "#6d4455"), "rust": ("Rust", "Rost", "#a4512f"),
    "cherry": ("Cherry", "Kirsche", "#9b3038"), "sun": ("Sun yellow", "Sonnengelb", "#e3b94c"), "clear": ("Clear", "Klar", "#aebfbd"),
    "smoke": ("Smoke", "Rauchgrau", "#6f7678"), "amber": ("Amber", "Bernstein", "#b9782f"), "steel": ("Steel", "Edelstahl", "#b9bbba"),
    "brass": ("Brass", "Messing", "#c9a45c"), "copper": ("Copper", "Kupfer", "#b87350"), "oak": ("Oak", "Eiche", "#c79a63"),
    "walnut": ("Walnut", "Nussbaum", "#7a5236"), "natural": ("Natural", "Natur", "#d8c6a4"), "sky": ("Sky", "Himmelblau", "#9fb9c9"),
    "tan": ("Tan", "Cognac", "#a86a3d"), "grey": ("Grey", "Grau", "#a3a19c"), "multi": ("Multicolour", "Bunt", "#c98f6b"),
}

BRANDS = [  # slug, name, emblem, English, German
    ("ferrowick", "Ferrowick", "flame", "Pans, knives and boards for people who cook every day.", "Pfannen, Messer und Bretter für alle, die täglich kochen."),
    ("tolvane", "Tolvane", "sun", "Stoneware and glass for long tables and short breakfasts.", "Steinzeug und Glas für lange Tafeln und kurze Frühstücke."),
    ("karodal", "Karodal", "bean", "Coffee, tea and the tools to brew them well.", "Kaffee, Tee und alles, was beide gut gelingen lässt."),
    ("lumholt", "Lumholt", "lamp", "Lamps with a warm light and parts that can be replaced.", "Leuchten mit warmem Licht und Teilen, die sich tauschen lassen."),
    ("sommerin", "Sommerin", "flower", "Linen, cotton and wool for bed and sofa.", "Leinen, Baumwolle und Wolle für Bett und Sofa."),
    ("ordnell", "Ordnell", "boxes", "Baskets, shelves and boxes that keep a home in order.", "Körbe, Regale und Kisten, die Ordnung halten."),
    ("skrivan", "Skrivan", "nib", "Paper, pens and quiet tools for the desk.", "Papier, Stifte und ruhige Helfer für den Schreibtisch."),
    ("halvenne", "Halvenne", "drop", "Towels, soaps and scents for bath and rest.", "Handtücher, Seifen und Düfte für Bad und Ruhe."),
    ("tippeto", "Tippeto", "top", "Toys and things for small hands, made of wood, cotton and steel.", "Spielzeug und Dinge für kleine Hände, aus Holz, Baumwolle und Stahl."),
    ("hegewick", "Hegewick", "leaf", "Pots, tools and seeds for balcony and garden.", "Töpfe, Werkzeug und Saatgut für Balkon und Garten."),
    ("radlune", "Radlune", "wheel", "Parts and bags for cycling in any weather.", "Teile und Taschen für Radwege bei jedem Wetter."),
    ("dunmarch", "Dunmarch", "hill", "Bags that carry a working day or a long weekend.", "Taschen für den Arbeitstag und das lange Wochenende."),
]

# code, type, unit, facet, English, German, options (code, English, German)
ATTRIBUTES = [
    ("colour", "colour", None, True, "Colour", "Farbe", [(k, v[0], v[1], v[2]) for k, v in COLOURS.items()]),
    ("material", "many", None, True, "Material", "Material", [
        ("stoneware", "Stoneware", "Steinzeug"), ("glass", "Glass", "Glas"), ("steel", "Stainless steel", "Edelstahl"),
        ("carbon-steel", "Carbon steel", "Carbonstahl"), ("cast-iron", "Cast iron", "Gusseisen"), ("enamel", "Enamel", "Emaille"), ("aluminium", "Aluminium", "Aluminium"),
        ("brass", "Brass", "Messing"), ("oak", "Oak", "Eiche"), ("walnut", "Walnut", "Nussbaum"), ("beech", "Beech", "Buche"), ("acacia", "Acacia", "Akazie"),
        ("ash", "Ash", "Esche"), ("larch", "Larch", "Lärche"), ("lime", "Lime wood", "Linde"), ("cotton", "Cotton", "Baumwolle"), ("linen", "Linen", "Leinen"), ("wool", "Wool", "Wolle"), ("felt", "Felt", "Filz"),
        ("leather", "Leather", "Leder"), ("seagrass", "Seagrass", "Seegras"), ("paper", "Paper", "Papier"), ("cork", "Cork", "Kork"),
        ("rubber", "Natural rubber", "Naturkautschuk"), ("polyester", "Recycled polyester", "Recyceltes Polyester"), ("granite", "Granite", "Granit"),
        ("terracotta", "Terracotta", "Terrakotta"), ("silicone", "Silicone", "Silikon"), ("velvet", "Velvet", "Samt"),
        ("polycarbonate", "Polycarbonate", "Polycarbonat"), ("beeswax", "Beeswax", "Bienenwachs"), ("buckwheat", "Buckwheat hulls", "Buchweizenschalen")]),
    ("capacity", "number", "ml", True, "Capacity", "Fassungsvermögen", []),
    ("volume", "number", "l", True, "Volume", "Volumen", []),
    ("width", "number", "cm", False, "Width", "Breite", []),
    ("depth", "number", "cm", False, "Depth", "Tiefe", []),
    ("height", "number", "cm", False, "Height", "Höhe", []),
    ("length", "number", "cm", False, "Length", "Länge", []),
    ("diameter", "number", "cm", True, "Diameter", "Durchmesser", []),
    ("pieces", "number", "pcs", False, "Pieces", "Teile", []),
    ("dishwasher", "bool", None, True, "Dishwasher safe", "Spülmaschinenfest", []),
    ("induction", "bool", None, True, "Suitable for induction", "Für Induktion geeignet", []),
    ("dimmable", "bool", None, True, "Dimmable", "Dimmbar", []),
    ("handmade", "bool", None, True, "Made by hand", "Handgefertigt", []),
    ("vegan", "bool", None, True, "Vegan", "Vegan", []),
    ("weatherproof", "bool", None, True, "Weatherproof", "Wetterfest", []),
    ("origin", "one", None, True, "Made in", "Hergestellt in", [
        ("de", "Germany", "Deutschland"), ("pt", "Portugal", "Portugal"), ("it", "Italy", "Italien"), ("dk", "Denmark", "Dänemark"), ("pl", "Poland", "Polen"),
        ("cz", "Czechia", "Tschechien"), ("fr", "France", "Frankreich"), ("se", "Sweden", "Schweden"), ("gb", "United Kingdom", "Großbritannien"), ("in", "India", "Indien"),
        ("jp", "Japan", "Japan"), ("vn", "Vietnam", "Vietnam"), ("es", "Spain", "Spanien"), ("lt", "Lithuania", "Litauen"), ("tw", "Taiwan", "Taiwan")]),
    ("roast", "one", None, True, "Roast", "Röstung", [("light", "Light", "Hell"), ("medium", "Medium", "Mittel"), ("dark", "Dark", "Dunkel")]),
    ("notes", "many", None, True, "Tasting notes", "Aromen", [
        ("cocoa", "Cocoa", "Kakao"), ("hazelnut", "Hazelnut", "Haselnuss"), ("caramel", "Caramel", "Karamell"), ("citrus", "Citrus", "Zitrus"), ("blossom", "Blossom", "Blüten"),
        ("stone-fruit", "Stone fruit", "Steinobst"), ("malt", "Malt", "Malz"), ("grass", "Fresh grass", "Frisches Gras"), ("honey", "Honey", "Honig"), ("apple", "Apple", "Apfel")]),
    ("caffeine", "one", None, True, "Caffeine", "Koffein", [("full", "With caffeine", "Mit Koffein"), ("none", "Caffeine-free", "Koffeinfrei")]),
    ("harvest", "date", None, False, "Packed on", "Abgepackt am", []),
    ("lumen", "number", "lm", False, "Light output", "Lichtstrom", []),
    ("kelvin", "number", "K", False, "Colour temperature", "Farbtemperatur", []),
    ("socket", "one", None, True, "Light source", "Leuchtmittel", [
        ("e27", "E27 socket", "E27-Fassung"), ("e14", "E14 socket", "E14-Fassung"), ("g9", "G9 socket", "G9-Fassung"), ("led", "Built-in LED, replaceable", "LED eingebaut, austauschbar")]),
    ("runtime", "number", "h", True, "Battery life", "Akkulaufzeit", []),
    ("ip", "one", None, True, "Protection", "Schutzart", [("ip20", "IP20, indoors", "IP20, innen"), ("ip44", "IP44, splash-proof", "IP44, spritzwassergeschützt"), ("ip65", "IP65, jet-proof", "IP65, strahlwassergeschützt")]),
    ("fill", "one", None, True, "Filling", "Füllung", [("wool", "Wool", "Schurwolle"), ("kapok", "Kapok", "Kapok"), ("fibre", "Recycled fibre", "Recyclingfaser"), ("buckwheat", "Buckwheat", "Buchweizen")]),
    ("wash", "one", None, True, "Wash at", "Waschen bei", [("30", "30 °C", "30 °C"), ("40", "40 °C", "40 °C"), ("60", "60 °C", "60 °C"), ("hand", "By hand", "Von Hand"), ("wipe", "Wipe clean", "Feucht abwischen")]),
    ("gsm", "number", "g/m²", False, "Fabric or paper weight", "Flächengewicht", []),
    ("load", "number", "kg", False, "Load", "Belastbarkeit", []),
    ("scent", "one", None, True, "Scent", "Duft", [
        ("fig", "Fig leaf", "Feigenblatt"), ("cedar", "Cedar", "Zeder"), ("lavender", "Lavender", "Lavendel"), ("rosemary", "Rosemary", "Rosmarin"), ("orange", "Bitter orange", "Bitterorange"), ("none", "Unscented", "Ohne Duft")]),
    ("age", "number", "years", True, "From age", "Ab Alter", []),
    ("laptop", "number", "in", True, "Fits laptops up to", "Für Laptops bis", []),
    ("sowing", "many", None, False, "Sowing time", "Aussaat", [("mar", "March", "März"), ("apr", "April", "April"), ("may", "May", "Mai"), ("jun", "June", "Juni")]),
    ("care", "text", None, False, "Care", "Pflege", []),
    ("box", "text", None, False, "In the box", "Lieferumfang", []),
    ("ruling", "one", None, True, "Ruling", "Lineatur", [("dotted", "Dotted", "Punktkariert"), ("lined", "Lined", "Liniert"), ("plain", "Plain", "Blanko")]),
    ("since", "date", None, False, "In the range since", "Im Sortiment seit", []),
]
UNITS = {"pcs": ("pcs", "Stück"), "years": ("years", "Jahre"), "in": ("in", "Zoll")}

TYPES = [  # code, English, German, attributes
    ("cookware", "Cookware", "Kochgeschirr", "colour material diameter volume induction dishwasher origin care since"),
    ("kitchen-tool", "Kitchen tool", "Küchenhelfer", "colour material length width height dishwasher handmade origin care since"),
    ("tableware", "Tableware", "Geschirr", "colour material capacity diameter width depth height pieces dishwasher handmade origin care since"),
    ("coffee", "Coffee", "Kaffee", "roast notes caffeine origin harvest care"),
    ("tea", "Tea", "Tee", "notes caffeine origin harvest care"),
    ("brewing", "Brewing gear", "Zubereitung", "colour material capacity height induction dishwasher origin box since"),
    ("light", "Light", "Leuchte", "colour material height diameter width lumen kelvin socket dimmable runtime ip origin since"),
    ("textile", "Home textile", "Heimtextil", "colour material length width gsm fill wash origin care since"),
    ("storage", "Storage", "Aufbewahrung", "colour material width depth height diameter volume load handmade origin care since"),
    ("stationery", "Stationery", "Schreibwaren", "colour material length width pieces gsm ruling origin box since"),
    ("desk", "Desk accessory", "Schreibtischzubehör", "colour material width depth height runtime load origin care since"),
    ("care", "Body care", "Körperpflege", "scent capacity vegan handmade origin care"),
    ("wellness", "Bath and rest", "Bad und Ruhe", "colour material length width gsm wash scent runtime origin care since"),
    ("toy", "Toy", "Spielzeug", "colour material age pieces length height wash handmade origin since"),
    ("kids", "Children's thing", "Kindersache", "colour material age capacity volume height dishwasher runtime wash origin since"),
    ("planter", "Planter", "Pflanzgefäß", "colour material diameter height volume weatherproof handmade origin since"),
    ("garden", "Garden tool", "Gartengerät", "colour material length width height volume pieces weatherproof sowing load origin care since"),
    ("cycling", "Cycling part", "Fahrradteil", "colour material length width volume lumen runtime ip weatherproof origin box since"),
    ("bag", "Bag", "Tasche", "colour material volume laptop height width depth weatherproof wash vegan origin since"),
]

DEPARTMENTS = [  # slug, names, descriptions
    ("kitchen-table", "Kitchen & Table", "Küche & Tisch", "Tools for cooking, plates for serving, and a good cup afterwards.", "Werkzeug zum Kochen, Geschirr zum Servieren und danach eine gute Tasse."),
    ("home", "Living", "Wohnen", "Light, linen and order for every room.", "Licht, Leinen und Ordnung für jeden Raum."),
    ("everyday", "Everyday", "Alltag", "For the desk, the bathroom and the children's room.", "Für Schreibtisch, Bad und Kinderzimmer."),
    ("outdoors", "Outdoors", "Draußen", "For garden, bicycle and the way there.", "Für Garten, Fahrrad und den Weg dorthin."),
]
CATEGORIES = [  # slug, parent, names, descriptions
    ("cooking", "kitchen-table", "Cooking", "Kochen", "Pots, pans, knives and boards made for daily use and for repair.", "Töpfe, Pfannen, Messer und Bretter, gemacht für jeden Tag und zum Reparieren."),
    ("tableware", "kitchen-table", "Tableware", "Geschirr & Glas", "Stoneware, glass and cutlery that can be combined and bought singly.", "Steinzeug, Glas und Besteck, frei kombinierbar und einzeln erhältlich."),
    ("coffee-tea", "kitchen-table", "Coffee & Tea", "Kaffee & Tee", "Freshly roasted beans, loose leaf tea and everything needed to brew them.", "Frisch geröstete Bohnen, loser Tee und alles für die Zubereitung."),
    ("lighting", "home", "Lighting", "Leuchten", "Warm light for table, ceiling and terrace; every light source can be changed.", "Warmes Licht für Tisch, Decke und Terrasse; jedes Leuchtmittel lässt sich wechseln."),
    ("bedding", "home", "Bed & Textiles", "Bett & Textilien", "Bed linen, blankets and cushions from natural fibres.", "Bettwäsche, Decken und Kissen aus Naturfasern."),
    ("storage", "home", "Storage", "Aufbewahrung", "Baskets, shelves, hooks and boxes with honest dimensions.", "Körbe, Regale, Haken und Kisten mit klaren Maßen."),
    ("desk", "everyday", "Desk & Paper", "Schreibtisch & Papier", "Notebooks, pens and organisers for work on paper and on screen.", "Notizbücher, Stifte und Ordnungshelfer für die Arbeit auf Papier und am Bildschirm."),
    ("bath", "everyday", "Bath & Rest", "Bad & Ruhe", "Towels, soap and scents for the first and last hour of the day.", "Handtücher, Seife und Düfte für die erste und letzte Stunde des Tages."),
    ("children", "everyday", "Children", "Kinder", "Wooden toys and sturdy companions for nursery and school.", "Holzspielzeug und robuste Begleiter für Kita und Schule."),
    ("garden", "outdoors", "Garden", "Garten", "Pots, tools and seats for balcony, terrace and garden.", "Töpfe, Werkzeug und Sitzplätze für Balkon, Terrasse und Garten."),
    ("cycling", "outdoors", "Cycling", "Radfahren", "Light, bags and tools for the daily ride.", "Licht, Taschen und Werkzeug für den täglichen Weg."),
    ("bags", "outdoors", "Bags & Travel", "Taschen & Reise", "Rucksacks, totes and travel bags with repairable hardware.", "Rucksäcke, Shopper und Reisetaschen mit austauschbaren Beschlägen."),
]

COLLECTIONS = [
    {"slug": "new-in", "kind": "rule", "rule": {"all": [{"field": "tag", "op": "eq", "value": "new"}]}, "name": ("New in", "Neu im Sortiment"),
     "description": ("What arrived in the last weeks.", "Was in den letzten Wochen dazugekommen ist."), "image": "home"},
    {"slug": "under-25", "kind": "rule", "rule": {"all": [{"field": "price", "op": "lte", "value": {"EUR": 2500, "USD": 2800, "GBP": 2200}}]}, "name": ("Small gifts", "Kleine Geschenke"),
     "description": ("Presents for a host, a neighbour or yourself, for less than 25 euros.", "Mitbringsel für Gastgeber, Nachbarn oder einfach so, unter 25 Euro."), "image": "everyday"},
    {"slug": "linen", "kind": "rule", "rule": {"all": [{"field": "attribute.material", "op": "eq", "value": "linen"}]}, "name": ("All things linen", "Alles aus Leinen"),
     "description": ("From the tea towel to the duvet cover: flax that becomes softer with every wash.", "Vom Geschirrtuch bis zum Bettbezug: Flachs, der mit jeder Wäsche weicher wird."), "image": "bedding"},
    {"slug": "commute", "kind": "rule", "rule": {"all": [{"field": "tag", "op": "eq", "value": "commute"}]}, "name": ("The way to work", "Der Weg zur Arbeit"),
     "description": ("Bags, lights and bottles for the daily ride or train.", "Taschen, Lichter und Flaschen für Rad und Bahn."), "image": "cycling"},
    {"slug": "oak-and-walnut", "kind": "rule", "rule": {"all": [{"field": "attribute.material", "op": "in", "value": ["oak", "walnut"]}]}, "name": ("Oak & walnut", "Eiche & Nussbaum"),
     "description": ("Solid wood, oiled and never stained.", "Massives Holz, geölt und nie gebeizt."), "image": "storage"},
    {"slug": "breakfast", "kind": "manual", "name": ("A slow breakfast", "Ein langes Frühstück"),
     "description": ("A full table, from the first cup to the last crumb.", "Ein voller Tisch, von der ersten Tasse bis zum letzten Krümel."), "image": "tableware",
     "products": "breakfast-mug breakfast-plate morning-bowl butter-dish linen-napkins press-pot night-train-espresso-blend bread-knife"},
    {"slug": "first-flat", "kind": "manual", "name": ("The first flat", "Die erste Wohnung"),
     "description": ("What a home really needs at the start, and will keep for long.", "Was ein Zuhause am Anfang wirklich braucht und lange behält."), "image": "cooking",
     "products": "carbon-steel-pan chefs-knife dinner-plate everyday-tumblers table-cutlery dome-table-lamp washed-linen-bedding terry-towels coat-rail"},
    {"slug": "balcony", "kind": "manual", "name": ("Balcony season", "Balkonsaison"),
     "description": ("Four square metres are enough.", "Vier Quadratmeter reichen."), "image": "garden",
     "products": "terracotta-pot long-spout-watering-can herb-seed-box slatted-folding-chair storm-lantern hand-trowel-set terrace-string-lights"},
]

SYNONYMS = {
    "en": [["mug", "cup", "beaker"], ["pan", "skillet", "frying pan"], ["casserole", "dutch oven", "cocotte"], ["rucksack", "backpack", "daypack"], ["duvet cover", "quilt cover", "bed linen"],
           ["throw", "blanket"], ["lamp", "light", "luminaire"], ["cushion", "throw pillow"], ["secateurs", "pruner", "pruning shears"], ["torch", "flashlight"], ["tea towel", "dish towel", "kitchen towel"],
           ["bicycle", "bike", "cycle"], ["shelf", "shelving", "rack"], ["french press", "press pot", "cafetiere"], ["notebook", "journal"], ["bathrobe", "dressing gown", "robe"],
           ["toy", "game", "plaything"], ["pannier", "bike bag"], ["wash bag", "toiletry bag", "dopp kit"], ["colour", "color"], ["grey", "gray"], ["aluminium", "aluminum"]],
    "de": [["becher", "tasse", "mug"], ["bräter", "schmortopf", "kasserolle", "gusstopf"], ["rucksack", "daypack"], ["bettbezug", "bettwäsche", "deckenbezug"], ["decke", "plaid", "wolldecke"],
           ["lampe", "leuchte", "licht"], ["gartenschere", "rosenschere", "baumschere"], ["geschirrtuch", "küchentuch", "trockentuch"], ["fahrrad", "rad", "velo", "bike"], ["regal", "bord", "ablage"],
           ["pressstempelkanne", "french press", "stempelkanne", "kaffeepresse"], ["notizbuch", "kladde", "heft"], ["bademantel", "morgenmantel"], ["kulturbeutel", "waschbeutel", "kulturtasche"],
           ["gepäcktasche", "fahrradtasche", "packtasche"], ["brotdose", "lunchbox", "vesperdose"], ["gießkanne", "wasserkanne"], ["teppich", "läufer", "vorleger"], ["trinkflasche", "wasserflasche"],
           ["vorhang", "gardine"], ["schere", "papierschere"], ["terrakotta", "tontopf", "blumentopf"]],
}

PRODUCTS = []


def P(slug, type_, brand, category, price, weight, draw, en, de, alt, tags="", colours="", options=(), delta=None, grams=None, was=None, unit=None,
      attrs=None, bg=None, related="", also="", cm=20, focus=None, extra=None):
    """Note a product. price in euro cents and weight in grams are those of the first variant; delta and grams add to them by option code.
    draw is (kind, details); colours are the codes of the colour option; options are (English, German, [(code, English, German), ...]).
    en and de are (title, text), text in paragraphs with "- " lists and **strong**; alt describes the picture; cm is the drawn height."""
    PRODUCTS.append(dict(slug=slug, type=type_, brand=brand, category=category, price=price, weight=weight, draw=draw, en=en, de=de, alt=alt, tags=tags.split(),
                         colours=colours.split(), options=list(options), delta=delta or {}, grams=grams or {}, was=was, unit=unit, attrs=attrs or {}, bg=bg,
                         related=related.split(), also=also.split(), cm=cm, focus=focus, extra=extra))
