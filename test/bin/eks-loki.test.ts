import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { eksLoki, environmentsFile, oneLine, ROOT, run, withoutAws, workFolder } from '../helpers/cli';

/** Expectations about every refusal. */
function expectRefusal(result: { status: number | null; stdout: string; stderr: string }, folder: string): void {
  expect(result.status).toBe(1);
  expect(result.stdout).toBe('');
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(join(folder, 'k8s.out'))).toBe(false);
  expect(existsSync(join(folder, 'cdk.out'))).toBe(false);
}

describe('invalid input is refused without a stack trace, and nothing is written', () => {
  test('by render', () => {
    const folder = workFolder(
      environmentsFile(`{ dev: { cluster: {} }, prod: { cluster: { create: {} }, retention: '12h' } } as any`),
    );
    const result = eksLoki(['render', '--environments', 'environments.ts'], folder);
    expect(result.stderr.split('\n')).toEqual([
      'error environments.dev.cluster:',
      '  {} names no cluster;',
      '  write create: {} to make one, existing: { name, oidcIssuer }, or local: {} for',
      '    one on your machine',
      'error environments.prod.retention:',
      '  12h is shorter than the 24h index period;',
      '  use at least 1d',
      '',
    ]);
    expectRefusal(result, folder);
  });

  test('by synth', () => {
    const folder = workFolder(environmentsFile('{ dev: { cluster: {} } }'));
    const result = eksLoki(['synth', '--environments', 'environments.ts'], folder);
    expect(oneLine(result.stderr)).toContain('environments.dev.cluster: {} names no cluster');
    expectRefusal(result, folder);
  });

  test('no account, no region and no credentials: the environment, and both ways to correct it', () => {
    const folder = workFolder(environmentsFile('{ dev: { cluster: { create: {} } } }'));
    const result = eksLoki(['render', '--environments', 'environments.ts'], folder);
    expect(oneLine(result.stderr)).toContain(
      "error environments.dev.account: missing, and there are no AWS credentials to take it from; write account: '111122223333', or sign in (aws sso login, AWS_PROFILE) " +
        "error environments.dev.region: missing, and the AWS configuration has none; write region: 'us-east-1', or set AWS_REGION",
    );
    expectRefusal(result, folder);
  });

  test('a misspelt option or command', () => {
    const folder = workFolder();
    for (const args of [['render', '--ot', 'x'], ['rendr'], ['help', 'rendr']]) {
      const result = eksLoki(args, folder);
      expect(result.status).toBe(2);
      expect(oneLine(result.stderr)).toMatch(/^error eks-loki: unknown \w+ '\S+'; did you mean (--out|render)\?$/);
    }
  });
});

describe('with --json, a refusal is JSON on standard output', () => {
  const refused = (args: string[], code = 1, environments = environmentsFile('{ dev: { cluster: {} } }')) => {
    const { status, stdout, stderr } = eksLoki([...args, '--json'], workFolder(environments));
    expect([status, stderr]).toEqual([code, '']);
    return (JSON.parse(stdout) as { problems: { path: string; found: string; fix: string }[] }).problems;
  };

  test.each([['render'], ['synth'], ['check'], ['plan'], ['wait', 'dev']])('of %s: invalid input', (...args) => {
    expect(refused([...args, '--environments', 'environments.ts'])).toContainEqual({
      path: 'environments.dev.cluster',
      found: '{} names no cluster',
      fix: 'write create: {} to make one, existing: { name, oidcIssuer }, or local: {} for one on your machine',
    });
  });

  test('of a wrong command line', () => {
    expect(refused(['render', '--ot', 'x'], 2)).toEqual([
      { path: 'eks-loki', found: "unknown option '--ot'", fix: 'did you mean --out?' },
    ]);
    expect(refused(['wait'], 2)).toMatchObject([{ found: "missing required argument 'environment'" }]);
  });
});

test.each([
  [['render', '--out', ''], "option '--out <folder>' argument '' is invalid. It is empty"],
  [['render', '--environments', ' '], "option '--environments <file>' argument ' ' is invalid. It is empty"],
  [['render', '--out', 'a', '--out', 'b'], "option '--out <folder>' argument 'b' is invalid. It is given twice"],
  [[], 'no command is given; run eks-loki --help'],
  [['migrate'], "missing required argument 'what'; run eks-loki migrate --help"],
  [['--nothing'], "unknown option '--nothing'; run eks-loki --help"],
  [['check', '--manifests', ''], "option '--manifests <folder>' argument '' is invalid. It is empty"],
])('%j is refused', (args, message) => {
  const { status, stderr } = eksLoki(args, workFolder());
  expect(status).toBe(2);
  expect(oneLine(stderr)).toContain(message);
});

test('a file in the way of the folder is reported with its path', () => {
  const folder = workFolder(
    environmentsFile("{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } }"),
  );
  writeFileSync(join(folder, 'taken'), '');
  const { status, stderr } = eksLoki(['render', '--environments', 'environments.ts', '--out', 'taken'], folder);
  expect(status).toBe(1);
  expect(oneLine(stderr)).toMatch(/error taken: is a file, and a folder is needed; name another with --out$/);
});

test('--version prints the version', () => {
  expect(eksLoki(['--version'], workFolder())).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

describe('help', () => {
  test.each(['render', 'synth', 'check', 'plan', 'credentials', 'wait'])('of %s has an example', (command) => {
    const { stdout, status } = eksLoki([command, '--help'], workFolder());
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n  \\$ .*eks-loki ${command} `));
  });

  test('fits a terminal of any width from 40 columns on, but for addresses', () => {
    const linesOf = (width: number, ...args: string[]) =>
      eksLoki(args, workFolder(), withoutAws({ COLUMNS: String(width) })).stdout.split('\n');
    const tooLong = (width: number, ...args: string[]) =>
      linesOf(width, ...args).filter((line) => line.length > width && !line.startsWith('  https://'));
    const commands = linesOf(80, '--help').flatMap((line) => /^ {2}([a-z]+) .* {2}\S/.exec(line)?.[1] ?? []);
    expect(commands).toContain('migrate');
    expect(commands.map((command) => tooLong(40, command, '--help'))).toEqual(commands.map(() => []));
    for (const width of [40, 41, 60, 80, 100]) {
      expect(tooLong(width, '--help')).toEqual([]);
      expect(tooLong(width, 'import', '--help')).toEqual([]);
    }
  });

  test('has descriptions below the options of a narrow terminal, and commands that can be copied', () => {
    const { stdout } = eksLoki(['plan', '--help'], workFolder(), withoutAws({ COLUMNS: '40' }));
    expect(stdout).toContain(
      '  --max-dollars <number>\n      fail if an environment costs more\n      a month\n  --html',
    );
    expect(stdout).toContain('  $ eks-loki plan prod --max-dollars \\\n    2500 --html plan.html\n');
    expect(stdout).toMatch(/^Usage: eks-loki plan \[options\]\n {2}\[environment\.\.\.\]\n/);
  });

  test('of the program has an example', () => {
    expect(eksLoki(['--help'], workFolder()).stdout).toContain('Example:\n  $ eks-loki synth dev');
  });

  test('of the program says where the pages are that messages name', () => {
    expect(eksLoki(['--help'], workFolder()).stdout).toMatch(
      /docs\/how-to\/plan\.md:\n {2}https:\/\/github\.com\/\S+\/tree\/main\n/,
    );
  });

  test('is printed without a command, with exit code 2', () => {
    const result = run(process.execPath, [join(ROOT, 'bin/eks-loki.cjs')], workFolder());
    expect(result.stderr).toContain('Usage: eks-loki');
    expect(result.status).toBe(2);
  });
});

describe('folders', () => {
  const DEV =
    "{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a'] } } } }";
  const refused = (args: string[], folder = workFolder(environmentsFile(DEV))) => {
    const { status, stderr } = eksLoki([...args, '--environments', 'environments.ts'], folder);
    expect(status).toBe(1);
    return oneLine(stderr);
  };

  test('that are the same for two outputs are refused', () => {
    expect(refused(['render', '--out', 'deployed'])).toBe(
      'error --record: deployed is also the folder of --out; name another',
    );
    expect(refused(['synth', '--out', './cdk.out'])).toBe(
      'error --out: ./cdk.out is also the folder of templates; name another',
    );
  });

  test('in the way of a record or a file are reported with their path', () => {
    const folder = workFolder(environmentsFile(DEV));
    mkdirSync(join(folder, 'deployed/dev.json'), { recursive: true });
    expect(refused(['render'], folder)).toMatch(/^error deployed\/dev\.json: not a record of what was deployed; /);
    const other = workFolder(environmentsFile(DEV));
    mkdirSync(join(other, 'k8s.out/dev/10-loki.k8s.yaml'), { recursive: true });
    expect(refused(['render'], other)).toMatch(
      /^error k8s\.out\/dev\/10-loki\.k8s\.yaml: is a folder that eks-loki did not write; /,
    );
  });

  test('are relative to where the command line was written, whatever the file does', () => {
    const folder = workFolder(`process.chdir('/'); ${environmentsFile(DEV)}`);
    expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
    expect(readdirSync(folder)).toContain('k8s.out');
  });
});
