import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleText } from '../../../bin/doctor/bundle';
import { type CommandResult, eksLoki, workFolder } from '../../helpers/cli';
import { READS, DEV, ENVIRONMENTS, type FakeCluster, FakeKubectl } from '../../helpers/fake-kubectl';
import { healthySnapshot, healthySpoke } from '../../helpers/healthy-snapshot';
import { CASES } from '../../lib/live/doctor/hops/cases';

jest.setTimeout(60_000);

type Result = CommandResult & { readonly calls: string[]; readonly folder: string };

/** Runs `eks-loki doctor` with a kubectl that opens no port, and without AWS. */
function doctor(args: string[], cluster: FakeCluster = { cluster: DEV }, folder = workFolder()): Result {
  const kubectl = new FakeKubectl(cluster);
  const all = ['doctor', ...args, '--environments', ENVIRONMENTS];
  return { ...eksLoki(all, folder, kubectl.env), calls: kubectl.calls, folder };
}

/** A bundle with some faults. */
function bundle(...ids: string[]): string {
  const draft = healthySnapshot();
  for (const id of ids) CASES.find((each) => each.id === id)?.make(draft);
  const file = join(workFolder(), 'bundle.json');
  writeFileSync(file, bundleText(draft));
  return file;
}

test.each<[string[], RegExp]>([
  [
    [],
    /^error eks-loki doctor: names no environment; name one, or a Loki of another chart with --namespace, or a bundle with --from/,
  ],
  [['dev', '--hop', 'agnt'], /^error --hop: agnt is not a part of the path; did you mean agent\?/],
  [['dev', '--hop', ','], /^error --hop: names no part of the path/],
  [['dev', '--from', 'x.json'], /^error --from: reads a bundle, so <environment> has no effect/],
  [['--from', 'x.json', '--watch'], /^error --from: .* --watch has no effect/],
  [['dev', '--namespace', 'obs'], /^error --namespace: is for a Loki that is in no environment, and dev is one;/],
  [['--namespace', 'Obs; x'], /^error --namespace: Obs; x is not a valid namespace name;/],
  [
    ['--namespace', 'obs', '--hop', 'grafana'],
    /^error --hop: the datasources that Grafana should have are not known for a Loki of another chart;/,
  ],
  [['dev', '--release', 'loki'], /^error --release: has no effect without --namespace/],
  [['--namespace', 'obs', '--from', 'x.json'], /^error --from: .* --namespace has no effect/],
  [['dev', '--watch', '--bundle', 'x.json'], /^error --watch: repeats the report/],
])('%j is misuse: exit code 2', (args, message) => {
  const { status, stdout, stderr, calls } = doctor(args);
  expect({ status, stdout, calls }).toEqual({ status: 2, stdout: '', calls: [] });
  expect(stderr).toMatch(message);
});

test.each<[string, FakeCluster, RegExp]>([
  ['no kubeconfig', {}, /^error kubectl: has no current context; run aws eks update-kubeconfig/],
  [
    'another cluster',
    { cluster: DEV.replace('/dev', '/prod') },
    /^error kubectl: context \S+ points to cluster prod in .*, and dev is on dev/,
  ],
  [
    'expired credentials',
    { cluster: DEV, unreachable: 'error: You must be logged in to the server (Unauthorized)' },
    /^error kubectl: error: You must be logged in to the server \(Unauthorized\); sign in to AWS/,
  ],
])('%s is refused, with exit code 1', (_what, cluster, message) => {
  const { status, stdout, stderr } = doctor(['dev'], cluster);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
});

test('a cluster without anything of the environment is reported, and what cannot be seen', () => {
  const { status, stdout, calls } = doctor(['dev', '--json'], { cluster: DEV, deployments: '' });
  const report = JSON.parse(stdout) as { first: object; findings: { id: string }[]; unseen: { what: string }[] };
  expect(status).toBe(1);
  expect(report.findings.map(({ id }) => id)).toContain('namespace-missing');
  expect(report.unseen.map(({ what }) => what)).toEqual(expect.arrayContaining(['AWS', 'queries of reader']));
  // Only reads.
  expect(calls.filter((call) => !READS.test(call))).toEqual([]);
});

test('a namespace without a Loki is refused by name', () => {
  const { status, stdout, stderr, calls } = doctor(['--namespace', 'obs'], { cluster: DEV });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^error --namespace: obs has no workload of Loki, by the labels app\.kubernetes\.io\/name and app;/,
  );
  expect(calls.filter((call) => !READS.test(call))).toEqual([]);
});

test('a namespace needs a cluster that answers', () => {
  for (const [cluster, message] of [
    [{}, /^error kubectl: has no current context; run aws eks update-kubeconfig --name CLUSTER/],
    [
      { cluster: DEV, unreachable: 'Unable to connect to the server: EOF' },
      /^error kubectl: Unable to connect .*; check the context/,
    ],
  ] as const) {
    const { status, stderr } = doctor(['--namespace', 'obs'], cluster);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  }
});

test('a bundle says the same as the cluster that it is of', () => {
  const seen = doctor(['dev', '--json', '--bundle', 'seen.json'], { cluster: DEV, deployments: '' });
  const again = doctor(['--from', 'seen.json', '--json'], {}, seen.folder);
  expect(again.status).toBe(seen.status);
  expect(JSON.parse(again.stdout)).toEqual(JSON.parse(seen.stdout));
  expect(again.calls).toEqual([]);
  expect(JSON.parse(readFileSync(join(seen.folder, 'seen.json'), 'utf8'))).toMatchObject({
    form: 1,
    setup: { name: 'dev' },
  });
});

test('a bundle that cannot be written is refused before the cluster is asked', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'mine.json'), 'mine');
  for (const [file, message] of [
    ['mine.json', /^error mine\.json: exists/],
    ['no/b.json', /^error no\/b\.json: is in a folder that does not exist/],
  ] as const) {
    const { status, stderr, calls } = doctor(['dev', '--bundle', file], { cluster: DEV }, folder);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  }
});

test('a healthy bundle is healthy: exit code 0', () => {
  const { status, stdout, stderr } = doctor(['--from', bundle()]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^HOP +STATE +DETAILS\nidentity +healthy/);
  expect(stdout).toMatch(/no fault of dev was found\n$/);
});

test('a fault has exit code 1, and a part is looked at alone', () => {
  const file = bundle('agent-password', 'query-tenant');
  const whole = doctor(['--from', file]);
  expect(whole.status).toBe(1);
  expect(whole.stdout).toMatch(/The first broken part:\nerror agent agent-password\n/);
  const part = doctor(['--from', file, '--hop', 'query,grafana', '--json']);
  expect((JSON.parse(part.stdout) as { findings: { id: string }[] }).findings.map(({ id }) => id)).toEqual([
    'query-tenant',
  ]);
});

test('a part that a Loki of another chart lacks is refused, and not called healthy', () => {
  const draft = healthySnapshot();
  draft.setup.found = {};
  draft.setup.workloads = draft.setup.workloads.filter(({ component }) => component !== 'gateway');
  const folder = workFolder();
  writeFileSync(join(folder, 'found.json'), bundleText(draft));
  const { status, stdout, stderr } = doctor(['--from', 'found.json', '--hop', 'gateway'], {}, folder);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error --hop: dev has no workload of gateway; name some of identity,buckets,node,agent,/);
  expect(doctor(['--from', 'found.json', '--hop', 'caches'], {}, folder).status).toBe(0);
});

test('parts that a bundle has not are refused, and a file without an end', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'shop.json'), bundleText(healthySpoke()));
  const other = doctor(['--from', 'shop.json', '--hop', 'buckets'], {}, folder);
  expect(other.status).toBe(2);
  expect(other.stderr).toMatch(
    /^error --hop: shop has no buckets: its Loki is that of prod; run npx eks-loki doctor prod --hop buckets/,
  );
  const endless = doctor(['--from', '/dev/zero'], {}, folder);
  expect(endless.stderr).toMatch(/^error \/dev\/zero: is not a file; give a file that eks-loki doctor --bundle wrote/);
});

test('a file that is not a bundle is refused by name', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'x.json'), '{"kind": "List"}');
  const { status, stderr } = doctor(['--from', 'x.json'], {}, folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error x\.json form: is missing, and not a number: this is not a bundle;/m);
});
