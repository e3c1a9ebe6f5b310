"""Sends a datagram, to a host outside and to this one.

Class: leak
Expect: blocked: PermissionError
"""
import socket

def total(values):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(bytes(values), ("127.0.0.1", 9999))
