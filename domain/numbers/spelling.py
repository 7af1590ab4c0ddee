"""How a number is spelt where two of them are compared."""

import unicodedata


def normalised(number: str) -> str:
    """One spelling for look-alikes: compatibility forms folded, spaces dropped, upper case."""
    folded = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    return unicodedata.normalize("NFKC", folded)  # Letters met that a space had kept apart.
