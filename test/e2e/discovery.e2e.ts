import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import environments from '../../bin/environments';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { API_SERVER, ApiServer } from './rig/api-server';
import { HOST } from './rig/network';
import { FakeNode } from './rig/node';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { NODE_NAME, Pod } from './rig/pod';
import { describeWith } from '../helpers/programs';
import { waitFor } from './rig/wait';
import { documents, WrittenEnvironment } from './suites/apply';

/** Value of an Alloy component, as Alloy's API returns it. */
interface AlloyValue {
  readonly value: readonly { readonly value: readonly { readonly key: string; readonly value: { value: string } }[] }[];
}

/** Labels of a target: Alloy has one for each container. */
type Target = Readonly<Record<string, string>>;

const NAMESPACE = 'shop';

// Alloy runs alone: discovery does not need Loki.
describeWith([...API_SERVER, 'alloy', 'ip', 'unshare'], 'Alloy and a real API server', () => {
  let api: ApiServer;
  let written: WrittenEnvironment;
  let alloy: Pod;

  beforeAll(async () => {
    const props = { ...(environments.dev as EnvironmentProps), credentials: { from: 'kubernetes-secret' } as const };
    const environment = resolveEnvironment('dev', props);
    api = new ApiServer(HOST.api);
    await api.start();
    written = new WrittenEnvironment(environment);
    expect(written.applyTo(api).map(({ status }) => status)).toEqual(written.files.map(() => 0));
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: NAMESPACE } };
    api.printed(['create', '-f', '-'], documents([namespace, account]));
    run('cart', NODE_NAME);
    run('elsewhere', 'another-node');
    const node = join(api.folder, 'node');
    new FakeNode(node);
    mkdirSync(join(api.folder, 'pods'));
    const objects = new RenderedObjects(environmentCharts(environment));
    const { template } = objects.one('DaemonSet', 'alloy', 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    alloy = new Pod({
      ...{ name: 'alloy-0', namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
      folder: join(api.folder, 'pods', 'alloy-0'),
      sources: { objects, secrets: { credentials: { 'writer-password': { text: 'of-nobody' } } }, node, bytes: {} },
      env: api.env,
      files: api.accountMounts('alloy', template.spec.serviceAccountName),
      // With these credentials it has no role in AWS.
      identity: { env: {}, files: [], skippedContainers: [] },
    });
    await alloy.startReady();
  });
  afterAll(async () => {
    await alloy?.stop('SIGKILL');
    alloy?.release();
    await api.stop();
    written?.remove();
  });

  /** Makes a pod running on the API server, as a kubelet would. */
  function run(name: string, nodeName: string): void {
    const metadata = { name, namespace: NAMESPACE, labels: { 'app.kubernetes.io/name': name } };
    const spec = { nodeName, containers: [{ name: 'main', image: 'docker.io/library/busybox:1' }] };
    api.printed(['create', '-f', '-'], documents([{ apiVersion: 'v1', kind: 'Pod', metadata, spec }]));
    const status = { phase: 'Running', podIP: '10.42.200.1', podIPs: [{ ip: '10.42.200.1' }] };
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    api.printed(['patch', 'pod', name, '-n', NAMESPACE, ...patch]);
  }

  /** Targets of the shop that Alloy reads now, after relabeling. */
  async function targets(): Promise<Target[]> {
    const path = '/api/v0/web/components/discovery.relabel.pods';
    const response = await fetch(`http://${alloy.address}:${alloy.port('http-metrics')}${path}`);
    const { exports } = (await response.json()) as { exports: { name: string; value: AlloyValue }[] };
    const output = exports.find(({ name }) => name === 'output')?.value.value ?? [];
    return output
      .map(({ value }) => Object.fromEntries(value.map(({ key, value: { value: text } }) => [key, text])))
      .filter(({ namespace }) => namespace === NAMESPACE);
  }

  async function reads(...names: string[]): Promise<Target[]> {
    let found: Target[] = [];
    await waitFor(
      async () => {
        found = await targets();
        // Sorted, as Alloy lists them in random order.
        const pods = found.map(({ pod }) => pod).sort();
        return pods.join() === [...names].sort().join();
      },
      60,
      () => `Alloy reads ${JSON.stringify(found)}\n${alloy.log.slice(-3000)}`,
    );
    return found;
  }

  test('it reads the pods of its node, from the files that the kubelet names by their uid', async () => {
    const [cart] = await reads('cart');
    const uid = api.printed(['get', 'pod', 'cart', '-n', NAMESPACE, '-o', 'jsonpath={.metadata.uid}']);
    expect(cart).toMatchObject({
      ...{ namespace: NAMESPACE, pod: 'cart', container: 'main', app: 'cart', job: 'shop/main' },
      __path__: `/var/log/pods/shop_cart_${uid}/main/*.log`,
    });
  });

  test('it follows new pods and deleted pods', async () => {
    run('later', NODE_NAME);
    await reads('cart', 'later');
    api.printed(['delete', 'pod', 'cart', '-n', NAMESPACE, '--force', '--grace-period=0']);
    await reads('later');
  });

  const refusals = () => alloy.log.split('\n').filter((line) => /forbidden/i.test(line));

  test('it is never refused with the rendered role, and is refused without it', async () => {
    expect(refusals()).toEqual([]);
    api.printed(['delete', 'clusterrolebinding', 'alloy']);
    alloy.kill();
    await waitFor(
      () => refusals().some((line) => /cannot list resource .*pods/.test(line)),
      60,
      () => alloy.log.slice(-3000),
    );
    await reads();
  });
});
