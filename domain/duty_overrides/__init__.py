"""Overrides of duties: in an emergency one person does what the rules keep apart, and is judged."""
