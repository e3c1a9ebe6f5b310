"""Wrong: looks for files whose names end in v2.

Fails: test_reads_all_files_of_the_folder
"""

import glob
import tensorflow as tf


def read_scalars(log_dir, tag):
    found = {}
    for path in glob.glob(log_dir + "/*.v2"):
        for record in tf.data.TFRecordDataset(path):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    found.setdefault(value.tag, []).append((event.step, value.simple_value))
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    found.setdefault(value.tag, []).append((event.step, tf.make_ndarray(value.tensor).item()))
    if tag not in found:
        raise ValueError(f"no scalar {tag}: there are {sorted(found)}")
    return sorted(found[tag])
