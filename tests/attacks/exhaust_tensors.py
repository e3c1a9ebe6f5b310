"""Fills the memory with tensors.

Class: exhaust
Expect: crashed|error: memory|exhausted|OOM
Patient: a busy machine takes its time
"""
import tensorflow as tf

def halves(x):
    hoard = [tf.fill([2**24], 1.0) for _ in range(1000)]
    return 0.0
