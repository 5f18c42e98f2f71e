"""The demo shop's readable source: shop.py frames it, products/ holds the goods, draw/ the studio that pictures them."""
