/**
 * Blocks → functions. Blocks of one structure share a function: numbers that are equal in all of them are written in,
 * the others become parameters. Addresses that lie equally far apart everywhere need one parameter together, since
 * equal layers have equal distances from their weights to their biases and moments. So a deep net grows by a call or two
 * a layer, not by code.
 *
 *     f(x, w, 32)  f(y, v, 32)  →  function group(a, b) { f(a, b, 32); }  group(x, w)  group(y, v)
 */
import { type Block, isLoop, keyOf, linesOf, type Term, termsOf, usesBatch, written } from "./block.ts";

export interface SharedFunction {
  readonly name: string;
  /** `batch: i32` */
  readonly params: readonly string[];
  readonly lines: readonly string[];
}

/** Longer sequences of blocks are not looked for. */
const LONGEST_REPEAT = 64;

/** Bytes that a function takes besides its calls, and what it must save at least, to be worth reading. */
const SIZE_OF_FUNCTION = 128;

export class SharedCode {
  readonly functions: SharedFunction[] = [];
  readonly #names: Set<string>;

  /** `names` are taken, and grows. */
  constructor(names: Set<string>) {
    this.#names = names;
  }

  /** Every block of several statements or panels becomes the call of a function; `lists` are the entry points' blocks. */
  groups(lists: readonly (readonly Block[])[]): Block[][] {
    return this.#share(lists, () => false);
  }

  /** Sequences of calls that come several times in a row become a function; so do calls that have much in common. */
  repeats(lists: readonly (readonly Block[])[]): Block[][] {
    return this.#share(lists.map(joinRepeats), saves);
  }

  #share(lists: readonly (readonly Block[])[], alsoSingle: (bindings: readonly Binding[], uses: number) => boolean) {
    const uses = new Map<string, Block[]>();
    const keys = lists.map((blocks) => blocks.map(keyOf));
    for (const [i, blocks] of lists.entries()) {
      for (const [j, block] of blocks.entries()) {
        const key = keys[i]![j]!;
        const known = uses.get(key);
        if (known === undefined) uses.set(key, [block]);
        else known.push(block);
      }
    }
    const callOf = new Map<string, (block: Block) => Block>();
    for (const [key, blocks] of uses) {
      const loop = blocks.some(isLoop);
      const bindings = bind(blocks.map((block) => termsOf(block, loop)));
      const single = !loop && blocks[0]!.split === undefined && blocks[0]!.statements.length === 1;
      if (!single || alsoSingle(bindings, blocks.length)) callOf.set(key, this.#define(blocks[0]!, loop, bindings));
    }
    return lists.map((blocks, i) => blocks.map((block, j) => callOf.get(keys[i]![j]!)?.(block) ?? block));
  }

  /** The function of blocks like this one; gives what makes the call of it. */
  #define(first: Block, loop: boolean, bindings: readonly Binding[]): (block: Block) => Block {
    const terms = termsOf(first, loop);
    const names = parameterNames(terms, bindings);
    const params = terms.flatMap((term, i) =>
      bindings[i]!.own ? [`${names[bindings[i]!.parameter!]}: ${typeOf(term)}`] : [],
    );
    const name = this.#name(first.name);
    let next = 0;
    const lines = linesOf(first, loop, (term) => {
      const { parameter, distance } = bindings[next++]!;
      if (parameter === undefined) return written(term);
      const known = names[parameter]!;
      if (term.kind === "address" && distance !== 0)
        return `${known} ${distance < 0 ? "-" : "+"} ${Math.abs(distance)}`;
      if (term.scale === undefined) return known;
      return term.scale === 1 ? `<usize>${known}` : `<usize>${known} * ${term.scale}`;
    });
    const batch = usesBatch(first);
    this.functions.push({ name, params: [...(batch ? ["batch: i32"] : []), ...params], lines });
    return (block) => {
      const args = termsOf(block, loop).filter((_, i) => bindings[i]!.own);
      const plain = args.map(({ scale, ...term }) => [term]);
      return {
        name: block.name,
        statements: [{ comment: [], callee: name, args: [...(batch ? [["batch"]] : []), ...plain] }],
      };
    };
  }

  #name(base: string): string {
    let name = base;
    for (let i = 2; this.#names.has(name); i++) name = `${base}_${i}`;
    this.#names.add(name);
    return name;
  }
}

/** Where a term of a shared function comes from. */
interface Binding {
  /** Undefined where the term is the same in all uses. */
  readonly parameter?: number;
  /** Added to the parameter. */
  readonly distance: number;
  /** The term is that parameter. */
  readonly own: boolean;
}

/** `uses` are the terms of each block, all of one structure. */
function bind(uses: readonly (readonly Term[])[]): Binding[] {
  const parameters = new Map<string, { readonly index: number; readonly value: number }>();
  return uses[0]!.map(({ kind, value }, i) => {
    const values = uses.map((terms) => terms[i]!.value);
    if (values.every((other) => Object.is(other, value))) return { distance: 0, own: false };
    const key = `${kind} ${(kind === "address" ? values.map((other) => other - value) : values).join(" ")}`;
    const known = parameters.get(key);
    if (known !== undefined) return { parameter: known.index, distance: value - known.value, own: false };
    parameters.set(key, { index: parameters.size, value });
    return { parameter: parameters.size - 1, distance: 0, own: true };
  });
}

/** Named after what they are in the first use, but never like something that the function also mentions. */
function parameterNames(terms: readonly Term[], bindings: readonly Binding[]): string[] {
  const taken = new Set(terms.flatMap((term, i) => (bindings[i]!.parameter === undefined ? [term.name] : [])));
  return terms.flatMap((term, i) => {
    if (!bindings[i]!.own) return [];
    let name = term.name;
    for (let k = 2; taken.has(name); k++) name = `${term.name}_${k}`;
    taken.add(name);
    return [name];
  });
}

function typeOf({ kind }: Term): string {
  return kind === "address" ? "usize" : kind === "size" ? "i32" : "f32";
}

/** Whether the arguments that a function of one call saves outweigh the function. */
function saves(bindings: readonly Binding[], uses: number): boolean {
  const own = bindings.filter((binding) => binding.own).length;
  const inner = sizeOfCalls(1, bindings.length);
  return uses * (inner - sizeOfCalls(1, own)) > inner + SIZE_OF_FUNCTION;
}

/** Joins the statements of each repetition into one block, where a function of it makes the module smaller. */
function joinRepeats(blocks: readonly Block[]): Block[] {
  const keys = blocks.map(keyOf);
  const joined: Block[] = [];
  for (let i = 0; i < blocks.length; ) {
    const repeats = bestRepeats(blocks, keys, i);
    joined.push(...(repeats.length > 0 ? repeats : [blocks[i]!]));
    i += repeats.reduce((sum, { statements }) => sum + statements.length, 0) || 1;
  }
  return joined;
}

/** The repetitions from `start` on, of the length that saves most; none where all lengths cost more than they save. */
function bestRepeats(blocks: readonly Block[], keys: readonly string[], start: number): Block[] {
  let best: Block[] = [];
  let mostSaved = 0;
  for (let length = 2; length <= LONGEST_REPEAT && start + 2 * length <= keys.length; length++) {
    let end = start + length;
    while (end < keys.length && keys[end] === keys[end - length]) end++;
    const times = Math.floor((end - start) / length);
    if (times < 2) continue;
    const repeats = Array.from({ length: times }, (_, k): Block => {
      const from = start + k * length;
      const statements = blocks.slice(from, from + length).flatMap((block) => block.statements);
      return { name: `${blocks[from]!.name}_repeated`, statements };
    });
    const terms = repeats.map((block) => termsOf(block, false));
    const own = bind(terms).filter((binding) => binding.own).length;
    const inner = sizeOfCalls(length, terms[0]!.length);
    const saved = times * (inner - sizeOfCalls(1, own)) - inner - SIZE_OF_FUNCTION;
    if (saved <= mostSaved) continue;
    mostSaved = saved;
    best = repeats;
  }
  return best;
}

/** About so many bytes of code. */
function sizeOfCalls(calls: number, args: number): number {
  return 2 * calls + 4 * args;
}
