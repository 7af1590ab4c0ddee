"""Legal entities: whose books a document stands in, which facilities they run, how funds bind."""
