import { type Answer, of } from './answer';

/** Endpoints of a slice. */
const ends = (...items: object[]): object[][] => items.map((item) => [{ addresses: ['10.0.0.1'], ...item }]);

/** Subsets with addresses and ports. */
const subsets = (...items: object[]): object[][] =>
  items.map((item) => [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }], ...item }]);

/** Answers about addresses, and about what programs agree on. */
export const ENDPOINT_ANSWERS: readonly Answer[] = [
  of('EndpointSlice', 'addressType', ['FQDN'], [null, 'ipv4', 'IPv6', 'IP']),
  of(
    'EndpointSlice',
    'endpoints',
    [[], ...ends({ hostname: 'a' }, { conditions: { ready: true } }, { hints: { forZones: [{ name: 'a' }] } })],
    [
      ...[[{}], [{ addresses: [] }]],
      ...ends(
        ...['a.b', '::1', '127.0.0.1', '0.0.0.0', '169.254.1.1', '224.0.0.1'].map((one) => ({ addresses: [one] })),
      ),
      ...ends({ hostname: 'A' }, { nodeName: 'A' }, { conditions: { ready: 'yes' } }, { topology: { a: 'b' } }),
      ...ends({ hints: { forZones: [{ name: 'a' }, { name: 'a' }] } }),
    ],
  ),
  of(
    'EndpointSlice',
    'ports',
    [
      null,
      [],
      [{ name: '', port: 80 }],
      [{ name: 'a', port: 80, protocol: 'SCTP' }],
      [{ port: 80, appProtocol: 'http' }],
    ],
    [
      ...[[{ port: 80 }, { port: 81 }], [{ name: 'A', port: 80 }], [{ name: 'a.b', port: 80 }], [{ port: 'http' }]],
      ['80', '81'].map((port) => ({ name: 'a', port: Number(port) })),
      ...[[{ port: 80, protocol: 'tcp' }], [{ port: 80, appProtocol: 'a b' }], [{ port: 80, targetPort: 81 }]],
    ],
  ),
  of(
    'Endpoints',
    'subsets',
    [null, [], [{ addresses: [{ ip: '10.0.0.1' }] }], [{ notReadyAddresses: [{ ip: '10.0.0.1' }] }]],
    [
      ...[[{}], [{ ports: [{ port: 80 }] }], [{ addresses: ['10.0.0.1'] }]],
      ...subsets(...[[{ ip: 'a.b' }], [{ ip: '127.0.0.1' }], [{}]].map((addresses) => ({ addresses }))),
      ...subsets({ addresses: [{ ip: '10.0.0.1', hostname: 'a.b' }] }),
      ...subsets(
        ...[
          [{ port: 80 }, { port: 81 }],
          [{ port: 80, protocol: 'tcp' }],
          [{ port: 0 }],
          [{ name: 'A', port: 80 }],
        ].map((ports) => ({ ports })),
      ),
    ],
  ),
  of(
    'Lease',
    'spec',
    [null, {}, { holderIdentity: '' }, { acquireTime: '2024-01-01T00:00:00.000000Z' }],
    [
      ...[0, -1, '15', 2 ** 31].map((leaseDurationSeconds) => ({ leaseDurationSeconds })),
      ...[{ holderIdentity: 5 }, { leaseTransitions: -1 }, { acquireTime: 'yesterday' }, { renewTime: '2024-01-01' }],
      ...[{ holder: 'a' }],
    ],
  ),
  of(
    'IngressClass',
    'spec',
    [
      { controller: 'a.b/c' },
      { controller: 'a.b/C' },
      { controller: 'a.b/c', parameters: { kind: 'X', name: 'a' } },
      { controller: 'a.b/c', parameters: { kind: 'X', name: 'a', scope: 'Namespace', namespace: 'b' } },
    ],
    [
      ...['a', 'A.b/c', 'a.b/c d'].map((controller) => ({ controller })),
      ...[
        { kind: 'X' },
        { kind: 'X', name: 'a', scope: 'Namespace' },
        { kind: 'X', name: 'a', scope: 'Cluster', namespace: 'b' },
        { kind: 'X', name: 'a', scope: 'cluster' },
      ].map((parameters) => ({ controller: 'a.b/c', parameters })),
    ],
  ),
  of('ServiceCIDR', 'spec.cidrs', [['10.0.0.0/24', 'fd00::/112']], [null, ['10.0.0.0'], ['a']]),
];
