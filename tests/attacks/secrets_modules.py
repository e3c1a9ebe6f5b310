"""Looks for modules of graders, solutions and tests among those loaded, and tries to import them.

Class: read secrets
Expect: error: FOUND ['course.data'] END
"""
import importlib, sys

def total(values):
    found = [name for name in sys.modules if name.split(".")[0] in ("graders", "solutions", "tests") or ".graders" in name]
    for name in ("autograder.graders.test_mini", "autograder.graders.test_fcn", "autograder.graders", "graders.test_mini",
                 "solutions", "tests.engine", "tests.conftest", "course.data"):
        try:
            importlib.import_module(name)
            found.append(name)
        except (ImportError, OSError):
            pass
    raise RuntimeError("FOUND %s END" % sorted(found))
