import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { parseAlloy } from '../../charts/alloy/parse';
const files = (d: string): string[] => readdirSync(d).flatMap((f) => { const p = d + '/' + f; return statSync(p).isDirectory() ? files(p) : [p]; });
test('x', () => {
  const texts: string[] = [];
  for (const f of files('/tmp/alloyhelper/corpus')) {
    if (/\.(alloy|river)$/.test(f) || /testdata\/.*\.(in|expect)$/.test(f) || f.includes('testdata/fuzz')) texts.push(readFileSync(f, 'utf8'));
    if (f.endsWith('.md')) for (const m of readFileSync(f, 'utf8').matchAll(/^( *)```alloy\n([^]*?)^ *```/gm)) texts.push(m[2] as string);
  }
  const base = texts.length;
  let seed = 42;
  const rnd = (n: number) => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return seed % n; };
  const bits = ['"', '`', '\\', '{', '}', '[', ']', '(', ')', ',', '\n', '.', '=', '==', '+', '-', '!', '^', '//', '/*', '*/', ' ', 'a', '1', '0x', '1e', "'", 'true', 'null', '\\d', '\\n', '\r', 'é', '\u00a0', '|', '&', '<', '%', '\ufeff', '\0', '"" = 1', '\\u00e9', '\\U00110000', '\\400', '.5', 'a.b["c"]', '٣', '²'];
  for (let k = 0; k < 60000; k++) {
    let t = texts[rnd(base)] as string;
    if (t.length > 1500) { const s = rnd(t.length - 1200); t = t.slice(s, s + 1200); const nl = t.indexOf('\n'); t = t.slice(nl + 1); }
    for (let c = rnd(3) + (k % 2); c >= 0; c--) {
      const at = rnd(t.length + 1); const kind = rnd(3);
      const bit = bits[rnd(bits.length)] as string;
      t = kind === 0 ? t.slice(0, at) + bit + t.slice(at) : kind === 1 ? t.slice(0, at) + t.slice(at + 1 + rnd(4)) : t.slice(0, at) + bit + t.slice(at + bit.length);
    }
    texts.push(t);
  }
  const run = spawnSync('/tmp/alloyhelper/cmp', { input: texts.map((t) => Buffer.from(t).toString('base64')).join('\n') + '\n', maxBuffer: 1 << 28, encoding: 'utf8' });
  const lines = run.stdout.split('\n');
  const diff: string[] = []; let ok = 0, lineDiff = 0;
  texts.forEach((t, i) => {
    const e = parseAlloy(t).error; const real = lines[i] as string;
    if ((real === 'ok') !== !e) diff.push(`${i} real=${real.slice(0, 150)} ours=${JSON.stringify(e)} :: ${e ? JSON.stringify(t.split('\n')[e.line - 1]) : ''}`);
    else if (!e) ok++;
    else { const l = /x:(\d+):/.exec(real)?.[1]; if (Number(l) !== e.line) { lineDiff++; if (lineDiff < 15) diff.push(`LINE ${i} real=${real.slice(0, 120)} ours=${JSON.stringify(e)}`); } }
  });
  console.log(base, texts.length, 'ok', ok, 'lineDiff', lineDiff, 'diff', diff.length, '\n' + diff.slice(0, 60).join('\n'));
}, 300000);
