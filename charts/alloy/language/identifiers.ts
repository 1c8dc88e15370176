const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS = ['true', 'false', 'null'];

/** True if a name is a word of the language, which cannot be the name of anything else. */
export const isKeyword = (name: string): boolean => KEYWORDS.includes(name);

/** Fault of such a name. */
export const KEYWORD_FAULT = { wrong: "is a word of Alloy's language", fix: 'use another' } as const;

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
