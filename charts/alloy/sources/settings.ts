import { isList, type TextForm } from '../../input/forms';
import { type Problem, problemOfValue, show } from '../../input/problems';
import { fields, isReadable, texts, type Validator } from '../../input/props';
import { covers, meet } from './patterns';

/** Names that are kept and names that are dropped; `*` stands for any characters, or none. */
export interface SourceFilter {
  /** Names that are kept; all others are dropped. @default - all */
  readonly keep?: readonly string[];

  /** Names that are dropped. @default - none */
  readonly drop?: readonly string[];
}

/** True, false, or the settings of a source. `example` is such settings, as in code. */
export const switchOr =
  (settings: Validator, example: string): Validator =>
  (path, value) => {
    if (value === undefined || typeof value === 'boolean') return [];
    if (isReadable(value)) return settings(path, value);
    return [
      problemOfValue(path, value, { wrong: 'is not true, false or an object', fix: `write one such as ${example}` }),
    ];
  };

/** A validator, and a check of the whole value once all of its parts are valid. */
export const together =
  <T>(validate: Validator, check: (path: string, value: T) => Problem[]): Validator =>
  (path, value) => {
    const problems = validate(path, value);
    return value === undefined || problems.length > 0 ? problems : check(path, value as T);
  };

/** A list of texts of a form with at least one text, each once. */
export const someTexts = (form: TextForm): Validator =>
  together<readonly string[]>(texts(form), (path, values) => {
    if (values.length === 0) {
      return [{ path, found: '[] is empty', fix: `name at least one, such as '${form.example}', or leave it out` }];
    }
    return values.flatMap((value, index) =>
      values.indexOf(value) < index
        ? [{ path: `${path}[${index}]`, found: `${show(value)} occurs twice`, fix: 'write it once' }]
        : [],
    );
  });

/** A filter whose names have a form. Names that one list takes from the other are problems. */
export const filterOf = (form: TextForm): Validator =>
  together(
    fields<SourceFilter>(`{ drop: ['${form.example}'] }`, { keep: someTexts(form), drop: someTexts(form) }),
    contradictions,
  );

function contradictions(path: string, { keep, drop }: SourceFilter): Problem[] {
  if (!isList(keep) || !isList(drop)) return [];
  const kept = keep.flatMap((name, index) => {
    const by = drop.findIndex((pattern) => covers(pattern, name));
    if (by < 0) return [];
    const found = `${show(name)} is kept here, and drop[${by}] drops ${show(drop[by])}`;
    return [{ path: `${path}.keep[${index}]`, found, fix: 'leave it out of one of the two' }];
  });
  const dropped = drop.flatMap((pattern, index) => {
    if (keep.some((name) => meet(name, pattern))) return [];
    const found = `${show(pattern)} is nothing that keep names, so it is dropped anyway`;
    return [{ path: `${path}.drop[${index}]`, found, fix: 'leave it out' }];
  });
  return [...kept, ...dropped];
}
