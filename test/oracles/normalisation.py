"""Every normalisation besides plain batch norm: by torch's own functions, or written out where torch has none."""
import torch
import torch.nn.functional as F

from cases import Cases, fixed
from fixture import generator, start_values, uniform

EPSILON = 1e-5


def channels_first(function):
    """Of images and sequences: channels at axis 1 for torch, last for Inlay."""
    return lambda x, *rest: function(x.movedim(-1, 1), *rest).movedim(1, -1)


def affine(channels):
    return {"weight": start_values((channels,), scale=0.3, mean=1), "bias": start_values((channels,))}


def own_statistics(cases):
    images = lambda *shape: fixed(*shape, make=lambda s: start_values(s, 2, 0.5, 2))

    def add(name, text, meaning, x, parameters):
        cases.add(name, f'{text}, name: "{name}")', meaning, parameters, x=x)

    instance = channels_first(lambda x, w=None, b=None: F.instance_norm(x, weight=w, bias=b, eps=EPSILON))
    add("instance_2d", "instance_norm(x", lambda x, weight, bias: instance(x, weight, bias), images(2, 2, 3, 19),
        affine(19))
    add("instance_1d", "instance_norm(x, weight: false, bias: false", lambda x: instance(x), images(3, 4, 5), {})
    add("instance_3d", "instance_norm(x", lambda x, weight, bias: instance(x, weight, bias), images(2, 2, 1, 2, 3),
        affine(3))
    # A fixed number of images: their pixels depend on the batch.
    cases.add("instance_batched", 'instance_norm(reshape(x, [batch, 4, 3]), name: "instance_batched")\n'
              .replace("instance_norm", "normal = instance_norm") + "reshape(normal, [batch, 12])",
              lambda x, weight, bias: instance(x.reshape(-1, 4, 3), weight, bias).reshape(-1, 12), affine(3),
              x=cases.rows(12))

    def group(groups):
        return channels_first(lambda x, w=None, b=None: F.group_norm(x, groups, w, b, EPSILON))

    add("group_2d", "group_norm(x, groups: 4", lambda x, weight, bias: group(4)(x, weight, bias),
        images(2, 2, 3, 20), affine(20))
    add("group_of_1", "group_norm(x, groups: 1", lambda x, weight, bias: group(1)(x, weight, bias),
        images(2, 2, 2, 6), affine(6))
    add("group_each", "group_norm(x, groups: 6", lambda x, weight, bias: group(6)(x, weight, bias),
        images(2, 4, 6), affine(6))
    add("group_of_rows", "group_norm(x, groups: 3", lambda x, weight, bias: group(3)(x, weight, bias),
        cases.rows(15), affine(15))
    add("group_plain", "group_norm(x, groups: 2, weight: false, bias: false", lambda x: group(2)(x),
        images(2, 2, 2, 12), {})

    layer = lambda x, w=None, b=None: F.layer_norm(x, x.shape[-1:], w, b, EPSILON)
    add("layer_images", "layer_norm(x", lambda x, weight, bias: layer(x, weight, bias), images(2, 2, 2, 19), affine(19))
    add("layer_plain", "layer_norm(x, weight: false, bias: false", lambda x: layer(x), cases.rows(7), {})
    add("rms_images", "rms_norm(x", lambda x, weight: x * (x.pow(2).mean(-1, True) + EPSILON).rsqrt() * weight,
        images(2, 2, 2, 19), {"weight": start_values((19,), scale=0.3, mean=1)})

    def standardized(w, axes):
        return (w - w.mean(axes, True)) * (w.var(axes, unbiased=False, keepdim=True) + EPSILON).rsqrt()

    cases.add("weights", "weight_standardize(x)", lambda x: standardized(x, (0, 1, 2)), x=fixed(3, 1, 2, 18))
    cases.add("layer_of_weights", 'dense(x, units: 19, weight_standardize: true, name: "layer_of_weights")',
              lambda x, weight, bias: x @ standardized(weight, (0,)) + bias,
              {"weight": start_values((9, 19), 0.4), "bias": start_values((19,))}, x=cases.rows(9))

    def convolved(x, weight, bias):
        kernel = standardized(weight, (0, 1, 2)).permute(3, 2, 0, 1)
        return F.conv2d(x.movedim(-1, 1), kernel, bias, padding=1).movedim(1, -1)

    cases.add("convolution_of_weights",
              'conv2d(x, channels: 5, kernel: 3, weight_standardize: true, name: "convolution_of_weights")',
              convolved, {"weight": start_values((3, 3, 2, 5), 0.4), "bias": start_values((5,))}, x=images(2, 3, 3, 2))


def by_channel(x, weight, bias, mean, variance):
    return (x - mean) * (variance + EPSILON).rsqrt() * weight + bias


def moved(running, value, momentum):
    running.copy_(momentum * running + (1 - momentum) * value.detach())


def batch_statistics(cases):
    def add(name, text, x, channels, train, states=None, before=lambda x: x, after=lambda y: y, wrap="{}"):
        """`train` gets x as [batch, …, channels], weight, bias and the states by name; inference is always the same."""
        running = {"running_mean": start_values((channels,)), "running_var": uniform((channels,), 0.5, 2)}

        def infer(x, weight, bias, running_mean, running_var, **_):
            return after(by_channel(before(x), weight, bias, running_mean, running_var))

        cases.add(name, wrap.format(f'batch_norm({text}, name: "{name}")'),
                  lambda x, **values: after(train(before(x), **values)), affine(channels), {**running, **(states or {})},
                  infer=infer, x=x)

    def whole(x):
        axes = tuple(range(x.dim() - 1))
        return x.mean(axes), x.var(axes, unbiased=False)

    def torchs(dimensions, momentum):
        """torch's own layer in double precision, its running variance biased as the model's is not asked otherwise."""

        def train(x, weight, bias, running_mean, running_var, num_batches_tracked=None):
            layer = getattr(torch.nn, f"BatchNorm{dimensions}d")(len(weight), EPSILON, momentum).double()
            layer.running_mean.copy_(running_mean)
            layer.running_var.copy_(running_var)
            if num_batches_tracked is not None:
                layer.num_batches_tracked.fill_(int(num_batches_tracked))
            layer(x.detach().movedim(-1, 1))
            running_mean.copy_(layer.running_mean)
            running_var.copy_(layer.running_var)
            if num_batches_tracked is not None:
                num_batches_tracked.copy_(layer.num_batches_tracked)
            y = F.batch_norm(x.movedim(-1, 1), None, None, weight, bias, True, 0, EPSILON)
            return y.movedim(1, -1)

        return train

    torch_like = "x, momentum: 0.9, unbiased_variance: true"
    add("norm_1d", torch_like, fixed(4, 2, 5), 5, torchs(1, 0.1))
    add("norm_2d", torch_like, fixed(2, 2, 3, 17), 17, torchs(2, 0.1))
    add("norm_3d", torch_like, fixed(2, 1, 2, 2, 3), 3, torchs(3, 0.1))
    tracked = {"num_batches_tracked": torch.tensor(3.0, dtype=torch.float64)}
    add("cumulative", "x, momentum: none, unbiased_variance: true", cases.rows(7), 7, torchs(1, None), tracked)
    add("first_of_all", "x, momentum: none, unbiased_variance: true", fixed(2, 2, 2, 4), 4, torchs(2, None),
        {"num_batches_tracked": torch.tensor(0.0, dtype=torch.float64)})
    # Every position of the last two axes is a channel.
    activations = torchs(1, 0.1)
    add("per_activation", "x, axis: [1, 2], momentum: 0.9, unbiased_variance: true", fixed(6, 2, 5), 10,
        lambda x, **values: activations(x, **values), before=lambda x: x.reshape(6, 10),
        after=lambda y: y.reshape(6, 2, 5))
    add("first_axes", "x, axis: [0, 1], momentum: 0.9, unbiased_variance: true", fixed(3, 4, 5), 12,
        lambda x, **values: activations(x, **values), before=lambda x: x.permute(2, 0, 1).reshape(5, 12),
        after=lambda y: y.reshape(5, 3, 4).permute(1, 2, 0))

    def debiased(steps):
        """`steps` were taken before: the moving averages from 0, and what they are divided by."""
        old = 1 - 0.9**steps

        def train(x, weight, bias, running_mean, running_var, correction):
            mean, variance = whole(x)
            new = 1 - 0.9 ** (steps + 1)
            for running, value in ((running_mean, mean), (running_var, variance)):
                from_zero = running * old
                running.copy_((0.9 * from_zero + 0.1 * value.detach()) / new)
            correction.fill_(new)
            return by_channel(x, weight, bias, mean, variance)

        return train, {"correction": torch.tensor(float(f"{old:.7f}"), dtype=torch.float64)}

    for name, steps in (("debiased_start", 0), ("debiased", 4)):
        train, states = debiased(steps)
        add(name, "x, momentum: 0.9, zero_debias: true", cases.rows(5), 5, train, states)

    def ghosts(size):
        def train(x, weight, bias, running_mean, running_var):
            parts = [(part, *whole(part)) for part in x.split(size)]
            for running, index in ((running_mean, 1), (running_var, 2)):
                moved(running, sum(len(part[0]) * part[index] for part in parts) / len(x), 0.9)
            return torch.cat([by_channel(part, weight, bias, *own) for part, *own in parts])

        return train

    add("ghosts", "x, momentum: 0.9, virtual_batch_size: 4", cases.rows(19), 19, ghosts(4))
    add("ghosts_of_images", "x, momentum: 0.9, virtual_batch_size: 2", fixed(5, 2, 2, 17), 17, ghosts(2))
    add("one_ghost", "x, momentum: 0.9, virtual_batch_size: 64", fixed(5, 2, 3), 3, ghosts(64))

    def renormalised(r_max, d_max):
        """Ioffe 2017, algorithm 1, with the moving variance in place of the moving deviation."""

        def train(x, weight, bias, running_mean, running_var):
            mean, variance = whole(x)
            deviation, running = (variance + EPSILON).sqrt(), (running_var + EPSILON).sqrt()
            r = (deviation / running).clamp(1 / r_max, r_max).detach()
            d = ((mean - running_mean) / running).clamp(-d_max, d_max).detach()
            y = ((x - mean) / deviation * r + d) * weight + bias
            moved(running_mean, mean, 0.9)
            moved(running_var, variance, 0.9)
            return y

        return train

    add("renormalised", "x, momentum: 0.9, renormalize: true", cases.rows(5), 5, renormalised(3, 5))
    add("renormalised_little", "x, momentum: 0.9, renormalize: true, r_max: 1.2, d_max: 0.3", fixed(2, 2, 2, 6), 6,
        renormalised(1.2, 0.3))
    # Before its first step the schedule is at its start.
    add("renormalised_by_schedule",
        "x, momentum: 0.9, renormalize: true, r_max: warm_up(3, steps: 10, start: 1.5), d_max: warm_up(5, steps: 10)",
        fixed(6, 5), 5, renormalised(1.5, 0))


def write():
    generator.manual_seed(11)
    cases = Cases("normalisation", 11)
    own_statistics(cases)
    batch_statistics(cases)
    cases.write(batches=(7, 11))
