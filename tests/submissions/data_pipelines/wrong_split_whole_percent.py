"""Wrong: the fraction becomes whole percent, as in the names of splits such as "train[:12%]".

Fails: test_split_counts
"""

def train_val_split(dataset, val_fraction):
    count = int(dataset.cardinality())
    if count < 0:
        raise ValueError("the length of the dataset has to be known and finite")
    if not 0 < val_fraction < 1:
        raise ValueError(f"the fraction lies between 0 and 1, and is not {val_fraction}")
    val = count * int(val_fraction * 100) // 100
    return dataset.take(count - val), dataset.skip(count - val)
