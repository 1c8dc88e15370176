import { someTexts, together } from '../../input/combine';
import { isList, type TextForm } from '../../input/forms';
import { covers, meet } from '../../input/patterns';
import { type Problem, show } from '../../input/problems';
import { fields, oneOf, type Validator } from '../../input/props';

/** Names that are kept and names that are dropped; `*` stands for any characters, or none. */
export interface SourceFilter {
  /** Names that are kept; all others are dropped. @default - all */
  readonly keep?: readonly string[];

  /** Names that are dropped. @default - none */
  readonly drop?: readonly string[];
}

/** Validator of a filter whose names have a form. It reports names that one list takes from the other. */
export const filterOf = (form: TextForm): Validator =>
  together(
    fields<SourceFilter>(`{ drop: ['${form.example}'] }`, { keep: someTexts(form), drop: someTexts(form) }),
    contradictions,
  );

/** Form of a text that is one of some words. */
export const wordOf = (example: string, words: readonly string[]): TextForm => ({
  example,
  faultOf: (word) => {
    const [problem] = oneOf(words)('', word);
    return problem && { wrong: `is not one of ${words.join(', ')}`, fix: problem.fix };
  },
});

function contradictions(path: string, { keep, drop }: SourceFilter): Problem[] {
  if (!isList(keep) || !isList(drop)) return [];
  const kept = keep.flatMap((name, index) => {
    const by = drop.findIndex((pattern) => covers(pattern, name));
    if (by < 0) return [];
    const found = `${show(name)} is kept here, but drop[${by}] drops ${show(drop[by])}`;
    return [{ path: `${path}.keep[${index}]`, found, fix: 'leave it out of one of the two' }];
  });
  const dropped = drop.flatMap((pattern, index) => {
    if (keep.some((name) => meet(name, pattern))) return [];
    const found = `${show(pattern)} is not selected by keep, so it is dropped anyway`;
    return [{ path: `${path}.drop[${index}]`, found, fix: 'leave it out' }];
  });
  return [...kept, ...dropped];
}
