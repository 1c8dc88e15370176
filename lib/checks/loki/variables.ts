import { containerPath } from '../../manifests/workloads';
import { flag } from '../../manifests/flags';
import { isText } from '../../manifests/shape';
import type { Loki, LokiPods } from '../read/loki/loki';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { placesIn, type Place } from '../read/loki/places';

/** Variable in a text. A token of the CDK is not a variable. */
const VARIABLE = /\$\{(?!Token\[)[A-Za-z_]\w*/;

/** Keys in which `${name}` is a group of a regular expression. */
const GROUPS = ['replacement', 'regex'];

function hasVariable({ key, value }: Place): boolean {
  return isText(value) && VARIABLE.test(value) && !GROUPS.includes(key);
}

/** First pods that do not replace variables in their configuration; undefined if all do. */
function podsWithoutExpansion({ pods }: Loki): LokiPods | undefined {
  return pods.find(({ container }) => (flag(container, 'config.expand-env') ?? 'false') === 'false');
}

const replacedVariables: ManifestsRule = {
  id: 'LOKI-ENV-1',
  severity: Severity.ERROR,
  title: 'variables are only where Loki replaces them',
  why: 'Loki takes ${NAME} as it is written: it does not start, or uses the text as a name or password',
  evidence: 'https://grafana.com/docs/loki/latest/configure/#use-environment-variables-in-the-configuration',
  check: everyLoki((loki) => {
    const pods = podsWithoutExpansion(loki);
    const fix = 'add the flag and the variable to its container, or write the value';
    const inConfig = (pods ? placesIn(loki.config, '').filter(hasVariable) : []).map(({ path, value }): Finding => {
      const where = pods && containerPath(pods.workload, pods.container);
      const found = `${String(value)} is not replaced, as ${where} lacks -config.expand-env=true`;
      return { path: `${loki.path} ${path}`, found, fix };
    });
    const inLimits = loki.limits.flatMap(({ tenant, path, own }) =>
      (tenant === undefined ? [] : placesIn(own, '').filter(hasVariable)).map(({ path: key, value }): Finding => {
        const found = `${String(value)} is not replaced, as Loki replaces no variables in this file`;
        return { path: `${path}.${key}`, found, fix: 'write the value' };
      }),
    );
    return [...inConfig, ...inLimits];
  }),
};

/** Rules about variables in the configuration. */
export const VARIABLE_RULES: readonly ManifestsRule[] = [replacedVariables];
