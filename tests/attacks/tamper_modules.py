"""Patches modules that the next submission's worker uses.

Class: tamper with the next
Expect: tampered: json
"""
import json, linecache, random, sys

json.loads = json.dumps = lambda *a, **k: {}
random.random = lambda: 0.5
linecache.cache.clear()
sys.path.insert(0, "/tmp")
