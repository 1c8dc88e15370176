import { Block } from '../../../language/syntax';
import { list } from '../../../language/values';
import { transform } from '../../../stages/opentelemetry';
import { tenantStages } from '../../../stages/routes';
import type { AlloyContext } from '../../source';
import type { OtlpSettings } from '../settings';
import { hinted, namespaceOf, restored, selectable } from './attributes';
import { OtlpServer } from './server';

/**
 * Receiver of OTLP whose lines pass processing, destinations and Kafka like all others. Labels and structured metadata
 * are those that Loki's own OTLP endpoint sets.
 *
 * A request is answered when Alloy has its lines in memory.
 */
export class PipedOtlp extends OtlpServer {
  public readonly hasOpenMetadata = true;
  public readonly marksNamespace = true;

  constructor(
    settings: OtlpSettings,
    /** Resource attributes that become labels. */
    private readonly indexed: readonly string[],
  ) {
    super(settings);
  }

  public blocks(context: AlloyContext): Block[] {
    const { name, indexed } = this;
    const process = new Block('loki.process', name)
      .set('forward_to', list(context.receiver))
      .add(
        ...restored(indexed),
        ...tenantStages(this.settings.tenant),
        ...selectable(indexed, context.stages(name)),
        ...context.namespaceMarks(namespaceOf(indexed)),
      );
    const exporter = new Block('otelcol.exporter.loki', name).set('forward_to', list(process.exported('receiver')));
    const transformed = transform(name, [['resource', [this.named(context)]], ...hinted(indexed)], exporter);
    return [this.server(transformed), transformed, exporter, process];
  }
}
