/** Name as a key of nginx's `map`, whose keywords are escaped. */
export function mapKey(name: string): string {
  return ['default', 'include', 'hostnames', 'volatile'].includes(name) ? `\\\\${name}` : name;
}
