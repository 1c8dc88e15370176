import { hintFor, type PodHint } from '../../../../lib/live/hints';
import { trouble } from '../../../../lib/live/trouble';

/** Trouble of a pod, its name in the list of faults, and what is found in the next step. */
export type Named = readonly [reason: string, message: string, id: string, next: string];

const hinted = (reason: string, message: string, isFound: boolean): PodHint =>
  hintFor({
    environment: { name: 'dev', clusterName: 'Dev' },
    kind: 'StatefulSet',
    namespace: 'loki',
    isFound,
    trouble: trouble('loki-ingester-0', reason, message),
  });

/** Tries that each trouble has its name and its next step, and a step without fields of an environment if another chart made the pod. */
export function testNamed(rows: readonly Named[]): void {
  test.each(rows)('%s: %s', (reason, message, id, next) => {
    const found = hinted(reason, message, false);
    expect(found.id).toBe(id);
    expect(found.next).toContain(next);
    expect(hinted(reason, message, true).next).not.toMatch(/environments\.|eks-loki|cdk deploy|customize/);
  });
}
