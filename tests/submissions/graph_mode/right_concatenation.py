"""Right: a loop that concatenates, with shape invariants; Python integers where they work; a default argument."""

import tensorflow as tf


def compile_step(fn, signature, **options):
    return tf.function(input_signature=signature, **options)(fn)


def collatz_steps(n, limit=None):
    if not tf.is_tensor(n):
        steps = 0
        while n != 1:
            n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1
        return steps
    n = tf.cast(n, tf.int64)
    count = tf.zeros([], tf.int32)
    while n != 1:
        n = tf.cond(n % 2 == 0, lambda: n // 2, lambda: 3 * n + 1)
        count += 1
    return count


def running_sum(xs):
    xs = tf.cast(tf.convert_to_tensor(xs), tf.float32)
    invariants = [tf.TensorShape([]), tf.TensorShape([None, *xs.shape[1:]])]
    _, sums = tf.while_loop(
        lambda i, sums: i < tf.shape(xs)[0],
        lambda i, sums: (i + 1, tf.concat([sums, sums[-1:] + xs[i : i + 1]], axis=0)),
        [tf.constant(1), xs[:1]],
        shape_invariants=invariants,
    )
    return tf.ensure_shape(sums, xs.shape)
