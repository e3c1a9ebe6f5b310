"""Opens the memory, descriptors and command lines of every process that it can see.

Class: read secrets
Expect: error: FOUND ['/proc/1/status'] END
"""
import os

def total(values):
    found = []
    for pid in map(str, range(1, 3000)):
        for name in ("mem", "environ", "cmdline", "maps", "root", "cwd", "fd", "status"):
            path = f"/proc/{pid}/{name}"
            try:
                if name == "fd":
                    links = [os.readlink(f"{path}/{fd}") for fd in os.listdir(path)]
                    found += [link for link in links if not link.startswith(("socket:", "/dev/null", "/proc/", "pipe:", "anon_inode:"))]
                elif name in ("root", "cwd"):
                    found += [path] if os.readlink(path) not in ("/", "/scratch") else []
                elif pid != "1" or name == "status":
                    open(path, "rb").read(1)
                    found.append(path)
            except OSError:
                pass
    raise RuntimeError("FOUND %s END" % sorted(set(found)))
