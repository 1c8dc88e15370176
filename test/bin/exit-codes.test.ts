import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, inThread, withoutAws, workFolder } from '../helpers/cli';

jest.setTimeout(120_000);

const DEV = `account: '111122223333', region: 'us-east-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a'] } }`;

/** Files of environments, by what is right or wrong with them. */
const FILES: Readonly<Record<string, string>> = {
  right: `export default { dev: { ${DEV} } };`,
  'by hand': `export default { dev: { ${DEV}, credentials: { from: 'kubernetes-secret' } } };`,
  broken: 'export default { dev: {',
  finding: `export default { dev: { ${DEV}, customize: (charts) => { charts.object('Service', 'loki-gateway').addJsonPatch({ toJson: () => ({ op: 'replace', path: '/spec/selector', value: { a: 'b' } }) }); } } };`,
};

const MANIFEST = (labels: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: b }\nspec: { selector: ${labels}, ports: [{ port: 80 }] }\n`;

/** Runs a command in a folder with a file of environments and two of manifests. */
function tried(file: string | undefined, args: readonly string[]) {
  const folder = workFolder(file === undefined ? undefined : FILES[file]);
  mkdirSync(join(folder, 'good'));
  writeFileSync(join(folder, 'good/a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\n');
  writeFileSync(join(folder, 'bad.yaml'), `${MANIFEST('{ a: b }')}---\n  - x: [`);
  writeFileSync(join(folder, 'taken'), '');
  const env = withoutAws({ PATH: folder, KUBECONFIG: '/dev/null' });
  return eksLoki([...args], folder, env, '');
}

const ENVIRONMENTS = ['--environments', 'environments.ts'];

/** Exit code of a command, by the file of environments and the arguments. */
const CASES: readonly [code: number, file: string | undefined, args: string][] = [
  [0, undefined, '--version'],
  [0, undefined, '--help'],
  [0, undefined, 'help render'],
  [0, undefined, 'help help'],
  [2, undefined, ''],
  [2, undefined, 'rendr'],
  [2, undefined, '--ot x'],
  ...['render', 'synth', 'check', 'plan', 'diff dev', 'wait dev', 'volumes dev', 'credentials dev'].flatMap(
    (command): [number, string | undefined, string][] => [
      [2, 'right', `${command} --unknown`],
      [1, undefined, command],
      [1, 'broken', command],
      [1, 'right', `${command.replace(' dev', '')} nothing`],
    ],
  ),
  ...['render', 'synth', 'check'].flatMap((command): [number, string, string][] => [
    [0, 'right', command],
    [1, 'finding', command],
    [2, 'right', `${command} --out`],
  ]),
  [1, 'right', 'render --out taken'],
  [1, 'right', 'synth --out taken'],
  [0, undefined, 'check --manifests good'],
  [2, undefined, 'check --manifests good --out good'],
  [2, undefined, 'check --manifests good --record good'],
  [1, undefined, 'check --manifests bad.yaml'],
  [1, undefined, 'check --manifests missing'],
  [0, undefined, 'init new --local --yes'],
  [0, undefined, 'init new --json --account 111122223333 --region us-east-1'],
  [1, undefined, 'init taken --local'],
  [2, undefined, 'init new --yes'],
  [2, undefined, 'init new --local --retention 12h'],
  [2, undefined, 'init new old'],
  [2, 'right', 'check dev --manifests good'],
  [0, 'right', 'plan'],
  [1, 'right', 'plan --max-dollars 1'],
  [2, 'right', 'plan --max-dollars much'],
  [1, 'right', 'plan --prices missing'],
  [1, 'right', 'plan --html taken/x'],
  [2, 'right', 'diff'],
  [1, 'right', 'diff dev'],
  [1, 'right', 'diff dev --cluster'],
  [1, 'right', 'diff dev --git main'],
  [1, 'right', 'diff dev --recorded'],
  [0, 'right', 'diff dev --folder good'],
  [3, 'right', 'diff dev --folder good --exit-code'],
  [1, 'finding', 'diff dev --folder good --exit-code'],
  [2, 'right', 'diff dev --folder good --cluster'],
  [2, 'right', 'wait'],
  [2, 'right', 'wait dev --timeout soon'],
  [1, 'right', 'wait dev'],
  [2, 'right', 'credentials'],
  [0, 'by hand', 'credentials dev'],
  [1, 'right', 'credentials dev'],
  [2, 'by hand', 'credentials dev --rotate sideways'],
  [1, 'by hand', 'credentials dev --rotate add'],
];

/** Arguments of a case, with the file of environments for a command that takes one. */
const argsOf = (args: string): string[] => {
  const words = args.split(' ').filter(Boolean);
  return /^(render|synth|check|plan|diff|wait|credentials)/.test(args) && !args.includes('--help')
    ? [...words, ...ENVIRONMENTS]
    : words;
};

/** Commands that print JSON; the table of the others is tried without it. */
const JSON_COMMANDS = /^(render|synth|check|diff|wait)\b/;

describe('0 is right, 1 are findings or input, 2 is misuse of the command line, 3 are changes if they are asked for', () => {
  test.each(CASES.filter(([, , args]) => !JSON_COMMANDS.test(args)))('%i: %s file, eks-loki %s', (code, file, args) => {
    const { status, stdout, stderr } = tried(file, argsOf(args));
    expect([status, stderr]).toEqual([code, expect.not.stringMatching(/^\s+at /m) as string]);
    expect(`${stdout}${stderr}`).not.toBe('');
  });

  test.each(CASES.filter(([, , args]) => JSON_COMMANDS.test(args)))(
    '%i: %s file, eks-loki %s --json, whose output is JSON',
    (code, file, args) => {
      const { status, stdout, stderr } = tried(file, [...argsOf(args), '--json']);
      expect([status, stderr]).toEqual([code, expect.not.stringMatching(/^\s+at /m) as string]);
      const printed = JSON.parse(stdout) as object;
      if (code === 2) expect(printed).toMatchObject({ problems: [{ path: expect.any(String) as string }] });
    },
  );
});

test('an unknown environment of the CDK app has exit code 1', () => {
  const env = withoutAws({ CDK_CONTEXT_JSON: JSON.stringify({ environments: 'environments.ts', environment: 'x' }) });
  const folder = workFolder(FILES.right);
  expect(inThread('app', [], folder, env).status).toBe(1);
});
