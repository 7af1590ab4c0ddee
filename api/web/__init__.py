"""Pages for people: server-rendered, working offline."""
