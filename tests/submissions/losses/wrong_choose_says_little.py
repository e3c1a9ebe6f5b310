"""Raises the right errors, and does not say what is allowed.

Fails: test_choose_says_what_is_allowed
"""


def choose_loss(n_classes, encoding):
    names = {"binary": "binary", "integer": "sparse_categorical", "one_hot": "categorical"}
    if n_classes < 2 or encoding not in names or (encoding == "binary" and n_classes > 2):
        raise ValueError("wrong arguments")
    return names[encoding] + "_crossentropy"
