import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_PROFILES, NODE_SOURCES, type NodeProfile } from '../../charts/alloy/sources/node-profiles';
import { ROOT } from '../helpers/cli';

const PAGE = readFileSync(join(ROOT, 'docs/how-to/node-logs.md'), 'utf8');
const [, SECTION = ''] = PAGE.split('## Which nodes have what');
const [HEAD = [], , ...ROWS] = (SECTION.match(/^\|.*\|$/gm) ?? [])
  .slice(0, 2 + Object.keys(NODE_PROFILES).length)
  .map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );

test('the table of the how-to has the columns of all sources of nodes', () => {
  expect(HEAD).toEqual(['nodes', ...NODE_SOURCES]);
});

test.each(Object.values<NodeProfile>(NODE_PROFILES).map((profile, index) => ({ profile, row: ROWS[index] })))(
  'its row of $profile.title is the profile',
  ({ profile: { title, lacks }, row }) => {
    const has = NODE_SOURCES.map((source) =>
      lacks[source] === undefined ? (source === 'hubble' ? 'with Cilium' : 'yes') : 'no',
    );
    expect(row).toEqual([title, ...has]);
  },
);
