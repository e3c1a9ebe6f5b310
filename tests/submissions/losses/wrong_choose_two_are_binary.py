"""Two classes always get the binary loss.

Fails: test_choose_for_two_classes
"""


def choose_loss(n_classes, encoding):
    if n_classes < 2 or encoding not in ("binary", "integer", "one_hot") or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    if n_classes == 2:
        return "binary_crossentropy"
    return "sparse_categorical_crossentropy" if encoding == "integer" else "categorical_crossentropy"
