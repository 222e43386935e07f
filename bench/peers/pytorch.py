"""PyTorch, native, one thread. Speaks the protocol of ../worker.ts: a line of JSON in, a line of JSON out.

Inference: the folded network, traced and frozen. Training: eager, with an optimizer of torch.optim. A call takes a NumPy array and
gives one, without copies of its own.
"""
import json
import os
import resource
import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)

# As in ../session.ts.
STILL = 1e-3


class Files:
    def __init__(self, folder):
        self.folder = folder
        self.loaded = {}

    def array(self, name, dtype):
        if name not in self.loaded:
            self.loaded[name] = np.fromfile(os.path.join(self.folder, name), dtype=dtype)
        return self.loaded[name]

    def network(self, model):
        with open(os.path.join(self.folder, f"{model}.network.json"), encoding="utf-8") as file:
            return json.load(file)


def tensor(weights, part):
    size = int(np.prod(part["shape"]))
    values = weights[part["offset"] : part["offset"] + size].reshape(part["shape"])
    return torch.from_numpy(values.copy())


class Subsample(nn.Module):
    def __init__(self, stride, added):
        super().__init__()
        self.stride = stride
        self.added = added

    def forward(self, x):
        return nn.functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body = nn.Sequential(*body)
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def dense(layer, weights):
    rows, columns = layer["weight"]["shape"]
    module = nn.Linear(rows, columns, bias="bias" in layer)
    module.weight.data = tensor(weights, layer["weight"]).T.contiguous()
    return with_bias(module, layer, weights)


def convolution(layer, weights):
    kernel, _, depth, features = layer["weight"]["shape"]
    groups = layer["groups"]
    options = {"stride": layer["stride"], "padding": layer["padding"], "groups": groups, "bias": "bias" in layer}
    module = nn.Conv2d(depth * groups, features, kernel, **options)
    module.weight.data = tensor(weights, layer["weight"]).permute(3, 2, 0, 1).contiguous()
    return with_bias(module, layer, weights)


def with_bias(module, layer, weights):
    if "bias" in layer:
        module.bias.data = tensor(weights, layer["bias"])
    return module


def batch_norm(layer, weights, images):
    # PyTorch's momentum is the share of the new batch.
    make = nn.BatchNorm2d if images else nn.BatchNorm1d
    module = make(layer["scale"]["shape"][0], eps=layer["epsilon"], momentum=1 - layer["momentum"])
    module.weight.data = tensor(weights, layer["scale"])
    module.bias.data = tensor(weights, layer["offset"])
    module.running_mean.data = tensor(weights, layer["mean"])
    module.running_var.data = tensor(weights, layer["variance"])
    return module


def build(layers, weights, images):
    return [module for layer in layers for module in modules_of(layer, weights, images)]


def modules_of(layer, weights, images):
    kind = layer["kind"]
    if kind == "relu":
        return [nn.ReLU6() if "limit" in layer else nn.ReLU()]
    if kind == "dense":
        return [dense(layer, weights)]
    if kind == "conv2d":
        return [convolution(layer, weights)]
    if kind == "batch_norm":
        return [batch_norm(layer, weights, images)]
    if kind == "subsample":
        return [Subsample(layer["stride"], layer["added"])]
    if kind == "global_average_pool":
        return [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return [Residual(build(layer["body"], weights, images), build(layer["shortcut"], weights, images))]


def inference(network, weights, example):
    layers = build(network["folded"], weights, "image" in network)
    model = nn.Sequential(*layers, nn.Softmax(dim=1)).eval()
    with torch.no_grad():
        frozen = torch.jit.freeze(torch.jit.trace(model, torch.from_numpy(example)))

    def run(image):
        with torch.no_grad():
            return frozen(torch.from_numpy(image)).numpy()

    return run


def training(network, weights, rate_scale):
    model = nn.Sequential(*build(network["training"], weights, "image" in network)).train()
    loss_of = nn.CrossEntropyLoss()
    rate = network["learningRate"] * rate_scale
    if "momentum" in network:
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=network["momentum"])
    else:
        optimizer = torch.optim.Adam(model.parameters(), lr=rate, betas=(0.9, 0.999), eps=1e-8)

    def run(image, label):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(torch.from_numpy(image)), torch.from_numpy(label))
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


class Session:
    def __init__(self, folder):
        self.files = Files(folder)
        self.runs = {}

    def prepare(self, task, check):
        network = self.files.network(task["model"])
        weights = self.files.array(f"{task['model']}.f32", np.float32)
        batch = task["batch"]
        images = self.files.array(f"{task['model']}.images.f32", np.float32).reshape(-1, network["inputs"])
        if "image" in network:
            # As whoever uses PyTorch would keep his images.
            images = np.ascontiguousarray(images.reshape(-1, *network["image"]).transpose(0, 3, 1, 2))
        labels = self.files.array(f"{task['model']}.labels.i32", np.int32).astype(np.int64)
        count = len(images) // batch
        slices = [slice(i * batch, (i + 1) * batch) for i in range(min(count, task["batches"]))]

        def caller(rate_scale):
            if task["kind"] == "infer":
                run = inference(network, weights, images[slices[0]])
                return lambda i: run(images[slices[i % len(slices)]])
            run = training(network, weights, rate_scale)
            return lambda i: run(images[slices[i % len(slices)]], labels[slices[i % len(slices)]])

        call = caller(1)
        results = [np.asarray(call(i), dtype=np.float64).ravel().tolist() for i in range(check)]
        state = {"call": caller(STILL), "next": 0, "block": 1}
        self.runs[task["id"]] = state
        return [value for result in results for value in result]

    def warm(self, task, ms, block_ms):
        state = self.runs[task["id"]]
        end = time.perf_counter() + ms / 1000
        calls = 0
        start = time.perf_counter()
        while time.perf_counter() < end or calls < 3:
            state["call"](state["next"])
            state["next"] += 1
            calls += 1
        each = (time.perf_counter() - start) / calls
        state["block"] = max(1, round(block_ms / 1000 / each))
        return None

    def time(self, task, ms):
        state = self.runs[task["id"]]
        call, block = state["call"], state["block"]
        times = []
        end = time.perf_counter() + ms / 1000
        while not times or time.perf_counter() < end:
            start = time.perf_counter()
            for i in range(state["next"], state["next"] + block):
                call(i)
            times.append((time.perf_counter() - start) * 1000 / block)
            state["next"] += block
        return times


def peak_memory():
    """In KiB. Linux's own count begins with the process; that of getrusage begins with the parent's memory."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def start_up(folder, model):
    """For the start-up table: one prediction in a fresh process."""
    files = Files(folder)
    network = files.network(model)
    image = np.full((1, network["inputs"]), 0.5, dtype=np.float32)
    result = inference(network, files.array(f"{model}.f32", np.float32), image)(image)
    print(json.dumps({"first": float(result[0][0]), "rss": peak_memory()}))


def product_rate():
    """GFLOP/s of a matrix product: tells a fast BLAS from the reference one."""
    a, b = torch.rand(256, 256), torch.rand(256, 256)
    times = []
    for _ in range(100):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2 * 256**3 / min(times) / 1e9


def main():
    if sys.argv[1] == "--start-up":
        start_up(sys.argv[2], sys.argv[3])
        return
    session = Session(sys.argv[1])
    print(json.dumps({"ready": f"PyTorch {torch.__version__}, products at {product_rate():.0f} GFLOP/s"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            result = getattr(session, request["do"])(*request["arguments"])
            print(json.dumps({"result": result}), flush=True)
        except Exception as error:  # the parent tells the user which peer failed and why
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


main()
