import { createHash } from 'node:crypto';
import type { Grid } from '../../../../lib/planner/page/grid';
import { PAGE_MARK, planPage } from '../../../../lib/planner/page/page';
import { PAGE_SCRIPT } from '../../../../lib/planner/page/script';

const GRID: Grid = {
  environment: 'prod</script><script>alert(1)</script>',
  region: 'us-east-1',
  parts: ['nodes'],
  retentions: [7],
  rows: [{ volume: 5, size: { pods: 1, cores: 1, memory: 1, disks: 1 }, cells: [{ parts: [1], cloudWatch: 2 }] }],
  isElsewhere: false,
  present: { row: 0, cell: 0 },
};
const page = planPage([GRID], '2026-11-29');

test('the page has one script, which its policy names, and loads nothing', () => {
  const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
  expect(scripts).toEqual([PAGE_SCRIPT]);
  const hash = createHash('sha256').update(PAGE_SCRIPT).digest('base64');
  expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}';`);
  expect(page).not.toMatch(/\b(src|href)=/);
  expect(page.slice(0, 2000)).toContain(PAGE_MARK);
});

test('nothing in a name ends the data, and the data is whole', () => {
  const [, data = ''] = /<script id="grids" type="application\/json">([^]*?)<\/script>/.exec(page) ?? [];
  expect(JSON.parse(data)).toEqual([GRID]);
});

test('the script is one that browsers can parse', () => {
  expect(() => new Function(PAGE_SCRIPT)).not.toThrow();
});
