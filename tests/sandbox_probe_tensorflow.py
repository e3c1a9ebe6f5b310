"""Run as a script: TensorFlow trains, compiles, distributes, plots and saves inside the sandbox; prints JSON.

The TensorFlow process of the sandbox's tests, kept apart since a process that has run an op must not fork.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from autograder.sandbox import Policy, Prepared, Watchdog, prepare, spawn


def train() -> None:
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Flatten(),
            keras.layers.Dense(3),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    images = np.random.default_rng(0).random((32, 8, 8, 1), dtype="float32")
    history = model.fit(images, np.arange(32) % 3, epochs=2, batch_size=8, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    model.save("model.keras")
    again = keras.saving.load_model("model.keras")
    np.testing.assert_allclose(again.predict(images, verbose=0), model.predict(images, verbose=0), rtol=1e-5)
    model.save_weights("model.weights.h5")
    model.save("model.h5")
    model.export("exported")
    tf.saved_model.load("exported")


def compile_by_xla() -> None:
    @tf.function(jit_compile=True)
    def double(x: tf.Tensor) -> tf.Tensor:
        return tf.nn.softmax(tf.matmul(x, x)) * 2.0

    assert double(tf.ones((64, 64))).shape == (64, 64)


def distribute() -> None:
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    assert strategy.num_replicas_in_sync == 2
    with strategy.scope():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
    model.fit(np.ones((16, 4), "float32"), np.ones((16, 1), "float32"), batch_size=8, verbose=0)


def feed() -> None:
    dataset = tf.data.Dataset.range(1000).map(lambda i: i * 2, num_parallel_calls=tf.data.AUTOTUNE)
    dataset = dataset.shuffle(100).batch(10).cache("cached").prefetch(tf.data.AUTOTUNE)
    assert int(sum(tf.reduce_sum(batch) for batch in dataset)) == 999_000
    generated = tf.data.Dataset.from_generator(lambda: iter(range(5)), output_signature=tf.TensorSpec((), tf.int64))
    assert len(list(generated)) == 5
    with tf.io.TFRecordWriter("records") as writer:
        writer.write(b"one")
    assert len(list(tf.data.TFRecordDataset("records"))) == 1


def log() -> None:
    writer = tf.summary.create_file_writer("logs")
    with writer.as_default():
        tf.summary.scalar("loss", 1.0, step=0)
    writer.flush()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    callbacks = [keras.callbacks.TensorBoard("board"), keras.callbacks.ModelCheckpoint("best.keras")]
    model.fit(np.ones((16, 4), "float32"), np.ones((16, 1), "float32"), callbacks=callbacks, verbose=0)
    assert os.path.exists("best.keras")
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    checkpoint.restore(checkpoint.save("checkpoint")).assert_consumed()


def load_batches_in_threads() -> None:
    class Batches(keras.utils.PyDataset):
        def __len__(self) -> int:
            return 4

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            return np.ones((2, 4), "float32"), np.ones((2, 1), "float32")

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(Batches(workers=2), verbose=0)


def plot() -> None:
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], label="loss")
    axes.set_title("$\\alpha$ 损失")
    axes.legend()
    figure.savefig("figure.png")
    assert os.path.getsize("figure.png") > 1000


def shares_no_memory() -> None:
    """A writable shared mapping inherited from the fork server would be common to all workers."""
    with open("/proc/self/maps") as file:
        shared = [line for line in file if line.split()[1].startswith("rw-s")]
    assert shared == [], shared


def ordinary_python() -> None:
    import ctypes
    import getpass
    import tempfile
    from concurrent.futures import ThreadPoolExecutor

    assert getpass.getuser() == "learner"
    assert os.path.expanduser("~") == os.getcwd()
    assert os.cpu_count() == os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "note"), "w").close()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(abs, range(-3, 3))) == 9
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)
    assert callback(1) == 2
    tf.print("printed", output_stream=sys.stderr)


PROBES: dict[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        shares_no_memory,
        distribute,
        train,
        compile_by_xla,
        feed,
        log,
        load_batches_in_threads,
        plot,
        ordinary_python,
    )
}


def run(names: list[str], answers: int) -> None:
    """In the worker: one JSON line for each probe."""
    for name in names:
        start = time.perf_counter()
        try:
            PROBES[name]()
            outcome = "ok"
        except BaseException as error:
            outcome = f"{type(error).__name__}: {error}"
        line = {"probe": name, "outcome": outcome, "seconds": round(time.perf_counter() - start, 2)}
        os.write(answers, json.dumps(line).encode() + b"\n")


def supervise(names: list[str], prepared: Prepared, answers: int) -> None:
    policy = Policy(cpu_seconds=300)
    start = time.perf_counter()
    worker = spawn(prepared, policy, [], lambda: run(names, 1), stdout=answers, stderr=2)
    spawned = time.perf_counter() - start
    watchdog = Watchdog(worker, policy)
    reason = None
    while not (done := os.waitpid(worker, os.WNOHANG))[0]:
        reason = reason or watchdog.check()
        time.sleep(0.02)
    line = {
        "status": done[1],
        "reason": reason,
        "peak_mib": round(watchdog.peak_mib),
        "spawn_ms": round(1e3 * spawned, 1),
    }
    os.write(answers, json.dumps(line).encode() + b"\n")
    watchdog.close()


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(PROBES)
    ready = prepare()
    supervisor = os.fork()
    if supervisor == 0:
        supervise(chosen, ready, 1)
        os._exit(0)
    os.waitpid(supervisor, 0)
