import { diffText } from '../../../../bin/diff/report/text';
import type { DiffResult } from '../../../../bin/diff/result';

const NOTHING: DiffResult = {
  ...{ environment: 'dev', base: 'k8s.out/dev', changes: [], rollouts: [], losses: [], problems: [], notes: [] },
};

test('nothing is one line', () => {
  expect(diffText(NOTHING, { columns: 80 })).toBe('0 added, 0 changed, 0 removed, compared with k8s.out/dev');
});

test('AWS is first, then objects, those no longer deployed, restarts and notes; no line but a command is too long', () => {
  const text = diffText(
    {
      ...NOTHING,
      aws: [
        { stack: 'dev-Storage', id: 'Bucket', type: 'AWS::S3::Bucket', effect: 'deleted', data: 'deleted', fields: [] },
      ],
      changes: [{ kind: 'removed', object: 'ConfigMap loki/a\u001b[2J', restarts: false, fields: [] }],
      losses: [
        { object: 'Role loki/a', fate: 'stays', words: 'stays', command: `kubectl delete role ${'a'.repeat(80)}` },
        { object: 'Role loki/b', fate: 'stays', words: 'stays', command: 'kubectl delete role b' },
        { object: 'StatefulSet loki/c', fate: 'deleted', data: 'deleted', words: 'is deleted with all its data' },
      ],
      rollouts: [
        {
          ...{ object: 'StatefulSet loki/a', by: 'eks-loki roll', step: 1, pods: 2, together: 2, away: 2, budget: 1 },
          ...{ least: 0, most: 605, arithmetic: '1 × (300 s to stop + 305 s to start)' },
        },
      ],
      notes: ['a long note about what cannot be seen by this comparison'],
    },
    { columns: 60 },
  );
  expect(text.split('\n')).toEqual([
    'AWS resources:',
    '- dev-Storage AWS::S3::Bucket Bucket: deleted, its data is',
    '  deleted',
    '',
    'Kubernetes objects:',
    '- ConfigMap loki/a\\u001b[2J',
    '',
    'No longer deployed:',
    '  StatefulSet loki/c: is deleted with all its data',
    '  stays:',
    `    kubectl delete role ${'a'.repeat(80)}`,
    '    kubectl delete role b',
    '',
    'Pods restart in this order, those of one number at the same',
    '  time, at most 11 min in all without pulls of images:',
    '  1. StatefulSet loki/a, by eks-loki roll',
    '     2 of 2 away, more than its budget of 1; at most 11 min',
    '       = 1 × (300 s to stop + 305 s to start)',
    '',
    'note: a long note about what cannot be seen by this',
    '  comparison',
    '',
    '0 added, 0 changed, 1 removed; AWS: 1 deleted, compared with k8s.out/dev',
  ]);
});
