"""Changes process-wide state of TensorFlow, Keras and NumPy.

Class: tamper with the next
Expect: failed: the total is wrong
"""
import numpy as np
import tensorflow as tf

keras.mixed_precision.set_dtype_policy("float64")
keras.backend.set_floatx("float64")
keras.backend.set_image_data_format("channels_first")
tf.config.run_functions_eagerly(True)
keras.utils.set_random_seed(1)
np.seterr(all="raise")
tf.debugging.set_log_device_placement(False)
