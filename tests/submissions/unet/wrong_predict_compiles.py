"""The model that was passed in is compiled anew: its optimizer is gone.

Fails: test_masks_of_tensors
"""
import numpy as np


def predict_masks(model, images, batch_size=32):
    model.compile(loss="mse")
    return model.predict(np.asarray(images), batch_size=batch_size, verbose=0).argmax(-1).astype("int32")
