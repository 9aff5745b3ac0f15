"""Pure statistics of paired results: arrays in, numbers out.

All of it is turned so that higher is better: a loss is a negative difference. SciPy takes half a second to import, and only
`distributions.py` does: whoever answers web requests imports `comparison.py`, and the gate's `judging.py`, inside a function.
"""
