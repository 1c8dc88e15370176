import { diffMarkdown, markerOf } from '../../../../bin/diff/report/markdown';
import type { DiffResult } from '../../../../bin/diff/result';

const NOTHING: DiffResult = {
  ...{ environment: 'dev', base: 'revision abc', changes: [], rollouts: [], losses: [], problems: [], notes: [] },
};

test('a comment begins with the mark by which it is found again, and has no empty part', () => {
  expect(diffMarkdown(NOTHING)).toBe(
    `${markerOf('dev')}\n### \`eks-loki diff\` of \`dev\`\n\n0 added, 0 changed, 0 removed, compared with revision abc.`,
  );
});

test('values become no tags, no mentions, no cells and no end of a block', () => {
  const text = diffMarkdown({
    ...NOTHING,
    base: '<img> @team',
    changes: [
      {
        ...{ kind: 'changed', object: 'ConfigMap a', restarts: false },
        fields: [{ path: 'data.x', was: 'a\n~~~\nb', is: 'a\n</details>\nb' }],
      },
    ],
    problems: [{ path: 'a|b', found: '<script>', fix: 'no' }],
    rollouts: [{ object: 'Deployment a|b', by: 'eks-loki roll', step: 1, arithmetic: '' }],
  });
  expect(text).toContain('compared with &lt;img> &#64;team.');
  expect(text).toContain('- a|b: &lt;script>; no');
  expect(text).toContain('| 1 | Deployment a\\|b, by eks-loki roll | unknown | unknown |  |');
  expect(text.split('\n').filter((line) => /^ {0,3}~~~/.test(line))).toEqual(['~~~diff', '~~~']);
});

test('a block that is too long is cut at a line, and says how many are left', () => {
  const changes = Array.from({ length: 5000 }, (_, index) => ({
    ...{ kind: 'added' as const, object: `ConfigMap loki/${'x'.repeat(50)}-${index}`, restarts: false, fields: [] },
  }));
  const text = diffMarkdown({ ...NOTHING, changes, notes: ['a note'] });
  expect(text.length).toBeLessThan(30_000);
  const left = Number(/\n… (\d+) more lines: run it on your machine\n~~~\n\n<\/details>\n\nNotes:/.exec(text)?.[1]);
  expect(left + text.split('\n').filter((line) => line.startsWith('+ ConfigMap')).length).toBe(5000);
});
