"""Where the files of a topic are: its solution, its hidden checks, its exercise, its test submissions."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.errors import AutograderError
from course import reading
from course.syllabus import Topic


@dataclass(frozen=True)
class TopicFiles:
    """The files of one topic."""

    topic: Topic
    root: Path

    @property
    def solution(self) -> Path:
        return self._there(self.root / "solutions" / f"{self.topic.folder}.py")

    @property
    def grader(self) -> Path:
        return self._there(self.root / "autograder" / "graders" / f"test_{self.topic.name}.py")

    @property
    def exercise(self) -> Path:
        return self.root / "exercises" / self.topic.folder

    @property
    def notebook(self) -> Path:
        return self.exercise / f"{self.topic.name}.ipynb"

    @property
    def submissions(self) -> Path:
        """Named right and wrong answers: `right_*.py` and `wrong_*.py`."""
        return self.root / "tests" / "submissions" / self.topic.name

    def given(self) -> list[reading.Cell]:
        """The cells that the course gives, from its own script."""
        cells = reading.read_cells(self.solution.read_bytes(), ".py")
        return [cell for cell in cells if "given" in cell.tags]

    def _there(self, path: Path) -> Path:
        if not path.is_file():
            raise AutograderError(f"topic {self.topic.name} has no {path.relative_to(self.root)}; write it first")
        return path


@dataclass(frozen=True)
class Course:
    """The folder that holds solutions/, exercises/ and autograder/graders/."""

    root: Path

    @classmethod
    def found(cls) -> Course:
        """The course around this package, or where AUTOGRADER_COURSE points."""
        root = Path(os.environ.get("AUTOGRADER_COURSE") or Path(__file__).resolve().parents[1])
        if not (root / "solutions").is_dir():
            raise AutograderError(
                f"{root} holds no solutions/; clone the whole repository, or set AUTOGRADER_COURSE to its folder"
            )
        return cls(root)

    @cached_property
    def name(self) -> str:
        return self.root.name

    def files(self, topic: Topic) -> TopicFiles:
        """The files of `topic`."""
        return TopicFiles(topic, self.root)
