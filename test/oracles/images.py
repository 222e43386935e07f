"""Operators on images f32[batch, height, width, channels]; torch has the channels before height and width."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import short

TABLE_ROWS = 3


def far_apart(shape):
    """Distinct values: which is the largest stays clear in float32."""
    count = torch.Size(shape).numel()
    return short(torch.randperm(count).double().reshape(shape) / 8 - count / 16)


def channels_first(function):
    """A function of torch, on an image or a line with its channels last."""

    def on_last(a):
        return function(a.movedim(-1, 1)).movedim(1, -1)

    return on_last


def write():
    torch.manual_seed(2)
    cases = Cases("images", TABLE_ROWS)
    rows = cases.rows

    def add(name, text, meaning, **operands):
        cases.add(name, text, channels_first(meaning), **operands)

    image = "reshape(a, shape: [batch, 5, 4, 3])"
    add("largest", "max_pool(a, size: 2)", lambda a: F.max_pool2d(a, 2), a=fixed(1, 5, 7, 3, make=far_apart))
    cases.add("largest_padded", f"flatten(max_pool({image}, size: 3, stride: 2, padding: 1))",
              lambda a: channels_first(lambda a: F.max_pool2d(a, 3, 2, 1))(a.reshape(-1, 5, 4, 3)).flatten(1), a=rows(60, far_apart))
    add("largest_same", "max_pool(a, size: [2, 3], stride: [1, 2], padding: same)",
        lambda a: F.max_pool2d(F.pad(a, (1, 1, 0, 1), value=-torch.inf), (2, 3), (1, 2)),
        a=fixed(1, 4, 5, 17, make=far_apart))
    add("first_of_equals", "max_pool(a, size: 2, stride: 1)", lambda a: F.max_pool2d(a, 2, 1),
        a=fixed(1, 4, 4, 2, make=lambda shape: far_apart(shape).sign()))
    add("largest_along", "max_pool(tanh(a), size: 3, padding: [1, 0])", lambda a: F.max_pool1d(F.pad(a.tanh(), (1, 0), value=-torch.inf), 3), a=fixed(2, 7, 3))
    add("mean", "average_pool(a, size: 2)", lambda a: F.avg_pool2d(a, 2), a=fixed(1, 5, 7, 3))
    add("mean_padded", "average_pool(a, size: 3, stride: 2, padding: 1)",
        lambda a: F.avg_pool2d(a, 3, 2, 1, count_include_pad=False), a=fixed(1, 5, 4, 17))
    add("mean_with_padding", "average_pool(a, size: [2, 3], stride: [3, 1], padding: 1, count_include_pad: true)",
        lambda a: F.avg_pool2d(a, (2, 3), (3, 1), 1), a=fixed(2, 5, 4, 3))
    add("mean_along", "average_pool(a, size: 2, stride: 1)", lambda a: F.avg_pool1d(a, 2, 1), a=fixed(2, 5, 3))
    cases.add("mean_of_all", f"global_average_pool({image})", lambda a: a.reshape(-1, 20, 3).mean(1), a=rows(60))
    cases.add("mean_of_line", "global_average_pool(a)", lambda a: a.mean(1), a=fixed(2, 5, 3))
    cases.add("largest_of_all", "global_max_pool(a)", lambda a: a.amax((1, 2)), a=fixed(2, 5, 4, 17, make=far_apart))

    add("zeros_around", "pad(a, before: [1, 0], after: 2, axis: [1, 2])", lambda a: F.pad(a, (0, 2, 1, 2)), a=fixed(1, 3, 4, 3))
    add("ones_around", "pad(tanh(a), before: 1, after: [0, 3], value: 1, axis: [2, 1])",
        lambda a: F.pad(a.tanh(), (1, 0, 1, 3), value=1), a=fixed(1, 3, 4, 17))
    cases.add("mirrored", f"flatten(pad({image}, before: [1, 2], after: [4, 3], axis: [1, 2], mode: reflect))",
              lambda a: channels_first(lambda a: F.pad(a, (2, 3, 1, 4), "reflect"))(a.reshape(-1, 5, 4, 3)).flatten(1), a=rows(60))
    cases.add("mirrored_row", "pad(a, before: 3, after: 1, mode: reflect)",
              lambda a: F.pad(a.unsqueeze(1), (3, 1), "reflect").squeeze(1), a=rows(5))
    add("enlarged", "resize(a, scale: 2)", lambda a: F.interpolate(a, scale_factor=2, mode="nearest-exact"), a=fixed(1, 3, 4, 3))
    add("nearest", "resize(tanh(a), height: 7, width: 3)", lambda a: F.interpolate(a.tanh(), (7, 3), mode="nearest-exact"),
        a=fixed(1, 4, 5, 17))
    add("smoothed", "resize(a, height: 7, width: 3, mode: bilinear)", lambda a: F.interpolate(a, (7, 3), mode="bilinear"),
        a=fixed(1, 4, 5, 17))
    add("enlarged_smoothly", "resize(tanh(a), scale: 2, mode: bilinear)",
        lambda a: F.interpolate(a.tanh(), scale_factor=2, mode="bilinear"), a=fixed(2, 3, 4, 3))
    add("shrunk_along", "resize(a, width: 4, mode: bilinear)", lambda a: F.interpolate(a, (3, 4), mode="bilinear"), a=fixed(1, 3, 6, 2))
    # torch's channels of a block come last, ours first
    add("spread", "depth_to_space(a, block_size: 2)",
        lambda a: F.pixel_shuffle(a.unflatten(1, (4, 3)).transpose(1, 2).flatten(1, 2), 2), a=fixed(2, 2, 3, 12))
    add("gathered", "space_to_depth(tanh(a), block_size: 2)",
        lambda a: F.pixel_unshuffle(a.tanh(), 2).unflatten(1, (3, 4)).transpose(1, 2).flatten(1, 2), a=fixed(2, 4, 6, 3))
    cases.add("squeezed", "squeeze(a) * squeeze(b, axes: [-1, 0])", lambda a, b: a.squeeze() * b.squeeze(), a=fixed(1, 5, 1, 3), b=fixed(1, 5, 3, 1))
    cases.add("unsqueezed", "unsqueeze(a, axes: [0, -1]) * unsqueeze(b, axes: 1)", lambda a, b: a[None, :, :, None] * b[:, None],
              a=fixed(4, 3), b=fixed(2, 4, 1, 5))

    cases.write(batches=(TABLE_ROWS, 1))
