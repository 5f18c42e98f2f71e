"""The drawn objects: every public function of these modules is a kind that a product's `kind` names.

A kind is a function (art, colour, **details). It draws the object standing on (0, 0), about 700 units high or wide, and gives its
box (left, top, right, bottom). VIEW says how it is photographed: standing on the table, lying flat, hanging or on a wall."""
from . import bags, care, desk, garden, home, kids, kitchen, ride, table

KINDS, VIEW = {}, {}
for module in (table, kitchen, home, desk, care, kids, garden, ride, bags):
    for name, fn in vars(module).items():
        if callable(fn) and getattr(fn, "__module__", "") == module.__name__ and not name.startswith("_"):
            KINDS[name] = fn
            VIEW[name] = getattr(module, "VIEW", {}).get(name, "stand")
