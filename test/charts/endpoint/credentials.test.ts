import { parse } from 'yaml';
import {
  credentialSecrets,
  type CredentialsSource,
  ExternalSecretsCredentials,
  KubernetesSecretCredentials,
  SecretsManagerCredentials,
  type StoredCredentialsProps,
} from '../../../charts/endpoint/credentials';
import { rotatedSecrets, type RotationStep } from '../../../charts/endpoint/credentials/rotation';
import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { type KubernetesObject, makeCharts, objectsOf } from '../../helpers/charts';
import { expectValid } from './valid-objects';

const identity = (namespace: string, serviceAccountName: string, role: string) =>
  new WorkloadIdentity({ namespace, serviceAccountName, roleArn: `arn:aws:iam::111122223333:role/${role}` });

const stored = (
  accounts: [string, string, string],
  namespaces = ['loki', 'alloy', 'grafana'],
): StoredCredentialsProps => ({
  region: 'eu-west-1',
  writerSecretName: 'loki/dev/writer',
  readerSecretName: 'loki/dev/reader',
  gateway: identity(namespaces[0] as string, accounts[0], 'gateway'),
  alloy: identity(namespaces[1] as string, accounts[1], 'alloy'),
  grafana: identity(namespaces[2] as string, accounts[2], 'grafana'),
});
const READERS: [string, string, string] = [
  'loki-credentials-gateway',
  'loki-credentials-alloy',
  'loki-credentials-grafana',
];
const SOURCES: Record<string, CredentialsSource> = {
  'secrets-manager': new SecretsManagerCredentials(stored(['loki-gateway', 'alloy', 'grafana'])),
  'external-secrets': new ExternalSecretsCredentials(stored(READERS)),
  'kubernetes-secret': new KubernetesSecretCredentials(),
};

const objectsFrom = (source: CredentialsSource) =>
  objectsOf(makeCharts({ credentials: source, storageClassName: 'gp3' }));
const find = (objects: KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as KubernetesObject;
const podOf = (objects: KubernetesObject[], kind: string, name: string) => find(objects, kind, name).spec.template;
const volumeOf = (objects: KubernetesObject[], kind: string, name: string) =>
  podOf(objects, kind, name).spec.volumes.find((volume: { name: string }) => volume.name === 'credentials');

/** The secrets a SecretProviderClass reads, with their files. */
const mounted = (object: KubernetesObject) =>
  (parse(object.spec.parameters.objects) as Record<string, unknown>[]).map(({ objectName, jmesPath, ...rest }) => ({
    objectName,
    files: Object.fromEntries(
      (jmesPath as { path: string; objectAlias: string }[]).map((one) => [one.objectAlias, one.path]),
    ),
    ...rest,
  }));

describe.each(Object.entries(SOURCES))('passwords from %s', (kind, source) => {
  const objects = objectsFrom(source);

  test('give valid objects without findings', () => {
    expectValid(objects, kind);
  });

  test('are files of the same names in the same folder, and not in the container of nginx', () => {
    expect(find(objects, 'ConfigMap', 'alloy').data['config.alloy']).toContain(
      '"/etc/loki/credentials/writer-password"',
    );
    const mounts = (container: { volumeMounts: { name: string; mountPath: string }[] }) =>
      container.volumeMounts.filter(({ name }) => name === 'credentials').map(({ mountPath }) => mountPath);
    const gateway = podOf(objects, 'Deployment', 'loki-gateway').spec;
    expect(mounts(gateway.initContainers[0])).toEqual(['/etc/loki/credentials']);
    expect(mounts(gateway.containers[0])).toEqual([]);
    expect(mounts(podOf(objects, 'DaemonSet', 'alloy').spec.containers[0])).toEqual(['/etc/loki/credentials']);
  });

  test('are in no object', () => {
    expect(objects.filter((object) => object.kind === 'Secret')).toEqual([]);
  });
});

describe('Secrets Manager by the CSI driver', () => {
  const objects = objectsFrom(SOURCES['secrets-manager'] as CredentialsSource);

  test('gives each of the three clients only its own files', () => {
    const classes = ['gateway', 'alloy', 'grafana'].map((client) =>
      mounted(find(objects, 'SecretProviderClass', `loki-credentials-${client}`)),
    );
    const common = (user: string, filePermission: string) => ({
      objectName: `loki/dev/${user}`,
      objectType: 'secretsmanager',
      objectAlias: `${user}.json`,
      filePermission,
    });
    const both = (user: string) => ({ [`${user}-password`]: 'password', [`${user}-password-other`]: "other || ''" });
    expect(classes).toEqual([
      [
        { ...common('writer', '0444'), files: both('writer') },
        { ...common('reader', '0444'), files: both('reader') },
      ],
      [{ ...common('writer', '0400'), files: { 'writer-password': 'password' } }],
      [{ ...common('reader', '0444'), files: { 'reader-password': 'password' } }],
    ]);
  });

  test('mounts passwords with the role of the pod, whose token stays out of its containers', () => {
    const annotations = (name: string) => find(objects, 'ServiceAccount', name).metadata.annotations;
    for (const [kind, workload, account, role, containers] of [
      ['Deployment', 'loki-gateway', 'loki-gateway', 'gateway', 'prepare,nginx'],
      ['DaemonSet', 'alloy', 'alloy', 'alloy', 'alloy'],
    ] as const) {
      const { spec, metadata } = podOf(objects, kind, workload);
      expect(spec.serviceAccountName).toBe(account);
      expect(annotations(account)).toEqual({ 'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${role}` });
      expect(metadata.annotations['eks.amazonaws.com/skip-containers']).toBe(containers);
      expect(volumeOf(objects, kind, workload).csi).toEqual({
        driver: 'secrets-store.csi.k8s.io',
        readOnly: true,
        volumeAttributes: { secretProviderClass: `loki-credentials-${role}` },
      });
    }
  });

  test.each<[string, () => unknown, string]>([
    [
      'another namespace',
      () =>
        objectsFrom(
          new SecretsManagerCredentials(stored(['loki-gateway', 'alloy', 'grafana'], ['logs', 'alloy', 'grafana'])),
        ),
      'credentials.gateway: system:serviceaccount:logs:loki-gateway reads the passwords of gateway, which is in namespace ' +
        'loki; write a WorkloadIdentity of loki',
    ],
    [
      'another account of Alloy',
      () => objectsFrom(new SecretsManagerCredentials(stored(['loki-gateway', 'agent', 'grafana']))),
      "credentials.alloy: is for system:serviceaccount:alloy:agent, but Alloy's service account is alloy; write a WorkloadIdentity of alloy",
    ],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('the External Secrets Operator', () => {
  const objects = objectsFrom(SOURCES['external-secrets'] as CredentialsSource);

  test('copies only what its pods need into each Secret, as an account that no pod uses', () => {
    const data = (client: string) =>
      Object.fromEntries(
        find(objects, 'ExternalSecret', `loki-credentials-${client}`).spec.data.map((one: KubernetesObject) => [
          one.secretKey,
          `${one.remoteRef.key} ${one.remoteRef.property}`,
        ]),
      );
    expect(data('gateway')).toEqual({
      'writer-password': 'loki/dev/writer password',
      'writer-password-other': 'loki/dev/writer other',
      'reader-password': 'loki/dev/reader password',
      'reader-password-other': 'loki/dev/reader other',
    });
    expect(data('alloy')).toEqual({ 'writer-password': 'loki/dev/writer password' });
    expect(data('grafana')).toEqual({ 'reader-password': 'loki/dev/reader password' });
    for (const client of ['gateway', 'alloy', 'grafana']) {
      const name = `loki-credentials-${client}`;
      const { spec } = find(objects, 'SecretStore', name);
      expect(spec.provider.aws.auth.jwt.serviceAccountRef.name).toBe(name);
      expect(find(objects, 'ServiceAccount', name).metadata.annotations).toEqual({
        'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${client}`,
      });
      expect(find(objects, 'ExternalSecret', name).spec.target.name).toBe(name);
    }
    const accounts = objects.map((object) => object.spec?.template?.spec?.serviceAccountName).filter(Boolean);
    expect(accounts.filter((account) => READERS.includes(account))).toEqual([]);
    expect(volumeOf(objects, 'Deployment', 'loki-gateway').secret).toEqual({ secretName: 'loki-credentials-gateway' });
  });
});

describe('a rotation of passwords in Kubernetes Secrets', () => {
  const { endpoint } = makeCharts().loki;
  const of = { endpoint, secretName: 'mine', writerNamespaces: ['alloy'], readerNamespaces: ['grafana'] };
  interface Made {
    metadata: { namespace: string };
    immutable: boolean;
    stringData: Record<string, string>;
  }
  const first = credentialSecrets({ ...of, writerPassword: 'w1', readerPassword: 'r1' }) as Made[];
  let made = 1;
  const step = (name: RotationStep, { stringData }: Made): Made[] => {
    const data = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, btoa(value)]));
    return rotatedSecrets({ step: name, data, of, newPassword: () => `new${made++}` }) as Made[];
  };
  const contents = (secrets: Made[]) => secrets.map(({ metadata, stringData }) => [metadata.namespace, stringData]);

  test('adds new passwords to the gateway’s Secret, swaps them everywhere, and drops the old ones', () => {
    const added = step('add', first[0] as Made);
    expect(contents(added)).toEqual([
      [
        'loki',
        {
          'writer-password': 'w1',
          'reader-password': 'r1',
          'writer-password-other': 'new1',
          'reader-password-other': 'new2',
        },
      ],
    ]);
    const swapped = step('swap', added[0] as Made);
    expect(contents(swapped)).toEqual([
      [
        'loki',
        {
          'writer-password': 'new1',
          'reader-password': 'new2',
          'writer-password-other': 'w1',
          'reader-password-other': 'r1',
        },
      ],
      ['alloy', { 'writer-password': 'new1' }],
      ['grafana', { 'reader-password': 'new2' }],
    ]);
    const dropped = step('drop', swapped[0] as Made);
    expect(contents(dropped)).toEqual([['loki', { 'writer-password': 'new1', 'reader-password': 'new2' }]]);
    expect([...added, ...swapped, ...dropped].every(({ immutable }) => immutable)).toBe(true);
  });

  test('names the step that is due instead of a wrong one', () => {
    const [plain] = first as [Made];
    const [added] = step('add', plain) as [Made];
    expect(() => step('add', added)).toThrow(
      'has other passwords already; continue with --rotate swap, or with --rotate drop',
    );
    expect(() => step('swap', plain)).toThrow('has no other passwords; begin with --rotate add');
    expect(() => step('drop', plain)).toThrow('has no other passwords; begin with --rotate add');
  });

  test.each(['writer-password', 'reader-password'])('takes no Secret without %s for that of the gateway', (key) => {
    const [plain] = first as [Made];
    const stringData = { ...plain.stringData, [key]: '' };
    for (const name of ['add', 'users'] as const) {
      expect(() => step(name, { ...plain, stringData })).toThrow(
        `has no ${key}, or it is empty; pipe in the Secret of the gateway`,
      );
    }
  });
});
