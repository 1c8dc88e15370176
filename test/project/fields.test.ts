import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsMarkdown } from '../../scripts/generate-fields';
import { ROOT } from '../helpers/cli';

jest.setTimeout(60_000);

const GENERATED = fieldsMarkdown();

/** The fields in the table below a heading, with their defaults. */
function defaultsOf(heading: string): Record<string, string> {
  const section = GENERATED.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return Object.fromEntries(cells.map(([, field, , value]) => [field?.replaceAll('`', ''), value]));
}

test('docs/reference/environment.md is what `npm run generate` writes', () => {
  expect(readFileSync(join(ROOT, 'docs/reference/environment.md'), 'utf8')).toBe(GENERATED);
});

test('follows imports and mapped types, and says which fields are required', () => {
  expect(defaultsOf('`cluster.existing`')).toMatchObject({ name: 'required', oidcIssuer: 'required' });
  expect(Object.keys(defaultsOf('`loki.sizes.<name>`'))).toEqual(
    expect.arrayContaining(['replicas', 'cpu', 'memory', 'volume']),
  );
  expect(defaultsOf('`loki.schema[]`')).toMatchObject({ from: 'required', schema: '`v13`' });
  expect(Object.keys(defaultsOf('`acknowledge[]`'))).toEqual(['rule', 'path', 'reason']);
});

test('links each cost to a heading of docs/cost.md', () => {
  const headings = [...readFileSync(join(ROOT, 'docs/cost.md'), 'utf8').matchAll(/^## (.+)$/gm)].map(
    ([, text]) => text,
  );
  const links = [...GENERATED.matchAll(/\[([^\]]+)\]\(\.\.\/cost\.md#/g)].map(([, text]) => text);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((text) => !headings.includes(text))).toEqual([]);
});
