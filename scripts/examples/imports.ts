import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from './example';
import { run } from './run';

/** Symbols of each entry that users import most: ES modules must find them by name. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  'cdk-eks-loki': ['LokiLogging', 'LoggingCluster', 'LogEncryption', 'defineEnvironments', 'LoggingCharts', 'alloy'],
  'cdk-eks-loki/charts': ['LoggingCharts', 'WorkloadIdentity', 'addObject', 'alloy'],
  'cdk-eks-loki/environments': ['defineEnvironments', 'resolveEnvironment', 'environmentCharts'],
};

/** Exports of an entry, as one module system sees them. */
interface EntryExports {
  /** Exported names, without `default`. */
  readonly names: string[];

  /** True if a module of aws-cdk-lib was loaded for it. */
  readonly cdk: boolean;
}

/** Exports of each entry as `require` and `import` see them, each in its own process. */
export type LoadedEntries = Readonly<Record<string, { readonly cjs: EntryExports; readonly esm: EntryExports }>>;

/** Loads entries in a user's folder, as CommonJS and as an ES module. */
export async function loadEntries(folder: string, entries: readonly string[]): Promise<LoadedEntries> {
  const loaded: Record<string, { cjs: EntryExports; esm: EntryExports }> = {};
  for (const entry of entries) {
    loaded[entry] = {
      cjs: await load(folder, 'try.cjs', `const all = require('${entry}');`),
      esm: await load(
        folder,
        'try.mjs',
        [
          `import * as all from '${entry}';`,
          `import { ${(NAMED[entry] ?? []).join(', ')} } from '${entry}';`,
          `import { createRequire } from 'node:module';`,
          `const require = createRequire(import.meta.url);`,
        ].join('\n'),
      ),
    };
  }
  return loaded;
}

async function load(folder: string, file: string, imports: string): Promise<EntryExports> {
  const report = [
    `const names = Object.keys(all).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort();`,
    `const cdk = Object.keys(require.cache).some((path) => path.includes('node_modules/aws-cdk-lib/'));`,
    `console.log(JSON.stringify({ names, cdk }));`,
  ];
  writeFileSync(join(folder, file), [imports, ...report, ''].join('\n'));
  return JSON.parse(await run(folder, ['node', file])) as EntryExports;
}

/** Checks of the entries that were loaded. */
export function entryChecks(loaded: LoadedEntries): Checks {
  const checks: Record<string, () => void> = {};
  for (const [entry, { cjs, esm }] of Object.entries(loaded)) {
    checks[`import finds the same names of ${entry} as require`] = () => {
      equal(cjs.names.length > 0, true);
      deepEqual(esm.names, cjs.names);
      deepEqual(
        (NAMED[entry] ?? []).filter((name) => !cjs.names.includes(name)),
        [],
      );
    };
    checks[`${entry} loads aws-cdk-lib only if it is the whole library`] = () => {
      equal(cjs.cdk, entry === 'cdk-eks-loki');
    };
  }
  return checks;
}

/** Names of the packages that are installed in a user's folder, at any depth. */
export function installed(folder: string): string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  return Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1) as string);
}
