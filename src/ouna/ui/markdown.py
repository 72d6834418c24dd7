"""Markdown that people wrote, as HTML that is safe to show.

Two walls stand behind each other: the parser knows neither raw HTML nor pictures, and what it made passes an
allow-list of elements, attributes and kinds of address. Either alone holds off what tests try; both stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: What may stand in a text. Headings are shifted below those of the page.
TAGS = frozenset("p br em strong a ul ol li blockquote code pre hr sup h1 h2 h3 h4 h5 h6".split())
#: `*`: for all elements; the list would add `lang` and `title` by itself.
ATTRIBUTES: Mapping[str, set[str]] = {"*": set(), "a": {"href", "id"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto"})
#: CommonMark's grammar without what could load, run or pretend.
OFF = ["image", "html_block", "html_inline"]
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_NOTE = re.compile(r"\[\^(\d{1,3})\]")
#: Deeper nesting is text.
_DEEPEST = 20


def _note(state: StateInline, silent: bool) -> bool:
    """`[^2]` leads to the second footnote, if the text has as many."""
    found = _NOTE.match(state.src, state.pos, state.posMax)
    if not found or not 1 <= int(found[1]) <= state.env.get("notes", 0):
        return False
    if not silent:
        token = state.push("note_ref", "", 0)
        seen = state.env.setdefault("seen", {})
        seen[int(found[1])] = seen.get(int(found[1]), 0) + 1
        token.meta = {"note": int(found[1]), "time": seen[int(found[1])]}
    state.pos = found.end()
    return True


def _show_note(
    self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    note, time = tokens[idx].meta["note"], tokens[idx].meta["time"]
    mark = f' id="{escape(env["prefix"])}{note}"' if time == 1 else ""
    return f'<sup><a href="#note-{note}"{mark}>{note}</a></sup>'


def _is_followed(url: str) -> bool:
    """Whether an address may become a link: its kind is allowed, or it has none."""
    found = _SCHEME.match(url.strip())
    return not found or found[1].lower() in SCHEMES


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).disable(OFF)
    made.validateLink = _is_followed  # type: ignore[method-assign]
    made.inline.ruler.before("link", "note_ref", _note)
    made.add_render_rule("note_ref", _show_note)
    return made


_markdown = _parser()


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener",
    )


def markdown(text: str, *, below: int = 2, notes: int = 0, prefix: str = "ref-") -> SafeString:
    """CommonMark as safe HTML: no raw HTML, no pictures, links without our reputation.

    `below`: the level of the heading above the text, so that its own `#` comes next. `notes`: how many
    footnotes there are; `[^1]` to `[^notes]` become links to `#note-1` and so on, the first of each with an
    id of `prefix` and its number. Takes time linear in the text; whoever stores it limits its length.
    """
    env: dict[str, Any] = {"notes": notes, "prefix": prefix}
    tokens = _markdown.parse(text, env)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + below)}"
    return SafeString(_clean(_markdown.renderer.render(tokens, _markdown.options, env)))
