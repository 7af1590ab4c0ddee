"""Price agreements: what a supplier charges whom, from when, and how much may be drawn on it."""
