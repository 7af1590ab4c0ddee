"""What tidy means: `sources` finds the files, `rules` judges one file, `imports` the whole tree.

`tests/test_tidy.py` applies them and proves that each of them can fail.
"""
