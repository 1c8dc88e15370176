import { object, text, type Value } from './values';

/** An object whose values are strings. @throws Error if a key or a value cannot be written */
export const textObject = (values: Readonly<Record<string, string>>): Value =>
  object(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)])));
