import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eksLoki, environmentsFile, oneLine, withoutAws, workFolder } from '../../helpers/cli';
import { FakeIngesters } from '../migrate/live';

const environment = (ingesterZones: string) =>
  environmentsFile(
    `{ a: { account: '111122223333', region: 'us-east-1', volume: '2 TB/day', cluster: { create: {} }, loki: { ingesterZones: ${ingesterZones} } } }`,
  );

/** Runs the command on a cluster. Its kubectl answers from files, and opens no port. */
function migrate(cluster: FakeIngesters | undefined, ingesterZones: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  const name = 'arn:aws:eks:us-east-1:111122223333:cluster/a';
  const answers = {
    config: { clusters: [{ name }], 'current-context': name },
    workloads: { items: cluster?.workloads ?? [] },
    pods: { items: cluster?.pods ?? [] },
    claims: { items: [] },
  };
  for (const [file, answer] of Object.entries(answers)) writeFileSync(join(folder, file), JSON.stringify(answer));
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh
case "$*" in
  config*) cat=config ;;
  "get deployments"*) echo deployment.apps/loki-querier; exit 0 ;;
  "get pods"*) cat=pods ;;
  "get persistentvolumeclaims"*) cat=claims ;;
  get*) cat=workloads ;;
  *) echo "error: no ports here" >&2; exit 1 ;;
esac
while read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done < "${folder}/$cat"
`,
  );
  chmodSync(join(folder, 'kubectl'), 0o755);
  const env = withoutAws({ PATH: folder, COLUMNS: '1000' });
  return eksLoki(
    ['migrate', 'zones', 'a', '--environments', 'environments.ts', ...args],
    workFolder(environment(ingesterZones)),
    env,
  );
}

test('says why a step may not be deployed yet, with exit code 1', () => {
  const { status, stdout } = migrate(new FakeIngesters({ step: 1 }), '{ step: 1 }');
  expect(status).toBe(1);
  expect(stdout).toBe(
    [
      'a: the cluster has step 1 of 5, the file step 1 of 5',
      'next: step 2 of 5, not yet:',
      '  - the ring cannot be read: error: no ports here',
      'Then run:',
      '  npx eks-loki wait a',
      '',
    ].join('\n'),
  );
});

test('--json has the same for programs', () => {
  const { status, stdout } = migrate(new FakeIngesters({ step: 2 }), '{ step: 3 }', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    environment: 'a',
    cluster: 'step 2',
    file: 'step 3',
    next: 'step 3',
    mayStart: false,
    done: false,
    reasons: ['the ring cannot be read: error: no ports here'],
    change: null,
    commands: ['npx eks-loki wait a'],
  });
});

test('a cluster without ingesters is refused', () => {
  const { status, stderr } = migrate(undefined, 'false');
  expect([status, oneLine(stderr)]).toEqual([
    1,
    expect.stringContaining('kubectl: namespace loki has no StatefulSet loki-ingester; deploy the environment first'),
  ]);
});

test('a local environment has no zones', () => {
  const folder = workFolder(environmentsFile('{ a: { cluster: { local: {} } } }'));
  const { status, stderr } = eksLoki(['migrate', 'zones', 'a', '--environments', 'environments.ts'], folder);
  expect([status, oneLine(stderr)]).toEqual([
    1,
    expect.stringContaining('environments.a.cluster.local: a local cluster has one ingester, and no zones'),
  ]);
});

test('another migration is misuse, and help has an example', () => {
  const { status, stderr } = eksLoki(['migrate', 'buckets', 'a'], workFolder());
  expect([status, oneLine(stderr)]).toEqual([2, expect.stringContaining('Allowed choices are zones')]);
  expect(eksLoki(['migrate', '--help'], workFolder()).stdout).toContain('Example:\n  $ eks-loki migrate zones prod');
});
