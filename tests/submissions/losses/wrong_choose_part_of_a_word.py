"""Wrong: `("binary")` is no tuple: `in` looks for a part of the word, and "hot" or nothing at all is accepted.

Fails: test_choose_rejects_other_words
"""

def choose_loss(n_classes, encoding):
    if n_classes < 2:
        raise ValueError(f"2 classes or more are needed, not {n_classes}")
    if n_classes == 2 and encoding in ("binary"):
        return "binary_crossentropy"
    if encoding in ("integer"):
        return "sparse_categorical_crossentropy"
    if encoding in ("one_hot"):
        return "categorical_crossentropy"
    raise ValueError(f"{n_classes} classes go with 'integer' or 'one_hot', two with 'binary' too; not with {encoding!r}")
