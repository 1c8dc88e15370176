import { visible } from '../../charts/input/show';
import { problemBlock } from '../terminal/problems';
import type { Output } from '../terminal/terminal';
import type { SmokePath } from './path';
import type { Hop, SmokeResult } from './smoke';

/** Line about a part of the path. */
export const hopText = ({ what, seconds }: Hop): string => visible(`${what} after ${seconds} s`);

/** Last line about a line that arrived. */
export const arrivedText = ({ environment }: SmokePath, { seconds }: SmokeResult): string =>
  `a line of ${environment} arrived: ${seconds} s from the creation of its pod to the reader`;

/** Report of a line that did not arrive. */
export function lostText({ environment }: SmokePath, { failure, seconds }: SmokeResult, output: Output): string {
  const { hop = '', found = '', fix = '' } = failure ?? {};
  const path = visible(`${environment} ${hop}`);
  const problem = { path, found: visible(`${found} (after ${seconds} s)`), fix: visible(fix) };
  return `${problemBlock('error', problem, output)}\n  next: ${visible(doctorOf(environment))}`;
}

/** Command that looks at all parts of the path, and says which is the cause. */
const doctorOf = (environment: string): string => `npx eks-loki doctor ${environment}`;

/** The outcome for programs. */
export function smokeJson(path: SmokePath, { line, hops, seconds, failure }: SmokeResult): object {
  const { environment, namespace, tenant } = path;
  const next = failure && { next: doctorOf(environment) };
  return { environment, arrived: failure === undefined, namespace, tenant, line, seconds, hops, failure, ...next };
}
