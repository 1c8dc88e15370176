import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import { firstQueryCommands, openGrafanaCommands, templateCommand } from '../../../lib/app/next-commands';
import {
  type CredentialsProps,
  environmentCharts,
  type EnvironmentProps,
  resolveEnvironment,
} from '../../../lib/environment/environment';
import { describeWith } from '../../helpers/programs';

const PASSWORD = 'correct-horse';

/** Commands of the first query of an environment with two tenants. */
function commands(credentials: CredentialsProps, more: Partial<EnvironmentProps> = {}): string[] {
  const environment = resolveEnvironment('dev', {
    account: '111122223333',
    region: 'eu-west-1',
    cluster: { create: { name: 'Main' } },
    tenants: ['platform', 'apps'],
    credentials,
    ...more,
  });
  return firstQueryCommands(environment, environmentCharts(environment).loki.endpoint);
}

test.each<[string, CredentialsProps, string]>([
  [
    'AWS Secrets Manager',
    { from: 'secrets-manager' },
    'PASSWORD=$(aws secretsmanager get-secret-value --region eu-west-1 --secret-id loki/dev/reader ' +
      "--query SecretString --output text | node -p 'JSON.parse(fs.readFileSync(0)).password')",
  ],
  [
    'the Secret that the External Secrets Operator writes for the gateway',
    { from: 'external-secrets' },
    "PASSWORD=$(kubectl -n logs get secret loki-credentials-gateway -o jsonpath='{.data.reader-password}' | base64 --decode)",
  ],
  [
    'the Secret created by hand',
    { from: 'kubernetes-secret', secretName: 'mine' },
    "PASSWORD=$(kubectl -n logs get secret mine -o jsonpath='{.data.reader-password}' | base64 --decode)",
  ],
])('the password comes from %s', (_where, credentials, command) => {
  const [forward, password] = commands(credentials, { loki: { namespace: 'logs' } });
  expect(forward).toBe('kubectl -n logs port-forward service/loki-gateway 8080 >/dev/null &');
  expect(password).toBe(command);
});

describeWith(['curl', 'bash'], 'in a shell', () => {
  test.each<CredentialsProps>([
    { from: 'secrets-manager' },
    { from: 'external-secrets' },
    { from: 'kubernetes-secret' },
  ])('with $from the commands send a query of the reader to the gateway', async (credentials) => {
    let request: IncomingMessage | undefined;
    const gateway = createServer((asked, response) => {
      request = asked;
      response.end('{"status":"success"}');
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const port = String((gateway.address() as AddressInfo).port);
    const script = commands(credentials).join('\n').replaceAll(`:${LokiEndpoint.GATEWAY_PORT}/`, `:${port}/`);
    const { status, stdout } = await shell(script);
    gateway.close();
    expect({ status, stdout }).toEqual({ status: 0, stdout: '{"status":"success"}' });
    const { pathname, searchParams } = new URL(`http://gateway${request?.url}`);
    expect(pathname).toBe('/loki/api/v1/query_range');
    expect(Object.fromEntries(searchParams)).toEqual({ query: '{cluster="Main"}', limit: '5' });
    expect(request?.method).toBe('GET');
    expect(request?.headers).toMatchObject({
      'x-scope-orgid': 'platform',
      authorization: `Basic ${btoa(`reader:${PASSWORD}`)}`,
    });
  });
});

describe('a Grafana that is deployed is opened', () => {
  const LOGIN = {
    clientId: 'grafana',
    clientSecret: { secret: 'login' },
    authUrl: 'https://id.example.com/authorize',
    tokenUrl: 'https://id.example.com/token',
    userUrl: 'https://id.example.com/userinfo',
  };
  const open = (grafana: EnvironmentProps['grafana'], more: Partial<EnvironmentProps> = {}) => {
    const props = { account: '111122223333', region: 'eu-west-1', cluster: { create: {} }, grafana, ...more };
    const environment = resolveEnvironment('dev', props);
    return openGrafanaCommands(environment, environmentCharts(environment).grafana);
  };
  const TUNNEL = 'kubectl -n grafana port-forward service/grafana 3000 >/dev/null &';

  test('with a tunnel and the password from its place', () => {
    expect(open({ deploy: true })).toEqual([
      TUNNEL,
      'aws secretsmanager get-secret-value --region eu-west-1 --secret-id loki/dev/grafana/admin ' +
        "--query SecretString --output text | node -p 'JSON.parse(fs.readFileSync(0)).password' # the password of admin at http://localhost:3000",
    ]);
    expect(open({ deploy: true, namespace: 'dashboards' }, { credentials: { from: 'kubernetes-secret' } })).toEqual([
      'kubectl -n dashboards port-forward service/grafana 3000 >/dev/null &',
      "kubectl -n dashboards get secret grafana-secrets -o jsonpath='{.data.admin-password}' | base64 --decode # the password of admin at http://localhost:3000",
    ]);
  });

  test('at its address alone, with a door and a login', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
    const expose = { host: 'grafana.example.com', certificateArn };
    expect(open({ deploy: { expose, login: LOGIN } })).toEqual(['echo https://grafana.example.com']);
    expect(open({ deploy: { login: LOGIN } })).toEqual([TUNNEL, 'echo http://localhost:3000']);
  });

  test('only if there is one', () => {
    expect(open({})).toEqual([]);
  });
});

/** Runs a script where kubectl and aws answer with the password. */
function shell(script: string): Promise<{ status: number | null; stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-query-'));
  const program = (name: string, output: string) => {
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\ncase "$*" in *port-forward*) ;; *) printf '%s' '${output}' ;; esac\n`,
    );
    chmodSync(join(folder, name), 0o755);
  };
  program('kubectl', btoa(PASSWORD));
  program('aws', JSON.stringify({ other: '', password: PASSWORD }));
  return new Promise((resolve) => {
    const child = spawn('bash', ['--norc', '-c', script], {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    let stdout = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.on('close', (status) => resolve({ status, stdout }));
  });
}

test('a template that CloudFormation takes from a bucket only is deployed from one', () => {
  const command = (bytes: number) => templateCommand({ name: 'dev', region: 'eu-west-1' }, 'dev.json', bytes);
  const start = 'aws cloudformation deploy --region eu-west-1 --stack-name loki-dev --template-file dev.json';
  expect(command(51_200)).toBe(`${start} --capabilities CAPABILITY_NAMED_IAM`);
  expect(command(51_201)).toBe(`${start} --s3-bucket BUCKET-FOR-TEMPLATES --capabilities CAPABILITY_NAMED_IAM`);
});
