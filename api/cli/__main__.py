"""`python -m api.cli`: the same program without the console script."""

from api.cli import main

main()
