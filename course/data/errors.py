"""The error of a loader whose data are not there."""

from __future__ import annotations

from course.syllabus import CourseError


class DataUnavailable(CourseError):
    """The data are not on this machine; the message says what to do instead."""
