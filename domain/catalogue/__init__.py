"""Catalogue items: what may be bought, in which units, under which controls."""
