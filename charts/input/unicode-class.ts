/** Properties of characters whose values are classes. */
const PROPERTIES = ['General_Category', 'Script'];

/** True for the name of a class of Unicode. Go reads names without regard to case, spaces, `_` and `-` since 1.25. */
export function isUnicodeClass(name: string): boolean {
  const words = name.split(/[_\s-]+/).filter((word) => word !== '');
  const written = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('_');
  return /^(Any|Ascii|Assigned|Lc)$/.test(written) || PROPERTIES.some((property) => isValue(property, written));
}

function isValue(property: string, value: string): boolean {
  if (!/^\w+$/.test(value)) return false;
  try {
    return new RegExp(`^\\p{${property}=${value}}?$`, 'u').test('');
  } catch {
    return false;
  }
}
