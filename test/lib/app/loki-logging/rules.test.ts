import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, library, lines } from './doors';

const EXPR = 'sum(rate({app="shop"} |= "error" [5m])) > 1';
const group = (rule: object, more: object = {}) => ({ name: 'shop', rules: [{ expr: EXPR, ...rule }], ...more });
const alert = (more: object = {}) => group({ alert: 'Errors', ...more });
const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** Lines of both doors without their owner; paths are those of the library. */
const both = (fields: object): string[][] => [
  lines(environment({ tenants: ['platform', 'apps'], loki: fields })).map((line) =>
    line.replace('environments.team.loki.', ''),
  ),
  lines(() => library({ tenants: ['platform', 'apps'], ...fields })).map((line) => line.replace('Stack/Logging.', '')),
];
const remoteWrite = { url: 'http://prometheus.monitoring:9090/api/v1/write' };
const apps = (...groups: unknown[]) => ({ rules: { apps: groups }, ruler: { remoteWrite } });
const RULE = 'rules.apps[0].rules[0]';

describe('environments and LokiLogging refuse the same rules, in the same words', () => {
  test.each<[string, object, string[]]>([
    ['no tenant', { rules: {} }, ['rules: {} is empty; write the rules of a tenant, or leave it out']],
    ['no group', apps(), ['rules.apps: [] is empty; write at least one, or leave it out']],
    [
      'a tenant that is not there',
      { rules: { aps: [alert()] } },
      ['rules.aps: aps is not one of the tenants, platform, apps; did you mean apps?'],
    ],
    [
      'neither alert nor record, and both',
      apps(group({}), { name: 'b', rules: [{ alert: 'A', record: 'b', expr: EXPR }] }),
      [
        `${RULE}: has neither alert nor record; write the name of the alert, or of the metric`,
        'rules.apps[1].rules[0]: has alert and record; make two rules of it',
      ],
    ],
    ['a misspelt key', apps(alert({ anotations: {} })), [`${RULE}.anotations: not a key; did you mean annotations?`]],
    [
      'keys of an alert at a recording rule',
      apps(group({ record: 'a:b', for: '5m', annotations: {} })),
      [
        `${RULE}.for: is for alerts, and this rule records; leave it out`,
        `${RULE}.annotations: is for alerts, and this rule records; leave it out`,
      ],
    ],
    [
      'wrong durations, names and labels at once',
      apps(group({ record: 'a-b', labels: { 'a b': 'x' } }, { interval: '5 min', limit: -1 })),
      [
        "rules.apps[0].interval: 5 min is not a duration; write one such as '5m'",
        'rules.apps[0].limit: -1 is not a whole number of at least 0; write one such as 100',
        `${RULE}.record: a-b is not the name of a metric; write one such as 'shop:errors:rate5m'`,
        `${RULE}.labels.a b: a b cannot be the name of a label; use letters, digits and underscores, with no digit and no two underscores in front`,
      ],
    ],
    [
      'durations that Loki does not hold',
      apps(alert({ for: '300y', keep_firing_for: '9223372037s' }), { ...alert(), name: 'b', interval: '99999y' }),
      [
        `${RULE}.for: 300y is more than Loki counts; use at most 292y`,
        `${RULE}.keep_firing_for: 9223372037s is more than Loki counts; use at most 292y`,
        'rules.apps[1].interval: 99999y is more than Loki counts; use at most 292y',
      ],
    ],
    [
      'groups of one name, and rules that make the same series',
      apps(alert(), alert(), { name: 'c', rules: [1, 2].map(() => ({ record: 'a:b', expr: EXPR })) }),
      [
        'rules.apps[1].name: shop occurs twice; rename one',
        'rules.apps[2].rules[1]: a:b occurs twice with the same labels; rename one, or give it other labels',
      ],
    ],
    [
      'samples without a receiver',
      { rules: { apps: [alert(), { name: 'b', rules: [{ record: 'a:b', expr: EXPR }] }] } },
      [
        "rules.apps[1].rules[0].record: a:b has no receiver, and the ruler drops its samples; write ruler: { remoteWrite: { url: 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write' } } beside rules",
      ],
    ],
    [
      'a template that is not closed, or has what Loki has not',
      apps(alert({ annotations: { summary: '{{ $value', url: '{{ $externalURL }}' } })),
      [
        `${RULE}.annotations.summary: {{ $value has {{ without }}; close each {{`,
        `${RULE}.annotations.url: {{ $externalURL }} has $externalURL, which Loki does not have; use grafanaUrl, which adds a link`,
      ],
    ],
    [
      'a query of lines',
      apps(alert({ expr: '{app="shop"} |= "error"' })),
      [
        `${RULE}.expr: {app="shop"} |= "error" selects lines, and a rule needs a number; count them: sum(count_over_time(… [5m])) > 0`,
      ],
    ],
    [
      'a query that ends too early, and one with a word that does not belong there',
      apps(alert({ expr: 'sum(rate({app="shop"}[5m])' }), {
        name: 'b',
        rules: [{ alert: 'A', expr: 'sum(rate({app="shop"}[5mm]))' }],
      }),
      [
        `${RULE}.expr: sum(rate({app="shop"}[5m]) ends too early; correct the query`,
        'rules.apps[1].rules[0].expr: sum(rate({app="shop"}[5mm])) is not LogQL from "m]))" on; correct the query',
      ],
    ],
    [
      'a selector of everything, and one with a wrong regular expression',
      apps(alert({ expr: 'sum(rate({}[5m])) > 1' }), {
        name: 'b',
        rules: [{ alert: 'A', expr: 'sum(rate({a=~"["}[5m]))' }],
      }),
      [
        `${RULE}.expr: sum(rate({}[5m])) > 1 has a selector that is not a stream selector with a value that is not empty; write one such as {namespace="shop"}`,
        'rules.apps[1].rules[0].expr: sum(rate({a=~"["}[5m])) has a selector that is not a stream selector with valid regular expressions; write one such as {namespace="shop"}',
      ],
    ],
    [
      'a word that is not a file',
      apps('rules'),
      ["rules.apps[0]: rules is not the name of a YAML file; write one such as 'rules/apps.yaml'"],
    ],
    [
      'settings of the ruler',
      { ruler: { remoteWrite: {}, grafanaURL: 'x' } },
      [
        'ruler.grafanaURL: not a key; did you mean grafanaUrl?',
        'ruler.remoteWrite: has neither url nor workspaceArn; write one of the two',
      ],
    ],
    [
      'a label that has the name of the alert',
      {
        rules: {
          apps: [
            { name: 'a', rules: [{ alert: 'A', expr: 'sum(rate({app="a"}[5m])) > 1', labels: { alertname: 'B' } }] },
          ],
        },
      },
      [
        'rules.apps[0].rules[0].labels.alertname: alertname is the name of the alert itself, which takes its place; use another name',
      ],
    ],
    [
      'invalid addresses',
      {
        ruler: { remoteWrite: { url: 'prometheus' }, grafanaUrl: 'https://grafana.example.com/' },
        alertmanagers: { apps: 'x' },
      },
      [
        "alertmanagers.apps: x is not a URL; write one such as 'http://alertmanager.monitoring:9093'",
        "ruler.remoteWrite.url: prometheus is not the URL of remote write, with its path; write one such as 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write'",
        "ruler.grafanaUrl: https://grafana.example.com/ is not a URL without a slash at the end; write one such as 'https://grafana.example.com'",
      ],
    ],
    [
      'retentions that are too short, no duration, empty, of no tenant, and of a wrong selector',
      {
        tenantRetention: { apps: '12h', platform: {}, other: '2d' },
        streamRetention: [{ selector: 'namespace', retention: 'ever' }],
      },
      [
        'tenantRetention.apps: 12h is shorter than the 24h index period; use at least 1d',
        "tenantRetention.platform: {} is empty; write a retention, such as '365d', or leave it out",
        'tenantRetention.other: other is not one of the tenants, platform, apps; add other to them, or leave it out',
        'streamRetention[0].selector: namespace is not a stream selector; write one such as \'{namespace="shop"}\'',
        "streamRetention[0].retention: ever is not a duration; write one such as '90d'",
      ],
    ],
  ])('%s', (_what, fields, expected) => {
    const [env, lib] = both(fields);
    expect(env?.toSorted()).toEqual(expected.toSorted());
    expect(lib?.toSorted()).toEqual(expected.toSorted());
  });

  test('limits that are written twice', () => {
    const [env, lib] = both({
      tenantLimits: { apps: { retention_period: '48h', ruler_alertmanager_config: {} } },
      tenantRetention: { apps: '2d' },
      alertmanagers: { apps: 'http://a:9093' },
    });
    expect(env).toEqual([
      'tenantRetention.apps: is also in the limits of the tenant, as retention_period; leave out one of the two',
      'alertmanagers.apps: is also in the limits of the tenant, as ruler_alertmanager_config; leave out one of the two',
    ]);
    expect(lib).toEqual(env);
  });
});

describe('files of rules', () => {
  const found = (name: string, text: string) => {
    const at = file(name, text);
    return both(apps(at)).map((all) => all.map((line) => line.replaceAll(at, name)));
  };

  test.each<[string, string, string[]]>([
    ['is not YAML', 'groups: [', ['rules.apps[0]: f.yaml is not YAML: ']],
    [
      'has a query without quotes',
      'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: {job="a"} |= "b"\n',
      ['in line 5; put the query in single quotes, since YAML reads { as an object'],
    ],
    [
      'has no groups',
      'name: shop',
      ['rules.apps[0]: f.yaml has no list of groups at its top; begin the file with groups:'],
    ],
    [
      'is one of lokitool',
      'namespace: shop\ngroups: []\n',
      ['rules.apps[0] namespace: not a key; the keys here are groups'],
    ],
    [
      'has wrong groups and rules',
      'groups:\n  - x\n  - name: a\n    rules:\n      - alert: A\n        expr: "{a="\n        fro: 5m\n',
      [
        'rules.apps[0] groups[0]: x is not a group; write name: and rules:',
        'rules.apps[0] groups[1].rules[0].fro: not a key; did you mean for?',
        'rules.apps[0] groups[1].rules[0].expr: {a= ends too early; correct the query',
      ],
    ],
  ])('one that %s is refused with the place in it', (_what, text, expected) => {
    for (const all of found('f.yaml', text)) {
      expect(all).toHaveLength(expected.length);
      expected.forEach((line, index) => expect(all[index]).toContain(line));
    }
  });

  test('one that does not exist is refused with the folder it was looked for in', () => {
    expect(both(apps('rules/none.yaml'))[0]).toEqual([
      `rules.apps[0]: rules/none.yaml is not a file in ${process.cwd()}; write its name from there`,
    ]);
  });

  test('groups of a file and of code have one namespace of names', () => {
    const at = file('g.yaml', `groups: [{ name: shop, rules: [{ alert: A, expr: 'vector(1)' }] }]`);
    expect(both(apps(alert(), at))[0]).toEqual(['rules.apps[1] groups[0].name: shop occurs twice; rename one']);
  });
});
