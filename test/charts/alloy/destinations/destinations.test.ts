import type { AlloyDestination, LokiDestination } from '../../../../charts/alloy/chart';
import { CERTIFICATE } from '../../../helpers/certificate';
import { chartOf, component, ENDPOINT, objectsOf, PushSource, stages } from '../helpers';
import { central, CENTRAL, forwards } from './central';

const chart = (...destinations: AlloyDestination[]) => chartOf({ pipeline: { destinations } });

describe('destinations', () => {
  test('none: every line goes to this Loki, as before', () => {
    expect(chart().config).toBe(chartOf().config);
    expect(chart({ here: {} }).config).toBe(chartOf().config);
  });

  test('a second one gets all lines too, from every collector', () => {
    const { config, configs } = chart(central());
    const both = '[loki.write.loki.receiver, loki.process.to_central.receiver]';
    for (const source of ['pods', 'journal', 'audit', 'cloud_init']) expect(forwards(config, source)).toBe(both);
    expect(forwards(configs['alloy-events'] ?? '', 'events')).toBe(both);
    expect(component(config, 'loki.write', 'central')).toMatchSnapshot();
    expect(stages(config, 'to_central')).toEqual(['tenant']);
  });

  test('without a tenant of its own, lines keep the one of their route, and nothing stands between', () => {
    const { config } = chart(central({}, { tenant: undefined }));
    expect(forwards(config, 'pods')).toBe('[loki.write.loki.receiver, loki.write.central.receiver]');
    expect(component(config, 'loki.write', 'central')).toContain('tenant_id           = "main"');
  });

  test('its sources alone forward to it', () => {
    const { config, configs } = chart(central({ only: { sources: ['audit', 'cloudInit'] } }));
    expect(forwards(config, 'audit')).toContain('to_central');
    expect(forwards(config, 'cloud_init')).toContain('to_central');
    expect(forwards(config, 'pods')).toBe('[loki.write.loki.receiver]');
    // A collector without such sources has nothing of it.
    expect(configs['alloy-events']).toBe(chartOf().configs['alloy-events']);
    expect(
      objectsOf({ pipeline: { destinations: [central({ only: { sources: ['audit'] } })] } }, 'alloy-events'),
    ).toEqual(objectsOf({}, 'alloy-events'));
  });

  test('sources of the same destinations share the labels of the node', () => {
    const { config } = chartOf({
      pipeline: { nodeLabels: { zone: true }, destinations: [central({ except: { sources: ['journal'] } })] },
    });
    expect(forwards(config, 'journal')).toBe('[loki.process.node_here.receiver]');
    expect(forwards(config, 'pods')).toBe('[loki.process.node.receiver]');
    expect(forwards(config, 'node')).toBe('[loki.write.loki.receiver, loki.process.to_central.receiver]');
    expect(forwards(config, 'node_here')).toBe('[loki.write.loki.receiver]');
    expect(config.match(/discovery\.kubernetes "node"/g)).toHaveLength(1);
  });

  test('namespaces and labels are filtered by what drops all other lines', () => {
    const only = { namespaces: ['shop', 'team-*'], labels: { app: ['cart', 'a.b*'], stream: 'stderr' } };
    const except = { namespaces: ['kube-system'], labels: { container: 'istio-proxy' } };
    const { config, configs } = chart(central({ only, except }));
    const selectors = (text: string) =>
      [...component(text, 'loki.process', 'to_central').matchAll(/selector += (".*")/g)].map(
        ([, quoted]) => JSON.parse(quoted ?? '') as string,
      );
    expect(selectors(config)).toEqual([
      '{namespace!~"shop|team-.*"}',
      String.raw`{app!~"cart|a\\.b.*"}`,
      '{stream!="stderr"}',
      '{namespace="kube-system"}',
      '{container="istio-proxy"}',
    ]);
    // Events have their namespace in structured metadata, and keep it in a name that is not sent.
    expect(selectors(configs['alloy-events'] ?? '')).toEqual(
      expect.arrayContaining([
        '{namespace!~"shop|team-.*", __namespace__!~"shop|team-.*"}',
        '{__namespace__="kube-system"}',
      ]),
    );
    const events = stages(configs['alloy-events'] ?? '', 'events');
    expect(events.indexOf('labels')).toBeLessThan(events.indexOf('structured_metadata'));
  });

  test('this Loki can be filtered, or get nothing: then no pod has its password or its gateway', () => {
    expect(stages(chart({ here: { except: { namespaces: ['private'] } } }).config, 'to_here')).toEqual(['match']);
    const destinations = [{ here: false } as const, central()];
    const { DaemonSet, NetworkPolicy } = objectsOf({ pipeline: { destinations } });
    const { volumes, containers } = DaemonSet.spec.template.spec;
    expect(volumes.map(({ name }: { name: string }) => name)).not.toContain('credentials');
    expect(JSON.stringify(containers)).not.toContain('/etc/loki/credentials');
    expect(JSON.stringify(NetworkPolicy.spec.egress)).not.toContain('gateway');
    expect(chart(...destinations).config).not.toContain('loki.write "loki"');
  });

  test('passwords and authorities are files of Secrets, which only root reads where Alloy is root', () => {
    const destinations = [central({}, { ca: { secret: 'central-loki' } })];
    const volumesOf = (name: string, kind: string) =>
      objectsOf({ pipeline: { destinations } }, name)[kind].spec.template.spec.volumes.filter(
        (volume: { name: string }) => volume.name.startsWith('to-'),
      );
    const secret = (key: string, more: object = {}) => ({
      secret: { secretName: 'central-loki', items: [{ key, path: key }], ...more },
    });
    expect(volumesOf('alloy', 'DaemonSet')).toEqual([
      { name: 'to-central-password', ...secret('password', { defaultMode: 0o400 }) },
      { name: 'to-central-ca', ...secret('ca.crt', { defaultMode: 0o400 }) },
    ]);
    expect(volumesOf('alloy-events', 'StatefulSet')).toEqual([
      { name: 'to-central-password', ...secret('password') },
      { name: 'to-central-ca', ...secret('ca.crt') },
    ]);
    const write = component(chart(...destinations).config, 'loki.write', 'central');
    expect(write).toContain('password_file = "/etc/alloy-destinations/central/password/password"');
    expect(write).toContain('ca_file = "/etc/alloy-destinations/central/ca/ca.crt"');
    const pem = CERTIFICATE;
    expect(component(chart(central({}, { ca: { pem } })).config, 'loki.write', 'central')).toContain(
      `ca_pem = ${JSON.stringify(pem)}`,
    );
  });

  test.each<[string, Partial<LokiDestination>, object]>([
    ['any address', {}, { ports: [{ port: 443, protocol: 'TCP' }] }],
    ['another port', { url: 'https://loki.example.com:3100' }, { ports: [{ port: 3100, protocol: 'TCP' }] }],
    [
      'one address',
      { url: 'https://10.1.2.3:3100' },
      { to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], ports: [{ port: 3100, protocol: 'TCP' }] },
    ],
    [
      'an address of IPv6',
      { url: 'https://[2001:db8::1]' },
      { to: [{ ipBlock: { cidr: '2001:db8::1/128' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ],
    [
      'a namespace of this cluster',
      { url: 'http://loki.logs.svc.cluster.local:3100' },
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'logs' } } }],
        ports: [{ port: 3100, protocol: 'TCP' }],
      },
    ],
    [
      'pods whose port differs',
      { url: 'http://loki.logs', pods: { namespace: 'logs', port: 8080 } },
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'logs' } } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ],
  ])('the network policy opens %s', (_name, loki, rule) => {
    const pipeline = { destinations: [central({}, loki)] };
    const before = objectsOf().NetworkPolicy.spec.egress as object[];
    const after = objectsOf({ pipeline }).NetworkPolicy.spec.egress as object[];
    expect(after).toContainEqual(rule);
    // And nothing else: port 443 is open already, for the API.
    const isNew = (each: object) => !before.some((other) => JSON.stringify(other) === JSON.stringify(each));
    expect(after.filter(isNew)).toEqual([rule].filter(isNew));
  });

  test('a collector of a user sends to the same destinations', () => {
    const collectors = [
      { name: 'push', kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'] },
    ] as const;
    const { configs } = chartOf({ collectors, pipeline: { destinations: [central()] } });
    expect(configs['alloy-push']).toContain(
      'forward_to = [loki.write.loki.receiver, loki.process.to_central.receiver]',
    );
  });

  test.each<[readonly object[], string]>([
    [[{ name: 'central' }], 'pipeline.destinations[0]: names no place'],
    [[{ loki: CENTRAL }], 'pipeline.destinations[0].name: missing'],
    [[central(), central()], 'pipeline.destinations[1].name: central occurs twice; write it once: item 0 has it'],
    [[{ name: 'loki', loki: CENTRAL }], 'loki is the name of a destination of the library'],
    [[{ name: 'A', loki: CENTRAL }], 'A cannot name a destination'],
    [[{ name: 'null', loki: CENTRAL }], "destinations[0].name: null is a keyword of Alloy's language; use another"],
    [[{ name: 'true', loki: CENTRAL }], "destinations[0].name: true is a keyword of Alloy's language; use another"],
    [[{ name: 'here', here: false }], 'pipeline.destinations[0]'],
    [[{ here: {} }, { here: {} }], 'pipeline.destinations[1].here: occurs twice'],
    [[{ here: true }], 'pipeline.destinations[0].here: true is not an object'],
    [[central({}, { url: 'loki.example.com' })], 'loki.example.com is not a URL'],
    [[central({}, { url: 'https://u:p@loki.example.com' })], 'has a password in it'],
    [[central({}, { url: 'http://loki.example.com' })], 'sends the password unencrypted out of the cluster'],
    [[central({}, { username: undefined })], 'destinations[0].loki.username: missing, and there is a password'],
    [[central({}, { passwordSecret: undefined })], 'destinations[0].loki.passwordSecret: missing'],
    [[central({}, { headers: { Authorization: 'Bearer x' } })], 'use username and passwordSecret'],
    [[central({}, { headers: { 'x-scope-orgid': 'x' } })], 'use tenant'],
    [[central({}, { tenant: 'a/b' })], 'has a character Loki does not accept in a tenant'],
    [[central({}, { attempts: 0 })], 'destinations[0].loki.attempts: 0 is not a whole number of at least 1'],
    [[central({}, { ca: {} })], 'destinations[0].loki.ca: has neither secret nor pem'],
    [[central({}, { ca: { pem: 'x' } })], 'x is not a certificate in PEM'],
    [[central({}, { ca: { pem: '-----BEGIN CERTIFICATE-----x-----END CERTIFICATE-----' } })], 'is not a certificate'],
    [[central({}, { ca: { pem: CERTIFICATE, key: 'a' } })], 'has pem and key'],
    [[central({ only: {} })], 'destinations[0].only: selects nothing'],
    [[central({ only: { namespaces: [] } })], 'destinations[0].only.namespaces: [] is empty'],
    [[central({ only: { namespaces: ['Shop'] } })], 'Shop is not a namespace'],
    [[central({ only: { labels: { pod: 'x' } } })], 'has pod, which is structured metadata and selects nothing'],
    [[central({ only: { labels: { 'a-b': 'x' } } })], 'has "a-b", which is not a label'],
    [
      [central({ only: { sources: ['audits'] } })],
      'alloy.destinations[0].only.sources[0]: audits is not a source that runs here: journal, audit, cloud_init, pods, events; did you mean audit?',
    ],
    [
      [{ here: { except: { sources: ['audit'] } } }],
      'alloy.destinations: the lines of audit go nowhere; let a destination take them, or switch the source off',
    ],
    [
      [{ here: false }],
      'alloy.destinations: the lines of journal, audit, cloud_init, pods, events go nowhere; let a destination take them, or switch the sources off',
    ],
    [
      [central({ only: { sources: ['journal'], namespaces: ['shop'] } })],
      'alloy.destinations[0].only.namespaces: lines of journal have no label namespace; use one of boot_id, job, ',
    ],
    [
      [{ here: { only: { sources: ['audit'], labels: { container: 'a' } } } }, central()],
      'alloy.destinations[0].here.only.labels.container: lines of audit have no label container; use one of ',
    ],
    [
      [central({}, { url: 'https://loki.example.com/otlp/v1/logs' })],
      'has the path of another API; end it before /otlp, or with /loki/api/v1/push',
    ],
    [[central({}, { url: 'https://mimir.example.com/api/v1/push' })], 'end it before /api/v1, or with'],
    [[central({}, { url: 'https://loki.example.com/loki/api/v1' })], 'end it before /loki/api/v1, or with'],
    [[central({}, { url: 'https://loki.example.com/loki/api/v1/query' })], 'end it before /loki/api/v1, or with'],
    [
      [central({ only: { sources: ['audit'] }, except: { sources: ['audit'] } })],
      'alloy.destinations[0]: gets no line: only and except name the same sources',
    ],
    [
      [central({ only: { namespaces: ['shop', 'web'] }, except: { namespaces: ['*'] } })],
      'destinations[0].except.namespaces: * leaves out all lines that only.namespaces takes; leave one of the two out',
    ],
    [
      [central({ only: { labels: { app: 'cart' } }, except: { labels: { app: ['c*'] } } })],
      'destinations[0].except.labels.app: c* leaves out all lines that only.labels.app takes',
    ],
    [
      [{ here: { only: { namespaces: ['shop'] }, except: { namespaces: ['shop'] } } }, central()],
      'destinations[0].here.except.namespaces: shop leaves out all lines that only.namespaces takes',
    ],
    [
      [central(), { ...central({}, { url: 'https://loki.example.com/' }), name: 'again' }],
      'destinations[1].loki.url: https://loki.example.com/ gets all lines from item 0 already; leave one of the two out',
    ],
    [
      [central({}, { url: ENDPOINT.url, username: undefined, passwordSecret: undefined })],
      "is this environment's own Loki, which gets all lines",
    ],
  ])('%j is refused', (destinations, message) => {
    expect(() => chart(...(destinations as AlloyDestination[]))).toThrow(message);
  });

  test.each<[string, AlloyDestination[]]>([
    ['parts of the lines', [central({ only: { sources: ['audit'] } }), { ...central(), name: 'again' }]],
    ['two tenants', [central({}, { tenant: 'a' }), { ...central({}, { tenant: 'b' }), name: 'again' }]],
    ['two users', [central({}, { username: 'a' }), { ...central({}, { username: 'b' }), name: 'again' }]],
    ['a part that is left out', [central({ only: { namespaces: ['a-*'] }, except: { namespaces: ['a-x'] } })]],
  ])('%s of one Loki may be several destinations', (_what, destinations) => {
    expect(() => chart(...destinations)).not.toThrow();
  });
});
