"""Credit memos: what suppliers give back, always with the document it answers where known."""
