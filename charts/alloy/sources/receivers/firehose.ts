import { Block } from '../../language/syntax';
import { bool, list, text, texts } from '../../language/values';
import { secretFile, secretOf } from '../../stages/secret-file';
import { structuredMetadata } from '../../stages/metadata';
import type { AlloyContext, SecretMount } from '../source';
import { Receiver } from './receiver';
import type { FirehoseSettings } from './settings';
import { fixedTenant } from './tenant';
import { certificateFile, httpServer, secretMount, tlsSecrets } from './tls';

const PORT = 9880;

/** Logs of the control plane of EKS, by the beginning of the names of their streams. */
const EKS_STREAM =
  '(kube-apiserver-audit|kube-apiserver|authenticator|kube-controller-manager|cloud-controller-manager|kube-scheduler)-.+';

/** Labels that only its lines have. */
export const FIREHOSE_LABELS = ['component', 'delivery_stream', 'log_group'];

/** Message of CloudWatch that is not a line: a test of the destination. */
const TEST_MESSAGE = 'CONTROL_MESSAGE';

/**
 * Receiver of Amazon Data Firehose's HTTP endpoint deliveries: CloudWatch log groups, such as that of the control plane
 * of EKS, which Alloy unpacks, and programs that write to Firehose themselves.
 *
 * Labels: `job="aws/firehose"`, `log_group`, `component` for the control plane of EKS, and `delivery_stream`.
 * Structured metadata: `log_stream` and `account`.
 */
export class FirehoseReceiver extends Receiver<FirehoseSettings> {
  public readonly name = 'firehose';
  public readonly ports = [{ name: 'firehose', port: PORT }];

  public override get secrets(): readonly SecretMount[] {
    return [this.keyMount, ...tlsSecrets(this.name, this.settings)];
  }

  public blocks(context: AlloyContext): Block[] {
    const { tenant } = this.settings;
    const key = secretFile(`${this.name}_access_key`, `${this.keyMount.path}/${this.keyMount.keys[0]}`);
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // This comes before the static labels of the delivery stream, which could name a tenant.
      ...fixedTenant(tenant),
      new Block('stage.match')
        .set('selector', text(`{message_type="${TEST_MESSAGE}"}`))
        .set('action', text('drop'))
        .set('drop_counter_reason', text('cloudwatch_test')),
      ...context.stages(this.name),
      structuredMetadata('log_stream', 'account'),
      new Block('stage.label_drop').set('values', list(text('message_type'))),
    );
    const relabel = new Block('loki.relabel', this.name)
      .set('forward_to', list())
      .add(
        new Block('rule').set('target_label', text('job')).set('replacement', text('aws/firehose')),
        rule('__aws_cw_log_group', 'log_group'),
        rule('__aws_cw_log_stream', 'log_stream'),
        rule('__aws_cw_msg_type', 'message_type'),
        rule('__aws_owner', 'account'),
        rule('__aws_cw_log_stream', 'component', EKS_STREAM),
        rule('__aws_firehose_source_arn', 'delivery_stream', '.+/(.+)'),
      );
    const source = new Block('loki.source.awsfirehose', this.name)
      .set('access_key', secretOf(key))
      .set('use_incoming_timestamp', bool(true))
      .set('relabel_rules', relabel.exported('rules'))
      .set('forward_to', list(process.exported('receiver')))
      .add(...httpServer(this.name, PORT, this.settings));
    return [key, ...certificateFile(this.name, this.settings), relabel, source, process];
  }

  private get keyMount() {
    const { secretName, key = 'access-key' } = this.settings.accessKey;
    return secretMount('firehose-access-key', secretName, key);
  }
}

function rule(source: string, target: string, regex?: string): Block {
  const block = new Block('rule').set('source_labels', texts(source));
  if (regex !== undefined) block.set('regex', text(regex));
  return block.set('target_label', text(target));
}
