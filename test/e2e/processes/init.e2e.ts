import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT, run, withoutAws, workFolder } from '../../helpers/cli';

/** Runs the arguments after the answers on a pseudo terminal, and types the next answer after each question. */
const TYPING = `
import json, os, pty, re, sys
answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
    shown += data
    if answers and re.search(rb': (\\x1b\\[[0-9]+G)?$', shown):
        shown = b''
        os.write(terminal, answers.pop(0).encode())
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
`;

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';

/** AWS CLI of an account with two clusters. */
const AWS = `#!/bin/sh
case "$1 $2" in
"eks list-clusters") echo '{"clusters":["main","dev"]}' ;;
"eks describe-cluster") echo '{"cluster":{"name":"main","version":"1.35","identity":{"oidc":{"issuer":"${ISSUER}"}}}}' ;;
*) exit 254 ;;
esac
`;

/** Types answers, each with its key, into `eks-loki init logging`; the folder has an AWS CLI on the path. */
function typed(answers: readonly string[], options: readonly string[] = [], folder = workFolder()) {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/aws'), AWS, { mode: 0o755 });
  const env = withoutAws({ TERM: 'xterm' });
  // Where python3 is a shim, it puts folders of its own before those of the variable.
  const path = `PATH=${join(folder, 'bin')}:${process.env.PATH}`;
  const command = ['env', path, process.execPath, join(ROOT, 'bin/eks-loki.cjs'), 'init', 'logging', ...options];
  const { status, stdout } = run('python3', ['-c', TYPING, JSON.stringify(answers), ...command], folder, env);
  return { status, shown: stripVTControlCharacters(stdout), folder: join(folder, 'logging') };
}

const enter = (...lines: readonly string[]): string[] => lines.map((line) => `${line}\n`);

test('answers on a terminal become a project, and nonsense is asked again', () => {
  const answers = enter('Prod', 'prod', '2', '111122223333', 'us-east-1', '2', '20', '20 GB/day', '', '');
  const { status, shown, folder } = typed(answers);
  expect(status).toBe(0);
  expect(shown).toContain('Prod is not a valid name;');
  expect(shown).toContain('20 is not a volume;');
  expect(shown).toContain('  1 dev\r\n  2 main\r\n');
  expect(shown).toMatch(/0 errors, 0 warnings/);
  expect(shown).toContain("npx cdk deploy 'prod/**'");
  const written = readFileSync(join(folder, 'bin/environments.ts'), 'utf8');
  expect(written).toContain(`cluster: {\n      existing: {\n        name: 'main',\n        oidcIssuer: '${ISSUER}',\n`);
  expect(written).toContain("volume: '20 GB/day'");
});

test.each([
  ['Ctrl-C', '\u0003', 130, ''],
  ['Ctrl-D', '\u0004', 2, 'no answer to: Number [1]:'],
])('%s ends the questions, and nothing is written', (_name, key, code, said) => {
  const { status, shown, folder } = typed([...enter('dev'), key]);
  expect(status).toBe(code);
  expect(shown.replace(/\s+/g, ' ')).toContain(said);
  expect(existsSync(folder)).toBe(false);
});

test('files are replaced after a yes, and after nothing else', () => {
  const parent = workFolder();
  const mine = join(parent, 'logging/package.json');
  mkdirSync(join(parent, 'logging'));
  writeFileSync(mine, 'mine');
  const local = ['--local', '--name', 'laptop', '--retention', '2d', '--tenants', 'a'];
  const refused = typed(enter('perhaps', ''), local, parent);
  expect(refused.status).toBe(2);
  expect(refused.shown.match(/Replace package\.json\? yes or no \[no\]:/g)).toHaveLength(2);
  expect(readFileSync(mine, 'utf8')).toBe('mine');
  expect(typed(enter('yes'), local, parent).status).toBe(0);
  expect(readFileSync(mine, 'utf8')).toContain('"cdk-eks-loki"');
});
