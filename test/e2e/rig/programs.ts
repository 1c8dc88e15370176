import { spawnSync } from 'node:child_process';
import { describeWith as describeWithFound } from '../../helpers/programs';

/** A real program that the rig runs. */
interface Program {
  /** Where it comes from, for whoever does not have it. */
  readonly from: string;

  /** Other folders it may be in. @default none */
  readonly folders?: string;
}

/** Every program, by its name on PATH. `<NAME>_BIN` names another file. */
export const PROGRAMS = {
  loki: { from: 'https://github.com/grafana/loki/releases, 3.7.6; or name it in LOKI_BIN' },
  alloy: { from: 'https://github.com/grafana/alloy/releases, 1.18.1; or name it in ALLOY_BIN' },
  'loki-canary': { from: 'https://github.com/grafana/loki/releases, 3.7.6; or name it in LOKI_CANARY_BIN' },
  nginx: { from: 'Debian: nginx-light' },
  memcached: { from: 'Debian: memcached' },
  busybox: { from: 'Debian: busybox' },
  openssl: { from: 'Debian: openssl' },
  unshare: { from: 'Linux, as root or where users may make namespaces (Debian: util-linux, uidmap)' },
  ip: { from: 'Debian: iproute2' },
  python3: { from: 'Debian: python3-venv, 3.10 or later; and a package index the first time' },
  'systemd-journal-remote': { from: 'Debian: systemd-journal-remote', folders: '/usr/lib/systemd:/lib/systemd' },
} satisfies Record<string, Program>;

/** Name of a program of the rig. */
export type ProgramName = keyof typeof PROGRAMS;

/** Path of a program; nothing where it is not there. */
export function findProgram(name: ProgramName): string | undefined {
  // Namespaces are made once, around the whole run.
  if (name === 'unshare' && !process.env.E2E_INSIDE) return undefined;
  // Python is there, and what it needs is not.
  if (name === 'python3' && process.env.E2E_NO_MOTO) return undefined;
  const named = process.env[`${name.toUpperCase().replaceAll('-', '_')}_BIN`];
  if (named) return named;
  const { folders }: Program = PROGRAMS[name];
  const path = `${process.env.PATH}:/usr/sbin:/sbin${folders ? `:${folders}` : ''}`;
  const found = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8', env: { PATH: path } });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Path of a program that is known to be there. */
export function program(name: ProgramName): string {
  const found = findProgram(name);
  if (!found) throw new Error(`${name} is not there: ${PROGRAMS[name].from}`);
  return found;
}

/** What the Loki of an environment needs around it. */
export const LOKI_RIG: readonly ProgramName[] = [
  ...(['loki', 'nginx', 'memcached', 'busybox', 'openssl', 'python3', 'ip', 'unshare'] as const),
];

/** `describe` where all programs are there; elsewhere skipped by name, or failing with `E2E_REQUIRE=all`. */
export function describeWith(needs: readonly ProgramName[], name: string, tests: () => void): void {
  describeWithFound(Object.fromEntries(needs.map((need) => [need, findProgram(need)])), name, tests);
}
