"""Wrong: a folder without tags ends in another error.

Fails: test_empty_folder_has_no_tags
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
                    found.setdefault(value.tag, []).append((event.step, value.simple_value))
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    found.setdefault(value.tag, []).append((event.step, tf.make_ndarray(value.tensor).item()))
    if tag not in found:
        raise ValueError(f"no scalar {tag}: is it {list(found)[0]} or one of {sorted(found)}?")
    return sorted(found[tag])
