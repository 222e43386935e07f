/** The kernel functions of a module: equal texts are one function. */
import type { Buffer, Call } from "../4-plan/plan.ts";
import { productKernel } from "./contraction.ts";
import { indent, type KernelText, type RowStride } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { mapKernel } from "./map-kernel.ts";
import { reduceKernel } from "./reduce-kernel.ts";
import { SMALL_TILES } from "./tiles.ts";
import { winogradKernel } from "./winograd.ts";

/** What the module should be. */
export type Optimize = "speed" | "size";

export class Kernels {
  /** All function names of the module. */
  readonly names = new Set<string>();
  readonly #level: SimdLevel;
  readonly #small: boolean;
  readonly #buffers: ReadonlyMap<string, Buffer>;
  readonly #byText = new Map<string, { readonly name: string; readonly kernel: KernelText }>();
  readonly #runtime = new Set<string>();

  constructor(level: SimdLevel, optimize: Optimize, buffers: ReadonlyMap<string, Buffer>) {
    this.#level = level;
    this.#small = optimize === "size";
    this.#buffers = buffers;
  }

  nameOf(call: Call): string {
    if (call.kind === "kernel") {
      this.use(call.kernel);
      return call.kernel;
    }
    return this.#nameOfText(this.#textOf(call));
  }

  #nameOfText({ calls = [], ...given }: KernelText): string {
    const callees = calls.map((callee) => this.#nameOfText(callee));
    const lines = given.lines.map((line) => line.replace(/\$(\d+)/g, (_, i) => callees[Number(i)]!));
    const kernel = { ...given, lines };
    const text = [...kernel.params, ...kernel.lines].join("\n");
    const known = this.#byText.get(text);
    if (known !== undefined) return known.name;
    for (const used of kernel.functions) this.use(used);
    let name = kernel.hint;
    for (let i = 2; this.names.has(name); i++) name = `${kernel.hint}_${i}`;
    this.names.add(name);
    this.#byText.set(text, { name, kernel });
    return name;
  }

  imports(): string[] {
    if (this.#runtime.size === 0) return [];
    return [`import { ${[...this.#runtime].sort().join(", ")} } from "./runtime-as/index";`];
  }

  functions(): string[] {
    return [...this.#byText.values()].flatMap(({ name, kernel }) => [
      `function ${name}(${kernel.params.join(", ")}): void {`,
      ...indent(kernel.lines),
      "}",
      "",
    ]);
  }

  #textOf(call: Exclude<Call, { kind: "kernel" }>): KernelText {
    const stride: RowStride = (buffer) => rowStride(this.#buffers.get(buffer)!);
    switch (call.kind) {
      case "product":
        return productKernel(call, this.#level, stride, this.#small ? SMALL_TILES : undefined);
      case "winograd":
        return winogradKernel(call, this.#level, stride);
      case "map":
        return mapKernel(call, this.#level, stride, this.#small ? 1 : undefined);
      default:
        return reduceKernel(call, this.#level, stride, this.#small ? 1 : undefined);
    }
  }

  /** Imports a function of runtime-as. */
  use(name: string): void {
    this.names.add(name);
    this.#runtime.add(name);
  }
}

/** Bytes between one row's value and the next of a buffer of one column. */
function rowStride({ layout }: Buffer): number {
  return layout === "panels" ? 64 : 4;
}
