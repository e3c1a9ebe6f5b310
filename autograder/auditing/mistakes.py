"""Mutation operators that do what learners do: forget an argument, reduce the wrong way, leave out a line, a bias, a cast.

Each operator looks at one node of the reference's syntax tree and yields the edits it can make there. They complement
the general operators of cosmic-ray (see `standard`), which know nothing of arrays and layers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from autograder.auditing.edits import Edit, code, ends_in_raise

Operator = Callable[[ast.AST], Iterator[Edit]]

# One function for another that takes the same arguments.
_SIBLINGS = {
    "reduce_mean": ["reduce_sum"],
    "reduce_sum": ["reduce_mean"],
    "reduce_max": ["reduce_min"],
    "reduce_min": ["reduce_max"],
    "reduce_any": ["reduce_all"],
    "reduce_all": ["reduce_any"],
    "reduce_logsumexp": ["reduce_max"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
    "max": ["min"],
    "min": ["max"],
    "mean": ["sum", "median"],
    "sum": ["mean"],
    "floor": ["ceil", "round"],
    "ceil": ["floor"],
    "zeros": ["ones"],
    "ones": ["zeros"],
    "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"],
    "any": ["all"],
    "all": ["any"],
    "square": ["abs"],
    "exp": ["abs"],
    "sin": ["cos"],
    "greater": ["greater_equal"],
    "greater_equal": ["greater"],
    "less": ["less_equal"],
    "less_equal": ["less"],
    "stateless_uniform": ["stateless_normal"],
    "pstdev": ["stdev"],
    "append": ["extend"],
    "MaxPooling2D": ["AveragePooling2D"],
    "GlobalAveragePooling2D": ["GlobalMaxPooling2D"],
    "Conv2DTranspose": ["Conv2D"],
    "add": ["multiply"],
    "trainable_variables": ["weights"],
    "trainable_weights": ["weights"],
    "float32": ["float64", "float16"],
    "float64": ["float32"],
    "int64": ["int32"],
    "int32": ["int64", "float32"],
}
# A call that can be replaced by its first argument.
_WRAPPERS = {
    "cast", "stop_gradient", "abs", "sqrt", "square", "exp", "log", "maximum", "minimum", "clip_by_value", "sorted",
    "reversed", "transpose", "reverse", "relu", "softmax", "sigmoid", "tanh", "float", "int", "list", "tuple",
    "floor", "round", "expand_dims", "squeeze", "reshape", "identity", "convert_to_tensor", "divide_no_nan", "shuffle",
    "batch", "prefetch", "repeat", "cache", "where", "where_v2", "pad", "rstrip", "lower", "strip", "set", "flatten",
}  # fmt: skip
_SYMMETRIC = {"max", "min", "maximum", "minimum", "add", "multiply", "equal", "not_equal", "logical_and", "logical_or"}
_WORDS = {
    "same": ["valid"],
    "valid": ["same"],
    "SAME": ["VALID"],
    "VALID": ["SAME"],
    "relu": ["linear", "tanh"],
    "softmax": ["sigmoid"],
    "sigmoid": ["tanh"],
    "tanh": ["relu"],
    "before": ["after"],
    "after": ["before"],
    "mse": ["mae"],
    "accuracy": ["mse"],
}


def drop_keyword(node: ast.AST) -> Iterator[Edit]:
    """`layer(x, training=True)` -> `layer(x)`: an argument is forgotten."""
    if isinstance(node, ast.Call):
        for index in range(len(node.keywords)):
            kept = node.keywords[:index] + node.keywords[index + 1 :]
            yield Edit.of("drop an argument", node, ast.unparse(ast.Call(node.func, node.args, kept)))


def swap_arguments(node: ast.AST) -> Iterator[Edit]:
    """`f(a, b)` -> `f(b, a)`, where that makes a difference."""
    if (
        isinstance(node, ast.Call)
        and len(node.args) >= 2
        and _called(node) not in _SYMMETRIC
        and not any(isinstance(arg, ast.Starred) for arg in node.args)
    ):
        for index in range(len(node.args) - 1):
            args = list(node.args)
            args[index], args[index + 1] = args[index + 1], args[index]
            yield Edit.of("swap arguments", node, ast.unparse(ast.Call(node.func, args, node.keywords)))


def other_function(node: ast.AST) -> Iterator[Edit]:
    """`tf.reduce_mean` -> `tf.reduce_sum`: the neighbor in the manual."""
    if isinstance(node, ast.Attribute):
        for name in _SIBLINGS.get(node.attr, []):
            yield Edit.of("another function", node, ast.unparse(ast.Attribute(node.value, name, node.ctx)))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for name in _SIBLINGS.get(node.func.id, []):
            yield Edit.of("another function", node.func, name)


def unwrap(node: ast.AST) -> Iterator[Edit]:
    """`tf.maximum(x, 0)` -> `x`: a step is forgotten."""
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    if name not in _WRAPPERS:
        return
    module = isinstance(node.func, ast.Name) or _is_module(node.func)
    if module and node.args and not isinstance(node.args[0], ast.Starred):
        for argument in node.args[:3] if name.startswith("where") else node.args[:1]:
            yield Edit.of("forget a call", node, code(argument))
    elif not module and isinstance(node.func, ast.Attribute):
        yield Edit.of("forget a call", node, code(node.func.value))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_module(function: ast.expr) -> bool:
    """Whether `a.b.c` starts at a library's name rather than at a value."""
    while isinstance(function, ast.Attribute):
        function = function.value
    return isinstance(function, ast.Name) and function.id in {"tf", "np", "keras", "math", "statistics", "layers"}


def other_word(node: ast.AST) -> Iterator[Edit]:
    """`"same"` -> `"valid"`: another of the words that are allowed there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for word in _WORDS.get(node.value, []):
            yield Edit.of("another word", node, repr(word))


def forget_term(node: ast.AST) -> Iterator[Edit]:
    """`x @ w + b` -> `x @ w`: a term or a factor is missing."""
    if isinstance(node, ast.BinOp) and isinstance(
        node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow
    ):
        yield Edit.of("forget a term", node, code(node.left))
        if isinstance(node.op, ast.Add | ast.Mult):
            yield Edit.of("forget a term", node, code(node.right))


def whole_slice(node: ast.AST) -> Iterator[Edit]:
    """`x[1:]` -> `x[:]`, `x[::-1]` -> `x[:]`."""
    if isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                kept = ast.Slice(**{name: getattr(node, name) for name in ("lower", "upper", "step") if name != bound})
                yield Edit.of("forget a bound", node, ast.unparse(kept))


def forget_statement(node: ast.AST) -> Iterator[Edit]:
    """A line that changes something is missing: a call, `x += y`, `x = f(x)`, a check of the arguments."""
    update = isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    again = isinstance(node, ast.Assign) and _names(node.targets) & _names([node.value])
    if isinstance(node, ast.stmt) and (update or again):
        yield Edit.of("forget a line", node, "pass")


def _names(nodes: list[ast.expr]) -> set[str]:
    return {
        ast.unparse(part) for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)
    }


def constant_condition(node: ast.AST) -> Iterator[Edit]:
    """`if c:` -> `if True:` and `if False:`; `a if c else b` -> `a` and `b`."""
    if isinstance(node, ast.If):
        yield Edit.of("always", node.test, "True")
        yield Edit.of("never", node.test, "False")
    elif isinstance(node, ast.IfExp):
        yield Edit.of("always", node, code(node.body))
        yield Edit.of("never", node, code(node.orelse))


def forget_condition(node: ast.AST) -> Iterator[Edit]:
    """`a and b` -> `a`, `b`."""
    if isinstance(node, ast.BoolOp):
        for index in range(len(node.values)):
            kept = node.values[:index] + node.values[index + 1 :]
            text = code(kept[0]) if len(kept) == 1 else f"({ast.unparse(ast.BoolOp(node.op, kept))})"
            yield Edit.of("forget a condition", node, text)


def forget_element(node: ast.AST) -> Iterator[Edit]:
    """`Sequential([a, b, c])` -> `Sequential([a, c])`: a layer, an axis or a case is missing."""
    if isinstance(node, ast.List) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for index in range(len(node.elts)):
            kept = ast.List(node.elts[:index] + node.elts[index + 1 :], node.ctx)
            yield Edit.of("forget an element", node, ast.unparse(kept))


def swap_results(node: ast.AST) -> Iterator[Edit]:
    """`return a, b` -> `return b, a`."""
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        yield Edit.of("swap results", node.value, ast.unparse(ast.Tuple(node.value.elts[::-1], ast.Load())))


def other_error(node: ast.AST) -> Iterator[Edit]:
    """`raise ValueError(…)` -> `raise TypeError(…)`."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
        yield Edit.of("another error", node.exc.func, "TypeError" if node.exc.func.id == "ValueError" else "ValueError")


OPERATORS: tuple[Operator, ...] = (
    drop_keyword,
    swap_arguments,
    other_function,
    unwrap,
    other_word,
    forget_term,
    whole_slice,
    forget_statement,
    constant_condition,
    forget_condition,
    forget_element,
    swap_results,
    other_error,
)


def edits(tree: ast.AST) -> Iterator[Edit]:
    """Every edit that an operator can make in the tree; what an error says and type annotations are left alone."""
    for operator in OPERATORS:
        yield from operator(tree)
    if isinstance(tree, ast.Raise):
        return
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns"):
            continue
        children = value if isinstance(value, list) else [value]
        for child in children[-1:] if ends_in_raise(children) else children:
            if isinstance(child, ast.AST):
                yield from edits(child)
