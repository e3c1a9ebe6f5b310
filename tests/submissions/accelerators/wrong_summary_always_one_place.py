"""Wrong: names one device, wherever a new tensor lives.

Fails: test_summary_asks_a_new_tensor
"""

import tensorflow as tf


def device_summary():
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": "/job:localhost/replica:0/task:0/device:CPU:0",
    }
