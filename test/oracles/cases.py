"""A model made of many small cases, each an expression in Inlay's language beside the same in torch, and their gradients.

The operands of a case are parameters, so that the state `velocity` of sgd holds their gradients after one step. The loss
is the sum over cases of Σ y·g with a parameter g of y's shape: y is the gradient by g, which shows y as computed in
training. An operand of `Rows` depends on the batch: it is matmul(rows, table), where the host gives the first rows of an
identity. That product and its gradient are exact, and rows of the table beyond the batch get gradient 0.
"""
from dataclasses import dataclass, field
from typing import Callable

import torch

from fixture import start_values, write_fixture


@dataclass
class Operand:
    value: torch.Tensor
    batched: bool = False


def fixed(*shape, make=start_values):
    return Operand(make(shape))


@dataclass
class Case:
    name: str
    """In Inlay's language, operands by their names: an expression, after lines of statements if there are any."""
    text: str
    operands: dict
    """The same in torch: called with the operands, then the batch's inputs, by name."""
    torch: Callable
    """Parameters that the text makes by itself, by their names after `<case>.`."""
    parameters: dict = field(default_factory=dict)
    """States, likewise; `torch` changes them in place."""
    states: dict = field(default_factory=dict)
    """What it means in inference, where that is something else."""
    infer: Callable = None


class Cases:
    def __init__(self, model, table_rows, inputs="", inputs_at=lambda batch: {}):
        self.model, self.table_rows, self.inputs, self.inputs_at = model, table_rows, inputs, inputs_at
        self.cases = []

    def rows(self, columns, make=start_values):
        return Operand(make((self.table_rows, columns)), batched=True)

    def add(self, name, text, torch_case, parameters=None, states=None, infer=None, **operands):
        self.cases.append(Case(name, text, operands, torch_case, parameters or {}, states or {}, infer))

    def write(self, batches):
        weights = {case.name: self.weight(case) for case in self.cases}
        start = {}
        for case in self.cases:
            start |= {f"{case.name}_{key}": operand.value for key, operand in case.operands.items()}
            start |= {f"{case.name}.{key}": value for key, value in {**case.parameters, **case.states}.items()}
            start[f"{case.name}_g"] = weights[case.name].value
        batched = [case for case in self.cases if any(operand.batched for operand in case.operands.values())]
        runs = [self.run(batch, weights, self.cases if batch == batches[0] else batched) for batch in batches]
        write_fixture(self.model, self.text(weights), {"max_batch": self.table_rows, "start": start, "runs": runs})

    def evaluate(self, case, values, batch, meaning):
        operands = {
            key: values[key][:batch] if operand.batched else values[key] for key, operand in case.operands.items()
        }
        rest = {key: values[key] for key in (*case.parameters, *case.states)}
        return meaning(**operands, **rest, **self.inputs_at(batch))

    def weight(self, case):
        """Random values of the result's shape: a table's where the result depends on the batch."""
        values = {key: operand.value for key, operand in case.operands.items()} | case.parameters | case.states
        shapes = [
            tuple(self.evaluate(case, {k: v.clone() for k, v in values.items()}, batch, case.torch).shape)
            for batch in (2, self.table_rows)
        ]
        return Operand(start_values(shapes[1]), batched=shapes[0] != shapes[1])

    def run(self, batch, weights, cases):
        """One step at a batch. Of tables only the batch's rows are written: the others' gradients are 0."""
        values, inference, gradients, states = {}, {}, {}, {}
        for case in cases:
            given = {key: operand.value for key, operand in case.operands.items()} | case.parameters
            variables = {key: value.clone().requires_grad_() for key, value in given.items()}
            variables |= {key: value.clone() for key, value in case.states.items()}
            if case.infer is not None:
                inference[case.name] = self.evaluate(case, variables, batch, case.infer)
            y = self.evaluate(case, variables, batch, case.torch)
            weight = weights[case.name]
            (y * (weight.value[:batch] if weight.batched else weight.value)).sum().backward()
            values[case.name] = y
            for key, operand in case.operands.items():
                gradient = variables[key].grad
                gradients[f"{case.name}_{key}"] = gradient[:batch] if operand.batched else gradient
            gradients |= {f"{case.name}.{key}": variables[key].grad for key in case.parameters}
            states |= {f"{case.name}.{key}": variables[key] for key in case.states}
        steps = [{"inputs": {"rows": torch.eye(self.table_rows)[:batch], **self.inputs_at(batch)}}]
        run = {"title": f"batch {batch}", "steps": steps, "values": values, "inference": inference}
        return {**run, "gradients": gradients, "states": states}

    def text(self, weights):
        lines = [f"  input rows: f32[batch, {self.table_rows}]", *self.inputs.splitlines()]
        terms, outputs = [], []
        for case in self.cases:
            lines.append("")
            names = {}
            for key, operand in {**case.operands, "g": weights[case.name]}.items():
                name = f"{case.name}_{key}"
                lines.append(f"  parameter {name}: f32{list(operand.value.shape)} = zeros()")
                names[key] = f"matmul(rows, {name})" if operand.batched else name
            lines += [f"  {key} = {names[key]}" for key in case.operands]
            *before, expression = case.text.split("\n")
            lines += [*(f"  {statement}" for statement in before), f"  {case.name} = {expression}"]
            term = f"{case.name} * {names['g']}"
            terms.append(f"reduce_sum({term})" if weights[case.name].value.dim() else term)
            outputs.append(f"  output {case.name}")
        lines += ["", *outputs, "", "  train {", f"    total = {terms[0]}"]
        lines += [f"    total = total + {term}" for term in terms[1:]]
        lines += ["    loss = total", "    optimizer = sgd(learning_rate: 1.0, momentum: 0.5)", "  }"]
        return "\n".join([f"model {self.model} {{", *lines, "}", ""])
