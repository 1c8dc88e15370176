import { isKeyword, KEYWORDS } from './keywords';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True if a name is an identifier of the language. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !isKeyword(name);
}

/** Returns the name. @throws Error if it is not an identifier of the language */
export function checkIdentifier(name: string, what: string): string {
  if (!isIdentifier(name)) {
    throw new Error(
      `${JSON.stringify(name)} cannot be ${what} in an Alloy configuration: write letters, digits and underscores, ` +
        `not beginning with a digit, and none of ${KEYWORDS.join(', ')}`,
    );
  }
  return name;
}

/** Returns the path. @throws Error if it is not a series of identifiers separated by dots */
export function checkPath(path: string, what: string): string {
  for (const part of path.split('.')) checkIdentifier(part, what);
  return path;
}
