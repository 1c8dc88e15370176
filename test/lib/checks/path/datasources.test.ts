import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { DATASOURCE_RULES } from '../../../../lib/checks/path/datasources';
import { describeRules, type Loose, type Parts } from '../harness';

const PROD = 'ConfigMap grafana/loki-datasources-prod';
const FIRST = `${PROD} loki-prod.yaml datasources[0]`;

const change =
  (from: string | RegExp, to: string) =>
  (parts: Parts): void =>
    parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

const file = (name: string, text: string, metadata: Loose = {}): Loose => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'grafana', ...metadata },
  data: { [`${name}.yaml`]: `apiVersion: 1\ndatasources:\n${text}` },
});

/** A Grafana of its chart, with the sidecar that looks for datasources, or with a volume of them. */
const grafana = (env: Loose = {}, volumes: readonly string[] = []): Loose => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'grafana', namespace: 'grafana' },
  spec: {
    selector: { matchLabels: { app: 'grafana' } },
    strategy: { type: 'Recreate' },
    template: {
      metadata: { labels: { app: 'grafana' } },
      spec: {
        containers: [
          {
            name: 'grafana',
            image: 'grafana/grafana:12.0.0',
            env: [{ name: 'GF_SECURITY_ADMIN_PASSWORD__FILE', value: '/etc/password' }],
            resources: { requests: { memory: '1Gi' } },
            volumeMounts: volumes.map((name) => ({
              name,
              mountPath: `/etc/grafana/provisioning/datasources/${name}.yaml`,
              subPath: `${name}.yaml`,
            })),
          },
          {
            name: 'sidecar',
            image: 'quay.io/kiwigrid/k8s-sidecar:1.30.0',
            resources: { requests: { memory: '64Mi' } },
            env: Object.entries({
              FOLDER: '/etc/grafana/provisioning/datasources',
              RESOURCE: 'both',
              LABEL: 'grafana_datasource',
              LABEL_VALUE: '1',
              ...env,
            }).map(([name, value]) => ({ name, value })),
          },
        ],
        volumes: volumes.map((name) => ({ name, configMap: { name } })),
      },
    },
  },
});

const TEMPO = '- {name: Tempo, type: tempo, uid: tempo, url: "http://tempo:3200"}\n';
const METRICS = '- {name: Metrics, type: prometheus, isDefault: true, url: "http://prometheus"}\n';
const label = { labels: { grafana_datasource: '1' } };

describeRules(DATASOURCE_RULES, [
  {
    rule: 'PATH-DATASOURCE-1',
    breaks: change(/type: loki/g, 'type: loki\n    isDefault: true'),
    finds: [
      `${PROD} loki-prod.yaml datasources[1].isDefault: true, as is ${FIRST}.isDefault; use false for all but one`,
    ],
  },
  {
    rule: 'PATH-DATASOURCE-1',
    breaks: (parts) => {
      change('type: loki', 'type: loki\n    isDefault: true')(parts);
      parts.objects.push(file('metrics', METRICS, label), grafana());
    },
    finds: [
      `ConfigMap grafana/metrics metrics.yaml datasources[0].isDefault: true, as is ${FIRST}.isDefault; ` +
        'use false for all but one',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-2',
    breaks: change('uid: loki-prod_apps', 'uid: loki-prod_platform'),
    finds: [
      `${PROD} loki-prod.yaml datasources[1].uid: 'loki-prod_platform' is that of ${FIRST} too; give it a uid of its own`,
    ],
  },
  {
    rule: 'PATH-DATASOURCE-2',
    breaks: (parts) =>
      parts.objects.push(file('metrics', METRICS), file('more', METRICS.replace('true', 'false')), {
        ...grafana({}, ['metrics', 'more']),
      }),
    finds: [
      `ConfigMap grafana/more more.yaml datasources[0].name: 'Metrics' is that of ConfigMap grafana/metrics ` +
        'metrics.yaml datasources[0] too; give it a name of its own',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-3',
    breaks: change(
      'maxLines: 1000',
      'maxLines: 1000\n      derivedFields: [{name: t, matcherRegex: "id=(\\\\w+)", url: "https://traces/${__value.raw}"}]',
    ),
    finds: [`${FIRST}.jsonData.derivedFields[0].url: has \${__value.raw}, which is empty; write $\${__value.raw}`],
  },
  {
    rule: 'PATH-DATASOURCE-3',
    breaks: (parts) =>
      parts.objects.push(
        file(
          't',
          "- {name: Tempo, type: tempo, jsonData: {tracesToLogsV2: {query: '{${__tags}} |= `$${__trace.traceId}`'}}}",
        ),
      ),
    finds: [
      'ConfigMap grafana/t t.yaml datasources[0].jsonData.tracesToLogsV2.query: has ${__tags}, which is empty; write $${__tags}',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-4',
    breaks: (parts) =>
      parts.objects.push(
        file(
          'metrics',
          `${TEMPO}- {name: Old, type: loki, jsonData: {timeout: 300, derivedFields: [{datasourceUid: Tempo}]}}`,
        ),
      ),
    finds: [
      `ConfigMap grafana/metrics metrics.yaml datasources[1].jsonData.derivedFields[0].datasourceUid: 'Tempo' is the ` +
        'name of a datasource, not a uid; use tempo',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-4',
    breaks: (parts) =>
      parts.objects.push(
        file(
          't',
          '- {name: Tempo, type: tempo, jsonData: {tracesToLogsV2: {datasourceUid: loki}}}\n- {name: Loki, type: loki}',
        ),
      ),
    finds: [
      `ConfigMap grafana/t t.yaml datasources[0].jsonData.tracesToLogsV2.datasourceUid: 'loki' is the name of a ` +
        'datasource, not a uid; use the uid of Loki, and write it there: uid: …',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-5',
    breaks: (parts) => parts.objects.push(file('other', '- {name: Other, type: Loki}')),
    finds: [`ConfigMap grafana/other other.yaml datasources[0].type: 'Loki' is not the id of a plugin; use loki`],
  },
  {
    rule: 'PATH-DATASOURCE-5',
    breaks: change('apiVersion: 1\n', ''),
    finds: [
      `${PROD} loki-prod.yaml apiVersion: missing, so basicAuth, jsonData, secureJsonData have no effect; write apiVersion: 1`,
    ],
  },
  {
    rule: 'PATH-DATASOURCE-6',
    breaks: (parts) => parts.objects.push(grafana({ LABEL: 'datasources' })),
    finds: [
      `${PROD} metadata.labels.datasources: missing, so the sidecar of Deployment grafana/grafana skips it; ` +
        'write datasources: "1"',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-6',
    breaks: (parts) => parts.objects.push(grafana({ LABEL_VALUE: 'true' })),
    finds: [
      `${PROD} metadata.labels.grafana_datasource: "1" is not "true", which the sidecar of Deployment grafana/grafana ` +
        'looks for; write grafana_datasource: "true"',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-6',
    breaks: (parts) => parts.objects.push(grafana({ NAMESPACE: 'a,b' })),
    finds: [
      `${PROD} metadata.namespace: the sidecar of Deployment grafana/grafana looks only in a, b; ` +
        'put it there, or let the sidecar look in all namespaces: NAMESPACE=ALL',
    ],
  },
  {
    rule: 'PATH-DATASOURCE-7',
    breaks: change(/ +basicAuthPassword: .*\n/, ''),
    finds: [
      `${FIRST}.secureJsonData.basicAuthPassword: missing, but basicAuth is true; write it, from a variable or a file: $__file{…}`,
    ],
  },
]);

describe('datasources that are right', () => {
  const ids = (...objects: Loose[]): string[] =>
    DATASOURCE_RULES.flatMap((rule) =>
      rule.check({ manifests: new Manifests(objects as Manifest[]) }).map(({ path }) => `${rule.id} ${path}`),
    );
  const loki = (fields: string) => `- {name: Loki, type: loki, url: "http://loki:3100"${fields && `, ${fields}`}}\n`;

  test('the default of each organization, and of each Grafana', () => {
    expect(ids(file('a', loki('isDefault: true') + loki('isDefault: true, orgId: 2').replace('Loki', 'B')))).toEqual(
      [],
    );
    expect(ids(file('a', loki('isDefault: true')), file('b', loki('isDefault: true')))).toEqual([]);
  });

  test('the same object in two variants', () => {
    expect(
      ids(grafana(), file('a', loki('isDefault: true'), label), file('a', loki('isDefault: true'), label)),
    ).toEqual([]);
  });

  test('variables with $$, and variables of the environment', () => {
    expect(
      ids(file('a', loki('jsonData: {derivedFields: [{url: "$${__value.raw}"}, {url: "http://${HOST}/x"}]}'))),
    ).toEqual([]);
  });

  test('a link to a uid that is not in these files', () => {
    expect(ids(file('a', loki('jsonData: {derivedFields: [{datasourceUid: tempo}]}')))).toEqual([]);
  });

  test.each([
    ['the sidecar looks for any value', { LABEL_VALUE: '' }, { labels: { grafana_datasource: 'yes' } }],
    ['the sidecar looks in all namespaces', { NAMESPACE: 'ALL' }, { ...label, namespace: 'loki' }],
    ['a file without the label elsewhere, which may be for another Grafana', {}, { namespace: 'loki' }],
    ['the sidecar of dashboards', { FOLDER: '/tmp/dashboards' }, {}],
    ['a sidecar for Secrets alone', { RESOURCE: 'secret' }, {}],
  ])('%s', (_, env, metadata) => {
    expect(ids(grafana(env), file('a', loki(''), metadata))).toEqual([]);
  });

  test('the namespaces of the sidecar are in another object, or the manifests name none', () => {
    const other = grafana();
    other['spec'].template.spec.containers[1].env.push({
      name: 'NAMESPACE',
      valueFrom: { configMapKeyRef: { name: 'sidecar', key: 'namespaces' } },
    });
    expect(ids(other, file('a', loki(''), { ...label, namespace: 'loki' }))).toEqual([]);
    expect(ids(grafana(), file('a', loki(''), { ...label, namespace: undefined }))).toEqual([]);
  });

  test('a file that Grafana mounts needs no label', () => {
    expect(ids(grafana({}, ['a']), file('a', loki('')))).toEqual([]);
  });

  test('a password in the address, or where old Grafanas had it', () => {
    const inAddress = '- {name: Loki, type: loki, url: "http://u:p@loki:3100", basicAuth: true}';
    expect(ids(file('a', inAddress))).toEqual([]);
    expect(ids(file('a', loki('basicAuth: true, basicAuthPassword: $P')))).toEqual([]);
  });

  test('lists of other programs', () => {
    expect(ids(file('a', '- {type: Loki}\n- {name: x}'))).toEqual([]);
  });
});
