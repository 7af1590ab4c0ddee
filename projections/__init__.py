"""Read models: what screens and reports show, derived from events and never edited.

`projection` is the contract, `rows` the memory of one batch, `index` the list of read models; one
file per read model tells why it exists, its tables, its fold and its queries.
"""
