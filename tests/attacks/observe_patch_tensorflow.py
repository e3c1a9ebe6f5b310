"""Replaces tf.reduce_sum and np.sum, by which an observation might compare.

Class: forge the observation
Expect: tampered: reduce_sum
"""
import numpy as np
import tensorflow as tf

tf.reduce_sum = tf.math.reduce_sum = lambda *a, **k: tf.constant(0.0)
np.sum = lambda *a, **k: 0.0
