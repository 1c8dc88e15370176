import { ByNamespace } from './by-namespace';
import { addTo } from './groups';
import type { Selector } from './selectors';
import { record } from './shape';
import { MADE, type Workload } from './workloads';

/**
 * Workloads by namespace, and by each label of their pods. Every Service, policy and budget selects some: trying all of them
 * each time would be quadratic.
 */
export class WorkloadIndex {
  private readonly namespaces: ByNamespace<Workload>;
  private readonly labels = new Map<string, Map<unknown, Workload[]>>();

  constructor(workloads: readonly Workload[]) {
    this.namespaces = new ByNamespace(workloads, ({ namespace }) => namespace);
    for (const workload of workloads) {
      for (const [key, value] of Object.entries(workload.labels)) {
        let values = this.labels.get(key);
        if (!values) this.labels.set(key, (values = new Map<unknown, Workload[]>()));
        addTo<unknown, Workload>(values, value, workload);
      }
    }
  }

  /** True if a workload may be in a namespace. */
  public has(namespace: string | undefined): boolean {
    return this.namespaces.has(namespace);
  }

  /** A small group of workloads, in their order, that includes all that a selector selects in a namespace. */
  public candidates(namespace: string | undefined, selector: Selector | undefined): readonly Workload[] {
    let fewest = this.namespaces.in(namespace);
    for (const [key, value] of Object.entries(record(record(selector).matchLabels))) {
      // A label without a value is one that pods may lack.
      const found = value === undefined || MADE.includes(key) ? fewest : (this.labels.get(key)?.get(value) ?? []);
      if (found.length < fewest.length) fewest = found;
    }
    return fewest;
  }
}
