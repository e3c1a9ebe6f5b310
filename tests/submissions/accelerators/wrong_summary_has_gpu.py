"""Wrong: says whether there is a GPU, not how many.

Fails: test_summary_counts_devices_here, test_summary_counts_physical_devices
"""

import tensorflow as tf


def device_summary():
    return {
        "gpus": bool(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": tf.constant(0.0).device,
    }
