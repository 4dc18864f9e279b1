"""Witnesses: what one is asked, how it judges and remembers, and which of them a log names.

``./liushui witness`` needs nothing of the site but this folder and ``format``: no Django, no table.
"""
