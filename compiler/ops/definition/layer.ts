/** A call in the model's text that makes parameters and expands to ops. */
import type { Builder } from "../../ir/builder.ts";
import type { Attrs, AttrValue, Node } from "../../ir/node.ts";
import type { TensorType } from "../../ir/type.ts";
import type { OpDef } from "./op.ts";
import type { Definition, SignatureError } from "./signature.ts";
import type { ScheduleUse } from "./train-block.ts";

/** An initializer as written: `he_normal`, `uniform(limit: 0.1)`. */
export interface InitializerUse {
  readonly op: OpDef;
  readonly attrs: Attrs;
}

export type LayerAttr = AttrValue | InitializerUse | ScheduleUse;

export type LayerAttrs = Readonly<Record<string, LayerAttr | undefined>>;

/** What a layer may do beside building nodes: make parameters and states under its own name. */
export interface LayerScope {
  readonly b: Builder;
  parameter(name: string, type: TensorType, initializer: InitializerUse, groups?: number): Node;
  /** A state that starts at `initial` in every element. */
  state(name: string, type: TensorType, initial: number): Node;
  /** For bits that are new in every step: the states that they depend on (i32[]), and a number of this place's own. */
  random(): { readonly seed: Node; readonly step: Node; readonly site: number };
  /** The calls of train_step so far, i32[]. */
  step(): Node;
  /** The default initializer of that name, for attributes left out. */
  initializer(name: string): InitializerUse;
}

export interface LayerDef extends Definition {
  readonly kind: "layer";
  /** One result or several. */
  readonly expand: (
    scope: LayerScope,
    operands: readonly Node[],
    attrs: LayerAttrs,
  ) => Node | readonly Node[] | SignatureError;
}
