"""Pages for people: server-rendered, working offline, now or as of any moment of the past.

Start at `site.py`, which lists the pages; `page.py` is what they have in common.
"""
