import { Block } from '../../language/syntax';
import { bool, list, object, text, texts } from '../../language/values';
import { structuredMetadata } from '../../stages/metadata';
import type { AlloyContext, SourcePort } from '../source';
import { Receiver } from './receiver';
import { fixedTenant } from './tenant';
import { certificateFile, tlsFiles } from './tls';

/** Ports of syslog in plain text, and over TLS as RFC 5425 has it. Those below 1024 are root's. */
const PORT = 1514;
const TLS_PORT = 6514;

/** Prefix of the names that Alloy gives the parts of a message. */
const MESSAGE = '__syslog_message_';

/** Label or structured metadata, and the part of the message. */
const PARTS = {
  host: 'hostname',
  app: 'app_name',
  level: 'severity',
  facility: 'facility',
  proc_id: 'proc_id',
  msg_id: 'msg_id',
};

/** Labels that only its lines have. */
export const SYSLOG_LABELS = ['host'];

/** Severities for which the journal and all other sources have shorter words. */
const LEVELS = { emergency: 'emerg', critical: 'crit', informational: 'info' };

/** Parts that differ from line to line: as a label, each value would be a stream. */
const METADATA = ['level', 'facility', 'proc_id', 'msg_id'];

/**
 * Receiver of syslog (RFC 5424) over TCP, or TLS. Lines have the time of their message.
 *
 * Labels: `job="syslog"`, `host` and `app`. Structured metadata: `level`, `facility`, `proc_id`, `msg_id`, and the
 * structured data of the message as `sd_<id>_<name>`.
 */
export class SyslogReceiver extends Receiver {
  public readonly name = 'syslog';

  public get ports(): readonly SourcePort[] {
    return [this.settings.tls ? { name: 'syslog-tls', port: TLS_PORT } : { name: 'syslog', port: PORT }];
  }

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        ...fixedTenant(this.settings.tenant),
        ...context.stages(this.name),
        structuredMetadata(...METADATA),
        new Block('stage.structured_metadata').set('regex', text('^sd_')),
      );
    const relabel = new Block('loki.relabel', this.name).set('forward_to', list()).add(
      ...Object.entries(PARTS).map(([label, part]) =>
        new Block('rule').set('source_labels', texts(`${MESSAGE}${part}`)).set('target_label', text(label)),
      ),
      ...Object.entries(LEVELS).map(([severity, level]) =>
        new Block('rule')
          .set('source_labels', texts(`${MESSAGE}severity`))
          .set('regex', text(severity))
          .set('target_label', text('level'))
          .set('replacement', text(level)),
      ),
      // Parts whose names are not labels are left out: Loki would refuse the batch with the lines of all others.
      new Block('rule')
        .set('action', text('labelmap'))
        .set('regex', text(`${MESSAGE}(sd_[a-zA-Z0-9_]+)`))
        .set('replacement', text('$1')),
    );
    const source = new Block('loki.source.syslog', this.name)
      .set('relabel_rules', relabel.exported('rules'))
      .set('forward_to', list(process.exported('receiver')))
      .add(this.listener());
    return [...certificateFile(this.name, this.settings), relabel, source, process];
  }

  private listener(): Block {
    const { tls } = this.settings;
    const block = new Block('listener')
      .set('address', text(`0.0.0.0:${tls ? TLS_PORT : PORT}`))
      .set('use_incoming_timestamp', bool(true))
      .set('label_structured_data', bool(true))
      .set('labels', object({ job: text('syslog') }));
    const [certificate] = certificateFile(this.name, this.settings);
    if (!tls || !certificate) return block;
    const { key, clientCa } = tlsFiles(this.name);
    const config = new Block('tls_config').set('cert_pem', certificate.exported('content')).set('key_file', text(key));
    if (tls.clientCaSecretName) config.set('ca_file', text(clientCa));
    return block.add(config);
  }
}
