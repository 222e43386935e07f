/** Makes nodes: looks ops up by name, infers types, and sums gradients over broadcast axes in one place. */
import type { OpDef } from "../ops/definition/op.ts";
import { isError, type SignatureError } from "../ops/definition/signature.ts";
import { findOp } from "../ops/index.ts";
import { InternalError } from "../support/diagnostic.ts";
import { NOWHERE, type Span } from "../support/span.ts";
import type { Attrs, Node } from "./node.ts";
import { f32, formatType, type Shape, sameShape, type TensorType } from "./type.ts";

export type LeafKind = "input" | "parameter" | "state" | "argument";

export class Builder {
  /** The span given to nodes made from here on. */
  span: Span;

  constructor(span: Span = NOWHERE) {
    this.span = span;
  }

  /** Applies an op that is known to fit; a shape error here is a bug of the caller. */
  op(name: string, operands: readonly Node[], attrs: Attrs = {}): Node {
    const node = this.tryOp(opNamed(name), operands, attrs);
    if (isError(node)) {
      const types = operands.map((operand) => formatType(operand.type)).join(", ");
      throw new InternalError(`${name}(${types}): ${node.error}`);
    }
    return node;
  }

  /** Applies an op to what a user wrote; attributes left out take their defaults. */
  tryOp(op: OpDef, operands: readonly Node[], given: Attrs = {}): Node | SignatureError {
    const defaults = op.attrs.flatMap((spec) =>
      spec.default === undefined ? [] : [[spec.name, spec.default] as const],
    );
    const attrs = { ...Object.fromEntries(defaults), ...given };
    const type = op.infer(
      operands.map((operand) => operand.type),
      attrs,
    );
    return isError(type) ? type : { op, operands, attrs, type, span: this.span };
  }

  leaf(kind: LeafKind, name: string, type: TensorType, attrs: Attrs = {}): Node {
    return { op: opNamed(kind), operands: [], attrs, type, span: this.span, name };
  }

  /** A number in every element: f32[] unless a shape is given. `value` is rounded to float32 where it is used. */
  constant(value: number): Node {
    return { op: opNamed("constant"), operands: [], attrs: { values: [value] }, type: f32(), span: this.span };
  }

  add(a: Node, b: Node): Node {
    return this.op("add", [a, b]);
  }

  sub(a: Node, b: Node): Node {
    return this.op("sub", [a, b]);
  }

  mul(a: Node, b: Node): Node {
    return this.op("mul", [a, b]);
  }

  div(a: Node, b: Node): Node {
    return this.op("div", [a, b]);
  }

  reshape(x: Node, shape: Shape): Node {
    return sameShape(x.type.shape, shape) ? x : this.op("reshape", [x], { shape });
  }

  /** The number of elements behind `shape`'s product as f32[], which may depend on the batch. */
  count(dims: Shape): Node {
    let factor = 1;
    let symbolic = false;
    for (const dim of dims) {
      factor *= typeof dim === "number" ? dim : dim.batch;
      symbolic ||= typeof dim !== "number";
    }
    if (!symbolic) return this.constant(factor);
    const batch = this.leaf("argument", "batch_size", f32());
    return factor === 1 ? batch : this.mul(batch, this.constant(factor));
  }

  /** Sums `x` down to `shape`, which broadcasts to x's shape: the adjoint of broadcasting. */
  sumTo(x: Node, shape: Shape): Node {
    const from = x.type.shape;
    if (sameShape(from, shape)) return x;
    const lead = from.length - shape.length;
    const axes = from.flatMap((dim, axis) => (axis < lead || (shape[axis - lead] === 1 && dim !== 1) ? [axis] : []));
    const summed = axes.length === 0 ? x : this.op("reduce_sum", [x], { axes, keep_dims: false });
    return this.reshape(summed, shape);
  }

  /** The same node under the model's name for it. */
  named(node: Node, name: string): Node {
    return { ...node, name };
  }
}

/** The op of that name in the table; an unknown name is a bug of the caller. */
export function opNamed(name: string): OpDef {
  const op = findOp(name);
  if (op === undefined) throw new InternalError(`no op is called ${name}`);
  return op;
}
