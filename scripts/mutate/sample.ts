import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { Random } from '../../test/helpers/random';
import { changed } from './change';
import { type Kind, type Mutation, mutationsOf } from './mutations';

/**
 * Mutations to try: the same ones for the same seed and sources. Kinds take turns, since a random one would nearly
 * always be a string, and files that have few mutations so far come first.
 */
export function sample(root: string, files: readonly string[], count: number, seed: number): Mutation[] {
  const random = new Random(seed);
  const compiles = compiler(root, files);
  const left = new Map<Kind, Mutation[]>();
  for (const mutation of shuffled(
    files.flatMap((file) => mutationsOf(file, readFileSync(join(root, file), 'utf8'))),
    random,
  ))
    left.set(mutation.kind, [...(left.get(mutation.kind) ?? []), mutation]);

  const taken: Mutation[] = [];
  const counts = new Map<string, number>();
  const inFile = (file: string) => counts.get(file) ?? 0;
  while (taken.length < count && left.size > 0)
    for (const [kind, mutations] of left) {
      if (taken.length === count) break;
      const next = mutations.sort((one, other) => inFile(one.file) - inFile(other.file)).find(compiles);
      if (next) {
        taken.push(next);
        counts.set(next.file, inFile(next.file) + 1);
      }
      const rest = next ? mutations.filter((mutation) => mutation !== next) : [];
      if (rest.length > 0) left.set(kind, rest);
      else left.delete(kind);
    }
  return taken;
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const keyed = list.map((item) => [random.next(), item] as const);
  return keyed.sort(([one], [other]) => one - other).map(([, item]) => item);
}

/** Tells if a file still compiles with a mutation: mutations that the compiler refuses need no test. */
function compiler(root: string, files: readonly string[]): (mutation: Mutation) => boolean {
  const paths = files.map((file) => join(root, file));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const texts = new Map<string, { version: number; text: string }>();
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
    getScriptFileNames: () => paths,
    getScriptVersion: (path) => String(texts.get(path)?.version ?? 0),
    getScriptSnapshot: (path) => {
      const text = texts.get(path)?.text ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
  });
  return (mutation) => {
    const path = join(root, mutation.file);
    const original = ts.sys.readFile(path) ?? '';
    const put = (text: string) => texts.set(path, { version: (texts.get(path)?.version ?? 0) + 1, text });
    put(changed(original, [mutation]));
    const errors = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
    put(original);
    return errors.length === 0;
  };
}
