import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { eksLoki, environmentsFile, ROOT, run, withoutAws, workFolder } from '../helpers/cli';

const DEV = `dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } }`;

/** What every mistake of the user ends in. */
function expectRefusal(result: { status: number | null; stdout: string; stderr: string }, folder: string): void {
  expect(result.status).toBe(1);
  expect(result.stdout).toBe('');
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(join(folder, 'k8s.out'))).toBe(false);
  expect(existsSync(join(folder, 'cdk.out'))).toBe(false);
}

describe('eks-loki render', () => {
  test('writes the manifests of the environments that are named, and says what to do next', () => {
    const folder = workFolder();
    const file = join(ROOT, 'bin/environments.ts');
    const { status, stdout, stderr } = eksLoki(['render', 'prod', '--environments', file, '--out', 'out'], folder);
    // The one warning of this environment is said where it does not mix with what was asked for.
    expect(stderr).toMatch(/^ENVIRONMENT .*\nprod +warning +CLUSTER-ADMINS-1 .*\n\n$/);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual(['prod']);
    expect(readdirSync(join(folder, 'out/prod'))).toEqual([
      '00-namespaces.k8s.yaml',
      '05-storage-class.k8s.yaml',
      '10-loki.k8s.yaml',
      '20-alloy.k8s.yaml',
      '30-grafana.k8s.yaml',
    ]);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ENVIRONMENT {2}OBJECTS {2}MANIFESTS +NEXT$/),
      expect.stringMatching(/^prod {9}\d+ +out\/prod +kubectl apply --server-side -f out\/prod$/),
      '',
    ]);
  });

  test('never loads aws-cdk-lib', () => {
    const folder = workFolder();
    const probe = join(folder, 'probe.cjs');
    const loaded = join(folder, 'loaded.json');
    writeFileSync(
      probe,
      `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache))))`,
    );
    const env = withoutAws({ NODE_OPTIONS: `--require ${probe}` });
    const file = join(ROOT, 'bin/environments.ts');
    expect(eksLoki(['render', '--environments', file], folder, env).status).toBe(0);
    const modules = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
    expect(modules.some((module) => module.includes('/cdk8s-plus-28/'))).toBe(true);
    expect(modules.filter((module) => /\/(aws-cdk-lib|@aws-sdk|@smithy)\//.test(module))).toEqual([]);
  });

  test('removes manifests of an earlier version, nothing else, and prints JSON for machines', () => {
    const folder = workFolder(environmentsFile(`{ ${DEV} }`));
    mkdirSync(join(folder, 'k8s.out/dev'), { recursive: true });
    for (const name of ['99-old.k8s.yaml', 'kustomization.yaml']) writeFileSync(join(folder, 'k8s.out/dev', name), '');
    const { stdout } = eksLoki(['render', '--environments', 'environments.ts', '--json'], folder);
    const [written] = JSON.parse(stdout) as { environment: string; folder: string; files: string[] }[];
    expect(written).toMatchObject({ environment: 'dev', folder: 'k8s.out/dev' });
    expect(readdirSync(join(folder, 'k8s.out/dev'))).toEqual([...(written?.files ?? []), 'kustomization.yaml']);
  });

  test('hands the objects to the user’s own changes', () => {
    const change = `{ ...{ ${DEV} }.dev, customize: (charts) =>
      charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 7)) }`;
    const folder = workFolder(
      `import { JsonPatch } from '${join(ROOT, 'node_modules/cdk8s')}';\n${environmentsFile(`{ dev: ${change} }`)}`,
    );
    expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
    const documents = parseAllDocuments(readFileSync(join(folder, 'k8s.out/dev/10-loki.k8s.yaml'), 'utf8'));
    const ingester = documents
      .map((document) => document.toJS() as { kind: string; metadata: { name: string }; spec: { replicas: number } })
      .find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'loki-ingester');
    expect(ingester?.spec.replicas).toBe(7);
  });
});

describe('what is wrong is said without a stack trace, and nothing is written', () => {
  test('by render', () => {
    const folder = workFolder(
      environmentsFile(`{ dev: { cluster: {} }, prod: { cluster: { create: {} }, retention: '12h' } } as any`),
    );
    const result = eksLoki(['render', '--environments', 'environments.ts'], folder);
    expect(result.stderr).toBe(
      'environments.dev.cluster: {} names no cluster; write create: {} to make one, or existing: { name, oidcIssuer }\n' +
        'environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d\n',
    );
    expectRefusal(result, folder);
  });

  test('by synth', () => {
    const folder = workFolder(environmentsFile('{ dev: { cluster: {} } }'));
    const result = eksLoki(['synth', '--environments', 'environments.ts'], folder);
    expect(result.stderr).toContain('environments.dev.cluster: {} names no cluster');
    expectRefusal(result, folder);
  });

  test('no account, no region and no credentials: which environment, and the ways to mend it', () => {
    const folder = workFolder(environmentsFile('{ dev: { cluster: { create: {} } } }'));
    const result = eksLoki(['render', '--environments', 'environments.ts'], folder);
    expect(result.stderr).toContain(
      "environments.dev.account: missing, and there are no AWS credentials to ask; write account: '111122223333', or sign in (aws sso login, AWS_PROFILE)\n" +
        "environments.dev.region: missing, and the AWS configuration names none; write region: 'us-east-1', or set AWS_REGION\n",
    );
    expectRefusal(result, folder);
  });

  test('a misspelt option or command', () => {
    const folder = workFolder();
    for (const args of [['render', '--ot', 'x'], ['rendr']]) {
      const result = eksLoki(args, folder);
      expect(result.status).toBe(1);
      expect(result.stderr).toMatch(/Did you mean (--out|render)\?/);
    }
  });
});

describe('eks-loki credentials', () => {
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

  test('makes a Secret for each namespace, with what its pods need and no more', () => {
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

  test('follows namespaces and the name of the Secret where they are others', () => {
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

  test('leaves nothing behind', () => {
    expect(readdirSync(folder)).toEqual(['environments.ts']);
  });

  test('makes passwords nobody guesses, others each time', () => {
    const passwords = [objects, secretsOf()].flatMap((one) =>
      one.flatMap(({ stringData, metadata }) => (metadata.namespace === 'loki' ? Object.values(stringData ?? {}) : [])),
    );
    expect(new Set(passwords).size).toBe(4);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });
});

describe('eks-loki credentials --rotate', () => {
  const folder = workFolder(
    environmentsFile(`{ dev: { ...{ ${DEV} }.dev, credentials: { from: 'kubernetes-secret' } } }`),
  );
  const args = ['credentials', 'dev', '--environments', 'environments.ts'];
  const rotate = (step: string, input: string) => eksLoki([...args, '--rotate', step], folder, undefined, input);

  test('makes the Secrets of a step from the present one', () => {
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
    ['turn', '{}', '--rotate: turn is not a step; use one of add, swap, drop'],
    ['swap', '{"kind":"Secret","data":{}}', 'Secret loki/loki-credentials: the Secret has no writer-password'],
  ])('%s of %s is refused in one line, without saying what was read', (step, input, said) => {
    const { status, stdout, stderr } = rotate(step, input);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('hunter2');
  });

  test.each(['secrets-manager', 'external-secrets'])('there is no Secret to make with %s', (from) => {
    const literal = `{ dev: { ...{ ${DEV} }.dev, credentials: { from: '${from}' } } }`;
    const { status, stdout, stderr } = eksLoki(args, workFolder(environmentsFile(literal)));
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `environments.dev.credentials.from: ${from}, so AWS Secrets Manager makes the passwords and there is no Secret ` +
        "to make; to make Secrets by hand, write { from: 'kubernetes-secret' }\n",
    );
  });
});

describe('help', () => {
  test('of a command has an example', () => {
    const { stdout, status } = eksLoki(['render', '--help'], workFolder());
    expect(status).toBe(0);
    expect(stdout).toContain('Example:\n  $ eks-loki render ');
  });

  test('without a command there is help, and exit code 1', () => {
    const result = run(process.execPath, [join(ROOT, 'bin/eks-loki.cjs')], workFolder());
    expect(result.stderr).toContain('Usage: eks-loki');
    expect(result.status).toBe(1);
  });
});
