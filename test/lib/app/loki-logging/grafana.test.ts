import { environment, library, lines } from './doors';

/** Lines of both doors, without the owner and with the paths of an environment. */
function both(grafana: Record<string, unknown>, more: object = {}): string[][] {
  const flat = Object.fromEntries(
    Object.entries(grafana).map(([key, value]) => [`grafana${key[0]?.toUpperCase()}${key.slice(1)}`, value]),
  );
  const names = new RegExp(`grafana(As|Instances|Traces|Alertmanager|Dashboards|Prometheus)\\b`, 'g');
  return [
    lines(environment({ grafana, ...more })).map((line) => line.replace('environments.team.', '')),
    lines(() => library({ ...flat, ...more })).map((line) =>
      line
        .replace(/^\S*Logging\./, '')
        .replace(names, (_, key: string) => `grafana.${key[0]?.toLowerCase()}${key.slice(1)}`)
        .replace('write alertmanagerUrl', 'write loki.alertmanagerUrl'),
    ),
  ];
}

describe('environments and LokiLogging refuse the same datasources', () => {
  const secret = { credentials: { from: 'kubernetes-secret' } };

  test.each<[string, Record<string, unknown>, object, RegExp[]]>([
    [
      'a way that does not exist',
      { as: 'operators' },
      {},
      [/^grafana\.as: operators is not one of sidecar, files, operator; did you mean operator\?$/],
    ],
    [
      'pods of Prometheus, which only policies of a Grafana that is deployed need',
      { prometheus: { url: 'http://prometheus:9090', pods: { namespace: 'monitoring' } } },
      {},
      [
        /^grafana\.prometheus\.pods: \{"namespace":"monitoring"\} has no effect, since no Grafana is deployed; leave it out$/,
      ],
    ],
    [
      'an operator without Secrets',
      { as: 'operator' },
      {},
      [
        /^grafana\.as: 'operator' reads passwords from Kubernetes Secrets, and credentials are from 'secrets-manager'.*; write credentials/,
      ],
    ],
    [
      'labels for no operator',
      { instances: { a: 'b' } },
      {},
      [/^grafana\.instances: .* is for grafana\.as 'operator'; leave it out$/],
    ],
    [
      'an organization, although the operator has only one',
      { as: 'operator' },
      { ...secret, readers: { audit: { tenants: ['team'], datasource: { organization: 2 } } }, tenants: ['team'] },
      [/^readers\.audit\.datasource\.organization: 2 has no effect/],
    ],
    [
      'an Alertmanager that the ruler has not',
      { alertmanager: true },
      {},
      [/^grafana\.alertmanager: true, and the ruler has no Alertmanager; write/],
    ],
    [
      'traces without a place',
      { traces: {} },
      {},
      [/^grafana\.traces: has neither uid nor url; write one such as \{ uid: 'tempo' \}$/],
    ],
    [
      'traces in two places',
      { traces: { uid: 'tempo', url: 'https://x.example.com/${__value.raw}', field: 'a', pattern: '(a)' } },
      {},
      [/^grafana\.traces: has uid and url/, /^grafana\.traces: has field and pattern/],
    ],
    [
      'values of the wrong form, all at once, and a misspelt key',
      { traces: { uid: 'my tempo', url: 'https://x.example.com/', pattern: 'a+' }, alertmanager: 'yes', as: 1 },
      {},
      [
        /^grafana\.as: 1 is not one of/,
        /^grafana\.traces\.uid: my tempo is not a uid of a datasource/,
        /^grafana\.traces\.url: .* has no place for the id of the trace/,
        /^grafana\.traces\.pattern: a\+ has no group/,
        /^grafana\.alertmanager: yes is not true or false/,
      ],
    ],
    [
      'a key that was meant',
      { traces: { uuid: 'tempo' } },
      {},
      [/^grafana\.traces\.uuid: not a key; did you mean uid\?$/],
    ],
    [
      'values that are not dashboards, and dashboards whose queries, units, datasources and uids are wrong, all at once',
      {
        dashboards: {
          only: ['pipelin'],
          own: [
            {
              uid: 'loki-team_read',
              title: 'Mine',
              panels: [
                {
                  type: 'timeseries',
                  datasource: { type: 'loki', uid: 'loki-team_taem' },
                  fieldConfig: { defaults: { unit: 'byte' } },
                  targets: [{ refId: 'A', expr: '{app=' }],
                },
              ],
            },
            { dashboard: {} },
          ],
        },
      },
      { tenants: ['team'] },
      [
        /^grafana\.dashboards\.only\[0\]: pipelin is not one of .*; did you mean pipeline\?$/,
        /^grafana\.dashboards\.own\[0\]\.panels\[0\]\.fieldConfig\.defaults\.unit: byte is not a unit of Grafana; did you mean bytes\?$/,
        /^grafana\.dashboards\.own\[1\]: has the dashboard below the key dashboard/,
        /^grafana\.dashboards\.own\[0\]\.uid: loki-team_read is the uid of a dashboard of the library; write another$/,
        /^grafana\.dashboards\.own\[0\]\.panels\[0\]\.datasource\.uid: loki-team_taem is not .*; did you mean loki-team_team\?$/,
        /^grafana\.dashboards\.own\[0\]\.panels\[0\]\.targets\[0\]\.expr: \{app= ends too early; correct the query$/,
      ],
    ],
    [
      'dashboards of two choices, in a folder of files',
      { as: 'files', dashboards: { only: ['logs'], without: ['read'], folder: 'Logs' } },
      {},
      [
        /^grafana\.dashboards\.without: is there beside only; leave one of the two out$/,
        /^grafana\.dashboards\.folder: Logs has no effect on files; leave it out/,
      ],
    ],
    [
      'a pattern that does not end',
      { traces: { uid: 'a', pattern: '(a' } },
      {},
      [/is not a regular expression of JavaScript/],
    ],
  ])('%s', (_what, grafana, more, expected) => {
    const [environments, constructs] = both(grafana, more);
    expect(environments).toEqual(expected.map((line) => expect.stringMatching(line) as string));
    expect(constructs?.length).toBe(expected.length);
    expected.forEach((line) => expect(constructs).toContainEqual(expect.stringMatching(line)));
  });
});

test('both doors make the same datasources', () => {
  const grafana = { as: 'operator' as const, traces: { uid: 'tempo' } };
  const more = { tenants: ['team'], credentials: { from: 'kubernetes-secret' as const } };
  const made = environment({ grafana, ...more })();
  const own = library({ grafanaAs: 'operator', grafanaTraces: grafana.traces, environmentName: 'team', ...more });
  const name = 'loki-team.team';
  const of = (charts: typeof made) => (charts.object('GrafanaDatasource', name).toJson() as { spec: object }).spec;
  expect(of(own.charts)).toEqual(of(made));
});

test('both doors make the same dashboards', () => {
  const dashboards = { only: ['read' as const], prometheus: 'amp' };
  const made = environment({ grafana: { dashboards }, tenants: ['team'] })();
  const own = library({ grafanaDashboards: dashboards, environmentName: 'team', tenants: ['team'] });
  const of = (charts: typeof made) =>
    (charts.object('ConfigMap', 'loki-dashboards-team-loki').toJson() as { data: Record<string, string> }).data;
  expect(Object.keys(of(made))).toEqual(['loki-team_read.json']);
  expect(of(own.charts)).toEqual(of(made));
});

test.each<[string, object, string[]]>([
  ['with a Grafana that is deployed', { deploy: true }, ['lines']],
  ['and none if they are turned off', { deploy: true, dashboards: false }, []],
  ['and those that are named', { deploy: true, dashboards: { only: ['read'] } }, ['loki']],
  ['and none without it', {}, []],
])('both doors make dashboards by default %s', (_what, grafana, expected) => {
  const { deploy, dashboards } = grafana as { deploy?: boolean; dashboards?: boolean };
  const made = environment({ grafana, tenants: ['team'] })();
  const own = library({
    ...{ grafanaDeploy: deploy, grafanaDashboards: dashboards },
    ...{ environmentName: 'team', tenants: ['team'] },
  });
  for (const { grafana: chart } of [made, own.charts] as { grafana: { toJson(): unknown[] } }[]) {
    const names = (chart.toJson() as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(names.filter((name) => name.includes('dashboards'))).toEqual(
      expected.map((name) => `loki-dashboards-team-${name}`),
    );
  }
});

test('both doors take a secret that AWS named, and no document of a provider in place of its endpoint', () => {
  const login = {
    clientId: 'grafana',
    clientSecret: { secret: 'corp/grafana' },
    authUrl: 'https://id.example.com/.well-known/openid-configuration',
    tokenUrl: 'https://id.example.com/token',
    userUrl: 'https://id.example.com/userinfo',
  };
  const database = { type: 'postgres', host: 'db.example.com:5432', password: { secret: 'rds!cluster-0a1b2c3d' } };
  const found = (deploy: object) => [
    ...lines(environment({ grafana: { deploy } })),
    ...lines(() => library({ grafanaDeploy: deploy })),
  ];
  const fault =
    "login.authUrl: https://id.example.com/.well-known/openid-configuration is the document that names the provider's endpoints; write the endpoint that it names";
  expect(found({ login })).toEqual([
    `environments.team.grafana.deploy.${fault}`,
    `Stack/Logging.grafanaDeploy.${fault}`,
  ]);
  expect(found({ database })).toEqual([]);
});
