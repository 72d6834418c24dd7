"""`ouna verify`: re-audits published books from their files alone, trusting neither server nor database.

Nouns: source (a folder or an address), book (its files), receipt, opening, finding (something that does not
hold), report. It uses `ouna.core` and nothing else of the project; Django is never imported.
"""
