"""Charts as SVG text: pure functions from plain values.

Colours are classes of `ouna.css`, never attributes of style; each chart has a table made of the same values.
"""
