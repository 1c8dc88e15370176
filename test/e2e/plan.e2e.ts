import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { planPage } from '../../lib/planner/page/page';
import { gridOf, type Grid } from '../../lib/planner/page/grid';
import { resolveEnvironment } from '../../lib/environment/environment';
import { environmentSetup } from '../../lib/planner/plan';
import { workFolder } from '../helpers/cli';
import { ENVIRONMENTS } from '../helpers/environments';
import { describeWith } from '../helpers/programs';
import { BrowserPage } from './rig/browser';

const sum = (numbers: readonly number[] = []): number => numbers.reduce((total, each) => total + each, 0);
const dollars = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

describeWith(['chromium'], 'the page of eks-loki plan, in a real browser', () => {
  const spoke = resolveEnvironment('spoke', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
    loki: { url: 'https://logs.example.com' },
  });
  const grids = [...Object.values(ENVIRONMENTS), spoke].map((environment) =>
    gridOf(environment, environmentSetup(environment)),
  );
  const file = join(workFolder(), 'plan.html');
  let page: BrowserPage;

  /** Moves a slider as a user does. */
  const slide = (id: string, to: number) =>
    page.value(
      `(() => { const slider = document.getElementById('${id}'); slider.value = '${to}'; slider.dispatchEvent(new Event('input')); })()`,
    );
  const choose = (index: number) =>
    page.value(
      `(() => { const select = document.getElementById('environment'); select.value = '${index}'; select.dispatchEvent(new Event('change')); })()`,
    );
  const text = (id: string) => page.value<string>(`document.getElementById('${id}').textContent`);
  const cellOf = (grid: Grid | undefined, row: number, cell: number) => grid?.rows[row]?.cells[cell];

  beforeAll(async () => {
    writeFileSync(file, planPage(grids, '2026-11-29'));
    page = await BrowserPage.open(file);
  });
  afterAll(() => page?.close());

  test('shows the first environment as it is', async () => {
    const [grid] = grids;
    const { row = NaN, cell = NaN } = grid?.present ?? {};
    expect(await text('total')).toBe(dollars(sum(cellOf(grid, row, cell)?.parts)));
    expect(await text('cloudwatch')).toBe(dollars(cellOf(grid, row, cell)?.cloudWatch ?? NaN));
    expect([await text('volume-value'), await text('retention-value')]).toEqual(['20 GB a day', '7 days']);
  });

  test('each environment can be chosen', async () => {
    for (const [index, grid] of grids.entries()) {
      await choose(index);
      expect(await text('region')).toBe(grid.region);
      expect(await text('total')).toBe(dollars(sum(cellOf(grid, grid.present.row, grid.present.cell)?.parts)));
    }
  });

  test('one whose Loki is elsewhere has no sliders and no charts', async () => {
    const shown = () =>
      page.value<number>(
        `[...document.querySelectorAll('input, svg, #per-gigabyte')].filter((one) => one.getClientRects().length > 0).length`,
      );
    await choose(grids.length - 1);
    expect(await text('total')).toMatch(/^[1-9]/);
    expect([await shown(), await page.value(`document.getElementById('elsewhere').hidden`)]).toEqual([0, false]);
    await choose(0);
    expect([await shown(), await page.value(`document.getElementById('elsewhere').hidden`)]).toEqual([5, true]);
  });

  test('sliders change dollars, size, parts and charts', async () => {
    const grid = grids[1];
    await choose(1);
    const chart = () => page.value<string>(`document.querySelector('#by-retention polyline').getAttribute('points')`);
    const before = await chart();
    const row = grid?.rows.findIndex(({ volume }) => volume === 3000) ?? NaN;
    const cell = grid?.retentions.indexOf(365) ?? NaN;
    await slide('volume', row);
    await slide('retention', cell);
    expect(await text('total')).toBe(dollars(sum(cellOf(grid, row, cell)?.parts)));
    expect([await text('volume-value'), await text('retention-value')]).toEqual(['3,000 GB a day', '365 days']);
    expect(await text('size')).toContain(`${grid?.rows[row]?.size.nodes?.count} m6i.`);
    const shown = await page.value<string[]>(
      `[...document.querySelectorAll('#parts td:nth-child(2)')].map((one) => one.textContent)`,
    );
    expect(shown).toEqual((cellOf(grid, row, cell)?.parts ?? []).filter((part) => part > 0).map(dollars));
    expect(await chart()).not.toBe(before);
  });

  test('charts have a point for each step, inside the picture', async () => {
    const grid = grids[1];
    for (const [id, count] of [
      ['by-volume', grid?.rows.length],
      ['by-retention', grid?.retentions.length],
    ]) {
      const points = await page.value<string[]>(
        `[...document.querySelectorAll('#${id} polyline')].map((one) => one.getAttribute('points'))`,
      );
      expect(points).toHaveLength(2);
      for (const line of points) {
        const places = line.split(' ').map((point) => point.split(',').map(Number));
        expect(places).toHaveLength(count as number);
        expect(places.filter(([x = NaN, y = NaN]) => !(x >= 0 && x <= 560 && y >= 0 && y <= 300))).toEqual([]);
      }
    }
  });

  test('nothing is loaded, refused or thrown', () => {
    expect(page.requests).toEqual([pathToFileURL(file).href]);
    expect(page.complaints).toEqual([]);
    expect(readFileSync(file, 'utf8').length).toBeLessThan(500_000);
  });
});
