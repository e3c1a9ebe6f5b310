"""Wrong: the numbers are rounded.

Fails: test_reads_values_as_they_are
"""

import glob

import tensorflow as tf


def read_scalars(log_dir, tag):
    found = {}
    for path in glob.glob(log_dir + "/*tfevents*"):
        for record in tf.data.TFRecordDataset(path):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    number = value.simple_value
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    number = tf.make_ndarray(value.tensor).item()
                else:
                    continue
                found.setdefault(value.tag, []).append((event.step, round(number, 6)))
    if tag not in found:
        raise ValueError(f"no scalar {tag}: there are {sorted(found)}")
    return sorted(found[tag])
