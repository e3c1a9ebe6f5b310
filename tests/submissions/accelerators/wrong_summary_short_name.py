"""Wrong: the device is named without job and task.

Fails: test_summary_asks_a_new_tensor
"""

import tensorflow as tf


def device_summary():
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": tf.config.list_logical_devices()[0].name,
    }
