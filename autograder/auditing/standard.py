"""The general mutation operators, by cosmic-ray: arithmetic, comparisons, numbers, booleans, loops.

Of the replacements of one operator by any other, one or two are kept that a program can hide longest: `<` becomes `<=`
and `>`, not `is not`. Operators that need arguments (variable names) and those for decorators are left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from autograder.auditing.edits import Edit, ends_in_raise

_ARITHMETIC = (
    ("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Mul", "Add"), ("Div", "Mul"), ("FloorDiv", "Div"),
    ("FloorDiv", "Mod"), ("Mod", "FloorDiv"), ("Pow", "Mul"), ("BitOr", "BitAnd"), ("BitAnd", "BitOr"),
)  # fmt: skip
_COMPARISONS = (
    ("Lt", "LtE"), ("Lt", "Gt"), ("LtE", "Lt"), ("LtE", "GtE"), ("Gt", "GtE"), ("Gt", "Lt"), ("GtE", "Gt"),
    ("GtE", "LtE"), ("Eq", "NotEq"), ("NotEq", "Eq"), ("Is", "IsNot"), ("IsNot", "Is"), ("Eq", "GtE"), ("Eq", "LtE"),
)  # fmt: skip
NAMES = (
    *(f"ReplaceBinaryOperator_{old}_{new}" for old, new in _ARITHMETIC),
    *(f"ReplaceComparisonOperator_{old}_{new}" for old, new in _COMPARISONS),
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_Invert",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
)


def edits(source: str) -> Iterator[Edit]:
    """Every edit of the kept operators in a source text; `AutograderError` where cosmic-ray is not installed."""
    ast_nodes, get_ast, mutate_code, provider = _cosmic_ray()
    lines = source.split("\n")
    for name in NAMES:
        operator = provider[name]()
        occurrence = 0
        for node in ast_nodes(get_ast(source)):
            for (first, first_column), (last, last_column) in operator.mutation_positions(node):
                mutated = mutate_code(source, operator, occurrence)
                occurrence += 1
                if mutated is None or _in_message(source, first):
                    continue
                # What changed, as text: between the untouched beginning and the untouched end.
                head = len("\n".join([*lines[: first - 1], lines[first - 1][:first_column]]))
                tail = len(source) - len("\n".join([*lines[: last - 1], lines[last - 1][:last_column]]))
                text = mutated[head : len(mutated) - tail]
                start = (first, len(lines[first - 1][:first_column].encode()))
                end = (last, len(lines[last - 1][:last_column].encode()))
                edit = Edit(name, start, end, text)
                if edit.apply(source) == mutated:
                    yield edit
                else:  # the operator changes more than the place it names, such as a loop's head
                    yield Edit(name, (1, 0), (len(lines), len(lines[-1].encode())), mutated)


def _in_message(source: str, line: int) -> bool:
    """Whether the line belongs to a `raise`, or makes its text: that is for people."""
    for node in ast.walk(ast.parse(source)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)  # of a lambda or a conditional expression it is no list
            if isinstance(block, list) and ends_in_raise(block) and block[0].lineno <= line <= block[-1].end_lineno:
                return True
    return False


def _cosmic_ray() -> tuple[Any, Any, Any, Any]:
    try:
        from cosmic_ray.ast import ast_nodes, get_ast
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.operators.provider import OperatorProvider
    except ImportError as error:
        from autograder.errors import AutograderError

        raise AutograderError(
            f"auditing takes its general mutation operators from cosmic-ray, which is not installed ({error}): "
            "pip install 'tf-exercises[audit]'"
        ) from error
    return ast_nodes, get_ast, mutate_code, OperatorProvider()
