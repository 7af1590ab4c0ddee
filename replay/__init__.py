"""What becomes possible because every fact is kept: looking back, rebuilding, verifying.

`as_of` turns the words for a moment into a position, `history` tells one document's life, `rebuild`
makes read models anew beside those that serve, `verify` recomputes them and names every difference,
`errors` are the refusals.
"""
