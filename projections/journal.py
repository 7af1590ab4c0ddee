"""The journal, the balance of each account by facility, and GR/IR by order line.

Finance and the dashboard read it. Entries come from `domain/accounting.py`, line by line, under ids
that never change. GR/IR is what was received and not yet invoiced, per order line: a credit balance
of the account, shown positive; it is negative while an invoice was posted for goods that are still
on their way. Amounts are in the order's currency, debit and credit are never negative.
"""


