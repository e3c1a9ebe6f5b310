"""The names that graders are written with stay what they are, whatever else is imported."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from types import ModuleType

import autograder


def test_no_module_hides_a_name_of_the_api() -> None:
    """A submodule becomes an attribute of its package when it is imported."""
    modules = {module.name for module in pkgutil.iter_modules(autograder.__path__)}
    assert modules & set(autograder.__all__) == set()
    importlib.import_module("autograder.cli")
    assert [name for name in autograder.__all__ if isinstance(getattr(autograder, name), ModuleType)] == []


def test_graders_need_no_tensorflow() -> None:
    """The grader process imports the API, the engine and the command line without TensorFlow."""
    code = (
        "import sys, autograder, autograder.batch, autograder.cli, autograder.grading, course;"
        "print([name for name in ('tensorflow', 'keras', 'nbgrader', 'jupytext') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
