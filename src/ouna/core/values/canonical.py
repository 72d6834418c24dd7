"""Canonical JSON (RFC 8785) of text, integers within 2^53, booleans, null, lists and objects.

For such values Python's encoder with sorted keys and tight separators is RFC 8785, provided keys are
ASCII (RFC 8785 sorts by UTF-16 code units, Python by code points).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ouna.core.errors import Refused
from ouna.core.values.money import LARGEST


class NotCanonical(Refused):
    """These bytes are not the canonical form of a JSON value that the book allows."""

    code = "not_canonical"


def _encoder() -> Callable[[Any], str]:
    """Made once: `JSONEncoder.encode` makes a new encoder per call, which costs more than encoding."""
    slow = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return slow.encode
    steps = make(None, slow.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(steps(value, 0))


_encode = _encoder()


def canonical(value: Any) -> bytes:
    """Canonical UTF-8 bytes. The caller passes only allowed values; use `check_allowed` on foreign ones."""
    return _encode(value).encode()


def check_allowed(value: Any) -> None:
    """Refuse what canonical JSON of the book cannot hold: floats, huge integers, keys beyond ASCII.

    Raises: NotCanonical.
    """
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical("An integer lies beyond 2^53 - 1.")
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise NotCanonical("A text holds half a surrogate pair.") from None
    elif isinstance(value, list):
        for item in value:
            check_allowed(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical("A key is not ASCII text.")
            check_allowed(item)
    else:
        raise NotCanonical("A value is of a kind the book does not hold.")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("A key is repeated.")
    return value


def _no_float(text: str) -> Any:
    raise NotCanonical("A number is not an integer.")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise NotCanonical("An integer lies beyond 2^53 - 1.")
    return int(text)


_decoder = json.JSONDecoder(
    object_pairs_hook=_no_repeats, parse_float=_no_float, parse_constant=_no_float, parse_int=_integer
)
_fast_decoder = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)


def parse_canonical(data: bytes) -> Any:
    """The value, if `data` is exactly its canonical form.

    A repeated key cannot survive: encoding the parsed value again gives other bytes.
    Raises: NotCanonical.
    """
    try:
        text = data.decode()
        value = _fast_decoder.decode(text)
        again = _encode(value)
    except (ValueError, RecursionError):
        raise NotCanonical("The bytes are not JSON in UTF-8.") from None
    if again != text:
        raise NotCanonical("The JSON is not in canonical form.")
    return value


def parse_json(data: bytes) -> Any:
    """Strict JSON in any layout: no repeated keys, no floats. Raises: NotCanonical."""
    try:
        value = _decoder.decode(data.decode())
    except (ValueError, RecursionError):
        raise NotCanonical("The bytes are not JSON in UTF-8.") from None
    return value
