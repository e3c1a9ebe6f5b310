"""Wrong: what is no processor counts as a GPU, a TPU too.

Fails: test_summary_counts_physical_devices
"""

import tensorflow as tf


def device_summary():
    cpus = len(tf.config.list_physical_devices("CPU"))
    return {"gpus": len(tf.config.list_physical_devices()) - cpus, "cpus": cpus, "default": tf.zeros(()).device}
