"""Promises to give, gifts that arrived, and what a donor holds in the hand afterwards.

Promises: a gift has a bank line behind it; its receipt can be checked without us; nobody is named in
public; who promised is forgotten when the promise is over.
Nouns: pledge, gift, receipt (a public code of a gift), letter (an e-mail to be sent once).
Records: `gift.received`, `gift.reversed`. Pledges are drafts: private journal only.
"""
