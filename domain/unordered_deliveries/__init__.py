"""Deliveries that nobody ordered, or whose order nobody has found yet: they are here, and wait."""
