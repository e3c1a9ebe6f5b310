"""Replaces the code of a library function and leaves the function in its place.

Class: forge the observation
Expect: tampered: count_params
"""
import autograder.probes.models as probes

def four(model):
    return 4

probes.count_params.__code__ = four.__code__
