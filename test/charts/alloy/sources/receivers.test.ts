import type { AlloySources } from '../../../../charts/alloy/chart';
import { parseAlloy } from '../../../../charts/alloy/language/parse';
import { chartOf, component, objectsOf, type Rendered, rules, stages } from '../helpers';

const FROM = { clientNamespaces: ['shop', 'tools'], clientRanges: ['10.0.0.0/16'] };
const TLS = { secretName: 'receiver-tls', clientCaSecretName: 'clients' };
const KEY = { accessKey: { secretName: 'firehose' } };

const configOf = (sources: AlloySources) => chartOf({ sources }).configs['alloy-receivers'] as string;
const ours = (sources: AlloySources) => objectsOf({ sources }, 'alloy-receivers');
const podOf = (sources: AlloySources) => ours(sources).Deployment.spec.template.spec;

const ALL = ours({ push: FROM, otlp: FROM, syslog: FROM, firehose: { ...FROM, ...KEY } });

describe('objects', () => {
  test('none without receivers, whatever the other sources', () => {
    expect(Object.keys(chartOf().configs)).toEqual(['alloy', 'alloy-events']);
    expect(ours({ push: false, otlp: false, syslog: false })).toEqual({});
  });

  test('one Deployment of two pods for all, without permissions and without a token', () => {
    expect(Object.keys(ALL)).toEqual([
      ...['ServiceAccount', 'ConfigMap', 'Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy'],
    ]);
    const { replicas, template } = ALL.Deployment.spec;
    expect(replicas).toBe(2);
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 473 },
    });
  });

  test('a pod that ends answers until the Service no longer names it', () => {
    expect(ALL.Deployment.spec.template.spec.containers[0].lifecycle).toEqual({
      preStop: { exec: { command: ['sleep', '5'] } },
    });
  });

  test('the Service has the port of each receiver that is on, and that of TLS for syslog', () => {
    const ports = (sources: AlloySources) =>
      ours(sources)
        .Service.spec.ports.slice(1)
        .map(({ name, port }: Rendered) => [name, port]);
    expect(ALL.Service.spec.ports.map(({ port }: Rendered) => port)).toEqual([12345, 3500, 4317, 4318, 1514, 9880]);
    expect(ports({ push: FROM })).toEqual([['push', 3500]]);
    expect(ports({ syslog: { ...FROM, tls: TLS } })).toEqual([['syslog-tls', 6514]]);
  });

  test('each receiver is reached by its own clients, and by nobody else', () => {
    const { ingress, egress } = ours({ push: FROM, otlp: { clientNamespaces: ['team-a'] } }).NetworkPolicy.spec;
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    });
    const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
    expect(ingress).toEqual([
      { from: [namespace('shop'), namespace('tools'), { ipBlock: { cidr: '10.0.0.0/16' } }], ports: tcp(3500) },
      { from: [namespace('team-a')], ports: tcp(4317, 4318) },
    ]);
    expect(egress).toHaveLength(2);
  });

  test('Secrets are mounted key by key, and none without TLS', () => {
    const secrets = (sources: AlloySources) =>
      podOf(sources)
        .volumes.filter(({ name, secret }: Rendered) => secret && name !== 'credentials')
        .map(({ secret }: Rendered) => [secret.secretName, secret.items.map(({ key }: Rendered) => key)]);
    expect(secrets({ push: FROM, otlp: FROM, syslog: FROM })).toEqual([]);
    expect(secrets({ push: { ...FROM, tls: TLS } })).toEqual([
      ['receiver-tls', ['tls.crt', 'tls.key']],
      ['clients', ['ca.crt']],
    ]);
    expect(secrets({ firehose: { ...FROM, accessKey: { secretName: 'firehose', key: 'token' } } })).toEqual([
      ['firehose', ['token']],
    ]);
  });

  test('every file that the configuration names is mounted', () => {
    const sources = Object.fromEntries(['push', 'otlp', 'syslog'].map((name) => [name, { ...FROM, tls: TLS }]));
    const all = { ...sources, firehose: { ...FROM, ...KEY, tls: TLS } };
    const { volumes, containers } = podOf(all);
    const files = containers[0].volumeMounts.flatMap(({ name, mountPath }: Rendered) =>
      (volumes.find((volume: Rendered) => volume.name === name)?.secret?.items ?? []).map(
        ({ path }: Rendered) => `${mountPath}/${path}`,
      ),
    );
    const named = [...configOf(all).matchAll(/"(\/etc\/[^"]+)"/g)].map(([, file]) => file);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('tenants', () => {
  test('a pushed stream without labels gets one: Alloy would drop it, and answer with success', () => {
    const relabel = component(configOf({ push: FROM }), 'loki.relabel', 'push');
    expect(rules(relabel)[1]).toEqual({
      ...{ source_labels: '["job"]', regex: '^$', target_label: 'job', replacement: 'push' },
    });
  });

  test("a push's own is dropped: lines go to the default tenant, or the one of the receiver", () => {
    expect(stages(configOf({ push: FROM }), 'push').slice(0, 3)).toEqual([
      ...['structured_metadata_drop', 'label_drop', 'match'],
    ]);
    expect(configOf({ push: FROM })).toContain('"__tenant_id__"');
    expect(configOf({ push: { ...FROM, tenant: 'team-b' } })).toMatch(/stage\.tenant \{\n\t\tvalue = "team-b"/);
  });

  test('senders choose among some: any other, and none, is dropped and counted', () => {
    const text = component(configOf({ push: { ...FROM, tenants: ['team-a', 'team-b'] } }), 'loki.process', 'push');
    expect(text).toContain(String.raw`selector            = "{__tenant_id__!~\"team-a|team-b\"}"`);
    expect(text).toContain('drop_counter_reason = "unknown_tenant"');
    expect(text).not.toContain('stage.label_drop');
  });

  test('OTLP has one, in the header of its exporter', () => {
    const header = (sources: AlloySources) => /"X-Scope-OrgID" = "([^"]+)"/.exec(configOf(sources))?.[1];
    expect(header({ otlp: FROM })).toBe('main');
    expect(header({ otlp: { ...FROM, tenant: 'team-a' } })).toBe('team-a');
  });

  test.each<[string, AlloySources, string]>([
    ['push.tenant', { push: { tenant: 'nobody' } }, 'nobody'],
    ['push.tenants[1]', { push: { tenants: ['main', 'nobdy'] } }, 'nobdy'],
    ['otlp.tenant', { otlp: { tenant: 'nobody' } }, 'nobody'],
    ['syslog.tenant', { syslog: { tenant: 'nobody' } }, 'nobody'],
    ['firehose.tenant', { firehose: { ...KEY, tenant: 'nobody' } }, 'nobody'],
  ])('%s is one that Loki has', (path, sources, tenant) => {
    expect(() => chartOf({ sources })).toThrow(
      `alloy.${path}: ${tenant} is not one of the tenants, main, team-a, team-b; add ${tenant} to them, or leave it out`,
    );
  });
});

describe('configuration', () => {
  test('no password and no key is in its text', () => {
    const config = configOf({ otlp: FROM, firehose: { ...FROM, ...KEY } });
    for (const { name, attributes } of parseAlloy(config).blocks) {
      if (name !== 'local.file') continue;
      expect(attributes.find(({ name: field }) => field === 'is_secret')?.value.source).toBe('true');
    }
    expect(
      config.match(/(password|access_key) += string\.trim_space\(convert\.nonsensitive\(local\.file/g),
    ).toHaveLength(2);
  });

  test('OTLP has no queue, and answers before clients give up', () => {
    const text = component(configOf({ otlp: FROM }), 'otelcol.exporter.otlphttp', 'otlp');
    expect(text).toMatch(/sending_queue \{\n\t\tenabled = false/);
    expect(text).toContain('max_elapsed_time = "5s"');
    expect(text).toContain('endpoint = "http://loki-gateway.loki.svc.cluster.local/otlp"');
  });

  test('the name of a cluster with quotes and backticks is still a text', () => {
    const statements = (clusterName: string) => {
      const config = chartOf({ clusterName, sources: { otlp: FROM } }).configs['alloy-receivers'] as string;
      return component(config, 'otelcol.processor.transform', 'otlp');
    };
    expect(statements('prod')).toContain('`set(resource.attributes["k8s.cluster.name"], "prod") where');
    expect(statements('a"b')).toContain(String.raw`"a\"b"`);
    expect(() => parseAlloy(statements('a`b"c'))).not.toThrow();
  });

  test('severities of syslog are the words of the journal', () => {
    const levels = rules(component(configOf({ syslog: FROM }), 'loki.relabel', 'syslog'))
      .filter(({ target_label: target, regex }) => target === 'level' && regex)
      .map(({ regex, replacement }) => [regex, replacement]);
    expect(Object.fromEntries(levels)).toEqual({ emergency: 'emerg', critical: 'crit', informational: 'info' });
  });

  test('the plain listener is gone with TLS', () => {
    const config = configOf({ syslog: { ...FROM, tls: TLS } });
    expect(config).not.toContain('1514');
    expect(config).toContain('ca_file  = "/etc/alloy-receivers/syslog-clients/ca.crt"');
    expect(configOf({ syslog: { ...FROM, tls: { secretName: 'tls' } } })).not.toContain('ca_file');
  });

  test('a renewed certificate is a changed component, and its key is read with it', () => {
    const config = configOf({
      firehose: { ...FROM, ...KEY, tls: TLS },
      push: { ...FROM, tls: TLS },
      syslog: { ...FROM, tls: TLS },
    });
    for (const name of ['push', 'syslog', 'firehose']) {
      expect(component(config, 'local.file', `${name}_certificate`)).toContain('detector       = "poll"');
      expect(config).toContain(`local.file.${name}_certificate.content`);
      expect(config).toContain(`"/etc/alloy-receivers/${name}-tls/tls.key"`);
    }
    // A key that changes alone would end the process.
    expect(config).not.toContain('key_pem');
  });

  test.each(['push', 'firehose'] as const)('%s demands a certificate only if it has an authority', (name) => {
    const config = (tls: object) => configOf({ [name]: { ...FROM, ...KEY, tls } } as AlloySources);
    const withoutKey = (tls: object) =>
      name === 'push' ? configOf({ push: { ...FROM, tls: tls as typeof TLS } }) : config(tls);
    expect(withoutKey(TLS)).toContain('client_auth_type = "RequireAndVerifyClientCert"');
    expect(withoutKey({ secretName: 'tls' })).not.toContain('client_auth_type');
  });

  test("the user's stages stand between the tenant and the move to metadata", () => {
    const processing = [{ sources: ['syslog', 'push', 'firehose'], drop: { matching: ['healthz'] } }];
    const chart = chartOf({
      sources: { push: FROM, syslog: FROM, firehose: { ...FROM, ...KEY } },
      pipeline: { processing } as never,
    });
    const config = chart.configs['alloy-receivers'] as string;
    expect(stages(config, 'syslog')).toEqual(['label_drop', 'drop', 'structured_metadata', 'structured_metadata']);
    expect(stages(config, 'push')).toContain('drop');
    expect(stages(config, 'firehose')).toContain('drop');
  });
});

describe('collectors of the user', () => {
  const own = (name: string) => ({ name, kind: 'replicated' as const, sources: [], clientNamespaces: ['shop'] });

  test('may be called as ours while ours is off', () => {
    const problem = "alloy.collectors.receivers.name: 'receivers' is a collector of the library; use another name";
    const made = (sources: AlloySources) => () => chartOf({ sources, collectors: [own('receivers')] });
    expect(made({ push: FROM })).toThrow(problem);
    expect(made({})).not.toThrow(problem);
    expect(made({})).toThrow('no sources are left');
  });
});
