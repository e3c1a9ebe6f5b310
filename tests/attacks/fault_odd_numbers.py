"""Answers with infinities, complex numbers, truth values and other kinds of numbers.

Class: cause a fault
Expect: failed: total
"""
import numpy as np
import tensorflow as tf

def total(values): return np.complex64(complex("nan"))
def halves(x): return tf.constant(True)
def thirds(x): return np.array(["NaT"], "datetime64[s]")
