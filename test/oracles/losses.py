"""Every loss with every option, at sizes that fill no panel."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import generator, start_values, uniform

CLASSES = 21
TABLE_ROWS = 3

INPUTS = f"""\
  input label: i32[batch]
  input shares: f32[batch, {CLASSES}]
  input some: f32[batch, {CLASSES}]
  input bits: f32[batch, {CLASSES}]
  input signs: f32[batch, {CLASSES}]"""

LABELS = torch.tensor([0, 20, 16])


def far(shape):
    return start_values(shape, scale=30, digits=1)


def inlay_list(values):
    return f"[{', '.join(f'{value:g}' for value in values.tolist())}]"


def write():
    generator.manual_seed(3)
    # Rows whose sum is not quite 1, some of which hold zeros; labels between 0 and 1.
    shares = uniform((TABLE_ROWS, CLASSES), 0, 2 / CLASSES, digits=4)
    some = torch.where(start_values(shares.shape) < 0, torch.zeros(()).double(), shares)
    bits = uniform(shares.shape, 0, 1, digits=1)
    signs = torch.sign(start_values(shares.shape) + 0.0005)
    weights = uniform((CLASSES,), 0.2, 3, digits=2)
    inputs = {"label": LABELS, "shares": shares, "some": some, "bits": bits, "signs": signs}
    cases = Cases("losses", TABLE_ROWS, INPUTS, lambda batch: {key: value[:batch] for key, value in inputs.items()})
    rows = cases.rows

    def add(name, text, meaning, **operands):
        cases.add(name, text.replace("WEIGHTS", inlay_list(weights)), meaning, **operands)

    def add_pair(name, text, meaning, **operands):
        """Both operands have gradients."""
        add(name, text, lambda a, b, **_: meaning(a, b), **(operands or {"a": rows(CLASSES), "b": rows(CLASSES)}))

    add("smooth", "softmax_cross_entropy(a, label, label_smoothing: 0.1)",
        lambda a, label, **_: F.cross_entropy(a, label, label_smoothing=0.1), a=rows(CLASSES))
    add("smooth_far", "softmax_cross_entropy(a, label, label_smoothing: 0.3)",
        lambda a, label, **_: F.cross_entropy(a, label, label_smoothing=0.3), a=rows(CLASSES, far))
    add("smooth_shares", "softmax_cross_entropy(a, shares, label_smoothing: 0.1)",
        lambda a, shares, **_: F.cross_entropy(a, shares, label_smoothing=0.1), a=rows(CLASSES))
    add("weighted", "softmax_cross_entropy(a, label, class_weights: WEIGHTS)",
        lambda a, label, **_: F.cross_entropy(a, label, weight=weights), a=rows(CLASSES))
    add("weighted_smooth", "softmax_cross_entropy(a, label, class_weights: WEIGHTS, label_smoothing: 0.2)",
        lambda a, label, **_: F.cross_entropy(a, label, weight=weights, label_smoothing=0.2), a=rows(CLASSES))
    add("weighted_shares", "softmax_cross_entropy(a, shares, class_weights: WEIGHTS, label_smoothing: 0.2)",
        lambda a, shares, **_: F.cross_entropy(a, shares, weight=weights, label_smoothing=0.2), a=rows(CLASSES))

    with_logits = F.binary_cross_entropy_with_logits
    add("binary", "binary_cross_entropy(a, bits)", lambda a, bits, **_: with_logits(a, bits), a=rows(CLASSES))
    add("binary_far", "binary_cross_entropy(a, bits)", lambda a, bits, **_: with_logits(a, bits), a=rows(CLASSES, far))
    add("binary_zero", "binary_cross_entropy(a, bits)", lambda a, bits, **_: with_logits(a, bits),
        a=rows(CLASSES, lambda shape: torch.zeros(shape).double()))
    add("binary_weighted", "binary_cross_entropy(a, bits, pos_weight: 2.5)",
        lambda a, bits, **_: with_logits(a, bits, pos_weight=torch.tensor(2.5)), a=rows(CLASSES))
    add("binary_weights", "binary_cross_entropy(a, bits, pos_weight: WEIGHTS)",
        lambda a, bits, **_: with_logits(a, bits, pos_weight=weights), a=rows(CLASSES))
    add("binary_shares", "binary_cross_entropy(sigmoid(a), bits, from_logits: false)",
        lambda a, bits, **_: F.binary_cross_entropy(torch.sigmoid(a), bits), a=rows(CLASSES))
    add_pair("binary_labels", "binary_cross_entropy(a, b)", with_logits)

    add_pair("absolute", "mean_absolute_error(a, b)", F.l1_loss)
    add("absolute_same", "mean_absolute_error(a, a)", lambda a, **_: F.l1_loss(a, a), a=rows(CLASSES))
    add_pair("squared", "mean_squared_error(a, b)", F.mse_loss)
    add_pair("huber", "huber(a, b)", F.huber_loss)
    add_pair("huber_narrow", "huber(a, b, delta: 0.3)", lambda a, b: F.huber_loss(a, b, delta=0.3))
    add_pair("huber_fixed", "huber(a, b)", F.huber_loss, a=fixed(3, 4, 6), b=fixed(3, 4, 6))

    def divergence(a, target):
        return F.kl_div(torch.log_softmax(a, -1), target, reduction="batchmean")

    add("divergence", "kl_divergence(log_softmax(a), shares)",
        lambda a, shares, **_: divergence(a, shares), a=rows(CLASSES))
    add("divergence_of_some", "kl_divergence(log_softmax(a), some)",
        lambda a, some, **_: divergence(a, some), a=rows(CLASSES))
    add_pair("divergence_by_both", "kl_divergence(log_softmax(a), softmax(b))",
             lambda a, b: divergence(a, torch.softmax(b, -1)))

    add("margin", "hinge(a, label)", lambda a, label, **_: F.multi_margin_loss(a, label), a=rows(CLASSES))
    add("margin_wide", "hinge(a, label, margin: 2.5)",
        lambda a, label, **_: F.multi_margin_loss(a, label, margin=2.5), a=rows(CLASSES))
    add("margin_signs", "hinge(a, signs, margin: 0.7)",
        lambda a, signs, **_: (0.7 - a * signs).clamp(min=0).mean(), a=rows(CLASSES))

    add_pair("cosine", "cosine_distance(a, b)", lambda a, b: 1 - F.cosine_similarity(a, b, dim=-1).mean())
    add_pair("cosine_rank_3", "cosine_distance(a, b)", lambda a, b: 1 - F.cosine_similarity(a, b, dim=-1).mean(),
             a=fixed(3, 4, 6), b=fixed(3, 4, 6))

    add_pair("one_norm", "l1_penalty(a, b)", lambda a, b: a.abs().sum() + b.abs().sum(), a=fixed(5, 19), b=fixed(7))
    add_pair("two_norm", "l2_penalty(a, b)", lambda a, b: a.square().sum() + b.square().sum(), a=fixed(5, 19), b=fixed())
    add_pair("sum_of_losses", "huber(a, b) + 0.5 * mean_squared_error(a, b) + 0.001 * l2_penalty(a)",
             lambda a, b: F.huber_loss(a, b) + 0.5 * F.mse_loss(a, b) + 0.001 * a.square().sum())
    add("own_expression", "reduce_mean(square(a - b)) / (1 + l1_penalty(a))",
        lambda a, b, **_: (a - b).square().mean() / (1 + a.abs().sum()), a=rows(CLASSES), b=rows(CLASSES))
    cases.write(batches=(1, TABLE_ROWS))
