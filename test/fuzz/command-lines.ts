import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLokiProcess, workFolder } from '../helpers/cli';
import type { Family } from './family';

const WORDS = [
  ...[
    'render',
    'check',
    'synth',
    'plan',
    'credentials',
    'import',
    'wait',
    'rendr',
    'help',
    '--',
    '-',
    '',
    ' ',
    'dev',
    'prod',
    'constructor',
  ],
  ...[
    '--json',
    '--out',
    '--out=',
    '--out=a',
    '--environments',
    '--manifests',
    '--rotate',
    '--prices',
    '--html',
    '--max-dollars',
    '--timeout',
    '--context',
    '--kind',
    '--name',
    '--release',
    '--namespace',
    '--plan',
    '--overwrite',
    '-V',
  ],
  ...[
    '--version',
    '--help',
    '--ot',
    '-x',
    '/proc',
    '/proc/x',
    '/dev/null',
    'file',
    'file/x',
    'link',
    'folder',
    '..',
    '\u001b[31m',
    'é',
  ],
];
const FILES = ['{ dev: 1 }', '{', '{}', 'null', 'undefined', '{ dev: { cluster: {} } }', '(() => { throw null })()'];

export const commandLines: Family = {
  share: 0.045,
  make: (random) => {
    const words = Array.from({ length: random.below(5) }, () => random.of(WORDS));
    const all = random.below(2)
      ? [random.of(['render', 'check', 'credentials', 'synth', 'plan', 'import']), ...words]
      : words;
    // The folder above has what other programs left there.
    const args = all.includes('import') ? all.filter((word) => word !== '..') : all;
    const file = `export default ${random.of(FILES)};\n`;
    return {
      input: JSON.stringify({ args, file }),
      run: () => {
        const folder = workFolder(file);
        mkdirSync(join(folder, 'bin'));
        writeFileSync(join(folder, 'bin/environments.ts'), file);
        writeFileSync(join(folder, 'file'), 'mine');
        mkdirSync(join(folder, 'folder'));
        symlinkSync('link', join(folder, 'link'));
        const before = readdirSync(folder, { recursive: true });
        const { status, stdout, stderr } = eksLokiProcess(args, folder, undefined, '');
        const end = args.includes('--') ? args.indexOf('--') : args.length;
        const isHelp = status === 0;
        if (status === null || ![0, 1, 2].includes(status)) return `ends with ${status}: ${stderr}`;
        if (/^\s+at /m.test(stderr)) return `prints a stack trace: ${stderr}`;
        if (/\u001b|\0/.test(stdout + stderr)) return `prints control characters: ${stdout}${stderr}`;
        if (args.slice(0, end).includes('--json') && !isHelp) {
          try {
            JSON.parse(stdout);
          } catch {
            return `prints no JSON with --json: ${stdout}`;
          }
        } else if (!isHelp && stderr === '') return 'fails in silence';
        const after = readdirSync(folder, { recursive: true });
        return existsSync(join(folder, 'file')) && after.length === before.length
          ? undefined
          : `writes ${after.join(' ')}`;
      },
    };
  },
};
