import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * `npm run dashboards [-- FILE]`: draws the dashboards into docs/images, from the answers of a run of test/e2e/dashboards.e2e.ts
 * in FILE, or of a run that it makes. There is no Grafana in it: its components for panels are installed into a cache folder
 * the first time, and a Chromium without a window draws them.
 */

const HERE = join(__dirname, 'dashboards');
const PACKAGES = join(HERE, 'packages.json');
const IMAGES = join(__dirname, '..', 'docs', 'images');

/** Largest picture, in bytes. */
const MAX_BYTES = 150_000;

/** Width of a picture, height of a row of the grid, and height above the first row, in pixels. */
const WIDTH = 1600;
const ROW = 38;
const ABOVE = 50;

/** Answers of a run. */
interface Answers {
  readonly now: number;
  readonly range: number;
  readonly dashboards: readonly {
    readonly uid: string;
    readonly panels: readonly { readonly gridPos: { readonly y: number; readonly h: number } }[];
  }[];
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Runs a program. @throws Error if it fails */
function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? `ended with ${status}`}`);
}

/** Folder with the packages, which are installed there the first time. */
function packages(): string {
  const key = createHash('sha256').update(readFileSync(PACKAGES)).digest('hex').slice(0, 12);
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(caches, 'cdk-eks-loki', `dashboards-${key}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  cpSync(PACKAGES, join(unfinished, 'package.json'));
  run('npm', ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(unfinished, folder);
  return folder;
}

/** Chromium of this machine. @throws Error if it is not installed */
function chromium(): string {
  const names = [process.env.CHROMIUM_BIN ?? '', 'chromium-headless-shell', 'chromium'].filter(Boolean);
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (!found) throw new Error('no Chromium; Debian: chromium-headless-shell, or name one in CHROMIUM_BIN');
  return found;
}

/** Answers in a file, or of a run that is made now. */
function answersOf(file: string | undefined, folder: string): Answers {
  const from = file ?? join(folder, 'answers.json');
  const env = { ...process.env, DASHBOARD_ANSWERS: from };
  if (file === undefined) run('npm', ['run', 'e2e', '--', 'test/e2e/dashboards.e2e.ts'], { env });
  return JSON.parse(readFileSync(from, 'utf8')) as Answers;
}

/** Makes a picture smaller: dashboards have few colours. */
async function shrink(from: string, to: string, installed: string): Promise<number> {
  type Sharp = (file: string) => { png(options: object): { toFile(file: string): Promise<unknown> } };
  const sharp = createRequire(join(installed, 'package.json'))('sharp') as Sharp;
  for (const colours of [64, 32, 16]) {
    await sharp(from).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toFile(to);
    if (statSync(to).size <= MAX_BYTES) break;
  }
  return statSync(to).size;
}

async function draw(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
  try {
    const program = chromium();
    const installed = packages();
    const { dashboards, answers, ...window } = answersOf(process.argv[2], folder);
    await build({
      entryPoints: [join(HERE, 'page.jsx')],
      outfile: join(folder, 'page.js'),
      bundle: true,
      minify: true,
      format: 'iife',
      nodePaths: [join(installed, 'node_modules')],
      define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
      loader: { '.ttf': 'dataurl', '.svg': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.png': 'dataurl' },
      logLevel: 'error',
    });
    mkdirSync(IMAGES, { recursive: true });
    for (const dashboard of dashboards) {
      const name = dashboard.uid.replace(/^.*_/, '');
      const data = JSON.stringify({ dashboard, answers: answers[name], ...window }).replaceAll('<', '\\u003c');
      const page = join(folder, `${name}.html`);
      writeFileSync(
        page,
        `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><body style="background:#111217;color:#ccccdc;margin:8px;font-family:Inter,sans-serif"><div id="root"></div><script>window.__grafana_public_path__="";window.DRAWN=${data}</script><script src="page.js"></script>`,
      );
      const height = ABOVE + ROW * Math.max(...dashboard.panels.map(({ gridPos: { y, h } }) => y + h));
      const raw = join(folder, `${name}.png`);
      const options = [
        ...['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=8000'],
        ...[`--window-size=${WIDTH},${height}`, '--run-all-compositor-stages-before-draw', `--screenshot=${raw}`],
      ];
      // It complains of everything that a machine without a desktop lacks.
      run(program, [...options, `file://${page}`], { stdio: 'ignore' });
      const bytes = await shrink(raw, join(IMAGES, `dashboard-${name}.png`), installed);
      process.stdout.write(`docs/images/dashboard-${name}.png: ${bytes} bytes\n`);
      if (bytes > MAX_BYTES) throw new Error(`${name} has more than ${MAX_BYTES} bytes`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void draw();
