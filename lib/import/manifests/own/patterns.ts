/** Patterns of a regular expression that is made of some. */
export const patternsIn = (regex: string): string[] =>
  (regex.match(/(?:[^|\\]|\\.)+/g) ?? []).map((part) =>
    part === '.+' ? '*' : part.replace(/\.\*/g, '*').replace(/\\(.)/g, '$1'),
  );
