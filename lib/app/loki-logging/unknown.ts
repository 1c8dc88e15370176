import type { Problem } from '../../../charts/input/problems';
import { unknownKey } from '../../../charts/input/props';
import { KUBERNETES_KEYS } from '../../environment/schema/kubernetes';
import { elsewhereProblems } from './elsewhere';
import { PATHS, propertiesOf } from './paths';
import type { LokiLoggingProps } from './props';

/** Fields of an environment that belong to the stack here, with the fix of each. */
const OF_THE_STACK: Readonly<Record<string, string>> = {
  account: "give the stack env: { account: '111122223333' }",
  region: "give the stack env: { region: 'us-east-1' }",
  terminationProtection: 'give the stack terminationProtection',
  deployFrom: 'leave it out: the credentials of the CDK CLI decide',
  customizeStack: 'change the constructs of the stack itself',
};

/** Problems of properties that do not exist, with similar ones. */
export function unknownProperties(props: LokiLoggingProps): Problem[] {
  const known = [...Object.keys(PATHS), ...KUBERNETES_KEYS];
  return Object.keys(props)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: key, ...unknownKey(key, known, propertiesOf(key)) }))
    .map((problem) => {
      const fix = Object.hasOwn(OF_THE_STACK, problem.path) ? OF_THE_STACK[problem.path] : undefined;
      return fix === undefined ? problem : { ...problem, fix };
    });
}

/**
 * Problems of a Loki elsewhere. Its unknown keys may be fields of `loki` in an environment, which are properties of
 * `LokiLogging` here.
 */
export function lokiProblems(loki: unknown): Problem[] {
  return elsewhereProblems(loki).map((each) => {
    const beside = propertiesOf(each.path).map((property) => `${property} beside loki`);
    if (each.path === 'loki' || beside.length === 0) return each;
    return { ...each, ...unknownKey(each.path.replace('loki.', ''), [], beside) };
  });
}
