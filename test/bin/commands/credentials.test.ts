import { readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { eksLoki, environmentsFile, oneLine, workFolder } from '../../helpers/cli';

const DEV = `dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } }`;

describe('first passwords', () => {
  interface Secret {
    readonly kind: string;
    readonly immutable?: boolean;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly stringData?: Record<string, string>;
  }
  const folder = workFolder(
    environmentsFile(`{ dev: { ...{ ${DEV} }.dev, credentials: { from: 'kubernetes-secret' } } }`),
  );
  const credentials = (args: string[], input?: string) =>
    eksLoki(['credentials', 'dev', '--environments', 'environments.ts', ...args], folder, undefined, input);
  const secretsIn = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Secret);
  const secretsOf = () => {
    const { stdout, status } = credentials([]);
    expect(status).toBe(0);
    return secretsIn(stdout);
  };

  const objects = secretsOf();

  test('are in one Secret for each namespace, with the passwords that its pods need and no others', () => {
    const secrets = objects.filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata, stringData }) => [metadata.namespace, Object.keys(stringData ?? {})])).toEqual([
      ['loki', ['writer-password', 'reader-password']],
      ['alloy', ['writer-password']],
      ['grafana', ['reader-password']],
    ]);
    const [loki, alloy, grafana] = secrets.map(({ stringData }) => stringData ?? {});
    expect(alloy?.['writer-password']).toBe(loki?.['writer-password']);
    expect(grafana?.['reader-password']).toBe(loki?.['reader-password']);
    expect(secrets.every(({ immutable, metadata }) => immutable && metadata.name === 'loki-credentials')).toBe(true);
    expect(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
      'loki',
      'alloy',
      'grafana',
    ]);
  });

  test('follow other namespaces and another name of the Secret', () => {
    const change = `{ ...{ ${DEV} }.dev, credentials: { from: 'kubernetes-secret', secretName: 'other' }, alloy: { namespace: 'agents' }, grafana: { namespace: 'monitoring' } }`;
    const folder = workFolder(environmentsFile(`{ dev: ${change} }`));
    const { stdout } = eksLoki(['credentials', 'dev', '--environments', 'environments.ts'], folder);
    const secrets = parseAllDocuments(stdout)
      .map((document) => document.toJS() as Secret)
      .filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
      ['loki', 'other'],
      ['agents', 'other'],
      ['monitoring', 'other'],
    ]);
  });

  test('are written to no file', () => {
    expect(readdirSync(folder)).toEqual(['environments.ts']);
  });

  test('cannot be guessed, and differ each time', () => {
    const passwords = [objects, secretsOf()].flatMap((one) =>
      one.flatMap(({ stringData, metadata }) => (metadata.namespace === 'loki' ? Object.values(stringData ?? {}) : [])),
    );
    expect(new Set(passwords).size).toBe(4);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });
});

describe('of a Grafana that is deployed', () => {
  const grafana = (deploy: string) =>
    workFolder(
      environmentsFile(
        `{ dev: { ...{ ${DEV} }.dev, credentials: { from: 'kubernetes-secret' }, grafana: { deploy: ${deploy} } } }`,
      ),
    );
  const args = ['credentials', 'dev', '--environments', 'environments.ts'];
  interface Secret {
    readonly kind: string;
    readonly immutable?: boolean;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly stringData: Record<string, string>;
  }
  const secretsIn = (text: string) =>
    parseAllDocuments(text)
      .map((document) => document.toJS() as Secret)
      .filter(({ kind }) => kind === 'Secret');

  test('are a Secret of its own, the last, with the key of what it stores', () => {
    const secrets = secretsIn(eksLoki(args, grafana('{ storage: true }')).stdout);
    const { metadata, stringData, immutable } = secrets.at(-1) as Secret;
    expect([metadata.namespace, metadata.name, immutable]).toEqual(['grafana', 'grafana-secrets', true]);
    expect(Object.keys(stringData)).toEqual(['admin-password', 'secret-key']);
    for (const password of Object.values(stringData)) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(secrets).toHaveLength(4);
  });

  test('are all that --grafana prints, for one that is added later', () => {
    const [secret, ...others] = secretsIn(eksLoki([...args, '--grafana'], grafana('true')).stdout);
    expect(others).toEqual([]);
    expect(Object.keys(secret?.stringData ?? {})).toEqual(['admin-password']);
  });

  test.each([
    ['false', [], 1, 'error environments.dev.grafana.deploy: no Grafana is deployed; leave out --grafana'],
    [
      'false',
      ['--rotate', 'add'],
      2,
      'error --grafana: its passwords are not rotated; leave out --rotate, or --grafana',
    ],
  ])('with deploy: %s and %j, --grafana is refused', (deploy, more, code, said) => {
    const { status, stdout, stderr } = eksLoki([...args, '--grafana', ...more], grafana(deploy));
    expect([status, stdout, oneLine(stderr)]).toEqual([code, '', said]);
  });
});

describe('--rotate', () => {
  const folder = workFolder(
    environmentsFile(`{ dev: { ...{ ${DEV} }.dev, credentials: { from: 'kubernetes-secret' } } }`),
  );
  const args = ['credentials', 'dev', '--environments', 'environments.ts'];
  const rotate = (step: string, input: string) => eksLoki([...args, '--rotate', step], folder, undefined, input);

  test('makes the Secrets of a step from the current one', () => {
    const data = { 'writer-password': btoa('old-writer'), 'reader-password': btoa('old-reader') };
    const { stdout, status } = rotate('add', JSON.stringify({ kind: 'Secret', data }));
    expect(status).toBe(0);
    const [secret, ...more] = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(more).toEqual([]);
    expect(secret).toMatchObject({
      metadata: { namespace: 'loki', name: 'loki-credentials' },
      stringData: { 'writer-password': 'old-writer', 'writer-password-other': expect.stringMatching(/^[\w-]{32}$/) },
    });
  });

  test.each([
    ['add', 'hunter2', "standard input: not the gateway's Secret; pipe it in: kubectl -n loki get secret"],
    ['add', '{"kind":"ConfigMap","data":{"a":"hunter2"}}', "standard input: not the gateway's Secret; pipe it in"],
    [
      'swap',
      '{"kind":"Secret","data":{}}',
      'Secret loki/loki-credentials: has no writer-password, or it is empty; pipe in',
    ],
  ])('%s of %s is refused without repeating what was read', (step, input, said) => {
    const { status, stdout, stderr } = rotate(step, input);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.match(/^error /gm)).toHaveLength(1);
    expect(oneLine(stderr)).toContain(said);
    expect(stderr).not.toContain('hunter2');
  });

  test('a step that does not exist is a misuse of the command line', () => {
    const { status, stdout, stderr } = rotate('turn', '{}');
    expect([status, stdout]).toEqual([2, '']);
    expect(oneLine(stderr)).toContain('--rotate: turn is not a step; use one of add, swap, drop');
  });

  test.each(['secrets-manager', 'external-secrets'])('no Secret is needed with %s', (from) => {
    const literal = `{ dev: { ...{ ${DEV} }.dev, credentials: { from: '${from}' } } }`;
    const { status, stdout, stderr } = eksLoki(args, workFolder(environmentsFile(literal)));
    expect([status, stdout]).toEqual([1, '']);
    expect(oneLine(stderr)).toBe(
      `error environments.dev.credentials.from: ${from}, so AWS Secrets Manager generates the passwords and no Secret ` +
        "is needed; to create Secrets by hand, write { from: 'kubernetes-secret' }",
    );
  });
});
