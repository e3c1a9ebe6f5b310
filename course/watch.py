"""`course watch`: check a topic again whenever the learner's file is saved.

TensorFlow is imported once, here; each check runs in a fork of this process, before which no TensorFlow operation
has run. Where forking is not safe, each check runs in this process, in a new namespace.
"""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console
from rich.text import Text
from watchfiles import Change, watch

from course import places, selfcheck
from course.cells import UnreadableSubmission, read_cells
from course.isolated import CAN_FORK, Job
from course.places import NotFound
from course.results import CheckRun
from course.syllabus import CourseError, Topic
from course.terminal import rendered

_TICK = 100  # milliseconds between looks at a running check
_HALF_WRITTEN = 0.25  # seconds after which a file that cannot be read is tried again


class Watcher:
    """Checks a topic now and after each save, until interrupted; a save stops the check that still runs."""

    def __init__(self, topic: Topic, folder: Path, console: Console) -> None:
        self.topic, self.folder, self.console = topic, folder, console
        self.job: Job | None = None

    def run(self) -> None:
        """Watch until Ctrl-C."""
        names = {f"{self.topic.name}.ipynb", f"{self.topic.name}.py"}

        def ours(_: Change, path: str) -> bool:
            return Path(path).name in names

        try:
            with self.console.status("Importing TensorFlow …"):
                warm_up()
            self.check()
            changes = watch(
                self.folder,
                watch_filter=ours,
                debounce=300,
                step=50,
                rust_timeout=_TICK,
                yield_on_timeout=True,
                recursive=False,
            )
            for saved in changes:
                if saved:
                    self.check()
                self.look()
        except KeyboardInterrupt:
            self.console.print("\nStopped watching.")
        finally:
            self.stop()

    def check(self) -> None:
        """Start a check of what is saved now."""
        self.stop()
        try:
            taken = self._readable()
            if CAN_FORK:
                self.job = Job(self.topic, None, taken.path, taken.note)
            else:
                self.show(selfcheck.run(self.topic, None, taken.path, taken.note))
        except CourseError as error:
            self.complain(error)

    def look(self) -> None:
        """Show the running check if it is done."""
        if self.job is not None and self.job.ready():
            job, self.job = self.job, None
            try:
                self.show(job.result())
            except CourseError as error:
                self.complain(error)

    def stop(self) -> None:
        """End the running check."""
        if self.job is not None:
            self.job.stop()
            self.job = None

    def show(self, run: CheckRun) -> None:
        """Print what came out, from the top of the screen."""
        self._head()
        self.console.print(rendered(run, details=False))

    def complain(self, error: CourseError) -> None:
        """Print why there was nothing to check."""
        self._head()
        self.console.print(Text(f"{self.topic.name}: {error}", style="red"))

    def _head(self) -> None:
        if self.console.is_terminal:
            self.console.clear()
        self.console.rule(Text(f"{time.strftime('%H:%M:%S')}  saved files are checked, Ctrl-C ends"), style="dim")

    def _readable(self) -> places.Taken:
        """The learner's file, once it can be read; an editor may be in the middle of writing it."""
        try:
            return self._try()
        except (UnreadableSubmission, NotFound, OSError):
            time.sleep(_HALF_WRITTEN)
        try:
            return self._try()
        except OSError as error:
            raise NotFound(f"the file cannot be read: {error}.") from error

    def _try(self) -> places.Taken:
        taken = places.learner_file(self.topic.name, self.folder)
        read_cells(taken.path.read_bytes(), taken.path.suffix)
        return taken


def warm_up() -> None:
    """Import what checks need, without running an operation: that would make forks of this process useless."""
    import IPython.core.inputtransformer2
    import keras
    import matplotlib.figure
    import tensorflow

    del IPython, keras, matplotlib, tensorflow
