/** Key of nginx's `map` that is a name: keywords of `map` are escaped. */
export function mapKey(name: string): string {
  return ['default', 'include', 'hostnames', 'volatile'].includes(name) ? `\\\\${name}` : name;
}
