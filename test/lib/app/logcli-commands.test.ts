import type { InputError } from '../../../charts/input/problems';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { type LogcliChoices, logcliCommands } from '../../../lib/app/logcli-commands';

function commands(choices: LogcliChoices = {}, more: Partial<EnvironmentProps> = {}): string[] {
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'eu-west-1', cluster: { create: {} } },
    tenants: ['platform', "team's", 'audit'],
    tenantNamespaces: { "team's": ['team'] },
    readers: { auditors: { tenants: ["team's", 'audit'] } },
    ...more,
  });
  return logcliCommands(environment, environmentCharts(environment).loki.endpoint, choices);
}

test('a tunnel, the variables of logcli, and the password from its place', () => {
  expect(commands()).toEqual([
    'kubectl -n loki port-forward service/loki-gateway 8080 >/dev/null &',
    'curl -s -o /dev/null --retry 9 --retry-connrefused localhost:8080/healthz',
    "export LOKI_ADDR='http://localhost:8080'",
    "export LOKI_USERNAME='reader'",
    "export LOKI_ORG_ID='platform'",
    'LOKI_PASSWORD=$(aws secretsmanager get-secret-value --region eu-west-1 --secret-id loki/prod/reader --query ' +
      "SecretString --output text | node -p 'JSON.parse(fs.readFileSync(0)).password')",
    'export LOKI_PASSWORD',
  ]);
});

test('a reader of some tenants queries all of them, with the password of its own', () => {
  const found = commands({ user: 'auditors', port: 9000 });
  expect(found[0]).toContain(' 9000:8080 ');
  expect(found.slice(2, 5)).toEqual([
    "export LOKI_ADDR='http://localhost:9000'",
    "export LOKI_USERNAME='auditors'",
    String.raw`export LOKI_ORG_ID='team'\''s|audit'`,
  ]);
  expect(commands({ user: 'auditors', tenant: "audit|team's" })).toContain(
    String.raw`export LOKI_ORG_ID='audit|team'\''s'`,
  );
  expect(found[5]).toContain('--secret-id loki/prod/auditors/password ');
  const secret = commands({ user: 'auditors' }, { credentials: { from: 'kubernetes-secret' } });
  expect(secret[5]).toBe(
    "LOKI_PASSWORD=$(kubectl -n loki get secret loki-credentials -o jsonpath='{.data.auditors-password}' | base64 --decode)",
  );
});

test('a door needs no tunnel, unless a port asks for one', () => {
  const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
  const expose = { host: 'loki.example.com', certificateArn };
  expect(commands({}, { expose })[0]).toBe("export LOKI_ADDR='https://loki.example.com'");
  expect(commands({ port: 8080 }, { expose })[2]).toBe("export LOKI_ADDR='http://localhost:8080'");
});

test.each<[LogcliChoices, object[]]>([
  [
    { user: 'auditor', tenant: 'platfrm' },
    [
      { path: '--user', found: 'auditor is not a reader', fix: 'did you mean auditors?' },
      {
        path: '--tenant',
        found: "platfrm is not one of the tenants, platform, team's, audit",
        fix: 'did you mean platform?',
      },
    ],
  ],
  [
    { user: 'auditors', tenant: 'platform' },
    [
      {
        path: '--tenant',
        found: "platform is not one of the tenants, team's, audit",
        fix: 'add platform to them, or leave it out',
      },
    ],
  ],
  [
    { tenant: 'platform|audit' },
    [
      {
        path: '--tenant',
        found: 'platform|audit names several tenants, and reader queries one at a time',
        fix: 'name one, or with --user a reader of these tenants (readers)',
      },
    ],
  ],
])('%j is refused', (choices, problems) => {
  let thrown: unknown;
  try {
    commands(choices);
  } catch (error) {
    thrown = error;
  }
  expect((thrown as InputError).problems).toEqual(problems);
});
