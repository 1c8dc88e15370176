import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gather } from '../../../bin/doctor/gather';
import { Kubectl, type KubectlOptions, type KubectlResult, type KubectlRunner } from '../../../bin/wait/kubectl';
import { ProxiedKubectl } from '../../../bin/wait/proxy/proxied-kubectl';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import { environmentCharts } from '../../../lib/environment/environment';
import type { ApiServer } from '../rig/api-server';
import { documents, type WrittenEnvironment } from './apply';

/** A kubectl that is run at once, as some user. */
class RealKubectl implements KubectlRunner {
  public readonly calls: string[] = [];

  constructor(
    private readonly api: ApiServer,
    private readonly user?: string,
  ) {}

  public run(args: readonly string[], { input }: KubectlOptions = {}): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    return Promise.resolve(this.api.kubectl(this.user === undefined ? [...args] : [...args, '--as', this.user], input));
  }
}

/** The program kubectl as some user, which counts its commands. */
class CountedKubectl implements KubectlRunner {
  public readonly calls: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  private readonly program = join(this.folder, 'kubectl');

  constructor(api: ApiServer, user?: string) {
    const as = user === undefined ? '' : `--as ${user}`;
    writeFileSync(this.program, `#!/bin/sh\nKUBECONFIG=${api.kubeconfigFile} exec kubectl ${as} "$@"\n`);
    chmodSync(this.program, 0o755);
  }

  public run(args: readonly string[], options?: KubectlOptions): Promise<KubectlResult> {
    this.calls.push(args.slice(0, 2).join(' '));
    return new Kubectl(undefined, this.program).run(args, options);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** `eks-loki doctor` reads the objects of a real API server, on which no pod runs, and says what it may not see. */
export function doctorPermissionTests(written: () => WrittenEnvironment, api: () => ApiServer): void {
  const look = async (user?: string) => {
    const kubectl = new RealKubectl(api(), user);
    const snapshot = await gathered(kubectl);
    return { snapshot, calls: kubectl.calls, ...diagnose(snapshot) };
  };

  const gathered = (kubectl: KubectlRunner) => {
    const { environment } = written();
    const charts = environmentCharts(environment);
    const open = () => Promise.reject(new Error('nothing runs'));
    const ask = () => Promise.reject(new Error('Could not load credentials from any providers'));
    const awsCli = () => Promise.resolve({ status: 255, stdout: '', stderr: 'Unable to locate credentials' });
    const subject = { environment, charts, manifests: manifestsOf(charts.manifests()) };
    return gather(kubectl, subject, { open, ask, awsCli, lookMs: 0 });
  };

  test('doctor sees what was applied: ConfigMaps are as rendered, and workloads have no pods', async () => {
    const { snapshot, findings, calls } = await look();
    const { setup, configs, workloads } = snapshot;
    expect(configs.map(({ name, digest }) => `${name} ${digest}`).sort()).toEqual(
      setup.configs.map(({ name, digest }) => `${name} ${digest}`).sort(),
    );
    expect(workloads).toHaveLength(setup.workloads.length);
    expect(snapshot.accounts.length).toBeGreaterThan(0);
    expect(snapshot.unseen.map(({ what }) => what)).toEqual(['AWS', expect.stringMatching(/^queries of reader/)]);
    // No controller makes pods here.
    expect([...new Set(findings.map(({ id }) => id))]).toEqual(['workload-no-pods']);
    expect(calls.filter((call) => !/^get /.test(call))).toEqual([]);
    expect(calls.length).toBeLessThan(40);
  });

  test('what was changed by hand is named, and what is missing', async () => {
    const kubectl = (args: string[]) => api().printed(args);
    kubectl([
      'annotate',
      'serviceaccount',
      '--namespace',
      'loki',
      'loki',
      'eks.amazonaws.com/role-arn-',
      '--overwrite',
    ]);
    kubectl(['scale', '--namespace', 'loki', 'deployment/loki-querier', '--replicas', '0']);
    kubectl(['delete', 'deployment', '--namespace', 'loki', 'loki-distributor']);
    const { findings } = await look();
    const said = findings.map(({ id, hop }) => `${hop} ${id}`);
    expect(said[0]).toBe('identity identity-annotation');
    expect(said).toEqual(
      expect.arrayContaining([
        'distributor workload-missing',
        'query workload-scaled-down',
        'gateway workload-no-pods',
      ]),
    );
  });

  test('a user who may see nothing of it is told which permissions each part needs', async () => {
    const { snapshot, findings, hops } = await look('nobody');
    expect(findings).toEqual([]);
    const needs = snapshot.unseen.map((one) => one.needs);
    expect(needs).toEqual(
      expect.arrayContaining([
        'list pods in namespace loki',
        'list deployments.apps in namespace loki',
        'list events in namespace alloy',
        'get configmaps in namespace loki',
        'get serviceaccounts in namespace loki',
        'list nodes in the cluster',
      ]),
    );
    expect(hops.filter(({ state }) => state !== 'unclear').map(({ name }) => name)).toEqual([]);
  });

  test('a user who may list pods alone sees them, and the rest is named', async () => {
    api().printed(['create', 'role', 'pods', '--namespace', 'loki', '--verb', 'list', '--resource', 'pods']);
    api().printed(['create', 'rolebinding', 'pods', '--namespace', 'loki', '--role', 'pods', '--user', 'reader']);
    const { snapshot } = await look('reader');
    const unseen = snapshot.unseen.map(({ what }) => what);
    expect(unseen).not.toContain('pods in namespace loki');
    expect(unseen).toContain('deployments in namespace loki');
  });

  test('the permissions of the how-to are enough, also without the right to list what is compared', async () => {
    const { snapshot: all } = await look();
    const bound = (kind: string, name: string, rules: object[], namespace?: string) => {
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const subjects = [{ kind: 'User', name: 'operator', apiGroup: 'rbac.authorization.k8s.io' }];
      const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
      const roleRef = { kind, name, apiGroup: 'rbac.authorization.k8s.io' };
      return [
        { apiVersion, kind, metadata, rules },
        { apiVersion, kind: `${kind}Binding`, metadata, subjects, roleRef },
      ];
    };
    const rule = (verbs: string[], ...resources: string[]) => ({ apiGroups: ['*'], resources, verbs });
    const kinds = ['deployments', 'statefulsets', 'daemonsets', 'persistentvolumeclaims'];
    const compared = ['configmaps', 'services', 'serviceaccounts', 'networkpolicies', 'poddisruptionbudgets'];
    const comparing = rule(['get'], 'secretproviderclasses', ...compared);
    const inNamespace = [
      comparing,
      rule(['get', 'list'], 'pods'),
      rule(['list'], 'events', 'endpointslices', ...kinds),
      rule(['get'], 'pods/log'),
      rule(['create'], 'pods/portforward'),
    ];
    const inCluster = [
      rule(['get'], 'namespaces', 'clusterroles', 'clusterrolebindings', 'priorityclasses', 'storageclasses'),
      rule(['list'], 'nodes', 'daemonsets'),
    ];
    const objects = [
      ...['loki', 'alloy'].flatMap((namespace) => bound('Role', 'doctor', inNamespace, namespace)),
      ...bound('Role', 'doctor', [comparing, rule(['list'], 'pods', 'configmaps')], 'grafana'),
      ...bound('ClusterRole', 'doctor', inCluster),
    ];
    api().printed(['apply', '-f', '-'], documents(objects));
    const { snapshot: seen } = await look('operator');
    expect(seen.unseen.map(({ what }) => what)).toEqual(all.unseen.map(({ what }) => what));
    const names = ({ configs, accounts, workloads, drift = [] }: typeof all) =>
      [...configs, ...drift, ...[...accounts, ...workloads].map(({ metadata }) => metadata)]
        .map(({ name }) => name)
        .sort();
    expect(names(seen)).toEqual(names(all));
  });

  test.each([undefined, 'nobody', 'reader', 'operator'])(
    'through one kubectl proxy, doctor sees the same as user %s, and starts fewer programs',
    async (user) => {
      const { snapshot: direct, calls } = await look(user);
      const counted = new CountedKubectl(api(), user);
      const kubectl = new ProxiedKubectl(counted);
      const proxied = await gathered(kubectl);
      await kubectl.close();
      counted.remove();
      expect({ ...proxied, takenAt: '' }).toEqual({ ...direct, takenAt: '' });
      expect(counted.calls[0]).toBe('proxy --unix-socket');
      // What is refused is asked again, and so is what is asked for by name and may be absent.
      if (user === undefined) expect(counted.calls.length).toBeLessThan(calls.length / 2);
    },
  );
}
