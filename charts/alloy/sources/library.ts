import type { LokiEndpoint } from '../../endpoint/endpoint';
import { boolean, type Validator } from '../../input/props';
import { OTLP_LABELS } from '../../loki/otlp';
import type { KafkaTopicSource } from '../kafka/props';
import { kafkaTopics } from '../kafka/validate';
import type { LibraryCollectorName } from '../collectors/library';
import type { AlloyPipeline } from '../pipeline';
import { AUDIT, type AuditSettings, AuditSource } from './audit';
import { CLOUD_INIT, type CloudInitSettings, cloudInitSources } from './cloud-init';
import { EventsSource } from './events';
import { FilesSource } from './files/files';
import { FILES, type NodeFiles } from './files/settings';
import { HUBBLE, type HubbleSettings, HubbleSource } from './hubble';
import { JournalSource } from './journal/journal';
import { JOURNAL, type JournalSettings } from './journal/settings';
import { PodsSource } from './pods';
import { KafkaTopic } from './kafka-topic';
import { PodsApiSource } from './pods/api';
import { placed } from './place';
import type { PodsSettings } from './pods/settings';
import { pods } from './pods/validate';
import { FirehoseReceiver } from './receivers/firehose';
import { DirectOtlp } from './receivers/otlp/direct';
import { PipedOtlp } from './receivers/otlp/piped';
import { isDirect } from './receivers/otlp/way';
import { PushReceiver } from './receivers/push';
import {
  FIREHOSE,
  type FirehoseSettings,
  OTLP,
  type OtlpSettings,
  PUSH,
  type PushSettings,
  RECEIVER_SWITCH,
  type ReceiverSettings,
} from './receivers/settings';
import { SyslogReceiver } from './receivers/syslog';
import type { AlloySource } from './source';

/** Sources of the library that Alloy reads. */
export interface AlloySources {
  /** The systemd journal. @default true */
  readonly journal?: boolean | JournalSettings;

  /** The kernel's audit log, on nodes that have one. @default true */
  readonly audit?: boolean | AuditSettings;

  /** cloud-init's log, on nodes that have one. @default true */
  readonly cloudInit?: boolean | CloudInitSettings;

  /** The logs of pods: all, or as its settings choose. @default true */
  readonly pods?: boolean | PodsSettings;

  /** Kubernetes events: one more pod, with a volume of 1 GiB. @default true */
  readonly events?: boolean;

  /** Files of nodes of your own choice, such as `[{ name: 'app', paths: ['/var/log/app/*.log'] }]`. @default - none */
  readonly files?: readonly NodeFiles[];

  /** Flow logs of Cilium's Hubble, on clusters with Cilium that exports them. @default false */
  readonly hubble?: boolean | HubbleSettings;

  /** Topics of Kafka that others write. @default - none */
  readonly kafkaTopics?: readonly KafkaTopicSource[];

  /** Receiver of Loki's push API, on the port 3500 of `alloy-receivers`. @default false */
  readonly push?: boolean | PushSettings;

  /** Receiver of OTLP logs, on the ports 4317 (gRPC) and 4318 (HTTP) of `alloy-receivers`. @default false */
  readonly otlp?: boolean | OtlpSettings;

  /** Receiver of syslog (RFC 5424), on the port 1514 of `alloy-receivers`, or with TLS 6514. @default false */
  readonly syslog?: boolean | ReceiverSettings;

  /** Receiver of Amazon Data Firehose, on the port 9880 of `alloy-receivers`. @default - none */
  readonly firehose?: FirehoseSettings;
}

/** Settings that several sources of the library share. */
export interface SharedSourceSettings {
  /** If true, `node_name` is a label of pod logs. @default true */
  readonly nodeLabel?: boolean;

  /** Loki that all lines go to. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Processing of lines and their destinations. @default - none */
  readonly pipeline?: AlloyPipeline;

  /** Resource attributes of OTLP that become labels. @default - those of Loki's chart */
  readonly otlpIndexLabels?: readonly string[];
}

/** Settings of a source: the form of its field that is not a switch. */
type SettingsOf<T> = Exclude<T, boolean | undefined>;

/** Source of the library, and the collector that runs it. */
interface LibrarySource<T> {
  /** The collector. */
  readonly collector: LibraryCollectorName;

  /** If true, it is off unless its field is set. @default false */
  readonly isOff?: boolean;

  /** Validator of its field. */
  readonly validate: Validator;

  /** Makes the source. */
  readonly make: Make<T>;

  /** Sources that other collectors run for the same field, with the settings for which they do. @default - none */
  readonly others?: Partial<Readonly<Record<LibraryCollectorName, OtherSource<T>>>>;
}

/** Source that another collector runs. */
interface OtherSource<T> {
  readonly isOn: (settings: SettingsOf<T> | undefined) => boolean;
  readonly make: Make<T>;
}

type Make<T> = (settings: SettingsOf<T> | undefined, shared: SharedSourceSettings) => AlloySource | AlloySource[];

/** The sources of the library. To add one, add its field above and its entry here. */
const SOURCES: { readonly [K in keyof AlloySources]-?: LibrarySource<AlloySources[K]> } = {
  journal: { collector: 'agent', validate: JOURNAL, make: (settings) => new JournalSource(settings) },
  audit: { collector: 'agent', validate: AUDIT, make: (settings) => new AuditSource(settings) },
  cloudInit: { collector: 'agent', validate: CLOUD_INIT, make: cloudInitSources },
  pods: {
    collector: 'agent',
    validate: pods,
    make: (settings, shared) => (settings?.from === 'api' ? [] : new PodsSource({ ...shared, settings })),
    others: {
      pods: {
        isOn: (settings) => settings?.from === 'api' || settings?.fargate === true,
        make: (settings, { pipeline }) => new PodsApiSource(settings, pipeline?.nodeLabels),
      },
    },
  },
  events: { collector: 'events', validate: boolean, make: () => new EventsSource() },
  files: {
    collector: 'agent',
    isOff: true,
    validate: FILES,
    make: (files = []) => files.map((each, index) => new FilesSource(each, index)),
  },
  hubble: { collector: 'agent', isOff: true, validate: HUBBLE, make: (settings) => new HubbleSource(settings) },
  kafkaTopics: {
    collector: 'kafka',
    isOff: true,
    validate: kafkaTopics,
    make: (settings = [], shared) =>
      settings.map((topic, index) => placed(new KafkaTopic(topic, shared), `alloy.kafkaTopics[${index}]`)),
  },
  push: { collector: 'receivers', isOff: true, validate: PUSH, make: (settings = {}) => new PushReceiver(settings) },
  otlp: {
    collector: 'receivers',
    isOff: true,
    validate: OTLP,
    make: (settings = {}, { pipeline, otlpIndexLabels = OTLP_LABELS }) =>
      isDirect(settings, pipeline) ? new DirectOtlp(settings) : new PipedOtlp(settings, otlpIndexLabels),
  },
  syslog: {
    collector: 'receivers',
    isOff: true,
    validate: RECEIVER_SWITCH,
    make: (settings = {}) => new SyslogReceiver(settings),
  },
  firehose: {
    collector: 'receivers',
    isOff: true,
    validate: FIREHOSE,
    make: (settings) => (settings ? new FirehoseReceiver(settings) : []),
  },
};

const ENTRIES = Object.entries(SOURCES) as [keyof AlloySources, LibrarySource<unknown>][];

/** Validators of the fields of the library's sources. */
export const SOURCE_VALIDATORS = Object.fromEntries(ENTRIES.map(([name, { validate }]) => [name, validate])) as {
  readonly [K in keyof AlloySources]-?: Validator;
};

/** Sources that are on unless a field turns them off. */
export const DEFAULT_SOURCES = ENTRIES.flatMap(([name, { isOff }]) => (isOff === true ? [] : [name]));

/** Sources of a collector of the library that are on. */
export function librarySources(
  collector: LibraryCollectorName,
  fields: AlloySources = {},
  shared: SharedSourceSettings,
): AlloySource[] {
  return ENTRIES.flatMap((entry) => {
    const make = makerOf(collector, entry, fields);
    return [make?.(settingsIn(entry, fields), shared) ?? []].flat().map((each) => placed(each, `alloy.${entry[0]}`));
  });
}

/** True if a collector of the library has a source that is on. */
export const hasLibrarySource = (collector: LibraryCollectorName, fields: AlloySources = {}): boolean =>
  ENTRIES.some((entry) => makerOf(collector, entry, fields) !== undefined);

type Entry = (typeof ENTRIES)[number];

/** Maker of a source for a collector; undefined if it is off there. */
function makerOf(collector: LibraryCollectorName, entry: Entry, fields: AlloySources): Make<unknown> | undefined {
  const [name, source] = entry;
  if ((fields[name] ?? !source.isOff) === false) return undefined;
  if (source.collector === collector) return source.make;
  const other = source.others?.[collector];
  return other?.isOn(settingsIn(entry, fields)) ? other.make : undefined;
}

/** Settings of a source; undefined if its field is a switch. */
const settingsIn = ([name]: Entry, fields: AlloySources): unknown => (fields[name] === true ? undefined : fields[name]);
