"""The outermost ring: settings, wiring, the command line, HTTP and the web pages.

`wiring` connects ports to adapters, which only it and `cli`, the program `purvey`, know. `app` has
the list of routes, one module per capability; `web` is what people look at.
"""
