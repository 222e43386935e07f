"""Every operator with a gradient, at sizes that fill no panel."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import short, start_values, uniform

CLASSES = 21
TABLE_ROWS = 3


def positive(shape):
    return uniform(shape, 0.2, 4)


def away_from_zero(shape):
    """For divisors."""
    values = uniform(shape, 0.5, 3)
    return torch.where(start_values(shape) < 0, -values, values)


def far(shape):
    return start_values(shape, scale=30, digits=1)


def between(shape):
    """Values that three digits never give."""
    return short(start_values(shape) + 0.0005, 4)


def small(shape):
    return start_values(shape, scale=1e-3, digits=6)


def probabilities(shape):
    """Rows whose sum is not quite 1: the gradient must not take it for 1."""
    return uniform(shape, 0, 2 / shape[-1], digits=4)


LABELS = torch.tensor([0, 20, 16])
SHARES = probabilities((TABLE_ROWS, CLASSES))
TARGETS = start_values((TABLE_ROWS, CLASSES))

INPUTS = f"""\
  input label: i32[batch]
  input shares: f32[batch, {CLASSES}]
  input target: f32[batch, {CLASSES}]"""


def inputs_at(batch):
    return {"label": LABELS[:batch], "shares": SHARES[:batch], "target": TARGETS[:batch]}


def write():
    cases = Cases("operators", TABLE_ROWS, INPUTS, inputs_at)
    rows = cases.rows

    def add(name, text, meaning, parameters=None, **operands):
        """A case of no other inputs: `meaning` gets the operands in order, then the parameters."""

        def without_inputs(*, label, shares, target, **values):
            return meaning(*values.values())

        cases.add(name, text, without_inputs, parameters, **operands)

    add("product", "matmul(a, b)", torch.matmul, a=rows(9), b=fixed(9, 21))
    add("fixed_product", "matmul(a, b)", torch.matmul, a=fixed(5, 7), b=fixed(7, 19))
    add("column_product", "matmul(a, b)", torch.matmul, a=rows(33), b=fixed(33, 1))
    add("left_transposed", "matmul(a, b, transpose_a: true)", lambda a, b: a.T @ b, a=fixed(7, 5), b=fixed(7, 19))
    add("right_transposed", "matmul(a, b, transpose_b: true)", lambda a, b: a @ b.T, a=rows(9), b=fixed(21, 9))
    add("both_transposed", "matmul(a, b, transpose_a: true, transpose_b: true)", lambda a, b: a.T @ b.T,
        a=fixed(7, 5), b=fixed(19, 7))
    add("batch_summed", "matmul(a, b, transpose_a: true)", lambda a, b: a.T @ b, a=rows(5), b=rows(18))
    add("product_from_initial", "matmul(a, b, c)", lambda a, b, c: a @ b + c, a=rows(9), b=fixed(9, 21), c=fixed(21))
    add("layer", "dense(x, units: 19, activation: relu)", lambda x, w, b: F.relu(F.linear(x, w.T, b)),
        {"weight": start_values((9, 19), 0.4), "bias": start_values((19,))}, x=rows(9))
    add("layer_without_bias", "dense(x, units: 3, bias: false)", lambda x, w: F.linear(x, w.T),
        {"weight": start_values((33, 3), 0.4)}, x=rows(33))

    add("sum_same", "a + b", torch.add, a=rows(21), b=rows(21))
    add("sum_row", "a + b", torch.add, a=rows(21), b=fixed(21))
    add("sum_scalar", "a + b", torch.add, a=fixed(), b=rows(21))
    add("difference_column", "a - b", torch.sub, a=rows(21), b=rows(1))
    add("difference_outer", "a - b", torch.sub, a=fixed(5, 1), b=fixed(1, 19))
    add("times_row", "a * b", torch.mul, a=rows(21), b=fixed(1, 21))
    add("times_column", "a * b", torch.mul, a=rows(1), b=rows(21))
    add("times_rank_3", "a * b", torch.mul, a=fixed(3, 1, 6), b=fixed(4, 1))
    add("square", "a * a", lambda a: a * a, a=rows(21))
    add("ratio_same", "a / b", torch.div, a=rows(21), b=rows(21, away_from_zero))
    add("ratio_row", "a / b", torch.div, a=rows(21), b=fixed(21, make=away_from_zero))
    add("ratio_scalar", "a / b", torch.div, a=fixed(), b=rows(21, away_from_zero))

    add("rectified", "relu(a)", torch.relu, a=rows(21))
    add("logistic", "sigmoid(a)", torch.sigmoid, a=rows(21))
    add("logistic_far", "sigmoid(a)", torch.sigmoid, a=rows(21, far))
    add("tangent", "tanh(a)", torch.tanh, a=rows(21))
    add("tangent_small", "tanh(a)", torch.tanh, a=rows(21, small))
    add("tangent_far", "tanh(a)", torch.tanh, a=fixed(5, 19, make=far))
    add("exponential", "exp(a)", torch.exp, a=rows(21))
    add("logarithm", "log(a)", torch.log, a=rows(21, positive))
    add("root", "sqrt(a)", torch.sqrt, a=rows(21, positive))
    add("inverse_root", "rsqrt(a)", torch.rsqrt, a=rows(21, positive))
    # Where two operands are equal torch halves the gradient and `minimum` gives it to the first: none are here.
    add("smaller", "minimum(a, b)", torch.minimum, a=rows(21), b=fixed(21, make=between))
    add("chain", "tanh(a * sigmoid(a) + b) / (exp(a) + c)",
        lambda a, b, c: torch.tanh(a * torch.sigmoid(a) + b) / (torch.exp(a) + c),
        a=rows(21), b=fixed(21), c=fixed(make=lambda shape: start_values(shape, 0.1, 1)))

    add("shares_of_row", "softmax(a)", lambda a: torch.softmax(a, -1), a=rows(21))
    # Not so far apart that a share is 1 in float32: its gradient would be lost to cancellation.
    add("shares_far", "softmax(a)", lambda a: torch.softmax(a, -1), a=rows(5, lambda s: start_values(s, 2, 200)))
    add("shares_rank_3", "softmax(a)", lambda a: torch.softmax(a, -1), a=fixed(3, 4, 6))
    add("sum_of_all", "reduce_sum(a)", torch.sum, a=rows(21))
    add("sum_of_rows", "reduce_sum(a * a, axes: [0])", lambda a: (a * a).sum(0), a=rows(33))
    add("sum_of_columns", "reduce_sum(a * a, axes: -1, keep_dims: true)", lambda a: (a * a).sum(-1, True), a=rows(33))
    add("sum_of_axes", "reduce_sum(a * a, axes: [0, 2])", lambda a: (a * a).sum((0, 2)), a=fixed(3, 5, 6))
    add("mean_of_all", "reduce_mean(a * a)", lambda a: (a * a).mean(), a=rows(21))
    add("mean_of_rows", "reduce_mean(a * a, axes: [0])", lambda a: (a * a).mean(0), a=rows(18))
    add("mean_of_middle", "reduce_mean(a * a, axes: [1], keep_dims: true)", lambda a: (a * a).mean(1, True),
        a=fixed(3, 5, 6))

    add("reshaped", "reshape(softmax(reshape(a, [6 * batch, 7])), [batch, 42])",
        lambda a: torch.softmax(a.reshape(-1, 7), -1).reshape(-1, 42), a=rows(42))
    add("transposed", "transpose(a, permutation: [1, 0])", lambda a: a.T, a=fixed(5, 19))
    add("transposed_rank_3", "reshape(transpose(reshape(a, [batch, 5, 7]), permutation: [0, 2, 1]), [batch, 35])",
        lambda a: a.reshape(-1, 5, 7).transpose(1, 2).reshape(-1, 35), a=rows(35))

    cases.add("class_loss", "softmax_cross_entropy(a, label)",
              lambda a, label, **_: F.cross_entropy(a, label), a=rows(CLASSES))
    cases.add("class_loss_far", "softmax_cross_entropy(a, label)",
              lambda a, label, **_: F.cross_entropy(a, label), a=rows(CLASSES, far))
    cases.add("share_loss", "softmax_cross_entropy(a, shares)",
              lambda a, shares, **_: F.cross_entropy(a, shares), a=rows(CLASSES))
    cases.add("squared_loss", "mean_squared_error(a, target)",
              lambda a, target, **_: F.mse_loss(a, target), a=rows(CLASSES))
    cases.write(batches=(1, TABLE_ROWS))
