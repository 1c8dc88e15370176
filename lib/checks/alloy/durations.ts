import { attributeOf, textOf } from '../read/alloy/config';
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

/** Shortest time between two reads of a remote configuration, in seconds. */
const LEAST_POLL = 10;

const polled: ManifestsRule = {
  id: 'ALLOY-DURATION-2',
  severity: Severity.ERROR,
  title: 'a remote configuration is read every 10 seconds at most',
  why: 'Alloy does not start with a shorter time, although alloy validate accepts it',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/config-blocks/remotecfg/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'remotecfg').flatMap(({ component: { path, block } }) => {
      const text = textOf(attributeOf(block, 'poll_frequency'));
      const [, number, unit] = /^(\d+(?:\.\d*)?)(ms|s)$/.exec(text ?? '') ?? [];
      if (number === undefined || Number(number) >= LEAST_POLL * (unit === 's' ? 1 : 1000)) return [];
      return [
        { path: `${path} poll_frequency`, found: `"${text}" is shorter than 10s`, fix: 'write "1m", or leave it out' },
      ];
    }),
};

/** Rules about durations. */
export const DURATION_RULES: readonly ManifestsRule[] = [positive, polled];
