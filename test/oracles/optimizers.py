"""Every optimizer over ten steps of a small net, with weight decay and clipping, and every schedule over thirty."""
import json
import math

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler

from fixture import FOLDER, short, write_fixture

STEPS = 10
BATCH, INPUTS, HIDDEN, CLASSES = 9, 6, 18, 5

NETWORK = """\
model {name} {{
  input x: f32[batch, 6]

  hidden = dense(x, units: 18, activation: tanh)
  logits = dense(hidden, units: 5)

  output logits

  train {{
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = {optimizer}
    average = ema(decay: 0.6)
  }}
}}
"""

# Its own, so that the other fixtures' numbers don't depend on this one's.
generator = torch.Generator().manual_seed(2)


def start_values(shape, scale=1.0, digits=3):
    return short(torch.randn(shape, generator=generator, dtype=torch.float64) * scale, digits)


START = {
    "hidden.weight": start_values((INPUTS, HIDDEN), 0.4),
    "hidden.bias": start_values((HIDDEN,), 0.2),
    "logits.weight": start_values((HIDDEN, CLASSES), 0.4),
    "logits.bias": start_values((CLASSES,), 0.2),
}
DATA = [
    {"x": start_values((BATCH, INPUTS), digits=2), "label": torch.randint(0, CLASSES, (BATCH,), generator=generator)}
    for _ in range(STEPS)
]


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2, of which torch 1.13 has none."""

    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                direction = torch.sign(beta1 * m + (1 - beta1) * p.grad)
                p.sub_(group["lr"] * (direction + group["weight_decay"] * p))
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


def groups(parameters, decay):
    """What decays: rank 2 or more."""
    return [{"params": [p], "weight_decay": decay if p.ndim >= 2 else 0} for p in parameters]


def train(name, text, make_optimizer, decay=0.0, clip_norm=None, clip_value=None, accumulate=1, schedule=None):
    parameters = {key: value.clone().requires_grad_() for key, value in START.items()}
    average = {key: value.clone() for key, value in START.items()}
    every = list(parameters.values())
    optimizer = make_optimizer(groups(every, decay))
    scheduler = schedule(optimizer) if schedule else None
    steps = []
    for call, data in enumerate(DATA):
        hidden = torch.tanh(F.linear(data["x"], parameters["hidden.weight"].T, parameters["hidden.bias"]))
        loss = F.cross_entropy(F.linear(hidden, parameters["logits.weight"].T, parameters["logits.bias"]), data["label"])
        (loss / accumulate).backward()
        steps.append({"inputs": data, "loss": loss.item()})
        if (call + 1) % accumulate:
            continue
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_(every, clip_value)
        if clip_norm is not None:
            norm = math.sqrt(sum(float((p.grad**2).sum()) for p in every))
            for p in every:
                p.grad.mul_(min(1, clip_norm / norm))
        optimizer.step()
        optimizer.zero_grad()
        if scheduler:
            scheduler.step()
        done = call // accumulate
        rate = min(0.6, (1 + done) / (10 + done))
        for key, value in parameters.items():
            average[key] = rate * average[key] + (1 - rate) * value.detach()
    trained = {**parameters, **{f"average.{key}": value for key, value in average.items()}}
    run = {"title": "ten steps", "steps": steps, "trained": trained}
    write_fixture(name, NETWORK.format(name=name, optimizer=text), {"max_batch": BATCH, "start": START, "runs": [run]})


def rates(make_scheduler, rate, steps=30):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler = make_scheduler(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


def cosine(steps, final=0.0):
    """torch's goes up again after its steps: a module's stays where it is."""
    return lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, steps, final)


def write_schedules():
    warm = lambda start, steps: lambda optimizer: lr_scheduler.LinearLR(optimizer, start, 1, steps)
    one_cycle = lambda **more: lambda optimizer: lr_scheduler.OneCycleLR(optimizer, 0.1, cycle_momentum=False, **more)
    cycle = rates(one_cycle(total_steps=31), 0.1)
    short = rates(one_cycle(total_steps=20, pct_start=0.25, div_factor=10, final_div_factor=100), 0.1, 20)
    schedules = {
        "step_decay(0.1, every: 7)": rates(lambda o: lr_scheduler.StepLR(o, 7), 0.1),
        "step_decay(0.1, every: 3, factor: 0.5)": rates(lambda o: lr_scheduler.StepLR(o, 3, 0.5), 0.1),
        "exponential_decay(0.1, factor: 0.9)": rates(lambda o: lr_scheduler.ExponentialLR(o, 0.9), 0.1),
        "exponential_decay(0.1, factor: 0.5, every: 10)": [0.1 * 0.5 ** (t / 10) for t in range(30)],
        "cosine(0.1, steps: 29)": rates(cosine(29), 0.1),
        "cosine(0.1, steps: 20, final: 0.01)": rates(cosine(20, 0.01), 0.1, 20) + [0.01] * 10,
        "one_cycle(0.1, steps: 31)": cycle,
        "one_cycle(0.1, steps: 20, warm_up: 0.25, start: 10, final: 100)": short + [short[-1]] * 10,
        "warm_up(0.1, steps: 8, start: 0.02)": rates(warm(0.2, 8), 0.1),
        "warm_up(0.1, steps: 8, then: cosine(0.1, steps: 22))": [0.1 * t / 8 for t in range(8)]
        + rates(cosine(22), 0.1, 22),
        "warm_up(0.1, steps: 5, then: 0.3)": [0.1 * t / 5 for t in range(5)] + [0.3] * 25,
        "warm_up(0.1, steps: 4, then: warm_up(0.2, steps: 6, start: 0.1, then: step_decay(0.2, every: 5)))": [
            0.1 * t / 4 for t in range(4)
        ]
        + [0.1 + 0.1 * t / 6 for t in range(6)]
        + rates(lambda o: lr_scheduler.StepLR(o, 5), 0.2, 20),
        "piecewise(boundaries: [10, 20], rates: [0.1, 0.01, 0.001])": rates(
            lambda o: lr_scheduler.MultiStepLR(o, [10, 20]), 0.1
        ),
        "piecewise(boundaries: [1, 4, 9, 25], rates: [0.1, 0, 0.3, 0.2, 1])": [
            (0.1, 0, 0.3, 0.2, 1)[sum(edge <= t for edge in (1, 4, 9, 25))] for t in range(30)
        ],
    }
    lines = [f"{json.dumps(text)}: {json.dumps([float(f'{rate:.12g}') for rate in values])}" for text, values in schedules.items()]
    (FOLDER / "schedules.json").write_text("{\n " + ",\n ".join(lines) + "\n}\n")


def write():
    optim = torch.optim
    train(
        "optimizer_sgd",
        "sgd(learning_rate: 0.2, momentum: 0.9, nesterov: true, weight_decay: 0.05, clip_norm: 0.5)",
        lambda p: optim.SGD(p, lr=0.2, momentum=0.9, nesterov=True),
        decay=0.05,
        clip_norm=0.5,
    )
    train(
        "optimizer_clip_value",
        "sgd(learning_rate: 0.2, momentum: 0.5, clip_value: 0.02)",
        lambda p: optim.SGD(p, lr=0.2, momentum=0.5),
        clip_value=0.02,
    )
    train(
        "optimizer_both_clips",
        "sgd(learning_rate: 0.5, clip_value: 0.05, clip_norm: 0.3)",
        lambda p: optim.SGD(p, lr=0.5),
        clip_value=0.05,
        clip_norm=0.3,
    )
    train(
        "optimizer_adam",
        "adam(learning_rate: 0.02, weight_decay: 0.1, clip_norm: 0.4)",
        lambda p: optim.Adam(p, lr=0.02),
        decay=0.1,
        clip_norm=0.4,
    )
    train(
        "optimizer_adamw",
        "adamw(learning_rate: 0.02, beta1: 0.8, weight_decay: 0.3, clip_norm: 0.4)",
        lambda p: optim.AdamW(p, lr=0.02, betas=(0.8, 0.999)),
        decay=0.3,
        clip_norm=0.4,
    )
    train(
        "optimizer_rmsprop",
        "rmsprop(learning_rate: 0.005, weight_decay: 0.1, clip_norm: 0.4)",
        lambda p: optim.RMSprop(p, lr=0.005),
        decay=0.1,
        clip_norm=0.4,
    )
    train(
        "optimizer_rmsprop_centered",
        "rmsprop(learning_rate: 0.002, decay: 0.9, epsilon: 1e-4, momentum: 0.7, centered: true, weight_decay: 0.1)",
        lambda p: optim.RMSprop(p, lr=0.002, alpha=0.9, eps=1e-4, momentum=0.7, centered=True),
        decay=0.1,
    )
    train(
        "optimizer_adagrad",
        "adagrad(learning_rate: 0.1, initial: 0.1, weight_decay: 0.1, clip_norm: 0.4)",
        lambda p: optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1),
        decay=0.1,
        clip_norm=0.4,
    )
    train(
        "optimizer_lion",
        "lion(learning_rate: 0.01, weight_decay: 0.5, clip_norm: 0.4)",
        lambda p: Lion(p, 0.01, (0.9, 0.99), 0),
        decay=0.5,
        clip_norm=0.4,
    )
    train(
        "optimizer_accumulate",
        "adamw(learning_rate: step_decay(0.05, every: 2, factor: 0.5), weight_decay: 0.3, clip_norm: 0.2, accumulate: 3)",
        lambda p: optim.AdamW(p, lr=0.05),
        decay=0.3,
        clip_norm=0.2,
        accumulate=3,
        schedule=lambda optimizer: lr_scheduler.StepLR(optimizer, 2, 0.5),
    )
    write_schedules()
