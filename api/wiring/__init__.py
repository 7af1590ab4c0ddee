"""Where ports meet adapters: the only place of `api`, beside the command line, that knows both.

`instance` starts servers and parts, `database` makes a database ready, `parts` runs one part in the
foreground, `service` is what routes and commands work with, `clock` is time and randomness.
"""
