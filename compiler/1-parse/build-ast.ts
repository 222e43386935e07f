/**
 * CST → AST. Statements that the parser could not read whole are left out: their errors are reported already. What the
 * grammar lets through only to explain it better is reported here.
 */
import type { Alternation, Alternative, CstNode, NonTerminal } from "chevrotain";
import { InternalError } from "../support/diagnostic.ts";
import { cover } from "../support/span.ts";
import type { Block, File, Import, Model, Statement, TrainStatement } from "./ast.ts";
import { buildArguments, buildExpression, buildType, buildValue, reportRepeated, textOf } from "./build-expressions.ts";
import {
  type Building,
  isWhole,
  nameOf,
  nodeOf,
  nodesOf,
  onlyNode,
  ownName,
  report,
  spanOfNode,
  spanOfToken,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import { grammar } from "./grammar.ts";
import * as t from "./tokens.ts";

export function buildFile(building: Building, node: CstNode): File {
  const imports = nodesOf(node, "importing").filter(isWhole);
  const definitions = [...nodesOf(node, "block"), ...nodesOf(node, "model")];
  const first = Math.min(...definitions.map(({ location }) => location?.startOffset ?? Number.NaN));
  return {
    imports: imports.map((each) => buildImport(building, each, first)),
    blocks: nodesOf(node, "block")
      .filter(isWhole)
      .map((block) => buildBlock(building, block)),
    models: nodesOf(node, "model")
      .filter(isWhole)
      .map((model) => buildModel(building, model)),
    span: { source: building.source, start: 0, end: building.source.text.length },
  };
}

/** `first`: where the definitions start, before which imports stand. */
function buildImport(building: Building, node: CstNode, first: number): Import {
  const path = tokenOf(node, t.StringLiteral);
  const span = spanOfNode(building, node);
  if (span.start > first) {
    const keyword = spanOfToken(building, tokenOf(node, t.Import));
    report(building, "syntax-error", "an import stands at the top of the file", keyword, {
      help: "move it above all blocks and the model",
    });
  }
  return {
    names: tokensOf(node, t.Identifier).map((token) => nameOf(building, token)),
    path: { text: textOf(building, path), span: spanOfToken(building, path) },
    span,
  };
}

function buildModel(building: Building, node: CstNode): Model {
  return {
    name: ownName(building, nodeOf(node, "modelHeader")),
    body: buildBody(building, nodeOf(node, "body")),
    span: spanOfNode(building, node),
  };
}

function buildBlock(building: Building, node: CstNode): Block {
  const header = nodeOf(node, "blockHeader");
  const params = nodesOf(header, "param").map((param) => buildParam(building, param));
  reportRepeated(building, "duplicate-name", params);
  return {
    name: ownName(building, header),
    params,
    body: buildBody(building, nodeOf(node, "body")),
    span: spanOfNode(building, node),
  };
}

function buildParam(building: Building, node: CstNode): Block["params"][number] {
  const name = ownName(building, node);
  const [colon] = tokensOf(node, t.Colon);
  if (colon !== undefined) {
    const help = `write \`${name.text} = …\`; types are inferred`;
    report(building, "syntax-error", "a default takes `=`, not `:`", spanOfToken(building, colon), { help });
  }
  return nodesOf(node, "expression").length === 0 ? { name } : { name, default: buildValue(building, node) };
}

// ---- statements ----------------------------------------------------------------------------------------------------

function buildBody(building: Building, node: CstNode): Statement[] {
  return nodesOf(node, "statement")
    .filter(isWhole)
    .flatMap((statement) => buildStatement(building, onlyNode(nodeOf(statement, "anyStatement"))));
}

function buildTrainBody(building: Building, node: CstNode): TrainStatement[] {
  return nodesOf(node, "trainStatement")
    .filter(isWhole)
    .flatMap((statement): TrainStatement[] => {
      const child = onlyNode(statement);
      switch (child.name) {
        case "setting":
          return [buildSetting(building, child)];
        case "metric":
          return [{ kind: "metric", ...bound(building, child) }];
        default:
          return buildStatement(building, onlyNode(child));
      }
    });
}

function buildSetting(building: Building, node: CstNode): TrainStatement {
  const key = tokenOf(node, t.SettingKey);
  return {
    kind: "setting",
    key: key.image as "loss" | "optimizer" | "average",
    value: buildValue(building, node),
    keySpan: spanOfToken(building, key),
    span: spanOfNode(building, node),
  };
}

type BuildStatement = (building: Building, node: CstNode) => Statement | undefined;

const bound = (building: Building, node: CstNode) => ({ ...named(building, node), value: buildValue(building, node) });
const named = (building: Building, node: CstNode) => ({
  name: ownName(building, node),
  span: spanOfNode(building, node),
});
const typeOf = (building: Building, node: CstNode) => buildType(building, nodeOf(node, "type"));

/** One entry for each alternative of the grammar's `anyStatement`. */
const STATEMENTS: Readonly<Record<string, BuildStatement>> = {
  inputStatement: (b, node) => ({ kind: "input", ...named(b, node), type: typeOf(b, node) }),
  outputStatement: (b, node) => ({
    kind: "output",
    ...(nodesOf(node, "expression").length === 0 ? named(b, node) : bound(b, node)),
  }),
  parameterStatement: (b, node) => ({
    kind: "parameter",
    ...bound(b, node),
    type: typeOf(b, node),
    args: buildArguments(b, node),
  }),
  constantStatement: (b, node) => ({
    kind: "constant",
    ...bound(b, node),
    ...(nodesOf(node, "type").length === 0 ? {} : { type: typeOf(b, node) }),
  }),
  assign: (b, node) => ({
    kind: "assign",
    targets: tokensOf(node, t.Identifier).map((token) => nameOf(b, token)),
    value: buildValue(b, node),
    span: spanOfNode(b, node),
  }),
  forLoop: buildFor,
  condition: (b, node) => buildIf(b, node),
  result: (b, node) => ({
    kind: "return",
    values: nodesOf(node, "expression").map((value) => buildExpression(b, value)),
    span: spanOfNode(b, node),
  }),
  train: (b, node) => ({
    kind: "train",
    body: buildTrainBody(b, nodeOf(node, "trainBody")),
    span: spanOfNode(b, node),
  }),
  unknownBlock: reportUnknownBlock,
  misplaced: reportMisplaced,
  unexpected: () => undefined,
};

checkComplete();

function checkComplete(): void {
  const [choice] = grammar.getGAstProductions().anyStatement!.definition as Alternation[];
  for (const alternative of choice!.definition) {
    const { nonTerminalName } = (alternative as Alternative).definition[0] as NonTerminal;
    if (STATEMENTS[nonTerminalName] === undefined) throw new InternalError(`parse: nothing builds ${nonTerminalName}`);
  }
}

function buildStatement(building: Building, node: CstNode): Statement[] {
  const statement = STATEMENTS[node.name]!(building, node);
  return statement === undefined ? [] : [statement];
}

function buildFor(building: Building, node: CstNode): Statement {
  const header = nodeOf(node, "forHeader");
  const [from, to] = nodesOf(header, "expression").map((bound) => buildExpression(building, bound));
  return {
    kind: "for",
    variable: ownName(building, header),
    from: from!,
    to: to!,
    body: buildBody(building, nodeOf(node, "body")),
    span: spanOfNode(building, node),
  };
}

/** `else if` becomes an `if` that is alone in its `else`. */
function buildIf(building: Building, node: CstNode, index = 0): Statement {
  const headers = nodesOf(node, "ifHeader");
  const bodies = nodesOf(node, "body");
  const body = bodies[index + 1];
  const otherwise =
    headers[index + 1] !== undefined ? [buildIf(building, node, index + 1)] : body && buildBody(building, body);
  return {
    kind: "if",
    condition: buildValue(building, headers[index]!),
    // biome-ignore lint/suspicious/noThenProperty: the branch of an `if`, which nothing awaits.
    then: buildBody(building, bodies[index]!),
    ...(otherwise === undefined ? {} : { else: otherwise }),
    span: cover(spanOfNode(building, headers[index]!), spanOfNode(building, bodies.at(-1)!)),
  };
}

function reportUnknownBlock(building: Building, node: CstNode): undefined {
  const { text, span } = ownName(building, node);
  report(building, "syntax-error", `unknown block \`${text}\``, span, {
    help: "a body `{ … }` belongs to `train`, `for … in …` or `if …`",
  });
}

function reportMisplaced(building: Building, node: CstNode): undefined {
  const definition = onlyNode(node);
  const [header] = [...nodesOf(definition, "modelHeader"), ...nodesOf(definition, "blockHeader"), definition];
  const [keyword] = tokensOf(header!, t.Import, t.Model, t.Block);
  const what = keyword!.tokenType === t.Import ? "an import" : `a ${keyword!.image}`;
  report(building, "syntax-error", `${what} cannot stand inside another body`, spanOfToken(building, keyword!), {
    help: "move it to the top level of the file",
  });
}
