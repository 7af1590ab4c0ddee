"""The rules of procure-to-pay, pure: standard library and pydantic only.

Each aggregate is a folder of four rooms: `commands`, `events`, `state`, `decide`. Shared words
live beside them: `event`, `errors`, `money`, `quantity`, `ids`, `policy`. `registry` is the index.
"""
