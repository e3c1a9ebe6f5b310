"""What the fork server gets ready for its workers, which each would otherwise do for itself in its first milliseconds.

A worker shares the fork server's memory until it writes to it, and pays for every page that it writes to: so what fills
a table is done here. Nothing may start TensorFlow's runtime, or a thread that stays: neither survives a fork.
"""

from __future__ import annotations

import abc
import contextlib
import ctypes
import importlib
import pkgutil
from pathlib import Path
from typing import Any

from autograder.sandbox import libc

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"
MANY = 10
"""A class with so many subclasses takes long to say that another is none of them."""


def warm() -> None:
    """Fill TensorFlow's tables, have the code of its matrix multiplication generated, and settle its first options.

    Some of it leans on TensorFlow's inside: what another version has not is left to each worker, as ever.
    """
    from autograder.worker import configure

    for step in STEPS:
        with contextlib.suppress(OSError, ImportError, AttributeError, TypeError):
            step()
    configure(threads=1, devices=1)


def ops() -> None:
    """The tables of ops and of their kernels."""
    from autograder.probes import graphs

    graphs.has_gpu_kernel("AddV2")
    graphs.has_gpu_kernel("there is no such op")


def xla_kernels() -> None:
    """The kernels of XLA, which TensorFlow enters with its first function: exported in C++, not in Python."""
    import tensorflow as tf

    library = ctypes.CDLL(str(Path(tf.sysconfig.get_lib()) / "libtensorflow_cc.so.2"))
    library._ZN10tensorflow13XlaOpRegistry26RegisterCompilationKernelsEv()


def product() -> Any:
    """The optimized GraphDef of a product of two constants.

    oneDNN generates machine code for the first float32 product of a process, for several milliseconds. Grappler
    computes this one when it folds the constants, on a device of its own whose threads end with it.
    """
    import numpy as np
    from tensorflow.core.protobuf.config_pb2 import ConfigProto
    from tensorflow.core.protobuf.device_properties_pb2 import DeviceProperties, NamedDevice
    from tensorflow.core.protobuf.meta_graph_pb2 import MetaGraphDef
    from tensorflow.python.framework.tensor_util import make_tensor_proto
    from tensorflow.python.grappler.cluster import Cluster
    from tensorflow.python.grappler.tf_optimizer import OptimizeGraph

    graph = MetaGraphDef()
    for name, shape in (("left", (2, 3)), ("right", (3, 2))):
        value = make_tensor_proto(np.ones(shape, np.float32))
        node = graph.graph_def.node.add(name=name, op="Const")
        node.attr["dtype"].type = value.dtype
        node.attr["value"].tensor.CopyFrom(value)
    for name, op, inputs in (("product", "MatMul", ("left", "right")), ("out", "Identity", ("product",))):
        graph.graph_def.node.add(name=name, op=op, input=inputs).attr["T"].type = value.dtype
    graph.collection_def["train_op"].node_list.value.append("out")
    config = ConfigProto()
    config.graph_options.rewrite_options.optimizers.append("constfold")
    config.graph_options.rewrite_options.min_graph_nodes = -1  # however few
    device = NamedDevice(name=CPU, properties=DeviceProperties(type="CPU", num_cores=1))
    return OptimizeGraph(config, graph, verbose=False, cluster=Cluster(devices=[device]))


def datasets() -> None:
    """The modules of tf.data's transformations, which TensorFlow imports one by one as they are called."""
    from tensorflow.python.data import ops

    for found in pkgutil.iter_modules(ops.__path__, f"{ops.__name__}."):
        importlib.import_module(found.name)


def data() -> None:
    """The table of digits that topics load and `course.data` then keeps."""
    from course.data import mnist
    from course.data.errors import DataUnavailable

    with contextlib.suppress(DataUnavailable):
        mnist()


def huge_pages() -> None:
    """Put what is in memory now into pages of 2 MiB where the kernel has them (Linux 6.1 and later).

    A fork copies an entry for every page, and the end of a worker drops them one by one.
    """
    size = _huge_page_size()
    for start, end in _anonymous() if size else ():
        for page in range(-(-start // size) * size, end - size + 1, size):
            with contextlib.suppress(OSError):  # nothing is there, or no huge page is free
                libc.advise(page, size, libc.MADV_COLLAPSE)


def _huge_page_size() -> int:
    """Bytes; 0 where there are none."""
    try:
        return int(Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size").read_text())
    except (OSError, ValueError):
        return 0


def _anonymous() -> list[tuple[int, int]]:
    """From where to where this process has memory of its own that no file is behind: the heap and what it mapped."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            start, end = span.split("-")
            found.append((int(start, 16), int(end, 16)))
    return found


def subclasses() -> None:
    """Have the abstract classes that TensorFlow asks for remember which types of values are none of theirs.

    To find that out, `isinstance` asks all their subclasses, each of which remembers it as well.
    """
    types = _types_of_values()
    for kind in filter(_is_asked_for, _descendants(object)):
        if len(_descendants(kind)) >= MANY:
            for known in types:
                issubclass(known, kind)


def _is_asked_for(kind: type) -> bool:
    return isinstance(kind, abc.ABCMeta) and kind.__module__.startswith(("tensorflow.", "collections.abc"))


def _types_of_values() -> tuple[type, ...]:
    import keras
    import numpy as np
    import tensorflow as tf
    from tensorflow.python.data.ops import dataset_ops, iterator_ops, optional_ops
    from tensorflow.python.framework.func_graph import FuncGraph
    from tensorflow.python.framework.ops import EagerTensor, SymbolicTensor
    from tensorflow.python.ops.resource_variable_ops import ResourceVariable
    from tensorflow.python.trackable.data_structures import ListWrapper, _DictWrapper, _TupleWrapper
    from tensorflow.python.types.core import Tensor, TensorProtocol

    return (
        *(bool, int, float, complex, str, bytes, list, tuple, dict, set, type(None), type, type(len), type(warm)),
        *(np.ndarray, np.bool_, np.uint8, np.int32, np.int64, np.float16, np.float32, np.float64),
        *(tf.Tensor, EagerTensor, SymbolicTensor, tf.Variable, ResourceVariable, keras.Variable, keras.KerasTensor),
        *(tf.TensorSpec, tf.TensorShape, tf.DType, tf.Operation, FuncGraph, keras.layers.Layer, TensorProtocol, Tensor),
        *(tf.TensorArray, *_descendants(tf.data.Dataset), iterator_ops.OwnedIterator, optional_ops._OptionalImpl),
        *(dataset_ops.DatasetSpec, keras.layers.InputLayer, keras.layers.Dense),
        *(ListWrapper, _DictWrapper, _TupleWrapper),
    )


def _descendants(kind: type) -> set[type]:
    """All subclasses that there are of a class, and theirs."""
    found: set[type] = set()
    left = [kind]
    while left:
        new: set[type] = set(type.__subclasses__(left.pop())) - found
        found |= new
        left += new
    return found


STEPS = (ops, xla_kernels, product, datasets, subclasses, data)
