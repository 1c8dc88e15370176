import { InputError, type Problem } from '../../charts/input/problems';
import { messageOf } from '../../charts/input/show';

/** Longest part of an error that a message shows, in characters. */
const MAX_FAULT = 300;

/** Method that cdk8s calls on a patch: an object without it is not one of its patches. */
const NO_PATCH = /_toJson/;

/** Problems of patches that cannot be applied, or leave no object. */
export const patchFaults = (error: unknown): Pick<Problem, 'found' | 'fix'>[] =>
  error instanceof InputError ? error.problems.map(({ found, fix }) => ({ found, fix })) : [patchFault(error)];

/** Problem of a patch that cannot be applied, from the error of cdk8s, which holds the whole object. */
function patchFault(error: unknown): Pick<Problem, 'found' | 'fix'> {
  const message = messageOf(error, MAX_FAULT);
  const [, id, reason] = /at path '[^']*?([^/']+)' with name '[^']*': (?:\w*Error: )*(.*)/s.exec(message) ?? [];
  const object = id?.replace('-', ' ');
  const [first = ''] = (reason ?? message).split('\\n');
  if (NO_PATCH.test(first)) {
    return {
      found: `${object ? `gives ${object} a patch` : 'gives an object a patch'} that JsonPatch of cdk8s did not make`,
      fix: "write one such as addJsonPatch(JsonPatch.replace('/spec/replicas', 2))",
    };
  }
  return {
    found: object
      ? `changes ${object} in a way that cannot be written: ${first}`
      : `makes objects that cannot be written: ${first}`,
    fix: 'correct the function',
  };
}
