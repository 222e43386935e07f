"""Convolutions in all their forms, with the gradients by image, weight and bias; torch has channels ahead of the image."""
import torch
import torch.nn.functional as F

from cases import Cases
from fixture import generator, start_values

TABLE_ROWS = 3


def to_torch(weight):
    """[kh, kw, in / groups, out] → [out, in / groups, kh, kw], for the transposed convolution [in, out / groups, kh, kw]."""
    return weight.permute(3, 2, 0, 1)


def same(size, kernel, stride, dilation):
    """Padding before and behind, as TensorFlow has it."""
    total = max(0, (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def write():
    generator.manual_seed(5)
    cases = Cases("convolutions", TABLE_ROWS)

    def add(name, image, layer, channels, kernel, pads, given, **options):
        """`pads`: [top, left, bottom, right]; `given`: the layer's arguments behind channels and kernel."""
        height, width, inputs = image
        weight = start_values((*kernel, inputs // options.get("groups", 1), channels), 0.5)

        def meaning(a, weight, bias=None):
            x = a.reshape(-1, height, width, inputs).permute(0, 3, 1, 2)
            top, left, bottom, right = pads
            y = F.conv2d(F.pad(x, (left, right, top, bottom)), to_torch(weight), bias, **options)
            return y.permute(0, 2, 3, 1).flatten(1)

        parameters = {"weight": weight}
        if "bias: false" not in given:
            parameters["bias"] = start_values((channels,))
        text = f"x = reshape(a, [batch, {height}, {width}, {inputs}])\n{name} = {layer}\nflatten({name})"
        cases.add(name, text.replace("…", given), meaning, parameters, a=cases.rows(height * width * inputs))

    add("centred", (4, 5, 3), "conv2d(x, 5, 3…)", 5, (3, 3), (1, 1, 1, 1), "")
    add("single", (3, 2, 5), "conv2d(x, 4, 1…)", 4, (1, 1), (0, 0, 0, 0), ", bias: false")
    add("inside", (6, 5, 2), "conv2d(x, 3, [2, 3]…)", 3, (2, 3), (0, 0, 0, 0), ", padding: valid")
    add("several_panels", (2, 3, 17), "conv2d(x, 18, [1, 2]…)", 18, (1, 2), (0, 0, 0, 1), ", bias: false")
    add("wide_window", (4, 6, 1), "conv2d(x, 2, 5…)", 2, (5, 5), (2, 2, 2, 2), ", padding: 2")
    rows, columns = same(6, 3, 2, 1), same(5, 3, 2, 1)
    add("halved", (6, 5, 2), "conv2d(x, 3, 3…)", 3, (3, 3), (rows[0], columns[0], rows[1], columns[1]), ", stride: 2",
        stride=2)
    rows, columns = same(7, 2, 3, 1), same(4, 4, 1, 2)
    add("uneven", (7, 4, 2), "conv2d(x, 3, [2, 4]…)", 3, (2, 4), (rows[0], columns[0], rows[1], columns[1]),
        ", stride: [3, 1], dilation: [1, 2]", stride=(3, 1), dilation=(1, 2))
    add("lopsided", (5, 4, 2), "conv2d(x, 3, 3…)", 3, (3, 3), (0, 3, 2, 1), ", padding: [0, 3, 2, 1], stride: [1, 2]",
        stride=(1, 2))
    add("apart", (7, 6, 2), "conv2d(x, 2, 3…)", 2, (3, 3), (1, 1, 1, 1), ", padding: 1, dilation: 2", dilation=2)
    add("in_groups", (4, 3, 6), "conv2d(x, 9, 3…)", 9, (3, 3), (1, 1, 1, 1), ", groups: 3", groups=3)
    add("in_wide_groups", (2, 2, 32), "conv2d(x, 32, [1, 2]…)", 32, (1, 2), (0, 0, 0, 0),
        ", padding: valid, groups: 2, bias: false", groups=2)
    add("each_channel", (4, 3, 18), "depthwise_conv2d(x, 3…)", 18, (3, 3), (1, 1, 1, 1), "", groups=18)
    add("each_halved", (5, 6, 5), "depthwise_conv2d(x, 3…)", 5, (3, 3), (1, 0, 1, 1), ", stride: 2", stride=2, groups=5)
    add("each_wide", (6, 5, 3), "depthwise_conv2d(x, [5, 4]…)", 3, (5, 4), (1, 0, 2, 1),
        ", padding: [1, 0, 2, 1], bias: false", groups=3)
    add("each_twice", (4, 3, 3), "depthwise_conv2d(x, 3…)", 6, (3, 3), (1, 1, 1, 1), ", multiplier: 2", groups=3)

    def add_transposed(name, image, layer, channels, kernel, **options):
        height, width, inputs = image
        weight = start_values((*kernel, channels // options.get("groups", 1), inputs), 0.5)

        def meaning(a, weight, bias):
            x = a.reshape(-1, height, width, inputs).permute(0, 3, 1, 2)
            return F.conv_transpose2d(x, to_torch(weight), bias, **options).permute(0, 2, 3, 1).flatten(1)

        text = f"x = reshape(a, [batch, {height}, {width}, {inputs}])\n{name} = {layer}\nflatten({name})"
        parameters = {"weight": weight, "bias": start_values((channels,))}
        cases.add(name, text, meaning, parameters, a=cases.rows(height * width * inputs))

    add_transposed("doubled", (3, 2, 4), "conv2d_transpose(x, 3, 4, stride: 2)", 3, (4, 4), stride=2, padding=1)
    add_transposed("spread", (3, 2, 2), "conv2d_transpose(x, 3, 3, stride: 2, padding: 1, output_padding: 1)", 3, (3, 3),
                   stride=2, padding=1, output_padding=1)
    add_transposed("spread_in_groups", (2, 3, 6),
                   "conv2d_transpose(x, 4, [2, 3], stride: [3, 2], padding: valid, output_padding: [2, 0], groups: 2)",
                   4, (2, 3), stride=(3, 2), output_padding=(2, 0), groups=2)
    add_transposed("spread_apart", (3, 4, 17), "conv2d_transpose(x, 2, 2, dilation: 2, padding: valid)", 2, (2, 2), dilation=2)

    def add_sequence(name, length, inputs, layer, channels, kernel, pads, **options):
        weight = start_values((kernel, inputs // options.get("groups", 1), channels), 0.5)

        def meaning(a, weight, bias):
            x = F.pad(a.reshape(-1, length, inputs).transpose(1, 2), pads)
            return F.conv1d(x, weight.permute(2, 1, 0), bias, **options).transpose(1, 2).flatten(1)

        text = f"x = reshape(a, [batch, {length}, {inputs}])\n{name} = {layer}\nflatten({name})"
        parameters = {"weight": weight, "bias": start_values((channels,))}
        cases.add(name, text, meaning, parameters, a=cases.rows(length * inputs))

    add_sequence("sequence", 7, 3, "conv1d(x, 5, 4)", 5, 4, (1, 2))
    add_sequence("sequence_halved", 8, 4, "conv1d(x, 6, 3, stride: 2, padding: [2, 0], groups: 2)", 6, 3, (2, 0),
                 stride=2, groups=2)
    add_sequence("sequence_apart", 9, 2, "conv1d(x, 3, 3, dilation: 3, padding: 1)", 3, 3, (1, 1), dilation=3)
    cases.write(batches=(2,))
