import { Block } from '../language/syntax';
import { bool, call, text, type Value } from '../language/values';

/**
 * File of a mounted Secret. The kubelet replaces a link to change it, which causes no event, so Alloy looks at it every half
 * minute.
 */
export const secretFile = (label: string, path: string): Block =>
  new Block('local.file', label)
    .set('filename', text(path))
    .set('is_secret', bool(true))
    .set('detector', text('poll'))
    .set('poll_frequency', text('30s'));

/** Content of such a file, which may end with a line break. An attribute that takes a secret makes one of it again. */
export const secretOf = (file: Block): Value =>
  call('string.trim_space', call('convert.nonsensitive', file.exported('content')));
