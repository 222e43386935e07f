/**
 * The vocabulary of the language: text → raw tokens, line breaks included. Besides the language's own tokens there are
 * foreign ones, which people bring from other languages: `layout.ts` reports each and puts what was meant in its place.
 */
import { createToken, type ILexingError, type IToken, type ITokenConfig, Lexer, type TokenType } from "chevrotain";

const all: TokenType[] = [];

function token(config: ITokenConfig): TokenType {
  const type = createToken(config);
  all.push(type);
  return type;
}

function category(name: string): TokenType {
  return createToken({ name, pattern: Lexer.NA });
}

/** Any token that no statement starts with: lets the grammar say so and skip that line alone. */
export const NonStarter = category("NonStarter");
export const BinaryOperator = category("BinaryOperator");
export const PrefixOperator = category("PrefixOperator");
export const Literal = category("Literal");
export const SettingKey = category("SettingKey");

const BINARY = [NonStarter, BinaryOperator];
const LITERAL = [NonStarter, Literal];

export const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });

const keywords: TokenType[] = [];

function keyword(name: string, categories: TokenType[] = []): TokenType {
  const type = token({
    name,
    pattern: new RegExp(name.toLowerCase()),
    longer_alt: Identifier,
    categories,
    label: `\`${name.toLowerCase()}\``,
  });
  if (!categories.includes(Identifier)) keywords.push(type);
  return type;
}

function symbol(name: string, text: string, categories: TokenType[] = [NonStarter]): TokenType {
  return token({ name, pattern: text, categories, label: `\`${text}\`` });
}

// ---- blanks --------------------------------------------------------------------------------------------------------

token({ name: "Blank", pattern: /(?:[ \t\f\v\u00a0\ufeff]|\r(?!\n))+/, group: Lexer.SKIPPED });
export const Newline = token({ name: "Newline", pattern: /\r?\n/, line_breaks: true, label: "the end of the line" });
export const Comment = token({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });

// ---- foreign tokens that start like the language's own ---------------------------------------------------------------

export interface Foreign {
  readonly message: string;
  readonly help: string;
  /** What to go on with; undefined drops the token. */
  readonly meant?: TokenType;
  /** The mistake may well have garbled the rest of its line. */
  readonly garbles?: boolean;
}

const foreign = new Map<TokenType, Foreign>();

export function foreignToken(type: TokenType): Foreign | undefined {
  return foreign.get(type);
}

function foreignSymbol(name: string, pattern: RegExp, what: Foreign): TokenType {
  const type = token({ name, pattern, line_breaks: name === "BlockComment" });
  foreign.set(type, what);
  return type;
}

foreignSymbol("BlockComment", /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/, {
  message: "a comment starts with `//`",
  help: "put `//` in front of every line of the comment",
});
export const HashComment = foreignSymbol("HashComment", /#[^\n\r]*/, {
  message: "a comment starts with `//`, not with `#`",
  help: "write `//` instead of `#`",
});

// ---- keywords ------------------------------------------------------------------------------------------------------

export const Import = keyword("Import");
export const Model = keyword("Model");
export const Block = keyword("Block");
export const Train = keyword("Train");
export const Input = keyword("Input");
export const Output = keyword("Output");
export const Parameter = keyword("Parameter");
export const Constant = keyword("Constant");
export const For = keyword("For");
export const If = keyword("If");
export const Return = keyword("Return");
export const In = keyword("In", [NonStarter]);
export const Else = keyword("Else", [NonStarter]);
export const And = keyword("And", BINARY);
export const Or = keyword("Or", BINARY);
export const Not = keyword("Not", [NonStarter, PrefixOperator]);
export const True = keyword("True", LITERAL);
export const False = keyword("False", LITERAL);

/** Words of a train block: plain identifiers everywhere else. */
export const Loss = keyword("Loss", [Identifier, SettingKey]);
export const Metric = keyword("Metric", [Identifier]);
export const Optimizer = keyword("Optimizer", [Identifier, SettingKey]);
export const Average = keyword("Average", [Identifier, SettingKey]);

/** A word of an import. */
export const From = keyword("From", [Identifier]);

all.push(Identifier);

/** The words that no binding may be called. */
export const KEYWORDS: readonly TokenType[] = keywords;

/** The keywords that only a statement or a definition starts with. */
export const STATEMENT_KEYWORDS: readonly TokenType[] = keywords.filter(
  (type) => !type.CATEGORIES?.includes(NonStarter),
);

// ---- literals ------------------------------------------------------------------------------------------------------

/** A number is not followed by a second dot, so that `0..n` is a range. */
export const NumberLiteral = token({
  name: "NumberLiteral",
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  categories: LITERAL,
  label: "a number",
});
export const StringLiteral = token({
  name: "StringLiteral",
  pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/,
  categories: LITERAL,
  label: "a string",
});

foreignSymbol("UnterminatedString", /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/, {
  message: "unterminated string",
  help: 'close the string with `"` on the same line',
  meant: StringLiteral,
  garbles: true,
});
foreignSymbol("SingleQuoted", /'(?:[^'\\\n\r]|\\[^\n\r])*'/, {
  message: "a string stands in double quotes",
  help: "write `\"…\"` instead of `'…'`",
  meant: StringLiteral,
});

// ---- operators and punctuation: the longer first -----------------------------------------------------------------------

export const Range = symbol("Range", "..");
export const EqualEqual = symbol("EqualEqual", "==", BINARY);
export const NotEqual = symbol("NotEqual", "!=", BINARY);
export const LessEqual = symbol("LessEqual", "<=", BINARY);
export const GreaterEqual = symbol("GreaterEqual", ">=", BINARY);
foreignSymbol("AndAnd", /&&/, { message: "unexpected `&&`", help: "write `and`", meant: And });
foreignSymbol("OrOr", /\|\|/, { message: "unexpected `||`", help: "write `or`", meant: Or });
foreignSymbol("Bang", /!/, { message: "unexpected `!`", help: "write `not`", meant: Not });
export const Less = symbol("Less", "<", BINARY);
export const Greater = symbol("Greater", ">", BINARY);
export const Plus = symbol("Plus", "+", BINARY);
export const Minus = symbol("Minus", "-", [...BINARY, PrefixOperator]);
export const Star = symbol("Star", "*", BINARY);
export const Slash = symbol("Slash", "/", BINARY);
export const Percent = symbol("Percent", "%", BINARY);
foreignSymbol("At", /@/, { message: "unexpected `@`", help: "the matrix product is matmul(a, b)", meant: Star });
export const Equals = symbol("Equals", "=");
export const Colon = symbol("Colon", ":");
export const Comma = symbol("Comma", ",");
export const Dot = symbol("Dot", ".");
foreignSymbol("Semicolon", /;/, {
  message: "unexpected `;`",
  help: "a statement ends at its line break: remove the `;`",
  meant: Newline,
});
export const LParen = symbol("LParen", "(");
export const RParen = symbol("RParen", ")");
export const LSquare = symbol("LSquare", "[");
export const RSquare = symbol("RSquare", "]");
export const LCurly = symbol("LCurly", "{", []);
export const RCurly = symbol("RCurly", "}", []);

const lexed = [...all, NonStarter, BinaryOperator, PrefixOperator, Literal, SettingKey];

/** The braces around the names of an import, which are no body: the lexer does not tell them from others. */
export const LNames = createToken({ name: "LNames", pattern: "{", categories: [NonStarter], label: "`{`" });
export const RNames = createToken({ name: "RNames", pattern: "}", categories: [NonStarter], label: "`}`" });

export const TOKENS: readonly TokenType[] = [...lexed, LNames, RNames];

const baseLexer = new Lexer(lexed, { positionTracking: "full", ensureOptimizations: false });

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  readonly errors: readonly ILexingError[];
}

export function tokenize(text: string): Lexed {
  const { tokens, groups, errors } = baseLexer.tokenize(text);
  return { tokens: markNames(tokens), comments: groups.comments ?? [], errors };
}

/** `import { a, b } from …`: its braces become brackets of a list. */
function markNames(tokens: readonly IToken[]): IToken[] {
  let isNames = false;
  let last: IToken | undefined;
  return tokens.map((token, index) => {
    const { tokenType } = token;
    const previous = last;
    if (tokenType !== Newline) last = token;
    const startsLine = tokens[index - 1]?.tokenType === Newline;
    if (tokenType === LCurly) isNames = previous?.tokenType === Import;
    else if (startsLine && STATEMENT_KEYWORDS.includes(tokenType)) isNames = false;
    const type = !isNames ? undefined : tokenType === LCurly ? LNames : tokenType === RCurly ? RNames : undefined;
    if (tokenType === RCurly) isNames = false;
    return type === undefined ? token : { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! };
  });
}
