import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** How a command ended. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An environment without anything of AWS: no credentials, no configuration, no instance metadata. */
export function withoutAws(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_')),
  );
  return {
    ...clean,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_VALIDATION: 'false',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...extra,
  };
}

/** Runs a program in a folder, to its end; `timeout` is in milliseconds. */
export function run(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = withoutAws(),
  timeout = 60_000,
  input?: string,
): CommandResult {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, input, encoding: 'utf8', timeout });
  return { status, stdout, stderr };
}

/** Runs `eks-loki` in a folder. */
export function eksLoki(args: string[], cwd: string, env?: NodeJS.ProcessEnv, input?: string): CommandResult {
  return run(process.execPath, [join(ROOT, 'bin/eks-loki.cjs'), ...args], cwd, env, undefined, input);
}

/** A folder to work in, with a file of environments whose text is given. */
export function workFolder(environments?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-'));
  if (environments !== undefined) writeFileSync(join(folder, 'environments.ts'), environments);
  return folder;
}

/** The source of the app in a folder of its own, as a user's clone, with the repository's packages. */
export function cloneFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-clone-'));
  for (const part of ['bin', 'lib', 'charts', 'dist', 'cdk.json', 'package.json', 'tsconfig.json']) {
    // With their times: what was compiled must not look older than its sources.
    if (existsSync(join(ROOT, part))) {
      // Without what programs that run meanwhile write.
      const filter = (path: string) => basename(path) !== 'code-cache';
      cpSync(join(ROOT, part), join(folder, part), { recursive: true, preserveTimestamps: true, filter });
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Text of a file of environments with the given object literal. */
export function environmentsFile(literal: string): string {
  return `import { defineEnvironments } from '${join(ROOT, 'lib/environment/props')}';\nexport default defineEnvironments(${literal});\n`;
}
