import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { NamespaceProps } from '../kubernetes/namespaces';

/** Context in which a chart is made. */
interface ChartContext<Props, Made> {
  /** Properties of all charts. */
  readonly props: Props;

  /** Charts before this one in the list, by name: a chart that needs a later one does not compile. */
  readonly made: Made;

  /** Namespaces that the charts of the list need. */
  readonly namespaces: readonly NamespaceProps[];

  /** Namespaces of the charts whose pods use Loki. */
  readonly clientNamespaces: readonly string[];
}

/** Entry of the list. */
interface ChartEntry<Name extends string, Made, Result extends Chart | undefined, Props> {
  /** Name of the chart in code. */
  readonly name: Name;

  /** Id of the chart and name of its file: the number is the order in which charts are applied. */
  readonly id: string;

  /** Namespace of its objects. @default - none of its own */
  readonly namespace?: (props: Props) => NamespaceProps | undefined;

  /** If true, its pods, or others in its namespace, use Loki. @default false */
  readonly usesLoki?: boolean;

  /** Makes the chart; undefined if the properties ask for none. */
  readonly make: (scope: Construct, id: string, context: ChartContext<Props, Made>) => Result;
}

type AnyEntry<Props> = ChartEntry<string, never, Chart | undefined, Props>;

/** Charts in the order in which they are applied. */
export class ChartList<Props, Made extends object = object> {
  private constructor(private readonly entries: readonly AnyEntry<Props>[]) {}

  /** A list without charts. */
  public static of<Props>(): ChartList<Props> {
    return new ChartList<Props>([]);
  }

  /**
   * The list with one more chart.
   *
   * @throws Error if its id does not come after the ids before it
   */
  public add<const Name extends string, Result extends Chart | undefined>(
    entry: ChartEntry<Name, Made, Result, Props>,
  ): ChartList<Props, Made & Readonly<Record<Name, Result>>> {
    const before = this.entries.at(-1);
    if (before && before.id >= entry.id) throw new Error(`${entry.id} must come after ${before.id}: raise its number`);
    return new ChartList([...this.entries, entry as unknown as AnyEntry<Props>]);
  }

  /** Makes the charts, by name. */
  public make(scope: Construct, props: Props): Made {
    const placed = this.entries.map((entry) => ({ ...entry, in: entry.namespace?.(props) }));
    const namespaces = placed.flatMap((entry) => entry.in ?? []);
    const clientNamespaces = placed.flatMap((entry) => (entry.usesLoki && entry.in ? [entry.in.name] : []));
    const made: Record<string, Chart | undefined> = {};
    for (const { name, id, make } of this.entries) {
      made[name] = make(scope, id, { props, made: made as never, namespaces, clientNamespaces });
    }
    return made as Made;
  }
}
