import { visible } from '../../../charts/input/show';
import type { Draft } from '../draft';
import { type Comments, commentLines, keyLiteral, literal, textLiteral } from './literal';

/** Order in which the fields of an environment are written; the others follow. */
const ORDER = [
  ...['account', 'region', 'cluster', 'volume', 'retention', 'tenants', 'tenantNamespaces', 'storage', 'loki', 'alloy'],
  ...['grafana', 'canary', 'network', 'expose', 'monitoring', 'clusterDomain', 'imagePullSecrets', 'workloads'],
];

/** Parts of a file of environments. */
export interface EnvironmentsFileProps {
  /** The environment. */
  readonly draft: Draft;

  /** Module that `defineEnvironments` is imported from. */
  readonly module: string;

  /** Names of what it was imported from. */
  readonly from: readonly string[];
}

/** Environment in the order in which a person writes it. */
export function ordered(environment: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return Object.fromEntries(Object.entries(environment).sort(([a], [b]) => rank(a) - rank(b)));
}

/** File of environments with one that was imported, and a comment where somebody has to decide. */
export function environmentsFile({ draft, module, from }: EnvironmentsFileProps): string {
  const environment = ordered(draft.toObject());
  const { placed, open } = placedComments(environment, draft.notes);
  const heading = `Imported from ${from.map(visible).join(', ')}. A comment that begins with "decide" is an open question.`;
  const body = literal(environment, { path: '', indent: '  ', before: '', comments: placed });
  const first = open.map((text) => commentLines(text, '    ')).join('');
  return [
    `import { defineEnvironments } from ${textLiteral(module)};`,
    '',
    commentLines(heading, '').trimEnd(),
    'export default defineEnvironments({',
    `  ${keyLiteral(draft.name)}: ${body.replace('{\n', `{\n${first}`)},`,
    '});',
    '',
  ].join('\n');
}

/** Comments of fields that are written, and the others. */
function placedComments(
  environment: unknown,
  comments: Comments,
): { readonly placed: Comments; readonly open: string[] } {
  const placed = new Map<string, string>();
  const open: string[] = [];
  for (const [path, text] of comments) {
    const shown = text.split('\n').map(visible).join('\n');
    if (hasPath(environment, path)) placed.set(path, shown);
    else open.push(shown.replace(/^decide: /gm, `decide: ${path}: `));
  }
  return { placed, open };
}

/** True if a value has something at a path. */
function hasPath(value: unknown, path: string): boolean {
  const keys = [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)];
  let inner = value;
  for (const [, index, quoted, name] of keys) {
    const key = index ?? quoted ?? name ?? '';
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return false;
    inner = (inner as Record<string, unknown>)[key];
  }
  return true;
}
