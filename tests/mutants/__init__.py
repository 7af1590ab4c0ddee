"""Mutation testing: one fault at a time is planted, and the tests of its module have to see it.

`make mutants` samples; `ARGS='--share 1'` plants every fault. `faults.py` says which faults there
are, `planted.py` runs tests over a module with one of them, `survivors.py` explains who survives.
"""
