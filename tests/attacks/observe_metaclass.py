"""Wrong models of a class whose metaclass claims every instance and every attribute.

Class: forge the observation
Expect: failed|error: graph gave|TypeError|Error
"""
class Meta(type(keras.Model)):
    def __instancecheck__(cls, instance): return True
    def __eq__(cls, other): return True
    __hash__ = type.__hash__

class Model(keras.Model, metaclass=Meta):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
        self.inputs_ = None
    def call(self, x): return self.dense(x)[:, :1]
    def count_params(self): return 4

def line(n_features):
    x = keras.Input((n_features,))
    return keras.Model(x, Model()(x))
