import type { LibraryCollectorName } from '../collectors/library';
import { AuditSource } from './audit';
import { CloudInitSource } from './cloud-init';
import { EventsSource } from './events';
import { JournalSource } from './journal';
import { PodsSource, type PodsSourceProps } from './pods';
import type { AlloySource } from './source';

/** Sources of the library that Alloy reads. */
export interface AlloySources {
  /** The systemd journal. @default true */
  readonly journal?: boolean;

  /** The kernel's audit log, on nodes that have one. @default true */
  readonly audit?: boolean;

  /** cloud-init's log, on nodes that have one. @default true */
  readonly cloudInit?: boolean;

  /** The logs of all pods. @default true */
  readonly pods?: boolean;

  /** Kubernetes events: one more pod, with a volume of 1 GiB. @default true */
  readonly events?: boolean;
}

/** Source of the library, and the collector that runs it. */
interface LibrarySource {
  /** The collector. */
  readonly collector: LibraryCollectorName;

  /** Makes the source. */
  readonly make: (props: PodsSourceProps) => AlloySource;
}

const SOURCES: Record<keyof AlloySources, LibrarySource> = {
  journal: { collector: 'agent', make: () => new JournalSource() },
  audit: { collector: 'agent', make: () => new AuditSource() },
  cloudInit: { collector: 'agent', make: () => new CloudInitSource() },
  pods: { collector: 'agent', make: (props) => new PodsSource(props) },
  events: { collector: 'events', make: () => new EventsSource() },
};

/** Sources of a collector of the library that are on. */
export function librarySources(
  collector: LibraryCollectorName,
  on: AlloySources = {},
  props: PodsSourceProps = {},
): AlloySource[] {
  return Object.entries(SOURCES)
    .filter(([name, source]) => source.collector === collector && (on[name as keyof AlloySources] ?? true))
    .map(([, { make }]) => make(props));
}
