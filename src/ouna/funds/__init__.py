"""Purposes one can give to, the bank accounts of the sections, their lines, and the rates between currencies.

Promises: only an announced account is confirmed as ours; each bank line is claimed by one record at
most; no total is shown in another currency without a dated, sourced rate that is in the public record.
Nouns: fund, bank account, account number, bank line, claim, rate.
Records: `fund.opened`, `account.announced`, `account.closed`, `account.stated`, `rate.used`,
`fund.brought_in`.
"""
