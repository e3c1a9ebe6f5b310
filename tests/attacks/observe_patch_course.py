"""Replaces functions of the course that observations call.

Class: forge the observation
Expect: tampered: course
"""
import course.data, course.models

for module in (course.data, course.models):
    for name in [name for name in vars(module) if not name.startswith("_") and callable(getattr(module, name))]:
        setattr(module, name, lambda *a, **k: None)
