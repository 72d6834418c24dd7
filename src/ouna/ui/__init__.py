"""The face: base templates, components, filters, charts and the gallery that shows all of them.

Promises: every sum and every name is isolated in its own direction, nothing is rounded up, every picture
has a table behind it, pages need no script. Nouns: part (a template of one component), chart (a pure
function from plain values to SVG), table (what stands behind a chart). It writes no records.
"""
