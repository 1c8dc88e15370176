import { DAYS } from '../factors';

/**
 * Script of the page. It runs in a browser: it reads the grids, and shows the cell that the sliders choose. All texts go
 * through `textContent`, so that no name of an environment becomes markup.
 */
export const PAGE_SCRIPT = String.raw`
'use strict';
const grids = JSON.parse(document.getElementById('grids').textContent);
const get = (id) => document.getElementById(id);
const dollars = (value) => value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const rounded = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
let grid = grids[0];

const SVG = 'http://www.w3.org/2000/svg';
function shape(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

/** Draws lines over points of one scale: each point has an x, and a y for each line. */
function chart(svg, { xs, lines, chosen, label, log }) {
  svg.replaceChildren();
  const [width, height, left, bottom, top, right] = [560, 300, 70, 40, 12, 28];
  const scale = (values, from, to) => {
    const at = (value) => (log ? Math.log10(Math.max(value, 0.01)) : value);
    const least = log ? Math.min(...values.filter((value) => value > 0).map(at)) : 0;
    const most = Math.max(...values.map(at));
    return (value) => from + ((Math.max(at(value), least) - least) / (most - least || 1)) * (to - from);
  };
  const values = lines.flatMap((line) => line.ys);
  const x = scale(xs, left, width - right);
  const y = scale(values, height - bottom, top);
  const most = Math.max(...values);
  const ticks = log
    ? [0.001, 0.01, 0.1, 1].map((part) => 10 ** Math.ceil(Math.log10(most)) * part)
    : [0, 0.25, 0.5, 0.75, 1].map((part) => most * part);
  for (const tick of ticks.filter((one) => one <= most && (!log || one >= Math.min(...values.filter((v) => v > 0))))) {
    shape(svg, 'line', { x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: 'grid' });
    shape(svg, 'text', { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, Math.round(tick).toLocaleString('en-US'));
  }
  let free = -Infinity;
  for (const tick of xs) {
    if (x(tick) - free < 48) continue;
    free = x(tick);
    shape(svg, 'text', { x: x(tick), y: height - bottom + 18, 'text-anchor': 'middle' }, tick.toLocaleString('en-US'));
  }
  shape(svg, 'text', { x: (left + width) / 2, y: height - 4, 'text-anchor': 'middle' }, label);
  for (const line of lines) {
    const points = xs.map((value, index) => x(value) + ',' + y(line.ys[index])).join(' ');
    shape(svg, 'polyline', { points, class: 'line ' + line.name });
    shape(svg, 'circle', { cx: x(xs[chosen]), cy: y(line.ys[chosen]), r: 4, class: 'dot ' + line.name });
  }
}

function show() {
  const [row, cell] = [Number(get('volume').value), Number(get('retention').value)];
  const { volume, size, cells } = grid.rows[row];
  const { parts, cloudWatch } = cells[cell];
  const total = sum(parts);
  get('volume-value').textContent = volume.toLocaleString('en-US') + ' GB a day';
  get('retention-value').textContent = grid.retentions[cell].toLocaleString('en-US') + ' days';
  get('total').textContent = dollars(total);
  get('per-gigabyte').textContent = (total / (volume * ${DAYS})).toFixed(3);
  get('cloudwatch').textContent = dollars(cloudWatch);
  const nodes = size.nodes ? ', ' + size.nodes.count + ' ' + size.nodes.instanceType : '';
  get('size').textContent = rounded(size.pods) + ' pods, ' + rounded(size.cores) + ' cores, ' + rounded(size.memory) +
    ' GiB of memory, ' + rounded(size.disks) + ' GiB of volumes' + nodes;
  const most = Math.max(...parts, 1);
  get('parts').replaceChildren(...parts.flatMap((value, index) => {
    if (value === 0) return [];
    const line = document.createElement('tr');
    const [name, amount, bar, filled] = ['th', 'td', 'td', 'div'].map((tag) => document.createElement(tag));
    name.scope = 'row';
    name.textContent = grid.parts[index];
    amount.textContent = dollars(value);
    filled.className = 'bar';
    filled.style.width = (value / most) * 100 + '%';
    bar.append(filled);
    line.append(name, amount, bar);
    return [line];
  }));
  chart(get('by-volume'), {
    xs: grid.rows.map((one) => one.volume),
    lines: [
      { name: 'loki', ys: grid.rows.map((one) => sum(one.cells[cell].parts)) },
      { name: 'cloudwatch', ys: grid.rows.map((one) => one.cells[cell].cloudWatch) },
    ],
    chosen: row,
    label: 'GB a day',
    log: true,
  });
  chart(get('by-retention'), {
    xs: grid.retentions,
    lines: [
      { name: 'loki', ys: cells.map((one) => sum(one.parts)) },
      { name: 'cloudwatch', ys: cells.map((one) => one.cloudWatch) },
    ],
    chosen: cell,
    label: 'days of retention',
    log: false,
  });
}

function choose(index) {
  grid = grids[index];
  for (const [id, steps, present] of [
    ['volume', grid.rows.length, grid.present.row],
    ['retention', grid.retentions.length, grid.present.cell],
  ]) {
    const slider = get(id);
    slider.max = String(steps - 1);
    slider.value = String(present);
    slider.disabled = steps < 2;
  }
  for (const part of document.querySelectorAll('.with-loki')) part.hidden = grid.isElsewhere;
  get('elsewhere').hidden = !grid.isElsewhere;
  get('region').textContent = grid.region;
  show();
}

const select = get('environment');
grids.forEach((one, index) => select.append(new Option(one.environment, String(index))));
select.addEventListener('change', () => choose(Number(select.value)));
for (const id of ['volume', 'retention']) get(id).addEventListener('input', show);
choose(0);
`;
