"""Topic 08 before its judge: the real TensorBoard server shows what the reference solution wrote."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.courses import Course
from course import reading
from course.syllabus import topic

pytestmark = pytest.mark.slow

PATIENCE = 180.0  # seconds until the server has started and read the files, on a busy machine
EPOCHS, EVERY, RATES = 3, 2, [0.1, 0.1, 0.05]
HEIGHTS = [4.0, 2.5, -1.25]
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """A running TensorBoard and what the training said itself."""

    address: str
    history: dict[str, list[float]]
    weights: list[Any]

    def text(self, route: str, **query: str) -> str:
        """What the server answers to `/data/{route}`."""
        url = f"{self.address}data/{route}?{urllib.parse.urlencode(query)}"
        with _DIRECT.open(url, timeout=60) as answer:
            return str(answer.read().decode())

    def ask(self, route: str, **query: str) -> Any:
        """The same, where the answer is JSON."""
        return json.loads(self.text(route, **query))

    def scalars(self, run: str, tag: str) -> list[tuple[int, float]]:
        """`(step, value)` of a chart."""
        return [(step, value) for _, step, value in self.ask("plugin/scalars/scalars", run=run, tag=tag)]


def written(folder: Path) -> keras.Model:
    """Let the reference log a training, its learning rate, and a series of numbers."""
    path = Course.found().files(topic("tensorboard")).solution
    loaded = reading.run_cells(reading.read_cells(path.read_bytes(), ".py"), [], "tensorboard_reference", filename="")
    assert loaded.errors == []
    reference = loaded.namespace
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "tanh", name="hidden"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    x = np.random.default_rng(4).normal(size=(20, 2)).astype(np.float32)
    y = x.sum(axis=1, keepdims=True)
    run = str(folder / "run")
    callbacks = [reference.tensorboard_callback(run), reference.learning_rate_callback(run, 0.1, 0.5, EVERY)]
    model.fit(x, y, epochs=EPOCHS, verbose=0, callbacks=callbacks, validation_data=(x[:4], y[:4]))
    reference.log_scalars(str(folder / "numbers"), "height", HEIGHTS)
    assert reference.read_scalars(str(folder / "numbers"), "height") == list(enumerate(HEIGHTS))
    return model


def address_of(process: subprocess.Popen[str], log: Path) -> str:
    """Where the server listens: it says so when it has started."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = re.search(r"http://127\.0\.0\.1:\d+/", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[0]
        assert process.poll() is None, f"TensorBoard ended at once: {log.read_text(errors='replace')}"
        time.sleep(0.2)
    raise AssertionError(f"TensorBoard did not start: {log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """TensorBoard on the reference's event files, on a free port of this machine alone."""
    folder, log = tmp_path_factory.mktemp("logs"), tmp_path_factory.mktemp("server") / "output.txt"
    model = written(folder)
    where = ["--logdir", str(folder), "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", *where],
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"},
        )
    try:
        found = Server(address_of(process, log), model.history.history, model.get_weights())
        deadline = time.monotonic() + PATIENCE
        while len(found.ask("runs")) < 4 and time.monotonic() < deadline:
            time.sleep(0.2)
        yield found
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_every_folder_is_a_run(server: Server) -> None:
    assert sorted(server.ask("runs")) == ["numbers", "run", "run/train", "run/validation"]


def test_losses_are_charts(server: Server) -> None:
    for run, name in (("run/train", "loss"), ("run/validation", "val_loss")):
        steps, values = zip(*server.scalars(run, "epoch_loss"), strict=True)
        assert steps == tuple(range(EPOCHS))
        np.testing.assert_allclose(values, server.history[name], rtol=1e-5)


def test_the_learning_rate_is_a_chart_of_the_run_itself(server: Server) -> None:
    steps, values = zip(*server.scalars("run", "learning rate"), strict=True)
    assert steps == tuple(range(EPOCHS))
    np.testing.assert_allclose(values, RATES, rtol=1e-6)


def test_numbers_of_ones_own_are_a_chart(server: Server) -> None:
    assert server.scalars("numbers", "height") == list(enumerate(HEIGHTS))
    assert set(server.ask("plugin/scalars/tags")["numbers"]) == {"height"}


def test_the_graph_is_drawn(server: Server) -> None:
    """The layers, each a node, in the form that Keras writes them."""
    tags = server.ask("plugin/graphs/info")["run/train"]["tags"]
    (tag,) = [name for name, kinds in tags.items() if kinds["conceptual_graph"]]
    drawn = server.text("plugin/graphs/graph", run="run/train", tag=tag, conceptual="true")
    assert "hidden" in drawn
    assert "node {" in drawn


def test_histograms_count_every_weight(server: Server) -> None:
    tags = sorted(server.ask("plugin/histograms/tags")["run/train"])
    assert len(tags) == len(server.weights)
    counts = []
    for tag in tags:
        records = server.ask("plugin/histograms/histograms", run="run/train", tag=tag)
        assert [step for _, step, _ in records] == list(range(EPOCHS))
        counts.append(sum(count for *_, count in records[-1][2]))
    assert sorted(counts) == sorted(weight.size for weight in server.weights)
