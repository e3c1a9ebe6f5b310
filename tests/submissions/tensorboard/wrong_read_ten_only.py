"""Wrong: TensorBoard's reader keeps ten records unless it is told not to.

Fails: test_reads_all_files_of_the_folder
"""

import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def read_scalars(log_dir, tag):
    reader = EventAccumulator(log_dir).Reload()
    found = {}
    for name in reader.Tags()["tensors"]:
        if reader.SummaryMetadata(name).plugin_data.plugin_name != "scalars":
            continue
        found[name] = [(event.step, tf.make_ndarray(event.tensor_proto).item()) for event in reader.Tensors(name)]
    for name in reader.Tags()["scalars"]:
        found[name] = found.get(name, []) + [(event.step, event.value) for event in reader.Scalars(name)]
    if tag not in found:
        raise ValueError(f"no {tag}, but {', '.join(found)}")
    return sorted(found[tag])
