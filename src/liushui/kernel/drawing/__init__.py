"""Shapes for figures, as plain numbers and path strings. Templates draw them; no style lives here.

Every drawing is to scale: a unit of money has one size everywhere in a drawing, and what enters a
place is as wide as what leaves it.
"""
