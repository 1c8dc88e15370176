import { LIBRARY_COLLECTORS } from '../alloy/collectors/library';
import { type AlloySources, hasLibrarySource } from '../alloy/sources/library';
import { CANARY, canaryOf, type CanarySettings } from '../canary/props';
import { deployOf, GRAFANA, type GrafanaDeployProps } from '../grafana/deploy/props';
import { noEffect } from '../input/no-effect';
import { ownValue } from '../input/own-value';
import type { Problem } from '../input/problems';
import { SIZED_COMPONENTS } from '../loki/sizes/sizes';
import { SCRAPERS_OF_METRICS } from '../monitoring/props';
import { SCRAPER_NAME } from '../monitoring/scraper/names';

/** Fields that turn parts on. */
export interface PartFields {
  /** Loki's canary. @default false */
  readonly canary?: boolean | CanarySettings;

  /** A Grafana that is deployed. @default false */
  readonly deploy?: boolean | object;

  /** Monitoring. @default - none */
  readonly monitoring?: { readonly from?: string };

  /** Sources of the library. @default - those that are on by default */
  readonly sources?: AlloySources;

  /** Kafka between the collectors and Loki. @default - none */
  readonly kafka?: object;
}

/** Condition for the pods of a part. */
interface PartSwitch {
  /** True if the part has pods. */
  readonly isOn: (fields: PartFields) => boolean;

  /** Words for a part without pods. */
  readonly off: string;

  /** Field that turns it on, in words that follow `leave it out, or`. */
  readonly turnOn: string;
}

const { events, pods, kafka, receivers } = LIBRARY_COLLECTORS;

/** Scrapers of others. A scraper that does not exist has a problem of its own. */
const OTHER_SCRAPERS: readonly unknown[] = SCRAPERS_OF_METRICS.filter((from) => from !== 'alloy');

/** Parts that have no pods unless a field turns them on. */
const SWITCHES: Readonly<Record<string, PartSwitch>> = {
  [CANARY]: {
    isOn: ({ canary }) => canaryOf(canary) !== undefined,
    off: 'there is no canary',
    turnOn: 'write canary: true',
  },
  [GRAFANA]: {
    isOn: ({ deploy }) => deployOf(deploy as boolean | GrafanaDeployProps | undefined) !== undefined,
    off: 'no Grafana is deployed',
    turnOn: 'set grafana.deploy to true',
  },
  [SCRAPER_NAME]: {
    isOn: ({ monitoring }) => monitoring !== undefined && !OTHER_SCRAPERS.includes(monitoring.from),
    off: 'no collector scrapes metrics',
    turnOn: "write monitoring: { from: 'alloy', … }",
  },
  [events.name]: {
    isOn: ({ sources }) => hasLibrarySource('events', sources),
    off: 'events are off',
    turnOn: 'set alloy.events to true',
  },
  [pods.name]: {
    isOn: ({ sources }) => hasLibrarySource('pods', sources),
    off: 'no logs of pods are read from the Kubernetes API',
    turnOn: "write from: 'api' or fargate: true in alloy.pods",
  },
  [kafka.name]: {
    isOn: ({ sources, ...fields }) => hasLibrarySource('kafka', sources) || fields.kafka !== undefined,
    off: 'nothing is read from Kafka',
    turnOn: 'set alloy.kafka or alloy.kafkaTopics',
  },
  [receivers.name]: {
    isOn: ({ sources }) => hasLibrarySource('receivers', sources),
    off: 'no receiver is on',
    turnOn: 'set alloy.push, alloy.otlp, alloy.syslog or alloy.firehose',
  },
};

/** Parts in the cluster of Loki: without a Loki of its own, a cluster has none of them. */
export const PARTS_BESIDE_LOKI: readonly string[] = ['loki', ...SIZED_COMPONENTS, GRAFANA, kafka.name];

/** True if a part has pods. */
export const hasPods = (part: string, fields: PartFields): boolean => ownValue(SWITCHES, part)?.isOn(fields) ?? true;

/** Problems of settings of parts without pods. An empty object sets nothing. */
export function idleParts(workloads: object, fields: PartFields): Problem[] {
  return Object.entries(workloads).flatMap(([part, settings]: [string, unknown]): Problem[] => {
    const { off, turnOn } = ownValue(SWITCHES, part) ?? {};
    if (off === undefined || isEmpty(settings) || hasPods(part, fields)) return [];
    return [noEffect(`workloads.${part}`, settings, off, `leave it out, or ${turnOn}`)];
  });
}

const isEmpty = (settings: unknown): boolean =>
  typeof settings !== 'object' || settings === null || Object.values(settings).every((value) => value === undefined);
