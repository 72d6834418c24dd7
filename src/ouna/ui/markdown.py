"""Markdown that people wrote, as HTML that is safe to show.

Two walls stand behind each other: the parser knows neither raw HTML nor pictures, and what it made passes an
allow-list of elements, attributes and kinds of address. Either alone holds off what tests try; both stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
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


# For paper ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list or a quotation, as pieces of text with their emphasis."""

    #: text, heading, item, quote
    kind: str
    #: (text, "" or strong, em, note)
    runs: tuple[tuple[str, str], ...]


def blocks(text: str, *, notes: int = 0) -> tuple[Block, ...]:
    """The same text for paper: no markup is left, addresses stand behind what linked to them."""
    found: list[Block] = []
    inside = ["text"]
    for token in _markdown.parse(text, {"notes": notes}):
        if token.type in _INSIDE and token.nesting == 1:
            inside.append(_INSIDE[token.type])
        elif token.nesting == -1 and token.type.replace("close", "open") in _INSIDE:
            inside.pop()
        elif token.type == "inline":
            found.append(Block(inside[-1], tuple(_pieces(token.children or []))))
        elif token.type in ("fence", "code_block"):
            found.append(Block("text", ((token.content.rstrip(), ""),)))
    return tuple(block for block in found if block.runs)


_INSIDE = {"list_item_open": "item", "blockquote_open": "quote", "heading_open": "heading"}


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The text of a line piece by piece; the address of a link follows its words in brackets."""
    style, link = [""], ""
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            style.append(token.type.removesuffix("_open"))
        elif token.type in ("strong_close", "em_close"):
            style.pop()
        elif token.type == "link_open":
            link = str(token.attrGet("href") or "") if token.markup != "autolink" else ""
        elif token.type == "link_close" and link:
            yield f" ({link})", ""
        elif token.type == "note_ref":
            yield str(token.meta["note"]), "note"
        elif token.type in ("softbreak", "hardbreak"):
            yield " ", style[-1]
        elif token.content:
            yield token.content, style[-1]
