import { existing, good, linesOf } from './environments';

const of = (workloads: object, more: object = {}) =>
  linesOf({ dev: { ...good, cluster: { existing }, workloads, ...more } }).map((line) =>
    line.replace('environments.dev.workloads.', ''),
  );

const ZONE = 'topology.kubernetes.io/zone';
const inZones = { loki: { ingesterZones: true } };
const required = (...values: string[][]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: values.map((own) => ({ matchExpressions: [{ key: ZONE, operator: 'In', values: own }] })),
      },
    },
  },
});

describe('ingesters have places', () => {
  test('one zone for three StatefulSets', () => {
    expect(of({ ingester: { nodeSelector: { [ZONE]: 'us-east-1a' } } }, inZones)).toEqual([
      `ingester.nodeSelector.${ZONE}: us-east-1a leaves one zone, and each of three StatefulSets of ingesters takes a ` +
        'zone: the others would be pending; select nodes in 3 zones',
    ]);
    expect(of({ loki: { nodeSelector: { [ZONE]: 'us-east-1a' } } }, { volume: '2TB/day' })).toHaveLength(1);
  });

  test('one zone of nodes that a new cluster has in three', () => {
    const create = { cluster: { create: {} } };
    expect(of({ loki: { nodeSelector: { [ZONE]: 'us-east-1a' } } }, create)).toEqual([
      `loki.nodeSelector.${ZONE}: us-east-1a leaves one zone, and the ingesters are spread over 3 zones: the ` +
        'others would be pending; select nodes in 3 zones',
    ]);
    expect(of({ querier: { nodeSelector: { [ZONE]: 'us-east-1a' } } }, create)).toEqual([]);
  });

  test('one zone of a cluster that exists, which may have one', () => {
    expect(of({ loki: { nodeSelector: { [ZONE]: 'us-east-1a' } } })).toEqual([]);
  });

  test('one node', () => {
    expect(of({ ingester: { nodeSelector: { 'kubernetes.io/hostname': 'ip-10-0-0-1' } } })).toEqual([
      'ingester.nodeSelector.kubernetes.io/hostname: ip-10-0-0-1 leaves one node, and each ingester takes a node: the ' +
        'others would be pending; select nodes by a label that several of them have',
    ]);
  });

  test('an affinity with too few zones', () => {
    expect(of({ ingester: required(['us-east-1a', 'us-east-1b']) }, inZones)).toEqual([
      `ingester.affinity.nodeAffinity: ${ZONE} with 2 values leaves 2 zones, and each of three StatefulSets of ` +
        'ingesters takes a zone: the others would be pending; select nodes in 3 zones',
    ]);
    expect(of({ ingester: required(['us-east-1a', 'us-east-1b', 'us-east-1c']) }, inZones)).toEqual([]);
    expect(of({ ingester: required(['us-east-1a'], ['us-east-1b'], ['us-east-1c']) }, inZones)).toEqual([]);
  });

  test('as many zones as the nodes of a new cluster have', () => {
    const two = ['us-east-1a', 'us-east-1b'];
    const create = { cluster: { create: { availabilityZones: two } } };
    expect(of({ ingester: required(two) }, create)).toEqual([]);
    expect(of({ ingester: required(['us-east-1a']) }, create)).toEqual([
      `ingester.affinity.nodeAffinity: ${ZONE} with 1 value leaves one zone, and the ingesters are spread over 2 zones: ` +
        'the others would be pending; select nodes in 2 zones',
    ]);
  });

  test('nodes that are selected for ingesters alone, and not those for all of Loki', () => {
    const three = required(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    expect(of({ loki: required(['us-east-1a']), ingester: three }, inZones)).toEqual([]);
    expect(of({ loki: required(['us-east-1a']), ingester: { nodeSelector: { pool: 'logs' } } }, inZones)).toHaveLength(
      1,
    );
    expect(of({ loki: { nodeSelector: { [ZONE]: 'us-east-1a' } }, ingester: three }, inZones)).toEqual([
      expect.stringContaining(`loki.nodeSelector.${ZONE}: us-east-1a leaves one zone`),
    ]);
  });

  test('nodes by a label of their own', () => {
    expect(of({ loki: { nodeSelector: { pool: 'logs' } } }, inZones)).toEqual([]);
  });
});
