import { kindOf, type Problem } from '../../charts/input/problems';
import { short } from '../../charts/input/show';
import type { EnvironmentProps, LoggingProps } from './props';
import { withLocalDefaults } from './local';
import { otherPlaces } from './other-places';
import type { SpokeOfHub } from './hub/hub';
import { Hubs, withHubDefaults } from './hub/hubs';
import { hubProblems } from './rules/hub';
import { hubClusterProblems } from './rules/hub-clusters';
import { uselessInSpoke } from './rules/spoke';
import { localProblems } from './rules/local';
import { ENVIRONMENT_RULES, LOGGING_RULES } from './rules';
import { sharedProblems } from './rules/together';
import { ENVIRONMENT_SCHEMA, LOGGING_SCHEMA } from './schema/environment';
import { schemaProblems } from './schema/issues';
import { environmentName } from './schema/names';
import { inputCopy, isObject } from './values';

/** Root of every path. */
const ROOT = 'environments';

/** Finds everything that is wrong with environments as a user wrote them. */
export function validateEnvironments(written: unknown): Problem[] {
  const input = inputCopy(written);
  if (!isObject(input)) {
    const found = `${kindOf(input)} is not an object`;
    return [{ path: ROOT, found, fix: 'export defineEnvironments({ … }) as default' }];
  }
  if (Object.keys(input).length === 0) {
    const fix = 'write at least one environment, such as dev: { cluster: { create: {} } }';
    return [{ path: ROOT, found: 'empty', fix }];
  }
  const entries = Object.entries(input);
  const hubs = new Hubs(input);
  const problems = entries.flatMap(([name, environment]) =>
    validateEnvironment(name, environment, hubs).map((problem) => ({
      ...problem,
      path: below(`${ROOT}.${short(name)}`, problem),
    })),
  );
  return withRules(problems, [sharedProblems, hubClusterProblems], (rule) => rule(entries, hubs));
}

/** Path of a problem below the path of its owner. */
export function below(owner: string, { path }: Problem): string {
  return path ? `${owner}.${path}` : owner;
}

function validateEnvironment(name: string, input: unknown, hubs: Hubs): Problem[] {
  const problems = [...nameProblems(name), ...schemaProblems(ENVIRONMENT_SCHEMA, input, otherPlaces)];
  if (!isObject(input)) return problems;
  const written = input as unknown as EnvironmentProps;
  // Rules assume the defaults of EKS. Fields that have no effect on a local cluster or a spoke are only checked for
  // their form.
  const effective = hubs.withDefaults(name, withLocalDefaults(written));
  const useless = [...localProblems(name, written), ...uselessInSpoke(name, written)];
  const ofHub = hubs.problems(name, effective, pathsOf(problems));
  return withoutBelow(
    useless,
    withRules(problems, [() => useless, () => ofHub, ...ENVIRONMENT_RULES], (rule) => rule(name, effective)),
  );
}

/** Finds everything that is wrong with the name of an environment. */
export function nameProblems(name: unknown): Problem[] {
  return schemaProblems(environmentName, name);
}

/** Finds everything that is wrong with the fields that an environment and `LokiLogging` share. */
export function validateLogging(
  name: string,
  input: LoggingProps,
  { hub, madeCidrs }: Partial<Pick<SpokeOfHub, 'hub' | 'madeCidrs'>> = {},
): Problem[] {
  const effective = withHubDefaults(name, input, hub);
  const useless = uselessInSpoke(name, input);
  const problems = schemaProblems(LOGGING_SCHEMA, input);
  const ofHub = hub ? hubProblems({ hub, input: effective, madeCidrs, faults: pathsOf(problems) }) : [];
  return withoutBelow(
    useless,
    withRules(problems, [() => useless, () => ofHub, ...LOGGING_RULES], (rule) => rule(name, effective)),
  );
}

const pathsOf = (problems: readonly Problem[]): string[] => problems.map(({ path }) => path);

/** Problems, without those below fields that have no effect: such a field is to be left out as a whole. */
const withoutBelow = (useless: readonly Problem[], problems: readonly Problem[]): Problem[] =>
  problems.filter(({ path }) => useless.every((one) => !path.startsWith(`${one.path}.`)));

/** Problems of fields and of rules, one per path, since an invalid field also breaks rules. */
function withRules<R>(problems: readonly Problem[], rules: readonly R[], run: (rule: R) => Problem[]): Problem[] {
  const seen = new Set(problems.map(({ path }) => path));
  const more = rules.flatMap(run).filter(({ path }) => !seen.has(path) && seen.add(path));
  return [...problems, ...more];
}
