"""What the system does with a command: authorize, load, decide, append.

`ports` says what the outside must offer, `handle` is the one loop, `handlers` the index of
commands, `permissions` who may send them; one module per capability gathers what its decisions
need.
"""
