"""Three small networks of the kinds that the references train, each for ten steps: plain, residual and densely connected."""
import torch
import torch.nn.functional as F

from fixture import generator, start_values, write_fixture

SIZE, CLASSES, BATCHES = 6, 4, (5, 3, 5, 4, 5, 5, 2, 5, 5, 5)

MODEL = """\
model {name} {{
  input x: f32[batch, {size}, {size}, 1]
  input label: i32[batch]

{body}
  output logits

  train {{
    loss = softmax_cross_entropy(logits, label)
    optimizer = sgd(learning_rate: 0.05, momentum: 0.9)
  }}
}}
"""


class Network:
    """Layers called by name, as the model's text has them; what they need is made at their first call."""

    def __init__(self):
        self.parameters, self.states = {}, {}

    def parameter(self, name, shape, values):
        return self.parameters.setdefault(name, (values(shape)).requires_grad_())

    def conv(self, name, x, channels, kernel=3, stride=1, groups=1):
        """Padding of one pixel, as `same` is at stride 1; none for one pixel."""
        fan_in = x.shape[1] // groups * kernel**2
        shape = (kernel, kernel, x.shape[1] // groups, channels)
        weight = self.parameter(f"{name}.weight", shape, lambda s: start_values(s, (2 / fan_in) ** 0.5))
        return F.conv2d(x, weight.permute(3, 2, 0, 1), None, stride, kernel // 2, groups=groups)

    def norm(self, name, x):
        channels = (x.shape[1],)
        scale = self.parameter(f"{name}.weight", channels, lambda s: torch.ones(s, dtype=torch.float64))
        offset = self.parameter(f"{name}.bias", channels, lambda s: torch.zeros(s, dtype=torch.float64))
        mean = self.states.setdefault(f"{name}.running_mean", torch.zeros(channels, dtype=torch.float64))
        var = self.states.setdefault(f"{name}.running_var", torch.ones(channels, dtype=torch.float64))
        mean.copy_(0.9 * mean + 0.1 * x.detach().mean((0, 2, 3)))
        var.copy_(0.9 * var + 0.1 * x.detach().var((0, 2, 3), unbiased=False))
        return F.batch_norm(x, None, None, scale, offset, True, eps=1e-5)

    def dense(self, name, x, units):
        weight = self.parameter(f"{name}.weight", (x.shape[1], units), lambda s: start_values(s, 0.3))
        return x @ weight + self.parameter(f"{name}.bias", (units,), lambda s: start_values(s, 0.1))


PLAIN = """\
  a = conv2d(x, 18, 3, bias: false)
  a = relu(batch_norm(a, momentum: 0.9, name: "a_norm"))
  b = conv2d(a, 7, 3, stride: 2, padding: 1, bias: false)
  b = relu(batch_norm(b, momentum: 0.9, name: "b_norm"))
  c = depthwise_conv2d(b, 3, bias: false)
  c = relu(batch_norm(c, momentum: 0.9, name: "c_norm"))
  logits = dense(flatten(c), 4)
"""


def plain(n, x):
    x = F.relu(n.norm("a_norm", n.conv("a", x, 18)))
    x = F.relu(n.norm("b_norm", n.conv("b", x, 7, stride=2)))
    x = F.relu(n.norm("c_norm", n.conv("c", x, 7, groups=7)))
    return n.dense("logits", x.permute(0, 2, 3, 1).flatten(1), CLASSES)


RESIDUAL = """\
  h = conv2d(x, 6, 3, bias: false, name: "stem")
  h = relu(batch_norm(h, momentum: 0.9, name: "stem_norm"))
  a = relu(batch_norm(conv2d(h, 6, 3, bias: false, name: "a"), momentum: 0.9, name: "a_norm"))
  b = batch_norm(conv2d(a, 6, 3, bias: false, name: "b"), momentum: 0.9, name: "b_norm")
  h = relu(b + h)
  a = relu(batch_norm(conv2d(h, 17, 3, stride: 2, padding: 1, bias: false, name: "c"), momentum: 0.9, name: "c_norm"))
  b = batch_norm(conv2d(a, 17, 3, bias: false, name: "d"), momentum: 0.9, name: "d_norm")
  h = relu(b + conv2d(h, 17, 1, stride: 2, bias: false, name: "shortcut"))
  logits = dense(reduce_mean(h, axes: [1, 2]), 4)
"""


def residual(n, x):
    x = F.relu(n.norm("stem_norm", n.conv("stem", x, 6)))
    x = F.relu(n.norm("b_norm", n.conv("b", F.relu(n.norm("a_norm", n.conv("a", x, 6))), 6)) + x)
    inner = F.relu(n.norm("c_norm", n.conv("c", x, 17, stride=2)))
    inner = n.norm("d_norm", n.conv("d", inner, 17))
    x = F.relu(inner + n.conv("shortcut", x, 17, kernel=1, stride=2))
    return n.dense("logits", x.mean((2, 3)), CLASSES)


DENSE = """\
  h = conv2d(x, 8, 3, bias: false, name: "stem")
  a = conv2d(relu(batch_norm(h, momentum: 0.9, name: "a_norm")), 5, 3, bias: false, name: "a")
  h = concat(h, a)
  b = conv2d(relu(batch_norm(h, momentum: 0.9, name: "b_norm")), 5, 3, bias: false, name: "b")
  h = concat(h, b)
  c = conv2d(relu(batch_norm(h, momentum: 0.9, name: "c_norm")), 9, 1, bias: false, name: "c")
  h = relu(batch_norm(average_pool(c, size: 2), momentum: 0.9, name: "d_norm"))
  logits = dense(global_average_pool(h), 4)
"""


def dense(n, x):
    x = n.conv("stem", x, 8)
    x = torch.cat([x, n.conv("a", F.relu(n.norm("a_norm", x)), 5)], 1)
    x = torch.cat([x, n.conv("b", F.relu(n.norm("b_norm", x)), 5)], 1)
    x = n.conv("c", F.relu(n.norm("c_norm", x)), 9, kernel=1)
    x = F.relu(n.norm("d_norm", F.avg_pool2d(x, 2)))
    return n.dense("logits", x.mean((2, 3)), CLASSES)


def train(name, body, network):
    n, steps, optimizer, start = Network(), [], None, {}
    for batch in BATCHES:
        data = {
            "x": start_values((batch, SIZE, SIZE, 1), digits=1),
            "label": torch.randint(0, CLASSES, (batch,), generator=generator),
        }
        logits = network(n, data["x"].permute(0, 3, 1, 2))
        loss = F.cross_entropy(logits, data["label"])
        if optimizer is None:
            start = {key: value.detach().clone() for key, value in n.parameters.items()}
            optimizer = torch.optim.SGD(list(n.parameters.values()), lr=0.05, momentum=0.9)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append({"inputs": data, "loss": loss.item()})
    text = MODEL.format(name=name, size=SIZE, body=body)
    run = {"title": "ten steps", "steps": steps, "states": n.states, "trained": n.parameters}
    write_fixture(name, text, {"max_batch": max(BATCHES), "start": start, "runs": [run]})


def write():
    generator.manual_seed(3)
    train("plain_network", PLAIN, plain)
    train("residual_network", RESIDUAL, residual)
    train("dense_network", DENSE, dense)
