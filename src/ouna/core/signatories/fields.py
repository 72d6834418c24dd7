"""The text of one entry → short name, name, translations, country, and doubts about them.

Nothing is added: each field is a part of the text. Nothing is lost: what fits no field is a doubt that
holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ouna.core.screening.text import script_of
from ouna.core.signatories.countries import Countries, Found
from ouna.core.signatories.country_words import JOINING
from ouna.core.signatories.damage import suspicions
from ouna.core.signatories.land_scripts import SCRIPTS
from ouna.core.signatories.segments import COMMA, EDGES, Segment, hyphen_cuts, segments
from ouna.core.signatories.spoof import mixed_words
from ouna.core.signatories.values import Country, Doubt, doubt

_CONTACT = re.compile(r"(?:https?://|www\.)\S+|\S+@[\w.-]+\.\w{2,}|\b[\w-]+\.(?:org|com|net|example)\b\S*")
#: In brackets after a name these are part of it.
_KINDS = frozenset("e.v. ev ngo ong ngos o.n.g. npo gmbh ggmbh ltd inc llc asbl vzw a.s.b.l. го оо".split())
_MOST_OF_PLACE = 3
#: Two-letter codes that are legal forms as well: after a comma they are no country.
_FORMS = frozenset({"AG", "SA", "SE", "AS", "CO", "AB", "BV", "SC", "PC", "KG"})


@dataclass(slots=True)
class Fields:
    """What was read so far."""

    short: str = ""
    name: str = ""
    translations: list[str] = field(default_factory=list)
    country: Country | None = None
    doubts: list[Doubt] = field(default_factory=list)


def fields(text: str, countries: Countries, *, expected: bool = False) -> Fields:
    """Read one entry. `expected`: the other entries of the list name a country at their end."""
    out = Fields()
    for found in _CONTACT.findall(text):
        out.doubts.append(doubt("aside", text=found))
    parts, even = segments(_CONTACT.sub(" ", text))
    if not even:
        out.doubts.append(doubt("bracket_open"))
    parts = _nested(parts, countries)
    parts = _country(parts, countries, out, expected=expected)
    parts = _whole_names(parts)
    parts = _short(parts, out)
    _names(parts, out)
    if out.name:
        out.doubts += suspicions(out.name)
        if mixed_words(" ".join([out.name, *out.translations])):
            out.doubts.append(doubt("mixed_scripts"))
    return out


# -- segments


def _nested(parts: list[Segment], countries: Countries) -> list[Segment]:
    """Brackets in brackets, and brackets that hold several things, one after another."""
    found: list[Segment] = []
    for part in parts:
        if not part.bracketed:
            found.append(part)
            continue
        inner, _ = segments(part.text)
        if len(inner) == 1 and COMMA.search(part.text):
            pieces = [piece for piece in COMMA.split(part.text) if piece]
            if any(countries.find(piece) for piece in pieces) or any(short_like(p) for p in pieces):
                inner = [Segment(piece) for piece in pieces]
        found += [Segment(one.text, bracketed=True) for one in inner] or [part]
    return found


def _whole_names(parts: list[Segment]) -> list[Segment]:
    """A bracket in the middle of a name belongs to it: Werkbrigade (Rote) Gießkanne, Толока (ГО)."""
    found: list[Segment] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        if part.bracketed and found and not found[-1].bracketed:
            following = parts[at + 1] if at + 1 < len(parts) else None
            if following is not None and following.joined and not following.bracketed:
                found[-1] = Segment(f"{found[-1].text} ({part.text}) {following.text}")
                at += 2
                continue
            if part.text.lower().replace(" ", "") in _KINDS:
                found[-1] = Segment(f"{found[-1].text} ({part.text})")
                at += 1
                continue
        found.append(part)
        at += 1
    return found


# -- the country


def _country(parts: list[Segment], countries: Countries, out: Fields, *, expected: bool) -> list[Segment]:
    return (
        _whole(parts, countries, out)
        or _with_place(parts, countries, out)
        or _before_colon(parts, countries, out)
        or _unparted(parts, countries, out)
        or _damaged(parts, countries, out, expected=expected)
        or parts
    )


def _set(out: Fields, found: Found, text: str) -> None:
    out.country = Country(found.code, text)
    if len(found.codes) > 1:
        out.doubts.append(doubt("country_ambiguous", text=text, codes=", ".join(found.codes)))
    if found.how == "word":
        out.doubts.append(doubt("country_word", text=text))
    if found.how == "read" and found.code:
        out.doubts.append(doubt("country_read", text=text, country=found.code))


def _whole(parts: list[Segment], countries: Countries, out: Fields) -> list[Segment]:
    """A segment that is a country as a whole; last ones first, those outside of brackets before others."""
    if len(parts) < 2:
        return []
    found = [(at, one) for at, part in enumerate(parts) if (one := countries.find(part.text))]
    if len(found) == len(parts):
        found = found[1:] if found[0][1].how in ("code", "word") else found[:-1] or found
    if not found:
        return []
    order = {"flag": 0, "name": 1, "code": 2, "word": 3}
    best = min(
        found, key=lambda pair: (order[pair[1].how], parts[pair[0]].bracketed, pair[0] != len(parts) - 1)
    )
    at, one = best
    text = parts[at].text
    rest = parts[:at] + parts[at + 1 :]
    _set(out, one, text)
    if one.how == "code" and parts[at].bracketed and _initials(parts[0].text).startswith(text):
        out.doubts.append(doubt("short_or_country", text=text))
    kept: list[Segment] = []
    for part in rest:
        other = countries.find(part.text)
        if other is None or other.how in ("code", "word") or part is rest[0]:
            kept.append(part)
        elif set(other.codes) & set(one.codes):
            out.doubts.append(doubt("left_over", text=part.text))
        else:
            out.doubts.append(doubt("country_second", text=part.text))
    if parts[at].bracketed and at and not parts[at - 1].bracketed:
        kept = _place_before(kept, parts[at - 1], out)
    return kept


def _place_before(parts: list[Segment], before: Segment, out: Fields) -> list[Segment]:
    """`…, Utrecht (NL)`: the place before the country in brackets."""
    head, place = _tail(before.text)
    if out.country is None:
        return parts
    if not (head and _is_place(place)):
        if len(parts) > 1 and parts[-1] is before and _is_place(before.text) and " " not in before.text:
            out.country = Country(out.country.code, f"{before.text} ({out.country.text})")
            out.doubts.append(doubt("place", text=before.text))
            return parts[:-1]
        return parts
    out.country = Country(out.country.code, f"{place} ({out.country.text})")
    out.doubts.append(doubt("place", text=place))
    return [Segment(head, part.bracketed, part.joined) if part is before else part for part in parts]


def _with_place(parts: list[Segment], countries: Countries, out: Fields) -> list[Segment]:
    """`Name, Germany`, `Name, Köln, Germany`, `… – Köln, Germany`."""
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        head, tail = _tail(part.text)
        found = countries.find(tail) if head else None
        if found is None or (found.how == "code" and tail in _FORMS) or found.how == "word":
            continue
        if at and not part.bracketed and _is_place(head) and _one_script(head, tail):
            _set(out, found, part.text)
            if " " in head:
                out.doubts.append(doubt("place", text=head))
            return parts[:at] + parts[at + 1 :]
        text = tail
        name, place = _tail(head)
        if name and _is_place(place) and not part.bracketed and _one_script(place, name):
            text, head = f"{place}, {tail}", name
            out.doubts.append(doubt("place", text=place))
        _set(out, found, text)
        return [*parts[:at], Segment(head, part.bracketed, part.joined), *parts[at + 1 :]]
    return []


def _tail(text: str) -> tuple[str, str]:
    """What stands before and after the last comma."""
    commas = list(COMMA.finditer(text))
    if not commas:
        return "", text
    return text[: commas[-1].start()].strip(), text[commas[-1].end() :].strip()


def _is_place(text: str) -> bool:
    """One or two words that may be a town; three only with a small one between: Rio de Janeiro."""
    words = text.split()
    if not 0 < len(words) <= _MOST_OF_PLACE or any(c.isdigit() or c in ".&+'’" for c in text):
        return False
    return not text[0].islower() and (len(words) < 3 or words[1].lower() in JOINING)


def _one_script(one: str, other: str) -> bool:
    return script_of(one) == script_of(other)


def _before_colon(parts: list[Segment], countries: Countries, out: Fields) -> list[Segment]:
    """`Germany: Blue Shovel`, and a hyphen with one space only."""
    first = parts[0] if parts else Segment("")
    head, sign, tail = first.text.partition(":")
    if sign and tail.strip() and (found := countries.find(head)):
        _set(out, found, head.strip())
        return [Segment(tail.strip()), *parts[1:]]
    for at in range(len(parts) - 1, -1, -1):
        if parts[at].bracketed:
            continue
        for left, right in hyphen_cuts(parts[at].text):
            if left and (found := countries.find(right)) and found.how != "word":
                _set(out, found, right)
                return [*parts[:at], Segment(left), *parts[at + 1 :]]
    return []


def _unparted(parts: list[Segment], countries: Countries, out: Fields) -> list[Segment]:
    """A country that follows the name, or stands before it in capitals, with nothing but a space between."""
    for at in range(len(parts) - 1, -1, -1):
        words = parts[at].text.split(" ")
        for count in (4, 3, 2, 1):
            if len(words) - count < 2:
                continue
            tail, before = " ".join(words[-count:]), words[-count - 1]
            found = countries.find(tail)
            if found is None or found.how == "word" or before.lower().strip(",") in JOINING:
                continue
            if found.how == "code" and (tail in _FORMS or len(tail) < 2):
                continue
            _set(out, found, tail)
            out.doubts.append(doubt("country_unparted", text=tail))
            name = Segment(" ".join(words[:-count]), parts[at].bracketed)
            return [*parts[:at], name, *parts[at + 1 :]]
    words = parts[0].text.split(" ") if parts else []
    for count in (3, 2, 1):
        head = " ".join(words[:count])
        if len(words) - count >= 2 and head.isupper() and (found := countries.find(head)):
            _set(out, found, head)
            out.doubts.append(doubt("country_unparted", text=head))
            return [Segment(" ".join(words[count:])), *parts[1:]]
    return []


def _damaged(parts: list[Segment], countries: Countries, out: Fields, *, expected: bool) -> list[Segment]:
    """A country with damaged letters at the end: read where only digits stand for letters, else proposed."""
    if not parts:
        return []
    last = parts[-1]
    head, tail = ("", last.text) if len(parts) > 1 else _tail(last.text)
    found = countries.damaged(_tail(tail)[1] if len(parts) > 1 else tail)
    if found is not None and (len(parts) > 1 or head):
        if found.how == "read":
            _set(out, found, tail)
        else:
            out.country = Country(None, tail)
            out.doubts.append(doubt("country_alike", text=tail, proposal=" / ".join(found.codes)))
        return parts[:-1] or [Segment(head)]
    translated = any(part.bracketed for part in parts[:-1])
    if expected and len(parts) > 1 and not last.bracketed and (translated or len(parts) > 2):
        out.country = Country(None, tail)
        out.doubts.append(doubt("country_unknown", text=tail))
        return parts[:-1]
    return []


# -- short names, names, translations


def short_like(text: str) -> bool:
    """Whether a text looks like an abbreviation: mostly capitals, no spaces."""
    letters = [c for c in text if c.isalpha()]
    if not 2 <= len(text) <= 14 or len(letters) < 2 or " " in text.strip() or text.lower() in _KINDS:
        return False
    capitals = sum(c.isupper() for c in letters)
    return capitals >= 2 and capitals >= 0.6 * len(letters)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name)).upper()


def _fits(short: str, name: str) -> bool:
    """Whether the letters of an abbreviation begin words of a name, in their order."""
    rest = iter(_initials(name))
    return all(c in rest for c in short.upper() if c.isalpha())


def _short(parts: list[Segment], out: Fields) -> list[Segment]:
    texts = [part for part in parts if not short_like(part.text)]
    for at, part in enumerate(parts):
        if not short_like(part.text) or not texts:
            continue
        fits = any(_fits(part.text, one.text) for one in texts)
        if part.bracketed or at == 0 or fits:
            out.short = part.text
            if not part.bracketed and not fits:
                out.doubts.append(doubt("short_or_name", text=part.text))
            return parts[:at] + parts[at + 1 :]
    return parts


def _names(parts: list[Segment], out: Fields) -> None:
    outside = [part for part in parts if not part.bracketed]
    if len(parts) == 1 and (two := _two_scripts(parts[0].text)):
        out.doubts.append(doubt("parted_by_script"))
        parts = outside = [Segment(text) for text in two]
    ordered = outside[:1] + [part for part in parts if part not in outside[:1]]
    code = out.country.code if out.country else None
    own = SCRIPTS.get(code or "", ())
    if own and ordered and script_of(ordered[0].text) not in own:
        for part in ordered[1:]:
            if script_of(part.text) in own:
                ordered.remove(part)
                ordered.insert(0, part)
                out.doubts.append(doubt("name_second"))
                break
    texts = [part.text.strip(EDGES) or part.text for part in ordered]
    out.name = texts[0] if texts else ""
    out.translations = texts[1:]


def _two_scripts(text: str) -> list[str]:
    """Two names in two scripts with a space between: both must have two words, or no spaces at all."""
    words = text.split(" ")
    scripts = [script_of(word) for word in words]
    known = [script for script in scripts if script]
    if len(set(known)) != 2 or known[0] == known[-1]:
        return []
    cut = next(at for at, script in enumerate(scripts) if script and script != known[0])
    if any(script == known[0] for script in scripts[cut:]):
        return []
    if min(cut, len(words) - cut) < 2 and "CJK" not in known:
        return []
    return [" ".join(words[:cut]), " ".join(words[cut:])]
