import * as ts from 'typescript';
import type { Change } from './change';

/** One small change of a source file. */
export interface Mutation extends Change {
  /** Path of the file, from the root of the repository. */
  readonly file: string;

  /** Line that changes, from 1. */
  readonly line: number;

  /** Kind of change. */
  readonly kind: Kind;
}

/** Kinds of changes, and how a node of the syntax tree is changed. */
const KINDS = {
  'negate condition': negateCondition,
  'swap equality': swapOperator({ '===': '!==', '!==': '===' }),
  'move boundary': swapOperator({ '<': '<=', '<=': '<', '>': '>=', '>=': '>' }),
  'swap logic': swapOperator({ '&&': '||', '||': '&&' }),
  'drop element': dropElement,
  'drop property': dropProperty,
  'change number': changeNumber,
  'change string': changeString,
  'remove call': removeCall,
  'return nothing': returnNothing,
  'drop not': dropNot,
} satisfies Record<string, Mutator>;

/** Kind of change. */
export type Kind = keyof typeof KINDS;

/** Changes that are possible at a node. */
type Mutator = (node: ts.Node, source: ts.SourceFile) => Change[];

/** All mutations of a file. */
export function mutationsOf(file: string, text: string): Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    // Types and imports do nothing when the program runs.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    for (const [kind, mutate] of Object.entries(KINDS) as [Kind, Mutator][])
      for (const change of mutate(node, source)) {
        const line = source.getLineAndCharacterOfPosition(change.start).line + 1;
        found.push({ file, line, kind, ...change });
      }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function replace(node: ts.Node, text: string): Change {
  return { start: node.getStart(), end: node.end, text };
}

function negateCondition(node: ts.Node): Change[] {
  const condition = ts.isIfStatement(node)
    ? node.expression
    : ts.isConditionalExpression(node)
      ? node.condition
      : undefined;
  // Without its `!`, a condition is negated by another kind.
  if (!condition || isNot(condition)) return [];
  return [replace(condition, `!(${condition.getText()})`)];
}

function swapOperator(swaps: Record<string, string>): Mutator {
  return (node) => {
    if (!ts.isBinaryExpression(node)) return [];
    const other = swaps[node.operatorToken.getText()];
    return other ? [replace(node.operatorToken, other)] : [];
  };
}

function dropElement(node: ts.Node): Change[] {
  return ts.isArrayLiteralExpression(node) ? drop(node.elements) : [];
}

function dropProperty(node: ts.Node): Change[] {
  return ts.isObjectLiteralExpression(node) ? drop(node.properties) : [];
}

/** Each item of a list is taken out with the comma that separates it from its neighbour. */
function drop(items: ts.NodeArray<ts.Node>): Change[] {
  return items.map((item, index) => {
    const next = items[index + 1];
    const previous = items[index - 1];
    if (next) return { start: item.getStart(), end: next.getStart(), text: '' };
    return { start: previous ? previous.end : item.getStart(), end: item.end, text: '' };
  });
}

function changeNumber(node: ts.Node): Change[] {
  if (ts.isNumericLiteral(node)) return [replace(node, String(Number(node.text) + 1))];
  if (!isText(node) || isProse(node.getText())) return [];
  return [...node.getText().matchAll(/\d+/g)].map((digits) => {
    const start = node.getStart() + digits.index;
    return { start, end: start + digits[0].length, text: String(Number(digits[0]) + 1) };
  });
}

function changeString(node: ts.Node): Change[] {
  if (!ts.isStringLiteral(node) || node.text === '' || isProse(node.text)) return [];
  const { parent } = node;
  if ('name' in parent && parent.name === node) return [];
  return [{ start: node.end - 1, end: node.end - 1, text: 'x' }];
}

function removeCall(node: ts.Node): Change[] {
  return ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) ? [replace(node, ';')] : [];
}

/** A function that returns a list returns an empty one, unless it does. */
function returnNothing(node: ts.Node): Change[] {
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.type?.getText().endsWith('[]')) return [];
  const body = node.body;
  if (!body || !ts.isBlock(body) || /^\{\s*return \[\];\s*\}$/.test(body.getText())) return [];
  const start = body.getStart() + 1;
  return [{ start, end: start, text: ' return [];' }];
}

function dropNot(node: ts.Node): Change[] {
  return isNot(node) ? [replace(node, node.operand.getText())] : [];
}

function isNot(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
}

/** True for sentences: the wording of a message is not behaviour. */
function isProse(text: string): boolean {
  return (text.match(/[a-z]{2,}\s/gi) ?? []).length >= 3;
}
