import type { Fault } from './problems';

/**
 * URL of a text; undefined for any other text. `URL.canParse` is wrong about letters beyond ASCII on Node 20 and 22, as soon as V8 has
 * optimized its caller.
 */
export function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Port that a URL leads to. */
export const portOf = ({ port, protocol }: Readonly<URL>): number => Number(port || (protocol === 'https:' ? 443 : 80));

/** True for a host that is the pod or the machine itself: of a URL, where an address of IPv6 is in brackets, or alone. */
export const isLoopback = (host: string): boolean => /^(localhost\.?|127(\.\d+){3}|\[::1\]|::1)$/i.test(host);

/** True for a host that leads a client to its own pod: a loopback, or an address to listen on. */
export const isOwnPod = (host: string): boolean => isLoopback(host) || ['0.0.0.0', '[::]', '::'].includes(host);

/** Name of DNS: labels of at most 63 characters, none of them empty. A dot may end it. */
const DNS_NAME = /^(?=.{1,254}$)[^.]{1,63}(?:\.[^.]{1,63})*\.?$/u;

/** Address of IPv4. */
const IPV4 = /^(?:(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|$)){4}$/;

/** True if the host of a URL, or of a host with a port, can exist. */
export function canHaveHost(text: string): boolean {
  const [, host = ''] = /^(?:https?:\/\/)?(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(text) ?? [];
  if (host.startsWith('[')) return true;
  return /^[\d.]+$/.test(host) ? IPV4.test(host) : DNS_NAME.test(host);
}

/**
 * Fault of a URL that JavaScript repairs and Go refuses, or that YAML cannot contain; undefined if it has none. Loki
 * and Alloy do not start with such a URL.
 */
export function unreadUrlFault(text: string): Fault | undefined {
  if (/\p{C}/u.test(text)) return { wrong: 'has a character that no URL has', fix: 'leave it out' };
  const [, host = '', path = ''] = /^https?:\/\/([^/?#]*)([^?#]*)/.exec(text) ?? [];
  if (/[\\%"`<>{}|^]/.test(host)) return { wrong: 'has a host that cannot exist', fix: 'correct the host' };
  return /%(?![0-9A-Fa-f]{2})/.test(path)
    ? { wrong: 'has a % without two hexadecimal digits after it', fix: 'write %25 for the character itself' }
    : undefined;
}
