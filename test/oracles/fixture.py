"""Start values that float32 holds exactly enough, and the files of a fixture."""
import json
from pathlib import Path

import torch

FOLDER = Path(__file__).parent / "fixtures"

generator = torch.Generator().manual_seed(1)


def as_float32(values):
    """Doubles that are float32 numbers: torch and a module start from the same."""
    return values.float().double()


def short(values, digits=3):
    """Few digits make small files."""
    return as_float32((values * 10**digits).round() / 10**digits)


def start_values(shape, scale=1.0, mean=0.0, digits=3):
    """Normally distributed."""
    normal = torch.randn(shape, generator=generator, dtype=torch.float64)
    return short(normal * scale + mean, digits)


def uniform(shape, low, high, digits=3):
    return short(torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low, digits)


def encode(value):
    """A tensor as a flat list of numbers of 7 digits: start values exactly, others off by at most 5e-7 of themselves."""
    if isinstance(value, torch.Tensor):
        return [float(f"{number:.7g}") for number in value.detach().flatten().tolist()]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return [encode(item) for item in value] if isinstance(value, list) else value


def print_json(value, indent=""):
    """JSON with a tensor a line."""
    inner = indent + " "
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(key)}: {print_json(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(inner + print_json(item, inner) for item in value) + f"\n{indent}]"
    return json.dumps(value, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]")


def write_fixture(name, text, fixture):
    FOLDER.mkdir(exist_ok=True)
    stem = name.replace("_", "-")
    (FOLDER / f"{stem}.inlay").write_text(text)
    (FOLDER / f"{stem}.json").write_text(print_json(encode(fixture)) + "\n")
