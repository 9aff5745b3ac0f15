"""The gate: two sets of results and the rules of a suite, to a verdict with its reasons. Pure: no database, no clock.

`rules.py` is what a suite says, `results.py` what was measured, `verdict.py` what comes out; `judging.py` makes it, and is the one to
import where it is called, since it loads SciPy.
"""
