import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { problemText } from '../../../../charts/input/problems';
import { processingConflicts } from '../../../../charts/alloy/processing/together';

const LABEL = { level: { label: true } };

test.each<[string, readonly AlloyProcessing[], string | undefined]>([
  [
    'of the same lines: refused',
    [
      { ...LABEL, exceptNamespaces: ['a'] },
      { namespaces: ['b*'], level: true },
    ],
    'p[1].level: makes structured metadata of it, and p[0] does not, for some of the same lines; write label: true in both, or in none',
  ],
  [
    'of lines of other namespaces',
    [
      { ...LABEL, exceptNamespaces: ['a'] },
      { namespaces: ['a'], level: true },
    ],
    undefined,
  ],
  ['of another source', [{ ...LABEL, sources: ['journal'] }, { level: true }], undefined],
])('a level that is a label, and structured metadata %s', (_what, entries, problem) =>
  expect(processingConflicts('p', entries).map(problemText)).toEqual(problem === undefined ? [] : [problem]),
);
