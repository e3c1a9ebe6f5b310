"""A topic's hidden checks in this process: what they see is computed on one device, what they expect on the processor.

Usage: `python -m tests.on_gpu TOPIC [DEVICE]`, with DEVICE `GPU:0` unless named; prints outcomes as JSON. The sandbox has
no way to a GPU, so this is for the reference alone: it tells that the course's own answers, and its checks, hold there.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

from autograder.courses import Course
from autograder.observing import Observation, ObservationSpec, derive_seed
from autograder.plugin import run_checks
from autograder.references import References
from course import syllabus
from course.syllabus import Topic
from tests.benchmarks.in_process import InProcessSession


class DeviceSession(InProcessSession):
    """The reference's observations on `device`, and the same on the processor as what is expected."""

    def __init__(self, topic: Topic, device: str) -> None:
        source = Course.found().files(topic).solution.read_bytes()
        super().__init__(topic, source, ".py", secrets.randbits(128), References("", None))
        self.device = device

    def _run(self, spec: ObservationSpec, inputs: dict[str, Any], observed: Observation | None) -> Observation:
        import tensorflow as tf

        def observe_on(device: str, graphs: Any) -> Any:
            request = {
                "source": spec.source,
                "function": spec.blob,
                "inputs": inputs,
                "graphs": graphs,
                "seed": derive_seed(self.run_seed, f"worker {spec.name}"),
            }
            worker = self.clean if spec.clean else self.worker
            if device == "GPU:0":  # where TensorFlow puts everything by itself: as a learner would run it
                return worker.observe(request)["value"]
            with tf.device(device):
                return worker.observe(request)["value"]

        seen = observe_on(self.device, None if observed is None else observed.seen)
        return Observation(
            spec.name, seen, lambda: observe_on("CPU:0", None if observed is None else observed.expected)
        )


def prepare() -> None:
    """Before the first operation: full float32 in matrix products, three logical processors for the replicas."""
    import tensorflow as tf

    tf.config.experimental.enable_tensor_float_32_execution(False)
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 3)
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)


def main() -> None:
    """Run the checks; print where a new tensor lives and each check's outcome and message."""
    topic, device = syllabus.topic(sys.argv[1]), (sys.argv[2:] or ["GPU:0"])[0]
    prepare()
    import tensorflow as tf

    results = run_checks(Course.found().files(topic).grader, DeviceSession(topic, device))
    outcomes = {result.check: [result.outcome, result.message] for _, result in results}
    print(json.dumps({"default": tf.constant(0.0).device, "outcomes": outcomes}))


if __name__ == "__main__":
    main()
