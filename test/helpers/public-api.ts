import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';

/** Declaration that users of the package can import, with its public name. */
export interface PublicDeclaration {
  readonly name: string;
  readonly node: ts.Node;
}

/** All exports of an entry of the package. The sources are only parsed, which is fast. */
export function publicDeclarations(file: string): PublicDeclaration[] {
  const source = parse(file);
  return source.statements.flatMap((statement): PublicDeclaration[] => {
    if (!ts.isExportDeclaration(statement)) return isExported(statement) ? declarations(statement) : [];
    const { moduleSpecifier, exportClause } = statement;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) throw new Error(`${file}: ${statement.getText()}`);
    const all = publicDeclarations(fileOf(join(dirname(file), moduleSpecifier.text)));
    if (!exportClause) return all;
    if (ts.isNamespaceExport(exportClause)) {
      const namespace = exportClause.name.text;
      return [
        { name: namespace, node: statement },
        ...all.map(({ name, node }) => ({ name: `${namespace}.${name}`, node })),
      ];
    }
    return exportClause.elements.map((element) => {
      const original = (element.propertyName ?? element.name).text;
      const found = all.find(({ name }) => name === original);
      if (!found) throw new Error(`${file}: ${original} is not exported by it`);
      return { name: element.name.text, node: found.node };
    });
  });
}

/** Names of the parts of a declaration without a doc comment; the empty string stands for the declaration itself. */
export function undocumented(node: ts.Node): string[] {
  const own = isDocumented(node) ? [] : [''];
  if (ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) {
    return [...own, ...(node.members as ts.NodeArray<ts.Node>).filter(lacks).map(nameOf)];
  }
  if (!ts.isClassDeclaration(node)) return own;
  // Members may be documented in a base class or an interface, which only TypeDoc can see.
  const inherits = (node.heritageClauses ?? []).length > 0;
  const members = inherits ? node.members.filter(isStatic) : node.members;
  return [...own, ...members.filter((member) => isPublic(member) && lacks(member)).map(nameOf)];
}

/** First declaration in a TypeScript text. */
export function declarationIn(text: string): ts.Node {
  const source = ts.createSourceFile('text.ts', text, ts.ScriptTarget.ES2022, true);
  return source.statements[0] as ts.Node;
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  parsed.set(file, source);
  return source;
}

function fileOf(path: string): string {
  return existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts');
}

function declarations(statement: ts.Statement): PublicDeclaration[] {
  if (ts.isVariableStatement(statement)) {
    // The comment of `export const x = …` belongs to the statement.
    return statement.declarationList.declarations.map(({ name }) => ({ name: name.getText(), node: statement }));
  }
  return [{ name: nameOf(statement), node: statement }];
}

function modifiers(node: ts.Node): ts.SyntaxKind[] {
  return ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []).map(({ kind }) => kind) : [];
}

function isExported(node: ts.Node): boolean {
  return modifiers(node).includes(ts.SyntaxKind.ExportKeyword);
}

function isStatic(node: ts.Node): boolean {
  return modifiers(node).includes(ts.SyntaxKind.StaticKeyword);
}

function isPublic(node: ts.Node): boolean {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return !ts.isConstructorDeclaration(node) && !modifiers(node).some((kind) => hidden.includes(kind));
}

function nameOf(node: ts.Node): string {
  return (node as ts.NamedDeclaration).name?.getText() ?? ts.SyntaxKind[node.kind];
}

function isDocumented(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc));
}

function lacks(node: ts.Node): boolean {
  return !isDocumented(node);
}
