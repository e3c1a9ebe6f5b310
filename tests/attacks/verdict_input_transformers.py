"""Registers IPython transformers that would rewrite the cells after it.

Class: forge the verdict
Expect: failed: the total is wrong
"""
import IPython.core.inputtransformer2 as transformer

try:
    shell = get_ipython()
except NameError:
    shell = None
if shell is not None:
    shell.input_transformers_post.append(lambda lines: ["pass\n"])
transformer.TransformerManager.transform_cell = lambda self, cell: "pass"
