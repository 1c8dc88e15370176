import { someTexts, switchOr } from '../../input/combine';
import { fields, type Validator } from '../../input/props';
import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';
import { bool, list, raw, text } from '../language/values';
import { labelValues } from '../stages/label-values';
import { sameNames, structuredMetadata } from '../stages/metadata';
import { dropFilename, NODE_NAME, nodeLabels } from '../stages/node';
import { FILE_GLOB, mountsOf } from './files/paths';
import { filterOf, wordOf } from './settings';
import type { AlloyContext, AlloySource, HostMount } from './source';

/** Verdict of a flow. */
export type HubbleVerdict = 'FORWARDED' | 'DROPPED' | 'ERROR' | 'AUDIT' | 'REDIRECTED' | 'TRACED' | 'TRANSLATED';

const HUBBLE_VERDICTS: readonly HubbleVerdict[] = [
  'FORWARDED',
  'DROPPED',
  'ERROR',
  'AUDIT',
  'REDIRECTED',
  'TRACED',
  'TRANSLATED',
];

/** Verdicts that are kept and dropped. */
export interface HubbleVerdictFilter {
  /** Verdicts that are kept. @default - all */
  readonly keep?: readonly HubbleVerdict[];

  /** Verdicts that are dropped. @default - none */
  readonly drop?: readonly HubbleVerdict[];
}

/** Settings of Hubble's flow logs. */
export interface HubbleSettings {
  /** Files that Cilium exports flows to. @default - /var/run/cilium/hubble/*.log */
  readonly paths?: readonly string[];

  /**
   * Verdicts that are kept and dropped. Cilium's own filter costs less: it does not even write dropped flows.
   *
   * @default - all
   */
  readonly verdicts?: HubbleVerdictFilter;
}

const VERDICT = wordOf('DROPPED', HUBBLE_VERDICTS);

const EXAMPLE = "{ verdicts: { keep: ['DROPPED'] } }";

/** Validator of the field `hubble`. */
export const HUBBLE: Validator = switchOr(
  fields<HubbleSettings>(EXAMPLE, { paths: someTexts(FILE_GLOB), verdicts: filterOf(VERDICT) }),
  EXAMPLE,
);

/** Files that Cilium exports flows to by default. */
export const HUBBLE_PATHS = ['/var/run/cilium/hubble/*.log'];

/** Name of a file that Cilium has rotated: `events-2026-11-29T08-53-48.000.log`. Its lines are read already. */
const ROTATED = '*-????-??-??T??-??-??.???.log';

/** Labels, by the fields of a record. Each has few values. */
const LABELS: Readonly<Record<string, string>> = {
  verdict: 'flow.verdict',
  direction: 'flow.traffic_direction',
  type: 'flow.Type',
};

/** Structured metadata, by the fields of a record. */
const METADATA: Readonly<Record<string, string>> = {
  drop_reason: 'flow.drop_reason_desc',
  src_namespace: 'flow.source.namespace',
  src_pod: 'flow.source.pod_name',
  src_ip: 'flow.IP.source',
  dst_namespace: 'flow.destination.namespace',
  dst_pod: 'flow.destination.pod_name',
  dst_ip: 'flow.IP.destination',
  dst_port: 'flow.l4.TCP.destination_port || flow.l4.UDP.destination_port || flow.l4.SCTP.destination_port',
  http_method: 'flow.l7.http.method',
  http_code: 'flow.l7.http.code',
  dns_query: 'flow.l7.dns.query',
  lost_events: 'lost_events.num_events_lost',
  lost_source: 'lost_events.source',
};

/** Times that Alloy can encode. With any other, Alloy would lose the whole batch. */
const TIME = String.raw`^(?P<time>2[01]\d{2}-.+)$`;

/**
 * Flow logs of Cilium's Hubble, from the files that Cilium exports them to: one JSON object per line.
 *
 * Labels: `job="cilium/hubble"`, `node_name`, `verdict`, `direction`, `type`. Structured metadata: both ends of the flow, the reason
 * of a drop, HTTP and DNS. Records of events that Hubble lost have `lost_events` and `lost_source`, and no verdict. Lines carry
 * the time of the flow.
 */
export class HubbleSource implements AlloySource {
  private readonly paths: readonly string[];

  public readonly name = 'hubble';
  public readonly mounts: HostMount[];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  constructor(private readonly settings: HubbleSettings = {}) {
    this.paths = settings.paths ?? HUBBLE_PATHS;
    this.mounts = mountsOf(this.paths);
  }

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        new Block('stage.json').set('expressions', textObject({ time_text: 'time', ...LABELS, ...METADATA })),
        ...labelValues(Object.keys(LABELS)),
        new Block('stage.labels').set('values', textObject(sameNames(Object.keys(LABELS)))),
        ...this.filter(),
        new Block('stage.regex').set('source', text('time_text')).set('expression', raw(TIME)),
        new Block('stage.timestamp').set('source', text('time')).set('format', text('RFC3339Nano')),
        nodeLabels('cilium/hubble'),
        ...context.stages(this.name),
        structuredMetadata(...Object.keys(METADATA)),
        dropFilename(),
      );
    const targets = this.paths.map((path) =>
      textObject({ __path__: path, __path_exclude__: `${path.slice(0, path.lastIndexOf('/'))}/${ROTATED}` }),
    );
    const source = new Block('loki.source.file', this.name)
      .set('targets', list(...targets))
      .set('forward_to', list(process.exported('receiver')))
      .add(new Block('file_match').set('enabled', bool(true)));
    return [source, process];
  }

  /** Stages that drop flows by their verdict. Records without a verdict are about lost events and are kept. */
  private filter(): Block[] {
    const { keep, drop } = this.settings.verdicts ?? {};
    const dropIf = (selector: string): Block =>
      new Block('stage.match')
        .set('selector', text(`{${selector}}`))
        .set('action', text('drop'))
        .set('drop_counter_reason', text('hubble_verdict'));
    return [
      ...(keep ? [dropIf(`verdict!="", verdict!~"${keep.join('|')}"`)] : []),
      ...(drop ? [dropIf(`verdict=~"${drop.join('|')}"`)] : []),
    ];
  }
}
