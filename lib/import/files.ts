import { MAX_ITEM_NAME } from '../../charts/input/item-name';
import type { Effect, Importing } from './importing';
import { itemNameOf } from './names';
import type { Node } from './tree/account';

/** Difference of files that were read from their end. */
export const FROM_THEIR_END: Effect = {
  subject: 'files of pods at the first start',
  was: 'from their end',
  is: 'from their beginning',
};

/** Name of files from that of a job. */
const filesName = (name: string): string => itemNameOf(name.replace(/^[^a-z]+/i, '')) || 'files';

/** A target with paths of files: its labels have these, too. */
export interface FileTarget {
  /** Its labels. */
  readonly labels: Node;

  /** The whole target. */
  readonly node: Node;
}

/** Targets whose files have the same labels: an entry of `alloy.files`. */
export interface FileGroup {
  /** Its name. */
  readonly name: string;

  /** Its labels. */
  readonly labels: Readonly<Record<string, string>>;

  /** Its targets. */
  readonly targets: readonly FileTarget[];
}

/** Targets of a job or component, in groups of the same labels; one without targets if it names none. */
export function fileGroups(name: string, targets: readonly FileTarget[]): FileGroup[] {
  const groups = new Map<string, { readonly labels: Record<string, string>; readonly targets: FileTarget[] }>();
  for (const target of targets) {
    const labels = fileLabels(target.labels.children);
    const key = JSON.stringify(labels);
    const known = groups.get(key);
    if (known) known.targets.push(target);
    else groups.set(key, { labels, targets: [target] });
  }
  const known = filesName(name);
  const all = groups.size === 0 ? [{ labels: {}, targets: [] }] : [...groups.values()];
  return all.map((group, index) => {
    const end = index === 0 ? '' : `-${index + 1}`;
    return { name: `${known.slice(0, MAX_ITEM_NAME - end.length)}${end}`, ...group };
  });
}

/** Labels of files, of those that a target has. */
function fileLabels(labels: readonly Node[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const label of labels) {
    if (label.key.startsWith('__') || label.text === undefined) continue;
    if (OF_EACH_FILE.includes(label.key)) label.differs('files have the job node_file/<name>, and node_name');
    else found[label.key] = label.text;
  }
  return found;
}

/** Labels that each file has here, or that its targets have of their node. */
const OF_EACH_FILE = ['job', 'host', 'hostname', 'cluster', 'node_name', 'filename'];

/** Adds the files of a group to the environment. `texts` are their paths. @default - those of its targets */
export function draftFiles(
  { draft }: Importing,
  { name, labels, targets }: FileGroup,
  origins: readonly Node[],
  texts: readonly string[] = targets.flatMap(({ labels: of }) => of.at('__path__').text ?? []),
): void {
  const globs = texts.flatMap(alternatives);
  const excluded = targets.flatMap(({ labels: of }) => alternatives(of.at('__path_exclude__').text ?? ''));
  const exclude = [...new Set(excluded)].filter((glob) => glob !== '');
  draft.push(
    ['alloy', 'files'],
    {
      name,
      paths: globs.filter((path) => !path.endsWith('.gz')),
      ...(globs.some((path) => path.endsWith('.gz')) ? { gzip: globs.filter((path) => path.endsWith('.gz')) } : {}),
      ...(exclude.length > 0 ? { exclude } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
    },
    ...origins,
  );
  for (const { labels: of } of targets) {
    of.at('__path__').taken('alloy.files[].paths');
    of.at('__path_exclude__').taken('alloy.files[].exclude');
    for (const label of Object.keys(labels)) of.at(label).taken(`alloy.files[].labels.${label}`);
  }
}

/** Globs without braces. */
function alternatives(glob: string): string[] {
  const [, before = '', inner, after = ''] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  if (inner === undefined) return [glob];
  return inner.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}
