"""Reaches for the project's files from where the course lies: by `..`, a symbolic link and a hard link.

Class: read secrets
Expect: error: FOUND ['control'] END
"""
import os, course

def total(values):
    home = os.path.dirname(os.path.dirname(os.path.abspath(course.__file__)))
    targets = {"control": f"{home}/course/__init__.py", "grader": f"{home}/autograder/graders/test_fcn.py", "solution": f"{home}/solutions/16_fcn.py",
               "tests": f"{home}/tests/engine.py", "git": f"{home}/.git/config", "passwords": "/etc/shadow", "home": "/root/.bashrc"}
    found = set()
    for name, target in targets.items():
        up = "../" * 12 + target.lstrip("/")
        ways = [target, up, f"/proc/self/root{target}", f"/proc/self/cwd/{up}", f"/proc/1/root{target}"]
        for make in (os.symlink, os.link):
            link = f"/tmp/attack-was-here-{name}-{make.__name__}"
            try:
                make(target, link)
                ways.append(link)
            except OSError:
                pass
        for way in ways:
            try:
                open(way, "rb").read(1)
                found.add(name)
            except OSError:
                pass
    raise RuntimeError("FOUND %s END" % sorted(found))
