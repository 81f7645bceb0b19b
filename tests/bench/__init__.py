"""The benchmark: our pages beside the raw minimum and beside Django admin, in one run.

Not part of the test suite: a timed test says more about the machine than about the code.
"""
