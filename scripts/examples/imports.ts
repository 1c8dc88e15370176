import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from './example';
import { run } from './run';

/** Symbols of each entry that its users write in every other file: ES modules must find them by name. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  'cdk-eks-loki': ['LokiLogging', 'LoggingCluster', 'LogEncryption', 'defineEnvironments', 'LoggingCharts', 'alloy'],
  'cdk-eks-loki/charts': ['LoggingCharts', 'WorkloadIdentity', 'addObject', 'alloy'],
  'cdk-eks-loki/environments': ['defineEnvironments', 'resolveEnvironment', 'environmentCharts'],
};

/** What a module system saw of an entry. */
interface Seen {
  /** The names it exports, without `default`. */
  readonly names: string[];

  /** Whether any module of aws-cdk-lib was loaded for it. */
  readonly cdk: boolean;
}

/** What `require` and `import` see of each entry, each in a process of its own. */
export type SeenEntries = Readonly<Record<string, { readonly cjs: Seen; readonly esm: Seen }>>;

/** All entries of the package. */
export const ENTRIES: readonly string[] = Object.keys(NAMED);

/** Loads entries in a user's folder, as CommonJS and as an ES module. */
export async function loadEntries(folder: string, entries: readonly string[]): Promise<SeenEntries> {
  const seen: Record<string, { cjs: Seen; esm: Seen }> = {};
  for (const entry of entries) {
    seen[entry] = {
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
  return seen;
}

async function load(folder: string, file: string, imports: string): Promise<Seen> {
  const report = [
    `const names = Object.keys(all).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort();`,
    `const cdk = Object.keys(require.cache).some((path) => path.includes('node_modules/aws-cdk-lib/'));`,
    `console.log(JSON.stringify({ names, cdk }));`,
  ];
  writeFileSync(join(folder, file), [imports, ...report, ''].join('\n'));
  return JSON.parse(await run(folder, ['node', file])) as Seen;
}

/** What must hold of the entries that were loaded. */
export function entryChecks(seen: SeenEntries): Checks {
  const checks: Record<string, () => void> = {};
  for (const [entry, { cjs, esm }] of Object.entries(seen)) {
    checks[`import finds every name of ${entry} that require finds`] = () => {
      equal(cjs.names.length > 0, true);
      deepEqual(esm.names, cjs.names);
      deepEqual(
        (NAMED[entry] ?? []).filter((name) => !cjs.names.includes(name)),
        [],
      );
    };
    checks[`${entry} loads aws-cdk-lib only if it is all of the library`] = () => {
      equal(cjs.cdk, entry === 'cdk-eks-loki');
    };
  }
  return checks;
}

/** The packages that are installed in a user's folder, at whatever depth. */
export function installed(folder: string): string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  return Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1) as string);
}
