import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentsFile, ROOT, run, workFolder } from '../../helpers/cli';

jest.setTimeout(120_000);

const PROGRAM = `"${process.execPath}" "${join(ROOT, 'bin/eks-loki.cjs')}"`;

/** Runs a script of the shell, in which $EKS_LOKI is the program. */
const shell = (script: string, cwd = workFolder(environmentsFile(`{ dev: { cluster: { local: {} } } }`))) =>
  run('sh', ['-c', script.replaceAll('$EKS_LOKI', PROGRAM)], cwd);

test('a reader that ends early is not a failure, and nothing is said about the file of environments', () => {
  expect(shell('($EKS_LOKI render --help; echo $? >&2) | head -n 0').stderr).toBe('0\n');
  expect(shell('($EKS_LOKI --environments environments.ts plan; echo $? >&2) | head -n 0').stderr).toBe('0\n');
});

test('output that cannot be written is a failure, and standard error says so', () => {
  const { status, stderr } = shell('$EKS_LOKI --environments environments.ts credentials dev > /dev/full');
  expect(stderr).toMatch(
    /^error standard output:\s+cannot be written: ENOSPC: .*;\s+make room, or send it elsewhere\n$/,
  );
  expect(status).toBe(1);
});

test('a folder that has been deleted is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deleted-'));
  const { status, stderr } = shell(`rmdir "${folder}" && $EKS_LOKI check`, folder);
  rmSync(folder, { recursive: true, force: true });
  expect(stderr).toBe('error .: has been deleted; change to another folder\n');
  expect(status).toBe(1);
});
