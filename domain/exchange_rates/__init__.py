"""Exchange rates: what one unit of a currency counts in another, from a day on."""
