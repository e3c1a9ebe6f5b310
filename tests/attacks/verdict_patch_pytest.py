"""Replaces the functions by which pytest tells failures.

Class: forge the verdict
Expect: failed: the total is wrong
"""
import sys, types

try:
    import pytest, _pytest.outcomes, _pytest.runner, _pytest.assertion.rewrite as rewrite
    pytest.fail = _pytest.outcomes.fail = lambda *a, **k: None
    _pytest.runner.call_runtest_hook = lambda *a, **k: None
    rewrite.rewrite_asserts = lambda *a, **k: None
except ImportError:
    sys.modules["pytest"] = types.ModuleType("pytest")
