import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Draft } from '../../../../lib/import/draft';
import { environmentsFile } from '../../../../lib/import/write/environments-file';
import { ROOT, run } from '../../../helpers/cli';
import { importedFixture, VALUES } from '../helpers';

test('the file is laid out as the formatter of this project does it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-written-'));
  for (const name of VALUES) writeFileSync(join(folder, name.replace('.yaml', '.ts')), importedFixture(name).text);
  const options = ['--single-quote', '--print-width', '120', '--trailing-comma', 'all'];
  const { status, stdout, stderr } = run(
    process.execPath,
    [join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--check', ...options, folder],
    ROOT,
  );
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('All matched files use Prettier')]);
}, 60_000);

test('a comment stands above its field, and one without a field above all', () => {
  const draft = new Draft('prod');
  draft.set(['volume'], '5 GB/day');
  draft.decide(['volume'], 'how much');
  draft.decide(['expose'], 'who');
  const text = environmentsFile({ draft, module: 'm', from: ['a\nb.yaml'] });
  expect(text).toBe(`import { defineEnvironments } from 'm';

// Imported from a\\nb.yaml. A comment that begins with "decide" is an open question.
export default defineEnvironments({
  prod: {
    // decide: expose: who
    // decide: how much
    volume: '5 GB/day',
  },
});
`);
});

test('a comment finds a field whose name has dots', () => {
  const draft = new Draft('prod');
  draft.set(['tenantNamespaces', 'a.b'], []);
  draft.decide(['tenantNamespaces', 'a.b'], 'which');
  expect(environmentsFile({ draft, module: 'm', from: ['v.yaml'] })).toContain("// decide: which\n      'a.b': [],\n");
});
