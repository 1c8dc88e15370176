import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { bin, devDependencies, scripts, version } from '../../package.json';
import { ROOT } from '../helpers/cli';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const exists = (file: string): boolean => existsSync(join(ROOT, file));

/** Markdown files of a folder and the folders in it. */
function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return name === 'node_modules' ? [] : pagesIn(path);
    return name.endsWith('.md') ? [path] : [];
  });
}

const ROOT_PAGES = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
const PAGES = [...ROOT_PAGES, ...pagesIn('docs'), ...pagesIn('examples'), ...pagesIn('.github')];

/** Text of each page. */
const text = new Map(PAGES.map((page) => [page, read(page)]));

/** Links of a page to files of the repository: target and anchor. */
function linksOf(page: string): { readonly target: string; readonly anchor?: string }[] {
  const prose = (text.get(page) as string).replace(/```[\s\S]*?```/g, '');
  const hrefs = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => href as string);
  return hrefs
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path = '', anchor] = href.split('#');
      return { target: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

/** Anchors of a page, as GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  const headings = (text.get(page) ?? read(page)).replace(/```[\s\S]*?```/g, '').match(/^#+ .+$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Columns of a line of prose. Tables, code, and links and commands in one piece may be longer. */
const WIDTH = 140;

/** Pages with an entry a line, so that branches merge. */
const ONE_LINE_ENTRIES = ['CHANGELOG.md'];

describe.each(PAGES)('%s', (page) => {
  it('breaks long lines of prose', () => {
    if (ONE_LINE_ENTRIES.includes(page)) return;
    const lines = (text.get(page) as string).replace(/^ *```[\s\S]*?^ *```/gm, '').split('\n');
    const prose = lines.filter((line) => !line.startsWith('|') && (line.match(/`[^`]*`|[^\s`]+/g)?.length ?? 0) > 2);
    expect(prose.filter((line) => line.length > WIDTH)).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const links = linksOf(page);
    expect(links.filter(({ target }) => !exists(target))).toEqual([]);
    const anchored = links.filter(({ target, anchor }) => anchor !== undefined && target.endsWith('.md'));
    expect(anchored.filter(({ target, anchor }) => !anchorsOf(target).includes(anchor as string))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [
      ...(text.get(page) as string).matchAll(
        /`((?:bin|lib|charts|test|docs|scripts|examples|\.github|\.ci)\/[\w./-]+)`/g,
      ),
    ];
    const paths = named.map(([, path]) => path as string).filter((path) => !/\.\.\.|…/.test(path));
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it('names symbols in the files that declare them', () => {
    const named = (text.get(page) as string).matchAll(
      /`([A-Za-z]\w+)`(?: in |,? \()`((?:bin|lib|charts)\/[\w./-]+\.ts)`/g,
    );
    const missing = [...named].filter(
      ([, symbol = '', path = '']) =>
        !new RegExp(`(const|function|class|interface|type) ${symbol}\\b`).test(read(path)),
    );
    expect(missing.map(([match]) => match)).toEqual([]);
  });

  it('calls commands that exist', () => {
    const all = text.get(page) as string;
    const run = [...all.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script]) => script as string);
    const own = page.startsWith('examples/') ? exampleScripts(dirname(page)) : {};
    expect(run.filter((script) => !(script in scripts) && !(script in own))).toEqual([]);
    const programs: Readonly<Record<string, string>> = {
      ...bin,
      cdk: devDependencies['aws-cdk'],
      jest: '',
      prettier: '',
      eslint: '',
      tsc: '',
    };
    const npx = [...all.matchAll(/npx ([a-z][\w-]*)/g)].map(([, program]) => program as string);
    expect(npx.filter((program) => !(program in programs))).toEqual([]);
    const commands = [...all.matchAll(/npx eks-loki ([a-z]+)/g)].map(([, command]) => command as string);
    expect(commands.filter((command) => !exists(`bin/commands/${command}.ts`))).toEqual([]);
  });
});

function exampleScripts(folder: string): object {
  const file = join(folder, 'package.json');
  return exists(file) ? (JSON.parse(read(file)) as { scripts: object }).scripts : {};
}

test('every page can be reached from the README', () => {
  const reached = new Set<string>();
  const follow = (page: string): void => {
    if (reached.has(page) || !text.has(page)) return;
    reached.add(page);
    for (const { target } of linksOf(page)) follow(target);
  };
  follow('README.md');
  const elsewhere = (page: string) => page.startsWith('.github/'); // GitHub shows these by itself.
  expect(PAGES.filter((page) => !reached.has(page) && !elsewhere(page))).toEqual([]);
});

test('a tarball is named with the version of the package', () => {
  const named = PAGES.flatMap((page) => [...(text.get(page) as string).matchAll(/cdk-eks-loki-(\d+\.\d+\.\d+)\.tgz/g)]);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(([, found]) => found !== version)).toEqual([]);
});
