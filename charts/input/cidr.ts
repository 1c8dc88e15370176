import type { Fault } from './problems';

/** An IPv4 address as a number. */
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The IPv4 address for a number. */
const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

const CIDR = /^((?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))\/(3[0-2]|[12]?\d)$/;

/** A valid range of IPv4 addresses. */
export const EXAMPLE_CIDR = '203.0.113.0/24';

/** First address and prefix length of a range. */
export function parseCidr(range: string): { readonly first: number; readonly bits: number } | undefined {
  const [, address, bits] = CIDR.exec(range) ?? [];
  return address === undefined ? undefined : { first: numberOf(address), bits: Number(bits) };
}

/** Largest network that one owner has: registries assign no range with a shorter prefix. */
const LARGEST_NETWORK = 8;

/** Fault of a range that is larger than any network; undefined for any other. */
export function everyone(range: string): string | undefined {
  const { bits = 32 } = parseCidr(range) ?? {};
  if (bits >= LARGEST_NETWORK) return undefined;
  return bits === 0 ? 'is everyone' : 'is a large part of the internet';
}

/** First address of the network of an address. */
export const networkOf = (address: number, bits: number): number => address - (address % 2 ** (32 - bits));

/** Ranges of addresses that are not on the internet (https://www.rfc-editor.org/rfc/rfc6890). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'];

/** True for a range whose addresses are all private. */
export function isPrivate(range: string): boolean {
  const bits = bitsOf(range);
  return bits !== undefined && PRIVATE.some((each) => bits.startsWith(bitsOf(each) ?? '-'));
}

/** Fault of a range of IPv4 addresses. */
export function cidrFault(range: string): Fault | undefined {
  const parsed = parseCidr(range);
  const fix = `write one such as '${EXAMPLE_CIDR}'`;
  if (/^[0-9a-f]*:[0-9a-f:.]*\/\d+$/i.test(range)) return { wrong: 'is a range of IPv6, and this takes IPv4', fix };
  if (!parsed) {
    const one = `${range}/32`;
    return { wrong: 'is not an address range', fix: parseCidr(one) ? `write '${one}' for this one address` : fix };
  }
  const network = networkOf(parsed.first, parsed.bits);
  if (network === parsed.first) return undefined;
  return { wrong: 'does not begin at its first address', fix: `write '${addressOf(network)}/${parsed.bits}'` };
}

/** True if two ranges of IPv4 overlap. Ranges of other kinds count as overlapping. */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [one, other].map(bitsOf);
  if (first === undefined || second === undefined) return true;
  return first.startsWith(second) || second.startsWith(first);
}

/** Bits of the prefix of a range of IPv4. */
function bitsOf(cidr: string): string | undefined {
  const [, address = '', length] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  if (length === undefined) return undefined;
  const bits = address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  return bits.join('').slice(0, Number(length));
}
