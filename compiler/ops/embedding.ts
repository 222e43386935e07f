import { f32, type TensorType } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { InitializerUse, LayerScope } from "./definition/layer.ts";
import { notIndices } from "./indexing-rules.ts";

const atLeastOne = (value: number) => (value >= 1 ? undefined : "must be at least 1");

const standardNormal = (scope: LayerScope) => ({ ...scope.initializer("normal"), attrs: { deviation: 1 } });

export const embedding = defineLayer({
  name: "embedding",
  doc: "A trained vector for each index: the rows of `weight` that the indices name.",
  operands: [{ name: "indices", doc: "i32, any shape, from 0 to vocabulary − 1" }],
  attrs: [
    { name: "vocabulary", kind: "int", doc: "the number of vectors", check: atLeastOne },
    { name: "features", kind: "int", doc: "the length of each", check: atLeastOne },
    {
      name: "weight_init",
      kind: "initializer",
      doc: "how the weight starts; normal(deviation: 1) if left out",
      optional: true,
    },
  ],
  expand: (scope, [indices], attrs) => {
    const types: readonly TensorType[] = [indices!.type];
    const wrong = notIndices("embedding", types, 0);
    if (wrong !== undefined) return wrong;
    const type = f32(attrs.vocabulary as number, attrs.features as number);
    const initializer = (attrs.weight_init as InitializerUse | undefined) ?? standardNormal(scope);
    return scope.b.op("gather", [scope.parameter("weight", type, initializer), indices!]);
  },
});
