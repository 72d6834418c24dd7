"""The site itself: settings, addresses, middleware, the first page, the books, the start page of every desk.

Writes nothing of its own to the public record. Nouns: page cache, desk.
"""
