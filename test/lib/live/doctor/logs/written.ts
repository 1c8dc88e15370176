import { knownLines } from '../../../../../lib/live/doctor/logs';
import { type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from '../hops/fault-case';

/** Lines as programs write them, in the log of a pod of a component. */
export function written(draft: Draft, component: string, line: string, count = 7, index = 0): void {
  const pod = podsOf(draft, component)[index];
  const of = { namespace: pod?.metadata.namespace ?? '', pod: pod?.metadata.name ?? '', component };
  draft.logs.push(...knownLines(Array(count).fill(line).join('\n'), of));
}

/** Time of a line. */
export const AT = 'ts=2026-11-21T11:59:00Z';

/** A line of a part of Loki. */
export const line = (caller: string, rest: string): string => `level=error ${AT} caller=${caller} ${rest}`;

/** Line of a program, and what is said of it. */
export type Row = readonly [
  id: string,
  hop: FaultCase['hop'],
  component: string,
  said: string,
  evidence: RegExp,
  fix: RegExp,
];

/** A fault that a line shows. */
export const caseOf = ([id, hop, component, said, evidence, fix]: Row): FaultCase => ({
  ...{ id, hop, evidence, fix },
  make: (draft) => written(draft, component, said),
});
