"""The rules of procure-to-pay, pure: standard library and pydantic only.

Each aggregate is a folder of five rooms: `commands`, `events`, `state`, `decide`, `errors`; larger
ones split `decide` by theme. Shared words live beside them: `event`, `errors`, `money`, `quantity`,
`ids`, `policy`. `registry` is the index of events.
"""
