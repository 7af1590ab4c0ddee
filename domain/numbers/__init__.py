"""Claims on document numbers: one live holder for each number of a kind."""
