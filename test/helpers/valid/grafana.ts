import { door, pods, remoteWrite, url } from './parts';
import * as w from './words';

const { either, fields, flag, keyed, number, odd, one, some } = w;

const secret = fields({ '!secret': one('corp/grafana', 'a.b', 'null', 'x'), field: one('password', 'null', 'a_b') });
const BOARDS = ['storage', 'logs', 'nodes', 'events', 'flows', 'pipeline', 'write', 'read', 'tenants', 'agents'];
const ALERTS = ['LokiReadErrors', 'LokiWriteErrors', 'LokiPasswordsOld'];

const groups = some('platform', 'team: "a"', "it's", 'a\\b', '{{x}}', '$x', 'on', '`', 'é', 'a,b', '%');
const login = fields({
  '!clientId': either(one('grafana'), odd),
  '!clientSecret': secret,
  '!authUrl': one('https://id.example.com/authorize?a=b&c=$d', 'https://id.example.com/%(x)s'),
  '!tokenUrl': one('https://id.example.com/token', 'http://dex.auth.svc:5556/token'),
  '!userUrl': one('https://id.example.com/userinfo', 'http://dex.auth.svc:5556/userinfo'),
  pods,
  scopes: some('openid', 'profile', 'groups', 'a:b', 'https://a/b'),
  groupsClaim: one('groups', 'cognito:groups', 'a.b', 'https://a.example.com/groups'),
  roles: fields({ admin: groups, editor: some('e', '"'), viewer: one(['*'], ['v', 'w']) }),
  name: either(one('Corp'), odd),
  passwordForm: flag,
});

const deploy = either<unknown>(
  flag,
  fields({
    expose: door('grafana.example.com'),
    login,
    storage: either<unknown>(flag, fields({ size: number(1, 1000), storageClass: w.objectName })),
    dashboardConfigMaps: keyed(either(one('Shop', 'null', '1e3'), odd), some('shop-dashboards', 'null', '1e3')),
  }),
  fields({
    '!expose': door('grafana.example.com'),
    login,
    '!database': fields({
      '!type': one('postgres', 'mysql'),
      '!host': one('db.example.com:5432', '10.0.0.1:1', 'db.data.svc:3306', '[2001:db8::1]:5432'),
      '!password': secret,
      name: either(one('grafana', 'null'), odd),
      user: either(one('grafana', 'on'), odd),
      tls: flag,
      pods,
    }),
    replicas: number(1, 3),
  }),
);

/** A dashboard of a user. */
const own = one({
  uid: 'own',
  title: 'a "b" \\ {{c}} $d é \'',
  schemaVersion: 39,
  panels: [
    {
      id: 1,
      type: 'text',
      title: 't',
      gridPos: { x: 0, y: 0, w: 12, h: 4 },
      options: { mode: 'markdown', content: '# a: `b` $x\n\n{{y}} # z \t"q"\\n' },
    },
  ],
});

/** Grafana. */
export const grafana = fields({
  deploy,
  namespace: one('monitoring', '1e3', w.long(63, 'g')),
  maxLines: number(1, 5000),
  dashboards: either<unknown>(
    flag,
    fields({
      own: (random) => [own(random)],
      only: some(...BOARDS),
      folder: either(one('Logs', 'null', '1e3'), odd),
      prometheus: one('prom', 'null', 'a-b_c', w.long(40, 'p')),
      datasources: some('x', 'on'),
    }),
    fields({ without: some(...BOARDS) }),
  ),
  serviceAccount: one('graf', 'a.b', '1e3'),
  as: one('sidecar', 'files', 'operator'),
  instances: keyed(w.labelKey, w.labelValue),
  traces: either<unknown>(
    fields({ '!uid': one('tempo', 'null', '1e3'), field: one('trace_id', 'null', 'on') }),
    fields({
      '!url': one('https://t.example.com/${__value.raw}?a=$b&c={{d}}', "https://t.example.com/it's/${__value.raw}"),
      pattern: one('trace=(\\w+)$', '"trace": ?"([^"]+)"', "it's (.+)$", '\\$\\{(x)\\}'),
    }),
  ),
  alertmanager: flag,
  prometheus: either<unknown>(
    flag,
    fields({ '!url': url, pods }),
    one({ workspaceArn: 'arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a' }),
  ),
});

const alerts = either<unknown>(
  flag,
  fields({
    without: some(...ALERTS),
    labels: keyed(one('team', 'null', 'on', 'A_1'), odd),
    runbooks: one(
      'https://wiki.example.com/loki',
      'https://wiki.example.com/a?b={{c}}&d=$e',
      "https://w.example.com/it's",
    ),
  }),
);
const scraped = {
  metrics: one('used', 'all'),
  keep: some('go_goroutines', 'a:b', 'null'),
  interval: one('60s', '15s', '1m', '90s', '1m30s', '2m'),
  alerts,
};

/** Monitoring. */
export const monitoring = either<unknown>(
  fields({
    '!from': one('prometheus-operator'),
    '!namespace': w.dnsLabel,
    labels: keyed(w.labelKey, w.labelValue),
    ...scraped,
  }),
  fields({ '!from': one('scrape-config'), '!namespace': w.dnsLabel, ...scraped }),
  fields({ '!from': one('alloy'), '!remoteWrite': remoteWrite, ...scraped }),
);
