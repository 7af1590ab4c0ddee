"""Time and randomness for the routes, from the one module that may ask the machine."""

from adapters.system import monotonic_seconds, new_uuid, utc_now

__all__ = ["monotonic_seconds", "new_uuid", "utc_now"]
