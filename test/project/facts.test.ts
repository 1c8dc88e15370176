import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, ROOT, workFolder } from '../helpers/cli';
import { ENVIRONMENTS } from '../helpers/environments';
import { environmentCharts } from '../../lib/environment/environment';
import { validateEnvironments } from '../../lib/environment/validate';

jest.setTimeout(60_000);

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8').replace(/\s+/g, ' ');

/** The requests of a container. */
interface Container {
  readonly restartPolicy?: string;
  readonly resources: { readonly requests: { readonly cpu: string | number; readonly memory: string } };
}

/** The requests of a workload. */
interface Workload {
  readonly kind: string;
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly spec: {
        readonly containers: Container[];
        readonly initContainers?: Container[];
        readonly affinity?: object;
      };
    };
  };
}

const GIB: Readonly<Record<string, number>> = { Ki: 1024 ** 2, Mi: 1024, Gi: 1 };
const cores = (cpu: string | number) => (String(cpu).endsWith('m') ? parseFloat(String(cpu)) / 1000 : Number(cpu));
const gibibytes = (memory: string) => parseFloat(memory) / (GIB[memory.slice(-2)] as number);

/** Cores and GiB that workloads of some kinds request in an environment, as the manifests of a part say. */
function requests(environment: string, part: string, kinds: readonly string[]): { cpu: number; memory: number } {
  const files = environmentCharts(ENVIRONMENTS[environment] as never).manifests();
  const workloads = files
    .filter(({ name }) => name.includes(part))
    .flatMap(({ objects }) => objects as unknown as Workload[])
    .filter(({ kind }) => kinds.includes(kind));
  const sum = { cpu: 0, memory: 0 };
  for (const { spec } of workloads) {
    const { containers, initContainers = [] } = spec.template.spec;
    for (const { resources } of [...containers, ...initContainers.filter((each) => each.restartPolicy === 'Always')]) {
      sum.cpu += cores(resources.requests.cpu) * (spec.replicas ?? 1);
      sum.memory += gibibytes(resources.requests.memory) * (spec.replicas ?? 1);
    }
  }
  return sum;
}

test('the existing cluster’s how-to says what Loki and Alloy request at the default volume', () => {
  const loki = requests('training-on-eks', 'loki', ['Deployment', 'StatefulSet']);
  const alloy = requests('training-on-eks', 'alloy', ['DaemonSet']);
  const events = requests('training-on-eks', 'alloy', ['Deployment', 'StatefulSet']);
  expect(read('docs/how-to/existing-cluster.md')).toContain(
    `Loki requests ${loki.cpu.toFixed(2)} cores and ${loki.memory.toFixed(1)} GiB over three zones, with the three ` +
      `ingesters on three hosts, and Alloy ${alloy.cpu} cores and ${alloy.memory} GiB on each node, with ` +
      `${events.cpu} cores and ${events.memory} GiB once for Kubernetes events`,
  );
});

/** Workloads of an environment's manifests, as kubectl names them. */
function workloadsOf(environment: string, part: string): string[] {
  return environmentCharts(ENVIRONMENTS[environment] as never)
    .manifests()
    .filter(({ name }) => name.includes(part))
    .flatMap(({ objects }) => objects as unknown as { kind: string; metadata: { name: string } }[])
    .filter(({ kind }) => ['DaemonSet', 'Deployment', 'StatefulSet'].includes(kind))
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

test('the first steps say how many workloads `wait` waits for', () => {
  const count = workloadsOf('dev', '').length;
  expect(read('docs/getting-started.md')).toContain(`all ${count} workloads of dev are ready`);
});

test('a swap of passwords restarts every Alloy', () => {
  const restarts = workloadsOf('dev', 'alloy').map((workload) => `restart alloy ${workload}`);
  expect(restarts).toHaveLength(2);
  expect(read('docs/how-to/passwords.md')).toContain(restarts.join(' && '));
});

test('the door of its how-to passes the rules: it is internal, has TLS and asks for passwords', () => {
  const text = readFileSync(join(ROOT, 'docs/how-to/expose.md'), 'utf8');
  const [, code = ''] = /```ts\n(import \{ defineEnvironments[\s\S]*?)```/.exec(text) ?? [];
  const file = code
    .replace("'cdk-eks-loki/environments'", `'${join(ROOT, 'lib/environment/props')}'`)
    .replace('create: {}', "create: { admins: ['arn:aws:iam::111122223333:role/admin'] }");
  const { status, stderr } = eksLoki(['render', '--environments', 'environments.ts'], workFolder(file));
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the other doors of its how-to are valid', () => {
  const text = readFileSync(join(ROOT, 'docs/how-to/expose.md'), 'utf8');
  const doors = [...text.matchAll(/```ts\n(expose: \{[\s\S]*?\}),\n```/g)].map(([, door = '']) => door);
  expect(doors).toHaveLength(3);
  const oidcIssuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
  const made = { account: '111122223333', region: 'us-east-1', cluster: { create: {} } };
  const existing = { ...made, cluster: { existing: { name: 'main', oidcIssuer } } };
  const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
  for (const door of doors) {
    const written = new Function(`return {${door.replace('…', arn)}}`)() as object;
    const environment = door.includes('vpcCidrs') ? existing : made;
    expect(validateEnvironments({ prod: { ...environment, ...written } })).toEqual([]);
  }
});

test('the first steps say what their environment costs a month, to ten dollars', () => {
  const { stdout } = eksLoki(['plan', 'dev', '--record', 'none', '--json'], ROOT);
  const [{ dollars }] = (JSON.parse(stdout) as { environments: [{ dollars: number }] }).environments;
  expect(read('docs/getting-started.md')).toContain(`about ${Math.round(dollars / 10) * 10} US dollars a month`);
});
