"""A harmless stand-in for IPython's shell: what `get_ipython()` gives to code that runs outside a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RUN_BODY = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics whose body is Python that the notebook's namespace needs; the body of any other is left out."""


class QuietShell:
    """Ignores magics and shell escapes; runs the statement of `%time` and `%prun` and the body of `RUN_BODY`."""

    def __init__(self, namespace: dict[str, Any], run: Callable[[str], None]) -> None:
        self.user_ns = namespace
        self._run = run

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> None:
        """Run the statement of `%time` and `%prun`; ignore any other line magic."""
        if name in ("time", "prun") and line.strip():
            self._run(line.strip())

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the body of `%%time` and its like; leave out any other cell."""
        if name in RUN_BODY:
            self._run(cell)

    def magic(self, line: str) -> None:
        """The older spelling of `run_line_magic`."""
        name, _, rest = line.lstrip("%").partition(" ")
        self.run_line_magic(name, rest)

    def system(self, *_: object) -> int:
        """A shell command: not run."""
        return 0

    system_raw = system_piped = system

    def getoutput(self, *_: object, **__: object) -> list[str]:
        """A shell command whose output is asked for: not run, no output."""
        return []

    def run_cell(self, *_: object, **__: object) -> None:
        """Ignored: cells come from the file."""

    def set_next_input(self, *_: object, **__: object) -> None:
        """Ignored: there is no next cell."""

    def __getattr__(self, name: str) -> Any:
        """Any other method of the shell does nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def display(*_: object, **__: object) -> None:
    """IPython's `display`, without a screen."""
