"""Time and randomness for the routes, from the one module that may ask the machine."""

from adapters.system import new_uuid, utc_now

__all__ = ["new_uuid", "utc_now"]
