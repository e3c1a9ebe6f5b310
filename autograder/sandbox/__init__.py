"""The sandbox: what keeps a learner's program away from secrets, from other workers and from the machine."""

from __future__ import annotations

from autograder.sandbox.entering import Prepared
from autograder.sandbox.layers import Layer, layers
from autograder.sandbox.policy import Policy, SandboxError
from autograder.sandbox.spawning import once_only, prepare, spawn
from autograder.sandbox.watchdog import Watchdog

__all__ = ["Layer", "Policy", "Prepared", "SandboxError", "Watchdog", "layers", "once_only", "prepare", "spawn"]
