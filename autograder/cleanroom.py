"""Exports a model or function as a graph with its weights, and evaluates it where no learner code ever ran.

`export` runs in the learner's worker. Its result is data: a GraphDef, the values of the variables that the graph
captures, and what Keras says of them. `GraphModel` runs it again in a clean worker; what it tells (parameters, op
types, outputs on secret inputs) is read from the graph itself, so that a patched counter or a mock gains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.errors import AutograderError
from autograder.probes.graphs import gpu_problems, graph_def_ops, pinned_devices, trace

FORBIDDEN_OPS = frozenset({"PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile", "MatchingFiles"})


_CHANGES = re.compile("Assign|Resource(?!Gather)")
"""Ops that may give a variable another value."""


class CannotExport(AutograderError):
    """The model or function cannot be turned into a graph."""


def export(subject: Any, *specs: Any, training: bool | None = None, **options: Any) -> dict[str, Any]:
    """A Keras model, a `tf.function` or a callable on tensors, as data for `GraphModel`.

    `specs` are `tf.TensorSpec`s (or example arrays: their first axis is left open) for the positional arguments; a
    built functional or Sequential model needs none. `training` and other `options` are passed on to the call.
    """
    if training is not None:
        options["training"] = training
    elif _is_model(subject):
        options["training"] = False
    signature = [_spec(spec) for spec in specs] if specs else _signature(subject)

    return _data(trace(subject, signature, **options), subject)


def _is_model(subject: Any) -> bool:
    import keras

    return isinstance(subject, keras.layers.Layer)


def _spec(given: Any) -> Any:
    import tensorflow as tf

    if isinstance(given, tf.TensorSpec):
        return given
    if isinstance(given, dict):
        return {key: _spec(part) for key, part in given.items()}
    if isinstance(given, list | tuple):
        return type(given)(_spec(part) for part in given)
    array = np.asarray(given)
    return tf.TensorSpec([None, *array.shape[1:]], array.dtype)


def _signature(subject: Any) -> list[Any]:
    import tensorflow as tf

    inputs = getattr(subject, "inputs", None)
    if not inputs:
        raise CannotExport("a subclassed model or a function is exported with the specs of its arguments")
    specs = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in inputs]
    return [specs] if len(specs) > 1 else specs


def _data(concrete: Any, subject: Any) -> dict[str, Any]:
    import tensorflow as tf

    weights = _weights(subject)
    variables: list[dict[str, Any]] = []
    index: dict[int, int] = {}
    for weight in weights:
        index[id(weight["handle"])] = len(variables)
        variables.append({key: value for key, value in weight.items() if key != "handle"})
    live = {id(variable.handle): variable for variable in concrete.graph.variables}
    captures: list[dict[str, Any]] = []
    for outer, inner in concrete.graph.captures:
        name = inner.name
        if outer.dtype != tf.resource:
            captures.append({"name": name, "value": outer.numpy()})
            continue
        if id(outer) not in index:
            variable = live.get(id(outer))
            if variable is None:
                raise CannotExport("the model uses a table or another resource that is no variable")
            index[id(outer)] = len(variables)
            row = {"path": variable.name, "trainable": bool(variable.trainable), "tracked": False}
            variables.append({**row, "value": _numpy(variable), "dtype": variable.dtype.name})
        captures.append({"name": name, "variable": index[id(outer)]})
    count = len(concrete.inputs) - len(captures)
    flat = [None if item is None else item.name for item in tf.nest.flatten(concrete.structured_outputs)]
    names = iter(tensor.name for tensor in concrete.outputs)
    outputs = tf.nest.pack_sequence_as(concrete.structured_outputs, [item and next(names) for item in flat])
    return {
        "__graph__": concrete.graph.as_graph_def().SerializeToString(),
        "inputs": [
            {"name": tensor.name, "dtype": tensor.dtype.name, "shape": _shape(tensor)}
            for tensor in concrete.inputs[:count]
        ],
        "outputs": outputs,
        "captures": captures,
        "variables": variables,
        "output_shapes": [_shape(tensor) for tensor in concrete.outputs],
    }


def _shape(tensor: Any) -> list[Any] | None:
    return None if tensor.shape.rank is None else tensor.shape.as_list()


def _weights(subject: Any) -> list[dict[str, Any]]:
    """Kernels, biases and statistics that Keras tracks (no seed states), each once, in the model's order."""
    if not _is_model(subject):
        return []
    trainable = {id(weight) for weight in subject.trainable_weights}
    rows = []
    for weight in subject.weights:
        value = weight.value
        rows.append(
            {
                "path": getattr(weight, "path", weight.name),
                "trainable": id(weight) in trainable,
                "tracked": True,
                "value": _numpy(value),
                "dtype": str(getattr(weight.dtype, "name", weight.dtype)),
                "handle": value.handle,
            }
        )
    return rows


def _numpy(value: Any) -> Any:
    array = value.numpy()
    return array.astype("float32") if array.dtype.name == "bfloat16" else array


class GraphModel:
    """An exported graph, callable on arrays. Everything it tells is read from the graph and its variables."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._definition: Any = None
        self._imported: list[_Imported] = []  # at most one, shared with the copies that have other weights

    @property
    def graph_def(self) -> Any:
        """The parsed GraphDef."""
        if self._definition is None:
            import tensorflow as tf

            definition = tf.compat.v1.GraphDef()
            definition.ParseFromString(self._data["__graph__"])
            forbidden = sorted(FORBIDDEN_OPS & set(graph_def_ops(definition)))
            if forbidden:
                raise CannotExport(f"the model leaves its graph ({', '.join(forbidden)}): it cannot run elsewhere")
            self._definition = definition
        return self._definition

    def __call__(self, *arrays: Any) -> Any:
        """Outputs (arrays, in the structure that the model returns) on positional inputs, flattened in order."""
        import tensorflow as tf

        flat = tf.nest.flatten(list(arrays))
        if len(flat) != len(self._data["inputs"]):
            raise CannotExport(f"the graph takes {len(self._data['inputs'])} inputs, not {len(flat)}")
        values = [row["value"] for row in self._data["variables"]]
        if not self._imported:
            self._imported.append(_Imported(self.graph_def, self._data, values))
        cast = [tf.cast(array, row["dtype"]) for array, row in zip(flat, self._data["inputs"], strict=True)]
        return self._packed([output.numpy() for output in self._imported[0].run(values, cast)])

    @property
    def weights(self) -> list[dict[str, Any]]:
        """Rows with path, shape, dtype, trainable, tracked (known to Keras), used (read by the graph), value."""
        used = {row["variable"] for row in self._data["captures"] if "variable" in row}
        return [
            {
                "path": str(row["path"]),
                "shape": tuple(np.shape(row["value"])),
                "dtype": str(row["dtype"]),
                "trainable": bool(row["trainable"]),
                "tracked": bool(row["tracked"]),
                "used": number in used,
                "value": row["value"],
            }
            for number, row in enumerate(self._data["variables"])
        ]

    def count_params(self) -> int:
        """Entries of all tracked weights that the graph reads: what Keras' own count says for an honest model."""
        return sum(_size(row) for row in self.weights if row["tracked"] and row["used"])

    def trainable_params(self) -> int:
        """As `count_params`, of those that train."""
        return sum(_size(row) for row in self.weights if row["tracked"] and row["used"] and row["trainable"])

    def untracked(self) -> list[str]:
        """Variables of numbers that the graph reads though Keras does not know them: they would never train."""
        return [row["path"] for row in self.weights if not row["tracked"] and row["value"].dtype.kind == "f"]

    def unused(self) -> list[str]:
        """Tracked weights that the graph does not read."""
        return [row["path"] for row in self.weights if row["tracked"] and not row["used"]]

    def op_types(self) -> list[str]:
        """Sorted distinct op types, function library included."""
        return graph_def_ops(self.graph_def)

    def gpu_problems(self) -> list[str]:
        """Op types of the graph without a GPU kernel."""
        return gpu_problems(self.op_types())

    def pinned_devices(self) -> list[str]:
        """Devices that nodes of the graph ask for."""
        return pinned_devices(self.graph_def)

    def input_shapes(self) -> list[Any]:
        """Static shapes of the inputs, None where open."""
        return [row["shape"] for row in self._data["inputs"]]

    def output_shapes(self) -> list[Any]:
        """Static shapes of the outputs, None where open."""
        return list(self._data["output_shapes"])

    def with_weights(self, values: Sequence[Any] | Callable[[int, dict[str, Any]], Any]) -> GraphModel:
        """A copy with other values for its tracked weights: a list, or a function of number and row."""
        rows = self.weights
        variables = []
        number = 0
        for raw, row in zip(self._data["variables"], rows, strict=True):
            value = raw["value"]
            if row["tracked"]:
                value = values(number, row) if callable(values) else values[number]
                number += 1
            variables.append({**raw, "value": np.asarray(value, raw["value"].dtype).reshape(np.shape(raw["value"]))})
        copy = GraphModel({**self._data, "variables": variables})
        copy._definition, copy._imported = self._definition, self._imported
        return copy

    def _packed(self, values: list[Any]) -> Any:
        """The flat outputs in the structure of the model's own."""
        found = iter(values)

        def pack(item: Any) -> Any:
            if isinstance(item, dict):
                return {key: pack(item[key]) for key in sorted(item)}
            if isinstance(item, list | tuple):
                return type(item)(pack(part) for part in item)
            return None if item is None else next(found)

        return pack(self._data["outputs"])


class _Imported:
    """A graph as a function over variables of its own, which take other values only where they have to."""

    def __init__(self, definition: Any, data: dict[str, Any], values: list[Any]) -> None:
        import tensorflow as tf

        self.changing = any(_CHANGES.match(name) for name in graph_def_ops(definition))
        self.held = list(values)
        self.variables = [tf.Variable(value) for value in values]
        names = [name for name in tf.nest.flatten(data["outputs"]) if name is not None]

        def imported(*arguments: Any) -> Any:
            feeds = {row["name"]: argument for row, argument in zip(data["inputs"], arguments, strict=True)}
            graph = tf.compat.v1.get_default_graph()
            for row in data["captures"]:
                if "variable" in row:
                    feeds[row["name"]] = graph.capture(self.variables[row["variable"]].handle)
                else:
                    feeds[row["name"]] = tf.constant(row["value"])
            return tf.graph_util.import_graph_def(definition, input_map=feeds, return_elements=names, name="")

        specs = [tf.TensorSpec(row["shape"], row["dtype"]) for row in data["inputs"]]
        self.function = tf.compat.v1.wrap_function(imported, specs)

    def run(self, values: list[Any], inputs: list[Any]) -> Any:
        """The flat outputs with these values of the variables."""
        for number, (variable, value) in enumerate(zip(self.variables, values, strict=True)):
            if self.changing or self.held[number] is not value:
                variable.assign(value)
                self.held[number] = value
        return self.function(*inputs)


def _size(row: dict[str, Any]) -> int:
    return int(np.prod(row["shape"], dtype="int64"))
