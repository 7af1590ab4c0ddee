"""A second opinion on the money and the stock, from the stored events alone.

Rebuild and verification fold with `project`; a mistake in it is on both of their sides. So a sample
of keys is reckoned again here, event by event from the first, in the plainest words, by code that
neither read models nor rules know (import-linter holds it to that). `reckoning.py` is the form,
`index.py` the list, `sample.py` what is compared; `adapters/postgres/read_sample.py` does it.
"""
