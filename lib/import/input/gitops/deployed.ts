import { at, type Block, isRecord, text } from '../../../manifests/shape';
import { type DeployingObject, type FormerRelease, kubernetesName } from '../../release';

/** A chart that an object, or an entry of a file, deploys. */
export interface Deployed {
  /** Its kind and name for messages. */
  readonly words: string;

  /** Name or path of its chart. @default - unknown */
  readonly chart?: string;

  /** Version of its chart. @default - unknown */
  readonly version?: string;

  /** Values as maps or texts. Later ones win. */
  readonly values: readonly unknown[];

  /** Values of single keys, which win over all others. @default - none */
  readonly set?: readonly Readonly<Record<string, unknown>>[];

  /** Settings beside the values that are not read, and what to do about each. */
  readonly unread: readonly Unread[];

  /** Its release. */
  readonly release: FormerRelease;

  /** Advice if it has no values. */
  readonly fix: string;
}

/** A setting that is not read. */
export interface Unread {
  /** Its key. */
  readonly path: string;

  /** Reason and advice. */
  readonly note: string;

  /** True if it is of another program, so that there is nothing to decide. @default false */
  readonly isOther?: boolean;
}

/** Advice about files whose values have lower precedence. */
export const LOSES = 'is not read: name a file with its values too, before this one, which wins';

/** Advice about single values, which have higher precedence. */
export const WINS = 'is not read: write it into a file of values, and name that file after this one';

/** Settings of a block that are not empty, each with its advice. */
export const unreadIn = (block: unknown, notes: Readonly<Record<string, string>>): Unread[] =>
  Object.entries(notes).flatMap(([path, note]) => {
    const value = at(block, path);
    const hasSome =
      typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : text(value) !== undefined;
    return hasSome ? [{ path, note }] : [];
  });

/** True for values with something in them: a map, or a text. */
export const isValues = (value: unknown): boolean =>
  typeof value === 'string' || (isRecord(value) && Object.keys(value).length > 0);

/** Group and kind of an object: `argoproj.io Application`. */
export const kindOf = (document: Block): string => {
  const [group = ''] = (text(document['apiVersion']) ?? '').split('/');
  return `${group} ${text(document['kind']) ?? ''}`;
};

/** A text that is not a template of another program. */
export const plainText = (value: unknown): string | undefined => {
  const found = text(value);
  return found === undefined || found.trim() === '' || /\{\{|\$\{/.test(found) ? undefined : found.trim();
};

/** A name of an object or a namespace. */
export const nameText = (value: unknown): string | undefined => kubernetesName(plainText(value));

/** Reference to an object in a cluster; undefined without a name. */
export function deployingObject(document: Block): DeployingObject | undefined {
  const name = nameText(at(document, 'metadata.name'));
  const namespace = nameText(at(document, 'metadata.namespace'));
  return name === undefined ? undefined : { kind: text(document['kind']) ?? '', name, namespace };
}

/** Kind and name of an object, if it has them. */
export const wordsOf = (document: Block): string =>
  [text(document['kind']), text(at(document, 'metadata.name'))].filter(Boolean).join(' ');
