/** Name of a source as components have it: `cloudInit`, as the field is named, is `cloud_init`. */
const componentName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** True if names that a user wrote have a source: by the name of its field, or of its components. */
export function hasSource(names: readonly string[], source: string): boolean {
  return names.some((name) => componentName(name) === componentName(source));
}
