import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, describeWithout } from '../helpers/programs';
import { CONTROL_PLANE, type LivingCluster } from './rig/living/living-cluster';
import { MemoryLimit } from './rig/living/memory';
import { meta, NAMESPACE, SmallPods } from './rig/living/small-pods';

describeWith(CONTROL_PLANE, 'the agent of a living cluster', () => {
  let pods: SmallPods;
  let cluster: LivingCluster;

  beforeAll(async () => {
    pods = await SmallPods.start();
    ({ cluster } = pods);
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  test('gives containers their variables: values, fields, resources, keys and all of a ConfigMap or Secret', async () => {
    await pods.make(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('settings'), data: { COLOR: 'blue', SIZE: '3' } },
      { apiVersion: 'v1', kind: 'Secret', metadata: meta('login'), stringData: { user: 'ana', password: 'p4ss' } },
    );
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    await pods.run('variables', 'env | sort; echo done; sleep 1000', {
      resources: { limits: { memory: '64Mi', cpu: '250m' }, requests: { memory: '32Mi' } },
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'LOGIN_', secretRef: { name: 'login' } }],
      env: [
        { name: 'BOTH', value: '$(COLOR)-$(LOGIN_user)-$(NOTHING)' },
        ...[
          field('POD_IP', 'status.podIP'),
          field('NODE', 'spec.nodeName'),
          field('TEAM', "metadata.annotations['team']"),
        ],
        { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
        { name: 'REQUEST', valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } } },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
        { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'nowhere', key: 'x', optional: true } } },
      ],
    });
    const lines = (await pods.printed('variables', 'done')).split('\n');
    await pods.soon(() => pods.pod('variables')?.status.podIP !== undefined);
    const { podIP } = pods.pod('variables')?.['status'] as { podIP: string };
    const { nodeName } = pods.pod('variables')?.spec as { nodeName: string };
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['COLOR=blue', 'SIZE=3', 'LOGIN_password=p4ss', 'BOTH=blue-ana-$(NOTHING)', 'KEY=p4ss', 'TEAM=logs'],
        ...[`POD_IP=${podIP}`, `NODE=${nodeName}`, `LIMIT=${64 * 1024 * 1024}`, 'REQUEST=32'],
      ]),
    );
    expect(lines.filter((line) => line.startsWith('MAYBE'))).toEqual([]);
  });

  test('mounts ConfigMaps, Secrets, fields and a token that the API server accepts, and follows a ConfigMap', async () => {
    const volumes = [
      { name: 'config', configMap: { name: 'settings' } },
      { name: 'login', secret: { secretName: 'login', items: [{ key: 'user', path: 'name' }] } },
      { name: 'fields', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    ];
    const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    const script =
      `echo "$(cat /config/COLOR) $(cat /login/name) $(ls /login) $(cat /fields/labels)"; ` +
      `echo token=$(cat ${account}/token); cat ${account}/namespace; echo; ` +
      'while :; do echo "now $(cat /config/COLOR)"; sleep 1; done';
    await pods.run('mounts', script, { volumeMounts }, { volumes });
    const output = await pods.printed('mounts', 'now blue');
    expect(output).toContain('blue ana name app="mounts"');
    expect(output).toContain(NAMESPACE);
    const token = /token=(\S+)/.exec(output)?.[1] ?? '';
    expect(await cluster.api.ask('GET', '/version', token)).toBe(200);
    expect(await cluster.api.ask('GET', `/api/v1/namespaces/${NAMESPACE}/secrets`, token)).toBe(403);
    await cluster.kubectl(['patch', 'configmap', 'settings', '-n', NAMESPACE, '-p', '{"data":{"COLOR":"red"}}']);
    await pods.printed('mounts', 'now red');
    await cluster.kubectl(['delete', 'configmap', 'settings', '-n', NAMESPACE]);
    const before = pods.outputOf('mounts').length;
    await pods.soon(() => pods.outputOf('mounts').length > before + 20);
    expect(pods.outputOf('mounts').slice(before)).toMatch(/^(now red\n)+$/);
  });

  test('keeps a pod that refers to nothing waiting, with the reason, and starts it when it is there', async () => {
    await pods.run('waits', 'echo begun; sleep 1000', { envFrom: [{ secretRef: { name: 'later' } }] });
    await pods.soon(() => pods.statusOf('waits')?.state.waiting?.reason === 'CreateContainerConfigError');
    expect(pods.statusOf('waits').state.waiting?.message).toBe('secret "later" not found');
    await pods.make({ apiVersion: 'v1', kind: 'Secret', metadata: meta('later'), stringData: { a: 'b' } });
    await pods.printed('waits', 'begun');
  });

  test('runs init containers in order, sidecars before the rest, and starts what fails again, ever later', async () => {
    const image = 'docker.io/library/busybox:1';
    const volumeMounts = [{ name: 'shared', mountPath: '/shared' }];
    const step = (name: string, script: string, more: object = {}) => ({
      ...{ name, image, volumeMounts, command: ['sh', '-c', script] },
      ...more,
    });
    const startupProbe = { exec: { command: ['test', '-e', '/shared/up'] }, periodSeconds: 1, failureThreshold: 30 };
    await pods.run(
      'order',
      'cat /shared/steps; exit 3',
      { volumeMounts },
      {
        volumes: [{ name: 'shared', emptyDir: {} }],
        initContainers: [
          step('one', 'echo one >> /shared/steps'),
          step('side', 'sleep 1; echo side >> /shared/steps; touch /shared/up; sleep 1000', {
            restartPolicy: 'Always',
            startupProbe,
          }),
          step('two', 'echo two >> /shared/steps'),
        ],
      },
    );
    expect(await pods.printed('order', 'two')).toMatch(/^one\nside\ntwo\n/);
    await pods.soon(() => pods.statusOf('order').state.waiting?.reason === 'CrashLoopBackOff');
    expect(pods.statusOf('order')).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 3 } } });
    expect(pods.statusOf('order').state.waiting?.message).toMatch(
      /^back-off 10s restarting failed container=main pod=order_things\(/,
    );
    await pods.soon(() => pods.statusOf('order').restartCount === 2);
  });

  test('is ready as the probes say, and restarts what does not live', async () => {
    await pods.run(
      'probed',
      'rm -f /tmp/ready; touch /tmp/lives; sleep 2; touch /tmp/ready; sleep 1000',
      {
        readinessProbe: { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 1, failureThreshold: 1 },
        livenessProbe: { exec: { command: ['test', '-e', '/tmp/lives'] }, periodSeconds: 1, failureThreshold: 2 },
      },
      { terminationGracePeriodSeconds: 1 },
    );
    await pods.soon(() => pods.pod('probed')?.status.phase === 'Running');
    expect(pods.isReady('probed')).toBe(false);
    await pods.soon(() => pods.isReady('probed'));
    const living = [...cluster.agent.pods.values()].find(({ object }) => object.metadata.name === 'probed');
    await living?.all[0]?.exec(['rm', '/tmp/lives']);
    await pods.soon(() => pods.statusOf('probed').restartCount === 1);
    await pods.soon(() => pods.isReady('probed'));
    const events = await cluster.kubectl(['get', 'events', '-n', NAMESPACE, '-o', 'jsonpath={.items[*].message}']);
    expect(events).toContain('Container main failed liveness probe, will be restarted');
  });

  describeWithout(MemoryLimit.missing, 'limits of memory', () => {
    test('are held by the kernel, which kills what needs more', async () => {
      const limits = { resources: { limits: { memory: '16Mi' } } };
      await pods.run('large', 'head -c 100000000 /dev/zero | tail', limits);
      await pods.run('small', 'head -c 1000000 /dev/zero | tail | wc -c; sleep 1000', limits);
      await pods.soon(() => pods.statusOf('large')?.lastState.terminated?.reason === 'OOMKilled');
      expect(pods.statusOf('large').lastState.terminated?.exitCode).toBe(137);
      expect(await pods.printed('small', '1000000')).toBe('1000000\n');
    });
  });

  test('cannot pull an image of a registry that nobody has, and tries again', async () => {
    await pods.run('unpulled', 'echo never', { image: 'registry.invalid/loki:3' });
    await pods.soon(() => pods.statusOf('unpulled')?.state.waiting?.reason === 'ImagePullBackOff');
    expect(pods.statusOf('unpulled').state.waiting?.message).toMatch(/lookup registry\.invalid: no such host$/);
    const events = await cluster.kubectl(['get', 'events', '-n', NAMESPACE, '-o', 'jsonpath={.items[*].message}']);
    expect(events).toContain('Failed to pull image "registry.invalid/loki:3"');
  });

  test('is away with its node, and says how its pods are when it speaks again', async () => {
    await pods.run('far', 'sleep 1000');
    await pods.soon(() => pods.isReady('far'));
    const { nodeName } = pods.pod('far')?.spec as { nodeName: string };
    cluster.silence(nodeName);
    await pods.soon(() => !pods.isReady('far'), 120);
    expect((await cluster.api.run(['logs', 'far', '-n', NAMESPACE])).stderr).toContain('connection refused');
    await cluster.wake(nodeName);
    await pods.soon(() => pods.isReady('far'));
    expect(pods.statusOf('far').restartCount).toBe(0);
  }, 180_000);

  test('tells a container to end after its preStop, and kills it when the grace is over', async () => {
    const trap = 'trap "echo told; exit 0" TERM; echo up; while :; do sleep 0.2; done';
    await pods.run('gentle', trap, { lifecycle: { preStop: { exec: { command: ['sleep', '2'] } } } });
    await pods.run('deaf', 'echo up; while :; do sleep 0.2; done', {}, { terminationGracePeriodSeconds: 3 });
    await pods.printed('gentle', 'up');
    await pods.printed('deaf', 'up');
    const seconds = async (name: string) => {
      const begun = Date.now();
      await cluster.kubectl(['delete', 'pod', name, '-n', NAMESPACE, '--timeout=30s']);
      return (Date.now() - begun) / 1000;
    };
    const [gentle, deaf] = await Promise.all([seconds('gentle'), seconds('deaf')]);
    expect(gentle).toBeGreaterThan(2);
    expect(gentle).toBeLessThan(20);
    // The first process of a container gets no signal that it does not handle.
    expect(deaf).toBeGreaterThan(3);
    const files = cluster.nodes.names.flatMap((node) => {
      const folder = join(cluster.nodes.folderOf(node), 'var/log/pods');
      return readdirSync(folder)
        .filter((name) => name.startsWith(`${NAMESPACE}_gentle_`))
        .map((name) => readFileSync(join(folder, name, 'main/0.log'), 'utf8'));
    });
    expect(files.join('')).toMatch(/ stdout F up\n.* stdout F told\n$/);
  });

  test('leads a Service to pods that are ready, by its name and address', async () => {
    const probe = { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 1, failureThreshold: 1 };
    const script =
      'mkdir -p /tmp/www; echo served > /tmp/www/index.html; touch /tmp/ready; busybox httpd -f -p 8080 -h /tmp/www';
    await pods.run('web', script, { readinessProbe: probe, ports: [{ name: 'http', containerPort: 8080 }] });
    const selector = { app: 'web' };
    const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
    await pods.make(
      { apiVersion: 'v1', kind: 'Service', metadata: meta('web'), spec: { selector, ports } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: meta('web-headless'),
        spec: { selector, ports, clusterIP: 'None' },
      },
    );
    await pods.soon(() => pods.isReady('web'));
    const get = (url: string) =>
      fetch(url)
        .then((response) => response.text())
        .catch(() => '');
    await pods.soon(async () => (await get(`http://web.${NAMESPACE}.svc.cluster.local/`)) === 'served\n');
    await pods.soon(async () => (await get(`http://web-headless.${NAMESPACE}.svc.cluster.local:8080/`)) === 'served\n');
    await pods.run('client', 'while ! wget -q -O- http://web/; do sleep 1; done; sleep 1000', {
      command: ['busybox', 'sh', '-c', 'while ! busybox wget -q -O- http://web/; do sleep 1; done; sleep 1000'],
    });
    await pods.printed('client', 'served');
    const web = [...cluster.agent.pods.values()].find(({ object }) => object.metadata.name === 'web');
    await web?.all[0]?.exec(['rm', '/tmp/ready']);
    await pods.soon(async () => (await get(`http://web.${NAMESPACE}.svc.cluster.local/`)) === '');
  });

  test('keeps the files of a claim when its pod goes to another one', async () => {
    const claim = {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta('files') },
      spec: { storageClassName: 'disk', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const type = {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'disk' } },
      ...{ provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer', reclaimPolicy: 'Delete' },
    };
    await pods.make(type, claim);
    const volumes = [{ name: 'files', persistentVolumeClaim: { claimName: 'files' } }];
    const volumeMounts = [{ name: 'files', mountPath: '/files' }];
    await pods.run('first', 'echo kept > /files/text; echo written; sleep 1000', { volumeMounts }, { volumes });
    await pods.printed('first', 'written');
    await cluster.kubectl(['delete', 'pod', 'first', '-n', NAMESPACE, '--grace-period=1', '--timeout=30s']);
    await pods.run('second', 'cat /files/text; sleep 1000', { volumeMounts }, { volumes });
    await pods.printed('second', 'kept');
    const zone = (name: string) => cluster.nodes.zoneOf((pods.pod(name)?.spec as { nodeName: string }).nodeName);
    const [volume] = cluster.store.ofKind('PersistentVolume');
    expect(JSON.stringify(volume?.spec.nodeAffinity)).toContain(zone('second'));
    await cluster.kubectl(['delete', 'pod', 'second', '-n', NAMESPACE, '--grace-period=1', '--timeout=30s']);
    await cluster.kubectl(['delete', 'pvc', 'files', '-n', NAMESPACE, '--timeout=30s']);
    await pods.soon(() => cluster.store.ofKind('PersistentVolume').length === 0);
  });
});
