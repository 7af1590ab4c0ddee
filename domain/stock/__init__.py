"""Stock: what lies at a facility, in which lot and place, whose it is, and what it is worth."""
