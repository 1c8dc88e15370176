import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackComparison } from '../../../bin/diff/stack';
import { deployedObjects, loggingStackName } from '../../../bin/deployed/stacks';
import { changesText } from '../../../bin/terminal/changes';
import { LoggingApp } from '../../../lib/app/logging-app';
import { checkCharts, type CheckedCharts } from '../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { FAST_APP } from '../../helpers/fast-app';

const NAMES = Array.from({ length: 260 }, (_, index) => `tenant-${index + 1000}`);
const STACK = loggingStackName('many');

/** An environment with so many datasources that some are in a nested stack. */
const environmentOf = (tenants: readonly string[], maxLines = 1000) =>
  resolveEnvironment('many', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: {} },
    grafana: { maxLines },
    tenants,
    acknowledge: [],
  });

/** Templates of the Logging stack and of its nested stacks, by name. */
function deployed(): ReadonlyMap<string, string> {
  const app = new LoggingApp({ environments: [environmentOf(NAMES)], app: FAST_APP });
  const { directory } = app.synth().getNestedAssembly('assembly-many');
  const files = readdirSync(directory).filter((name) => /Logging.*template\.json$/.test(name));
  return new Map(
    files.map((name) => [/nested/.test(name) ? name : STACK, readFileSync(join(directory, name), 'utf8')] as const),
  );
}

const templates = deployed();
const nested = [...templates.keys()].filter((name) => name !== STACK);
const read = (name: string) => Promise.resolve(templates.get(name));

/** Lines of the changes from what is deployed, and what it was compared with. */
async function changes(
  tenants: readonly string[],
  maxLines: number,
  findNested = () => Promise.resolve(nested as readonly string[] | undefined),
) {
  const [{ manifests }] = checkCharts([environmentOf(tenants, maxLines)]) as [CheckedCharts];
  const objects = await deployedObjects(STACK, 'us-east-1', read, findNested);
  if (!objects) throw new Error('nothing is deployed');
  const { base, changes } = stackComparison(STACK, objects, manifests);
  return {
    base,
    lines: changesText(changes, 200)
      .split('\n')
      .filter((line) => /^[+~-]|^nested/.test(line)),
  };
}

test('an unchanged environment has no changes, nested stacks included', async () => {
  expect(nested.length).toBeGreaterThan(0);
  expect(await changes(NAMES, 1000)).toEqual({ base: `the deployed stack ${STACK}`, lines: [] });
});

test('objects of nested stacks are compared, under the names of their stacks', async () => {
  const { lines } = await changes(NAMES, 900);
  expect(lines.filter((line) => line.includes('grafana/loki-datasources'))).toEqual([
    '~ ConfigMap grafana/loki-datasources-many',
    '~ ConfigMap grafana/loki-datasources-many-2',
  ]);
  expect(lines.slice(-2)).toEqual([
    'nested stack Configuration-loki-datasources-many-2-Stack:',
    '~ ConfigMap grafana/loki-datasources-many-2',
  ]);
});

test('a nested stack that goes is removed', async () => {
  const { lines } = await changes(NAMES.slice(0, 20), 1000);
  expect(lines.slice(-2)).toEqual([
    'nested stack Configuration-loki-datasources-many-2-Stack:',
    '- ConfigMap grafana/loki-datasources-many-2',
  ]);
});

test.each([
  ['the stacks', () => Promise.resolve(undefined)],
  ['one of their templates', () => Promise.resolve(['another'])],
])('without the right to read %s, they are left out, and the comparison says so', async (_what, findNested) => {
  const { base, lines } = await changes(NAMES, 900, findNested);
  expect(base).toBe(`the deployed stack ${STACK}, without its nested stacks, which these credentials cannot read`);
  expect(lines.filter((line) => line.includes('-2'))).toEqual([]);
});
