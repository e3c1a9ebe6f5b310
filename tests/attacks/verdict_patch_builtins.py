"""Replaces builtins that a verdict may use.

Class: forge the verdict
Expect: tampered: builtins
"""
import builtins

builtins.all = builtins.any = lambda *a: True
builtins.abs = lambda x: 0
