import { textOf } from '../read/alloy/config';
import { knownBlocks } from '../read/alloy/blocks';
import { everyComponent } from '../read/alloy/graph';
import { type ManifestsRule, Severity } from '../rule';

const positive: ManifestsRule = {
  id: 'ALLOY-DURATION-1',
  severity: Severity.ERROR,
  title: 'no duration is negative',
  why: 'Alloy starts with one, and a timeout or an age below zero has always passed: no request succeeds, every line is too old',
  evidence: 'https://pkg.go.dev/time#ParseDuration',
  check: ({ manifests }) =>
    everyComponent(manifests).flatMap(({ component }) =>
      knownBlocks(component).flatMap(({ block, prefix, fields }) =>
        block.attributes.flatMap(({ name, value }) => {
          const isDuration = fields.some((field) => field.name === name && field.type === 'duration');
          const text = textOf(value);
          if (!isDuration || text === undefined || !/^-.*[1-9]/.test(text)) return [];
          return [{ path: `${prefix}${name}`, found: `"${text}" is negative`, fix: `write "${text.slice(1)}"` }];
        }),
      ),
    ),
};

/** Rules about durations. */
export const DURATION_RULES: readonly ManifestsRule[] = [positive];
