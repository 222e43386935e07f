#!/usr/bin/env python3
"""Writes the fixtures: models in Inlay's language and the numbers that PyTorch, in double precision, gives for them.

    python3 test/oracles/make-fixtures.py        needs torch (made with 1.13)

fixtures/<name>.inlay is a model, fixtures/<name>.json is what run-fixture.ts does with it and expects.
"""
import batch_norm
import convolutions
import elementwise
import images
import losses
import networks
import normalisation
import operators
import optimizers
import shapes
import training

for module in (
    operators, shapes, batch_norm, training, elementwise, optimizers, losses, images, normalisation, convolutions,
    networks,
):
    module.write()
