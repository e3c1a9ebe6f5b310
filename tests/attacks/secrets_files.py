"""Walks all folders for graders, solutions, gradebooks, reports and other learners' files.

Class: read secrets
Expect: error: FOUND ['syllabus.toml'] END
"""
import os, re, course

def total(values):
    found = set()
    home = os.path.dirname(os.path.dirname(os.path.abspath(course.__file__)))
    places = ["/", home, *(os.path.join(home, name) for name in ("course", "autograder", "solutions", "tests", ".git")), "/tmp", "/root", "/home"]
    for root, folders, files in (step for place in places for step in os.walk(place)):
        folders[:] = [name for name in folders if os.path.join(root, name) not in ("/proc", "/sys")]
        for name in files:
            path = os.path.join(root, name)
            if re.search(r"graders/|solutions/|[.]git/|gradebook|batch[.]json|/submitted/|test_mini|01_mini|/syllabus[.]toml$", path) and "site-packages/nbgrader" not in path:
                try:
                    open(path, "rb").read(1)
                    found.add(name)
                except OSError:
                    pass
    raise RuntimeError("FOUND %s END" % sorted(found))
