"""Whole trainings: a net with two batch norms under each optimizer, and adam on gradients of every size."""
import torch
import torch.nn.functional as F

from fixture import as_float32, generator, start_values, write_fixture

BATCHES = (17,) * 9 + (6,)
INPUTS, CLASSES = 20, 5

# Both orders of layer, activation and batch norm. What shifts every row alike ahead of a batch norm has the true
# gradient 0: rounding errors are all that it gets, and adam makes full steps of those. So `first` has no bias.
NETWORK = """\
model {name} {{
  input x: f32[batch, 20]

  first = dense(x, units: 33, bias: false)
  first_normal = batch_norm(first, momentum: 0.9)
  second = dense(relu(first_normal), units: 17, activation: tanh)
  second_normal = batch_norm(second, momentum: 0.99)
  logits = dense(second_normal, units: 5)

  output logits

  train {{
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = {optimizer}
    average = ema(decay: 0.5)
  }}
}}
"""

START = {
    "first.weight": start_values((20, 33), 0.25),
    "first_normal.weight": start_values((33,), 0.2, 1),
    "first_normal.bias": start_values((33,), 0.2),
    "second.weight": start_values((33, 17), 0.2),
    "second.bias": start_values((17,), 0.1),
    "second_normal.weight": start_values((17,), 0.2, 1),
    "second_normal.bias": start_values((17,), 0.2),
    "logits.weight": start_values((17, 5), 0.3),
    "logits.bias": start_values((5,), 0.1),
}
DATA = [
    {"x": start_values((batch, INPUTS), digits=2), "label": torch.randint(0, CLASSES, (batch,), generator=generator)}
    for batch in BATCHES
]


def network(parameters, states, x, training):
    def normal(x, name, momentum):
        """torch's batch norm; the running variance by hand, from the biased one."""
        mean, var = states[f"{name}.running_mean"], states[f"{name}.running_var"]
        affine = parameters[f"{name}.weight"], parameters[f"{name}.bias"]
        if not training:
            return F.batch_norm(x, mean, var, *affine, False, eps=1e-5)
        mean.copy_(mean * momentum + (1 - momentum) * x.detach().mean(0))
        var.copy_(var * momentum + (1 - momentum) * x.detach().var(0, unbiased=False))
        return F.batch_norm(x, None, None, *affine, True, eps=1e-5)

    first = normal(F.linear(x, parameters["first.weight"].T), "first_normal", 0.9)
    second = torch.tanh(F.linear(F.relu(first), parameters["second.weight"].T, parameters["second.bias"]))
    normalized = normal(second, "second_normal", 0.99)
    return F.linear(normalized, parameters["logits.weight"].T, parameters["logits.bias"])


def train_network(name, text, make_optimizer):
    parameters = {key: value.clone().requires_grad_() for key, value in START.items()}
    average = {key: value.clone() for key, value in START.items()}
    states = {}
    for layer, channels in (("first_normal", 33), ("second_normal", 17)):
        states[f"{layer}.running_mean"] = torch.zeros(channels, dtype=torch.float64)
        states[f"{layer}.running_var"] = torch.ones(channels, dtype=torch.float64)
    optimizer = make_optimizer(list(parameters.values()))
    steps = []
    for done, data in enumerate(DATA):
        logits = network(parameters, states, data["x"], training=True)
        loss = F.cross_entropy(logits, data["label"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay = min(0.5, (1 + done) / (10 + done))
        for key, value in parameters.items():
            average[key] = decay * average[key] + (1 - decay) * value.detach()
        accuracy = (logits.argmax(1) == data["label"]).double().mean()
        steps.append({"inputs": data, "loss": loss.item(), "metrics": {"accuracy": accuracy.item()}})
    run = {
        "title": "ten steps",
        "steps": steps,
        "states": states,
        "trained": {**parameters, **{f"average.{key}": value for key, value in average.items()}},
        "final_outputs": {
            "inputs": {"x": DATA[0]["x"]},
            "raw": {"logits": network(parameters, states, DATA[0]["x"], training=False)},
            "average": {"logits": network(average, states, DATA[0]["x"], training=False)},
        },
    }
    write_fixture(name, NETWORK.format(name=name, optimizer=text), {"max_batch": 17, "start": START, "runs": [run]})


ADAM = """\
model adam_alone {
  input x: f32[batch, 1]
  input g_tiny: f32[7]
  input g_normal: f32[18]
  input g_huge: f32[7]
  parameter tiny: f32[7] = zeros()
  parameter normal: f32[18] = zeros()
  parameter huge: f32[7] = zeros()

  output y = x + normal

  train {
    loss = reduce_sum(tiny * g_tiny) + reduce_sum(normal * g_normal) + reduce_sum(huge * g_huge)
    optimizer = adam(learning_rate: 0.01, beta1: 0.8, beta2: 0.99, epsilon: 1e-6)
  }
}
"""

# Tiny ones are about epsilon and far below it, zero too; the squares of the huge ones stay below float32's largest.
SIZES = {
    "tiny": torch.tensor([1e-5, 1e-6, 1e-7, 1e-9, 1e-15, 1e-30, 0], dtype=torch.float64),
    "normal": torch.ones(18, dtype=torch.float64),
    "huge": torch.tensor([1e3, 1e6, 1e9, 1e12, 1e15, 1e17, 1e18], dtype=torch.float64),
}
# train_step's factor of the learning rate
RATE_SCALES = (1, 1, 1, 0.5, 0.5, 2, 2, 0.25, 1, 1)


def train_adam():
    """Elements of other sizes are apart, that the tolerance, relative to a tensor's rms, means something for each."""
    start = {key: torch.zeros_like(size) for key, size in SIZES.items()}
    parameters = {key: value.clone().requires_grad_() for key, value in start.items()}
    optimizer = torch.optim.Adam(list(parameters.values()), lr=0.01, betas=(0.8, 0.99), eps=1e-6)
    steps = []
    for rate_scale in RATE_SCALES:
        for group in optimizer.param_groups:
            group["lr"] = 0.01 * rate_scale
        inputs = {"x": torch.zeros(1, 1)}
        for key, size in SIZES.items():
            parameters[key].grad = as_float32(start_values(size.shape) * size)
            inputs[f"g_{key}"] = parameters[key].grad.clone()
        optimizer.step()
        steps.append({"inputs": inputs, "rate_scale": rate_scale})
    moments = {}
    for key, parameter in parameters.items():
        # The tiniest square is 0 in float32.
        moments[f"optimizer.adam.m.{key}"] = as_float32(optimizer.state[parameter]["exp_avg"])
        moments[f"optimizer.adam.v.{key}"] = as_float32(optimizer.state[parameter]["exp_avg_sq"])
    run = {"title": "ten steps", "steps": steps, "trained": parameters, "elements": moments}
    write_fixture("adam_alone", ADAM, {"max_batch": 1, "start": start, "runs": [run]})


def write():
    train_network("network_adam", "adam(learning_rate: 0.01)", lambda p: torch.optim.Adam(p, lr=0.01))
    train_network("network_sgd", "sgd(learning_rate: 0.1)", lambda p: torch.optim.SGD(p, lr=0.1))
    train_network(
        "network_momentum", "sgd(learning_rate: 0.1, momentum: 0.9)", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)
    )
    train_adam()
