/** AST → an indented dump for people and golden files; expressions in prefix form, so that precedence shows. */
import type { Argument, Block, Expression, File, Model, Statement, TrainStatement, TypeExpression } from "./ast.ts";

export function printAst(file: File): string {
  const imports = file.imports.map(
    ({ names, path }) => `import ${names.map(({ text }) => text).join(", ")} from ${JSON.stringify(path.text)}`,
  );
  const lines = [...imports, ...file.blocks.flatMap(printBlock), ...file.models.flatMap(printModel)];
  return lines.map((line) => `${line}\n`).join("");
}

function printBlock({ name, params, body }: Block): string[] {
  const shown = params.map((param) =>
    param.default === undefined ? param.name.text : `${param.name.text} = ${printExpression(param.default)}`,
  );
  return [`block ${name.text}(${shown.join(", ")})`, ...indented(body)];
}

function printModel({ name, body }: Model): string[] {
  return [`model ${name.text}`, ...indented(body)];
}

function indented(body: readonly TrainStatement[]): string[] {
  return body.flatMap(printStatement).map((line) => `  ${line}`);
}

function printStatement(statement: TrainStatement): string[] {
  switch (statement.kind) {
    case "input":
      return [`input ${statement.name.text}: ${printType(statement.type)}`];
    case "output":
      return [`output ${statement.name.text}${printBound(statement.value)}`];
    case "parameter":
    case "constant": {
      const type = statement.type === undefined ? "" : `: ${printType(statement.type)}`;
      const more =
        statement.kind === "parameter" ? statement.args.map((argument) => `, ${printArgument(argument)}`) : [];
      return [`${statement.kind} ${statement.name.text}${type}${printBound(statement.value)}${more.join("")}`];
    }
    case "metric":
      return [`metric ${statement.name.text}${printBound(statement.value)}`];
    case "setting":
      return [`${statement.key}${printBound(statement.value)}`];
    case "assign":
      return [`${statement.targets.map(({ text }) => text).join(", ")}${printBound(statement.value)}`];
    case "return":
      return [`return ${statement.values.map(printExpression).join(", ")}`];
    case "train":
      return ["train", ...indented(statement.body)];
    case "for": {
      const { variable, from, to, body } = statement;
      return [`for ${variable.text} in ${printExpression(from)}..${printExpression(to)}`, ...indented(body)];
    }
    case "if":
      return printIf(statement);
  }
}

function printIf(statement: Extract<Statement, { kind: "if" }>): string[] {
  const lines = [`if ${printExpression(statement.condition)}`, ...indented(statement.then)];
  return statement.else === undefined ? lines : [...lines, "else", ...indented(statement.else)];
}

function printBound(value: Expression | undefined): string {
  return value === undefined ? "" : ` = ${printExpression(value)}`;
}

function printType({ dtype, dims }: TypeExpression): string {
  return `${dtype}[${dims.map(printExpression).join(", ")}]`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return expression.isInteger ? String(expression.value) : `${expression.value} float`;
    case "string":
      return JSON.stringify(expression.value);
    case "bool":
      return String(expression.value);
    case "name":
      return expression.name.text;
    case "list":
      return `[${expression.items.map(printExpression).join(", ")}]`;
    case "unary":
      return `(${expression.operator} ${printExpression(expression.operand)})`;
    case "binary":
      return `(${expression.operator} ${printExpression(expression.left)} ${printExpression(expression.right)})`;
    case "call": {
      return `${expression.callee.text}(${expression.args.map(printArgument).join(", ")})`;
    }
  }
}

function printArgument({ name, value }: Argument): string {
  return `${name === undefined ? "" : `${name.text}: `}${printExpression(value)}`;
}
