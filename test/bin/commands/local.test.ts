import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { checkContext } from '../../../bin/wait/context';
import { nextFor } from '../../../lib/live/hints';
import { trouble } from '../../../lib/live/trouble';
import type { InputError } from '../../../charts/input/problems';
import { firstQueryCommands } from '../../../lib/app/next-commands';
import { environmentCharts, resolveEnvironment } from '../../../lib/environment/environment';
import { eksLoki, environmentsFile, ROOT, withoutAws, workFolder } from '../../helpers/cli';

jest.setTimeout(60_000);

const PAGE = readFileSync(join(ROOT, 'docs/how-to/local.md'), 'utf8');
const [, WRITTEN = ''] = /defineEnvironments\((\{[\s\S]*?\})\);/.exec(PAGE) ?? [];
const ARGS = ['--environments', 'environments.ts'];
const local = resolveEnvironment('local', { cluster: { local: {} } });

describe('the page about local clusters', () => {
  const folder = workFolder(environmentsFile(WRITTEN));
  const run = (command: string) => eksLoki([...command.split(' '), ...ARGS], folder, withoutAws({ COLUMNS: '1000' }));

  test('render writes manifests without a secret, without AWS, and prints the commands of the page', () => {
    const { status, stdout, stderr } = run('render local');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const next = stdout.split('\n').slice(3, -1);
    expect(next[0]).toBe('Next for local, a local cluster without AWS (the first one once per cluster):');
    const commands = next.slice(1).map((line) => line.trim());
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(PAGE).toMatch(new RegExp(`^${command.replace('|', '\\|')}( |$)`, 'm'));
    const files = readdirSync(join(folder, 'k8s.out/local')).filter((file) => file.endsWith('.yaml'));
    const texts = files.map((file) => readFileSync(join(folder, 'k8s.out/local', file), 'utf8')).join('\n');
    expect(files).toContain('07-local-store.k8s.yaml');
    expect(texts).not.toMatch(/^kind: Secret$|amazonaws\.com\/role-arn|000000000000/m);
  });

  test('synth writes the same and no stack', () => {
    const { status, stdout } = run('synth local');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^local +0 +\d+ +cdk\.out +k8s\.out\/local$/m);
    expect(stdout).toContain('a local cluster without AWS');
    expect(readdirSync(join(folder, 'cdk.out')).filter((file) => /template|assembly/.test(file))).toEqual([]);
  });

  test('credentials prints new passwords and a new key, each time others', () => {
    const secrets = () =>
      parseAllDocuments(run('credentials local').stdout)
        .map((document) => document.toJS() as { kind: string; metadata: { name: string }; stringData?: object })
        .filter(({ kind }) => kind === 'Secret');
    const [first, second] = [secrets(), secrets()];
    expect(first.map(({ metadata }) => metadata.name)).toEqual([
      ...['loki-credentials', 'loki-credentials', 'loki-credentials', 'local-store-key'],
    ]);
    expect(first.at(-1)?.stringData).toMatchObject({ 'access-key-id': 'loki' });
    expect(first.at(-1)?.stringData).not.toEqual(second.at(-1)?.stringData);
  });

  test('the first query is that of the page', () => {
    const { endpoint } = environmentCharts(local).loki;
    for (const command of firstQueryCommands(local, endpoint)) expect(PAGE).toContain(`${command}\n`);
  });
});

describe('wait, on a local cluster', () => {
  const kubectl = (answers: Record<string, object | string>) => ({
    run: async (args: readonly string[]) => {
      const answer = answers[args[0] ?? ''];
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      return Promise.resolve({ status: answer === undefined ? 1 : 0, stdout: text ?? '', stderr: 'refused' });
    },
  });
  const config = (name: string) => ({ clusters: [{ name }], 'current-context': name });
  const check = async (answers: Record<string, object | string>, named = false) =>
    checkContext(kubectl(answers) as never, local, { named, namespace: 'loki', kind: 'deployments' }).then(
      () => 'ok',
      (error: InputError) => error.message,
    );
  const ARN = 'arn:aws:eks:us-east-1:111122223333:cluster/prod';

  test('any context that is not EKS will do', async () => {
    expect(await check({ config: config('kind-kind'), get: 'deployment.apps/loki-querier' })).toBe('ok');
    expect(await check({ config: config(ARN), get: 'deployment.apps/loki-querier' }, true)).toBe('ok');
    expect(await check({ config: config(ARN), get: 'deployment.apps/loki-querier' })).toBe(
      `kubectl: context ${ARN} points to the EKS cluster prod, and local is a local cluster; ` +
        'run kubectl config use-context NAME with the one of kind, k3d or minikube, or name a context with --context',
    );
  });

  test('no advice is about AWS', async () => {
    expect(await check({ config: config('kind-kind') })).toMatch(/; start the cluster, or run kubectl config/);
    expect(await check({ config: config('kind-kind'), get: '' })).toMatch(/; run npx eks-loki render local, and then/);
    const next = (reason: string, message = '') =>
      nextFor({
        kind: 'StatefulSet',
        environment: local,
        namespace: 'loki',
        trouble: trouble('loki-x-0', reason, message),
      });
    expect(next('Pending', '0/1 nodes are available: 1 Insufficient memory')).toContain('6 GiB');
    expect(next('Pending', 'pod has unbound immediate PersistentVolumeClaims')).toContain('default StorageClass');
    expect(next('ImagePullBackOff')).toContain('kubectl describe pod --namespace loki loki-x-0');
    expect(next('CreateContainerConfigError', 'secret "local-store-key" not found')).toBe(
      'npx eks-loki credentials local | kubectl apply -f -',
    );
  });
});
