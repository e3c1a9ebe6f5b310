"""Breaks imports, so that an observation that imports something fails inside the grader's own frames.

Class: cause a fault
Expect: error|tampered|crashed: import|Error|exit status
"""
import sys

sys.meta_path[:] = []
sys.path_hooks[:] = []
sys.modules["tensorflow"] = None
sys.modules["keras"] = None
