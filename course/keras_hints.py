"""One-line hints for errors that Keras 3 and TensorFlow 2 raise on code written for their earlier versions."""

from __future__ import annotations

import re

_HINTS = [
    (
        r"not recognized: \{'lr'|has no attribute 'lr'",
        "Keras 3 calls it `learning_rate`, not `lr`.",
    ),
    (
        r"not recognized: \{'(decay|epsilon_decay)'",
        "Keras 3 has no `decay`: pass a schedule as `learning_rate`.",
    ),
    (
        r"has no attribute 'reset_states'",
        "Keras 3 calls it `reset_state()`, without the last s.",
    ),
    (
        r"A KerasTensor cannot be used as input to a TensorFlow function",
        "Functions of `tf` do not take Keras' symbolic tensors: use the same function from `keras.ops`, or a layer.",
    ),
    (
        r"A KerasTensor is symbolic|symbolic KerasTensor|'(KerasTensor"
        r"|SymbolicTensor)' object has no attribute 'numpy'|Cannot convert a symbolic",
        "While a model or a graph is being built, tensors have a shape but no values yet: `.numpy()`, `float()`, "
        "`if` and NumPy need values.",
    ),
    (
        r"has no attribute 'predict_(classes|proba)'",
        "Keras 3 has only `predict`: take `argmax(axis=-1)` of it for the classes.",
    ),
    (
        r"has no attribute '(fit|evaluate|predict)_generator'",
        "Keras 3 has only `fit`, `evaluate` and `predict`: they take datasets.",
    ),
    (
        r"Invalid filepath extension for saving|`?save_format`? argument is deprecated",
        "A model is saved under a name that ends in `.keras`: `model.save('model.keras')`.",
    ),
    (
        r"The filename must end in `?\.weights\.h5",
        "Weights are saved under a name that ends in `.weights.h5`.",
    ),
    (
        r"File format not supported: filepath",
        "Keras 3 loads `.keras` files and weights from `.weights.h5` files.",
    ),
    (
        r"dtype='string' is not a valid dtype for Keras type promotion|`loss_weights` must match the number of losses"
        r"|Attempt to convert a value .* with an unsupported type \(<class 'keras\.src\.metrics\.",
        "The third argument of `compile` is `loss_weights`: write `metrics=[...]` with its name.",
    ),
    (
        r"Could not interpret (loss|metric|optimizer) identifier",
        "Keras does not know this name. Losses are called `mean_squared_error`, `binary_crossentropy`, "
        "`categorical_crossentropy` and `sparse_categorical_crossentropy`.",
    ),
    (
        r"keras\.(api\.)?(preprocessing|wrappers|utils|layers)[\w.]*' has no attribute '(text|sequence|scikit_learn"
        r"|np_utils|experimental|merge|ImageDataGenerator|CuDNN\w+|multi_gpu_model)'",
        "This was part of earlier versions of Keras: look for the layer of the same purpose in `keras.layers`.",
    ),
    (
        r"No module named '(tensorflow\.keras|keras)\.[\w.]+'",
        "Import from `keras` itself: `keras.layers`, `keras.utils`, `keras.ops`…",
    ),
    (
        r"module 'keras\.(api\.)?backend' has no attribute",
        "Keras 3 moved these functions from `keras.backend` to `keras.ops`.",
    ),
    (
        r"module 'keras\.(api\.)?losses' has no attribute",
        "The losses of Keras 3 have long names, such as `keras.losses.mean_squared_error`.",
    ),
    (
        r"module 'keras\._tf_keras\.keras\.losses' has no attribute",
        "`tf.keras.losses` has classes, such as `MeanSquaredError()`; the functions are in `keras.losses`.",
    ),
    (
        r"is not a valid (root )?scope name",
        "Keras names a model after its class, and TensorFlow takes Latin letters, digits and _ in such names, "
        "no _ in front: rename the class or the layer, or pass `name`.",
    ),
    (
        r"Unrecognized keyword arguments? passed to \w+: \{'(batch_)?input_(shape|dim|length)'",
        "Give the input's shape by a first layer `keras.Input(shape)`.",
    ),
    (
        r"Unrecognized keyword arguments? passed to",
        "The layer has no argument of this name (or no longer): see its page at keras.io.",
    ),
    (
        r"`name` must be passed as a keyword argument.*add_weight",
        "Write `self.add_weight(shape=…, name=…)`, with the names.",
    ),
    (
        r"has no attribute 'output_shape'",
        "Layers of Keras 3 have no `output_shape` before they are built: look at the output's `shape`.",
    ),
    (
        r"has no attribute '(minimize|get_gradients)'",
        "Keras 3: take gradients with `tf.GradientTape`, then `optimizer.apply_gradients(zip(gradients, variables))`.",
    ),
    (
        r"No gradients provided for any variable",
        "Every gradient is None: compute the loss inside the tape, from the model's outputs, with TensorFlow's "
        "functions.",
    ),
    (
        r"module 'tensorflow' has no attribute '(Session|placeholder|log|contrib|app|flags|get_variable|layers"
        r"|global_variables_initializer)'",
        "This is TensorFlow 1: TensorFlow 2 runs eagerly, and many functions moved (`tf.math.log`).",
    ),
    (
        r"layer '[\w/]+', but the layer isn't built|Weights for model .* have not yet been created",
        "The model has no weights yet: give it an input shape, or call it once.",
    ),
    (
        r"has no attribute '_(layers|tracker|trainable_variables|metrics|losses)'|before calling `super",
        "Call `super().__init__()` first in `__init__`.",
    ),
    (
        r"does not have a `call\(\)` method implemented",
        "A subclass of `keras.Model` or `keras.layers.Layer` needs a method `call`.",
    ),
    (
        r"list indices must be integers or slices|'list' object has no attribute '(shape|dtype|ndim)'"
        r"|operand type\(s\) for .*'list'|can't multiply sequence",
        "The argument is a plain list here: make it a tensor first, by `tf.convert_to_tensor`.",
    ),
    (
        r"Tensor' object does not support item assignment",
        "Tensors cannot be changed: build a new one (`tf.where`, `tf.stack`, `tf.concat`, "
        "`tf.tensor_scatter_nd_update`).",
    ),
    (
        r"expected to be a (\w+) tensor but is a (\w+) tensor|expected \w+ passed to parameter .* got \w+ of type",
        "TensorFlow does not mix types by itself: convert one of the two with `tf.cast`.",
    ),
    (
        r"tf\.function only supports singleton tf\.Variables",
        "Create variables once, outside the function that `tf.function` compiles.",
    ),
    (
        r"must also be initialized in the (else|main|if) branch|must be defined before the loop",
        "In a graph, a name must have a value on both sides of an `if` and before a loop.",
    ),
    (
        r"A non-persistent GradientTape can only be used",
        "For several gradients from one tape: `tf.GradientTape(persistent=True)`.",
    ),
    (
        r"is not connected to `?inputs|Graph disconnected",
        "An output of the model does not depend on its inputs: follow the tensors from Input to output.",
    ),
    (
        r"All `outputs` values must be KerasTensors",
        "An output of the model was not made by layers from its inputs.",
    ),
    (
        r"requires inputs with matching shapes except for the concatenation axis",
        "Feature maps of different height or width cannot be concatenated: compare their shapes.",
    ),
    (
        r"is incompatible with the layer: expected axis -1",
        "The input's last axis has another size than the layer was built for.",
    ),
    (
        r"takes \d+ positional arguments? but \d+ were given|got an unexpected keyword argument 'training'",
        "Compare the arguments with the signature that the exercise gives: the names and their order matter.",
    ),
]
_COMPILED = [(re.compile(pattern, re.DOTALL), hint) for pattern, hint in _HINTS]


def with_hint(type_name: str, message: str, most: int = 2_000) -> str:
    """An exception in one line of at most `most` characters, and the hint for it, where there is one, in parentheses."""
    hint = hint_for(type_name, message)
    return f"{type_name}: {message}"[:most] + (f" ({hint})" if hint else "")


def hint_for(type_name: str, message: str) -> str | None:
    """A hint for an exception of a learner's code, or None; only the start of a long message is read."""
    if type_name == "NameError" and (match := re.search(r"name '(\w{1,40})' is not defined", message[:200])):
        return f"Python does not know `{match[1]}` here: is it spelled right, imported, and defined in a cell above?"
    text = message[:3_000]
    return next((hint for pattern, hint in _COMPILED if pattern.search(text)), None)
