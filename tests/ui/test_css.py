"""The style sheet: small, layered, mirrored by itself, legible in light and dark."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import ouna.ui

UI = Path(ouna.ui.__file__).parent
CSS = re.sub(r"/\*.*?\*/", "", (UI / "static/ui/ouna.css").read_text("utf-8"), flags=re.S)
LAYERS = ["reset", "tokens", "base", "layout", "components", "utilities"]


def tokens(block: str) -> dict[str, str]:
    return {k: v.strip() for k, v in re.findall(r"--([\w-]+):\s*([^;}]+)", block)}


def blocks(selector: str) -> list[dict[str, str]]:
    return [tokens(m[1]) for m in re.finditer(re.escape(selector) + r"\s*\{([^{}]*)\}", CSS)]


LIGHT = blocks(":root")[0]
DARK_BY_WISH = blocks(':root:not([data-theme="light"])')[0]
DARK_BY_NAME = blocks(':root[data-theme="dark"]')[0]


def test_size():
    assert len(gzip.compress((UI / "static/ui/ouna.css").read_bytes(), 9)) <= 12 * 1024


def test_layers_are_named_once_in_order_and_hold_everything_but_print():
    assert re.search(r"@layer ([\w, ]+);", CSS)[1].split(", ") == LAYERS
    assert re.findall(r"@layer (\w+) \{", CSS) == LAYERS
    assert CSS.count("{") == CSS.count("}")


PHYSICAL = re.compile(
    r"[{;]\s*((?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*"
    r"|(?:min-|max-)?(?:width|height)|left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)


def test_only_logical_properties():
    assert [m[1] for m in PHYSICAL.finditer(CSS)] == []
    assert PHYSICAL.search("a { margin-left: 1px }")
    assert PHYSICAL.search("a { color: red; width: 1px }")


def test_dark_stands_twice_and_is_equal():
    assert DARK_BY_WISH == DARK_BY_NAME
    assert len(DARK_BY_WISH) > 25
    missing = {k for k, v in LIGHT.items() if v.startswith("#")} - set(DARK_BY_WISH)
    assert missing == set()


def test_dark_is_for_screens_and_more_contrast_for_both():
    for selector in (':root:not([data-theme="light"])', ':root[data-theme="dark"]'):
        before = CSS[: CSS.index(selector)].rstrip()
        assert re.search(r"@media screen( and \(prefers-color-scheme: dark\))? \{$", before)
    # As strong as the selectors of the dark tokens and after them, or it would change only light pages.
    assert CSS.index("@media (prefers-contrast: more) { :root:root {") > CSS.index(':root[data-theme="dark"]')


def test_every_token_used_is_defined():
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    assert used - set(re.findall(r"--([\w-]+):", CSS)) == set()


@pytest.mark.parametrize(
    "wish",
    [
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "prefers-reduced-motion",
        "forced-colors: active",
        "@media print",
    ],
)
def test_wishes_of_readers_are_met(wish):
    assert wish in CSS


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, 1.4.3."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    ("ink", "paper"),
    ("ink", "lime"),
    ("ink-2", "paper"),
    ("ink-2", "lime"),
    ("terra", "paper"),
    ("terra", "lime"),
    ("terra-deep", "terra-tint"),
    ("wrong", "paper"),
    ("wrong", "wrong-tint"),
    ("ink", "olive-tint"),
    ("ink", "sky-tint"),
    ("ink", "terra-tint"),
    ("ink", "wrong-tint"),
    ("on-olive", "olive-deep"),
    ("on-terra", "terra"),
    ("on-terra", "terra-deep"),
    ("paper", "ink"),
]
LINES = [
    ("edge", "paper"),
    ("edge", "lime"),
    ("olive", "paper"),
    ("sky", "paper"),
    ("terra", "paper"),
    ("wrong", "paper"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme):
    colours = {**LIGHT, **(DARK_BY_NAME if theme == "dark" else {})}
    for pairs, least in ((TEXT, 4.5), (LINES, 3.0)):
        for a, b in pairs:
            assert contrast(colours[a], colours[b]) >= least, (theme, a, b)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


def test_touch_targets_are_large_enough():
    assert LIGHT["touch"] == "2.75rem"


def test_every_class_in_a_template_is_styled():
    known = set(re.findall(r"\.([a-z][\w-]*)", CSS))
    # Marks for tests, scripts and structure that need no style of their own.
    bare = {"tier", "offers"}
    found: dict[str, str] = {}
    for path in sorted((UI / "templates").rglob("*.html")):
        text = re.sub(r"\{[%{].*?[%}]\}", " ", path.read_text("utf-8"))
        for classes in re.findall(r'class="([^"]*)"', text):
            found.update({c: path.name for c in classes.split() if not c.endswith("-")})
    assert {c: p for c, p in found.items() if c not in known | bare} == {}
