import type { Fault } from '../../input/problems';

/** Words of the language. */
export const KEYWORDS: readonly string[] = ['true', 'false', 'null'];

/** True if a name is a word of the language, which cannot be the name of anything else. */
export const isKeyword = (name: string): boolean => KEYWORDS.includes(name);

/** Fault of such a name. */
export const KEYWORD_FAULT: Fault = { wrong: "is a word of Alloy's language", fix: 'use another' };
