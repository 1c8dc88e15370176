import type { Fault } from '../../input/problems';

/** Keywords of the language. */
export const KEYWORDS: readonly string[] = ['true', 'false', 'null'];

/** True if a name is a keyword of the language, which cannot name anything. */
export const isKeyword = (name: string): boolean => KEYWORDS.includes(name);

/** Fault of a name that is a keyword. */
export const KEYWORD_FAULT: Fault = { wrong: "is a keyword of Alloy's language", fix: 'use another' };
