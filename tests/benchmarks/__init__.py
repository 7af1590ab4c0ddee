"""How fast Purvey is, measured: one module per benchmark, run by `purvey bench NAME`.

`runner.py` lists them, `report.py` is the form of what they tell. They measure relations within
one run, between the thing and a baseline in turn, because machines differ and drift. The tests here
only prove that every benchmark runs and tells what it should; none of them asserts a time.
"""
