"""`purvey import FILE`: real histories through the real commands, resumable, with progress."""
