"""Operators that move, choose, reduce and normalise, at sizes that fill no panel."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import short, start_values

TABLE_ROWS = 3
WORDS = torch.tensor([[0, 4, 4], [10, 0, 3], [4, 4, 9]])

INPUTS = """\
  input words: i32[batch, 3]"""


def inputs_at(batch):
    return {"words": WORDS[:batch]}


def with_ties(shape):
    """Few different values: many are equal."""
    return start_values(shape, digits=0)


def with_zeros(shape):
    """Factors around 1, of which a third is 0."""
    values = start_values(shape, 0.3, 1)
    return torch.where(start_values(shape) < -0.4, torch.zeros(()).double(), values)


def factors(shape):
    return start_values(shape, 0.3, 1)


def pick(shape):
    """Distinct values: which is the largest stays clear in float32."""
    count = torch.Size(shape).numel()
    return short(torch.randperm(count).double().reshape(shape) / 8 - count / 16)


def rms(a, weight, epsilon=1e-5):
    return a / (a.square().mean(-1, True) + epsilon).sqrt() * weight


def write():
    torch.manual_seed(1)
    cases = Cases("shapes", TABLE_ROWS, INPUTS, inputs_at)
    rows = cases.rows

    def add(name, text, meaning, parameters=None, **operands):
        """A case of no other inputs: `meaning` gets the operands in order, then the parameters."""

        def without_inputs(*, words, **values):
            return meaning(*values.values())

        cases.add(name, text, without_inputs, parameters, **operands)

    add("largest_of_all", "reduce_max(a)", torch.amax, a=rows(21))
    add("largest_of_row", "reduce_max(a, axes: -1, keep_dims: true)", lambda a: a.amax(-1, True), a=rows(33, with_ties))
    add("largest_of_column", "reduce_max(a, axes: [0])", lambda a: a.amax(0), a=fixed(7, 19, make=with_ties))
    add("largest_of_axes", "reduce_max(a, axes: [0, 2])", lambda a: a.amax((0, 2)), a=fixed(3, 5, 6))
    add("smallest_of_row", "reduce_min(a, axes: 1, keep_dims: true)", lambda a: a.amin(1, True), a=rows(21, with_ties))
    add("smallest_of_middle", "reduce_min(a, axes: 1)", lambda a: a.amin(1), a=fixed(3, 5, 6, make=with_ties))
    add("product_of_row", "reduce_prod(a, axes: 1, keep_dims: true)", lambda a: a.prod(1, True), a=rows(9, factors))
    add("product_with_zeros", "reduce_prod(a, axes: 1)", lambda a: a.prod(1), a=fixed(19, 3, make=with_zeros))
    add("product_of_column", "reduce_prod(a, axes: 0)", lambda a: a.prod(0), a=fixed(4, 19, make=with_zeros))
    add("variance_of_row", "reduce_variance(a, axes: -1, keep_dims: true)", lambda a: a.var(-1, False, keepdim=True), a=rows(21))
    add("variance_of_all", "reduce_variance(a, unbiased: true)", lambda a: a.var(), a=fixed(5, 7))
    add("variance_of_column", "reduce_variance(a + 30, axes: 0, keep_dims: true)", lambda a: a.var(0, False, keepdim=True),
        a=fixed(9, 19))
    add("log_shares", "log_softmax(a)", lambda a: torch.log_softmax(a, -1), a=rows(21))
    add("log_shares_far", "log_softmax(a)", lambda a: torch.log_softmax(a, -1),
        a=rows(5, lambda shape: start_values(shape, 20, 100, digits=1)))

    add("flat", "flatten(tanh(a))", lambda a: a.tanh().flatten(1), a=fixed(3, 5, 6))
    add("joined", "concat(a, tanh(b), a, axis: 1)", lambda a, b: torch.cat([a, b.tanh(), a], 1), a=rows(5), b=rows(18))
    add("joined_many", "concat(a, b, a, b, a * b, a, axis: 0)",
        lambda a, b: torch.cat([a, b, a, b, a * b, a], 0), a=fixed(2, 7), b=fixed(2, 7))
    add("joined_middle", "concat(a, b, axis: 1)", lambda a, b: torch.cat([a, b], 1), a=fixed(3, 5, 6), b=fixed(3, 2, 6))
    add("parts", "one_part, other_part = split(a, parts: 2)\none_part * tanh(other_part)",
        lambda a: a[:, :17] * a[:, 17:].tanh(), a=rows(34))
    add("sized_parts", "low, _middle, high = split(a, sizes: [2, 1, 2], axis: 0)\nlow * high",
        lambda a: a[:2] * a[3:], a=fixed(5, 19))
    add("cut", "slice(a, start: 3, stop: -1)", lambda a: a[:, 3:-1], a=rows(21))
    add("cut_by_steps", "slice(a, start: 1, step: 4)", lambda a: a[:, 1::4], a=rows(33))
    add("cut_middle", "slice(a, start: 1, stop: 5, step: 2, axis: 1)", lambda a: a[:, 1:5:2], a=fixed(3, 5, 6))
    add("framed", "pad(a, before: 2, after: 3, value: 0.5)", lambda a: F.pad(a, (2, 3), value=0.5), a=rows(19))
    add("framed_rows", "pad(tanh(a), after: 2, axis: 0)", lambda a: F.pad(a.tanh(), (0, 0, 0, 2)), a=fixed(3, 7))
    add("tiled", "tile(a, repeats: [1, 3])", lambda a: a.tile(1, 3), a=rows(7))
    add("tiled_twice", "tile(a, repeats: [2, 1, 3])", lambda a: a.tile(2, 1, 3), a=fixed(3, 2, 5))
    add("expanded", "expand(a, shape: [4, 3, 19])", lambda a: a.expand(4, 3, 19), a=fixed(3, 1))

    def words(name, text, meaning, parameters=None, **operands):
        cases.add(name, text, lambda *, words, **values: meaning(words, **values), parameters, **operands)

    words("vectors", "flatten(embedding(words, vocabulary: 11, features: 21, name: \"vectors\"))",
          lambda words, weight: F.embedding(words, weight).flatten(1),
          {"weight": start_values((11, 21))})
    words("looked_up", "gather(a, words)", lambda words, a: a[words], a=fixed(11))
    words("looked_up_deep", "flatten(gather(tanh(a), words))", lambda words, a: a.tanh()[words].flatten(1), a=fixed(11, 2, 3))
    words("marked", "flatten(one_hot(words, classes: 11) * a)",
          lambda words, a: (F.one_hot(words, 11) * a).flatten(1), a=fixed(3, 11))
    add("best", "gather(b, argmax(a)) * a", lambda a, b: b[a.argmax(-1)] * a, a=rows(21, pick), b=fixed(21, 21))
    add("best_of_column", "gather(b, argmax(a, axis: 0)) * a", lambda a, b: b[a.argmax(0)] * a,
        a=fixed(7, 18, make=pick), b=fixed(7))
    add("highest", "highest_values, _places = topk(a, k: 5)\nhighest_values * 2", lambda a: a.topk(5).values * 2,
        a=rows(21, pick))
    add("highest_places", "values, places = topk(a, k: 3)\ngather(b, places) * values",
        lambda a, b: b[a.topk(3).indices] * a.topk(3).values, a=fixed(5, 18, make=pick), b=fixed(18))

    add("layer", "layer_norm(a)", lambda a, weight, bias: F.layer_norm(a, a.shape[-1:], weight, bias),
        {"weight": start_values((21,), 0.2, 1), "bias": start_values((21,))}, a=rows(21))
    add("layer_bare", "layer_norm(a, epsilon: 0.001, weight: false, bias: false)",
        lambda a: F.layer_norm(a, a.shape[-1:], eps=0.001), a=fixed(3, 5, 6))
    add("layer_far", "layer_norm(a)", lambda a, weight, bias: F.layer_norm(a, a.shape[-1:], weight, bias),
        {"weight": start_values((9,), 0.2, 1), "bias": start_values((9,))},
        a=fixed(4, 9, make=lambda shape: start_values(shape, 3, 200, digits=1)))
    add("root_mean_square", "rms_norm(a)", rms, {"weight": start_values((21,), 0.2, 1)}, a=rows(21))
    cases.write(batches=(TABLE_ROWS, 1))
