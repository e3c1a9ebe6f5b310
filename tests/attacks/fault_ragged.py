"""Answers with ragged lists and ragged tensors.

Class: cause a fault
Expect: failed: total
"""
import tensorflow as tf

def total(values): return tf.ragged.constant([[1.0], [2.0, 3.0]])
def halves(x): return [[1], [2, 3], "x", None]
thirds = halves
