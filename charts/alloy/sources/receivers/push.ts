import { Block } from '../../language/syntax';
import { bool, list, object, text, texts } from '../../language/values';
import { LokiEndpoint } from '../../../endpoint/endpoint';
import type { AlloyContext } from '../source';
import { Receiver } from './receiver';
import type { PushSettings } from './settings';
import { chosenTenant, fixedTenant } from './tenant';
import { certificateFile, httpServer } from './tls';

/** Port of the push API. */
const PORT = 3500;

/** Label `job` of lines whose sender gave none. */
const JOB = 'push';

/** Largest request: that of Loki's gateway. By default Alloy takes 100 MiB, more than a pod's memory can spare. */
const MAX_REQUEST = `${LokiEndpoint.MAX_PUSH_MIB}MiB`;

/**
 * Receiver of Loki's push API, for programs that send to Loki themselves: lines keep their labels, structured metadata
 * and time.
 *
 * Labels: those of the sender, and `job="push"` if it sent no `job`.
 */
export class PushReceiver extends Receiver<PushSettings> {
  public readonly name = 'push';
  public readonly ports = [{ name: 'push', port: PORT }];
  public readonly hasOpenMetadata = true;

  public blocks(context: AlloyContext): Block[] {
    const { tenant, tenants } = this.settings;
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // Loki answers 500 to a batch with such a name. Alloy would send it again for ever, while all other lines wait.
      new Block('stage.structured_metadata_drop').set('values', list(text(''))),
      ...(tenants ? [chosenTenant(tenants)] : fixedTenant(tenant)),
      // The rules below are not for lines of plain text (`/loki/api/v1/raw`), which have no labels at all.
      new Block('stage.match')
        .set('selector', text('{job=""}'))
        .add(new Block('stage.static_labels').set('values', object({ job: text(JOB) }))),
      ...context.stages(this.name),
    );
    const relabel = new Block('loki.relabel', this.name).set('forward_to', list()).add(
      // Alloy takes quoted names, as `"a.b"`; Loki refuses the whole batch for one, with the lines of all other senders.
      new Block('rule').set('action', text('labelkeep')).set('regex', text('[a-zA-Z_][a-zA-Z0-9_]*')),
      // Alloy drops a stream without labels, counts nothing and answers with success.
      new Block('rule')
        .set('source_labels', texts('job'))
        .set('regex', text('^$'))
        .set('target_label', text('job'))
        .set('replacement', text(JOB)),
    );
    const source = new Block('loki.source.api', this.name)
      .set('use_incoming_timestamp', bool(true))
      .set('max_send_message_size', text(MAX_REQUEST))
      .set('relabel_rules', relabel.exported('rules'))
      .set('forward_to', list(process.exported('receiver')))
      .add(...httpServer(this.name, PORT, this.settings));
    return [...certificateFile(this.name, this.settings), relabel, source, process];
  }
}
