import { goRegex } from './go-regex';

/** Texts that have nothing in common. */
const TEXTS = ['', ' ', 'a', '7', '{"level":"info"}', 'GET /healthz 200', '日本', '\t!'];

/** True if an expression finds something in any text. */
export const matchesAny = (regex: string): boolean => {
  const expression = goRegex(regex);
  return expression !== undefined && TEXTS.every((text) => expression.test(text));
};

/** True if an expression finds something without a character, beside the characters of a text. */
export const matchesNothing = (regex: string): boolean => {
  const expression = goRegex(regex);
  if (!expression) return false;
  return [...'a b'.matchAll(new RegExp(expression.source, `g${expression.flags}`))].some(([found]) => found === '');
};
