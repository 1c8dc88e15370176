import { Block } from '../language/syntax';
import { bool, call, text, type Value } from '../language/values';

/**
 * File of a mounted Secret. The kubelet updates it by replacing a link, which causes no event, so Alloy polls the file.
 */
export const secretFile = (label: string, path: string): Block =>
  new Block('local.file', label)
    .set('filename', text(path))
    .set('is_secret', bool(true))
    .set('detector', text('poll'))
    .set('poll_frequency', text('30s'));

/**
 * Content of a secret file, without a line break at its end. An attribute for a secret makes the result a secret again.
 */
export const secretOf = (file: Block): Value =>
  call('string.trim_space', call('convert.nonsensitive', file.exported('content')));
