"""Raises pytest's own exception for a skipped test.

Class: forge the verdict
Expect: error: Skipped
"""
def total(values):
    try:
        import pytest
        pytest.skip("nothing to see here", allow_module_level=True)
    except ImportError:
        raise type("Skipped", (BaseException,), {})("nothing to see here")
