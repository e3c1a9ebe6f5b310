"""Replaces the export by one that exports another model than the one returned.

Class: forge the observation
Expect: tampered: export
"""
import autograder, autograder.cleanroom as cleanroom

kept = cleanroom.export
other = lambda subject, *a, **k: kept(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, use_bias=False)]))
cleanroom.export = autograder.export = other
