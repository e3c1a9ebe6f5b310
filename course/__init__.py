"""What learners install: the syllabus, data, plots, given models and the self-check of the TensorFlow 2 course."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["check"]


def check(topic: str, part: str | None = None) -> object:
    """Run the public checks of a part (of all parts when None) on what this notebook has defined so far."""
    from course.selfcheck import check_live

    return check_live(topic, part)
