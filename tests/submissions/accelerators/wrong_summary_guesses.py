"""Wrong: guesses the device from the number of GPUs.

Fails: test_summary_asks_a_new_tensor
"""

import tensorflow as tf


def device_summary():
    gpus = len(tf.config.list_physical_devices("GPU"))
    return {
        "gpus": gpus,
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": "/job:localhost/replica:0/task:0/device:" + ("GPU:0" if gpus else "CPU:0"),
    }
