import { createHash } from 'node:crypto';
import { DAYS, HOURS } from '../factors';
import type { Grid } from './grid';
import { PAGE_SCRIPT } from './script';

/** Mark of pages that this program wrote, which it may replace. */
export const PAGE_MARK = '<meta name="generator" content="cdk-eks-loki plan">';

const STYLE = `
:root { color-scheme: light dark; --loki: #1f6feb; --other: #d1670a; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1rem; margin-bottom: 0; }
main { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
label { display: block; margin-top: 1rem; } input, select { width: 100%; font: inherit; }
output { font-weight: 600; } #total { font-size: 2rem; font-weight: 700; }
table { border-collapse: collapse; width: 100%; } th { font-weight: 400; text-align: left; white-space: nowrap; }
td { font-variant-numeric: tabular-nums; padding-left: 1rem; text-align: right; } td:last-child { text-align: left; width: 40%; }
.bar { background: var(--loki); height: 0.6rem; }
svg { height: auto; width: 100%; } svg text { fill: currentColor; font-size: 12px; } .grid { stroke: var(--line); }
.line { fill: none; stroke-width: 2; } .line.loki { stroke: var(--loki); } .line.cloudwatch { stroke: var(--other); stroke-dasharray: 6 4; }
[hidden] { display: none; }
.dot.loki { fill: var(--loki); } .dot.cloudwatch { fill: var(--other); }
.key.loki { color: var(--loki); } .key.cloudwatch { color: var(--other); } small { color: GrayText; }
`;

/** JSON as the content of an element. No text in it can end the element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A page with sliders of volume and retention, and what an environment would cost. It is self-contained, loads
 * nothing, and runs no script but its own.
 *
 * @param grids prices of each environment
 * @param day day that it is made, such as `2026-11-29`
 */
export function planPage(grids: readonly Grid[], day: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(PAGE_SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${PAGE_MARK}
<title>What logs cost</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What logs cost: <span id="region"></span></h1>
<noscript><p>The sliders need JavaScript. <code>eks-loki plan</code> prints the same numbers.</p></noscript>
<main>
<section aria-label="Choices">
<label>Environment <select id="environment"></select></label>
<label class="with-loki">Volume <output id="volume-value" for="volume"></output><input id="volume" type="range" min="0" step="1"></label>
<label class="with-loki">Retention <output id="retention-value" for="retention"></output><input id="retention" type="range" min="0" step="1"></label>
<p aria-live="polite"><span id="total"></span> dollars a month<span class="with-loki"><br>
<output id="per-gigabyte"></output> for each GB logged<br>
<output id="cloudwatch"></output> for CloudWatch Logs with the same lines</span></p>
<p id="elsewhere">Its lines go to a Loki elsewhere.</p>
<p id="size"></p>
<table><tbody id="parts"></tbody></table>
</section>
<section class="with-loki" aria-label="Charts">
<p><span class="key loki">— this environment</span> <span class="key cloudwatch">- - CloudWatch Logs, without queries</span></p>
<h2>Dollars a month by volume</h2>
<svg id="by-volume" viewBox="0 0 560 300" role="img" aria-label="Dollars a month by volume"></svg>
<h2>Dollars a month by retention</h2>
<svg id="by-retention" viewBox="0 0 560 300" role="img" aria-label="Dollars a month by retention"></svg>
</section>
</main>
<p><small>US dollars for a month of ${HOURS} hours (${DAYS} days), on demand, without tax, discounts and free tier. Made on ${day} by eks-loki plan,
which also prints the arithmetic.</small></p>
<script id="grids" type="application/json">${embedded(grids)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
