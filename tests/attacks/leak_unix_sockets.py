"""Tries Unix sockets, with a name in a folder and with an abstract one.

Class: leak
Expect: error: FOUND [] END
"""
import socket

def total(values):
    found = []
    for address in ("/tmp/attack-was-here", "\0attack-was-here", "/run/docker.sock", "/var/run/dbus/system_bus_socket"):
        try:
            one = socket.socket(socket.AF_UNIX)
            one.bind(address)
            found.append(address)
        except OSError:
            pass
    try:
        socket.socketpair()
        found.append("pair")
    except OSError:
        pass
    raise RuntimeError("FOUND %s END" % found)
