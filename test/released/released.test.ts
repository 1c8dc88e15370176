import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { brokenBy } from './compare';
import type { Released, ReleasedResource } from './names';
import { presentNames } from './present';

const now = presentNames();
const versions = readdirSync(__dirname).filter((file) => file.endsWith('.json'));
const released = (file: string) => JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Released;

test('no released file is newer than this package', () => {
  expect(versions).toContain('0.1.0.json');
  expect(versions.every((file) => compareVersions(file.replace('.json', ''), version) <= 0)).toBe(true);
});

test.each(versions)('an update from %s replaces and loses nothing', (file) => {
  expect(brokenBy(released(file), now)).toEqual([]);
});

test('released files have all that must stay: buckets, roles, the cluster, every workload and namespace', () => {
  const all = (subject: string) =>
    Object.values(released('0.1.0.json')[subject] ?? {}).flatMap(({ resources }) => Object.values(resources));
  for (const [subject, cluster] of [
    ['dev', true],
    ['prod', true],
    ['training-on-eks', false],
    ['LokiLogging', false],
  ] as const) {
    const types = all(subject).map(({ type }) => type);
    expect(types.filter((type) => type === 'AWS::S3::Bucket')).toHaveLength(2);
    expect(types.includes('AWS::EKS::Cluster')).toBe(cluster);
    expect(types).toContain('AWS::IAM::Role');
    const objects = all(subject).flatMap((resource) => resource.objects ?? []);
    const ingester = objects.find(({ metadata }) => metadata.name === 'loki-ingester');
    expect(ingester).toMatchObject({
      kind: 'StatefulSet',
      spec: {
        serviceName: 'loki-ingester-headless',
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: { 'app.kubernetes.io/component': 'ingester' } },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
      },
    });
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    expect(namespaces).toEqual(['loki', 'alloy', 'grafana']);
  }
});

describe('an update that breaks something is refused with its consequence', () => {
  type Resources = Record<string, ReleasedResource>;

  /** Problems of an update to a version with a change in dev. */
  function brokenWith(stack: string, change: (resources: Resources) => Resources): string[] {
    const dev = now['dev'] as Released[string];
    const was = dev[stack] as Released[string][string];
    const changed = { ...was, resources: change({ ...was.resources }) };
    return brokenBy(now, { ...now, dev: { ...dev, [stack]: changed } });
  }

  const idOf = (stack: string, type: string, text = ''): string => {
    const { resources } = now['dev']?.[stack] as Released[string][string];
    const found = Object.entries(resources).find(
      ([id, resource]) => resource.type === type && (id + JSON.stringify(resource)).includes(text),
    );
    if (!found) throw new Error(`no ${type} ${text}`);
    return found[0];
  };
  const BUCKET = idOf('dev-Storage', 'AWS::S3::Bucket', 'chunks');
  const ROLE = idOf('dev-Logging', 'AWS::IAM::Role', 'loki-dev');
  const INGESTER = idOf('dev-Logging', 'Custom::AWSCDK-EKS-KubernetesResource', '"loki-ingester"');
  const SERVICES = idOf('dev-Logging', 'Custom::AWSCDK-EKS-KubernetesResource', '"loki-ingester-headless","namespace"');

  const without = (resources: Resources, gone: string): Resources =>
    Object.fromEntries(Object.entries(resources).filter(([id]) => id !== gone));
  const renamed = (resources: Resources, from: string, to: string): Resources => ({
    ...without(resources, from),
    [to]: resources[from] as ReleasedResource,
  });
  /** Changes the first object of a piece of manifests. */
  const ingester = (resources: Resources, spec: object, name?: string): Resources => {
    const piece = resources[INGESTER] as ReleasedResource;
    const [object, ...others] = piece.objects ?? [];
    if (!object) throw new Error('delivers nothing');
    const changed = {
      ...object,
      metadata: { ...object.metadata, name: name ?? object.metadata.name },
      spec: { ...(object['spec'] as object), ...spec },
    };
    return { ...resources, [INGESTER]: { ...piece, objects: [changed, ...others] } };
  };

  test('a bucket under another logical id', () => {
    expect(brokenWith('dev-Storage', (all) => renamed(all, BUCKET, 'Other'))).toEqual([
      `dev-Storage: AWS::S3::Bucket ${BUCKET} is gone: it is Other now, which is created first, and ` +
        '"loki-dev-chunks-111122223333-us-east-1" is in use: the update fails',
    ]);
  });

  test('a bucket of another name, and one that is no longer retained', () => {
    const other = (all: Resources): Resources => ({
      ...all,
      [BUCKET]: { ...(all[BUCKET] as ReleasedResource), retained: false, fields: { BucketName: 'other' } },
    });
    expect(brokenWith('dev-Storage', other)).toEqual([
      `dev-Storage: AWS::S3::Bucket ${BUCKET} BucketName was "loki-dev-chunks-111122223333-us-east-1" and is "other": ` +
        'the bucket is replaced by an empty one, and Loki no longer finds its stored logs',
      `dev-Storage: AWS::S3::Bucket ${BUCKET} is no longer retained: it is deleted with its stack`,
    ]);
  });

  test('a role that is gone, and one of another path', () => {
    expect(brokenWith('dev-Logging', (all) => without(all, ROLE))).toEqual([
      `dev-Logging: AWS::IAM::Role ${ROLE} is gone: ` +
        'the role is replaced, and running pods have no access until they restart',
    ]);
    const moved = (all: Resources): Resources => {
      const role = all[ROLE] as ReleasedResource;
      return { ...all, [ROLE]: { ...role, fields: { ...role.fields, Path: '/loki/' } } };
    };
    expect(brokenWith('dev-Logging', moved)).toEqual([
      expect.stringMatching(/ Path was .* and is "\/loki\/": the role is/),
    ]);
  });

  test('a piece of manifests under another logical id', () => {
    const problems = brokenWith('dev-Logging', (all) => renamed(all, INGESTER, 'Other'));
    expect(problems).toEqual([
      `dev-Logging: Custom::AWSCDK-EKS-KubernetesResource ${INGESTER} is gone: its objects are applied again and ` +
        'then deleted, with their pods; CloudFormation refuses another ServiceToken',
      `dev-Logging: StatefulSet loki/loki-ingester was delivered by ${INGESTER} and is now by Other: ` +
        `kubectl prunes it when ${INGESTER} is updated`,
    ]);
  });

  test.each([
    ['serviceName', { serviceName: 'other' }, "'other' was 'loki-ingester-headless' before and cannot be changed"],
    ['podManagementPolicy', { podManagementPolicy: 'OrderedReady' }, "'OrderedReady' was 'Parallel' before"],
    ['selector', { selector: { matchLabels: { app: 'x' } } }, 'nothing was '],
    ['volumeClaimTemplates', { volumeClaimTemplates: [] }, "nothing was 'data' before and cannot be changed"],
  ])('%s of a StatefulSet', (field, spec, found) => {
    const problems = brokenWith('dev-Logging', (all) => ingester(all, spec));
    expect(problems[0]).toContain(`dev-Logging: StatefulSet loki/loki-ingester spec.${field}`);
    expect(problems.join('\n')).toContain(found);
    expect(problems[0]).toMatch(/: the API server rejects the whole update of the StatefulSet, /);
  });

  test('a StatefulSet of another name, and an object in another piece', () => {
    expect(brokenWith('dev-Logging', (all) => ingester(all, {}, 'ingester'))).toEqual([
      'dev-Logging: StatefulSet loki/loki-ingester is gone: ' +
        'kubectl prunes it with its pods, and their volumes are no longer used',
    ]);
    const moved = (all: Resources): Resources => {
      const [from, to] = [all[SERVICES] as ReleasedResource, all[INGESTER] as ReleasedResource];
      const service = from.objects?.find(({ metadata }) => metadata.name === 'loki-ingester-headless');
      return {
        ...all,
        [SERVICES]: { ...from, objects: from.objects?.filter((object) => object !== service) },
        [INGESTER]: { ...to, objects: [...(to.objects ?? []), ...(service ? [service] : [])] },
      };
    };
    expect(brokenWith('dev-Logging', moved)).toEqual([
      `dev-Logging: Service loki/loki-ingester-headless was delivered by ${SERVICES} and is now by ${INGESTER}: ` +
        `kubectl prunes it when ${SERVICES} is updated`,
    ]);
  });

  test('a stack of another name, and an export that others import', () => {
    const { 'dev-Storage': storage, ...others } = now['dev'] as Released[string];
    if (!storage) throw new Error('no storage');
    expect(brokenBy(now, { ...now, dev: others })).toEqual([
      'dev: stack dev-Storage is gone; its resources are created again beside the old ones',
    ]);
    const [first = '', ...exports] = storage.exports;
    expect(brokenBy(now, { ...now, dev: { ...others, 'dev-Storage': { ...storage, exports } } })).toEqual([
      `dev-Storage: export ${first} is gone: the update fails while another stack still imports it`,
    ]);
  });

  test('new resources break nothing', () => {
    const added = { type: 'AWS::S3::Bucket', retained: true, fields: { BucketName: 'third' } };
    expect(brokenWith('dev-Storage', (all) => ({ ...all, Third: added }))).toEqual([]);
  });
});

/** Less than 0 if the first is older. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => text.split('.').map(Number));
  return (a ?? []).map((part, index) => part - (b?.[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
