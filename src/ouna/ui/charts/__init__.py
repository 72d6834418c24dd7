"""Charts as SVG text: pure functions from plain values. Colours are classes of `ouna.css`, never attributes of style."""
