"""Every element-wise operator of one operand, and those that compare or choose, at their kinks and far from them too."""
import math

import torch
import torch.nn.functional as F

from cases import Cases, Operand
from fixture import generator, short, start_values, uniform

TABLE_ROWS = 3
COLUMNS = 9


def positive(shape):
    return uniform(shape, 0.2, 4)


def with_kinks(*kinks):
    """Normally distributed, but with every kink in the first row."""

    def make(shape):
        values = start_values(shape, scale=2)
        values[0, : len(kinks)] = torch.tensor(kinks, dtype=torch.float64)
        return values

    return make


def far(shape):
    return start_values(shape, scale=30, digits=1)


def small(shape):
    return start_values(shape, scale=1e-3, digits=6)


def turns(shape):
    """Up to 10⁴, on both sides of the zeros of sin and cos."""
    values = start_values(shape, scale=3000, digits=1).clamp(-1e4, 1e4)
    values[0, :3] = short(torch.tensor([6366, 1, -2001], dtype=torch.float64) * math.pi / 2)
    return values


def write():
    generator.manual_seed(2)  # so that its numbers hang on no other file
    cases = Cases("elementwise", TABLE_ROWS)
    rows = lambda make=start_values: cases.rows(COLUMNS, make)

    def add(name, text, meaning, **operands):
        cases.add(name, text, lambda **values: meaning(*values.values()), **operands)

    add("negative", "-a", torch.neg, a=rows())
    add("named_negative", "neg(a)", torch.neg, a=rows())
    add("squared", "square(a)", torch.square, a=rows())
    add("size", "abs(a)", torch.abs, a=rows(with_kinks(0)))
    for name, exponent, make in (
        ("cube", 3, start_values), ("inverse_square", -2, positive), ("one_half", 0.5, positive), ("one", 1, start_values),
        ("fraction", 2.3, positive), ("negative_fraction", -1.7, positive),
    ):
        add(name, f"pow(a, exponent: {exponent})", lambda a, exponent=exponent: a.pow(exponent), a=rows(make))
    # What is flat by itself leaves `a` untrained, and without a state: the summand gives it a gradient.
    add("zeroth", "pow(a, exponent: 0) + a", lambda a: a.pow(0) + a, a=rows())
    add("wave", "sin(a)", torch.sin, a=rows())
    add("wave_far", "sin(a)", torch.sin, a=rows(turns))
    add("wave_small", "sin(a)", torch.sin, a=rows(small))
    add("shifted_wave", "cos(a)", torch.cos, a=rows())
    add("shifted_wave_far", "cos(a)", torch.cos, a=rows(turns))
    add("below", "floor(a) + a", lambda a: torch.floor(a) + a, a=rows(with_kinks(0, 1, -1, -0.5)))
    add("signs", "sign(a) + a", lambda a: torch.sign(a) + a, a=rows(with_kinks(0)))

    add("clipped", "clip(a, min: -1, max: 0.5)", lambda a: a.clamp(-1, 0.5), a=rows(with_kinks(-1, 0.5)))
    add("clipped_below", "clip(a, min: 0)", lambda a: a.clamp(min=0), a=rows(with_kinks(0)))
    add("clipped_above", "clip(a, max: 1)", lambda a: a.clamp(max=1), a=rows(with_kinks(1)))
    equal = rows()
    shifted = Operand(equal.value.clone(), batched=True)
    shifted.value[:, ::2] += start_values(shifted.value[:, ::2].shape)
    add("larger", "maximum(a, b)", torch.maximum, a=equal, b=shifted)
    add("smaller", "minimum(a, b)", torch.minimum, a=equal, b=shifted)
    for name, operator, meaning in (
        ("less", "<", torch.lt), ("less_equal", "<=", torch.le), ("greater", ">", torch.gt),
        ("greater_equal", ">=", torch.ge), ("equal", "==", torch.eq), ("not_equal", "!=", torch.ne),
    ):
        chosen = lambda a, b, meaning=meaning: torch.where(meaning(a, b), a * a, b)
        add(f"if_{name}", f"where({name}(a, b), square(a), b)", chosen, a=equal, b=shifted)
        weighed = lambda a, b, meaning=meaning: meaning(a, b).double() * a + b
        add(f"as_{name}", f"(a {operator} b) * a + b", weighed, a=equal, b=shifted)

    for name, text, meaning, kinks in (
        ("leaky_relu", "leaky_relu(a)", F.leaky_relu, (0,)),
        ("leaky_relu_steep", "leaky_relu(a, negative_slope: 0.3)", lambda a: F.leaky_relu(a, 0.3), (0,)),
        ("elu", "elu(a)", F.elu, (0,)),
        ("elu_half", "elu(a, alpha: 0.5)", lambda a: F.elu(a, 0.5), (0,)),
        ("selu", "selu(a)", F.selu, (0,)),
        ("gelu", "gelu(a)", F.gelu, (0,)),
        ("gelu_tanh", "gelu(a, approximate: tanh)", lambda a: F.gelu(a, approximate="tanh"), (0,)),
        ("silu", "silu(a)", F.silu, (0,)),
        ("mish", "mish(a)", F.mish, (0,)),
        # PyTorch goes over to a above its threshold.
        ("softplus", "softplus(a)", lambda a: F.softplus(a, threshold=100), (0,)),
        ("hard_sigmoid", "hard_sigmoid(a)", F.hardsigmoid, (-3, 0, 3)),
        # At -3 and 3 PyTorch's gradient is another in its vectors than in what is left over from them.
        ("hard_swish", "hard_swish(a)", F.hardswish, (0,)),
    ):
        add(f"a_{name}", text, meaning, a=rows(with_kinks(*kinks)))
        add(f"a_{name}_far", text, meaning, a=rows(far))
        add(f"a_{name}_small", text, meaning, a=rows(small))
    cases.write(batches=(TABLE_ROWS,))
