"""Wrong: counts logical devices.

Fails: test_summary_counts_physical_devices
"""

import tensorflow as tf


def device_summary():
    return {
        "gpus": len(tf.config.list_logical_devices("GPU")),
        "cpus": len(tf.config.list_logical_devices("CPU")),
        "default": tf.constant(0.0).device,
    }
