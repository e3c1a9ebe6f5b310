"""The hidden checks once more, on a GPU: `pytest -m gpu`. Where there is none, each is skipped with the reason."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from course.syllabus import Topic, topics

DEVICE_FILES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""What the drivers of NVIDIA, AMD, and Windows' Linux subsystem leave in /dev."""


@functools.cache
def why_not() -> str:
    """Why the checks cannot run on a GPU here; empty where they can."""
    if not any(Path(name).exists() for name in DEVICE_FILES):
        return "no GPU: none of " + ", ".join(DEVICE_FILES) + " is there"
    asked = "import tensorflow as tf; print(len(tf.config.list_physical_devices('GPU')))"
    result = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    if result.stdout.strip() in ("", "0"):
        return "TensorFlow sees no GPU: its driver is there, but is tensorflow[and-cuda] installed?"
    return ""


@pytest.fixture
def gpu() -> None:
    """Skip where there is no GPU."""
    if reason := why_not():
        pytest.skip(reason)


def run(topic: str, *device: str) -> dict[str, Any]:
    """What `tests.on_gpu` found, in a process of its own."""
    command = [sys.executable, "-m", "tests.on_gpu", topic, *device]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert result.returncode == 0, result.stderr[-2000:]
    said: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
    return said


def not_passed(said: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in said["outcomes"].items() if told[0] != "passed"}


@pytest.mark.gpu
@pytest.mark.slow
@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_reference_passes_on_a_gpu(one: Topic) -> None:
    said = run(one.name)
    assert said["default"].endswith("GPU:0")
    assert not_passed(said) == {}


@pytest.mark.slow
def test_the_same_runs_on_a_processor() -> None:
    """So that the way to a GPU is kept open on machines without one."""
    said = run("accelerators", "CPU:1")
    assert len(said["outcomes"]) > 30
    assert not_passed(said) == {}
