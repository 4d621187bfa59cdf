import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

/** A piece of text in a source file, and its line, from 1. */
export interface Literal {
  readonly line: number;
  readonly text: string;
}

/** The token after which a slash divides; after every other one it begins a regular expression. */
const OPERANDS = new Set([
  SyntaxKind.Identifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
]);
const PIECES = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
]);

/** The string literals of a TypeScript file, and the pieces of its templates between their values. */
export function literalsOf(source: string): Literal[] {
  const scanner = createScanner(true);
  scanner.setText(source);
  const found: Literal[] = [];
  /** Braces that are open since each template whose value is being scanned. */
  const open: number[] = [];
  let before: SyntaxKind = SyntaxKind.Unknown;
  for (let token = scanner.scan(); token !== SyntaxKind.EndOfFile; token = scanner.scan()) {
    const isDivision = OPERANDS.has(before);
    if ((token === SyntaxKind.SlashToken || token === SyntaxKind.SlashEqualsToken) && !isDivision)
      token = scanner.reScanSlashToken();
    if (token === SyntaxKind.OpenBraceToken && open.length > 0) open.push((open.pop() ?? 0) + 1);
    if (token === SyntaxKind.CloseBraceToken && open.length > 0) {
      if (open.at(-1) === 0) {
        token = scanner.reScanTemplateToken(false);
        if (token === SyntaxKind.TemplateTail) open.pop();
      } else open.push((open.pop() ?? 0) - 1);
    }
    if (token === SyntaxKind.TemplateHead) open.push(0);
    if (PIECES.has(token)) {
      const line = source.slice(0, scanner.getTokenStart()).split('\n').length;
      found.push({ line, text: scanner.getTokenValue() });
    }
    before = token;
  }
  return found;
}
