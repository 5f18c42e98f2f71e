"""One module a category; importing them notes their products in shop.PRODUCTS."""
import importlib
import os

for _name in ("cooking", "tableware", "coffee", "lighting", "bedding", "storage", "desk", "bath", "children", "garden", "cycling", "bags"):
    if os.path.exists(os.path.join(os.path.dirname(__file__), _name + ".py")):
        importlib.import_module("." + _name, __name__)
