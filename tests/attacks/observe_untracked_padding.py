"""Adds weights that nothing reads, so that the count of parameters is right and the model is not.

Class: forge the observation
Expect: failed: graph gave
"""
class Padded(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.unused = self.add_weight(shape=(3,))
        self.kernel = self.add_weight(shape=(1,))
    def call(self, x): return x[:, :1] * self.kernel

def line(n_features):
    x = keras.Input((n_features,))
    return keras.Model(x, Padded()(x))
