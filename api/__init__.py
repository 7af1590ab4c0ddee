"""The outermost ring: settings, wiring, the command line, HTTP and the web pages.

`wiring` is the only module that connects ports to adapters; `cli` is the program `purvey`.
"""
