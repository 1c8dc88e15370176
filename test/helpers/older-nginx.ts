import { spawnSync } from 'node:child_process';

/** First nginx that resolves the servers of an upstream while it runs. */
const RESOLVES = [1, 27, 3] as const;

/**
 * The gateway's nginx.conf for an nginx of this machine. One that is too old for `resolve` gets the same configuration
 * with the address of each upstream in its place: it resolves names as well, and opens a connection for every request.
 */
export function configFor(nginx: string, config: string): string {
  if (resolvesUpstreams(nginx)) return config;
  const groups = [...config.matchAll(/\n {2}upstream (\S+) \{[^}]* server (\S+) resolve;[^}]*\}/g)];
  return groups.reduce(
    (text, [block, name, server]) => text.replace(block, '').replaceAll(`"${name}"`, `"${server}"`),
    config,
  );
}

/** True if an nginx keeps connections to upstreams whose names it resolves while it runs. */
export function resolvesUpstreams(nginx: string): boolean {
  const { stderr } = spawnSync(nginx, ['-v'], { encoding: 'utf8' });
  const version = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(stderr)?.slice(1).map(Number) ?? [];
  const differs = RESOLVES.findIndex((number, index) => version[index] !== number);
  return differs < 0 || (version[differs] ?? 0) > (RESOLVES[differs] as number);
}
