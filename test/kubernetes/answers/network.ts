import { type Answer, of } from './answer';

const PORTS = [{ port: 80 }];
const BACKEND = { service: { name: 'a', port: { number: 80 } } };
const RANGES: readonly [takes: readonly string[], refuses: readonly string[]] = [
  ['10.0.0.0/8', '10.0.0.1/8', '2001:db8::/32'],
  ['10.0.0.0', 'x', '300.0.0.0/8', '10.0.0.0/33', '2001:db8::/129'],
];

/** Answers about Services, Ingresses and network policies. */
export const NETWORK_ANSWERS: readonly Answer[] = [
  of(
    'Service',
    'spec',
    [
      ...[
        { clusterIP: 'None' },
        { type: 'ExternalName', externalName: 'a.b.' },
        { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: PORTS },
      ],
      ...[
        { externalTrafficPolicy: 'Local', externalIPs: ['1.2.3.4'], ports: PORTS },
        { loadBalancerSourceRanges: [], ports: PORTS },
      ],
      {
        ports: [
          { port: 53, name: 'a' },
          { port: 53, name: 'b', protocol: 'UDP' },
        ],
      },
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } }, ports: PORTS },
    ],
    [
      ...[
        {},
        { ports: [] },
        { type: 'Loadbalancer', ports: PORTS },
        { type: 'NodePort', clusterIP: 'None', ports: PORTS },
      ],
      ...[
        { type: 'ExternalName' },
        { type: 'ExternalName', externalName: 'https://a.b' },
        { clusterIP: 'none', ports: PORTS },
      ],
      ...[
        { externalTrafficPolicy: 'Local', ports: PORTS },
        { loadBalancerSourceRanges: ['10.0.0.0/8'], ports: PORTS },
      ],
      ...[
        { loadBalancerClass: 'a/b', ports: PORTS },
        { ports: [{ port: 80, nodePort: 30_000 }] },
        { ports: [{ port: 80 }, { port: 81 }] },
      ],
      {
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'a' },
        ],
      },
      {
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b' },
        ],
      },
      ...[
        { selector: { matchLabels: { app: 'a' } }, ports: PORTS },
        { selector: { app: 1 }, ports: PORTS },
        { selector: { app: 'a b' }, ports: PORTS },
      ],
      ...[
        { sessionAffinity: 'clientIP', ports: PORTS },
        { ipFamilies: ['ipv4'], ports: PORTS },
        { externalIPs: ['a'], ports: PORTS },
      ],
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 100_000 } }, ports: PORTS },
    ],
  ),
  of('Service', 'spec.ports.0.port', [1, 65_535], [0, 65_536, '80', 80.5, null]),
  of('Service', 'spec.ports.0.targetPort', ['http', 0, '', 8080], ['HTTP', 'much-too-long-a-name', '80', 70_000]),
  of('Service', 'spec.ports.0.name', ['a--b', 'much-longer-than-a-port-name'], ['HTTP', 'a_b']),
  of('Service', 'spec.ports.0.protocol', ['UDP'], ['udp']),
  {
    ...of('Service', 'spec', [], [{ type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] }]),
    late: true,
  },
  of(
    'Service',
    'spec',
    RANGES[0].map((range) => ({ type: 'LoadBalancer', loadBalancerSourceRanges: [range], ports: PORTS })),
    RANGES[1].map((range) => ({ type: 'LoadBalancer', loadBalancerSourceRanges: [range], ports: PORTS })),
  ),
  of('Ingress', 'spec.rules.0.http.paths.0.pathType', ['Exact', 'ImplementationSpecific'], [null, 'prefix']),
  of('Ingress', 'spec.rules.0.http.paths.0.path', ['/a/(.*)'], ['x', null, '/a//b', '/a/..']),
  of(
    'Ingress',
    'spec.rules.0.http.paths.0',
    [{ pathType: 'ImplementationSpecific', backend: BACKEND }],
    [
      { pathType: 'ImplementationSpecific', path: '*', backend: BACKEND },
      { path: '/', pathType: 'Prefix' },
    ],
  ),
  of(
    'Ingress',
    'spec.rules.0.http.paths.0.backend',
    [BACKEND, { service: { name: 'a', port: { name: 'http' } } }],
    [
      ...[{}, { serviceName: 'a', servicePort: 80 }, { service: { name: 'a' } }, { service: { name: 'a', port: 80 } }],
      ...[{}, { number: '80' }, { number: 70_000 }, { name: 'HTTP' }, { name: 'http', number: 80 }].map((port) => ({
        service: { name: 'a', port },
      })),
      ...['A', 'a.b', ''].map((name) => ({ service: { name, port: { number: 80 } } })),
    ],
  ),
  of(
    'Ingress',
    'spec.rules.0.host',
    ['a', '*.a.b', ''],
    ['1.2.3.4', 'A.b', 'a.b:80', 'https://a.b', 'a_b', '*a.b', '*'],
  ),
  of('Ingress', 'spec.rules', [], [null, []]),
  of('Ingress', 'spec.rules.0.http.paths', [], [[]]),
  of('Ingress', 'spec.ingressClassName', ['alb'], ['A_b']),
  of(
    'Ingress',
    'spec.tls',
    [[{ hosts: ['1.2.3.4'], secretName: 'a' }]],
    [[{ hosts: ['A.b'] }], [{ hosts: 'a.b' }], [{ secretName: 'A_b' }]],
  ),
  of(
    'NetworkPolicy',
    'spec.ingress',
    [
      [{ from: [{ podSelector: {}, namespaceSelector: {} }] }],
      [{}],
      [{ ports: [{ port: 'http' }, { port: 80, endPort: 80 }] }],
    ],
    [
      ...[
        [{ from: [{}] }],
        [{ from: { podSelector: {} } }],
        [{ to: [] }],
        { from: [] },
        [{ from: [{ podSelector: { app: 'a' } }] }],
      ],
      [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }],
      ...[
        { port: 80, endPort: 70 },
        { port: 'http', endPort: 80 },
        { endPort: 80 },
        { protocol: 'tcp' },
        { port: 'HTTP' },
        { port: 0 },
      ].map((port) => [{ ports: [port] }]),
    ],
  ),
  of(
    'NetworkPolicy',
    'spec.egress',
    [
      ...RANGES[0].map((cidr) => [{ to: [{ ipBlock: { cidr } }] }]),
      [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
    ],
    [
      ...RANGES[1].map((cidr) => [{ to: [{ ipBlock: { cidr } }] }]),
      ...['11.0.0.0/16', '10.0.0.0/8'].map((range) => [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: [range] } }] }]),
    ],
  ),
  of('NetworkPolicy', 'spec.policyTypes', [['Egress']], [['egress']]),
  of('NetworkPolicy', 'spec.podSelector', [null], [{ app: 'a' }]),
];
