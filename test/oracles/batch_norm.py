"""Batch norm by torch's own: training forward, gradients, running statistics; frozen; inference."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import start_values, uniform


def add_batch_norm(cases, name, x, channels, axis=-1, momentum=0.99, epsilon=1e-5, unbiased=False, frozen=False,
                   scale="channel", offset="channel", text="x", before=lambda x: x, after=lambda y: y, wrap="{}"):
    attrs = {"momentum": momentum, "epsilon": epsilon, "axis": axis, "scale": scale, "offset": offset,
             "unbiased_variance": str(unbiased).lower(), "frozen": str(frozen).lower()}
    defaults = {"momentum": 0.99, "epsilon": 1e-5, "axis": -1, "scale": "channel", "offset": "channel",
                "unbiased_variance": "false", "frozen": "false"}
    written = "".join(f", {key}: {value}" for key, value in attrs.items() if value != defaults[key])
    shapes = {"channel": (channels,), "scalar": ()}
    parameters = {}
    if scale != "none":
        parameters["weight"] = start_values(shapes[scale], scale=0.3, mean=1)
    if offset != "none":
        parameters["bias"] = start_values(shapes[offset])
    states = {"running_mean": start_values((channels,)), "running_var": uniform((channels,), 0.5, 2)}

    def normalize(training, x, running_mean, running_var, weight=None, bias=None):
        # torch wants the channels at axis 1 and one scale and offset a channel: contiguous, since the
        # backward pass of 1.13 reads beyond the end of an expanded one.
        weight, bias = (value if value is None else value.expand(channels).contiguous() for value in (weight, bias))
        x = before(x).movedim(axis, 1)
        biased = running_var * momentum + (1 - momentum) * x.detach().movedim(1, 0).flatten(1).var(1, unbiased=False)
        mean, var = running_mean.clone(), running_var.clone()
        y = F.batch_norm(x, mean, var, weight, bias, training, 1 - momentum, epsilon)
        running_mean.copy_(mean)
        running_var.copy_(var if unbiased or not training else biased)
        return after(y.movedim(1, axis))

    cases.add(
        name, wrap.format(f'batch_norm({text}{written}, name: "{name}")'),
        lambda **values: normalize(not frozen, **values), parameters, states,
        infer=lambda **values: normalize(False, **values), x=x,
    )


def write():
    wide = Cases("batch_norm_wide", 128)
    add_batch_norm(wide, "wide", wide.rows(33), 33)
    wide.write(batches=(7, 128))

    cases = Cases("batch_norm", 19)

    def add(name, x, channels, **attributes):
        add_batch_norm(cases, name, x, channels, **attributes)

    add("narrow", cases.rows(5), 5, momentum=0.9, unbiased=True)
    add("after_relu", cases.rows(18), 18, text="relu(x)", before=torch.relu)
    add("ahead_of_relu", cases.rows(18), 18, wrap="relu({})", after=torch.relu, momentum=0.9)
    add("batched_axis_1", cases.rows(12), 3, axis=1, text="reshape(x, [batch, 3, 4])", unbiased=True,
        before=lambda x: x.reshape(-1, 3, 4), after=lambda y: y.reshape(-1, 12), wrap="reshape({}, [batch, 12])")
    add("seven_rows", fixed(7, 5), 5, momentum=0.9, unbiased=True)
    add("one_panel", fixed(64, 16), 16, momentum=0.9)
    add("last_axis", fixed(6, 4, 9), 9, momentum=0.9, unbiased=True)
    add("axis_1", fixed(6, 4, 9), 4, axis=1, momentum=0.9, unbiased=True)
    add("all_of_old", fixed(7, 5), 5, momentum=1.0)
    add("none_of_old", fixed(7, 5), 5, momentum=0.0)
    add("large_epsilon", fixed(2, 19), 19, epsilon=0.5)
    add("scalar_both", fixed(7, 18), 18, scale="scalar", offset="scalar")
    add("scalar_scale", fixed(7, 18), 18, scale="scalar")
    add("scalar_offset", cases.rows(5), 5, offset="scalar")
    add("no_scale", fixed(7, 18), 18, scale="none")
    add("neither", cases.rows(5), 5, scale="none", offset="none")
    add("frozen_channel", cases.rows(5), 5, frozen=True)
    add("frozen_scalar", fixed(7, 18), 18, frozen=True, scale="scalar", offset="scalar")
    add("frozen_axis_1", fixed(6, 4, 9), 4, axis=1, frozen=True)
    add("large_mean", fixed(64, 16, make=lambda shape: start_values(shape, 0.1, 100)), 16)
    # Channel 3 is constant: its variance is 0 and only epsilon is left.
    constant = start_values((64, 16), 1e-4, digits=7)
    constant[:, 3] = 0.25
    add("tiny_variance", fixed(64, 16, make=lambda shape: constant), 16)
    cases.write(batches=(3, 19))
