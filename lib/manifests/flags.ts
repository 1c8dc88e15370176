import type { Container } from './pods';
import { texts } from './shape';

/** Words of a container's command line. */
export function commandLine(container: Container): string[] {
  return [...texts(container['command']), ...texts(container['args'])];
}

/** Value of a flag of a container's command line, in any of its forms: `-target=all`, `--target=all`, `-target all`. */
export function flag(container: Container, name: string): string | undefined {
  const words = commandLine(container);
  for (const [index, word] of words.entries()) {
    const [, key, value] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (key !== name) continue;
    const next = words[index + 1];
    return value ?? (next?.startsWith('-') === false ? next : 'true');
  }
  return undefined;
}
