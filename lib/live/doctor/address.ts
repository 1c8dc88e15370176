import type { Setup } from './setup-form';

/** Address of a Loki in a text, such as a line of a log: the name of one of its Services with its namespace, or its door. */
export function addressOf({ remote, lokiNamespace }: Pick<Setup, 'remote' | 'lokiNamespace'>): RegExp {
  if (remote) return new RegExp(`(?<![\\w.-])${escaped(new URL(remote.url).hostname)}${END}`);
  return new RegExp(`\\bloki[\\w-]*\\.${escaped(lokiNamespace)}(?:\\.svc\\b|${END})`);
}

/** End of a name of a host. */
const END = String.raw`(?![\w.-])`;

const escaped = (name: string): string => name.replace(/[.]/g, '\\.');
