import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { ROOT } from './cli';

/** Text of a page of the documentation, by its path below `docs/`. */
export const pageOf = (path: string): string => readFileSync(join(ROOT, 'docs', path), 'utf8');

/** Blocks of TypeScript on a page. */
export const blocksOf = (page: string): string[] =>
  [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text as string);

/** Runs TypeScript as a module, whose imports `find` resolves, and returns what it exports. */
export function exportsOf<T = Record<string, unknown>>(text: string, find: (name: string) => unknown): T {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputText)(module, module.exports, find);
  return module.exports as T;
}
