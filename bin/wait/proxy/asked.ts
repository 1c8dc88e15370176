/** Objects, or a path of the API, that a `kubectl get` asks for. */
export interface Asked {
  /** Path of the API whose answer is printed as it is. @default - objects */
  readonly raw?: string;

  /** Kinds, as kubectl takes them: `pods`, `networkpolicy.v1.networking.k8s.io`. */
  readonly kinds: readonly string[];

  /** Names of objects of one kind. Without any, all are listed. */
  readonly names: readonly string[];

  /** Namespace. @default - all, or that of the context */
  readonly namespace?: string;

  /** If true, objects of all namespaces are listed. */
  readonly isEverywhere: boolean;

  /** Parameters of a list. */
  readonly parameters: Readonly<Record<string, string>>;

  /** Longest time of a request, in seconds. @default - the usual one */
  readonly seconds?: number;
}

/** Options that have a value. */
const VALUES = ['--namespace', '--output', '--raw', '--selector', '--field-selector', '--request-timeout'];

/** Options that have none. */
const SWITCHES = ['--all-namespaces', '--ignore-not-found'];

/** Finds out what a command asks for; undefined if it is no `get` of objects as JSON, or has options that are not known here. */
export function askedBy([verb, ...args]: readonly string[]): Asked | undefined {
  if (verb !== 'get') return undefined;
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const [, name = word, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    if (!name.startsWith('-')) words.push(word);
    else if (SWITCHES.includes(name) && value === undefined) options.set(name, 'true');
    else if (!VALUES.includes(name)) return undefined;
    else options.set(name, value ?? args[++at] ?? '');
  }
  const seconds = secondsOf(options.get('--request-timeout'));
  const raw = options.get('--raw');
  if (raw !== undefined) return { raw, kinds: [], names: [], isEverywhere: false, parameters: {}, seconds };
  const [kinds = '', ...names] = words;
  if (options.get('--output') !== 'json' || kinds === '' || words.some((word) => word.includes('/'))) return undefined;
  return {
    kinds: kinds.split(','),
    names,
    namespace: options.get('--namespace'),
    isEverywhere: options.has('--all-namespaces'),
    parameters: {
      ...parameter('labelSelector', options.get('--selector')),
      ...parameter('fieldSelector', options.get('--field-selector')),
    },
    seconds,
  };
}

const parameter = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });

function secondsOf(text: string | undefined): number | undefined {
  const [, seconds] = /^(\d+)s$/.exec(text ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
