import type { CollectorKind } from '../collectors/kinds';
import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';
import { list, raw, text } from '../language/values';
import { sameNames, structuredMetadata } from '../stages/metadata';
import { routeStages } from '../stages/routes';
import type { AlloyContext, AlloySource } from './source';

/**
 * Fields of an event that become structured metadata of the same name. `namespace` is a label that Alloy sets itself.
 */
const FIELDS = ['reason', 'type', 'kind', 'name'];

/** Level of an event, from its type: the API knows `Warning` and `Normal`. */
const LEVEL = '{{ if eq .type "Warning" }}warn{{ else }}info{{ end }}';

/**
 * Kubernetes events of all namespaces, one JSON object per line.
 *
 * Labels: `job="kubernetes/events"`. Structured metadata: `reason`, `type`, `kind`, `name` and `namespace` of the
 * object the event is about, and `level` (`warn` or `info`). All events of a tenant are one stream: there are few of
 * them, and a label for each namespace would make a chunk of a few lines for each.
 *
 * Events go to the tenants of their object's namespace, as the logs of its pods do. Objects without a namespace, such
 * as nodes, go to the default tenant.
 */
export class EventsSource implements AlloySource {
  public readonly name = 'events';
  public readonly mounts = [];
  public readonly env = [];

  /** Alloy watches events in the core group only, which holds those of `events.k8s.io` as well. */
  public readonly rules = [{ apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] }];

  /** Each further Alloy would send all events again. */
  public readonly runsOn: readonly CollectorKind[] = ['one-replica'];

  public readonly marksNamespace = true;

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      new Block('stage.json').set('expressions', textObject(sameNames(FIELDS))),
      new Block('stage.template').set('source', text('level')).set('template', raw(LEVEL)),
      ...context.stages(this.name),
      // Routes read the label `namespace`, which becomes structured metadata below.
      ...routeStages(context.routes),
      ...context.namespaceMarks(),
      structuredMetadata(...FIELDS, 'namespace', 'level'),
      // `instance` is the name of the component. Lines sent again after a restart must be of the same stream.
      new Block('stage.label_drop').set('values', list(text('instance'))),
    );
    const source = new Block('loki.source.kubernetes_events', this.name)
      .set('job_name', text('kubernetes/events'))
      .set('log_format', text('json'))
      .set('forward_to', list(process.exported('receiver')));
    return [source, process];
  }
}
