import { visible } from '../../../charts/input/show';
import { commentLines } from '../../environment/typescript/comments';
import { literal } from '../../environment/typescript/literal';
import { keyLiteral, textLiteral } from '../../environment/typescript/text';
import type { Draft, Note } from '../draft';
import { type Path, pathKey, pathText } from '../tree/path';

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

/** Environment with its fields in the usual order. */
export function ordered(environment: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return Object.fromEntries(Object.entries(environment).sort(([a], [b]) => rank(a) - rank(b)));
}

/** File of environments with the imported one, and a comment at each open decision. */
export function environmentsFile({ draft, module, from }: EnvironmentsFileProps): string {
  const environment = ordered(draft.toObject());
  const { placed, open } = placedComments(environment, draft.notes);
  const heading = `Imported from ${from.map(visible).join(', ')}. A comment that begins with "decide" is an open question.`;
  const body = literal(environment, { indent: '  ', open: 1, commentAt: (path) => placed.get(pathKey(path)) });
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

/** Comments of fields that are written, by the keys of their paths, and the others. */
function placedComments(
  environment: unknown,
  notes: readonly Note[],
): { readonly placed: ReadonlyMap<string, string>; readonly open: string[] } {
  const placed = new Map<string, string>();
  const open: string[] = [];
  for (const { path, text, isOpen } of notes) {
    const key = pathKey(path);
    const above = placed.get(key);
    const mark = isOpen ? 'decide: ' : '';
    if (!hasPath(environment, path)) open.push(visible(`${mark}${pathText(path)}: ${text}`));
    else placed.set(key, `${above === undefined ? '' : `${above}\n`}${visible(`${mark}${text}`)}`);
  }
  return { placed, open };
}

/** True if a value has something at a path. */
function hasPath(value: unknown, path: Path): boolean {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return false;
    inner = (inner as Record<string, unknown>)[key];
  }
  return true;
}
