/** The syntax tree: what the user wrote, with spans, before any meaning. */
import type { DType } from "../ir/type.ts";
import type { Span } from "../support/span.ts";

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface File {
  readonly imports: readonly Import[];
  readonly blocks: readonly Block[];
  /** A file without a model (only blocks) is allowed by the grammar; lowering wants exactly one. */
  readonly models: readonly Model[];
  /** The whole text. */
  readonly span: Span;
}

/** `import { residual, tower } from "./blocks.inlay"` */
export interface Import {
  readonly names: readonly Name[];
  /** As written; its span has the quotes. */
  readonly path: Name;
  readonly span: Span;
}

export interface Model {
  readonly name: Name;
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `block name(x, channels, stride = 1) { … return y }` */
export interface Block {
  readonly name: Name;
  readonly params: readonly { readonly name: Name; readonly default?: Expression }[];
  readonly body: readonly Statement[];
  readonly span: Span;
}

export type Statement =
  /** `input image: f32[batch, 784]` */
  | { readonly kind: "input"; readonly name: Name; readonly type: TypeExpression; readonly span: Span }
  /** `output probabilities = softmax(logits)`, or `output logits` for a value that has a name already. */
  | { readonly kind: "output"; readonly name: Name; readonly value?: Expression; readonly span: Span }
  /** `parameter w: f32[784, 128] = glorot_uniform()`, maybe with named arguments: `…, trainable: false` */
  | {
      readonly kind: "parameter";
      readonly name: Name;
      readonly type: TypeExpression;
      readonly value: Expression;
      readonly args: readonly Argument[];
      readonly span: Span;
    }
  /** `constant c = 0.5`, `constant c: f32[3] = [1, 2, 3]` */
  | {
      readonly kind: "constant";
      readonly name: Name;
      readonly type?: TypeExpression;
      readonly value: Expression;
      readonly span: Span;
    }
  /** `y = f(x)`, `y, h = cell(x)`; rebinding is allowed. */
  | { readonly kind: "assign"; readonly targets: readonly Name[]; readonly value: Expression; readonly span: Span }
  /** `for i in 0..n { … }`: i runs from `from` up to but without `to`. */
  | {
      readonly kind: "for";
      readonly variable: Name;
      readonly from: Expression;
      readonly to: Expression;
      readonly body: readonly Statement[];
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly else?: readonly Statement[];
      readonly span: Span;
    }
  | { readonly kind: "return"; readonly values: readonly Expression[]; readonly span: Span }
  | { readonly kind: "train"; readonly body: readonly TrainStatement[]; readonly span: Span };

export type TrainStatement =
  | Statement
  /** `loss = …`, `optimizer = adam(…)`, `average = ema(…)` */
  | {
      readonly kind: "setting";
      readonly key: "loss" | "optimizer" | "average";
      readonly value: Expression;
      /** The keyword alone. */
      readonly keySpan: Span;
      readonly span: Span;
    }
  /** `metric accuracy = accuracy(logits, label)` */
  | { readonly kind: "metric"; readonly name: Name; readonly value: Expression; readonly span: Span };

/** `f32[batch, 784]`; dimensions are compile-time expressions, in which `batch` is the symbol. */
export interface TypeExpression {
  readonly dtype: DType;
  readonly dims: readonly Expression[];
  readonly span: Span;
}

export type UnaryOperator = "-" | "not";

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or";

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly isInteger: boolean; readonly span: Span }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "bool"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly span: Span }
  /** A binding, a compile-time value, or a word such as `relu`, `channel`, `batch`, `none`. */
  | { readonly kind: "name"; readonly name: Name; readonly span: Span }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "call";
      readonly callee: Name;
      /** Positional arguments come first; a named one has `name`. */
      readonly args: readonly Argument[];
      readonly span: Span;
    };

export interface Argument {
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}
