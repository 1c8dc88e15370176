import { nearest } from '../../input/nearest';
import type { Problem } from '../../input/problems';
import { show, showAll } from '../../input/show';

/** Name of a source as components have it: `cloudInit`, as the field is named, is `cloud_init`. */
const componentName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** True if names that a user wrote contain a source, under the name of its field or of its components. */
export function hasSource(names: readonly string[], source: string): boolean {
  return names.some((name) => componentName(name) === componentName(source));
}

/** Problem of a name of a source that does not exist or is off. `running` are the names of those that run. */
export function notRunning(name: string, running: readonly string[]): Omit<Problem, 'path'> {
  const meant = nearest(name, running);
  return {
    found: `${show(name)} is not a source that runs here: ${showAll(running)}`,
    fix: meant ? `did you mean ${meant}?` : 'switch it on, or use one of them',
  };
}
