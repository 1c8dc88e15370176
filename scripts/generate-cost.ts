import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withTable } from './cost/markdown';
import { TABLES } from './cost/tables';

const ROOT = resolve(__dirname, '..');

/** Documents with tables of the planner, by file: the text of each, with its tables computed again. */
export function costDocuments(): Record<string, string> {
  const documents = Object.entries(TABLES).map(([file, tables]) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [file, Object.entries(tables).reduce((sofar, [heading, table]) => withTable(sofar, heading, table()), text)];
  });
  return Object.fromEntries(documents) as Record<string, string>;
}

if (require.main === module) {
  for (const [file, text] of Object.entries(costDocuments())) writeFileSync(join(ROOT, file), text);
}
