import { scalarText } from '../../../charts/input/show';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Finds duplicate acknowledgements. */
export const acknowledgements: LoggingRule = (_name, { acknowledge }) => {
  if (!Array.isArray(acknowledge)) return [];
  const keys = acknowledge.map((one) =>
    isObject(one) ? `${scalarText(one.rule)} ${scalarText(one.path)}` : undefined,
  );
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) return [];
    return [{ path: `acknowledge[${index}]`, found: `duplicates acknowledge[${first}]`, fix: `keep one of them` }];
  });
};
